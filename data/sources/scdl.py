"""La source `scdl` : les subventions publiées par un financeur, au format national.

Une ligne du fichier est une subvention ; les lignes d'un même `idCofinancement` sont une seule action. Le
fichier ne dit ni pilier ni quartier : les actions valent pour tout le contrat, celui de l'intercommunalité
qui attribue, ou le seul que les sources d'avant décrivent.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import duckdb

from data.fichiers.classeur import ouvrir
from data.lecture import Avance, Lecture, Rejet, SourceIllisible
from data.ouverts import scdl
from data.schema import sans_accents
from data.sources.cellules import CelluleInvalide
from data.sources.nombres import montant
from data.sources.tableaux import table

UTILES = ("nomAttribuant", "nomBeneficiaire", "objet", "montant")
_STATUTS = {
    "attribuée": "retenue",
    "refusée": "refusée",
    "ineligible": "refusée",
    "en cours d'intruction": "en instruction",
}
_COLONNES = {
    "action": "action_id contrat_id annee reference intitule structure_id statut pluriannuelle echelle",
    "financement": "action_id financeur_id nature section demande_eur accorde_eur",
    "structure": "structure_id siret nom",
    "financeur": "financeur_id nom categorie ordre",
}


def lire(chemin: Path, avance: Avance, deja: duckdb.DuckDBPyConnection) -> Lecture:
    """Actions, financements, bénéficiaires et financeurs d'un fichier de subventions.

    `deja` : l'atelier. Lève SourceIllisible si une colonne indispensable manque, ou sans contrat.
    """
    titres, lues = lignes(chemin)
    absentes = [nom for nom in UTILES if nom not in titres]
    if absentes:
        raise SourceIllisible(
            f"« {chemin.name} » n'est pas un fichier de subventions au format SCDL : il y manque "
            f"{', '.join(f'« {nom} »' for nom in absentes)}."
        )
    contrats = {siren or code: code for code, siren in _contrats(deja)}
    if not contrats:
        raise SourceIllisible(f"{chemin.name} : aucune source, avant celle-ci, ne décrit le contrat.")
    lecture = Lecture(nb_lignes=len(lues), rejets=scdl.controler(lues, titres))
    contenu: dict[str, dict[object, tuple]] = {nom: {} for nom in _COLONNES}
    for rang, (numero, ligne) in enumerate(lues, start=1):
        try:
            _ajouter(contenu, ligne, numero, contrats)
        except _Refus as erreur:
            lecture.rejets.append(Rejet(str(erreur), None, numero, erreur.colonne, ligne.get(erreur.colonne)))
        else:
            lecture.nb_retenues += 1
        if rang % 500 == 0:
            avance(rang, len(lues))
    avance(len(lues), len(lues))
    lecture.tables = {
        nom: table(contenu[nom].values(), *colonnes.split(), "_ligne", feuille=chemin.stem)
        for nom, colonnes in _COLONNES.items()
    }
    return lecture


class _Refus(Exception):
    """Une ligne qui ne peut pas entrer, et la colonne en cause."""

    def __init__(self, motif: str, colonne: str) -> None:
        super().__init__(motif)
        self.colonne = colonne


def lignes(chemin: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Les titres et les lignes (numéro, colonne → texte) de la première feuille."""
    feuilles = list(ouvrir(chemin).feuilles.values())
    brutes = feuilles[0].lignes if feuilles else []
    if not brutes:
        raise SourceIllisible(f"« {chemin.name} » est vide.")
    connus = {sans_accents(nom): nom for nom in scdl.NOMS}
    titres = [
        connus.get(sans_accents(cellule.texte_affiche), cellule.texte_affiche)
        for cellule in brutes[0].cellules
    ]
    lues = []
    for ligne in brutes[1:]:
        textes = [cellule.texte_affiche for cellule in ligne.cellules]
        propres = {n: t[1:] if t.startswith("'") else t for n, t in zip(titres, textes, strict=False) if n}
        lues.append((ligne.numero, propres))
    return [titre for titre in titres if titre], lues


def _contrats(deja: duckdb.DuckDBPyConnection) -> list[tuple[str, str | None]]:
    return deja.execute("select distinct contrat_id, epci_siren from contrat order by all").fetchall()


def _ajouter(
    contenu: dict[str, dict[object, tuple]], ligne: Mapping[str, str], numero: int, contrats: dict[str, str]
) -> None:
    for nom in ("nomAttribuant", "nomBeneficiaire", "objet"):
        if not ligne.get(nom):
            raise _Refus(f"La colonne « {nom} » est vide : la subvention ne peut pas être nommée.", nom)
    accorde, demande = _montant(ligne, "montant"), _montant(ligne, "montantDemande")
    if accorde is None and demande is None:
        raise _Refus("La subvention n'a aucun montant.", "montant")
    siren = _valide(ligne, "idAttribuant")[:9]
    contrat = contrats.get(siren) or (next(iter(contrats.values())) if len(contrats) == 1 else None)
    if contrat is None:
        raise _Refus(
            "Cet attribuant n'est l'intercommunalité d'aucun des contrats de la base.", "idAttribuant"
        )
    beneficiaire = _valide(ligne, "idBeneficiaire")
    structure = beneficiaire or f"nom-{sans_accents(ligne['nomBeneficiaire'])}"
    financeur = sans_accents(ligne["nomAttribuant"])
    action = ligne.get("idCofinancement") or ligne.get("idSubvention") or f"{financeur}-{numero}"
    nature = "droit_commun" if ligne.get("sousDispositif", "").startswith("Droit commun") else "specifique"
    section = "investissement" if "investissement" in ligne.get("sousDispositif", "") else "fonctionnement"
    cle = (action, financeur, nature, section)
    if cle in contenu["financement"]:
        raise _Refus(
            "Ce financeur a déjà une ligne pour cette action : la seconde n'est pas additionnée.",
            "idSubvention",
        )
    statut = _STATUTS.get(ligne.get("statutLabel", ""), "retenue")
    pluriannuelle = {"oui": True, "non": False}.get(ligne.get("pluriannualite", ""))
    contenu["action"].setdefault(
        action,
        (
            action, contrat, _annee(ligne), ligne.get("referenceDecision") or None, ligne["objet"], structure,
            statut, pluriannuelle, "contrat", numero,
        ),
    )  # fmt: skip
    contenu["financement"][cle] = (action, financeur, nature, section, demande, accorde, numero)
    contenu["structure"].setdefault(
        structure, (structure, beneficiaire or None, ligne["nomBeneficiaire"], numero)
    )
    categorie = "EPCI" if siren in contrats else "autres"
    rang = len(contenu["financeur"]) + 1
    contenu["financeur"].setdefault(financeur, (financeur, ligne["nomAttribuant"], categorie, rang, numero))


def _montant(ligne: Mapping[str, str], colonne: str) -> Decimal | None:
    texte = ligne.get(colonne) or ""
    try:
        return montant(texte) if texte else None
    except CelluleInvalide as erreur:
        raise _Refus(f"Montant illisible : {erreur}.", colonne) from erreur


def _valide(ligne: Mapping[str, str], colonne: str) -> str:
    """Le SIRET, ou rien : un SIRET faux est déjà signalé, et ne doit désigner personne."""
    texte = ligne.get(colonne) or ""
    return "" if scdl.refus(scdl.Colonne(colonne, "siret"), texte) else texte.replace(" ", "")


def _annee(ligne: Mapping[str, str]) -> int:
    for colonne in ("exerciceBudgetaire", "dateConvention", "dateDecision"):
        texte = ligne.get(colonne) or ""
        if texte[:4].isdigit() and 2000 <= int(texte[:4]) <= 2100:
            return int(texte[:4])
    raise _Refus("La subvention ne dit ni son exercice ni sa date.", "exerciceBudgetaire")
