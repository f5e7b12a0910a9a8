"""Le diaporama d'une séance : une diapositive de titre, puis une par point, tout y est modifiable.

Le titre d'une diapositive est la réponse ; dessous, les chiffres-clés et un seul dessin. Un tableau long
est coupé à ses premières lignes, et dit où lire les autres : dans une salle, nul n'en lit plus de huit.
"""

from __future__ import annotations

import io
from dataclasses import replace

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide

from pages.composants import formats, phrases
from pages.composants.dessin_neutre import Dessin
from pages.documents import contours, formes, natifs, tableau_projete, theme
from pages.documents.dessins import neutre
from pages.documents.grilles import Grille, grille
from pages.documents.matiere import Matiere, Section, pied, qr_png, texte
from pages.documents.theme import HAUTEUR, LARGEUR, MARGE, Inches, Pt

_PAIRES = 18
"""Barres côte à côte qu'on distingue d'un coup d'œil."""
_CARTES = ("carte", "territoires")
"""Les pages dont la réponse est une carte."""
_ALERTE = "#A8321E"
_HAUT, _BAS = Inches(1.72), Inches(6.45)


def pptx(matiere: Matiere) -> bytes:
    """Le diaporama, en PPTX 16:9."""
    diaporama = theme.neuf(matiere.titre, matiere.collectivite)
    _garde(diaporama, matiere)
    for section in matiere.sections:
        _point(diaporama, section, matiere)
    theme.en_francais(diaporama)
    sortie = io.BytesIO()
    diaporama.save(sortie)
    return sortie.getvalue()


def _garde(diaporama: Presentation, matiere: Matiere) -> None:
    diapositive = diaporama.slides.add_slide(diaporama.slide_layouts[0])
    diapositive.shapes.title.text = matiere.titre
    lignes = [matiere.collectivite, *matiere.contrats[:3], f"Préparé le {formats.jour(matiere.le)}"]
    lignes = list(dict.fromkeys(lignes))
    sous = diapositive.placeholders[1].text_frame
    sous.text = lignes[0]
    for ligne in lignes[1:]:
        sous.add_paragraph().text = ligne
    bande = diapositive.shapes.add_shape(1, 0, 0, Inches(0.25), HAUTEUR)
    bande.fill.solid()
    theme.couleur(bande.fill.fore_color, "#0B5C7A")
    bande.line.fill.background()
    formes.sans_style(bande)
    _decoratif(bande)
    if matiere.fictif:
        cadre = (MARGE, Inches(1.2), Inches(4), Inches(0.45))
        formes.ecrire(diapositive.shapes, cadre, "Données fictives", 18, _ALERTE, gras=True)
    cadre = (MARGE, Inches(6.7), LARGEUR - 2 * MARGE, Inches(0.4))
    formes.ecrire(diapositive.shapes, cadre, " ; ".join(matiere.bases), 12, formes.DISCRET)


def _point(diaporama: Presentation, section: Section, matiere: Matiere) -> None:
    """Une diapositive : le titre (la réponse), les chiffres, le dessin, le pied."""
    diapositive = diaporama.slides.add_slide(diaporama.slide_layouts[1])
    titre = formats.court(section.phrase or section.titre, 400)
    diapositive.shapes.title.text = titre
    taille = _corps_du_titre(titre)
    for paragraphe in diapositive.shapes.title.text_frame.paragraphs:
        paragraphe.font.size = Pt(taille)
    cadre = (MARGE, Inches(0.28), Inches(10.6), Inches(0.3))
    formes.ecrire(diapositive.shapes, cadre, f"{section.rang} · {section.titre}", 14, "#0B5C7A", gras=True)
    if section.vue is not None and section.vue.fictif:
        cadre = (LARGEUR - MARGE - Inches(2), Inches(0.28), Inches(2), Inches(0.3))
        formes.ecrire(
            diapositive.shapes, cadre, "Données fictives", 12, _ALERTE, gras=True, cote=PP_ALIGN.RIGHT
        )
    if section.vue is None:
        cadre = (MARGE, _HAUT, LARGEUR - 2 * MARGE, Inches(1))
        formes.ecrire(diapositive.shapes, cadre, section.defaut, 18, formes.DISCRET)
    else:
        haut = _chiffres(diapositive, section)
        _montrer(diapositive, section, (MARGE, haut, LARGEUR - 2 * MARGE, _BAS - haut))
    _pied(diapositive, section)
    diapositive.notes_slide.notes_text_frame.text = _notes(section)


def _chiffres(diapositive: Slide, section: Section) -> int:
    """Les chiffres-clés en une rangée ; rend le haut de ce qui suit."""
    montres = section.vue.chiffres[:5]
    if not montres:
        return _HAUT
    ecart = Inches(0.15)
    large = (LARGEUR - 2 * MARGE - ecart * (len(montres) - 1)) // len(montres)
    for rang, chiffre in enumerate(montres):
        gauche = MARGE + rang * (large + ecart)
        fond = diapositive.shapes.add_shape(1, gauche, _HAUT, large, Inches(1.05))
        fond.fill.solid()
        theme.couleur(fond.fill.fore_color, "#F0EEE8")
        fond.line.fill.background()
        formes.sans_style(fond)
        formes.decrire(fond, f"Chiffre{formats.FINE}: {texte(chiffre.nom)}", "")
        zone = fond.text_frame
        zone.word_wrap, zone.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        zone.margin_left = zone.margin_right = Inches(0.12)
        zone.margin_top = zone.margin_bottom = Inches(0.03)
        lus = (
            (texte(chiffre.nom), 12, False, "#4F5D65"),
            (texte(chiffre.valeur), 24, True, "#1C2B33"),
            (texte(chiffre.suite), 11, False, "#4F5D65"),
        )
        for numero, (mots, corps, gras, couleur) in enumerate(lu for lu in lus if lu[0]):
            paragraphe = zone.paragraphs[0] if numero == 0 else zone.add_paragraph()
            paragraphe.alignment = PP_ALIGN.LEFT
            run = paragraphe.add_run()
            run.text, run.font.size, run.font.bold = mots, Pt(corps), gras
            theme.couleur(run.font.color, couleur)
    return _HAUT + Inches(1.2)


def _montrer(diapositive: Slide, section: Section, cadre: formes.Cadre) -> None:
    """Le dessin du point : la carte et son classement, un graphique, ou un tableau."""
    vue = section.vue
    dessins = [neutre(dessin) for dessin in vue.dessins]
    traces = [d for d in dessins if d.genre != "tableau" and (d.series or d.cases)]
    gauche, haut, largeur, hauteur = cadre
    if vue.cartes and vue.page in _CARTES:
        large = Inches(7)
        _carte(diapositive, section, (gauche, haut, large, hauteur))
        if traces:
            reste = gauche + large + Inches(0.25)
            _tracer(diapositive, traces[0], (reste, haut, largeur - large - Inches(0.25), hauteur))
        return
    # La page met en premier ce qui répond le mieux : si c'est un tableau, la diapositive le montre.
    en_tableau = [d for d in dessins if d.genre == "tableau" and d.lignes and d.entetes[-1] != "Montant"]
    if traces and not (en_tableau and dessins[0] is en_tableau[0]):
        _tracer(diapositive, traces[0], cadre)
    elif en_tableau:
        d = en_tableau[0]
        tableau_projete.poser(
            diapositive, Grille(d.titre, d.entetes, d.lignes, (False,) * len(d.entetes)), cadre
        )
    elif vue.tableaux:
        tableau_projete.poser(diapositive, grille(vue.tableaux[0]), cadre)
    elif vue.cartes:
        _carte(diapositive, section, cadre)


def _carte(diapositive: Slide, section: Section, cadre: formes.Cadre) -> None:
    notee = section.vue.cartes[0]
    points = cadre[2] / 12700 * 0.8
    planche = contours.planche(notee, points, points * cadre[3] / cadre[2], 116)
    formes.carte(
        diapositive, planche, cadre, f"Carte{formats.FINE}: {notee.etat['titre']}", contours.en_mots(notee)
    )


def _tracer(diapositive: Slide, dessin: Dessin, cadre: formes.Cadre) -> None:
    """Le titre du dessin et sa mesure, puis le graphique natif."""
    gauche, haut, largeur, hauteur = cadre
    titre = " — ".join(m for m in (dessin.titre, dessin.mesure) if m)
    lignes = 1 + len(titre) // int(largeur / 12700 / 6.2)
    place = Inches(0.28) * lignes
    formes.ecrire(diapositive.shapes, (gauche, haut, largeur, place), titre, 14, formes.DISCRET)
    if dessin.genre == "multiples":
        reste, note = len(dessin.cases) - natifs.CASES, dessin.note
    else:
        (dessin, reste), note = _principales(dessin), ""
    if reste > 0:
        note = f"{note} {phrases.accord(reste, 'autre', 'autres')} dans le dossier.".strip()
    bas = Inches(0.28) if note else 0
    zone = (gauche, haut + place, largeur, hauteur - place - bas)
    if dessin.genre == "multiples":
        natifs.multiples(diapositive, dessin, zone)
    else:
        natifs.graphique(
            diapositive, dessin, zone, 14 if len(dessin.categories) * len(dessin.series) <= 10 else 12
        )
    if note:
        zone = (gauche, haut + hauteur - bas, largeur, bas)
        formes.ecrire(diapositive.shapes, zone, note, 12, formes.DISCRET)


def _principales(dessin: Dessin) -> tuple[Dessin, int]:
    """Le dessin, et combien de ses noms n'y tiennent pas : à trois barres par nom, on en lit six."""
    garde = _PAIRES // max(1, len(dessin.series))
    if dessin.genre != "barres" or len(dessin.categories) <= garde:
        return dessin, 0
    series = tuple(
        replace(s, valeurs=s.valeurs[:garde], couleurs=s.couleurs[:garde], textes=s.textes[:garde])
        for s in dessin.series
    )
    return replace(dessin, categories=dessin.categories[:garde], series=series), len(
        dessin.categories
    ) - garde


def _pied(diapositive: Slide, section: Section) -> None:
    """Les filtres, la source, la base, le lien et son QR code, le numéro de la diapositive."""
    trait = diapositive.shapes.add_connector(1, MARGE, Inches(6.55), LARGEUR - MARGE, Inches(6.55))
    theme.couleur(trait.line.color, formes.TRAIT)
    formes.sans_style(trait)
    _decoratif(trait)
    largeur = LARGEUR - 2 * MARGE - Inches(1.1)
    if section.vue is not None:
        mots = formats.court(pied(section.vue), 330)
        formes.ecrire(
            diapositive.shapes, (MARGE, Inches(6.63), largeur, Inches(0.42)), mots, 11, formes.DISCRET
        )
    cadre = (MARGE, Inches(7.06), largeur - Inches(0.6), Inches(0.24))
    formes.ecrire(
        diapositive.shapes,
        cadre,
        f"Ouvrir cette vue{formats.FINE}: {section.adresse_courte}",
        11,
        "#0B5C7A",
        lien=section.adresse,
    )
    image = qr_png(section.adresse)
    if image:
        cote = Inches(0.85)
        qr = diapositive.shapes.add_picture(
            io.BytesIO(image), LARGEUR - MARGE - cote, Inches(6.6), cote, cote
        )
        formes.decrire(qr, "QR code", "QR code du lien de cette vue")
        qr.click_action.hyperlink.address = section.adresse
    cadre = (LARGEUR - MARGE - Inches(1.7), Inches(7.06), Inches(0.6), Inches(0.24))
    rang = str(section.rang + 1)
    numero = formes.ecrire(diapositive.shapes, cadre, rang, 11, formes.DISCRET, cote=PP_ALIGN.RIGHT)
    _numeroter(numero)


def _numeroter(boite) -> None:
    """Le numéro devient un champ : il suit l'ordre des diapositives."""
    run = boite._element.txBody.find(qn("a:p")).find(qn("a:r"))
    run.tag = qn("a:fld")
    run.set("id", "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")
    run.set("type", "slidenum")


def _notes(section: Section) -> str:
    """Ce que lit l'orateur : sa note, la durée, la règle des chiffres."""
    vue = section.vue
    minutes = phrases.accord(section.point.minutes, "minute")
    lus = [
        texte(section.point.note),
        f"Durée prévue{formats.FINE}: {minutes}." if section.point.minutes else "",
        f"Question{formats.FINE}: {texte(vue.question)}" if vue else "",
        f"Règle{formats.FINE}: {texte(vue.regle)}" if vue and vue.regle else "",
        pied(vue) if vue else section.defaut,
        section.adresse,
    ]
    return "\n\n".join(lu for lu in lus if lu)


def _corps_du_titre(titre: str) -> int:
    """Plus la réponse est longue, plus elle s'écrit petit : elle ne déborde jamais."""
    return 26 if len(titre) <= 115 else 21 if len(titre) <= 150 else 18 if len(titre) <= 250 else 15


def _decoratif(forme) -> None:
    """Une forme que le lecteur d'écran saute : elle ne dit rien."""
    formes.decrire(forme, "Décor", "")
