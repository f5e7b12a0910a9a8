-- Quelle version de la base est publiée ?
-- Une ligne : la dernière version.
select
    version_id,
    nom,
    publiee_le,
    resume,
    fond
from version
order by publiee_le desc, version_id desc
limit 1
