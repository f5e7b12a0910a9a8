"""La réponse d'une page en HTML : titre, fiction, filtres, phrase, chiffres, dessin principal.

Elle recouvre l'application tant que celle-ci n'est pas là (retrait.js), et reste seule sans JavaScript.
Chaque texte passe par `inerte.html`, chaque couleur par `teintes.variable`.
"""

import re
from collections.abc import Mapping

from pages.composants import formats, inerte
from pages.composants.dessin_neutre import Dessin
from pages.documents import planches
from pages.rendus.html import barres
from pages.rendus.html.premiere import Premiere
from pages.rendus.html.style import feuille
from pages.rendus.html.svg import svg
from pages.rendus.html.teintes import SOMBRES

POIDS_MAX = 400_000
"""En octets, avant compression : au-delà (des contours par milliers), la réponse part sans dessin."""
CORPS = 9.5
"""Celui des noms d'une planche, en points."""
# En pixels : la largeur de la page et le corps des graphiques, au bureau, au téléphone, en projection.
_BUREAU, _TELEPHONE, _PROJECTION = (1080, 14), (358, 14), (1843, 34)
_VARIABLE = re.compile(r"var\(--c([0-9A-F]{6})")


def html(premiere: Premiere, collectivite: str, pages: Mapping[str, str]) -> str:
    """Le `<div id="reponse">` de cette page. `pages` : adresse → nom, pour qui n'a pas JavaScript."""
    dessin = _dessin(premiere)
    rendu = _html(premiere, dessin, collectivite, pages)
    return rendu if len(rendu.encode()) <= POIDS_MAX else _html(premiere, "", collectivite, pages)


def illisible(
    motif: str, que_faire: str, collectivite: str, pages: Mapping[str, str], projection: bool
) -> str:
    """La même place, quand la base ne se lit pas."""
    dite = Premiere(
        "Les données ne sont pas disponibles", message=f"{motif} {que_faire}", projection=projection
    )
    return _html(dite, "", collectivite, pages)


def attente(collectivite: str, pages: Mapping[str, str], projection: bool) -> str:
    """La même place, sans réponse : elle a tardé, ou la page n'en a pas."""
    # Sans JavaScript, rien ne viendra de soi-même : la réponse sera faite quand on rechargera.
    tardive = "<noscript><p>La réponse de cette page n'est pas encore prête : rechargez-la.</p></noscript>"
    return _html(Premiere("", message="Un instant…", projection=projection), tardive, collectivite, pages)


def _html(p: Premiere, dessin: str, collectivite: str, pages: Mapping[str, str]) -> str:
    employees = {f"#{hexa}" for hexa in _VARIABLE.findall(dessin)} & SOMBRES.keys()
    ruban = '<p class="ruban"><span>Données fictives</span></p>' if p.fictif else ""
    morceaux = [
        f'<p class="marque">{inerte.html(collectivite)}</p>',
        f'<div class="entete"><h1>{_dit(p.titre)}</h1>{ruban}</div>' if p.titre else "",
        f'<p class="filtres"><span>{_dit(p.filtres)}</span></p>' if p.filtres else "",
        _choix(p),
        _constat(p),
        f'<p class="message">{_dit(p.message)}</p>' if p.message and not p.phrase else "",
        _chiffres(p),
        dessin,
        _sans_script(pages),
    ]
    return (
        f'<div id="reponse"><style>{feuille(p.projection, employees)}</style>'
        f'<main class="page">{"".join(morceaux)}</main></div>'
    )


def _dit(texte: object) -> str:
    return inerte.html(formats.typographie(str(texte)))


def _constat(p: Premiere) -> str:
    if not p.phrase:
        return ""
    reserves = "".join(f'<p class="reserve">⚠ {_dit(reserve)}</p>' for reserve in p.reserves)
    return f"<div><h2>{_dit(p.phrase)}</h2>{reserves}</div>"


def _choix(p: Premiere) -> str:
    """La place des choix de la page, que seule l'application montre."""
    if not any(p.choix):
        return ""
    bureau, telephone = (f"{pixels / 16:.4g}rem" for pixels in p.choix)
    return f'<div class="choix" style="--choix:{bureau};--choix-tel:{telephone}"></div>'


def _chiffres(p: Premiere) -> str:
    if not p.chiffres:
        return ""
    cartes = "".join(
        f'<div class="chiffre"><dt>{_dit(c.nom)}</dt><dd class="valeur">{inerte.html(c.valeur)}</dd>'
        + (f'<dd class="suite">{_dit(c.suite)}</dd>' if c.suite else "")
        + "</div>"
        for c in p.chiffres
    )
    return f'<dl class="chiffres">{cartes}</dl>'


def _dessin(p: Premiere) -> str:
    if p.carte is not None:
        deux = ((p.carte.large, "large"), (p.carte.etroite, "etroit"))
        montres = [svg(planche, p.carte.titre, p.carte.mots, f"d-{nom}", nom) for planche, nom in deux]
        # En projection, une seule taille : celle de l'écran de la salle.
        return _figure(p, "", "", "".join(montres[:1] if p.projection else montres), "")
    if p.dessin is None:
        return ""
    if p.dessin.genre == "tableau":
        return _figure(p, p.dessin.titre, p.dessin.mesure, _tableau(p.dessin), p.dessin.note)
    tailles = [("large", _PROJECTION)] if p.projection else [("large", _BUREAU), ("etroit", _TELEPHONE)]
    montres = []
    for nom, (largeur, corps) in tailles:
        part = p.part if nom == "large" else 1
        if barres.se_posent(p.dessin):
            planche = barres.planche(p.dessin, largeur * part, p.projection)
        else:
            planche = planches.planche(p.dessin, largeur * part * CORPS / corps)
        if planche is not None:
            montres.append(svg(planche, p.dessin.titre or p.titre, p.dessin.alt, f"d-{nom}", nom))
    return _figure(p, p.dessin.titre, p.dessin.mesure, "".join(montres), p.dessin.note) if montres else ""


def _figure(p: Premiere, titre: str, mesure: str, corps: str, note: str) -> str:
    tete = f"<h3>{_dit(titre)}</h3>" if titre else ""
    tete += f'<p class="mesure">{_dit(mesure)}</p>' if mesure else ""
    pied = f'<p class="note">{_dit(note)}</p>' if note else ""
    genre = "carte" if p.carte is not None else "dessin"
    place = f'class="dessin" data-genre="{genre}" style="--part:{p.part:.4f}"'
    return f"<div {place}>{tete}{corps}{pied}</div>"


def _tableau(dessin: Dessin) -> str:
    entetes = "".join(f'<th scope="col">{_dit(entete)}</th>' for entete in dessin.entetes)
    lignes = "".join(
        "<tr>" + "".join(f"<td>{_dit(case)}</td>" for case in ligne) + "</tr>" for ligne in dessin.lignes
    )
    alt = inerte.html(dessin.alt or dessin.titre)
    return (
        f'<div class="tableau"><table aria-label="{alt}"><thead><tr>{entetes}</tr></thead>'
        f"<tbody>{lignes}</tbody></table></div>"
    )


def _sans_script(pages: Mapping[str, str]) -> str:
    liens = "".join(
        f'<li><a href="{inerte.html(adresse)}">{inerte.html(nom)}</a></li>' for adresse, nom in pages.items()
    )
    return (
        "<noscript><p>Pour filtrer, cliquer et télécharger, ce tableau de bord a besoin de JavaScript : "
        "activez-le dans les réglages du navigateur, puis rechargez la page.</p>"
        f'<nav aria-label="Pages"><ul>{liens}</ul></nav></noscript>'
    )
