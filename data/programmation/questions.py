"""Ce qu'il reste à demander avant de publier un tableau : une question à la fois, une réponse déjà proposée.

    reste = questions(lu)
    while reste:
        correspondance = repondre(lu.correspondance, reste[0], valeur)
        lu = examen.lire(classeur, referentiels, memoire=correspondance, tolerant=True)
        reste = questions(lu)

La correspondance porte toutes les réponses ; `correspondance.ecrire_toml(correspondance.sues(c))` les garde
d'une visite à l'autre.
"""

from dataclasses import replace

from data.programmation import questions_colonnes, questions_valeurs
from data.programmation.examen import Examen, Lu
from data.programmation.modele import PAR_COLONNE, UNITES, Correspondance, CorrespondanceInvalide
from data.programmation.phrases import accord, enumerer
from data.programmation.question import Choix, Question
from data.programmation.questions_colonnes import nommer

SEPARATEUR = " / "
"""Entre deux noms de feuilles : un tableur refuse « / » dans un nom."""
BLOQUANTES = ("annee", "feuilles", "champ", "unite", "colonne", "colonnes", "statut")
_UNITES = {"euros": "en euros", "milliers": "en milliers d'euros", "millions": "en millions d'euros"}


def questions(lu: Examen | Lu) -> list[Question]:
    """Ce qu'il reste à demander, dans l'ordre ; les facultatives à la fin. Vide : prêt à publier."""
    c, ref = lu.correspondance, lu.referentiels
    trouvees: list[Question] = []
    if lu.feuilles.a_demander:
        trouvees.append(_feuilles(lu))
    champs = {x.champ for x in c.colonnes}
    annee = c.annee or lu.indices.annee
    if c.annee is None and "annee" not in champs:
        trouvees.append(_annee(lu))
    trouvees += [
        questions_colonnes.champ_manquant(champ, c)
        for champ in ("intitule", "montant")
        if champ not in champs
    ]
    trouvees += _unites(lu)
    trouvees += questions_colonnes.questions(c, ref)
    if "statut" not in champs and c.statut is None:
        trouvees.append(questions_valeurs.statut_de_toutes(lu.lecture))
    trouvees += questions_valeurs.questions(c, ref, lu.lecture, annee)
    return sorted(trouvees, key=lambda q: q.facultative)


def obligatoires(lu: Examen | Lu) -> list[Question]:
    """Celles sans lesquelles rien ne se publie."""
    return [q for q in questions(lu) if not q.facultative]


def bloquantes(lu: Examen | Lu) -> list[Question]:
    """Celles qui changent tout le tableau : l'année, les feuilles, l'unité, le sens d'une colonne.

    Un mot inconnu, lui, ne refuse que ses lignes : une recette peut être construite sans elles.
    """
    return [q for q in obligatoires(lu) if q.sorte in BLOQUANTES]


def resumer(posees: list[Question], limite: int = 4) -> str:
    """Des questions en une phrase, pour qui ne peut pas y répondre tout de suite."""
    dites = [
        f"{q.phrase} ({enumerer(q.details, 3)})" if q.sorte == "colonnes" else q.phrase
        for q in posees[:limite]
    ]
    reste = len(posees) - limite
    return " ; ".join(dites) + (
        f" ; et {accord(reste, 'autre question', 'autres questions')}" if reste > 0 else ""
    )


def repondre(correspondance: Correspondance, question: Question, valeur: str) -> Correspondance:
    """La correspondance, cette réponse comprise. Lève CorrespondanceInvalide si ce n'en est pas une."""
    if not question.libre and valeur not in {c.valeur for c in question.choix}:
        connues = enumerer(c.valeur for c in question.choix)
        raise CorrespondanceInvalide(
            f"« {valeur} » ne répond pas à « {question.phrase} » ; réponses : {connues}."
        )
    if question.sorte == "annee":
        if not (valeur.isdigit() and 2000 <= int(valeur) <= 2100):
            raise CorrespondanceInvalide(f"« {valeur} » n'est pas une année (quatre chiffres, comme 2026).")
        return replace(correspondance, annee=int(valeur))
    if question.sorte == "feuilles":
        return replace(correspondance, feuilles=tuple(valeur.split(SEPARATEUR)))
    if question.sorte == "unite":
        if not question.objet:
            return replace(correspondance, unite=valeur)
        for numero in question.objet:
            sienne = correspondance.colonne(int(numero))
            if sienne:
                correspondance = correspondance.avec(
                    sienne.numero, unite=valeur, degre=sienne.degre, explication=sienne.explication
                )
        return correspondance
    module = questions_colonnes if question.sorte in ("champ", "colonne", "colonnes") else questions_valeurs
    return module.repondre(correspondance, question, valeur)


def proposees(correspondance: Correspondance, posees: list[Question]) -> Correspondance:
    """La correspondance où chaque question obligatoire a sa réponse proposée ; les autres attendent."""
    for question in posees:
        if question.proposee is not None and not question.facultative:
            correspondance = repondre(correspondance, question, question.proposee)
    return correspondance


def _annee(lu: Examen | Lu) -> Question:
    dites = list(lu.indices.annees)
    ref = lu.referentiels
    autres = [a for a in range(max(ref.debut, ref.fin - 12), ref.fin + 1) if a not in dict(dites)]
    details = tuple(f"{annee} : {ou}" for annee, ou in dites[:4])
    return Question(
        "annee",
        "annee",
        "De quelle année est ce tableau ?",
        details,
        tuple(Choix(str(a), str(a)) for a in [*(a for a, _ in dites), *autres]),
        str(dites[0][0]) if dites else None,
        libre=True,
    )


def _feuilles(lu: Examen | Lu) -> Question:
    f = lu.feuilles
    choix = [Choix(SEPARATEUR.join(f.candidates), f"toutes : {enumerer(f.candidates)}")]
    if f.proposees not in (f.candidates, ()) and len(f.proposees) > 1:
        choix.append(Choix(SEPARATEUR.join(f.proposees), f"seulement {enumerer(f.proposees)}"))
    choix += [Choix(nom, f"seulement « {nom} »") for nom in f.candidates]
    nb = len(f.candidates)
    return Question(
        "feuilles",
        "feuilles",
        f"{nb} feuilles de votre classeur ont des actions. Lesquelles lire ?",
        tuple(f.raisons),
        tuple(choix),
        SEPARATEUR.join(f.proposees) or None,
        objet=f.candidates,
    )


def _unites(lu: Examen | Lu) -> list[Question]:
    """Jamais devinée : se tromper multiplie tout par mille. Aucune réponse n'est donc proposée."""
    c = lu.correspondance
    montants = [x for x in c.colonnes if x.champ in ("montant", "total", "cout_total")]
    if not montants or c.unite in UNITES:
        return []
    mentions = lu.indices.unites
    choix = tuple(Choix(u, nom) for u, nom in _UNITES.items() if u != "millions" or _millions(mentions))
    titres = {n for m in mentions for n in m.colonnes}
    du_tableau = [m for m in mentions if not m.colonnes]
    if c.unite is None and du_tableau:
        details = tuple(f"« {m.texte} », {m.ou}" for m in du_tableau)
        quoi = _UNITES[du_tableau[0].unite]
        return [
            Question(
                "unite",
                "unite",
                f"Les montants du tableau sont-ils {quoi} ?",
                details,
                (*choix, Choix(PAR_COLONNE, "cela dépend des colonnes")),
            )
        ]
    a_dire = [x for x in montants if x.unite is None and (c.unite == PAR_COLONNE or x.numero in titres)]
    if c.unite is None and len(a_dire) > 1:
        return [
            Question(
                "unite:titres",
                "unite",
                f"Ces {len(a_dire)} colonnes sont-elles {_UNITES[mentions[0].unite]} ?",
                tuple(nommer(x) for x in a_dire),
                choix,
                objet=tuple(str(x.numero) for x in a_dire),
            )
        ]
    return [
        Question(
            f"unite:{x.lettre}",
            "unite",
            f"Les montants de la colonne {nommer(x)} sont :",
            tuple(f"Par exemple : {e}" for e in x.exemples[:1]),
            choix,
            objet=(str(x.numero),),
        )
        for x in a_dire
    ]


def _millions(mentions: tuple) -> bool:
    return any(m.unite == "millions" for m in mentions)


__all__ = ["Choix", "Question", "bloquantes", "obligatoires", "proposees", "questions", "repondre", "resumer"]
