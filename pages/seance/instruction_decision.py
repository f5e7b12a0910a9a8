"""Noter une décision : la demande examinée, ses enveloppes, et la saisie de la séance."""

import re
from decimal import Decimal, InvalidOperation

import streamlit as st

from pages.composants import etat, formats, phrases
from pages.composants.formats import typographie
from pages.seance import courante, instruction_fiche
from pages.seance.instruction import Dossier
from pages.seance.ordre import DECISIONS, Decision, Seance, SeanceInvalide

MOTIF_MAX = 500
_STYLE = """
.st-key-instruction-demande table {width: 100%; margin: 0;}
.st-key-instruction-demande :is(th, td) {padding: .25rem .6rem !important; line-height: 1.3;}
.st-key-instruction-demande h3 {padding: 0;}
.st-key-instruction-demande [data-testid="stMarkdownContainer"] {margin-bottom: 0 !important;}
.st-key-instruction-demande [data-testid="stMarkdownContainer"] p {margin-bottom: .25rem;}
.st-key-instruction-demande [data-testid="stForm"] {padding: .75rem 1rem;}
.st-key-instruction-parcours button {min-height: 0; padding: .15rem .6rem;}
.st-key-instruction-derniere button {min-height: 0; padding: .15rem .3rem;}
.st-key-instruction-demande [data-testid="stRadio"] [role="radiogroup"] {gap: .25rem .4rem;}
@media (max-width: 640px) {
  .st-key-instruction-demande :is(th, td) {padding: .2rem .3rem !important; font-size: .85rem;}
}
"""
_REFUS = "instruction_refus"


class SaisieRefusee(Exception):
    """La décision ne peut pas être notée ; le message dit pourquoi, en une phrase."""


def montant_ecrit(texte: str) -> Decimal | None:
    """Les euros que dit une saisie (« 12 500 », « 12 500,50 € »), None si elle est vide.

    Lève SaisieRefusee : « 12.500 » peut être douze euros et demi ou douze mille cinq cents.
    """
    nu = re.sub(r"[\s\u00a0\u202f\u2009]|€", "", texte)
    if not nu:
        return None
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", nu) or not re.fullmatch(r"\d+([.,]\d{1,2})?", nu):
        raise SaisieRefusee(
            f"« {texte.strip()} » n'est pas un montant : écrivez par exemple 12 500 ou 12 500,50."
        )
    try:
        lu = Decimal(nu.replace(",", "."))
    except InvalidOperation as erreur:
        raise SaisieRefusee(f"« {texte.strip()} » n'est pas un montant.") from erreur
    return lu.quantize(Decimal("0.01"))


def decider(demande: dict, sens: str | None, saisi: str, motif: str) -> Decision:
    """La décision que dit la saisie. `demande` : une ligne de instruction/demandes. Lève SaisieRefusee.

    « validée » fixe le montant proposé, ou le demandé si rien n'est proposé ; « modifiée » exige un montant,
    de 0 au demandé ; les deux autres n'en ont pas.
    """
    if sens not in DECISIONS:
        raise SaisieRefusee("Choisissez d'abord une décision.")
    montant, motif = montant_ecrit(saisi), " ".join(motif.split())[:MOTIF_MAX]
    demande_eur, valide = demande["demande_eur"], demande["validable_eur"]
    code = str(demande["action_id"])
    if sens == "validée":
        if montant is not None and montant != valide:
            raise SaisieRefusee(
                f"« Validée » vaut {formats.montant(valide, exact=True)} : pour un autre montant, choisissez "
                "« modifiée »."
            )
        return Decision(code, sens, None if formats.absent(valide) else valide, motif)
    if sens == "modifiée":
        if montant is None:
            raise SaisieRefusee("Une demande modifiée a besoin du montant accordé.")
        if formats.absent(demande_eur) or montant > demande_eur:
            plafond = formats.montant(demande_eur, exact=True)
            raise SaisieRefusee(f"{formats.montant(montant, exact=True)} dépasse les {plafond} demandés.")
        return Decision(code, sens, montant, motif)
    if montant:
        raise SaisieRefusee(
            f"Une demande {sens} n'a pas de montant : effacez-le, ou choisissez « modifiée »."
        )
    return Decision(code, sens, None, motif)


def montrer(dossier: Dossier) -> None:
    """La demande examinée à gauche, la saisie à droite ; ses enveloppes dessous."""
    demande = dossier.choisie
    if demande is None:
        st.info("Aucune demande de cette liste : choisissez-en une autre.", icon=":material/search_off:")
        return
    st.html(f"<style>{_STYLE}</style>")
    with st.container(key="instruction-demande"):
        gauche, droite = st.columns([19, 21], gap="small")
        with gauche:
            _parcourir(dossier)
            instruction_fiche.identite(dossier)
        with droite:
            if demande["decidable"]:
                _saisie(dossier)
            else:
                st.info(
                    phrases.markdown(typographie(instruction_fiche.deja_votee(demande))),
                    icon=":material/lock:",
                )
        instruction_fiche.ses_enveloppes(dossier)


def noter(demande: dict, suivante: str | None) -> None:
    """Au clic : la décision entre dans la séance, et la demande suivante vient ; un refus se dit."""
    code = demande["action_id"]
    lus = (st.session_state.get(f"{nom}-{code}") for nom in ("sens", "montant", "motif"))
    sens, montant, motif = lus
    try:
        decision = decider(demande, sens, montant or "", motif or "")
    except SaisieRefusee as refus:
        st.session_state[_REFUS] = (code, str(refus))
        etat.poser(action=code)
        return
    courante.poser(_seance().avec(decision))
    etat.poser(action=suivante or code)


def defaire(code: str) -> None:
    """Au clic : la demande redevient sans décision, et revient à l'écran."""
    courante.poser(_seance().sans(code))
    for nom in ("sens", "montant", "motif"):
        st.session_state.pop(f"{nom}-{code}", None)
    etat.poser(action=code)


def _seance() -> Seance:
    try:
        return courante.lire()
    except SeanceInvalide:
        return Seance()


def _parcourir(dossier: Dossier) -> None:
    """Précédente, suivante, et le rang dans la liste ; ↑ ↓ en projection."""
    codes = dossier.liste["action_id"].tolist()
    ici = dossier.choisie["action_id"]
    rang = codes.index(ici) if ici in codes else -1
    with st.container(horizontal=True, vertical_alignment="center", key="instruction-parcours"):
        for nom, icone, touche, voisin in (
            ("Précédente", "arrow_upward", "Up", codes[rang - 1] if codes else ici),
            ("Suivante", "arrow_downward", "Down", codes[(rang + 1) % len(codes)] if codes else ici),
        ):
            st.button(
                nom,
                icon=f":material/{icone}:",
                key=f"instruction-{touche}",
                on_click=etat.poser,
                kwargs={"action": voisin},
                disabled=len(codes) < 2,
                # Ailleurs qu'à l'écran du comité, les flèches font défiler la page.
                shortcut=touche if etat.projection() else None,
            )
        if rang >= 0:
            st.markdown(typographie(f"Demande {rang + 1} sur {len(codes)}"))


def _saisie(dossier: Dossier) -> None:
    demande, code = dossier.choisie, dossier.choisie["action_id"]
    notee = next((d for d in dossier.seance.decisions if d.action_id == code), None)
    montants = {"validée": _valide(demande)}
    modifie = notee is not None and notee.decision == "modifiée" and notee.montant_eur is not None
    with st.form(f"decision-{code}", border=True):
        st.radio(
            "Décision de la séance",
            DECISIONS,
            horizontal=True,
            key=f"sens-{code}",
            label_visibility="collapsed" if etat.projection() else "visible",
            index=DECISIONS.index(notee.decision) if notee else None,
            format_func=lambda d: typographie(f"{d.capitalize()}{montants.get(d, '')}"),
        )
        somme, raison, bouton = st.columns([4, 5, 3], gap="small", vertical_alignment="bottom")
        somme.text_input(
            "Montant modifié",
            key=f"montant-{code}",
            placeholder="en euros",
            max_chars=20,
            value=_a_saisir(notee.montant_eur) if modifie else "",
            autocomplete="off",
        )
        raison.text_input(
            "Motif",
            key=f"motif-{code}",
            value=notee.motif if notee else "",
            max_chars=MOTIF_MAX,
            autocomplete="off",
        )
        bouton.form_submit_button(
            "Noter",
            type="primary",
            icon=":material/gavel:",
            key=f"noter-{code}",
            on_click=noter,
            args=(demande, _suivante(dossier)),
        )
    refus = st.session_state.pop(_REFUS, None)
    if refus and refus[0] == code:
        st.error(phrases.markdown(typographie(refus[1])), icon=":material/error:")
    _derniere(dossier, notee)


def _derniere(dossier: Dossier, notee: Decision | None) -> None:
    """La décision de cette demande, sinon la dernière notée : ce que la salle vient de voir, à défaire."""
    decision = notee or (dossier.seance.decisions[-1] if dossier.seance.decisions else None)
    lignes = dossier.demandes[dossier.demandes["action_id"] == (decision.action_id if decision else "")]
    if decision is None or lignes.empty:
        return
    demande = lignes.iloc[0]
    with st.container(horizontal=True, vertical_alignment="center", key="instruction-derniere"):
        decide = demande["decide_eur"]
        somme = "" if formats.absent(decide) or not decide else formats.montant(decide, exact=True)
        nom = "Notée" if notee else f"Noté : « {formats.court(str(demande['intitule']), 22)} »"
        texte = f"{nom}{' :' if notee else ''} {decision.decision}{', ' + somme if somme else ''}"
        st.markdown(phrases.markdown(typographie(texte)), width="stretch")
        st.button(
            "Défaire",
            icon=":material/undo:",
            key="instruction-defaire",
            type="tertiary",
            on_click=defaire,
            args=(decision.action_id,),
        )


def _suivante(dossier: Dossier) -> str | None:
    """La prochaine demande sans décision après celle-ci, en reprenant au début ; None s'il n'y en a plus."""
    codes = dossier.liste["action_id"].tolist()
    ici = dossier.choisie["action_id"]
    debut = codes.index(ici) + 1 if ici in codes else 0
    a_faire = dossier.liste["decidable"].astype(bool) & dossier.liste["decision"].isna()
    restantes = set(dossier.liste[a_faire]["action_id"])
    return next((c for c in codes[debut:] + codes[:debut] if c in restantes and c != ici), None)


def _valide(demande: dict) -> str:
    if formats.absent(demande["validable_eur"]):
        return ""
    # Projeté, les quatre choix tiennent sur une ligne : seul ce qui n'est pas le proposé s'y dit.
    propose = "" if etat.projection() else " proposés"
    quoi = " demandés" if formats.absent(demande["propose_eur"]) else propose
    return f" : {formats.montant(demande['validable_eur'], exact=True)}{quoi}"


def _a_saisir(montant: Decimal) -> str:
    return formats.montant(montant, exact=True).removesuffix("€").strip()
