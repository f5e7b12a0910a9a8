"""Ce qu'un tableau peut avoir de travers, et la phrase exacte que lit l'utilisateur."""

from datetime import date

from data.vocabulaire import connus
from tests.data.programmation.conftest import LIGNE, TITRES, ligne

PAS_NOMBRE = "ce n'est pas un nombre"
STATUT = f"ce statut n'est pas connu ; statuts de la base : {connus('action.statut')}"
DOUTEUX = "ce statut n'est pas connu (peut-être « {} » ou « {} », à confirmer)" + STATUT[25:]
AU_CONTRAT = "le contrat a E1 (Emploi et insertion), E2 (Cadre de vie)"
ORMES = "ce n'est pas un quartier du contrat ; peut-être « Les Grands Ormes » (QN00101I), à confirmer"
SANS_RESULTAT = (
    "formule sans résultat enregistré : ouvrez le classeur dans un tableur et enregistrez-le, ou remplacez "
    "la "
    "formule par sa valeur"
)


def trop_de_decimales(milliers: str) -> str:
    return (
        f"un montant a deux décimales au plus ; pour {milliers} euros, écrivez « {milliers} », "
        "sans point ni virgule"
    )


CELLULES = [
    # (titre, ce qui est écrit, ce qu'on en cite, pourquoi)
    ("CAF accordé", "12 mille", "12 mille", PAS_NOMBRE),
    ("CAF accordé", "à définir", "à définir", PAS_NOMBRE),
    ("CAF accordé", "500 + 300", "500 + 300", PAS_NOMBRE),
    ("CAF accordé", "300 $", "300 $", PAS_NOMBRE),
    ("CAF accordé", "1.23,4,5", "1.23,4,5", f"{PAS_NOMBRE} : points et virgules s'y contredisent"),
    ("CAF accordé", "12 34", "12 34", f"{PAS_NOMBRE} : les espaces ne séparent pas des milliers"),
    ("CAF accordé", "12k€", "12k€", f"{PAS_NOMBRE} : écrivez-le en entier, sans « k » ni « M »"),
    ("CAF accordé", -50, "-50", "un montant ne peut pas être négatif"),
    ("CAF accordé", "(50,00)", "(50,00)", "un montant ne peut pas être négatif"),
    ("CAF accordé", "1.234", "1.234", trop_de_decimales("1 234")),
    ("CAF accordé", "1,234", "1,234", trop_de_decimales("1 234")),
    ("CAF accordé", 10.125, "10,125", trop_de_decimales("10 125")),
    ("CAF accordé", "12 %", "12 %", "un montant est attendu, pas un pourcentage"),
    ("CAF accordé", date(2026, 3, 12), "12/03/2026", "un montant est attendu"),
    ("CAF accordé", True, "oui", "un montant est attendu"),
    ("CAF accordé", "9999999999999", "9999999999999", "ce montant est trop grand"),
    ("CAF accordé", "#REF!", "#REF!", "erreur de formule (#REF!)"),
    ("Statut", "peut-être", "peut-être", STATUT),
    ("Statut", "en cours", "en cours", DOUTEUX.format("en instruction", "conventionnée")),
    ("Statut", "retenue sous réserve", "retenue sous réserve", DOUTEUX.format("retenue", "en instruction")),
    ("Quartiers", "Les Grands Orme", "Les Grands Orme", ORMES),
    ("Quartiers", "Grands", "Grands", ORMES),
    ("Quartiers", "QN0010", "QN0010", "ce n'est pas un quartier du contrat"),
    ("Quartiers", "QN99999Z", "QN99999Z", "le code de quartier QN99999Z n'est pas au contrat"),
    ("Quartiers", "QP001004", "QP001004", "le quartier QP001004 (Les Vignes) est sorti du zonage en 2024"),
    (
        "Quartiers",
        "Les Vignes",
        "Les Vignes",
        "le quartier QP001004 (Les Vignes) est sorti du zonage en 2024",
    ),
    (
        "Quartiers",
        "QP001005",
        "QP001005",
        "le quartier QP001005 correspond à plusieurs quartiers de 2024 : QN00101I, QN00102M ; écrivez le bon",
    ),
    ("Quartiers", "QN00101I, QN00101I", "QN00101I, QN00101I", "le quartier QN00101I y est écrit deux fois"),
    (
        "Quartiers",
        "QN00101I - La Verrerie",
        "QN00101I - La Verrerie",
        "le code QN00101I est celui de « Les Grands Ormes », pas de ce nom",
    ),
    (
        "Quartiers",
        "La Verrerie et le Bois",
        "La Verrerie et le Bois",
        "« le Bois » n'est pas un quartier du contrat",
    ),
    ("Quartiers", "QP001002", "QP001002", "ancien code QP001002, lu QN00102M (La Verrerie)"),
    (
        "SIRET",
        "12345678901234",
        "12345678901234",
        "la clé de contrôle de ce SIRET est fausse : il n'est pas retenu",
    ),
    ("SIRET", "7328293200007", "7328293200007", "un SIRET a 14 chiffres, celui-ci 13 : il n'est pas retenu"),
    (
        "SIRET",
        "732829320",
        "732829320",
        "c'est un SIREN (9 chiffres) et non un SIRET (14) : il n'est pas retenu",
    ),
    (
        "SIRET",
        "7,32829E+13",
        "7,32829E+13",
        "le tableur a abrégé ce SIRET et en a perdu des chiffres : il n'est pas retenu",
    ),
    ("SIRET", "ABC", "ABC", "ce n'est pas un SIRET (14 chiffres) : il n'est pas retenu"),
    ("Pilier", "E9", "E9", f"valeur inconnue ; {AU_CONTRAT}"),
    (
        "Pilier",
        "Emploi et insertoin",
        "Emploi et insertoin",
        "valeur inconnue ; peut-être « Emploi et insertion » (E1), à confirmer",
    ),
    ("Pilier", "emploi", "emploi", "valeur inconnue ; peut-être « Emploi et insertion » (E1), à confirmer"),
    ("Pilier", "Cohésion sociale", "Cohésion sociale", f"il vaut de 2015 à 2023 ; en 2026, {AU_CONTRAT}"),
]
COLONNES = [
    # (titre ajouté, ce qui est écrit dessous, ce qu'on en cite, pourquoi)
    ("Année", 2025, "2025", "cette ligne est de 2025 ; l'import porte sur 2026"),
    ("Année", "26", "26", "une année s'écrit en quatre chiffres, entre 2000 et 2100"),
    ("Bénéficiaires prévus", "une vingtaine", "une vingtaine", PAS_NOMBRE),
    ("Bénéficiaires prévus", -3, "-3", "un nombre de personnes ne peut pas être négatif"),
    ("Bénéficiaires prévus", 12.5, "12,5", "un nombre entier est attendu"),
    ("Coût total", "environ 100", "environ 100", PAS_NOMBRE),
    ("Thème P147", "9.9", "9.9", "ce thème de l'État n'est pas dans la base : valeur non retenue"),
    (
        "Axes transversaux",
        "Jeunesse ; Mobilité",
        "Jeunesse ; Mobilité",
        "« Mobilité » n'est pas retenu : valeur inconnue ; le contrat a jeunesse (Jeunesse)",
    ),
    ("Commune", "Ailleurs", "Ailleurs", "cette commune n'est pas dans la base : valeur non retenue"),
    ("Reconduction", "un peu", "un peu", "on attend « oui », « non », « reconduction » ou « nouvelle »"),
    ("CPO", "parfois", "parfois", "on attend « oui », « non », « pluriannuelle » ou « ponctuelle »"),
    ("Bilan", "bof", "bof", "on attend « oui », « non », « reçu » ou « non reçu »"),
    ("Thématique", "Sport", "Sport", "valeur inconnue ; le contrat a INS (Insertion par l'activité)"),
    ("Répartition", "60 ; 40", "60 ; 40", "2 parts pour 1 quartier"),
    ("Répartition", "90", "90", "les parts font 90 au lieu de 1 ou 100"),
]
EUROS = "\u202f€"
LIGNES = [
    # (ce qui change dans l'action, ce qu'on en dit)
    ({"CAF accordé": "=0.1+1"}, f"Ligne 2, colonne J (CAF accordé) – {SANS_RESULTAT}."),
    ({"Statut": None}, "Ligne 2 – le statut de l'action manque."),
    ({"Quartiers": None}, "Ligne 2 – l'action n'a pas de quartier : lue à l'échelle du contrat."),
    ({"Pilier": None}, "Ligne 2 – l'action n'est sous aucun pilier."),
    ({"Intitulé": None}, "Ligne 2 – l'intitulé de l'action manque."),
    ({"Porteur": None}, "Ligne 2 – l'action n'a pas de porteur."),
    (
        {"Porteur": "Régie de quartiers"},
        "Ligne 2 – « Régie de quartiers » : ce porteur ressemble à « Régie de quartier », déjà dans la base "
        ": "
        "deux porteurs, ou un seul ?",
    ),
    (
        {"SIRET": "73282932000074"},
        "Ligne 2, colonne C (Porteur) – « Régie de quartier » : ce SIRET est celui de « Mission locale », "
        "lu comme "
        "tel.",
    ),
    (
        {"État P147 accordé": 4000},
        "Ligne 2 – État – politique de la ville (programme 147) : "
        f"4\u202f000,00{EUROS} accordés pour 3\u202f000,00{EUROS} demandés.",
    ),
    ({"État P147 accordé": None}, "Ligne 2 – l'action est « retenue » et n'a aucun montant accordé."),
    ({"Statut": "Rejetée"}, f"Ligne 2 – l'action est « refusée » et a 2\u202f000,00{EUROS} accordés."),
]
TITRES_AJOUTES = [
    # (titre, valeur, ce qu'on en dit)
    ("Truc", 5, "La colonne K (« Truc ») n'est pas lue : aucun champ, aucun financeur ne porte ce nom."),
    (
        "DRAC accordé",
        5,
        "La colonne K (« DRAC accordé ») n'est pas lue : aucun financeur du contrat ne porte ce nom.",
    ),
    (
        "CAF demandé voté",
        5,
        "La colonne K (« CAF demandé voté ») n'est pas lue : le titre dit deux choses à la fois.",
    ),
    ("Porteur", "X", "La colonne K (« Porteur ») n'est pas lue : la colonne C donne déjà le porteur."),
    (None, 5, "La colonne K (sans titre) n'est pas lue : la colonne est remplie mais n'a pas de titre."),
    ("Observations", "x", "La colonne K (« Observations ») n'est pas gardée : la base n'a pas sa place."),
    ("CAF N-1", 70, "La colonne K (« CAF N-1 ») parle de 2025 : non importée."),
    ("CAF accordé 2025", 70, "La colonne K (« CAF accordé 2025 ») parle de 2025 : non importée."),
    (
        "Total accordé",
        2500,
        f"Ligne 2 – la colonne K (Total accordé) annonce 2\u202f500,00{EUROS} ; "
        f"les financeurs de la ligne font 2\u202f000,00{EUROS}.",
    ),
    (
        "Coût total",
        1500,
        f"Ligne 2 – 2\u202f000,00{EUROS} accordés dépassent le coût de l'action (1\u202f500,00{EUROS}).",
    ),
]


def total(libelle: str | None, demande: object = None, accorde: object = None) -> list:
    return [libelle, *[None] * 6, demande, accorde]


SECONDE = ligne(Référence="N2", Intitulé="Balade")
FEUILLES = [
    # (lignes sous les titres, options du fichier, ce qu'on en dit)
    (
        [ligne(), ligne(Intitulé="Balade")],
        {},
        "Ligne 3, colonne A (Référence) – « N1 » : cette référence est déjà celle de la ligne 2.",
    ),
    (
        [ligne(), ligne(Référence="N2")],
        {},
        "Ligne 3 – même intitulé, porteur et quartiers qu'à la ligne 2 : une action en double ?",
    ),
    (
        [ligne(Porteur="Amis du Val"), SECONDE | {"Porteur": "AMIS DU VAL"}],
        {},
        "Ligne 3, colonne C (Porteur) – « AMIS DU VAL » : ce porteur est écrit « Amis du Val » à la ligne 2 "
        ": "
        "lus comme un seul.",
    ),
    (
        [ligne(Porteur="Amis du Vallon"), SECONDE | {"Porteur": "Amis du Valon"}],
        {},
        "Ligne 3 – « Amis du Valon » : ce porteur ressemble à « Amis du Vallon » (ligne 2) : deux porteurs, "
        "ou un "
        "seul ?",
    ),
    (
        [ligne(), [*[None] * 7, 9, 9]],
        {},
        "Ligne 3 – cette ligne a des montants mais pas d'intitulé ; est-ce un total ? Écrivez « Total ».",
    ),
    (
        [ligne(), ["Bon à savoir"]],
        {},
        "Ligne 3, colonne A (Référence) – « Bon à savoir » : un texte seul, sans montant ni porteur : ligne "
        "non lue.",
    ),
    (
        [["Cadre de vie"], ligne(Pilier=None)],
        {},
        "Ligne 2 – titre de section : les actions qui suivent, sans pilier écrit, sont sous « Cadre de vie "
        "».",
    ),
    (
        [ligne(), total("TOTAL", 3000, 2000)],
        {},
        "Ligne 3 – ligne de total (« TOTAL ») : comparée, et non lue comme une action.",
    ),
    (
        [ligne(), total(None, 3000, 2000)],
        {},
        "Ligne 3 – ligne de total (sans libellé, la somme de ce qui précède) : comparée, et non lue comme "
        "une "
        "action.",
    ),
    (
        [ligne(), total("Total général", 3000, 2500)],
        {},
        f"Ligne 3 – le total du tableau annonce 2\u202f500,00{EUROS} en colonne I (État P147 accordé) ; les "
        "lignes "
        f"importées font 2\u202f000,00{EUROS}.",
    ),
    (
        [ligne(), SECONDE | {"Statut": "?"}, total("Total", None, 4000)],
        {},
        f"Ligne 4 – le total du tableau annonce 4\u202f000,00{EUROS} en colonne I (État P147 accordé) ; les "
        "lignes "
        f"importées font 2\u202f000,00{EUROS}, et 2\u202f000,00{EUROS} sont dans des lignes refusées.",
    ),
    (
        [ligne(), total("Sous-total", 3000, 1), SECONDE, total("Total", 6000, 4000)],
        {},
        f"Ligne 3 – « Sous-total » annonce 1,00{EUROS} en colonne I (État P147 accordé) ; les lignes "
        "au-dessus font "
        f"2\u202f000,00{EUROS}.",
    ),
    (
        [ligne(), total("Total", "trois mille", 2000)],
        {},
        "Ligne 3, colonne H (État P147 demandé) – « trois mille » : cette case de la ligne de total ne se "
        "lit pas "
        "(ce n'est pas un nombre).",
    ),
    (
        [ligne(), total("Total", 3000, 2000), SECONDE],
        {},
        "Ligne 4 – 1 action est sous la ligne de total, la 3 : le total les compte-t-il ?",
    ),
    ([ligne(), list(TITRES), SECONDE], {}, "Ligne 3 – les titres y sont répétés : ligne non lue."),
    ([ligne(), SECONDE], {"cachees": (3,)}, "1 ligne cachée est lue comme les autres : 3."),
    (
        [ligne(), SECONDE | {"État P147 accordé": None}],
        {"fusions": ("I2:I3",)},
        "Ligne 3, colonne I (État P147 accordé) – « 2000 » : montant fusionné : il ne compte qu'une fois, à "
        "la "
        "ligne 2.",
    ),
    (
        [ligne(), ligne(Référence=None, Intitulé=None)],
        {"fusions": ("B2:B3",)},
        "Ligne 3 – l'action est fusionnée avec la ligne 2 : une action tient sur une seule ligne.",
    ),
]
DEUX_TITRES = (
    "de ligne de titres comprise : il faut au moins deux titres connus, comme « Intitulé de l'action », "
    "« Porteur », « CAF accordé »."
)
IMPOSSIBLES = [
    # (lignes, options de l'examen, la phrase de l'erreur)
    ([["a", "b"], ["c", "d"]], {}, f"Aucune feuille de tableau.xlsx n'a {DEUX_TITRES}"),
    ([], {}, f"Aucune feuille de tableau.xlsx n'a {DEUX_TITRES}"),
    (
        [["Porteur", "CAF accordé", "Statut"], ["x", 5, "retenue"]],
        {},
        "Aucune colonne ne donne l'intitulé des actions : complétez la correspondance.",
    ),
    (
        [["Intitulé", "Porteur", "Statut"], ["x", "y", "retenue"]],
        {},
        "Aucune colonne ne donne un montant d'un financeur : complétez la correspondance.",
    ),
    (
        [["Intitulé", "Porteur", "CAF accordé"], ["x", "y", 5]],
        {},
        "Aucune colonne ne dit le statut des actions : donnez celui qui vaut pour toutes (déposée, "
        "recevable, en "
        "instruction, ajournée, réorientée, refusée, retenue, conventionnée, réalisée, soldée, annulée).",
    ),
    (
        [TITRES, LIGNE],
        {"statut": "acquise"},
        "« acquise » n'est pas un statut. Statuts de la base : déposée, recevable, en instruction, ajournée, "
        "réorientée, refusée, retenue, conventionnée, réalisée, soldée, annulée.",
    ),
    ([TITRES, LIGNE], {"annee": None}, "Aucune colonne ne dit l'année : donnez celle de l'import."),
    (
        [TITRES, LIGNE],
        {"feuille": "Absente"},
        "La feuille « Absente » n'est pas dans tableau.xlsx, qui a : « Programmation ».",
    ),
]
