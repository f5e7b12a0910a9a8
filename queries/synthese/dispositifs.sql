-- Combien de postes aidés, par dispositif ?
-- Une ligne par dispositif, dans l'ordre des codes. Filtre commun. Règle : coût théorique publié par l'ANCT.
-- nb_partages : postes listés dans plusieurs contrats, comptés une fois (data/postes.py).
-- nb_hors_ligne : postes dont le coût, tous financeurs et quartiers ensemble, n'est pas celui du dispositif.
with montants as (
    select
        action_id,
        sum(accorde_eur) as accorde_eur
    from financements_filtres($filtre)
    group by action_id
)

select
    classe.code as dispositif_code,
    classe.nom as dispositif,
    count(distinct action.action_id) as nb_postes,
    sum(montants.accorde_eur) as accorde_eur,
    count(distinct action.action_id) filter (
        starts_with(action.description, 'Listé par l''ANCT aux contrats')
    ) as nb_partages,
    count(distinct hors_ligne.action_id) as nb_hors_ligne
from actions_filtrees($filtre) as action
join montants using (action_id)
join action_classe on action.action_id = action_classe.action_id
join classe on action_classe.classe_id = classe.classe_id
left join postes_hors_ligne() as hors_ligne
    on action.action_id = hors_ligne.action_id and classe.code = hors_ligne.dispositif
where action.cout_theorique and classe.code in ('adultes-relais', 'fonjep')
group by 1, 2
order by dispositif_code, dispositif
