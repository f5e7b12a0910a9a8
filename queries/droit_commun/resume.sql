-- Que reste-t-il des engagements de droit commun ?
-- Une ligne : combien d'engagements, dans quel état, pour combien d'argent annoncé et mesuré.
-- $contrats : null = tous ; $le : le jour où l'on regarde.
-- Règle : l'annoncé sans mesure est compté à part ; une mesure absente n'est pas un zéro.
select
    count(*) as nb,
    count(distinct structure_id) as nb_partenaires,
    count(*) filter (where etat = 'tenu') as nb_tenus,
    count(*) filter (where etat = 'en cours') as nb_en_cours,
    count(*) filter (where etat = 'non tenu') as nb_non_tenus,
    count(*) filter (where etat = 'non mesuré') as nb_non_mesures,
    count(*) filter (where echeance < $le::date and etat <> 'tenu') as nb_en_retard,
    count(*) filter (where montant_eur is null) as nb_sans_montant,
    count(*) filter (where montant_mesure_eur is null) as nb_sans_mesure,
    sum(montant_eur) as annonce_eur,
    sum(montant_eur) filter (where montant_mesure_eur is not null) as annonce_suivi_eur,
    sum(montant_eur) filter (where montant_mesure_eur is null) as annonce_non_mesure_eur,
    sum(montant_mesure_eur) as mesure_eur
from engagement
where parmi(contrat_id, $contrats)
