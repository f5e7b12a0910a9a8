-- Des feuilles typées aux tables du schéma. Une requête par table, nommée par le commentaire `-- table`.
-- Chaque ligne garde sa feuille et son numéro : un refus décidé plus tard peut encore les dire.

-- contrat
select
    *,
    'contrat' as _feuille
from contrat;
-- commune
select
    *,
    'communes' as _feuille
from communes;
-- quartier
select
    *,
    'quartiers' as _feuille
from quartiers;
-- passage_quartier
select
    *,
    'passages' as _feuille
from passages;
-- pilier
select
    contrat_id || '-' || pilier_code as pilier_id,
    contrat_id,
    pilier_code as code,
    pilier as nom,
    ordre,
    debut,
    fin,
    'piliers' as _feuille,
    _ligne
from piliers;
-- thematique
select
    contrat_id || '-' || pilier_code || '-' || thematique_code as thematique_id,
    contrat_id || '-' || pilier_code as pilier_id,
    thematique_code as code,
    coalesce(thematique, thematique_code) as nom,
    (row_number() over (partition by contrat_id, pilier_code order by _ligne))::integer as ordre,
    'piliers' as _feuille,
    _ligne
from piliers
where thematique_code is not null;
-- classement
select
    contrat_id || '-' || abrege as classement_id,
    contrat_id,
    classement as nom,
    multiple,
    'classements' as _feuille,
    _ligne
from classements;
-- classe
select
    contrat_id || '-' || abrege || '-' || classe_code as classe_id,
    contrat_id || '-' || abrege as classement_id,
    classe_code as code,
    classe as nom,
    ordre,
    'classements' as _feuille,
    _ligne
from classements;
-- financeur
select
    *,
    'financeurs' as _feuille
from financeurs;
-- structure
select
    *,
    'structures' as _feuille
from structures;
-- signataire
select
    *,
    'signataires' as _feuille
from signataires;
-- action
select
    p.contrat_id || '-' || p.reference as action_id,
    p.contrat_id,
    p.annee,
    p.reference,
    p.intitule,
    p.description,
    p.objectifs,
    p.structure_id,
    p.contrat_id || '-' || p.pilier as pilier_id,
    p.contrat_id || '-' || p.pilier || '-' || p.thematique as thematique_id,
    p.theme_national,
    p.statut,
    p.reconduction,
    p.pluriannuelle,
    avant.contrat_id || '-' || avant.reference as action_precedente,
    if(p.quartiers is null, 'contrat', 'quartiers') as echelle,
    p.cout_total_eur,
    p.beneficiaires_prevus,
    p.beneficiaires_reels,
    p.bilan_recu,
    p.commune_id,
    -- Un poste aidé est compté à son coût théorique, publié, et non à une dépense constatée.
    coalesce(list_has_any(p.classes, ['dispositifs:adultes-relais', 'dispositifs:fonjep']), false)
        as cout_theorique,
    'programmation' as _feuille,
    p._ligne
from programmation as p
left join programmation as avant on p.reference_precedente = avant.reference
order by p._ligne;
-- action_quartier
select
    contrat_id || '-' || reference as action_id,
    quartier_id,
    part,
    beneficiaires,
    'programmation' as _feuille,
    _ligne
from repartition;
-- action_classe
select
    contrat_id || '-' || reference as action_id,
    contrat_id || '-' || replace(classe, ':', '-') as classe_id,
    'programmation' as _feuille,
    _ligne
from (
    select
        contrat_id,
        reference,
        unnest(list_distinct(classes)) as classe,
        _ligne
    from programmation
) as classees
order by _ligne, classe_id;
-- financement
select
    p.contrat_id || '-' || f.reference as action_id,
    f.* exclude (reference),
    'financements' as _feuille
from financements as f
join programmation as p on f.reference = p.reference;
-- enveloppe
select
    contrat_id,
    annee,
    financeur_id,
    contrat_id || '-' || pilier as pilier_id,
    montant_eur,
    'enveloppes' as _feuille,
    _ligne
from enveloppes;
-- indicateur
select
    *,
    'indicateurs' as _feuille
from indicateurs;
-- mesure
select
    *,
    'mesures' as _feuille
from mesures;
-- objectif
select
    * exclude (pilier),
    contrat_id || '-' || pilier as pilier_id,
    'objectifs' as _feuille
from objectifs;
-- engagement
select
    *,
    'engagements' as _feuille
from engagements;
-- instance
select
    *,
    'instances' as _feuille
from instances;
-- membre
select
    *,
    'membres' as _feuille
from membres;
-- seance
select
    *,
    'seances' as _feuille
from seances;
-- decision
select
    d.* exclude (reference),
    p.contrat_id || '-' || d.reference as action_id,
    'decisions' as _feuille
from decisions as d
left join programmation as p on d.reference = p.reference
where d.reference is null or p.reference is not null;
-- avis
select
    a.* exclude (reference),
    p.contrat_id || '-' || a.reference as action_id,
    'avis' as _feuille
from avis as a
join programmation as p on a.reference = p.reference;
