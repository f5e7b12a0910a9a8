-- Quels contrôles la base a-t-elle passés ?
-- Une ligne par contrôle : d'abord ceux qui relèvent le plus de lignes.
select
    nom,
    titre,
    gravite,
    nb_lignes
from controle
order by nb_lignes desc, titre, nom
