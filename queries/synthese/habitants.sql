-- Combien d'habitants ont les quartiers prioritaires du choix ?
-- Une seule ligne, vide si on ne le sait pas. $contrats, $quartiers : codes, null = tous ; $generation :
-- zonage (2015 ou 2024). Règle : les quartiers choisis, s'ils sont tous connus ; sans quartier choisi, ceux
-- des contrats (macro habitants_des_contrats).
with choisis as (
    select
        count(*) as nb,
        count(population) as nb_connus,
        sum(population)::bigint as population
    from quartier
    where parmi(contrat_id, $contrats) and list_contains($quartiers, quartier_id)
)

select
    case
        when tous($quartiers) then contrats.population
        when choisis.nb = len($quartiers) and choisis.nb_connus = choisis.nb
            then nullif(choisis.population, 0)
    end as population
from habitants_des_contrats($contrats, $generation) as contrats, choisis
