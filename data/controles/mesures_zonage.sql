-- titre: le zonage d'une mesure n'est pas celui du quartier mesuré
-- gravite: avertissement
-- Une ligne par mesure en défaut.
select
    mesure.indicateur_id,
    mesure.territoire_id,
    mesure.annee,
    mesure.zonage
from mesure
join quartier on mesure.territoire_id = quartier.quartier_id
where
    mesure.territoire_type = 'quartier'
    and mesure.zonage <> quartier.generation
