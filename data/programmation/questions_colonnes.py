"""Ce qu'il reste à demander des colonnes : celles qui vont ensemble d'une seule question, les autres une à
une."""

import re
from collections.abc import Iterator
from dataclasses import replace

from data.programmation import creations
from data.programmation import vocabulaire as v
from data.programmation.modele import CHAMPS, ETAPES, NATURES, SECTIONS, Colonne, Correspondance
from data.programmation.question import CORRIGER, CREER, OUI, Choix, Question, apport, apport_de_chacun
from data.programmation.referentiels import Referentiels

_NOMBRES = ("total", "cout_total", "beneficiaires_prevus", "beneficiaires_reels", "reference", "annee")
_JAMAIS_SEULS = ("montant", "classement", "ignorer")
IGNORER = "ignorer"


def questions(c: Correspondance, ref: Referentiels) -> Iterator[Question]:
    """Les colonnes dont le sens n'est pas sûr, les groupes d'abord."""
    groupes, seules = _groupes(c)
    for cle, colonnes in groupes.items():
        if len(colonnes) > 1 and cle not in c.detail:
            yield _groupe(cle, colonnes, ref)
        else:
            seules += colonnes
    for colonne in sorted(seules, key=lambda x: x.numero):
        yield _une(colonne, ref)


def champ_manquant(champ: str, c: Correspondance) -> Question:
    """« Quelle colonne donne l'intitulé des actions ? »"""
    candidates = [
        x for x in c.colonnes if x.numerique is not (champ == "intitule") and x.champ in (None, "total")
    ]
    candidates = candidates or [x for x in c.colonnes if x.degre != "confirmée"]
    quoi = "l'intitulé des actions" if champ == "intitule" else "un montant d'un financeur"
    return Question(
        f"champ:{champ}",
        "champ",
        f"Quelle colonne donne {quoi} ?",
        choix=tuple(Choix(str(x.numero), nommer(x)) for x in candidates),
        objet=(champ,),
    )


def _groupes(c: Correspondance) -> tuple[dict[str, list[Colonne]], list[Colonne]]:
    groupes: dict[str, list[Colonne]] = {}
    seules = []
    for x in c.colonnes:
        if x.sure:
            continue
        if x.champ == "montant" and x.degre == "probable" and x.financeur_id:
            groupes.setdefault(f"colonnes:{x.etape or 'accorde'}", []).append(x)
        elif x.champ and x.champ != "montant" and x.degre == "probable":
            groupes.setdefault("colonnes:champs", []).append(x)
        elif x.champ is None and not x.numerique:
            groupes.setdefault("colonnes:ignorer", []).append(x)
        else:
            seules.append(x)
    return groupes, seules


def _groupe(cle: str, colonnes: list[Colonne], ref: Referentiels) -> Question:
    nb = len(colonnes)
    sorte = cle.removeprefix("colonnes:")
    if sorte == "champs":
        phrase = f"Voici ce que disent {nb} colonnes de votre tableau. Est-ce bien cela ?"
        details = [f"{nommer(x)} : {CHAMPS[x.champ or '']}" for x in colonnes]
    elif sorte == "ignorer":
        phrase = f"Ces {nb} colonnes ne servent pas au tableau de bord. Les laisser de côté ?"
        details = [nommer(x, exemple=True) for x in colonnes]
    else:
        phrase = f"Ces {nb} colonnes sont {apport_de_chacun(sorte)}. Est-ce bien cela ?"
        details = [f"{nommer(x)} : {ref.financeurs[x.financeur_id or ''][0]}{_suite(x)}" for x in colonnes]
    objet = tuple(str(x.numero) for x in colonnes)
    return Question(cle, "colonnes", phrase, tuple(details), (OUI, CORRIGER), OUI.valeur, objet=objet)


def _suite(x: Colonne) -> str:
    dits = [
        "droit commun" if x.nature == "droit_commun" else "",
        "investissement" if x.section == "investissement" else "",
    ]
    return "".join(f", {dit}" for dit in dits if dit)


def nommer(x: Colonne, exemple: bool = False) -> str:
    """« K « CD 41 » », ou « S, sans titre (« vu avec… ») »."""
    cite = f" (« {x.exemples[0][:60]} »)" if x.exemples and (exemple or not x.titre) else ""
    return f"{x.lettre} « {x.court or x.titre} »{cite}" if x.titre else f"{x.lettre}, sans titre{cite}"


def _une(x: Colonne, ref: Referentiels) -> Question:
    """« La colonne K « CD 41 » : ce que le Département accorde ? »"""
    nouveaux: tuple = ()
    choix = list(_choix(x, ref))
    proposee = valeur(x) if x.champ else None
    if x.champ is None and x.numerique and x.titre:
        nouveau = creations.financeur(nom_de_financeur(x.titre))
        nouveaux = (nouveau,)
        etape = x.etape or "accorde"
        choix.insert(
            0, Choix(CREER, f"un montant {ETAPES[etape]} par un nouveau financeur : « {nouveau.nom} »")
        )
        if x.etape or _nomme_un_financeur(nouveau.nom):
            proposee = CREER
    elif x.champ is None and not x.numerique:
        proposee = IGNORER
    connus = {c.valeur for c in choix}
    if proposee and proposee not in connus:
        choix.insert(0, Choix(proposee, _libelle(x, ref)))
    dite = next((c.libelle for c in choix if c.valeur == proposee), "")
    fin = f" : {dite} ?" if dite else " : que dit-elle ?"
    if proposee == IGNORER:
        fin = " ne sert pas au tableau de bord. La laisser de côté ?"
    details = [f"Par exemple : {', '.join(f'« {e[:60]} »' for e in x.exemples)}."] if x.exemples else []
    details += [f"{x.explication[:1].upper()}{x.explication[1:]}."] if x.explication else []
    return Question(
        f"colonne:{x.lettre}",
        "colonne",
        f"La colonne {nommer(x)}{fin}",
        tuple(details),
        tuple(choix),
        proposee,
        objet=(str(x.numero),),
        creations=nouveaux,
    )


def _nomme_un_financeur(nom: str) -> bool:
    """Un sigle (« DRAC », « MSA ») ou un mot de l'État : ce nom a l'air d'un financeur."""
    mots = nom.split()
    return bool(mots) and (
        creations.financeur(nom).categorie == "État" or any(re.fullmatch(r"[A-Z]{3,6}", m) for m in mots)
    )


def _choix(x: Colonne, ref: Referentiels) -> Iterator[Choix]:
    if x.numerique is not False:
        dites = {v.MOT_ETAPE[mot] for mot in v.decouper(x.titre) if mot in v.MOT_ETAPE}
        etapes = list(dites) if len(dites) == 1 else ["accorde", "demande"]
        propres = [code for code in (x.financeur_id, *x.financeurs_possibles) if code]
        codes = [code for code in dict.fromkeys([*propres, *ref.financeurs]) if code in ref.financeurs]
        for etape in etapes:
            for code in codes:
                yield Choix(f"montant:{code}:{etape}", apport(code, etape, ref))
        # Proposé, versé : plus rares, et seulement pour le financeur qu'on a cru lire.
        for etape in [e for e in ETAPES if not dites and e not in etapes]:
            for code in dict.fromkeys(propres):
                yield Choix(f"montant:{code}:{etape}", apport(code, etape, ref))
        for champ in _NOMBRES:
            yield Choix(champ, CHAMPS[champ])
    if not x.numerique:
        for champ in CHAMPS:
            if champ not in (*_JAMAIS_SEULS, "total", "cout_total"):
                yield Choix(champ, CHAMPS[champ])
    yield Choix(IGNORER, CHAMPS[IGNORER])


def valeur(x: Colonne) -> str:
    """Le sens d'une colonne en un mot : « montant:caf:accorde:specifique:fonctionnement:0: »."""
    if x.champ != "montant":
        return x.champ or IGNORER
    morceaux = [x.champ, x.financeur_id or "", x.etape or "accorde"]
    if (x.nature, x.section) not in ((None, None), ("specifique", "fonctionnement")):
        morceaux += [x.nature or "specifique", x.section or "fonctionnement"]
    return ":".join(morceaux)


def _libelle(x: Colonne, ref: Referentiels) -> str:
    if x.champ == "montant":
        return apport(x.financeur_id, x.etape, ref) + _suite(x)
    return CHAMPS[x.champ or IGNORER]


def nom_de_financeur(titre: str) -> str:
    """« Financements accordés DRAC 2026 » → « DRAC » : le titre sans ce qui n'est pas un nom."""
    vides = {*v.MOT_ETAPE, *v.MOT_SECTION, *v.MOT_NATURE, *v.MOTS_NEUTRES, *v.MOTS_TOTAUX}
    mots = [
        mot
        for mot in titre.replace("(", " ").replace(")", " ").split()
        if not (set(v.decouper(mot)) <= vides or re.fullmatch(r"20\d\d|€|[-–—:/]|N", mot))
    ]
    return " ".join(mots).strip(" :–—-") or titre


def repondre(c: Correspondance, question: Question, reponse: str) -> Correspondance:
    """La correspondance où ces colonnes ont le sens dit."""
    numeros = [int(numero) for numero in question.objet if numero.isdigit()]
    if question.sorte == "champ":
        return c.avec(int(reponse), champ=question.objet[0])
    if question.sorte == "colonnes":
        if reponse == CORRIGER.valeur:
            return replace(c, detail=(*c.detail, question.cle))
        for numero in numeros:
            sue = c.colonne(numero)
            c = c.avec(numero, champ=sue.champ or IGNORER) if sue else c
        return c
    return donner(c, numeros[0], reponse, question.creations)


def donner(
    c: Correspondance, numero: int, sens: str, nouvelles: tuple[creations.Creation, ...] = ()
) -> Correspondance:
    """Donne son sens à une colonne : « ignorer », un champ, « montant:financeur:étape », ou « creer »."""
    ancienne = c.colonne(numero)
    if ancienne is None:
        return c
    vide = {"financeur_id": None, "etape": None, "nature": None, "section": None, "classement_id": None}
    if sens == CREER and nouvelles:
        sens = f"montant:{nouvelles[0].code}:{ancienne.etape or 'accorde'}"
        c = replace(c, creations=(*c.creations, *nouvelles))
    champ, *suite = sens.split(":")
    if champ == "montant":
        financeur, etape, nature, section = [*suite, "", "", "", ""][:4]
        return c.avec(
            numero,
            champ=champ,
            financeur_id=financeur or ancienne.financeur_id,
            etape=etape if etape in ETAPES else "accorde",
            nature=nature if nature in NATURES else ancienne.nature or "specifique",
            section=section if section in SECTIONS else ancienne.section or "fonctionnement",
        )
    if champ == "total":
        return c.avec(numero, **{**vide, "champ": champ, "etape": suite[0] if suite else ancienne.etape})
    if champ not in CHAMPS or champ == "classement":
        champ = IGNORER
    # Un champ n'a qu'une colonne : celle qui le donnait avant cède sa place.
    for autre in c.colonnes:
        if champ not in ("hors_base", IGNORER) and autre.champ == champ and autre.numero != numero:
            c = c.avec(autre.numero, champ="hors_base")
    return c.avec(numero, **{**vide, "champ": champ, "annee": None, "decalage": 0})
