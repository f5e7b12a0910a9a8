-- titre: le pilier d'une enveloppe est celui de son contrat
-- gravite: bloquant
-- Une ligne par enveloppe en défaut.
select
    enveloppe.contrat_id,
    enveloppe.annee,
    enveloppe.pilier_id
from enveloppe
left join pilier on enveloppe.pilier_id = pilier.pilier_id
where
    enveloppe.pilier_id is not null
    and (pilier.pilier_id is null or pilier.contrat_id <> enveloppe.contrat_id)
