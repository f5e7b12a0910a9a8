"""Les mots des titres de colonnes : champs, étapes d'un financement, natures, familles de financeurs."""

import re

from data.programmation.mots import VIDES, cle, sigle
from data.sources.territoires import est_departement

_PHRASES = (
    # « concerné(s) », « concerné·e·s » : l'accord n'est pas un mot.
    (r"(?<=\w)(?:\((?:e?s|e|es|x|nt|ne)\)|[·•](?:e|ne|se)?[·•]?s?(?!\w)|\.(?:e|ne)\.s?(?!\w))", ""),
    (r"\bn\s*[-–—]\s*1\b", " nmoins1 "),
    (r"n\s*[°º]", " numero "),
    (r"\bpolitique de la ville\b", " p147 "),
    (r"\b(?:bop|programme|prog|p)\s*\.?\s*147\b", " p147 "),
    (r"\b147\b", " p147 "),
    (r"\bdroit[s-]* commun\b", " droitcommun "),
    (r"\bdroit-commun\b", " droitcommun "),
    (r"\bfonds propres?\b|\bauto[- ]financement\b", " autofinancement "),
    (r"\bcaisse d.\s?allocations? familiales?\b", " caf "),
    (r"\bconseil d[ée]partemental\b", " departement "),
    (r"\bconseil r[ée]gional\b", " region "),
    (r"\bsous[- ]", " sous"),
    (r"\bco[- ]?financ", " financ"),
)
"""Expressions ramenées à un mot avant de découper le titre (elles en contiennent d'autres)."""

ETAPES = {
    "demande": "demande demandee sollicite sollicitee sollicitation souhaite prevu prevue previsionnel",
    "propose": "propose proposee proposition preconise preconisee",
    "accorde": "accorde accordee vote votee attribue attribuee attribution notifie notifiee retenu retenue "
    "favorable alloue allouee octroye octroyee valide validee obtenu obtenue acquis",
    "verse": "verse versee versement paye payee paiement mandate mandatee",
}
NATURES = {
    "specifique": "specifique",
    "droit_commun": "droitcommun",
    "autofinancement": "autofinancement",
}
SECTIONS = {"fonctionnement": "fonctionnement fonct fct", "investissement": "investissement invest inv"}
NEUTRES = (
    "montant subvention euro eur financement financeur part credit aide somme participation ttc contribution"
    " n dont k ke keur keuro millier million copil cotech apport dotation engage unite exprime"
)
"""Mots d'un titre de montant qui ne disent rien du financeur."""
TOTAUX = "total totaux cumul ensemble"

FAMILLES = {
    "État": "etat prefecture prefet anct acse cget ddets ddetspp dreets p147",
    "Région": "region regional regionale cr reg",
    "Département": "departement departemental departementale cd cg dep dept dpt",
    "EPCI": "epci agglo agglomeration intercommunalite interco communaute metropole cc ca cu",
    "communes": "commune ville mairie municipalite ccas",
    "CAF": "caf",
    "bailleurs": "bailleur tfpb abattement abatt abat hlm oph",
    "Europe": "europe europeen fse feder",
    "autres": "",
}
"""Catégorie de financeur → mots par lesquels les tableaux la nomment."""
PORTEUR = "autofinancement porteur propre"
AUTRES = frozenset(("autre", "divers"))
"""« Autres (fondations, FSE…) » : ce que les autres colonnes ne disent pas."""
_REGIONS = (
    "Auvergne-Rhône-Alpes",
    "Bourgogne-Franche-Comté",
    "Bretagne",
    "Centre-Val de Loire",
    "Corse",
    "Grand Est",
    "Guadeloupe",
    "Guyane",
    "Hauts-de-France",
    "Île-de-France",
    "La Réunion",
    "Martinique",
    "Mayotte",
    "Normandie",
    "Nouvelle-Aquitaine",
    "Occitanie",
    "Pays de la Loire",
    "Provence-Alpes-Côte d'Azur",
    "Sud",
)

_ACTION = "action projet dossier operation"
_CHAMPS = (
    ("reference", "reference | ref | numero | identifiant | id | code action",
     f"{_ACTION} administrative dauphin interne demande subvention code unique numero"),
    ("reference_precedente", "reference nmoins1 | reference precedente | action precedente",
     f"{_ACTION} numero"),
    ("intitule", "intitule | titre | libelle | action | projet | nom action | nom projet | objet",
     f"nom {_ACTION}"),
    ("description", "description | descriptif | resume | contenu", f"{_ACTION} synthetique court"),
    ("objectifs", "objectif", f"{_ACTION} principal principaux general generaux operationnel vise"),
    ("porteur", "porteur | structure | association | organisme | operateur | demandeur | raison sociale",
     "nom projet action porteuse porteur structure association raison sociale beneficiaire"),
    ("siret", "siret", "numero structure porteur association"),
    ("annee", "annee | exercice | millesime", "programmation budgetaire civile"),
    ("pilier", "pilier | enjeu | axe | orientation | ambition | priorite",
     "contrat ville strategique principal local cdv p147 action n numero"),
    ("thematique", "thematique | theme | soustheme | sousthematique | volet",
     "contrat action principal principale cdv ville p147"),
    ("theme_national", "theme p147 | thematique p147 | theme national | thematique national | theme nationale"
     " | thematique nationale | theme etat | thematique etat | theme dauphin | thematique dauphin",
     "nomenclature p147 etat dauphin"),
    ("statut", "statut | etat avancement | etat dossier | etat demande | avancement | decision"
     " | avis copil | avis cotech | avis comite | avis comite technique | avis comite pilotage | avis",
     f"copil cotech {_ACTION} dauphin demande instruction comite pilotage technique final rendu"),
    ("reconduction", "reconduction | renouvellement | nouvelle reconduction | nouvelle",
     f"{_ACTION} nouvelle"),
    ("pluriannuelle", "pluriannuelle | pluriannuel | cpo",
     f"{_ACTION} convention objectif ponctuelle annuelle"),
    ("quartiers", "quartier | qpv | territoire | localisation | secteur",
     "prioritaire concerne intervention code nom qpv realisation action ville p147 lieu beneficiaire"
     " touche vise geographique 2024 2030"),
    ("parts", "part quartier | repartition | repartition quartier | cle repartition", "qpv pourcentage"),
    ("commune", "commune", "realisation action lieu"),
    ("cout_total", "cout | budget", f"total {_ACTION} previsionnel global prevu ttc"),
    ("beneficiaires_prevus", "beneficiaire | beneficiaire prevu | participant | public prevu",
     "nombre nb prevu previsionnel attendu vise habitant public direct effectif"),
    ("beneficiaires_reels", "beneficiaire reel | beneficiaire realise | beneficiaire touche | public touche"
     " | public reel | beneficiaire constate", "nombre nb habitant public"),
    ("bilan_recu", "bilan", f"recu transmis rendu {_ACTION}"),
    ("hors_base", "observation | commentaire | remarque | contact | mail | courriel | email | telephone | tel"
     " | adresse | date | responsable | referent | avis technique | avis service | note | precision"
     " | justification | suite donnee",
     f"debut fin depot {_ACTION} instruction cotech copil structure porteur nom prenom electronique postale"),
)  # fmt: skip


def racine(mot: str) -> str:
    """Le mot au masculin singulier, à peu près : « accordées » → « accorde »."""
    if len(mot) > 3 and mot[-1] in "sx":
        mot = mot[:-1]
    return mot[:-1] if mot.endswith("ee") else mot


def ensemble(texte: str) -> frozenset[str]:
    return frozenset(racine(mot) for mot in texte.split())


def decouper(titre: str) -> list[str]:
    """Les mots utiles d'un titre, expressions réunies, au singulier, abréviations et sigles défaits."""
    texte = titre.lower()
    for motif, remplacant in _PHRASES:
        texte = re.sub(motif, remplacant, texte)
    texte = _ABREGE.sub(_developper, texte)
    mots = []
    for mot in cle(texte).split():
        # « CAF41 », « CD2A » : un sigle et le numéro de son département.
        colle = re.fullmatch(r"([a-z]{2,9}?)(\d{2,3}|2[ab])", mot)
        mots += colle.groups() if colle and est_departement(colle[2].upper()) else [mot]
    return [racine(mot) for mot in mots if mot not in VIDES]


_ABREGE = re.compile(r"\b([a-zà-ÿ]{3,})\.(?!\w)")


def _developper(trouve: re.Match) -> str:
    """« abatt. » → « abattement », s'il n'y a qu'un mot connu pour l'abréger ainsi."""
    debut = cle(trouve[1])
    if racine(debut) in CONNUS:
        return trouve[0]
    longs = sorted((mot for mot in CONNUS if mot.startswith(debut)), key=len)
    meme = longs and all(mot.startswith(longs[0]) for mot in longs)
    return longs[0] if meme else trouve[0]


def est_lieu(mot: str) -> bool:
    """Un numéro de département : « 41 », « 2a », « 974 »."""
    return est_departement(mot.upper())


def region(mots: set[str]) -> bool:
    """Vrai si ces mots nomment une région, ou son sigle : « Centre-Val de Loire », « CVL », « PACA »."""
    return frozenset(mots) in _NOMS_DE_REGIONS


def _noms_de_regions() -> frozenset[frozenset[str]]:
    noms = {frozenset(racine(mot) for mot in cle(nom).split() if mot not in VIDES) for nom in _REGIONS}
    initiales = {"".join(mot[0] for mot in cle(nom).split()) for nom in _REGIONS}
    sigles = {s for s in {*initiales, *map(sigle, _REGIONS), "aura", "pdl", "naq", "cvdl"} if len(s) > 2}
    return frozenset(noms | {frozenset((s,)) for s in sigles})


def _variantes() -> list[tuple[str, frozenset[str], frozenset[str]]]:
    """Les mots exigés d'une écriture sont admis dans les autres : « Pilier / Axe »."""
    return [
        (champ, ensemble(requis), ensemble(tous.replace("|", " ")) | ensemble(admis))
        for champ, tous, admis in _CHAMPS
        for requis in tous.split("|")
    ]


SITUEES = ensemble(
    "prefecture prefet ddets ddetspp ddpp "
    + " ".join(FAMILLES[f] for f in ("Région", "Département", "EPCI", "communes", "CAF", "bailleurs"))
)
"""Mots qu'un nom de lieu complète : « Ville de Blois », « CD du Loir-et-Cher », « Région CVL »."""
VARIANTES = _variantes()
"""(champ, mots exigés, mots admis) : le titre contient les premiers et rien hors des seconds."""
MOT_ETAPE = {mot: etape for etape, mots in ETAPES.items() for mot in ensemble(mots)}
MOT_NATURE = {mot: nature for nature, mots in NATURES.items() for mot in ensemble(mots)}
MOT_SECTION = {mot: section for section, mots in SECTIONS.items() for mot in ensemble(mots)}
MOTS_NEUTRES = ensemble(NEUTRES)
MOTS_TOTAUX = ensemble(TOTAUX)
CONNUS = frozenset(
    {mot for _, requis, admis in VARIANTES for mot in requis | admis}
    | {*MOT_ETAPE, *MOT_NATURE, *MOT_SECTION, *MOTS_NEUTRES, *MOTS_TOTAUX}
    | {mot for mots in (*FAMILLES.values(), PORTEUR) for mot in ensemble(mots)}
)
"""Tout ce qu'un titre peut dire sans les référentiels : une faute de frappe se corrige vers ces mots."""
_NOMS_DE_REGIONS = _noms_de_regions()
