"""L'aide : ses rubriques, ses textes remplis par la configuration, la visite de dix minutes."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import streamlit as st

from pages.composants import etat, formats, glossaire, phrases
from pages.composants.formats import typographie
from pages.composants.referentiel import est_fictif, quartier_principal
from pages.serveur import adresses
from pages.serveur.configuration import FONDS, Configuration, configuration
from pages.serveur.fond import fond_de_carte
from queries import Filtre, lire

TEXTES = Path(__file__).parents[1] / "textes"
RUBRIQUES = {
    "visite": "Visite de dix minutes",
    "lire": "Lire une page",
    "glossaire": "Glossaire",
    "methode": "Règles des chiffres",
    "accessibilite": "Accessibilité",
    "mentions": "Mentions légales",
}
_RGAA = "au référentiel général d'amélioration de l'accessibilité (RGAA)"
_FICTIF = "**Le territoire montré ici est imaginaire** : aucun de ses chiffres ne décrit un lieu réel."
_REEL = (
    "Les contours et les indicateurs publics viennent de l'Agence nationale de la cohésion des territoires "
    "et de l'INSEE. Les données propres au contrat sont publiées sous la responsabilité de l'éditeur."
)
_ETATS = {
    "non auditée": "**Non conforme, faute d'audit.** Ce site n'a pas été audité : rien ne permet d'affirmer "
    f"qu'il répond {_RGAA} ; il est donc déclaré non conforme.",
    "non conforme": f"Ce site est **non conforme** {_RGAA}.",
    "partielle": f"Ce site est **partiellement conforme** {_RGAA}, à cause des défauts relevés par l'audit.",
    "totale": f"Ce site est **totalement conforme** {_RGAA}.",
}


def rubrique() -> str:
    """La rubrique choisie (paramètre `section` du lien) ; en projection, toujours la visite."""
    if etat.projection():
        return "visite"
    voulue = etat.parametre("section", "visite")
    if voulue not in RUBRIQUES:
        st.info(typographie(f"Le lien demande la rubrique « {phrases.markdown(voulue)} », qui n'existe pas."))
        voulue = "visite"
    st.session_state["rubrique"] = voulue
    st.segmented_control(
        "Rubrique de l'aide", list(RUBRIQUES), key="rubrique", format_func=RUBRIQUES.get, required=True,
        label_visibility="collapsed", on_change=_changer, wrap=True,
    )  # fmt: skip
    return voulue


def constat(section: str) -> str:
    """La phrase qui ouvre la rubrique."""
    reglages = configuration()
    etats = {
        "non auditée": "Ce site n'a pas été audité : il est déclaré non conforme au RGAA.",
        "non conforme": "Ce site est déclaré non conforme au RGAA.",
        "partielle": "Ce site est déclaré partiellement conforme au RGAA.",
        "totale": "Ce site est déclaré totalement conforme au RGAA.",
    }
    nb_vues, nb_mots = formats.nombre(len(etapes())), formats.nombre(len(glossaire.mots()))
    phrase = {
        "visite": f"{nb_vues} vues, une minute chacune : qui paie quoi, où, et avec quel résultat.",
        "lire": "Chaque page pose une question, y répond en une phrase, puis dit d'où vient le chiffre.",
        "glossaire": f"{nb_mots} mots du contrat de ville, une phrase chacun.",
        "methode": "Un euro compte une fois, aucun taux n'est moyenné, le secret se dit.",
        "accessibilite": etats[reglages.conformite_rgaa],
        "mentions": "Qui publie ce site, qui l'héberge, et ce qu'il fait de vos données.",
    }
    return typographie(phrase[section])


def montrer(section: str, filtre: Filtre) -> None:
    """Le contenu d'une rubrique."""
    if section == "visite":
        visite(filtre)
    elif section == "glossaire":
        glossaire.montrer()
    else:
        with st.container(width=820, key=f"texte-{section}"):
            for titre, corps in parties(texte(section, filtre)):
                st.subheader(typographie(titre), anchor=False)
                st.markdown(typographie(corps))


def texte(section: str, filtre: Filtre) -> str:
    """Le texte d'une rubrique, rempli par la configuration ; ce qui manque se dit « à compléter »."""
    brut = (TEXTES / f"{section}.md").read_text(encoding="utf-8")
    return brut.format_map(valeurs(configuration(), fictif=est_fictif(filtre), fond=fond_de_carte()))


def parties(brut: str) -> list[tuple[str, str]]:
    """Les parties « ### Titre » d'un texte : (titre, corps)."""
    morceaux = brut.split("### ")[1:]
    return [(m.partition("\n")[0].strip(), m.partition("\n")[2].strip()) for m in morceaux]


def valeurs(reglages: Configuration, fictif: bool = False, fond: str = "aucun") -> dict[str, str]:
    """Ce que la configuration met dans les textes."""
    contact = reglages.contact or reglages.contact_accessibilite
    return {
        "collectivite": phrases.markdown(reglages.collectivite),
        "adresse": f" ({reglages.adresse_publique})" if reglages.adresse_publique else "",
        "editeur": _ou_a_completer(reglages, "editeur"),
        "directeur_publication": _ou_a_completer(reglages, "directeur_publication"),
        "hebergeur": _ou_a_completer(reglages, "hebergeur"),
        "delegue_donnees": _ou_a_completer(reglages, "delegue_donnees"),
        "contact": _joindre(contact) if contact else a_completer("contact"),
        "contact_accessibilite": _joindre(reglages.contact_accessibilite or reglages.contact)
        if contact
        else a_completer("contact_accessibilite"),
        "etat": _ETATS[reglages.conformite_rgaa],
        "resultats": _resultats(reglages),
        "declaration": f"Cette déclaration a été établie le {_jour(reglages.declaration_rgaa_le)}."
        if reglages.declaration_rgaa_le
        else f"Cette déclaration n'est pas datée : {a_completer('declaration_rgaa_le')}.",
        "schema": f"Son schéma pluriannuel d'accessibilité est publié : {reglages.schema_accessibilite}."
        if reglages.schema_accessibilite
        else f"Son schéma pluriannuel d'accessibilité : {a_completer('schema_accessibilite')}.",
        "statuts": _statuts(reglages),
        "origine": _FICTIF if fictif else _REEL,
        "fond": _fond(fond),
    }


def a_completer(cle: str) -> str:
    """« à compléter (clé `editeur` de la configuration) »."""
    return f"*à compléter* (clé `{cle}` de la configuration)"


def visite(filtre: Filtre) -> None:
    """Les étapes, chacune un lien vers une vraie vue du contrat en cours."""
    reperes = {"quartier": quartier_principal(filtre), "action": _action_phare(filtre)}
    colonnes = st.columns(2, gap="large")
    liste = [e for e in etapes() if _possible(e, reperes)]
    hauteur = -(-len(liste) // len(colonnes))
    for rang, etape in enumerate(liste):
        with colonnes[rang // hauteur], st.container(key=f"etape-{rang + 1}", gap="xsmall"):
            st.page_link(
                f"{etape['page']}.py",
                label=f"**{rang + 1}. {etape['titre']}**",
                icon=":material/arrow_forward:",
                query_params={**_communs(), **_parametres(etape, reperes)},
            )
            # De la salle, une liste de titres : le détail d'une étape se lit sur la page qu'elle ouvre.
            if not etat.projection():
                st.markdown(typographie(etape["texte"]))


@lru_cache(maxsize=1)
def etapes() -> tuple[Mapping, ...]:
    """Les étapes de la visite, dans l'ordre (pages/textes/visite.toml)."""
    return tuple(tomllib.loads((TEXTES / "visite.toml").read_text(encoding="utf-8"))["etape"])


def _changer() -> None:
    voulue = st.session_state["rubrique"]
    etat.poser(section=None if voulue in (None, "visite") else voulue, mot=None)


def _communs() -> dict[str, str]:
    """Les filtres en cours, sans le mode : une visite commence à l'écran ordinaire."""
    return {nom: valeur for nom, valeur in etat.partages().items() if nom != "mode"}


def _parametres(etape: Mapping, reperes: Mapping[str, str | None]) -> dict[str, str]:
    return {nom: v.format_map(reperes) for nom, v in etape.get("parametres", {}).items()}


def _possible(etape: Mapping, reperes: Mapping[str, str | None]) -> bool:
    """Faux si l'étape demande un quartier ou une action que le contrat n'a pas."""
    demandes = [v.strip("{}") for v in etape.get("parametres", {}).values() if v.startswith("{")]
    return all(reperes[nom] for nom in demandes)


def _action_phare(filtre: Filtre) -> str | None:
    codes = lire("aide/action_phare", filtre=filtre)["action_id"].tolist()
    return codes[0] if codes else None


def _ou_a_completer(reglages: Configuration, cle: str) -> str:
    valeur = getattr(reglages, cle)
    return phrases.markdown(valeur) if valeur else a_completer(cle)


def _joindre(contact: str) -> str:
    """Un contact ; l'adresse électronique seule est un lien, exprès : on doit pouvoir écrire d'un clic."""
    ecrit = phrases.markdown(contact)
    return f"[{ecrit}](mailto:{quote(contact, safe='@')})" if adresses.lire(contact) else ecrit


def _resultats(reglages: Configuration) -> str:
    if not reglages.audit_rgaa_le:
        return "Aucun audit de conformité n'a été mené."
    par = f" par {phrases.markdown(reglages.audit_rgaa_par)}" if reglages.audit_rgaa_par else ""
    debut = f"L'audit mené{par} le {_jour(reglages.audit_rgaa_le)}"
    if not reglages.audit_rgaa_taux:
        return f"{debut} n'a pas publié de taux : {a_completer('audit_rgaa_taux')}."
    return f"{debut} révèle que **{reglages.audit_rgaa_taux} %** des critères du RGAA sont respectés."


def _statuts(reglages: Configuration) -> str:
    visibles = phrases.liste([f"« {s} »" for s in reglages.statuts_publics])
    return (
        f"Ce site montre les actions de statut {visibles}. Les autres n'apparaissent dans aucune page, aucun "
        "lien, aucun fichier ; seuls les effectifs de la page Données les comptent."
    )


def _fond(fond: str) -> str:
    if not FONDS.get(fond):
        return "Il n'envoie rien à un tiers."
    return f"Seul le fond de carte vient d'ailleurs : {FONDS[fond]} reçoit votre adresse réseau."


def _jour(iso: str) -> str:
    return formats.jour(date.fromisoformat(iso))
