-- titre: un taux sort de l'intervalle 0 à 100 %
-- gravite: avertissement
-- Une ligne par mesure en défaut. Une évolution peut être négative, ou dépasser 100 %.
select
    mesure.indicateur_id,
    mesure.territoire_id,
    mesure.annee,
    mesure.valeur
from mesure
join indicateur on mesure.indicateur_id = indicateur.indicateur_id
where
    indicateur.unite = '%'
    and strip_accents(lower(indicateur.nom)) not like '%evolution%'
    and mesure.valeur not between 0 and 100
