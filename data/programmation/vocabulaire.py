"""Les mots des titres de colonnes : champs, étapes d'un financement, natures, familles de financeurs."""

import re

from data.programmation.mots import VIDES, cle

_PHRASES = (
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
NEUTRES = "montant subvention euro eur financement part credit aide somme participation ttc contribution n"
"""Mots d'un titre de montant qui ne disent rien du financeur."""
TOTAUX = "total totaux cumul ensemble"

FAMILLES = {
    "État": "etat prefecture prefet anct acse cget ddets ddetspp dreets p147",
    "Région": "region regional regionale cr",
    "Département": "departement departemental departementale cd cg",
    "EPCI": "epci agglo agglomeration intercommunalite interco communaute metropole cc ca cu",
    "communes": "commune ville mairie municipalite",
    "CAF": "caf",
    "bailleurs": "bailleur tfpb abattement hlm",
    "Europe": "europe europeen fse feder",
    "autres": "",
}
"""Catégorie de financeur → mots par lesquels les tableaux la nomment."""
PORTEUR = "autofinancement porteur propre"

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
     "nom projet action porteuse porteur structure association raison sociale"),
    ("siret", "siret", "numero structure porteur association"),
    ("annee", "annee | exercice | millesime", "programmation budgetaire civile"),
    ("pilier", "pilier | enjeu | axe | orientation", "contrat ville strategique principal"),
    ("thematique", "thematique | theme | soustheme | sousthematique | volet",
     "contrat action principal principale"),
    ("theme_national", "theme p147 | thematique p147 | theme national | thematique national | theme nationale"
     " | thematique nationale | theme etat | thematique etat | theme dauphin | thematique dauphin",
     "nomenclature p147 etat dauphin"),
    ("statut", "statut | etat avancement | etat dossier | etat demande | avancement | decision"
     " | avis copil",
     f"copil {_ACTION} dauphin demande instruction comite pilotage"),
    ("reconduction", "reconduction | renouvellement | nouvelle reconduction | nouvelle",
     f"{_ACTION} nouvelle"),
    ("pluriannuelle", "pluriannuelle | pluriannuel | cpo",
     f"{_ACTION} convention objectif ponctuelle annuelle"),
    ("quartiers", "quartier | qpv | territoire | localisation | secteur",
     "prioritaire concerne intervention code nom qpv realisation action ville p147 lieu beneficiaire"),
    ("parts", "part quartier | repartition | repartition quartier | cle repartition", "qpv pourcentage"),
    ("commune", "commune", "realisation action lieu"),
    ("cout_total", "cout | budget", f"total {_ACTION} previsionnel global prevu ttc"),
    ("beneficiaires_prevus", "beneficiaire | beneficiaire prevu | participant | public prevu",
     "nombre nb prevu previsionnel attendu vise habitant public"),
    ("beneficiaires_reels", "beneficiaire reel | beneficiaire realise | beneficiaire touche | public touche"
     " | public reel | beneficiaire constate", "nombre nb habitant public"),
    ("bilan_recu", "bilan", f"recu transmis rendu {_ACTION}"),
    ("hors_base", "observation | commentaire | remarque | contact | mail | courriel | email | telephone | tel"
     " | adresse | date | responsable | referent | avis technique | avis service",
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
    """Les mots utiles d'un titre, expressions réunies, au singulier."""
    texte = titre.lower()
    for motif, remplacant in _PHRASES:
        texte = re.sub(motif, remplacant, texte)
    return [racine(mot) for mot in cle(texte).split() if mot not in VIDES]


def _variantes() -> list[tuple[str, frozenset[str], frozenset[str]]]:
    return [
        (champ, ensemble(requis), ensemble(requis) | ensemble(admis))
        for champ, tous, admis in _CHAMPS
        for requis in tous.split("|")
    ]


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
