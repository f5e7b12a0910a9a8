"""Un vrai serveur, un vrai navigateur : une fois pour toute la série d'essais."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from tests.navigateur import outils


@pytest.fixture(scope="session")
def journal_serveur(tmp_path_factory) -> Path:
    """Le fichier où `serveur` écrit son journal."""
    return tmp_path_factory.mktemp("serveur") / "journal.txt"


@pytest.fixture(scope="session")
def serveur(base_demo, journal_serveur) -> Iterator[str]:
    """L'adresse d'un `streamlit run app.py` sur la base de démonstration (voir tests/conftest.py)."""
    with outils.servir(base_demo, journal=journal_serveur) as adresse:
        yield adresse


class Constat:
    """Ce qu'une page a fait qu'elle ne devait pas : erreurs de console, requêtes vers un autre hôte."""

    def __init__(self, hote: str) -> None:
        self.hote = hote
        self.erreurs: list[str] = []
        self.ailleurs: list[str] = []

    def surveiller(self, page: Page) -> None:
        page.on("console", lambda m: self.erreurs.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda erreur: self.erreurs.append(str(erreur)))
        page.on("request", self._requete)

    def _requete(self, requete: Request) -> None:
        adresse = urlsplit(requete.url)
        if adresse.scheme not in ("data", "blob") and adresse.netloc != self.hote:
            self.ailleurs.append(requete.url)


@pytest.fixture
def page(navigateur, serveur, journal_serveur) -> Iterator[Callable[..., Page]]:
    """Ouvre une page neuve : `page(largeur, hauteur)` ; `page(…, sombre=True)` pour le thème sombre.

    À la fin de l'essai, une erreur de console ou une requête vers un autre hôte le fait échouer.
    """
    deja_ecrit = journal_serveur.stat().st_size
    constat = Constat(urlsplit(serveur).netloc)
    contextes = []

    def ouvrir(largeur: int = 1366, hauteur: int = 900, *, sombre: bool = False, **options) -> Page:
        contexte = navigateur.new_context(
            viewport={"width": largeur, "height": hauteur},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            color_scheme="dark" if sombre else "light",
            base_url=serveur,
            **options,
        )
        contextes.append(contexte)
        neuve = contexte.new_page()
        constat.surveiller(neuve)
        return neuve

    yield ouvrir
    for contexte in contextes:
        contexte.close()
    # pytest ne montre ce texte que si l'essai échoue.
    print(journal_serveur.read_bytes()[deja_ecrit:].decode("utf-8", "replace")[-3000:])
    assert not constat.erreurs, f"Erreurs de console : {constat.erreurs}"
    assert not constat.ailleurs, f"Requêtes vers un autre hôte : {constat.ailleurs}"
