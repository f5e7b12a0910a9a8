-- D'où vient cet indicateur ?
-- Une ligne par fichier : mesures des quartiers de $contrats (null = tous) et de leurs comparaisons.
select distinct
    source.source_id,
    source.nom,
    source.producteur,
    source.millesime
from mesure
join source using (source_id)
left join quartier on mesure.territoire_type = 'quartier' and mesure.territoire_id = quartier.quartier_id
where
    mesure.indicateur_id = $indicateur
    and (
        mesure.territoire_type <> 'quartier'
        or parmi(quartier.contrat_id, $contrats)
    )
order by source.nom, source.source_id
