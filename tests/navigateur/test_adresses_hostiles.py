"""Des adresses hostiles dans un vrai navigateur : aucun script, aucune boîte, aucune erreur."""

import random
import time
from urllib.parse import quote

import pytest

from pages.composants import liens
from pages.serveur.apercu import PROPRES
from pages.serveur.page import chemins_des_pages
from tests.navigateur import outils

NOMS = sorted({*liens.ORDRE, *PROPRES, *liens.HORS_VUE, *liens.SEANCE, "version", "lu", "code", "embed"})
PAGES = sorted(chemins_des_pages())
_JOUE = "window.touche=1;alert(1)"
PIEGES = {
    "balise": f'"><script>{_JOUE}</script><img src=x onerror="{_JOUE}">',
    "attribut": f"' onmouseover='{_JOUE}' autofocus onfocus='{_JOUE}' x='",
    "adresse": f"javascript:{_JOUE}",
    "markdown": f"[x](javascript:{_JOUE}) ![x](http://8.8.8.8/i.png) <svg/onload={_JOUE}> $\\href{{x}}{{y}}$",
    "gabarit": "{{7*7}}${7*7}<%= 7*7 %>#{7*7}%(x)s{0}",
    "retour à la ligne": "2024\r\nSet-Cookie: a=b\r\n\r\n<script>" + _JOUE + "</script>",
    "signes": "\u202e\u2066\u200b\ufeff\u0000\x1b[2J\x7f\u2028\u2029🏴‍☠️é́",
    "chemin": "../../../../etc/passwd\\..\\..%2e%2e%2f",
    "requête": "' or 1=1; drop table action; --",
    "très longue": "é<b>" * 700,
    "nombre": "9" * 400,
    "json": '{"__proto__":{"touche":1},"constructor":{"prototype":{"touche":1}}}',
}
MAL_CODEES = "annee=%ff%fe%ed%a0%80&contrat=%&=%00&&pilier=%c3%28&q=%u0041&mode=projection%0a"


def adresses(hasard: random.Random) -> dict[str, str]:
    """Chaque piège dans tous les paramètres à la fois, et au fragment, sur une page au hasard."""
    rendues = {}
    for nom, piege in PIEGES.items():
        choisis = hasard.sample(NOMS, 2) if len(piege) > 1000 else NOMS
        requete = "&".join(f"{n}={quote(piege, safe='')}" for n in choisis if n != "embed")
        rendues[nom] = f"{hasard.choice(PAGES)}?{requete}#{quote(piege, safe='')[:2000]}"
    rendues["mal codée"] = f"{hasard.choice(PAGES)}?{MAL_CODEES}#%ff"
    rendues["répétée"] = f"{hasard.choice(PAGES)}?" + "&".join(["annee=2024"] * 300)
    rendues["noms hostiles"] = "/?" + "&".join(f"{quote(p[:300], safe='')}=1" for p in PIEGES.values())
    rendues["intégrée"] = (
        f"{hasard.choice(PAGES)}?embed=true&embed_options=show_toolbar&embed_options=dark_theme"
    )
    return rendues


@pytest.mark.parametrize("lot", range(2))
def test_une_adresse_hostile_ne_fait_rien_d_autre_qu_une_page(page, serveur, lot):
    graine = time.time_ns()
    ouverte = page()
    boites = []
    ouverte.on("dialog", lambda boite: (boites.append(boite.message), boite.dismiss()))
    toutes = list(adresses(random.Random(graine)).items())
    for nom, adresse in toutes[lot::2]:
        ouverte.goto(f"{serveur}{adresse}", wait_until="domcontentloaded")
        outils.attendre_pret(ouverte)
        ou = f"{nom} : {adresse[:200]} (graine {graine})"
        assert not boites, ou
        assert ouverte.evaluate("typeof window.touche") == "undefined", ou
        assert not ouverte.locator(".st-key-erreur-page").count(), ou
        assert not ouverte.locator('[data-testid="stException"], [role="dialog"]').count(), ou
        liens_vus = ouverte.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.href)")
        assert not [lien for lien in liens_vus if lien.startswith("javascript:")], ou
        assert "Set-Cookie" not in ouverte.evaluate("document.cookie"), ou
