"""Un classeur écrit par un humain : ce qui se comprend entre, ce qui ne se comprend pas dit pourquoi."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.lecture import SourceIllisible
from data.sources import cellules, colonnes
from data.sources.classeur import lire


def lu(recette):
    return lire(recette.parent / "classeur", lambda _lues, _attendues: None)


def rejets(lecture):
    return [(r.feuille, r.ligne, r.colonne, r.valeur, r.motif) for r in lecture.rejets]


def test_le_classeur_minuscule_se_lit_sans_rejet(classeur):
    lecture = lu(classeur())
    assert rejets(lecture) == []
    assert (lecture.nb_lignes, lecture.nb_retenues) == (19, 19)
    action = lecture.tables["action"].set_index("action_id")
    assert action.loc["C1-A1", ["pilier_id", "thematique_id", "echelle"]].tolist() == [
        "C1-EMP",
        "C1-EMP-INS",
        "quartiers",
    ]
    assert action.loc["C1-A2", "echelle"] == "contrat"
    assert lecture.tables["action_quartier"]["part"].tolist() == [0.5, 0.5, 1]


@pytest.mark.parametrize("encodage", ["utf-8-sig", "cp1252"])
def test_les_encodages_et_separateurs_d_un_tableur_se_lisent(classeur, encodage):
    financeurs = 'Financeur_id,Nom,Catégorie,Ordre\netat,"État, préfecture",etat,1\nagglo,Agglo,epci,2\n'
    lecture = lu(classeur(financeurs=financeurs.encode(encodage)))
    dits = [("financeurs", None, None, None, "fichier lu en Windows-1252")] if encodage == "cp1252" else []
    assert rejets(lecture) == dits
    financeur = lecture.tables["financeur"]
    assert financeur["nom"].tolist() == ["État, préfecture", "Agglo"]
    assert financeur["categorie"].tolist() == ["État", "EPCI"]


@pytest.mark.parametrize(
    ("cellule", "montant"),
    [
        ("1\u202f234,50\u202f€", "1234.50"),
        ("1 234,5", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1234.5", "1234.50"),
        ("0", "0"),
        ("12 000 euros", "12000"),
    ],
)
def test_un_montant_francais_se_lit(classeur, cellule, montant):
    entete = "reference;financeur_id;nature;section;accorde_eur\n"
    lecture = lu(classeur(financements=f"{entete}A1;etat;Spécifique;Fonctionnement;{cellule}\n"))
    assert rejets(lecture) == []
    assert lecture.tables["financement"]["accorde_eur"].tolist() == [Decimal(montant)]


def test_chaque_cellule_mauvaise_dit_sa_feuille_sa_ligne_sa_colonne_et_pourquoi(classeur):
    lecture = lu(
        classeur(
            financements="reference;financeur_id;nature;section;accorde_eur\n"
            "A1;etat;specifique;fonctionnement;12 mille\n"
            "A1;etat;cadeau;fonctionnement;-5\n"
            "A9;etat;specifique;fonctionnement;10\n"
            "A1;;specifique;fonctionnement;1.234\n"
            ";;;;\n"
            "A2;etat;specifique;fonctionnement;1;2\n"
            "A2;etat;specifique;fonctionnement;10\n"
        )
    )
    trouves = {(ligne, colonne): motif for _, ligne, colonne, _, motif in rejets(lecture)}
    assert trouves[(2, "accorde_eur")] == "ce n'est pas un nombre"
    assert trouves[(3, "accorde_eur")] == "un montant ne peut pas être négatif"
    assert trouves[(3, "nature")].startswith("valeur inconnue ; attendu : specifique")
    assert trouves[(4, "reference")] == "aucune action retenue ne porte cette référence"
    assert trouves[(5, "financeur_id")] == "cette cellule est obligatoire"
    assert trouves[(5, "accorde_eur")].startswith("un montant a deux décimales au plus ; pour 1 234 euros")
    assert trouves[(7, None)] == "la ligne a 6 cellules au lieu de 5"
    assert lecture.tables["financement"]["_ligne"].tolist() == [8]
    # 19 lignes, moins les 3 financements d'origine, plus 6 (la ligne vide n'en est pas une), dont 5 refusées.
    assert (lecture.nb_lignes, lecture.nb_retenues) == (22, 17)


def test_les_parts_suivent_l_ordre_des_quartiers_et_doivent_faire_un(classeur):
    entete = "reference;contrat_id;annee;intitule;statut;quartiers;parts;beneficiaires_quartiers\n"
    lecture = lu(
        classeur(
            programmation=entete + "A1;C1;2024;Une;retenue;QN2,QN1;0.25,0.75;10,30\n"
            'A2;C1;2024;Deux;retenue;"QN1;QN2";"60 %;40 %";\n'
            "A3;C2;2024;Trois;retenue;QN1,QN2;0.5,0.4;\n"
            "A4;C1;2024;Quatre;retenue;QN1,QN2;1;\n"
            "A5;C1;2024;Cinq;retenue;QN1,QN1;;\n"
            "A1;C1;2024;Encore;retenue;QN1;;\n"
        )
    )
    partage = lecture.tables["action_quartier"][["action_id", "quartier_id", "part"]].to_numpy().tolist()
    assert partage == [
        ["C1-A1", "QN2", 0.25],
        ["C1-A1", "QN1", 0.75],
        ["C1-A2", "QN1", 0.6],
        ["C1-A2", "QN2", 0.4],
    ]
    motifs = [(ligne, motif) for _, ligne, _, _, motif in rejets(lecture) if ligne]
    assert (4, "les parts font 0,9 au lieu de 1") in motifs
    assert (5, "1 parts pour 2 quartiers") in motifs
    assert (6, "un quartier y est écrit deux fois") in motifs
    assert (7, "cette référence est déjà celle de la ligne 2") in motifs


@pytest.mark.parametrize(
    ("feuilles", "phrase"),
    [
        ({"financeurs": "financeur_id;nom;categorie;rang\n"}, "colonne inconnue « rang »"),
        ({"financeurs": "financeur_id;nom;ordre\n"}, "colonne obligatoire absente : categorie"),
        ({"financeur": "a;b\n"}, "peut-être « financeurs »"),
        ({"financeurs": ""}, "« financeurs.csv » est vide"),
    ],
)
def test_une_mauvaise_disposition_se_dit_en_une_phrase(classeur, feuilles, phrase):
    with pytest.raises(SourceIllisible, match=phrase.replace("?", "\\?")):
        lu(classeur(**feuilles))


def test_un_contour_est_repare_et_un_contour_illisible_est_signale(classeur):
    noeud = "POLYGON ((1 47, 1.01 47.01, 1.01 47, 1 47.01, 1 47))"
    lecture = lu(
        classeur(
            quartiers="quartier_id;contrat_id;nom;type;generation;communes;geometrie\n"
            f'QN1;C1;Nord;QPV;2024;1;"{noeud}"\nQN2;C1;Sud;QPV;2024;1;un dessin\n'
        )
    )
    quartier = lecture.tables["quartier"].set_index("quartier_id")
    assert quartier.loc["QN1", "geometrie"].startswith("MULTIPOLYGON")
    assert len(quartier) == 2
    (rejet,) = lecture.rejets
    assert (rejet.ligne, rejet.bloquant) == (3, False)


@pytest.mark.parametrize(
    ("genre", "texte", "valeur"),
    [
        ("date", "29/02/2024", date(2024, 2, 29)),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("date", "45351", date(2024, 2, 29)),
        ("booleen", "Oui", True),
        ("booleen", "0", False),
        ("entier", "1 200", 1200),
        ("entier", "12,0", 12),
        ("nombre", "12,5 %", 12.5),
        ("liste", "a, b", ["a", "b"]),
        ("liste", "a ; b", ["a", "b"]),
    ],
)
def test_une_cellule_se_lit_dans_ses_ecritures_courantes(genre, texte, valeur):
    lues, fautes = colonnes.colonne(colonnes.vide(en_colonne([texte])), genre)
    assert (lues.to_pylist(), fautes) == ([valeur], [])


TEXTES = st.one_of(
    st.text("0123456789,.-+ €e%", max_size=12),
    st.decimals(-(10**6), 10**12, places=2).map(str),
    st.dates().map(str),
    st.integers(-(2**33), 2**33).map(str),
)


@given(st.sampled_from(sorted(colonnes.ORDINAIRES)), st.lists(TEXTES, min_size=1, max_size=8))
def test_la_voie_rapide_et_la_fonction_de_reference_disent_pareil(genre, textes):
    nues = colonnes.vide(en_colonne(textes))
    valeurs, fautes = colonnes.colonne(nues, genre)
    raisons = {rang: raison for rang, _, raison in fautes}
    for rang, (brute, valeur) in enumerate(zip(nues.to_pylist(), valeurs.to_pylist(), strict=True)):
        if brute is None or (genre in colonnes.A_TIRET and cellules.est_tiret(brute)):
            assert valeur is None and rang not in raisons
            continue
        try:
            attendue = cellules.FONCTIONS[genre](brute)
        except cellules.CelluleInvalide as erreur:
            assert (valeur, raisons[rang]) == (None, str(erreur))
        else:
            assert (valeur, raisons.get(rang)) == (attendue, None)


def en_colonne(textes):
    import pyarrow as pa

    return pa.chunked_array([pa.array(textes, pa.string())])
