"""Comprendre un titre de colonne : un champ de l'action, ou un montant d'un financeur à une étape."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, cached_property

from data.programmation import vocabulaire as v
from data.programmation.modele import Colonne
from data.programmation.mots import Voisins, cle, sigle
from data.programmation.referentiels import USUELS, Referentiels

NUMERIQUES = ("cout_total", "beneficiaires_prevus", "beneficiaires_reels", "montant", "total")


class Lexique:
    """Les titres que l'on sait comprendre, pour un contrat donné."""

    def __init__(self, referentiels: Referentiels) -> None:
        self.referentiels = referentiels
        self.propres = {code: self._propres(code, nom) for code, (nom, _) in referentiels.financeurs.items()}
        self.familles = {
            code: v.ensemble(v.FAMILLES.get(categorie, "")) | self._lieux(categorie)
            for code, (_, categorie) in referentiels.financeurs.items()
        }
        self.connus = v.CONNUS.union(*self.propres.values(), *self.familles.values())
        self._voisins = Voisins(self.connus)
        self.classements = {
            frozenset(v.decouper(nom)): ident for ident, nom in referentiels.classements.items()
        }

    def _propres(self, code: str, nom: str) -> frozenset[str]:
        """Les mots du nom, du code et du sigle d'un financeur."""
        mots = {*v.decouper(nom), *v.decouper(code.replace("-", " ")), sigle(nom)}
        if "autofinancement" in mots:
            mots |= v.ensemble(v.PORTEUR)
        return frozenset(mots)

    def _lieux(self, categorie: str) -> frozenset[str]:
        if categorie == "EPCI":
            return frozenset(v.decouper(self.referentiels.epci))
        noms = self.referentiels.communes.values() if categorie == "communes" else ()
        return frozenset(mot for nom in noms for mot in v.decouper(nom))

    def comprendre(self, titre: str, numerique: bool | None = None) -> Colonne:
        """Ce que dit un titre. `numerique` : la colonne contient des nombres (None : on ne sait pas)."""
        mots = v.decouper(titre)
        if numerique is False and re.fullmatch(
            r"(?:nom du )?b[ée]n[ée]ficiaire", titre.strip(), re.IGNORECASE
        ):
            # Dans une liste de subventions, le bénéficiaire est l'organisme, et non le public.
            explication = "le bénéficiaire de la subvention, lu comme le porteur"
            return Colonne(0, titre, "porteur", degre="probable", explication=explication)
        colonne = self._lire(mots, numerique)
        if colonne.champ is None and mots:
            corriges = [self._corrige(mot) for mot in mots]
            if corriges != mots:
                relue = self._lire(corriges, numerique)
                if relue.champ:
                    colonne = replace(relue, degre="probable", explication=f"lu « {' '.join(corriges)} »")
        return replace(colonne, titre=titre)

    def _corrige(self, mot: str) -> str:
        if mot in self.connus or re.search(r"\d", mot):
            return mot
        voisins = self._voisins.de(mot)
        return voisins[0] if len(voisins) == 1 else mot

    def _lire(self, mots: list[str], numerique: bool | None) -> Colonne:
        champ = self._champ(frozenset(mots))
        if champ is not None and not (numerique and champ.champ not in NUMERIQUES and self._financable(mots)):
            if champ.champ in NUMERIQUES and numerique is False:
                return replace(champ, degre="probable", explication="la colonne ne contient pas de nombres")
            return champ
        if numerique is False and not any(mot in v.MOT_ETAPE for mot in mots):
            return Colonne(0, "", explication="aucun champ, aucun financeur ne porte ce nom")
        return self._montant(mots, numerique)

    def _champ(self, mots: frozenset[str]) -> Colonne | None:
        ident = self.classements.get(mots)
        if ident:
            return Colonne(0, "", "classement", classement_id=ident, degre="certaine")
        trouves = [(len(requis), champ) for champ, requis, admis in v.VARIANTES if requis <= mots <= admis]
        if not trouves:
            return None
        champ = max(trouves, key=lambda t: t[0])[1]
        if champ == "statut" and v.racine("avis") in mots and "copil" not in mots:
            explication = "un avis n'est pas toujours la décision"
            return Colonne(0, "", champ, degre="probable", explication=explication)
        return Colonne(0, "", champ, degre="certaine")

    def _financable(self, mots: Iterable[str]) -> bool:
        """« Commune », « Etat demandé » : au-dessus de nombres, c'est un financeur."""
        familles = frozenset().union(*self.familles.values())
        noms = {mot for mot in mots if mot not in v.MOT_ETAPE and mot not in v.MOTS_NEUTRES}
        return bool(noms) and familles.issuperset(noms)

    def _montant(self, mots: list[str], numerique: bool | None) -> Colonne:
        annees = [int(mot) for mot in mots if re.fullmatch(r"20\d\d", mot)]
        etapes = {v.MOT_ETAPE[mot] for mot in mots if mot in v.MOT_ETAPE}
        natures = {v.MOT_NATURE[mot] for mot in mots if mot in v.MOT_NATURE}
        sections = {v.MOT_SECTION[mot] for mot in mots if mot in v.MOT_SECTION}
        decalage = -1 if "nmoins1" in mots else 0
        base = Colonne(
            0,
            "",
            annee=annees[0] if len(annees) == 1 else None,
            decalage=decalage,
            etape=next(iter(etapes)) if len(etapes) == 1 else None,
            nature=next(iter(natures)) if len(natures) == 1 else None,
            section=next(iter(sections)) if len(sections) == 1 else None,
        )
        if max(map(len, (annees, etapes, natures, sections))) > 1:
            return replace(base, explication="le titre dit deux choses à la fois")
        dits = {*v.MOT_ETAPE, *v.MOT_SECTION, *v.MOTS_NEUTRES, "nmoins1", "specifique", "droitcommun"}
        reste = [mot for mot in mots if mot not in dits and not re.fullmatch(r"20\d\d", mot)]
        if reste and v.MOTS_TOTAUX.issuperset(reste):
            return replace(base, champ="total", degre="certaine")
        reste = [mot for mot in reste if mot not in v.MOTS_TOTAUX]
        # « CAF 41 » : le numéro du département ne distingue rien dans un contrat.
        reste = [mot for mot in reste if not v.est_lieu(mot)]
        if not reste:
            return self._sans_financeur(base)
        return self._financeur(base, reste, numerique)

    def _sans_financeur(self, base: Colonne) -> Colonne:
        if base.decalage:
            return replace(base, champ="montant", degre="certaine")
        if base.etape or base.annee:
            mots = "aucun financeur n'est nommé : lu comme un total de ligne, à comparer et non à additionner"
            return replace(base, champ="total", degre="possible", explication=mots)
        return replace(base, explication="le titre ne dit ni financeur ni étape")

    def _financeur(self, base: Colonne, reste: list[str], numerique: bool | None) -> Colonne:
        voulus = set(reste)
        pleins = [c for c in self.propres if voulus <= self.propres[c] | self.familles[c]]
        lieu = ""
        if not pleins:
            pleins, lieu = self._avec_lieu(reste, base.nature)
        if not pleins:
            proches = [c for c in self.propres if voulus & (self.propres[c] | self.familles[c])]
            noms = ", ".join(proches[:4])
            aide = f" ; peut-être : {noms}" if noms else ""
            quoi = "aucun financeur du contrat" if base.etape else "aucun champ, aucun financeur"
            motif = f"{quoi} ne porte ce nom{aide}"
            return replace(base, explication=motif, financeurs_possibles=tuple(proches))
        choix, rivaux = self._meilleur(pleins, voulus, base.nature)
        explications, degre = [], "certaine"
        if lieu:
            degre = "probable"
            explications.append(lieu)
        if rivaux:
            degre = "probable" if len(rivaux) < 3 else "possible"
            explications.append(f"le contrat a aussi {', '.join(rivaux)}")
        if choix in self.referentiels.nouveaux:
            degre = "probable" if degre == "certaine" else degre
            explications.append("ce financeur n'est pas encore dans la base : il y entrera")
        if base.etape is None and not base.decalage:
            degre = "probable" if degre == "certaine" else degre
            explications.append("le titre ne dit pas l'étape : lu comme accordé")
        if numerique is False and base.etape is None:
            degre = "possible"
            explications.append("la colonne ne contient pas de nombres")
        nature = base.nature or self._nature(choix)
        return replace(
            base,
            champ="montant",
            financeur_id=choix,
            etape=base.etape or "accorde",
            nature=nature,
            section=base.section or "fonctionnement",
            degre=degre,
            explication=" ; ".join(explications),
            financeurs_possibles=(choix, *rivaux) if rivaux else (),
        )

    def _avec_lieu(self, reste: list[str], nature: str | None) -> tuple[list[str], str]:
        """Les financeurs d'une famille que le titre nomme d'abord ou à la fin, et ce que dit le reste."""
        categories = {code: categorie for code, (_, categorie) in self.referentiels.financeurs.items()}
        if v.AUTRES & {reste[0]}:
            autres = [c for c in self.propres if c == "autres"] or [
                c for c in self.propres if categories[c] == "autres" and "autre" in self.propres[c]
            ]
            return autres, "ce que les autres colonnes ne disent pas"
        if v.region(set(reste)):
            return [c for c in self.propres if categories[c] == "Région"], "un nom de région, lu comme elle"
        for rang in (0, -1):
            mot = reste[rang]
            suite = [m for m in reste if m != mot]
            siens = [c for c in self.propres if mot in self.familles[c]] if mot in v.SITUEES else []
            # Un mot qui a un autre sens (« Commune bénéficiaire ») n'est pas un lieu.
            libre = v.region(set(suite)) or not any(
                m in v.CONNUS and m not in self._lieux_connus for m in suite
            )
            if siens and suite and libre:
                return siens, f"« {' '.join(suite)} » est lu comme un nom de lieu"
        return [], ""

    @cached_property
    def _lieux_connus(self) -> frozenset[str]:
        categories = {categorie for _, categorie in self.referentiels.financeurs.values()}
        return frozenset().union(*(self._lieux(categorie) for categorie in categories))

    def _nature(self, code: str) -> str:
        if "autofinancement" in self.propres[code]:
            return "autofinancement"
        if "droitcommun" in self.propres[code]:
            return "droit_commun"
        return self.referentiels.natures.get(code, "specifique")

    def _meilleur(self, pleins: list[str], voulus: set[str], nature: str | None) -> tuple[str, list[str]]:
        """Le financeur que les mots désignent le mieux, et ceux qu'ils désigneraient aussi bien."""

        def note(code: str) -> tuple:
            commun = "droitcommun" in self.propres[code]
            accord = commun == (nature == "droit_commun") if nature else not commun
            mots_code = set(cle(code).split())
            return (len(voulus & self.propres[code]), accord, len(mots_code & voulus) / len(mots_code))

        rang = {code: i for i, code in enumerate(self.referentiels.financeurs)}
        classes = sorted(pleins, key=lambda code: (*(-n for n in note(code)), rang[code]))
        choix = classes[0]
        if nature == "droit_commun" and "droitcommun" in self.propres[choix]:
            return choix, []
        return choix, [c for c in classes[1:] if note(c)[0] == note(choix)[0]]


@cache
def neutre() -> Lexique:
    """Le lexique d'un contrat dont on ne sait rien : il reconnaît les lignes de titres.

    Elles ne dépendent donc pas de ce que la base contient déjà : le même fichier a toujours les mêmes titres.
    """
    return Lexique(Referentiels("", "", 0, 9999, financeurs=dict(USUELS)))
