"""Des actions lues aux tables du schéma, pour l'atelier de la construction."""

import pandas as pd

from data.lecture import Lecture as LectureDeSource
from data.lecture import Rejet
from data.programmation import compte
from data.programmation.modele import ETAPES, Constat, Lecture
from data.programmation.publie import CHAMPS, Fiche
from data.programmation.referentiels import Referentiels
from data.sources.tableaux import table


def lecture_de_source(lecture: Lecture, fiches: list[Fiche], referentiels: Referentiels) -> LectureDeSource:
    """Ce que la construction attend d'un lecteur : des tables, des rejets, des comptes.

    `fiches` : les actions à écrire (celles de la différence qui ont une ligne).
    """
    actions, lieux, classes, financements = [], [], [], []
    for f in fiches:
        champs = [f.champs[champ] for champ in CHAMPS]
        debut = (f.action_id, lecture.contrat_id, f.annee, f.reference, f.echelle, f.cout_theorique)
        ou = (f.feuille or lecture.correspondance.feuille, f.ligne)
        actions.append((*debut, *champs, *ou))
        lieux += [(f.action_id, code, part, nb, *ou) for code, (part, nb) in f.quartiers.items()]
        classes += [(f.action_id, classe, *ou) for classe in f.classes]
        financements += [
            (f.action_id, *cle, *(etapes.get(e) for e in ETAPES), *ou)
            for cle, etapes in f.financements.items()
        ]
    nouveaux = sorted(
        {code for f in fiches for code, _, _ in f.financements if code in referentiels.nouveaux}
    )
    ordres = {code: 100 + rang for rang, code in enumerate(referentiels.financeurs)}
    tables = {
        **_creees(referentiels),
        # Un porteur ou un financeur sert à plusieurs actions : il n'a pas de ligne à lui.
        "financeur": table(
            [(code, *referentiels.financeurs[code], ordres[code]) for code in nouveaux],
            "financeur_id",
            "nom",
            "categorie",
            "ordre",
        ),
        "structure": table(
            [(s.structure_id, s.siret, s.nom) for s in lecture.structures], "structure_id", "siret", "nom"
        ),
        "action": table(
            actions,
            "action_id",
            "contrat_id",
            "annee",
            "reference",
            "echelle",
            "cout_theorique",
            *CHAMPS,
            "_feuille",
            "_ligne",
        ),
        "action_quartier": table(
            lieux, "action_id", "quartier_id", "part", "beneficiaires", "_feuille", "_ligne"
        ),
        "action_classe": table(classes, "action_id", "classe_id", "_feuille", "_ligne"),
        "financement": table(
            financements,
            "action_id",
            "financeur_id",
            "nature",
            "section",
            "demande_eur",
            "propose_eur",
            "accorde_eur",
            "verse_eur",
            "_feuille",
            "_ligne",
        ),
    }
    rejets = [_rejet(constat) for constat in lecture.constats if constat.gravite != "note"]
    pleines = {nom: lignes for nom, lignes in tables.items() if len(lignes)}
    source = LectureDeSource(pleines, rejets, lecture.nb_lignes, len(lecture.actions))
    compte.declarer(source, lecture, fiches)
    return source


def _creees(ref: Referentiels) -> dict[str, pd.DataFrame]:
    """Ce que le tableau fait naître : piliers, thématiques, quartiers. Comme un porteur, sans ligne à eux."""
    piliers = [p for p in ref.piliers if ("pilier", p.id) in ref.crees]
    thematiques = [t for t in ref.thematiques if ("thematique", t.id) in ref.crees]
    quartiers = [q for q in ref.quartiers if ("quartier", q.id) in ref.crees]
    deja = len(ref.piliers) - len(piliers)
    return {
        "pilier": table(
            [
                (p.id, ref.contrat_id, p.code, p.nom, rang, p.debut, p.fin)
                for rang, p in enumerate(piliers, start=deja + 1)
            ],
            "pilier_id",
            "contrat_id",
            "code",
            "nom",
            "ordre",
            "debut",
            "fin",
        ),
        "thematique": table(
            [(t.id, t.parent, t.code, t.nom, rang) for rang, t in enumerate(thematiques, start=1)],
            "thematique_id",
            "pilier_id",
            "code",
            "nom",
            "ordre",
        ),
        "quartier": table(
            [(q.id, ref.contrat_id, q.nom, "QPV", q.generation, []) for q in quartiers],
            "quartier_id",
            "contrat_id",
            "nom",
            "type",
            "generation",
            "communes",
        ),
    }


def _rejet(constat: Constat) -> Rejet:
    return Rejet(
        constat.motif,
        constat.feuille or None,
        constat.ligne,
        constat.titre or None,
        constat.valeur[:200] or None,
        constat.gravite == "rejet",
    )
