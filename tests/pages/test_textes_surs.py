"""Un nom venu d'un fichier ou d'une adresse reste du texte : ni image, ni lien, ni HTML."""

from tests.pages.test_pages import PAGES, ouvrir

PIEGE = "![x](https://ailleurs.example/i.png) <b>gras</b>"
BASE = f"""
insert into contrat (contrat_id, nom, debut, fin, generation, source_id)
values ('C1', '{PIEGE}', 2015, 2030, '2024', 's');
insert into quartier (quartier_id, contrat_id, nom, type, generation, communes, population, source_id)
values ('QN1', 'C1', '{PIEGE}', 'QPV', '2024', ['1'], 100, 's'),
('QN2', 'C1', 'Sud', 'QPV', '2024', ['1'], 50, 's');
insert into source (source_id, type, nom, producteur, fichier, empreinte, importe_le)
values ('s', 'classeur', '{PIEGE}', '{PIEGE}', 'f.csv', 'x', '2026-01-01');
insert into financeur values ('etat', '{PIEGE}', 'État', 1, 's');
insert into pilier values ('C1-P1', 'C1', 'P1', '{PIEGE}', 1, 2024, 2030, 's');
insert into structure (structure_id, nom, source_id) values ('S1', '{PIEGE}', 's');
insert into action (
    action_id, contrat_id, annee, intitule, structure_id, pilier_id, statut, echelle, source_id
)
values ('A1', 'C1', 2024, '{PIEGE}', 'S1', 'C1-P1', 'retenue', 'quartiers', 's');
insert into action_quartier values ('A1', 'QN1', 1, null, 's');
insert into financement values ('A1', 'etat', 'specifique', 'fonctionnement', 10, 10, 10, 5, 's');
insert into ventilation values ('A1', 'etat', 'specifique', 'fonctionnement', 'QN1', 10, 10, 10, 5);
"""


def blocs(essai):
    """Tout ce que Streamlit lirait comme du Markdown."""
    for genre in ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error"):
        yield from (str(bloc.value) for bloc in getattr(essai, genre))
    yield from (bouton.label for bouton in essai.button)
    yield from (carte.label for carte in essai.metric)


def test_aucun_nom_ne_devient_une_image_ou_un_lien(base_minuscule):
    base_minuscule(BASE)
    for page in PAGES:
        essai = ouvrir(page, pilier="C1-P1")
        assert not essai.exception, page
        for bloc in blocs(essai):
            assert "![x](" not in bloc.replace("\\[", ""), (page, bloc)


def test_un_code_du_lien_ne_devient_pas_une_image(base_minuscule):
    base_minuscule(BASE)
    essai = ouvrir("financeurs", financeur="![x](https://ailleurs.example)")
    assert essai.info
    for bloc in blocs(essai):
        assert "![x](" not in bloc, bloc
