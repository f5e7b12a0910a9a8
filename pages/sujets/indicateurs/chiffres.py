"""Les chiffres de la page Indicateurs : un quartier et ses références, ou les extrêmes et les tendances."""

from collections.abc import Mapping

from pages.blocs import Chiffre
from pages.composants import formats, graphiques_reperes, phrases
from pages.sujets.indicateurs import dit
from pages.sujets.indicateurs.demande import SANS_UNITE, Etude

_SUIVI = "Depuis la première année publiée sur le même périmètre, à l'arrondi près."


def chiffres_cles(vue: Etude) -> list[Chiffre]:
    """Cinq chiffres au plus : le quartier, la référence et l'écart ; ou les extrêmes et les tendances."""
    if vue.quartier:
        return _chiffres_du_quartier(vue, vue.bilans.iloc[0])
    unite, bilans = vue.indicateur["unite"], vue.bilans
    cartes = _chiffre_reference(vue)
    connus = bilans[bilans["annee_fin"] == bilans["annee_fin"].max()]
    connus = connus.sort_values("valeur_fin", ascending=False, kind="stable")
    total = vue.totaux.dropna(subset="total")
    if len(total):
        fin = total.iloc[-1]
        suite = f"en {int(fin['annee'])}" + (" (estimation)" if fin["estime"] else "")
        cartes.append(_carte("total", "Tous les quartiers", fin["total"], unite, suite))
    if len(connus) == 1:
        seul = connus.iloc[0]
        nom = f"{seul['quartier']}, {int(seul['annee_fin'])}"
        cartes.append(_carte("seul", nom, seul["valeur_fin"], unite, dit.evolution(seul, unite)))
    if len(connus) > 1:
        for cle, nom, ligne in (
            ("haut", "Le plus élevé", connus.iloc[0]),
            ("bas", "Le plus bas", connus.iloc[-1]),
        ):
            lieux = dit.memes(connus, ligne["valeur_fin"]).replace("« ", "").replace(" »", "")
            suite = f"{lieux}, {int(ligne['annee_fin'])}"
            cartes.append(_carte(cle, nom, ligne["valeur_fin"], unite, suite))
    if bilans["tendance"].notna().any():
        noms, colonne = (("se creuse", "L'écart se creuse"), ("se réduit", "L'écart se réduit")), "tendance"
    else:
        noms, colonne = (("hausse", "En hausse"), ("baisse", "En baisse")), "evolution"
    suivis = bilans[colonne].dropna()
    for code, nom in noms if len(suivis) > 1 else ():
        suite = f"sur {phrases.accord(len(suivis), 'quartier suivi', 'quartiers suivis')}"
        nb = formats.nombre((suivis == code).sum())
        cartes.append(Chiffre(code.replace(" ", "-"), nom, nb, suite, _SUIVI))
    return cartes


def _chiffres_du_quartier(vue: Etude, bilan: Mapping) -> list[Chiffre]:
    unite, cartes = vue.indicateur["unite"], []
    if formats.absent(bilan["annee_fin"]):
        return cartes
    annee = int(bilan["annee_fin"])
    cartes.append(_carte("ici", f"Ici, {annee}", bilan["valeur_fin"], unite, dit.evolution(bilan, unite)))
    if not formats.absent(bilan["ecart_fin"]):
        suite = dit.TITRES.get(bilan["tendance"], "")
        # « +32,1 points » ne tient pas en grand sur une carte : l'unité passe dans le nom.
        nom = f"Écart{' en points' if unite == '%' else ''}, {int(bilan['annee_ecart_fin'])}"
        valeur = dit.ecart(bilan["ecart_fin"], unite, signe=True).split(" point")[0]
        cartes.append(Chiffre("ecart", nom, valeur, suite))
    for _, ligne in vue.references[vue.references["annee"] == annee].iterrows():
        nom = f"{dit.nom_court(ligne)}, {annee}"
        cartes.append(_carte(ligne["territoire_type"], nom, ligne["valeur"], unite, "", ligne["statut"]))
    return cartes[:5]


def _carte(cle: str, nom: str, valeur: object, unite: str, suite: str, statut: str = "diffusée") -> Chiffre:
    """Une carte : le nombre et son symbole en grand, le reste de l'unité (« par an ») dessous."""
    if statut == "secret" or formats.absent(valeur):
        return Chiffre(cle, nom, formats.indicateur(valeur, unite, statut), suite)
    reste = "" if unite in ("%", *SANS_UNITE) else unite.replace("€", "").strip()
    dessous = ", ".join(m for m in (reste, suite) if m) + (" (estimation)" if statut == "estimée" else "")
    return Chiffre(cle, nom, graphiques_reperes.court(float(valeur), unite), dessous)


def _chiffre_reference(vue: Etude) -> list[Chiffre]:
    """La référence choisie, si elle est une seule (un seul contrat)."""
    lignes = vue.references[vue.references["territoire_type"] == vue.reference]
    if lignes.empty or lignes["territoire_id"].nunique() > 1:
        return []
    fin = lignes.iloc[-1]
    suite, unite = f"en {int(fin['annee'])}", vue.indicateur["unite"]
    return [_carte("reference", dit.nom_court(fin), fin["valeur"], unite, suite, fin["statut"])]
