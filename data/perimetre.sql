-- Ne garde que ce qui touche les contrats de la table `garde`. Exécuté dans l'atelier, après le rattachement.

delete from contrat
where contrat_id not in (from garde);
delete from quartier
where contrat_id is null or contrat_id not in (from garde);
delete from commune
where contrat_id is null or contrat_id not in (from garde);
delete from pilier
where contrat_id not in (from garde);
delete from thematique
where pilier_id not in (select pilier_id from pilier);
delete from classement
where contrat_id not in (from garde);
delete from classe
where classement_id not in (select classement_id from classement);
delete from action
where contrat_id not in (from garde);
delete from action_quartier
where action_id not in (select action_id from action);
delete from action_classe
where action_id not in (select action_id from action);
delete from financement
where action_id not in (select action_id from action);
delete from signataire
where contrat_id not in (from garde);
delete from enveloppe
where contrat_id not in (from garde);
delete from objectif
where contrat_id not in (from garde);
delete from engagement
where contrat_id not in (from garde);
delete from instance
where contrat_id not in (from garde);
delete from membre
where instance_id not in (select instance_id from instance);
delete from seance
where instance_id not in (select instance_id from instance);
delete from decision
where seance_id not in (select seance_id from seance);
delete from avis
where action_id not in (select action_id from action);
delete from passage_quartier
where not (
    coalesce(ancien in (select quartier_id from quartier), false)
    or coalesce(nouveau in (select quartier_id from quartier), false)
);
delete from structure
where structure_id not in (
    select structure_id from action
    where structure_id is not null
    union
    select structure_id from signataire
    union
    select structure_id from engagement
);
-- Les termes de comparaison restent : communes, intercommunalités et régions des contrats, France.
delete from mesure
where not case territoire_type
    when 'quartier' then territoire_id in (select quartier_id from quartier)
    when 'commune' then territoire_id in (select commune_id from commune)
    when 'epci'
        then
            territoire_id in (
                select epci_siren from contrat
                where epci_siren is not null
            )
    when 'region'
        then
            territoire_id in (
                select region from contrat
                where region is not null
            )
    else true
end;
