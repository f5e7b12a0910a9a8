-- Des tables de la base aux feuilles du classeur : l'inverse de data/sources/classeur_tables.sql.
-- Une requête par feuille, nommée par le commentaire `-- feuille`. Paramètre : $contrats (codes, null =
-- tous). Les tables sont celles que peut voir qui demande (queries/visible.py).

-- contrat
select * exclude (source_id) from contrat
where $contrats is null or list_contains($contrats, contrat_id)
order by rowid;
-- communes
select
    commune_id,
    nom,
    population,
    departement,
    region,
    contrat_id,
    geometrie
from commune
where $contrats is null or list_contains($contrats, contrat_id)
order by rowid;
-- quartiers
select
    quartier_id,
    contrat_id,
    nom,
    type,
    generation,
    communes,
    population,
    menages,
    geometrie
from quartier
where $contrats is null or list_contains($contrats, contrat_id)
order by rowid;
-- passages
select
    ancien,
    nouveau,
    statut
from passage_quartier
where
    $contrats is null
    or exists (
        select 1 from quartier
        where
            quartier_id in (passage_quartier.ancien, passage_quartier.nouveau)
            and list_contains($contrats, contrat_id)
    )
order by passage_quartier.rowid;
-- piliers
select
    p.contrat_id,
    p.code as pilier_code,
    p.nom as pilier,
    p.ordre,
    p.debut,
    p.fin,
    t.code as thematique_code,
    t.nom as thematique
from pilier as p
left join thematique as t using (pilier_id)
where $contrats is null or list_contains($contrats, p.contrat_id)
order by p.rowid, t.ordre;
-- classements
select
    c.contrat_id,
    c.nom as classement,
    c.multiple,
    e.code as classe_code,
    e.nom as classe,
    e.ordre
from classement as c
join classe as e using (classement_id)
where $contrats is null or list_contains($contrats, c.contrat_id)
order by e.rowid;
-- financeurs
select
    financeur_id,
    nom,
    categorie,
    ordre
from financeur
order by rowid;
-- structures
select
    structure_id,
    siret,
    nom,
    categorie,
    commune
from structure
where
    $contrats is null
    or structure_id in (
        select structure_id from signataire
        where list_contains($contrats, contrat_id)
    )
    or structure_id in (
        select structure_id from engagement
        where list_contains($contrats, contrat_id)
    )
    or structure_id in (
        select structure_id from action
        where list_contains($contrats, contrat_id)
    )
order by rowid;
-- signataires
select
    contrat_id,
    structure_id,
    role
from signataire
where $contrats is null or list_contains($contrats, contrat_id)
order by rowid;
-- programmation
with touches as (
    select
        action_id,
        list(quartier_id order by rowid) as quartiers,
        list(part order by rowid) as parts,
        list(beneficiaires order by rowid) as beneficiaires
    from action_quartier
    group by action_id
),

classees as (
    select
        action_id,
        list(
            substr(classement_id, length(contrat_id) + 2) || ':' || code
            order by action_classe.rowid
        ) as classes
    from action_classe
    join classe using (classe_id)
    join classement using (classement_id)
    group by action_id
)

select
    reference(a.action_id, a.contrat_id) as reference,
    a.contrat_id,
    a.annee,
    a.intitule,
    a.description,
    a.objectifs,
    a.structure_id,
    pilier.code as pilier,
    thematique.code as thematique,
    a.theme_national,
    a.statut,
    a.reconduction,
    a.pluriannuelle,
    reference(avant.action_id, avant.contrat_id) as reference_precedente,
    t.quartiers,
    -- Des parts égales se taisent : c'est ce que dit une case vide.
    if(list_min(t.parts) = list_max(t.parts), null, t.parts) as parts,
    if(list_count(t.beneficiaires) = len(t.quartiers), t.beneficiaires, null) as beneficiaires_quartiers,
    c.classes,
    a.cout_total_eur,
    a.beneficiaires_prevus,
    a.beneficiaires_reels,
    a.bilan_recu,
    a.commune_id
from action as a
left join pilier using (pilier_id)
left join thematique on a.thematique_id = thematique.thematique_id
left join montrees as avant on a.action_precedente = avant.action_id
left join touches as t on a.action_id = t.action_id
left join classees as c on a.action_id = c.action_id
where a.action_id in (select action_id from montrees)
order by a.rowid;
-- financements
select
    reference(action_id, contrat_id) as reference,
    financeur_id,
    nature,
    section,
    demande_eur,
    propose_eur,
    accorde_eur,
    verse_eur
from financement
join montrees using (action_id)
order by financement.rowid;
-- enveloppes
select
    e.contrat_id,
    e.annee,
    e.financeur_id,
    pilier.code as pilier,
    e.montant_eur
from enveloppe as e
left join pilier using (pilier_id)
where $contrats is null or list_contains($contrats, e.contrat_id)
order by e.rowid;
-- indicateurs
select
    indicateur_id,
    nom,
    theme,
    unite,
    definition,
    sens,
    sommable
from indicateur
order by rowid;
-- mesures
select
    indicateur_id,
    territoire_type,
    territoire_id,
    annee,
    valeur,
    statut,
    zonage
from mesure
where
    $contrats is null
    or territoire_type = 'france'
    or territoire_id in (
        select quartier_id from quartier
        where list_contains($contrats, contrat_id)
    )
    or territoire_id in (
        select commune_id from commune
        where list_contains($contrats, contrat_id)
    )
    or territoire_id in (
        select epci_siren from contrat
        where list_contains($contrats, contrat_id)
    )
    or (
        territoire_type = 'region'
        and territoire_id in (
            select region from contrat
            where list_contains($contrats, contrat_id)
        )
    )
order by rowid;
-- objectifs
select
    o.objectif_id,
    o.contrat_id,
    pilier.code as pilier,
    o.indicateur_id,
    o.nom,
    o.quartier_id,
    o.depart,
    o.depart_annee,
    o.cible,
    o.echeance
from objectif as o
left join pilier using (pilier_id)
where $contrats is null or list_contains($contrats, o.contrat_id)
order by o.rowid;
-- engagements
select * exclude (source_id) from engagement
where $contrats is null or list_contains($contrats, contrat_id)
order by rowid;
-- instances
select * exclude (source_id) from instance
where $contrats is null or list_contains($contrats, contrat_id)
order by rowid;
-- membres
select
    m.instance_id,
    m.college,
    m.nom,
    m.qualite,
    m.nb
from membre as m
join instance using (instance_id)
where $contrats is null or list_contains($contrats, contrat_id)
order by m.rowid;
-- seances
select
    s.seance_id,
    s.instance_id,
    s.tenue_le,
    s.ordre_du_jour,
    s.nb_presents
from seance as s
join instance using (instance_id)
where $contrats is null or list_contains($contrats, contrat_id)
order by s.rowid;
-- decisions
select
    d.seance_id,
    reference(a.action_id, a.contrat_id) as reference,
    d.objet,
    d.decision,
    d.motif,
    d.montant_eur
from decision as d
join seance using (seance_id)
join instance using (instance_id)
left join montrees as a on d.action_id = a.action_id
where
    ($contrats is null or list_contains($contrats, instance.contrat_id))
    -- La décision sur une action qu'on ne montre pas ne se montre pas non plus.
    and (d.action_id is null or a.action_id is not null)
order by d.rowid;
-- avis
select
    reference(a.action_id, a.contrat_id) as reference,
    v.instance_id,
    v.avis,
    v.motif
from avis as v
join montrees as a using (action_id)
order by v.rowid;
