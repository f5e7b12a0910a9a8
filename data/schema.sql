-- Le schéma de la base d'un contrat de ville : tables, contraintes, commentaires.
-- Exécuté une fois sur un fichier neuf ; les règles partagées sont dans queries/macros.sql.
-- Montants en euros decimal(14,2) ; parts de 0 à 1 ; dates ISO. Les clés étrangères des
-- tables volumineuses (1,2 M de lignes) sont vérifiées par data/controles/*.sql : le moteur
-- les tiendrait ligne à ligne, trop lentement.

create table source (
    source_id varchar primary key,
    type varchar not null,
    nom varchar not null,
    producteur varchar,
    millesime varchar,
    licence varchar,
    url varchar,
    fichier varchar not null,
    empreinte varchar not null,
    importe_le timestamp not null,
    nb_lignes integer not null default 0,
    nb_retenues integer not null default 0,
    nb_rejets integer not null default 0
);

create table rejet (
    source_id varchar not null,
    feuille varchar,
    ligne integer,
    colonne varchar,
    valeur varchar,
    motif varchar not null,
    bloquant boolean not null default true,
    annee integer,
    modele varchar,
    action_id varchar
);

create table controle (
    nom varchar primary key,
    titre varchar not null,
    gravite varchar not null check (gravite in ('bloquant', 'avertissement')),
    nb_lignes integer not null
);

create table version (
    version_id varchar primary key,
    schema_version integer not null,
    nom varchar not null,
    publiee_le timestamp not null,
    resume json not null,
    fond varchar
);

create table contrat (
    contrat_id varchar primary key,
    nom varchar not null,
    epci_siren varchar,
    epci_nom varchar,
    departement varchar,
    region varchar,
    debut integer not null,
    fin integer not null,
    generation varchar not null check (generation in ('2015', '2024')),
    signe_le date,
    population_qpv integer check (population_qpv >= 0),
    longitude double,
    latitude double,
    fictif boolean not null default false,
    source_id varchar not null,
    check (fin >= debut)
);

create table structure (
    structure_id varchar primary key,
    siret varchar,
    nom varchar not null,
    categorie varchar check (
        categorie in (
            'association', 'collectivité', 'État', 'bailleur', 'établissement public', 'entreprise'
        )
    ),
    commune varchar,
    source_id varchar not null
);

create table signataire (
    contrat_id varchar not null references contrat (contrat_id),
    structure_id varchar not null references structure (structure_id),
    role varchar,
    source_id varchar not null,
    primary key (contrat_id, structure_id)
);

create table pilier (
    pilier_id varchar primary key,
    contrat_id varchar not null references contrat (contrat_id),
    code varchar not null,
    nom varchar not null,
    ordre integer not null,
    debut integer not null,
    fin integer not null,
    source_id varchar not null,
    check (fin >= debut)
);

create table thematique (
    thematique_id varchar primary key,
    pilier_id varchar not null references pilier (pilier_id),
    code varchar not null,
    nom varchar not null,
    ordre integer not null,
    source_id varchar not null
);

create table theme_national (
    code varchar not null,
    periode varchar not null,
    nom varchar not null,
    parent varchar,
    source_id varchar not null,
    primary key (code, periode)
);

create table classement (
    classement_id varchar primary key,
    contrat_id varchar not null references contrat (contrat_id),
    nom varchar not null,
    multiple boolean not null,
    source_id varchar not null
);

create table classe (
    classe_id varchar primary key,
    classement_id varchar not null references classement (classement_id),
    code varchar not null,
    nom varchar not null,
    ordre integer not null,
    source_id varchar not null
);

create table quartier (
    quartier_id varchar primary key,
    contrat_id varchar references contrat (contrat_id),
    nom varchar not null,
    type varchar not null check (type in ('QPV', 'QVA')),
    generation varchar not null check (generation in ('2015', '2024')),
    communes varchar[] not null,
    population integer check (population >= 0),
    menages integer check (menages >= 0),
    superficie_km2 double,
    longitude double,
    latitude double,
    geometrie varchar,
    source_id varchar not null
);

create table passage_quartier (
    ancien varchar,
    nouveau varchar,
    statut varchar not null check (statut in ('identique', 'modifié', 'nouveau', 'sorti')),
    source_id varchar not null
);

create table commune (
    commune_id varchar primary key,
    nom varchar not null,
    population integer check (population >= 0),
    departement varchar,
    region varchar,
    epci_siren varchar,
    epci_nom varchar,
    contrat_id varchar,
    geometrie varchar,
    source_id varchar not null
);

create table financeur (
    financeur_id varchar primary key,
    nom varchar not null,
    categorie varchar not null check (
        categorie in (
            'État', 'Région', 'Département', 'EPCI', 'communes', 'CAF', 'bailleurs', 'Europe', 'autres'
        )
    ),
    ordre integer not null,
    source_id varchar not null
);

create table action (
    action_id varchar primary key,
    contrat_id varchar not null,
    annee integer not null check (annee between 2000 and 2100),
    reference varchar,
    intitule varchar not null,
    description varchar,
    objectifs varchar,
    structure_id varchar,
    pilier_id varchar,
    thematique_id varchar,
    theme_national varchar,
    statut varchar not null check (
        statut in (
            'déposée', 'recevable', 'en instruction', 'ajournée', 'réorientée', 'refusée',
            'retenue', 'conventionnée', 'réalisée', 'soldée', 'annulée'
        )
    ),
    reconduction boolean,
    pluriannuelle boolean,
    action_precedente varchar,
    echelle varchar not null check (echelle in ('quartiers', 'contrat')),
    cout_total_eur decimal(14, 2) check (cout_total_eur >= 0),
    beneficiaires_prevus integer check (beneficiaires_prevus >= 0),
    beneficiaires_reels integer check (beneficiaires_reels >= 0),
    bilan_recu boolean,
    commune_id varchar,
    cout_theorique boolean not null default false,
    source_id varchar not null
);

create table action_quartier (
    action_id varchar not null,
    quartier_id varchar not null,
    part double not null check (part > 0 and part <= 1),
    beneficiaires integer check (beneficiaires >= 0),
    source_id varchar not null
);

create table action_classe (
    action_id varchar not null,
    classe_id varchar not null,
    source_id varchar not null
);

create table financement (
    action_id varchar not null,
    financeur_id varchar not null,
    nature varchar not null check (nature in ('specifique', 'droit_commun', 'autofinancement')),
    section varchar not null check (section in ('fonctionnement', 'investissement')),
    demande_eur decimal(14, 2) check (demande_eur >= 0),
    propose_eur decimal(14, 2) check (propose_eur >= 0),
    accorde_eur decimal(14, 2) check (accorde_eur >= 0),
    verse_eur decimal(14, 2) check (verse_eur >= 0),
    source_id varchar not null
);

create table ventilation (
    action_id varchar not null,
    financeur_id varchar not null,
    nature varchar not null,
    section varchar not null,
    quartier_id varchar,
    demande_eur decimal(14, 2),
    propose_eur decimal(14, 2),
    accorde_eur decimal(14, 2),
    verse_eur decimal(14, 2)
);

create table enveloppe (
    contrat_id varchar not null references contrat (contrat_id),
    annee integer not null,
    financeur_id varchar not null references financeur (financeur_id),
    pilier_id varchar,
    montant_eur decimal(14, 2) not null check (montant_eur >= 0),
    source_id varchar not null
);

create table indicateur (
    indicateur_id varchar primary key,
    nom varchar not null,
    theme varchar not null,
    unite varchar not null,
    definition varchar not null,
    sens varchar not null check (sens in ('hausse', 'baisse', 'neutre')),
    sommable boolean not null,
    source_id varchar not null
);

create table mesure (
    indicateur_id varchar not null,
    territoire_type varchar not null check (
        territoire_type in ('quartier', 'commune', 'epci', 'region', 'france')
    ),
    territoire_id varchar not null,
    annee integer not null,
    valeur double,
    statut varchar not null check (statut in ('diffusée', 'secret', 'manquante', 'estimée')),
    zonage varchar check (zonage in ('2015', '2024')),
    source_id varchar not null,
    check ((statut in ('diffusée', 'estimée')) = (valeur is not null))
);

create table objectif (
    objectif_id varchar primary key,
    contrat_id varchar not null references contrat (contrat_id),
    pilier_id varchar references pilier (pilier_id),
    indicateur_id varchar references indicateur (indicateur_id),
    nom varchar not null,
    quartier_id varchar,
    depart double,
    depart_annee integer,
    cible double not null,
    echeance integer not null,
    source_id varchar not null
);

create table engagement (
    engagement_id varchar primary key,
    contrat_id varchar not null references contrat (contrat_id),
    structure_id varchar not null references structure (structure_id),
    pour_quoi varchar not null,
    montant_eur decimal(14, 2) check (montant_eur >= 0),
    montant_mesure_eur decimal(14, 2) check (montant_mesure_eur >= 0),
    avec_qui varchar,
    comment varchar,
    echeance date,
    etat varchar not null check (etat in ('tenu', 'en cours', 'non tenu', 'non mesuré')),
    mesurable_qpv boolean,
    source_id varchar not null
);

create table instance (
    instance_id varchar primary key,
    contrat_id varchar not null references contrat (contrat_id),
    nom varchar not null,
    type varchar not null check (type in ('COPIL', 'comité technique', 'conseil citoyen')),
    quartier_id varchar,
    source_id varchar not null
);

create table membre (
    instance_id varchar not null references instance (instance_id),
    college varchar not null,
    nom varchar,
    qualite varchar,
    nb integer not null default 1 check (nb > 0),
    source_id varchar not null
);

create table seance (
    seance_id varchar primary key,
    instance_id varchar not null references instance (instance_id),
    tenue_le date not null,
    ordre_du_jour varchar,
    nb_presents integer check (nb_presents >= 0),
    source_id varchar not null
);

create table decision (
    seance_id varchar not null references seance (seance_id),
    action_id varchar,
    objet varchar not null,
    decision varchar check (decision in ('validée', 'modifiée', 'ajournée', 'rejetée')),
    motif varchar,
    montant_eur decimal(14, 2) check (montant_eur >= 0),
    source_id varchar not null
);

create table avis (
    action_id varchar not null,
    instance_id varchar not null references instance (instance_id),
    avis varchar not null check (avis in ('favorable', 'réservé', 'défavorable')),
    motif varchar,
    source_id varchar not null
);

-- Définitions et unités.
comment on table source is 'Un fichier importé';
comment on column source.type is 'type de lecteur (voir data/sources)';
comment on column source.nom is 'nom montré';
comment on column source.producteur is 'qui publie';
comment on column source.millesime is 'année ou période décrite';
comment on column source.licence is 'licence de réutilisation';
comment on column source.url is 'adresse officielle de téléchargement';
comment on column source.fichier is 'nom du fichier lu';
comment on column source.empreinte is 'somme sha-256 du fichier';
comment on column source.importe_le is 'date et heure de lecture';
comment on column source.nb_lignes is 'lignes lues';
comment on column source.nb_retenues is 'lignes retenues';
comment on column source.nb_rejets is 'lignes refusées';
comment on column source.source_id is 'identifiant de la source';
comment on table rejet is 'Une ligne ou une cellule refusée, avec la raison en français';
comment on column rejet.feuille is 'feuille ou membre du fichier';
comment on column rejet.ligne is 'numéro de ligne, à partir de 1';
comment on column rejet.colonne is 'colonne en cause';
comment on column rejet.valeur is 'valeur lue';
comment on column rejet.motif is 'raison, en une phrase';
comment on column rejet.bloquant is
'vrai : la ligne n''entre pas dans la base ; faux : elle entre, corrigée ou signalée';
comment on column rejet.annee is
'exercice de la ligne refusée ; null : la ligne n''en a pas, ou il ne se lit pas';
comment on column rejet.modele is
'la raison sans les valeurs du fichier ; null : la phrase n''en a pas de connu';
comment on column rejet.action_id is
'action de la base que porte la ligne signalée ; null : aucune, ou refusée';
comment on column rejet.source_id is 'fichier importé';
comment on table controle is 'Un contrôle de cohérence et le nombre de lignes qu''il relève';
comment on column controle.nom is 'nom du fichier de data/controles';
comment on column controle.titre is 'ce qui est vérifié';
comment on column controle.gravite is 'bloquant ou avertissement';
comment on column controle.nb_lignes is 'lignes en défaut';
comment on table version is 'La version publiée de la base';
comment on column version.version_id is 'identifiant, changé à chaque publication';
comment on column version.schema_version is 'version du schéma attendue par le programme';
comment on column version.nom is 'nom de la recette';
comment on column version.publiee_le is 'date et heure de publication (UTC)';
comment on column version.resume is 'totaux et effectifs (JSON)';
comment on column version.fond is 'fond de carte voulu par la recette';
comment on table contrat is 'Un contrat de ville';
comment on column contrat.contrat_id is 'code ANCT, par exemple CN04101I';
comment on column contrat.nom is 'nom du contrat';
comment on column contrat.epci_siren is 'SIREN de l''intercommunalité (ou code de la commune)';
comment on column contrat.epci_nom is 'nom de l''intercommunalité';
comment on column contrat.departement is 'code du département';
comment on column contrat.region is 'code INSEE de la région';
comment on column contrat.debut is 'première année';
comment on column contrat.fin is 'dernière année';
comment on column contrat.generation is 'génération en cours : 2015 ou 2024';
comment on column contrat.signe_le is 'date de signature';
comment on column contrat.population_qpv is
'habitants des QPV du contrat, tels que publiés : ne pas totaliser entre contrats';
comment on column contrat.longitude is 'degrés WGS84';
comment on column contrat.latitude is 'degrés WGS84';
comment on column contrat.fictif is 'vrai : territoire imaginaire';
comment on column contrat.source_id is 'fichier importé';
comment on table structure is 'Un organisme : porteur, signataire ou partenaire';
comment on column structure.structure_id is 'SIRET, ou identifiant stable dérivé du nom';
comment on column structure.siret is '14 chiffres';
comment on column structure.nom is 'raison sociale';
comment on column structure.categorie is 'famille d''organisme';
comment on column structure.commune is 'commune du siège';
comment on column structure.source_id is 'fichier importé';
comment on table signataire is 'Un signataire d''un contrat';
comment on column signataire.contrat_id is 'contrat';
comment on column signataire.structure_id is 'organisme';
comment on column signataire.role is 'rôle dans le contrat';
comment on column signataire.source_id is 'fichier importé';
comment on table pilier is 'Un pilier ou enjeu d''un contrat';
comment on column pilier.pilier_id is 'identifiant';
comment on column pilier.contrat_id is 'contrat';
comment on column pilier.code is 'code stable : la couleur en dépend';
comment on column pilier.nom is 'nom';
comment on column pilier.ordre is 'rang';
comment on column pilier.debut is 'première année de validité';
comment on column pilier.fin is 'dernière année de validité';
comment on column pilier.source_id is 'fichier importé';
comment on table thematique is 'Une subdivision d''un pilier';
comment on column thematique.thematique_id is 'identifiant';
comment on column thematique.pilier_id is 'pilier';
comment on column thematique.code is 'code stable';
comment on column thematique.nom is 'nom';
comment on column thematique.ordre is 'rang';
comment on column thematique.source_id is 'fichier importé';
comment on table theme_national is 'Nomenclature de l''État (programme 147)';
comment on column theme_national.code is 'code';
comment on column theme_national.periode is '2020-2023 ou 2024-2030';
comment on column theme_national.nom is 'libellé';
comment on column theme_national.parent is 'code du thème parent';
comment on column theme_national.source_id is 'fichier importé';
comment on table classement is
'Une autre lecture des mêmes actions (axes transversaux, pôles, âges, dispositifs)';
comment on column classement.classement_id is 'identifiant';
comment on column classement.contrat_id is 'contrat';
comment on column classement.nom is 'nom';
comment on column classement.multiple is 'vrai : une action peut compter dans plusieurs classes';
comment on column classement.source_id is 'fichier importé';
comment on table classe is 'Une case d''un classement';
comment on column classe.classe_id is 'identifiant';
comment on column classe.classement_id is 'classement';
comment on column classe.code is 'code stable';
comment on column classe.nom is 'nom';
comment on column classe.ordre is 'rang';
comment on column classe.source_id is 'fichier importé';
comment on table quartier is 'Un quartier prioritaire (QPV) ou en veille active (QVA)';
comment on column quartier.quartier_id is 'code du quartier (QP… en 2015, QN… en 2024)';
comment on column quartier.contrat_id is 'contrat';
comment on column quartier.nom is 'nom';
comment on column quartier.type is 'QPV ou QVA';
comment on column quartier.generation is 'zonage : 2015 ou 2024';
comment on column quartier.communes is 'codes INSEE des communes';
comment on column quartier.population is 'habitants';
comment on column quartier.menages is 'ménages';
comment on column quartier.superficie_km2 is 'km², calculée sur l''ellipsoïde';
comment on column quartier.longitude is 'd''un point intérieur, degrés';
comment on column quartier.latitude is 'd''un point intérieur, degrés';
comment on column quartier.geometrie is 'contour WKT WGS84, réparé';
comment on column quartier.source_id is 'fichier importé';
comment on table passage_quartier is 'Passage du zonage 2015 au zonage 2024';
comment on column passage_quartier.ancien is 'code 2015';
comment on column passage_quartier.nouveau is 'code 2024';
comment on column passage_quartier.statut is 'identique, modifié, nouveau ou sorti';
comment on column passage_quartier.source_id is 'fichier importé';
comment on table commune is 'Une commune, pour la carte et la comparaison';
comment on column commune.commune_id is 'code INSEE';
comment on column commune.nom is 'nom';
comment on column commune.population is 'habitants';
comment on column commune.departement is 'code';
comment on column commune.region is 'code';
comment on column commune.epci_siren is 'SIREN de l''EPCI';
comment on column commune.epci_nom is 'nom de l''EPCI';
comment on column commune.contrat_id is 'contrat, s''il y en a un';
comment on column commune.geometrie is 'contour WKT WGS84';
comment on column commune.source_id is 'fichier importé';
comment on table financeur is 'Qui paie';
comment on column financeur.financeur_id is 'code stable : la couleur en dépend';
comment on column financeur.nom is 'nom';
comment on column financeur.categorie is 'famille';
comment on column financeur.ordre is 'rang du référentiel';
comment on column financeur.source_id is 'fichier importé';
comment on table action is 'Une action pour un exercice';
comment on column action.action_id is 'identifiant';
comment on column action.contrat_id is 'contrat';
comment on column action.annee is 'exercice';
comment on column action.reference is 'référence administrative';
comment on column action.intitule is 'titre';
comment on column action.description is 'description';
comment on column action.objectifs is 'objectifs';
comment on column action.structure_id is 'porteur';
comment on column action.pilier_id is 'pilier';
comment on column action.thematique_id is 'thématique';
comment on column action.theme_national is 'code du thème national de la période';
comment on column action.statut is 'état de la demande';
comment on column action.reconduction is 'vrai : déjà menée l''année d''avant';
comment on column action.pluriannuelle is 'vrai : convention pluriannuelle d''objectifs (CPO)';
comment on column action.action_precedente is 'la même action un an plus tôt';
comment on column action.echelle is 'quartiers, ou contrat (ensemble)';
comment on column action.cout_total_eur is 'coût total, euros';
comment on column action.beneficiaires_prevus is 'personnes prévues';
comment on column action.beneficiaires_reels is 'personnes touchées';
comment on column action.bilan_recu is 'vrai : bilan reçu';
comment on column action.commune_id is 'commune d''exécution';
comment on column action.cout_theorique is 'vrai : poste compté à son coût théorique (adulte-relais, Fonjep)';
comment on column action.source_id is 'fichier importé';
comment on table action_quartier is 'Un quartier touché par une action';
comment on column action_quartier.action_id is 'action';
comment on column action_quartier.quartier_id is 'quartier';
comment on column action_quartier.part is 'part de l''action, de 0 à 1 ; somme 1 par action';
comment on column action_quartier.beneficiaires is 'personnes touchées dans ce quartier';
comment on column action_quartier.source_id is 'fichier importé';
comment on table action_classe is 'Une classe d''une action';
comment on column action_classe.action_id is 'action';
comment on column action_classe.classe_id is 'classe';
comment on column action_classe.source_id is 'fichier importé';
comment on table financement is 'Ce qu''un financeur apporte à une action, par nature et section';
comment on column financement.action_id is 'action';
comment on column financement.financeur_id is 'financeur';
comment on column financement.nature is 'specifique, droit_commun ou autofinancement';
comment on column financement.section is 'fonctionnement ou investissement';
comment on column financement.demande_eur is 'demandé, euros';
comment on column financement.propose_eur is 'proposé, euros';
comment on column financement.accorde_eur is 'accordé, euros';
comment on column financement.verse_eur is 'versé, euros';
comment on column financement.source_id is 'fichier importé';
comment on table ventilation is
'Chaque financement partagé entre quartiers, au centime ; la somme redonne le financement';
comment on column ventilation.action_id is 'action';
comment on column ventilation.financeur_id is 'financeur';
comment on column ventilation.nature is 'nature';
comment on column ventilation.section is 'section';
comment on column ventilation.quartier_id is 'quartier ; vide : ensemble du contrat';
comment on column ventilation.demande_eur is 'demandé, euros';
comment on column ventilation.propose_eur is 'proposé, euros';
comment on column ventilation.accorde_eur is 'accordé, euros';
comment on column ventilation.verse_eur is 'versé, euros';
comment on table enveloppe is 'Ce que le COPIL peut répartir';
comment on column enveloppe.contrat_id is 'contrat';
comment on column enveloppe.annee is 'exercice';
comment on column enveloppe.financeur_id is 'financeur';
comment on column enveloppe.pilier_id is 'pilier ; vide : tous';
comment on column enveloppe.montant_eur is 'euros';
comment on column enveloppe.source_id is 'fichier importé';
comment on table indicateur is 'Un indicateur et sa définition';
comment on column indicateur.indicateur_id is 'identifiant';
comment on column indicateur.nom is 'nom';
comment on column indicateur.theme is 'thème';
comment on column indicateur.unite is 'unité';
comment on column indicateur.definition is 'définition exacte';
comment on column indicateur.sens is 'ce qui est souhaitable';
comment on column indicateur.sommable is 'faux : ni total ni moyenne';
comment on column indicateur.source_id is 'fichier importé';
comment on table mesure is 'La valeur d''un indicateur pour un territoire et une année';
comment on column mesure.indicateur_id is 'indicateur';
comment on column mesure.territoire_type is 'quartier, commune, epci, region ou france';
comment on column mesure.territoire_id is 'code du territoire';
comment on column mesure.annee is 'année';
comment on column mesure.valeur is 'valeur, dans l''unité de l''indicateur ; vide si secrète ou manquante';
comment on column mesure.statut is 'diffusée, secret, manquante ou estimée';
comment on column mesure.zonage is 'zonage du quartier : 2015 ou 2024';
comment on column mesure.source_id is 'fichier importé';
comment on table objectif is 'Un objectif chiffré du contrat';
comment on column objectif.objectif_id is 'identifiant';
comment on column objectif.contrat_id is 'contrat';
comment on column objectif.pilier_id is 'pilier';
comment on column objectif.indicateur_id is 'indicateur';
comment on column objectif.nom is 'libellé';
comment on column objectif.quartier_id is 'quartier visé ; vide : ensemble';
comment on column objectif.depart is 'valeur de départ';
comment on column objectif.depart_annee is 'année de départ';
comment on column objectif.cible is 'valeur visée';
comment on column objectif.echeance is 'année visée';
comment on column objectif.source_id is 'fichier importé';
comment on table engagement is 'Un engagement de droit commun d''un partenaire';
comment on column engagement.engagement_id is 'identifiant';
comment on column engagement.contrat_id is 'contrat';
comment on column engagement.structure_id is 'partenaire';
comment on column engagement.pour_quoi is 'pour quoi';
comment on column engagement.montant_eur is 'combien : montant annoncé, euros';
comment on column engagement.montant_mesure_eur is 'montant constaté, euros ; vide : non mesuré';
comment on column engagement.avec_qui is 'avec qui';
comment on column engagement.comment is 'comment';
comment on column engagement.echeance is 'échéance';
comment on column engagement.etat is 'tenu, en cours, non tenu ou non mesuré';
comment on column engagement.mesurable_qpv is 'vrai : le partenaire sait mesurer à l''échelle du QPV';
comment on column engagement.source_id is 'fichier importé';
comment on table instance is 'Une instance de gouvernance';
comment on column instance.instance_id is 'identifiant';
comment on column instance.contrat_id is 'contrat';
comment on column instance.nom is 'nom';
comment on column instance.type is 'COPIL, comité technique ou conseil citoyen';
comment on column instance.quartier_id is 'quartier, pour un conseil citoyen';
comment on column instance.source_id is 'fichier importé';
comment on table membre is 'Un membre, ou un groupe de membres, d''une instance';
comment on column membre.instance_id is 'instance';
comment on column membre.college is 'collège';
comment on column membre.nom is 'nom de la personne ou de l''organisme';
comment on column membre.qualite is 'qualité';
comment on column membre.nb is 'nombre de membres';
comment on column membre.source_id is 'fichier importé';
comment on table seance is 'Une réunion d''une instance';
comment on column seance.seance_id is 'identifiant';
comment on column seance.instance_id is 'instance';
comment on column seance.tenue_le is 'date';
comment on column seance.ordre_du_jour is 'ordre du jour';
comment on column seance.nb_presents is 'présents';
comment on column seance.source_id is 'fichier importé';
comment on table decision is 'Une décision, prise ou attendue';
comment on column decision.seance_id is 'séance';
comment on column decision.action_id is 'action';
comment on column decision.objet is 'objet';
comment on column decision.decision is 'validée, modifiée, ajournée ou rejetée ; vide : attendue';
comment on column decision.motif is 'motif';
comment on column decision.montant_eur is 'montant décidé, euros';
comment on column decision.source_id is 'fichier importé';
comment on table avis is 'L''avis d''une instance sur une action';
comment on column avis.action_id is 'action';
comment on column avis.instance_id is 'instance';
comment on column avis.avis is 'favorable, réservé ou défavorable';
comment on column avis.motif is 'motif';
comment on column avis.source_id is 'fichier importé';
