-- titre: une référence sert à plusieurs actions de la même année (un poste compté deux fois)
-- gravite: avertissement
-- Une ligne par référence et année en double.
select
    annee,
    reference,
    count(*) as nb
from action
where reference is not null
group by annee, reference
having count(*) > 1
