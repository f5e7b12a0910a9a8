"""La correspondance : proposée d'après les titres, confirmée par l'utilisateur (retenue.py la garde)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from data.fichiers.classeur import Feuille
from data.programmation import disposition, entetes
from data.programmation.disposition import Bloc
from data.programmation.feuilles import sans_titres, titres_connus
from data.programmation.modele import CHAMPS, DEGRES, Colonne, Correspondance, CorrespondanceInvalide
from data.programmation.mots import cle
from data.programmation.referentiels import Referentiels
from data.programmation.retenue import NOM, SANS_LETTRE, ecrire_toml, lire_fichier, lire_toml, voisine
from data.programmation.titres import Lexique

MULTIPLES = ("montant", "total", "classement", "hors_base", "ignorer")
"""Champs que plusieurs colonnes peuvent donner."""


def proposer(
    feuille: Feuille,
    referentiels: Referentiels,
    memoire: Correspondance | None = None,
    autres: Sequence[Feuille] = (),
) -> Correspondance:
    """Ce que veut dire chaque colonne, avec son degré de certitude ; ce que `memoire` sait est confirmé.

    `autres` : les feuilles lues avec elle ; leurs colonnes sont les siennes si elles ont les mêmes titres.
    Lève CorrespondanceInvalide si la feuille n'a pas de ligne de titres.
    """
    lexique = Lexique(referentiels)
    haut = entetes.trouver(feuille, titres_connus(memoire))
    if haut is None:
        raise CorrespondanceInvalide(sans_titres(f"La feuille « {feuille.nom} » n'a pas"))
    blocs = disposition.decouper(feuille, haut)
    corps = [ligne for bloc in blocs if bloc.noms == blocs[0].noms for ligne in bloc.corps]
    haut = entetes.completer(feuille, haut.lignes, blocs[0].noms, corps)
    sens, bas = _Sens(lexique, memoire), disposition.dernier_etage(blocs[0])
    colonnes = [
        sens.de(
            Colonne(
                n,
                titre,
                numerique=haut.numeriques[n],
                exemples=haut.exemples[n],
                court=bas.get(n, "") or titre,
            )
        )
        for n, titre in haut.titres.items()
    ]
    titres = {cle(c.titre) for c in colonnes if c.titre}
    for autre in autres:
        sien = entetes.trouver(autre, titres)
        blocs += disposition.decouper(autre, sien) if sien else []
    colonnes += _colonnes_ailleurs(blocs, colonnes, lexique, sens)
    base = memoire or Correspondance(feuille.nom, (), ())
    return replace(
        base,
        feuille=feuille.nom,
        feuilles=(feuille.nom, *(f.nom for f in autres)) if autres else base.feuilles,
        titres=haut.lignes,
        colonnes=tuple(_sans_conflit(colonnes)),
        contrat_id=referentiels.contrat_id,
    )


class _Sens:
    """Le sens d'une colonne : celui qu'on a confirmé, sinon celui que dit son titre."""

    def __init__(self, lexique: Lexique, memoire: Correspondance | None) -> None:
        self.lexique = lexique
        self.connues: dict[str, list[Colonne]] = defaultdict(list)
        for colonne in sues(memoire).colonnes if memoire else ():
            self.connues[cle(colonne.titre)].append(colonne)

    def de(self, nue: Colonne) -> Colonne:
        """`nue` : sa place, son titre, son contenu."""
        vue = {
            "numero": nue.numero,
            "titre": nue.titre,
            "ailleurs": nue.ailleurs,
            "numerique": nue.numerique,
            "exemples": nue.exemples,
            "court": nue.court,
        }
        retenue = self._retenue(nue)
        if retenue:
            return replace(retenue, **vue, degre="confirmée", explication="")
        if nue.titre:
            return replace(self.lexique.comprendre(nue.titre, nue.numerique), **vue)
        return replace(nue, explication="la colonne est remplie mais n'a pas de titre")

    def _retenue(self, nue: Colonne) -> Colonne | None:
        retenues = self.connues.get(cle(nue.titre), [])
        if not nue.titre:
            # Sans titre, c'est la lettre qui la désigne, ou « toute colonne sans titre ».
            siennes = [c for c in retenues if c.lettre in (nue.lettre, SANS_LETTRE)]
            return siennes[0] if siennes else None
        placees = [c for c in retenues if c.ailleurs == nue.lettre]
        if placees or not retenues:
            return placees[0] if placees else None
        return retenues.pop(0) if len(retenues) > 1 else retenues[0]


def _colonnes_ailleurs(
    blocs: list[Bloc], colonnes: list[Colonne], lexique: Lexique, sens: _Sens
) -> list[Colonne]:
    """Les colonnes que seuls les autres tableaux ont ; leurs numéros suivent ceux du premier."""
    suivant = max([blocs[0].feuille.largeur, *(c.numero for c in colonnes)]) + 1
    neuves: list[Colonne] = []
    disposition.placer(blocs, colonnes, lexique)
    for bloc in blocs[1:]:
        disposition.placer([blocs[0], bloc], [*colonnes, *neuves], lexique)
        corps = entetes.completer(bloc.feuille, bloc.titres, bloc.noms, bloc.corps)
        siennes = []
        for numero in sorted({*bloc.noms, *bloc.remplies()} - bloc.places.keys()):
            ou = disposition.adresse(bloc.feuille, numero)
            nue = Colonne(
                suivant + len(siennes),
                bloc.noms.get(numero, ""),
                ailleurs=ou,
                numerique=corps.numeriques.get(numero),
                exemples=corps.exemples.get(numero, ()),
            )
            siennes.append(sens.de(nue))
        connues = {c.numero: c for c in (*colonnes, *neuves)}
        champs = {connues[n].champ for n in bloc.places.values()} | {c.champ for c in siennes}
        if disposition.d_actions(champs, bloc.noms == blocs[0].noms):
            neuves += siennes
            suivant += len(siennes)
    return neuves


def sues(c: Correspondance) -> Correspondance:
    """La même, sans les colonnes dont nul n'a dit le sens : elles ne doivent pas passer pour sues."""
    return replace(c, colonnes=tuple(x for x in c.colonnes if x.sure and x.champ))


def _sans_conflit(colonnes: list[Colonne]) -> list[Colonne]:
    """Deux colonnes pour une même chose : un montant s'additionne si on le confirme, un champ non.

    La plus sûre des deux donne le champ ; un avis qui n'est pas la décision n'est alors pas gardé.
    """
    premieres: dict[str, Colonne] = {}
    for colonne in sorted(colonnes, key=lambda c: DEGRES.index(c.degre)):
        if colonne.champ and colonne.champ not in MULTIPLES:
            premieres.setdefault(colonne.champ, colonne)
    montants = Counter(_cle_montant(c) for c in colonnes if c.champ == "montant")
    sortie = []
    for colonne in colonnes:
        premiere = premieres.get(colonne.champ) if colonne.champ else None
        if colonne.champ and premiere is not None and premiere is not colonne:
            motif = f"la colonne {premiere.lettre} donne déjà {CHAMPS[colonne.champ]}"
            if colonne.degre == "confirmée" or (colonne.champ == "statut" and colonne.degre == "probable"):
                colonne = replace(colonne, champ="hors_base", degre="certaine", explication=motif)
            else:
                colonne = replace(colonne, champ=None, degre="inconnue", explication=motif)
        elif (
            colonne.champ == "montant"
            and montants[_cle_montant(colonne)] > 1
            and colonne.degre != "confirmée"
        ):
            motif = "plusieurs colonnes disent ce montant : elles seraient additionnées"
            colonne = replace(colonne, degre="possible", explication=motif)
        sortie.append(colonne)
    return sortie


def _cle_montant(colonne: Colonne) -> tuple:
    # D'un autre tableau, elle n'est jamais sur la même ligne : rien ne s'additionne.
    return (
        colonne.ailleurs.rpartition("!")[0],
        colonne.financeur_id,
        colonne.etape,
        colonne.annee,
        colonne.decalage,
        colonne.nature,
        colonne.section,
    )


__all__ = ["NOM", "ecrire_toml", "lire_fichier", "lire_toml", "proposer", "sues", "voisine"]
