"""Une page lisible sans script : ce que dit le serveur quand l'application n'a rien à montrer."""

from pages.composants import inerte

ICONE = "/ressources/icone.svg"


def page_simple(nom: str, titre: str, corps: str) -> str:
    """Une page lisible sans script, dans les deux thèmes ; `corps` est du HTML, le reste du texte."""
    nom, titre = inerte.html(nom), inerte.html(titre)
    return f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width" />
<title>{titre} · {nom}</title><link rel="icon" href="{ICONE}" />
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; background: #FBFAF7; color: #1C2B33;
  font: 1.125rem/1.5 "Source Sans", system-ui, sans-serif; }}
main {{ max-width: 40rem; margin: 15vh auto; padding: 0 1.5rem; overflow-wrap: anywhere; }}
a {{ color: #0B5C7A; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #141B20; color: #EEF2F4; }} a {{ color: #5FB4D6; }}
}}
</style></head><body><main><p>{nom}</p><h1>{titre}</h1>
{corps}</main></body></html>"""
