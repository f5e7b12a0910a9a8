"""Toute question a un en-tête, et répond même sur une base vide."""

import re
from pathlib import Path

import pytest

import queries
from queries import Filtre, lire

DOSSIER = Path(queries.__file__).parent
QUESTIONS = sorted(str(f.relative_to(DOSSIER).with_suffix("")) for f in DOSSIER.glob("*/*.sql"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_la_question_a_un_en_tete_et_repond_sur_une_base_vide(question, base_minuscule):
    base_minuscule("select 1")
    texte = (DOSSIER / f"{question}.sql").read_text(encoding="utf-8")
    entete = [ligne for ligne in texte.splitlines() if ligne.startswith("--")]
    assert entete[0].rstrip().endswith("?"), "la première ligne pose la question"
    assert any("ligne" in ligne.lower() for ligne in entete[1:]), "l'en-tête dit ce qu'est une ligne"
    noms = set(re.findall(r"\$(\w+)", re.sub(r"--.*", "", texte)))
    parametres = {nom: Filtre() if nom == "filtre" else None for nom in noms}
    reponse = lire(question, **parametres)
    assert len(reponse.columns) > 0
    assert reponse.columns.is_unique
