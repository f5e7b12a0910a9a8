"""Les phrases et les chiffres de la fiche d'une action."""

from collections.abc import Mapping

import pandas as pd

from pages.blocs import Chiffre
from pages.composants import formats, phrases
from pages.sujets.action.demande import Action

REGLE = (
    "La fiche montre l'action entière, sans égard aux filtres. Un euro compte une fois ; l'argent est "
    "partagé entre les quartiers selon leur part. Sous 5, un nombre de bénéficiaires n'est pas montré."
)


def inconnue(code: str) -> str:
    """Il n'y a pas de fiche à montrer."""
    if code:
        return f"Aucune action publique n'a le code « {code} » dans cette base."
    return "Choisissez une action dans la liste pour ouvrir sa fiche."


def reponse(action: Mapping) -> str:
    """« En 2025, « Aller vers » (Club) obtient 12 700 € accordés par 3 financeurs, 85 % de ce qui… »"""
    qui = f"En {action['annee']}, « {action['intitule']} » ({action['porteur']})"
    recu, demande = action["finances_eur"], action["demande_finances_eur"]
    if action["cout_theorique"]:
        suite = "est un poste aidé par l'État"
        if not formats.absent(recu):
            suite += f", compté {formats.montant(recu, exact=True)}, son coût théorique"
    elif formats.absent(recu):
        suite = "n'a pas encore de montant accordé"
    elif not recu:
        suite = "n'a obtenu aucun montant"
    else:
        suite = f"obtient {formats.montant(recu, exact=True)} accordés par {_payeurs(action)}"
        if not formats.absent(demande) and demande > 0 and recu <= demande:
            part = "tout ce qui était demandé" if recu == demande else ""
            suite += f", {part or formats.pourcentage(recu / demande) + ' de ce qui était demandé'}"
    return phrases.phrase(f"{qui} {suite}")


def _payeurs(action: Mapping) -> str:
    nb = int(action["nb_financeurs"])
    return "un seul financeur" if nb == 1 else f"{formats.nombre(nb)} financeurs"


def histoire(lignes: pd.DataFrame) -> str:
    """« Menée 5 années, de 2022 à 2026. »"""
    annees = sorted({int(a) for a in lignes["annee"]})
    if len(annees) < 2:
        return formats.typographie(f"Une seule année connue : {annees[0]}.")
    return f"Menée {len(annees)} années, de {annees[0]} à {annees[-1]}."


def decision(lue: Mapping) -> str:
    """« Comité de pilotage du 7 avril 2025 : validée, pour 12 700 €. »"""
    debut = f"{lue['instance']} du {formats.jour(lue['tenue_le'])}"
    if formats.absent(lue["decision"]):
        return phrases.phrase(f"{debut} : décision attendue")
    phrase = f"{debut} : {lue['decision']}"
    if not formats.absent(lue["montant_eur"]) and lue["montant_eur"] > 0:
        phrase += f", pour {formats.montant(lue['montant_eur'], exact=True)}"
    if not formats.absent(lue["motif"]):
        phrase += f" ({lue['motif'].strip().rstrip('.')})"
    return phrases.phrase(phrase)


def avis(lu: Mapping) -> str:
    """« Conseil citoyen – Les Ormaies : avis favorable (Bon bilan l'an dernier). »"""
    phrase = f"{lu['instance']} : avis {lu['avis']}"
    if not formats.absent(lu["motif"]):
        phrase += f" ({lu['motif'].strip().rstrip('.')})"
    return phrases.phrase(phrase)


def bilan(action: Mapping) -> str:
    """« Le bilan est reçu. », « Le bilan n'est pas reçu. » ou « Nous ne savons pas si… »."""
    if formats.absent(action["bilan_recu"]):
        return "Nous ne savons pas si le bilan est reçu."
    return "Le bilan est reçu." if action["bilan_recu"] else "Le bilan n'est pas reçu."


def suivi(lue: Action) -> list[str]:
    """Ce que le comité de pilotage a décidé, ce qu'en disent les conseils citoyens, le bilan."""
    return [
        *(decision(prise) for prise in lue.decisions.to_dict("records")),
        *(avis(rendu) for rendu in lue.avis.to_dict("records")),
        bilan(lue.identite),
    ]


def chiffres_cles(lue: Action) -> list[Chiffre]:
    """Accordé, versé, coût total, bénéficiaires, années."""
    action, cartes = lue.identite, []
    accorde, verse, cout = action["accorde_eur"], action["verse_eur"], action["cout_total_eur"]
    if not formats.absent(accorde):
        nom = "Coût théorique" if action["cout_theorique"] else "Accordé"
        exact = formats.montant(accorde, exact=True)
        cartes.append(Chiffre("accorde", nom, exact, _reserve(action), "Tous financeurs."))
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


def mentions(lue: Action) -> list[tuple[str, str]]:
    """Porteur, statut, pilier, thèmes, quartiers : un nom et sa valeur par ligne, ce qui est connu."""
    action = lue.identite
    lignes = [
        ("Porteur", _avec(action["porteur"], action["porteur_categorie"], action["porteur_commune"])),
        ("Contrat", action["contrat"]),
        ("Année et statut", f"{action['annee']}, {action['statut']}"),
        ("Pilier", _avec(action["pilier"], action["thematique"])),
        ("Thème de l'État", action["theme_national_nom"]),
        *zip(lue.classes["classement"], lue.classes["classes"], strict=True),
        ("Quartiers", phrases.liste(list(lue.quartiers["quartier"])) or "Ensemble du contrat"),
        ("Demande", _demande(action)),
        ("Référence", action["reference"]),
    ]
    return [(nom, str(valeur)) for nom, valeur in lignes if not formats.absent(valeur) and valeur]


def en_une_ligne(lue: Action) -> str:
    """« Conventionnée · Emploi · Les Ormaies et Provinces » : à la place des filtres, en projection."""
    action = lue.identite
    lieux = phrases.liste(list(lue.quartiers["quartier"]), 3) or "ensemble du contrat"
    mots = (str(action["statut"]).capitalize(), action["pilier"], lieux)
    return " · ".join(str(mot) for mot in mots if not formats.absent(mot))


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
        nombre = formats.effectif(prevus)
        return Chiffre("beneficiaires", "Bénéficiaires prévus", nombre, "réels non connus", aide)
    return None


def _avec(principal: object, *precisions: object) -> object:
    """« Centre social (association, Aurenne) »."""
    suite = ", ".join(str(p) for p in precisions if not formats.absent(p))
    return f"{principal} ({suite})" if suite and not formats.absent(principal) else principal


def _demande(action: Mapping) -> str:
    """« reconduite, convention pluriannuelle » ; vide si rien n'est connu."""
    mots = []
    if not formats.absent(action["reconduction"]):
        mots.append("reconduite" if action["reconduction"] else "nouvelle")
    if not formats.absent(action["pluriannuelle"]):
        mots.append("convention pluriannuelle" if action["pluriannuelle"] else "convention d'un an")
    return ", ".join(mots)
