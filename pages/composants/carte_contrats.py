"""Les contrats d'une région dessinés : carte, classement, pauvreté ; un clic met un contrat en avant."""

from dataclasses import replace

import streamlit as st

from pages.composants import cartes, comparaisons, ecran, etat, filtres, formats, graphiques, liens, phrases
from pages.composants.comparaisons import Comparaison
from pages.composants.constats import ACCORDES
from pages.composants.filtres import annees_en_mots
from queries import lire


def carte(vue: Comparaison) -> None:
    """La carte des contrats, un point chacun."""
    tous = len(vue.filtre.contrats) == len(lire("referentiels/contrats"))
    clic = cartes.carte(
        vue.valeurs,
        contrat="" if tous else ",".join(vue.filtre.contrats),
        generation=vue.zonage,
        format=vue.ecrire,
        titre=vue.titre,
        choisi=vue.siens,
        cle=f"contrats-{vue.mesure}",
        hauteur=ecran.pixels(630) if etat.projection() else 520,
        grand=etat.projection(),
        couche="contrats",
    )
    _mettre_en_avant(clic)


def classement(vue: Comparaison, *, cle: str, titre: str) -> None:
    """Les contrats du plus au moins, le sien mis en avant et toujours montré."""
    grand = etat.projection()
    clic = graphiques.barres(
        vue.valeurs, valeur="valeur", libelle="nom", code="quartier_id", cle=cle, choisi=vue.siens,
        grand=grand, hauteur=ecran.pixels(590) if grand else None, format=vue.format, part=False,
        sommable=False, titre=titre, sous_titre=vue.titre,
    )  # fmt: skip
    _mettre_en_avant(clic)


def themes(vue: Comparaison) -> None:
    """Pour quoi chaque contrat est financé, par habitant ; ou ce qui le dirait."""
    if not vue.a_des_themes:
        st.info(formats.typographie(comparaisons.SANS_THEME))
        return
    graphiques.matrice(
        vue.themes, lignes="contrat", colonnes="theme", valeur="eur_par_habitant", cle="themes",
        sommable=False, titre="Pour quoi, par habitant : les thèmes de l'État, communs à tous",
        sous_titre=f"Montants {ACCORDES[vue.filtre.montant]} par habitant des QPV, "
        f"{annees_en_mots(vue.filtre.annees)} · programme 147 ; les piliers sont propres à chaque contrat",
    )  # fmt: skip


def pauvrete(vue: Comparaison) -> None:
    """La pauvreté des quartiers de chaque contrat, du moins au plus pauvre : jamais une moyenne."""
    if vue.pauvrete.empty:
        st.info(formats.typographie(comparaisons.SANS_PAUVRETE))
        return
    lignes = vue.pauvrete.dropna(subset="contrat_id")
    noms = vue.contrats.set_index("contrat_id")["contrat"]
    lignes = lignes.assign(contrat=lignes["contrat_id"].map(noms))
    graphiques.etendues(
        lignes.sort_values(["plus_haut", "contrat"], ascending=[False, True], na_position="last"),
        bas="plus_bas", haut="plus_haut", libelle="contrat", code="contrat_id", cle="pauvrete",
        ecrire=comparaisons.etendue, choisis=vue.siens, titre="Pauvreté, du quartier le moins au plus pauvre",
        sous_titre=_sous_titre_pauvrete(vue),
    )  # fmt: skip


def _sous_titre_pauvrete(vue: Comparaison) -> str:
    """Le sous-titre des étendues de pauvreté : millésime, zonage, secret."""
    ligne = vue.pauvrete.iloc[-1]
    texte = f"Taux de pauvreté {ligne['annee']}, quartiers prioritaires de {ligne['zonage']}"
    if ligne["nb_secrets"]:
        sous_secret = phrases.pluriel(ligne["nb_secrets"], "quartier couvert", "quartiers couverts")
        texte += f" · {formats.nombre(ligne['nb_secrets'])} {sous_secret} par le secret statistique"
    return texte


def _mettre_en_avant(code: str | None) -> None:
    """Un clic sur un contrat : il devient le sien ; ce qui est propre à l'ancien est oublié."""
    filtre, defaut, _, _ = filtres.courant()
    if code is None or (code,) == filtre.contrats:
        return
    voulu = replace(filtre, contrats=(code,), piliers=(), thematiques=(), quartiers=())
    etat.remplacer(liens.ecrire(voulu, defaut))
    etat.emettre()
    st.rerun()
