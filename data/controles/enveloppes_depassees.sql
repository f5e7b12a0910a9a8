-- titre: les montants accordés dépassent l'enveloppe d'un financeur
-- gravite: avertissement
-- Une ligne par enveloppe dépassée. Règle : crédits spécifiques, hors postes au coût théorique ; sans pilier,
-- une enveloppe couvre les piliers qui n'ont pas la leur (macro couvre).
with accorde as (
    select
        action.contrat_id,
        action.annee,
        financement.financeur_id,
        coalesce(action.pilier_id, 'aucun') as pilier_id,
        sum(financement.accorde_eur) as accorde_eur
    from financement
    join action on financement.action_id = action.action_id
    where financement.nature = 'specifique' and not action.cout_theorique
    group by all
)

select
    enveloppe.contrat_id,
    enveloppe.annee,
    enveloppe.financeur_id,
    enveloppe.pilier_id,
    enveloppe.montant_eur,
    sum(accorde.accorde_eur) as accorde_eur
from enveloppes_couvertes(null, null, null, null) as enveloppe
join accorde
    on
        enveloppe.contrat_id = accorde.contrat_id
        and enveloppe.annee = accorde.annee
        and enveloppe.financeur_id = accorde.financeur_id
        and couvre(enveloppe.pilier_id, enveloppe.fixes, accorde.pilier_id)
group by all
having sum(accorde.accorde_eur) > enveloppe.montant_eur
