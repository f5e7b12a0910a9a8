-- Le contrat choisi pour chaque poste (table `choisi`), ce qu'il faut en dire (`dit`). Exécuté dans
-- l'atelier, avant que les doublons et les liens ne soient vérifiés (voir data/postes.py).
insert into refus
select
    source_id,
    _feuille,
    _ligne::integer,
    colonne,
    valeur,
    motif,
    false,
    'action',
    null
from dit;

update action set
    contrat_id = choisi.contrat_id,
    description = coalesce(action.description, choisi.description)
from choisi
where action.source_id = choisi.source_id and action.action_id = choisi.action_id;

-- Le classement suit les postes : un seul par contrat, sous le code que la base connaît.
create or replace temp table dispositif as
select distinct
    source_id,
    code,
    nom,
    ordre
from classe
where source_id in (select source_id from poste);

create or replace temp table dispositif_du_contrat as
select
    poste.source_id,
    action.contrat_id,
    poste.dispositif,
    any_value(action._feuille) as _feuille,
    min(action._ligne) as _ligne,
    min(action._rang) as _rang
from poste
join action on poste.source_id = action.source_id and poste.action_id = action.action_id
group by all;

update action_classe set classe_id = action.contrat_id || '-dispositifs-' || poste.dispositif
from poste
join action on poste.source_id = action.source_id and poste.action_id = action.action_id
where action_classe.source_id = poste.source_id and action_classe.action_id = poste.action_id;

delete from classement
where source_id in (select source_id from poste);
delete from classe
where source_id in (select source_id from poste);
insert into classement by name
select
    contrat_id || '-dispositifs' as classement_id,
    contrat_id,
    'Dispositifs' as nom,
    true as multiple,
    source_id,
    _feuille,
    _ligne,
    _rang
from dispositif_du_contrat;
insert into classe by name
select
    contrat_id || '-dispositifs-' || code as classe_id,
    contrat_id || '-dispositifs' as classement_id,
    code,
    nom,
    ordre,
    source_id,
    _feuille,
    _ligne,
    _rang
from dispositif_du_contrat
join dispositif using (source_id)
where dispositif_du_contrat.dispositif = dispositif.code;
