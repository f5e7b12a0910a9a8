-- Combien de postes aidés, par dispositif ?
-- Une ligne par dispositif, dans l'ordre des codes. Filtre commun. Règle : coût théorique publié par l'ANCT.
-- nb_partages : postes listés dans plusieurs contrats, comptés une fois (data/postes.py).
-- nb_hors_ligne : postes dont le coût, tous financeurs et quartiers ensemble, n'est pas celui du dispositif.
with montants as (
    select
        action_id,
        sum(accorde_eur) as accorde_eur
    from financements_filtres($filtre)
    where cout_theorique
    group by action_id
)

select
    classe.code as dispositif_code,
    classe.nom as dispositif,
    count(distinct poste.action_id) as nb_postes,
    sum(montants.accorde_eur) as accorde_eur,
    count(distinct poste.action_id) filter (
        starts_with(poste.description, 'Listé par l''ANCT aux contrats')
    ) as nb_partages,
    count(distinct poste.action_id) filter (
        where cout_hors_ligne(classe.code, poste.accorde_eur)
    ) as nb_hors_ligne
from couts_des_postes($filtre) as poste
join montants on poste.action_id = montants.action_id
join action_classe on poste.action_id = action_classe.action_id
join classe on action_classe.classe_id = classe.classe_id
where classe.code in ('adultes-relais', 'fonjep')
group by 1, 2
order by dispositif_code, dispositif
