"""La fiche d'une action : ce que la base en sait, et comment le montrer sur une page."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.composants import (
    constats_actions,
    ecran,
    etat,
    filtres,
    formats,
    graphiques,
    inerte,
    listes,
    phrases,
    tableaux,
)
from pages.composants.chiffres import Chiffre
from pages.composants.colonnes_actions import FINANCEMENTS, HISTOIRE, QUARTIERS
from pages.composants.recherche import parametres_de_fiche
from pages.composants.referentiel import NOMS_NATURES, statuts_visibles
from queries import Filtre, lire


@dataclass(frozen=True)
class Fiche:
    """Une action qu'on a le droit de montrer. `identite` : une ligne de `actions/fiche`."""

    identite: Mapping
    financements: pd.DataFrame
    quartiers: pd.DataFrame
    classes: pd.DataFrame
    histoire: pd.DataFrame
    avis: pd.DataFrame
    decisions: pd.DataFrame

    @property
    def sources(self) -> pd.DataFrame:
        """Le fichier d'où vient l'action (colonnes de `donnees/sources_des_actions`)."""
        lu = self.identite
        return pd.DataFrame(
            [{"nom": lu["source"], "producteur": lu["producteur"], "millesime": lu["millesime"]}]
        ).dropna(subset="nom")


def fiche(code: str) -> Fiche | None:
    """La fiche de l'action `code` ; None si elle n'existe pas, ou si son statut n'est pas public."""
    statuts = list(statuts_visibles())
    trouvee = lire("actions/fiche", action=code, statuts=statuts)
    if trouvee.empty:
        return None
    financements = lire("actions/financements", action=code)
    return Fiche(
        identite=trouvee.iloc[0],
        financements=financements.assign(nature=financements["nature"].map(NOMS_NATURES)),
        quartiers=lire("actions/quartiers", action=code),
        classes=lire("actions/classes", action=code),
        histoire=lire("actions/histoire", action=code, statuts=statuts),
        avis=lire("actions/avis", action=code),
        decisions=lire("actions/decisions", action=code),
    )


def inconnue(code: str) -> None:
    """Dit qu'il n'y a pas de fiche à montrer, y mène par la liste, et arrête la page."""
    message = (
        f"Aucune action publique n'a le code « {phrases.markdown(code)} » dans cette base."
        if code
        else "Choisissez une action dans la liste pour ouvrir sa fiche."
    )
    st.info(formats.typographie(message), icon=":material/search_off:")
    st.page_link(
        "actions.py", label="Chercher une action", icon=":material/search:", query_params=etat.partages()
    )
    st.stop()


def chiffres_cles(lue: Fiche) -> list[Chiffre]:
    """Accordé, versé, coût total, bénéficiaires, années."""
    action, cartes = lue.identite, []
    accorde, verse, cout = action["accorde_eur"], action["verse_eur"], action["cout_total_eur"]
    if not formats.absent(accorde):
        nom = "Coût théorique" if action["cout_theorique"] else "Accordé"
        cartes.append(
            Chiffre(
                "accorde", nom, formats.montant(accorde, exact=True), _reserve(action), "Tous financeurs."
            )
        )
    if not formats.absent(verse) and accorde:
        suite = f"{formats.montant(verse, exact=True)} sur {formats.montant(accorde, exact=True)}"
        cartes.append(Chiffre("verse", "Versé à ce jour", formats.pourcentage(verse / accorde), suite))
    if not formats.absent(cout):
        cartes.append(Chiffre("cout", "Coût total de l'action", formats.montant(cout, exact=True)))
    cartes.append(_beneficiaires(action))
    if len(lue.histoire) > 1:
        annees = lue.histoire["annee"]
        suite = f"depuis {annees.min()}"
        cartes.append(Chiffre("annees", "Années menées", formats.nombre(annees.nunique()), suite))
    return [carte for carte in cartes if carte][:5]


def identite(lue: Fiche) -> None:
    """Porteur, statut, pilier, thèmes, quartiers : une ligne chacun."""
    action = lue.identite
    lignes = [
        ("Porteur", _avec(action["porteur"], action["porteur_categorie"], action["porteur_commune"])),
        ("Contrat", action["contrat"]),
        ("Année et statut", f"{action['annee']}, {action['statut']}"),
        ("Pilier", _avec(action["pilier"], action["thematique"])),
        ("Thème de l'État", action["theme_national_nom"]),
        *((c.classement, c.classes) for c in lue.classes.itertuples(index=False)),
        ("Quartiers", phrases.liste(list(lue.quartiers["quartier"])) or "Ensemble du contrat"),
        ("Demande", _demande(action)),
        ("Référence", action["reference"]),
    ]
    textes = [
        f"**{phrases.markdown(titre)}** : {phrases.markdown(formats.typographie(str(valeur)))}"
        for titre, valeur in lignes
        if not formats.absent(valeur) and valeur
    ]
    st.markdown(formats.typographie("  \n".join(textes)))
    if not formats.absent(action["structure_id"]) and not etat.projection():
        st.page_link(
            "porteurs.py", label="Voir ce porteur", icon=":material/groups:",
            query_params=_parametres_du_porteur(action),
        )  # fmt: skip


def objet(lue: Fiche) -> None:
    """Les objectifs et la description, tels que le porteur les a écrits."""
    for titre, champ in (("Ce qu'elle vise", "objectifs"), ("Ce qu'elle fait", "description")):
        if not formats.absent(lue.identite[champ]):
            st.subheader(titre, anchor=False)
            st.markdown(inerte.paragraphes(formats.typographie(lue.identite[champ])))


def en_une_ligne(lue: Fiche) -> None:
    """À la place des filtres, en projection : statut, pilier, quartiers."""
    action = lue.identite
    lieux = phrases.liste(list(lue.quartiers["quartier"]), 3) or "ensemble du contrat"
    mots = [
        str(m) for m in (str(action["statut"]).capitalize(), action["pilier"], lieux) if not formats.absent(m)
    ]
    # Aussi haut que les filtres des autres pages : la phrase passe sous le QR code.
    with st.container(key="ligne", height=ecran.pixels(76), border=False, vertical_alignment="center"):
        st.markdown(phrases.markdown(formats.typographie(" · ".join(mots))))


def argent(lue: Fiche, grand: bool, hauteur: int | None) -> None:
    """Les montants accordés, par financeur ; demandés si rien n'est encore accordé."""
    connus = lue.financements["accorde_eur"].notna().any()
    graphiques.barres(
        lue.financements, valeur="accorde_eur" if connus else "demande_eur", libelle="libelle",
        cle="financeurs", grand=grand, hauteur=hauteur, titre="Qui finance",
        sous_titre=f"Montants {'accordés' if connus else 'demandés'} en {lue.identite['annee']}",
    )  # fmt: skip


def histoire(lue: Fiche) -> None:
    """Une colonne par année ; un clic ouvre la fiche de cette année."""
    if len(lue.histoire) < 2:
        return
    annee = graphiques.colonnes(
        lue.histoire, filtre=Filtre(contrats=(lue.identite["contrat_id"],)), memes=True, x="annee",
        valeur="accorde_eur", cle="histoire", choisi=int(lue.identite["annee"]),
        titre=constats_actions.histoire(lue.histoire),
        sous_titre="Montants accordés chaque année · cliquez sur une année pour ouvrir sa fiche",
    )  # fmt: skip
    voulues = lue.histoire[lue.histoire["annee"].astype(str) == str(annee)]
    if annee is not None and len(voulues) and voulues.iloc[0]["action_id"] != lue.identite["action_id"]:
        etat.poser(action=voulues.iloc[0]["action_id"])
        etat.emettre()
        st.rerun()


def suivi(lue: Fiche) -> None:
    """Ce que le comité de pilotage a décidé, ce qu'en disent les conseils citoyens, le bilan."""
    st.subheader("Ce qui en a été décidé et dit", anchor=False)
    phrases_ = [
        *(constats_actions.decision(d) for d in lue.decisions.to_dict("records")),
        *(constats_actions.avis(a) for a in lue.avis.to_dict("records")),
        constats_actions.bilan(lue.identite),
    ]
    st.markdown("\n".join(f"- {phrases.markdown(phrase)}" for phrase in phrases_ if phrase))


def tables(lue: Fiche) -> None:
    """Les mêmes chiffres en tableaux ouverts : la page imprimée les garde."""
    mots = f"{lue.identite['intitule']}, {lue.identite['annee']}"
    tableaux.ouvert(lue.financements, "financements", FINANCEMENTS, "Qui paie, au centime", mots, lue.sources)
    if not lue.quartiers.empty:
        quartiers = listes.discrets(lue.quartiers, "beneficiaires", complement="protege")
        tableaux.ouvert(quartiers, "quartiers", QUARTIERS, "Quartier par quartier", mots, lue.sources)
    if len(lue.histoire) > 1:
        annees = listes.discrets(lue.histoire, "beneficiaires_prevus", "beneficiaires_reels")
        tableaux.ouvert(annees, "histoire", HISTOIRE, "Année par année", mots, lue.sources)


def retour(libelle: str = "Toutes les actions") -> None:
    """Le lien vers la liste, avec les filtres et la recherche d'où l'on vient."""
    if not etat.projection():
        parametres = {n: v for n, v in parametres_de_fiche("").items() if n != "action"}
        st.page_link("actions.py", label=libelle, icon=":material/arrow_back:", query_params=parametres)


def _reserve(action: Mapping) -> str:
    if action["cout_theorique"] or formats.absent(action["finances_eur"]):
        return ""
    propre = action["accorde_eur"] - action["finances_eur"]
    return f"dont {formats.montant(propre, exact=True)} d'autofinancement" if propre > 0 else ""


def _beneficiaires(action: Mapping) -> Chiffre | None:
    reels, prevus = action["beneficiaires_reels"], action["beneficiaires_prevus"]
    aide = "Un nombre sous 5 n'est pas montré."
    if not formats.absent(reels):
        suite = "" if formats.absent(prevus) else f"pour {formats.effectif(prevus)} prévus"
        return Chiffre("beneficiaires", "Bénéficiaires", formats.effectif(reels), suite, aide)
    if not formats.absent(prevus):
        return Chiffre(
            "beneficiaires", "Bénéficiaires prévus", formats.effectif(prevus), "réels non connus", aide
        )
    return None


def _parametres_du_porteur(action: Mapping) -> dict[str, str]:
    """Les filtres en cours, sauf s'ils sont ceux d'un autre contrat que celui de l'action."""
    contrats = filtres.courant()[0].contrats
    ailleurs = bool(contrats) and action["contrat_id"] not in contrats
    gardes = {"contrat": action["contrat_id"]} if ailleurs else etat.partages()
    return gardes | {"porteur": action["structure_id"]}


def _avec(principal: object, *precisions: object) -> object:
    """« Centre social (association, Aurenne) »."""
    suite = ", ".join(str(p) for p in precisions if not formats.absent(p))
    return f"{principal} ({suite})" if suite and not formats.absent(principal) else principal


def _demande(action: Mapping) -> str:
    """« reconduite, pluriannuelle (CPO) » ; vide si rien n'est connu."""
    mots = []
    if not formats.absent(action["reconduction"]):
        mots.append("reconduite" if action["reconduction"] else "nouvelle")
    if not formats.absent(action["pluriannuelle"]):
        mots.append("convention pluriannuelle" if action["pluriannuelle"] else "convention d'un an")
    return ", ".join(mots)
