-- Quels contrôles la base a-t-elle passés ?
-- Une ligne par contrôle : d'abord ceux qui relèvent le plus de lignes.
select
    nom,
    upper(titre[1]) || titre[2:] as titre,
    gravite,
    nb_lignes
from controle
order by nb_lignes desc, gravite desc, titre, nom
