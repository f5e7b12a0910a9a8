"""Le banc : chaque page de lecture contre une page Streamlit nue, mesurées dans la même exécution.

À la main (`uv run python -m tests.bench`), jamais dans la série : ses nombres ne sont pas des essais.
"""
