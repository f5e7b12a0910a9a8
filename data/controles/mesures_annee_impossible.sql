-- titre: une mesure porte une année impossible (avant 1960, ou à venir)
-- gravite: avertissement
-- Une ligne par indicateur et année en défaut.
select distinct
    indicateur_id,
    annee
from mesure
where annee not between 1960 and year(current_date)
