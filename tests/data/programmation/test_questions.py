"""Une question à la fois, une réponse déjà proposée ; ce qu'on ne peut que deviner n'est jamais proposé."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from random import Random

import pytest

from data.fichiers.classeur import ouvrir_octets
from data.programmation import correspondance, creations, dialogue, indices, questions
from data.programmation import examen as examens
from data.programmation.modele import CorrespondanceInvalide
from data.programmation.questions_valeurs import statut_probable
from tests.data.programmation import fabrique
from tests.data.programmation.fabrique import TITRES


def lire(referentiels, feuilles, memoire=None, nom="tableau.xlsx", **options):
    contenu = feuilles if isinstance(feuilles, bytes) else fabrique.xlsx(feuilles)
    classeur = ouvrir_octets(contenu, nom)
    return examens.lire(classeur, referentiels, memoire=memoire, tolerant=True, **options)


def posees(lu):
    return {q.cle: q for q in questions.obligatoires(lu)}


def tableau(*avant, titres=TITRES, lignes=None, suite=()):
    lues = (
        lignes if lignes is not None else [fabrique.ligne(a, titres) for a in fabrique.actions(Random(1), 3)]
    )
    return {"P": [*avant, list(titres), *lues, *suite]}


@pytest.mark.parametrize(
    ("feuille", "nom", "avant", "annee"),
    [
        ("P", "t.xlsx", ["Programmation 2026 – COPIL du 12 mars 2025"], 2026),
        ("P", "Programmation_CDV_2027.xlsx", [], 2027),
        ("Prog 2025", "t.xlsx", [], 2025),
        ("P", "t.xlsx", ["Contrat de ville 2024-2030", "Engagements Quartiers 2030", "Exercice 2026"], 2026),
        ("P", "t.xlsx", ["Appel à projets 2028, mis à jour le 03/03/2027"], 2028),
        ("P", "t.xlsx", ["Contrat de ville 2024-2030"], None),
    ],
)
def test_l_annee_est_proposee_d_apres_le_titre_la_feuille_ou_le_fichier(
    referentiels, feuille, nom, avant, annee
):
    page = tableau(*([texte] for texte in avant))["P"]
    question = posees(lire(referentiels, {feuille: page}, nom=nom))["annee"]
    assert question.proposee == (str(annee) if annee else None)


MENTIONS = [
    "Programmation 2026 (montants en milliers d'euros)",
    "Montants en k€",
    "en K€",
    "Financements (en milliers €)",
    "NB : les montants sont exprimés en milliers d’euros",
    "Unité : k euros",
    "montants en KEUR",
    "En milliers",
]


@pytest.mark.parametrize("mention", MENTIONS)
@pytest.mark.parametrize("ou", ["dessus", "dessous", "titre", "feuille"])
def test_des_milliers_d_euros_se_demandent_et_ne_se_devinent_jamais(referentiels, mention, ou):
    titres = list(TITRES)
    if ou == "titre":
        titres[6] = f"{titres[6]} ({mention[:20] if len(mention) < 20 else 'k€'})"
    lignes = [fabrique.ligne(a, TITRES) for a in fabrique.actions(Random(1), 3)]
    avant, apres = ([[mention]] if ou == "dessus" else []), ([[], [mention]] if ou == "dessous" else [])
    nom = "En k€" if ou == "feuille" else "P"
    page = {nom: [*avant, titres, *lignes, *apres]}
    lu = lire(referentiels, page, annee=2026)
    unites = [q for q in questions.obligatoires(lu) if q.sorte == "unite"]
    assert len(unites) == 1
    assert unites[0].proposee is None
    assert dialogue.par_options(oui=True)(unites[0]) is None
    c = questions.repondre(lu.correspondance, unites[0], "milliers")
    relu = lire(referentiels, page, correspondance.lire_toml(correspondance.ecrire_toml(c)))
    assert not [q for q in questions.obligatoires(relu) if q.sorte == "unite"]
    attendu = fabrique.attendu(fabrique.actions(Random(1), 3))
    fois = {code: 1000 if ou != "titre" or code == "etat" else 1 for code in attendu}
    assert fabrique.par_financeur(relu.lecture) == {code: attendu[code] * fois[code] for code in attendu}


def test_une_unite_dite_au_dessus_de_plusieurs_colonnes_vaut_pour_toutes(referentiels):
    courts = [t.replace(" accordé", "") for t in TITRES]
    etage = ["Action", *[None] * 5, "Financements accordés (k€)", None, None]
    page = tableau(etage, titres=tuple(courts), lignes=[fabrique.ligne(a, TITRES) for a in _TROIS])
    lu = lire(referentiels, page, annee=2026)
    (question,) = questions.obligatoires(lu)
    assert (question.cle, len(question.details)) == ("unite:titres", 3)
    relu = lire(referentiels, page, questions.repondre(lu.correspondance, question, "milliers"))
    attendu = fabrique.attendu(_TROIS)
    assert fabrique.par_financeur(relu.lecture) == {code: 1000 * total for code, total in attendu.items()}


_TROIS = fabrique.actions(Random(1), 3)


def test_l_unite_peut_dependre_des_colonnes(referentiels):
    page = tableau(["Montants en k€"])
    lu = lire(referentiels, page, annee=2026)
    c = questions.repondre(lu.correspondance, posees(lu)["unite"], "colonnes")
    lu = lire(referentiels, page, c)
    assert sorted(posees(lu)) == ["unite:G", "unite:H", "unite:I"]
    for cle in ("unite:G", "unite:H", "unite:I"):
        lu = lire(referentiels, page, lu.correspondance)
        c = questions.repondre(
            lu.correspondance, posees(lu)[cle], "milliers" if cle == "unite:H" else "euros"
        )
        lu = lire(referentiels, page, c)
    attendu = fabrique.attendu(fabrique.actions(Random(1), 3))
    assert fabrique.par_financeur(lu.lecture) == attendu | {"caf": attendu["caf"] * 1000}


@pytest.mark.parametrize(
    ("ecrit", "euros"), [("1,5", "1500"), (0.5, "500"), ("12,345", None), ("12,3456", "12345.6")]
)
def test_un_montant_en_milliers_garde_ses_decimales(referentiels, ecrit, euros):
    page = {"P": [["Intitulé", "Statut", "CAF accordé"], ["A", "retenue", ecrit]]}
    lu = lire(referentiels, page, correspondance.lire_toml('unite = "milliers"'), annee=2026)
    lus = [f.accorde for _, f in lu.lecture.financements]
    assert lus == ([Decimal(euros)] if euros else [])
    assert bool(lu.lecture.rejets) == (euros is None)


@pytest.mark.parametrize(
    "texte", ["Kermesse 2026", "Le kiosque", "5 km de quais", "Marche", "M. Euros", "Milliers de pas"]
)
def test_ce_qui_ne_dit_pas_une_unite_n_en_est_pas_une(texte):
    assert indices.unite_dite(texte) is None


@pytest.mark.parametrize(
    ("mot", "statut"),
    [
        ("Favorable sous réserve du bilan 2025", "retenue"),
        ("Avis très défavorable", "refusée"),
        ("En attente de pièces", "en instruction"),
        ("Reportée au prochain COPIL", "ajournée"),
        ("Pas retenue cette année", "refusée"),
        ("Abandon du porteur", "annulée"),
        ("??", None),
        ("F", None),
    ],
)
def test_un_mot_de_statut_inconnu_a_une_reponse_proposee_si_elle_est_claire(mot, statut):
    assert statut_probable(mot) == statut


def test_chaque_mot_inconnu_est_demande_une_seule_fois(referentiels):
    lues = fabrique.actions(Random(2), 6)
    for rang, action in enumerate(lues):
        action["Statut"] = ["Zut", "ZUT", "zut", "Retenue", "Bof", "bof"][rang]
    page = tableau(lignes=[fabrique.ligne(a, TITRES) for a in lues])
    lu = lire(referentiels, page, annee=2026)
    assert sorted(posees(lu)) == ["statuts:bof", "statuts:zut"]
    assert len(lu.lecture.actions) == 1
    c = lu.correspondance
    for question in questions.obligatoires(lu):
        assert question.proposee is None
        c = questions.repondre(c, question, "ajournée")
    assert len(lire(referentiels, page, c).lecture.actions) == 6


def test_les_piliers_que_le_contrat_n_a_pas_se_creent_ensemble(referentiels):
    lues = fabrique.actions(Random(3), 6)
    noms = [
        "Axe 1 – Santé",
        "AXE 1 – SANTÉ",
        "Axe 2 : Numérique",
        "Axe 2 : Numérique",
        "Axe 3. Sport",
        "axe 3 sport",
    ]
    for action, nom in zip(lues, noms, strict=True):
        action["Pilier"] = nom
    titres = tuple("Enjeu" if t == "Pilier" else t for t in TITRES)
    page = tableau(titres=titres, lignes=[fabrique.ligne(a, TITRES) for a in lues])
    vierge = replace(referentiels, piliers=[], thematiques=[])
    lu = lire(vierge, page, annee=2026)
    question = posees(lu)["piliers"]
    assert question.phrase == "Créer les 3 enjeux que dit votre tableau ?"
    assert question.details == ("Axe 1 – Santé", "Axe 2 : Numérique", "Axe 3. Sport")
    relu = lire(vierge, page, questions.repondre(lu.correspondance, question, "creer"))
    assert [a.pilier_id for a in relu.lecture.actions] == ["C1-1", "C1-1", "C1-2", "C1-2", "C1-3", "C1-3"]
    # Le contrat a ses piliers : chacun se demande, et ce qui n'est dit qu'une fois ne se propose pas.
    demandes = {q.cle: q.proposee for q in questions.obligatoires(lire(referentiels, page, annee=2026))}
    assert set(demandes.values()) == {"creer"}
    assert len(demandes) == 3


def test_je_corrige_fait_poser_les_questions_une_a_une(referentiels):
    titres = ("Intitulé", "Statut", "CAF 41", "CD 41", "Région CVL")
    page = tableau(titres=titres, lignes=[["A", "retenue", 1, 2, 3]])
    lu = lire(referentiels, page, annee=2026)
    question = posees(lu)["colonnes:accorde"]
    assert question.phrase == "Ces 3 colonnes sont ce que chaque financeur accorde. Est-ce bien cela ?"
    c = questions.repondre(lu.correspondance, question, "corriger")
    lu = lire(referentiels, page, c)
    dites = posees(lu)
    assert sorted(dites) == ["colonne:C", "colonne:D", "colonne:E"]
    assert dites["colonne:D"].phrase == "La colonne D « CD 41 » : ce que le Département accorde ?"
    c = questions.repondre(lu.correspondance, dites["colonne:D"], "montant:caf:demande")
    assert c.colonne(4).sens() == "caf, demandé"
    # La suite se retrouve telle quelle après un enregistrement.
    relue = correspondance.lire_toml(correspondance.ecrire_toml(correspondance.sues(c)))
    assert sorted(posees(lire(referentiels, page, relue))) == ["colonne:C", "colonne:E"]


def test_un_financeur_inconnu_se_cree(referentiels):
    titres = ("Intitulé", "Statut", "CAF accordé", "DRAC accordé")
    page = tableau(titres=titres, lignes=[["A", "retenue", 1, 2]])
    lu = lire(referentiels, page, annee=2026)
    question = posees(lu)["colonne:D"]
    assert question.proposee == "creer"
    relu = lire(referentiels, page, questions.repondre(lu.correspondance, question, "creer"))
    assert fabrique.par_financeur(relu.lecture) == {"caf": 1, "drac": 2}
    assert relu.referentiels.financeurs["drac"] == ("DRAC", "État")


def test_une_reponse_impossible_est_une_phrase(referentiels):
    lu = lire(referentiels, tableau())
    with pytest.raises(CorrespondanceInvalide, match="n'est pas une année"):
        questions.repondre(lu.correspondance, posees(lu)["annee"], "bientôt")
    lu = lire(referentiels, tableau(["en k€"]), annee=2026)
    with pytest.raises(CorrespondanceInvalide, match="ne répond pas à"):
        questions.repondre(lu.correspondance, posees(lu)["unite"], "dollars")


@pytest.mark.parametrize("graine", range(30))
def test_repondre_a_tout_finit_toujours_et_ne_perd_pas_un_euro(referentiels, graine):
    hasard = Random(graine)
    lues = fabrique.actions(hasard, 6)
    for action in lues:
        action["Statut"] = hasard.choice(["Retenue", "Favorable sous réserve", "En attente de pièces"])
        action["Pilier"] = hasard.choice(["Axe 1 – Emploi", "Axe 2 – Cadre", "Emploi et insertion"])
        action["Quartiers"] = hasard.choice(["La Verrerie", "QN00101I", "Tous QPV", "Quartier neuf"])
    remplaces = {"État P147 accordé": "Crédits Etat", "CAF accordé": "CAF 41", "Département accordé": "CD 41"}
    titres = [remplaces.get(t, t) for t in TITRES]
    contenu = fabrique.xlsx(
        {"P": [["Programmation 2026"], titres, *(fabrique.ligne(a, TITRES) for a in lues)]}
    )
    lu, reponses = dialogue.mener(
        lambda c: lire(referentiels, contenu, c),
        lambda q: q.proposee or next((c.valeur for c in q.choix if c.valeur == "creer"), None),
        None,
    )
    assert questions.obligatoires(lu) == []
    assert len({q.cle for q, _ in reponses}) == len(reponses)
    assert fabrique.par_financeur(lu.lecture) == fabrique.attendu(lues)


@pytest.mark.parametrize("ordre", list(permutations(range(4))))
def test_un_quartier_ecrit_de_plusieurs_facons_ne_se_cree_qu_une_fois(ordre):
    ecrits = ("Les Tanneries", "QN04190N", "QN04190N Les Tanneries", "La Plaine")
    crees = creations.uniques(creations.quartier(ecrits[i], "LOCAL-val-1234") for i in ordre)
    assert {(c.code, c.nom) for c in crees} == {
        ("QN04190N", "Les Tanneries"),
        ("LOCAL-val-1234-la-plaine", "La Plaine"),
    }


def test_le_statut_propose_ne_depend_pas_des_lignes_encore_refusees(referentiels):
    titres = [t for t in TITRES if t != "Statut"]
    sans_statut = {"P": [titres, *(fabrique.ligne(a, titres) for a in fabrique.actions(Random(1), 3))]}
    inconnus = replace(referentiels, quartiers=[], piliers=[])
    question = posees(lire(inconnus, sans_statut))["statut"]
    assert question.proposee == "retenue", "le tableau a des montants accordés"
