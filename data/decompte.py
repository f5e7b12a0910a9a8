"""Le compte de chaque source : ses lignes et ses euros, lus, retenus, refusés, hors périmètre.

`clore` vérifie le registre, qui peut échouer ; `bilan` en tire ce qu'un rapport dit d'une source.
"""

from collections import Counter
from decimal import Decimal

from data.assemblage import FUSIONNEES, Atelier
from data.lecture import Lecture, Rejet
from data.moteur import seule
from data.rapport import ETAPES, BilanSource, Euros, accord, euros, nombre
from data.registre import DU_BLOC
from data.verification import EchecConstruction

D_ACTIONS = ("postes-anct", "programmation", "scdl")
"""Types de source dont chaque ligne est une action, ou l'argent d'une action."""
CITEES = 5
"""Lignes nommées dans une faute de compte."""
_FAUTE = (
    "Le compte ne tombe pas juste, rien n'est publié : {}. C'est une faute du programme, et non de vos "
    "fichiers : signalez-la avec ces mots."
)


def clore(atelier: Atelier, noms: dict[str, str]) -> None:
    """Donne à chaque ligne son sort final, et vérifie que tout est compté, une fois. Lève EchecConstruction.

    `noms` : source → comment la nommer. À appeler quand l'atelier est versé dans la base neuve.
    """
    # Un refus décidé après l'assemblage (rattachement, périmètre) compte comme les autres.
    atelier.registre.noter_refus()
    atelier.registre.noter_retenues()
    # Une ligne a un seul sort final : le premier, dans l'ordre de l'énumération, qui a été décidé.
    atelier.base.execute(
        "create or replace temp table fin as select bloc, ligne, s.sort, s.dernier from lue left join "
        "(select bloc, ligne, min(sort) as sort, max(sort) as dernier from sort_ligne group by all) as s "
        "using (bloc, ligne); "
        "create or replace temp view compte as from fin join bloc using (bloc)"
    )
    fautes = [
        *_lignes_perdues(atelier, noms),
        *_annonces(atelier, noms),
        *_euros_perdus(atelier, noms),
        *_versement(atelier),
    ]
    if fautes:
        raise EchecConstruction(_FAUTE.format(" ; ".join(fautes[:CITEES])))


def _lignes_perdues(atelier: Atelier, noms: dict[str, str]) -> list[str]:
    """Les lignes sans sort, comptées deux fois, à deux sorts contraires, ou que nul n'a lues."""
    fusionnees = ", ".join(f"'{nom}'" for nom in FUSIONNEES)
    fautes = []
    for lignes, dit in (
        ("select bloc, ligne from fin where sort is null", ("n'a pas de sort", "n'ont pas de sort")),
        (
            "select bloc, ligne from lue group by all having count(*) > 1",
            ("est lue deux fois", "sont lues deux fois"),
        ),
        (
            # Un référentiel refusé sur une ligne (sa thématique) y laisse celui qu'elle nomme (son pilier).
            "select bloc, ligne from compte where sort in ('ignorée', 'refusée') and dernier = 'retenue' "
            f"and not list_has_any(tables, [{fusionnees}])",
            ("est refusée, et pourtant dans la base", "sont refusées, et pourtant dans la base"),
        ),
        (
            "select distinct bloc, ligne from sort_ligne anti join lue using (bloc, ligne)",
            ("a un sort sans avoir été lue", "ont un sort sans avoir été lues"),
        ),
    ):
        fautes += _nommer(atelier, noms, lignes, dit)
    return fautes


def _nommer(atelier: Atelier, noms: dict[str, str], lignes: str, dit: tuple[str, str]) -> list[str]:
    """Une phrase par source : combien de lignes, et les premières."""
    trouvees = atelier.base.execute(
        "select source_id, count(*), list({'feuille': feuille, 'ligne': ligne} order by bloc, ligne)"
        f"[:{CITEES}] from ({lignes}) join bloc using (bloc) group by source_id order by source_id"
    ).fetchall()
    return [
        f"« {noms.get(source, source)} », {accord(nb, 'ligne')} ({_lieux(lieux, nb)}) {dit[nb > 1]}"
        for source, nb, lieux in trouvees
    ]


def _lieux(lieux: list[dict], nb: int) -> str:
    par_feuille: dict[str | None, list[str]] = {}
    for lieu in lieux:
        par_feuille.setdefault(lieu["feuille"], []).append(str(lieu["ligne"]))
    dits = " ; ".join(
        (f"{feuille}, " if feuille else "")
        + ("ligne " if len(lignes) == 1 else "lignes ")
        + ", ".join(lignes)
        for feuille, lignes in par_feuille.items()
    )
    return dits + ("…" if nb > len(lieux) else "")


def _annonces(atelier: Atelier, noms: dict[str, str]) -> list[str]:
    """Ce que chaque lecteur annonce, face à ce que le registre a noté de lui."""
    trouvees = atelier.base.execute("""
        with lecteur as (
            select bloc, ligne, min(sort) as sort from sort_ligne where etape = 'lecture' group by all
        ),
        notees as (
            select source_id, count(*) as lues, count(*) filter (lecteur.sort is null) as retenues
            from lue left join lecteur using (bloc, ligne) join bloc using (bloc)
            where lecteur.sort is distinct from 'ignorée'
            group by source_id
        )
        select source_id, nb_lignes, coalesce(lues, 0), nb_retenues, coalesce(retenues, 0)
        from annonce left join notees using (source_id)
        where nb_lignes <> coalesce(lues, 0) or nb_retenues <> coalesce(retenues, 0)
        order by source_id
    """).fetchall()
    return [
        f"« {noms.get(source, source)} » annonce {accord(lignes, 'ligne')} dont {accord(dites, 'retenue')}, "
        f"et en rend {nombre(lues)} dont {nombre(retenues)}"
        for source, lignes, lues, dites, retenues in trouvees
    ]


_EUROS_D_UNE_ETAPE = """
    with base as (
        select bloc, _ligne as ligne, sum({0}_eur) as dedans
        from financement join bloc on {1}
        where _ligne is not null and {0}_eur is not null
        group by all
    ),
    dits as (
        select coalesce(vers_bloc, ecart.bloc) as bloc, coalesce(vers_ligne, ecart.ligne) as ligne,
            sum(if(sens = 'repris', montant, -montant)) as ecart
        from ecart
        semi join (from fin where sort = 'retenue') as gardees using (bloc, ligne)
        left join jointe on jointe.bloc = ecart.bloc and jointe.ligne = ecart.ligne
        where etape = '{0}' group by all
    ),
    lus as (
        select coalesce(vers_bloc, m.bloc) as bloc, coalesce(vers_ligne, m.ligne) as ligne, sum({0}) as lu
        from montant_lu as m
        semi join (from fin where sort = 'retenue') as gardees using (bloc, ligne)
        left join jointe on jointe.bloc = m.bloc and jointe.ligne = m.ligne
        where {0} is not null group by all
    ),
    face as (
        select bloc, ligne, (coalesce(lu, 0) + coalesce(ecart, 0))::decimal(18, 2) as ecrit,
            coalesce(dedans, 0)::decimal(18, 2) as dedans
        from lus full join base using (bloc, ligne) full join dits using (bloc, ligne)
    )
    select source_id, count(*), arg_min(struct_pack(feuille, ligne, ecrit, dedans), (bloc, ligne))
    from face join bloc using (bloc)
    where ecrit <> dedans group by source_id order by source_id
"""


def _euros_perdus(atelier: Atelier, noms: dict[str, str]) -> list[str]:
    """Les lignes retenues dont la base ne porte pas exactement les euros écrits."""
    return [
        f"« {noms.get(source, source)} », {accord(nb, 'ligne')} ({_lieux([lieu], nb)}) : "
        f"{euros(lieu['ecrit'])} dans le fichier ({ETAPES[etape]}), {euros(lieu['dedans'])} dans la base"
        for etape in ETAPES
        for source, nb, lieu in atelier.base.execute(
            _EUROS_D_UNE_ETAPE.format(etape, DU_BLOC.format("financement"))
        ).fetchall()
    ]


def _versement(atelier: Atelier) -> list[str]:
    """La base neuve a, table par table et source par source, ce que l'atelier lui a versé."""
    fautes = []
    for table in atelier.tables():
        for quoi in ("count(*)", *(f"sum({e}_eur)" for e in ETAPES if table.nom == "financement")):
            somme = f"select source_id, coalesce({quoi}, 0) as nb from {{}}.{table.nom} group by 1"
            ecarts = atelier.base.execute(
                f"select source_id from ({somme.format('lot')}) as l "
                f"full join ({somme.format('neuve')}) as n using (source_id) "
                "where l.nb is distinct from n.nb order by 1"
            ).fetchall()
            fautes += [f"la table {table.nom} n'a pas tout reçu de la source {s}" for (s,) in ecarts]
    return fautes


def bilan(atelier: Atelier, source_id: str, nom: str, type_: str, rejets: list[Rejet]) -> BilanSource:
    """Ce qu'une source a donné, d'après le registre clos. Lève EchecConstruction si ses euros n'y sont."""
    base, cle = atelier.base, {"source": source_id}
    par_sort = base.execute(
        "select sort::varchar, count(*) from compte where source_id = $source group by 1", cle
    ).fetchall()
    comptes = Counter(dict(par_sort))
    illisibles, montants = seule(
        base.execute(
            "select coalesce(sum(illisibles), 0)::integer, coalesce(bool_or(montants), false) "
            "from bloc where source_id = $source",
            cle,
        )
    )
    (d_action,) = seule(
        base.execute(
            "select count(*) filter (sort <> 'ignorée') from compte where source_id = $source "
            "and ($type or feuille = 'programmation' or list_contains(tables, 'action'))",
            {**cle, "type": type_ in D_ACTIONS},
        )
    )
    dits = base.execute(
        "select motif, count(*) from (select bloc, motif from ignoree "
        "union all select bloc, motif from ecart) join bloc using (bloc) "
        "where source_id = $source group by 1 order by 2 desc, 1",
        cle,
    ).fetchall()
    return BilanSource(
        nom=nom,
        type=type_,
        lues=comptes.total() - comptes["ignorée"],
        retenues=comptes["retenue"],
        rejetees=comptes["refusée"],
        hors_perimetre=comptes["hors périmètre"],
        motifs=motifs(rejets),
        lieux=lieux(rejets),
        source_id=source_id,
        ignorees=comptes["ignorée"],
        dits=dict(dits),
        euros=_euros(atelier, source_id, nom) if montants else {},
        illisibles=illisibles,
        lignes_d_action=d_action,
    )


def _euros(atelier: Atelier, source_id: str, nom: str) -> dict[str, Euros]:
    """Étape → ses euros. « Retenus » vient de la base neuve, les autres de ce que les cellules portent."""
    base, cle, zero = atelier.base, {"source": source_id}, Decimal("0.00")
    sortie = {}
    for etape in ETAPES:
        ecrits, ecartes = (
            dict(
                base.execute(
                    f"select sort::varchar, sum({quoi})::decimal(18, 2) from {ou} "
                    f"join compte using (bloc, ligne) where source_id = $source and {condition} group by 1",
                    cle,
                ).fetchall()
            )
            for quoi, ou, condition in (
                (etape, "montant_lu", f"{etape} is not null"),
                ("montant", "ecart", f"sens = 'écarté' and etape = '{etape}'"),
            )
        )
        repris, dans_la_base = seule(
            base.execute(
                "select (select coalesce(sum(montant), 0)::decimal(18, 2) from ecart "
                "join compte using (bloc, ligne) where source_id = $source and sens = 'repris' "
                f"and etape = '{etape}' and compte.sort = 'retenue'), "
                f"(select coalesce(sum({etape}_eur), 0)::decimal(18, 2) from neuve.financement "
                "where source_id = $source)",
                cle,
            )
        )
        dits = {sort: montant - ecartes.get(sort, zero) for sort, montant in ecrits.items()}
        ignores = dits.pop("ignorée", zero)
        compte = Euros(
            lus=sum(dits.values(), zero),
            retenus=dans_la_base - repris,
            refuses=dits.get("refusée", zero),
            hors_perimetre=dits.get("hors périmètre", zero),
            ignores=ignores,
            ecartes=sum(ecartes.values(), zero),
            repris=repris,
        )
        if not compte.juste:
            raise EchecConstruction(_FAUTE.format(f"« {nom} », {ETAPES[etape]} : {compte.phrase()}"))
        if any(vars(compte).values()):
            sortie[etape] = compte
    return sortie


def refuses(atelier: Atelier, source_id: str) -> list[Rejet]:
    """Les refus décidés à l'assemblage, après la lecture."""
    lignes = atelier.base.execute(
        "select motif, _feuille, _ligne, colonne, valeur, bloquant from refus "
        "where source_id = ? order by _rang",
        [source_id],
    ).fetchall()
    return [Rejet(*ligne) for ligne in lignes]


def tous_les_rejets(atelier: Atelier, source_id: str, lecture: Lecture) -> list[Rejet]:
    """Ceux du lecteur puis ceux de l'assemblage."""
    return lecture.rejets + refuses(atelier, source_id)


def motifs(rejets: list[Rejet]) -> dict[str, int]:
    """Raison → nombre de cellules ou de lignes refusées (les simples signalements n'y sont pas)."""
    return dict(Counter(_motif(rejet) for rejet in rejets if rejet.bloquant))


def lieux(rejets: list[Rejet]) -> dict[str, list[int]]:
    """Raison → les premières lignes où elle refuse quelque chose."""
    trouves: dict[str, dict[int, None]] = {}
    for rejet in rejets:
        if rejet.bloquant and rejet.ligne:
            siens = trouves.setdefault(_motif(rejet), {})
            if len(siens) < CITEES:
                siens[rejet.ligne] = None
    return {motif: list(lignes) for motif, lignes in trouves.items()}


def _motif(rejet: Rejet) -> str:
    lieu = " / ".join(mot for mot in (rejet.feuille, rejet.colonne) if mot)
    return f"{lieu} : {rejet.motif}" if lieu else rejet.motif
