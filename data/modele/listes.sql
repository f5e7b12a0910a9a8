-- Les choix que proposent les listes déroulantes du classeur. Une requête par référentiel, nommée par le
-- commentaire `-- liste` ; deux colonnes, le code et son libellé. $contrats : codes, null = tous.

-- contrats
select
    contrat_id,
    nom
from contrat
where $contrats is null or list_contains($contrats, contrat_id)
order by rowid;
-- communes
select
    commune_id,
    nom
from commune
where $contrats is null or list_contains($contrats, contrat_id)
order by nom, commune_id;
-- quartiers
select
    quartier_id,
    nom
from quartier
where $contrats is null or list_contains($contrats, contrat_id)
order by generation desc, nom, quartier_id;
-- piliers
-- Deux contrats peuvent donner un même code à deux piliers : le code reste alors sans libellé.
select
    code,
    if(count(distinct nom) = 1, first(nom), null)
from pilier
where $contrats is null or list_contains($contrats, contrat_id)
group by code
order by max(fin) desc, min(ordre), code;
-- thematiques
select
    thematique.code,
    if(count(distinct thematique.nom) = 1, first(thematique.nom), null)
from thematique
join pilier using (pilier_id)
where $contrats is null or list_contains($contrats, contrat_id)
group by thematique.code
order by max(pilier.fin) desc, min(pilier.ordre), min(thematique.ordre), thematique.code;
-- classes
select
    substr(classement_id, length(contrat_id) + 2) || ':' || classe.code as code,
    if(count(distinct classe.nom) = 1, first(classement.nom || ' : ' || classe.nom), null)
from classe
join classement using (classement_id)
where $contrats is null or list_contains($contrats, contrat_id)
group by 1
order by min(classe.rowid);
-- financeurs
select
    financeur_id,
    nom
from financeur
order by ordre, nom;
-- structures
select
    structure_id,
    nom
from structure
order by nom, structure_id;
-- indicateurs
select
    indicateur_id,
    nom
from indicateur
order by rowid;
-- instances
select
    instance_id,
    nom
from instance
where $contrats is null or list_contains($contrats, contrat_id)
order by rowid;
-- themes
select
    code,
    first(nom order by periode desc)
from theme_national
group by code
order by max(periode) desc, code;
