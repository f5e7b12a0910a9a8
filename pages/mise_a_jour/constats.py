"""Quatrième étape : ce que le fichier donnerait, cellule par cellule et action par action."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pages.composants import formats, inerte, phrases, tableaux
from pages.composants.inerte import gras, markdown
from pages.composants.tableaux import Colonne
from pages.mise_a_jour import visite
from pages.mise_a_jour.apercu import rapprochement

if TYPE_CHECKING:
    from data.mise_a_jour import Verification
    from data.programmation.modele import Constat

CONSTATS = {
    "ou": Colonne("Où"),
    "titre": Colonne("Colonne"),
    "valeur": Colonne("Valeur lue"),
    "motif": Colonne("Pourquoi"),
    "proposition": Colonne("Peut-être"),
}
CHANGEMENTS = {
    "sens": Colonne("Action"),
    "annee": Colonne("Année", "annee"),
    "intitule": Colonne("Intitulé"),
    "champ": Colonne("Ce qui change"),
    "avant": Colonne("Avant"),
    "apres": Colonne("Après"),
}
TOTAUX = {
    "quoi": Colonne("Total"),
    "avant": Colonne("Avant", "euros"),
    "apres": Colonne("Après", "euros"),
    "ecart": Colonne("Écart", "euros"),
}
RAPPROCHES = {
    "titre": Colonne("Colonne"),
    "fichier": Colonne("Total du fichier", "euros"),
    "importe": Colonne("Ce qui entre", "euros"),
    "refuse": Colonne("Lignes refusées", "euros"),
    "ecart": Colonne("Écart", "euros"),
}
_LIBELLES = {"demande": "Demandé", "propose": "Proposé", "accorde": "Accordé", "verse": "Versé"}


def montrer() -> None:
    """Le résultat de la vérification ; rien tant qu'il n'y en a pas."""
    travail = visite.travail()
    if travail is None or travail.verification is None:
        return
    v = travail.verification
    st.subheader("4. Relire", anchor=False)
    for blocage in v.blocages:
        st.error(markdown(formats.typographie(blocage)), icon=":material/block:")
    if v.alerte:
        pertes = "\n".join(f"- {markdown(formats.typographie(phrase))}" for phrase in v.alerte.phrases())
        st.warning(
            f"Plus de 20 % de ce que montre la base en service disparaîtrait :\n\n{pertes}"
            if v.alerte.pertes
            else pertes,
            icon=":material/trending_down:",
        )
    if v.remplace and v.difference:
        _remplace(v)
    elif v.difference:
        st.markdown(gras(formats.typographie(v.difference.phrase())))
    elif v.neuve:
        st.info("Ce fichier ne change rien à la base en service.", icon=":material/check:")
    _constats(v)
    _rapprochement(v)
    _differences(v)


def tableau(df: pd.DataFrame, nom: str, colonnes: dict[str, Colonne], titre: str) -> None:
    """Un tableau et ses fichiers ; il ne vient d'aucune question, donc sans origine dessous."""
    st.subheader(markdown(formats.typographie(titre)), anchor=False, divider=False)
    st.dataframe(
        tableaux.affichable(df[list(colonnes)], colonnes),
        column_config={c: tableaux.configuration_colonne(colonne) for c, colonne in colonnes.items()},
        hide_index=True,
        placeholder="",
        key=f"tableau-{nom}",
        alt=inerte.texte(formats.typographie(titre)),
    )
    tableaux.telecharger(df, nom, colonnes, titre=titre)


def _constats(v: "Verification") -> None:
    for nom, titre, constats in (
        ("refus", "Cellules refusées", v.rejets),
        # Les écarts de total ont leur place plus bas, colonne par colonne.
        ("avertissements", "À regarder", [c for c in v.avertissements if c.code != "ecart"]),
    ):
        if constats:
            lignes = _lignes(constats)
            dites = {c: colonne for c, colonne in CONSTATS.items() if lignes[c].any()}
            tableau(lignes, nom, dites, f"{titre} ({len(constats)})")
    if v.rejets or v.avertissements:
        # Import tardif : le fichier n'est fabriqué qu'au clic.
        from data.a_part import faire

        st.download_button(
            "Classeur corrigé (Excel)",
            data=lambda: faire("corriger", v),
            key="corrige",
            on_click="ignore",
            file_name="a-corriger.xlsx",
            icon=":material/format_color_fill:",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            help="Votre fichier : chaque cellule en faute est colorée et dit pourquoi",
        )


def _lignes(constats: "list[Constat]") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ou": f"{c.feuille} · ligne {c.ligne}" if c.feuille and c.ligne else c.lieu or c.feuille or "",
            "titre": c.titre,
            "valeur": c.valeur,
            "motif": c.motif,
            "proposition": c.proposition,
        }
        for c in constats
    )


def _rapprochement(v: "Verification") -> None:
    """Les colonnes de montants face à la ligne de total du fichier."""
    dits = [t for t in v.examen.lecture.totaux if t.fichier is not None] if v.examen else []
    egaux = sum(not t.ecart for t in dits)
    # L'aperçu vient de le dire, financeur par financeur.
    if not dits or (v.remplace and egaux == len(dits)):
        return
    st.markdown(formats.typographie(rapprochement(egaux, len(dits))))
    lignes = [
        {
            "titre": f"{t.colonne.lettre} · {t.colonne.titre}",
            "fichier": t.fichier,
            "importe": t.importe,
            "refuse": t.refuse,
            "ecart": t.ecart,
        }
        for t in dits
    ]
    if egaux < len(dits):
        tableau(pd.DataFrame(lignes), "rapprochement", RAPPROCHES, "Le rapprochement des totaux")


def _remplace(v: "Verification") -> None:
    """La base neuve prend la place de la fiction : ce qu'elle aura, et non ce qui changerait."""
    d = v.difference
    (_, accorde), (_, demande) = d.totaux.get("accorde", (0, 0)), d.totaux.get("demande", (0, 0))
    somme = f"{formats.montant(accorde, exact=True)} accordés"
    if not accorde and demande:
        somme = f"{formats.montant(demande, exact=True)} demandés"
    actions = phrases.accord(d.nb_apres, "action", "actions")
    st.markdown(
        f"**{markdown(formats.typographie(f'Votre tableau de bord aura {actions} et {somme}.'))}** "
        "Le territoire fictif disparaîtra des pages ; il restera parmi les versions gardées."
    )


def _differences(v: "Verification") -> None:
    d = v.difference
    if not d:
        return
    if v.remplace:
        with st.expander("Les actions, une à une", icon=":material/list:"):
            lignes = pd.DataFrame([vars(c) for c in d.changements if c.sens == "ajoutée"])
            dites = {c: CHANGEMENTS[c] for c in ("annee", "intitule")}
            if not lignes.empty:
                tableau(lignes.drop_duplicates("action_id"), "actions", dites, "Les actions qui entrent")
        return
    etapes = [(_LIBELLES[etape], *montants) for etape, montants in d.totaux.items() if any(montants)]
    annees = [(f"Accordé {annee}", *montants) for annee, montants in d.annees.items()]
    totaux = pd.DataFrame(
        [{"quoi": q, "avant": a, "apres": b, "ecart": b - a} for q, a, b in [*etapes, *annees]],
        columns=list(TOTAUX),
    )
    tableau(totaux, "totaux", TOTAUX, "Les totaux, avant et après, tous statuts")
    if d.changements:
        lignes = pd.DataFrame([vars(c) for c in d.changements])
        tableau(lignes, "changements", CHANGEMENTS, "Les actions qui changent")
    if d.sujets:
        dits = [
            f"{nom} ({formats.nombre(moins)} {phrases.pluriel(moins, 'ligne')} en moins, "
            f"{formats.nombre(plus)} en plus)"
            for nom, (moins, plus) in d.sujets.items()
        ]
        st.markdown(markdown(formats.typographie(f"Changent aussi : {', '.join(dits)}.")))
