-- Que reçoit ce porteur, année après année ?
-- Une ligne par année où il a une action, dans l'ordre. Filtre commun (l'appelant retire les années).
-- $porteur : sa structure. Règle : un euro compte une fois.
select
    annee,
    nb_actions,
    nb_postes,
    demande_eur,
    accorde_eur,
    verse_eur,
    montant_eur,
    postes_eur
from exercices_du_choix($filtre, $porteur)
order by annee
