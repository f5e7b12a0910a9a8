"""Qui paie pour quoi : le tableau croisé en teintes."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import pandas as pd

from pages.blocs import Matrice
from pages.composants import couleurs as teintes
from pages.composants import formats
from pages.composants import graphiques_socle as socle


def de_la_matrice(bloc: Matrice, grand: bool) -> str:
    """Le HTML d'une matrice."""
    return tableau(
        bloc.cases,
        bloc.lignes,
        bloc.colonnes,
        bloc.valeur,
        grand,
        bloc.titre,
        bloc.format,
        bloc.sommable,
        bloc.complements,
        bloc.n_max,
    )


def tableau(
    df: pd.DataFrame,
    lignes: str,
    colonnes: str,
    valeur: str,
    grand: bool = False,
    titre: str = "",
    format: str | Callable = "euros",
    sommable: bool = True,
    complements: Mapping[str, Mapping[str, str]] | None = None,
    n_max: int | None = None,
) -> str:
    """Le HTML d'un bloc Matrice : un vrai tableau, ses totaux d'abord, en vue sans défiler.

    Ses titres se replient, un lecteur d'écran l'annonce, et sur un téléphone lui seul défile.
    """
    complements = complements or {}
    roles = teintes.roles(grand)
    court, exact = socle.ecritures(format)
    cases: dict[tuple[str, str], Decimal] = {}
    en_lignes, en_colonnes = _ordre(df, lignes), _ordre(df, colonnes)
    repliees = en_colonnes[n_max - 1 :] if n_max and len(en_colonnes) > n_max else []
    autres = f"Autres ({len(repliees)})"
    en_colonnes = [c for c in en_colonnes if c not in repliees] + ([autres] if repliees else [])
    for ligne, colonne, v in zip(df[lignes], df[colonnes], df[valeur], strict=True):
        if not formats.absent(v):
            cle = (str(ligne), autres if str(colonne) in repliees else str(colonne))
            cases[cle] = cases.get(cle, Decimal(0)) + formats.decimal(v)
    fort = max((v for v in cases.values()), default=Decimal(0))
    total = sum(cases.values(), Decimal(0))
    corps = "1rem" if grand else ".875rem"
    bord = f"border:1px solid {roles.bordure};padding:{'.16em' if grand else '.3em'} .5em"
    tete = f"{bord};font-weight:600;vertical-align:bottom;line-height:1.25;background:{roles.surface}"
    # Sur un téléphone le tableau défile : le nom de la ligne reste en vue.
    nom = f"{tete};text-align:left;min-width:{13 if grand else 6.5}em;position:sticky;left:0"
    somme = f"{bord};text-align:right;font-weight:600;white-space:nowrap"
    html = [
        f'<div role="region" tabindex="0" aria-label="{socle.attribut(titre or "Tableau croisé")}" '
        f'style="overflow-x:auto;max-width:100%"><table style="border-collapse:collapse;width:100%;'
        f'font-size:{corps};color:{roles.texte}"><thead><tr><td style="{bord}"></td>',
        *(
            f'<th scope="col" title="{socle.attribut(c)}" style="{tete};text-align:right">'
            f"{socle.sur(court_)}</th>"
            for c, court_ in _titres_courts(["Total", *complements, *en_colonnes]).items()
        ),
        "</tr></thead><tbody>",
    ]
    for ligne in en_lignes:
        html.append(f'<tr><th scope="row" style="{nom}">{socle.sur(ligne)}</th>')
        de_ligne = sum((cases.get((ligne, c), Decimal(0)) for c in en_colonnes), Decimal(0))
        html.append(f'<td style="{somme}" title="{exact(de_ligne)}">{court(de_ligne)}</td>')
        html += [f'<td style="{somme}">{socle.sur(c.get(ligne, ""))}</td>' for c in complements.values()]
        for colonne in en_colonnes:
            v = cases.get((ligne, colonne))
            if not v:
                html.append(f'<td style="{bord}"></td>')
                continue
            fond = _teinte_case(v, fort, roles, grand)
            part = (
                f", {formats.pourcentage(v / total, 1)} du total" if sommable and total > 0 and v > 0 else ""
            )
            infobulle = socle.attribut(f"{ligne} × {colonne} : {exact(v)}{part}")
            html.append(
                f'<td title="{infobulle}" style="{bord};text-align:right;white-space:nowrap;'
                f'background:{fond};color:{teintes.texte_sur(fond)};print-color-adjust:exact">{court(v)}</td>'
            )
        html.append("</tr>")
    if not sommable:
        return "".join([*html, "</tbody></table></div>"])
    html.append(f'</tbody><tfoot><tr><th scope="row" style="{nom}">Total</th>')
    html.append(f'<td style="{somme}" title="{exact(total)}">{court(total)}</td>')
    html += [f'<td style="{somme}">{socle.sur(c.get("Total", ""))}</td>' for c in complements.values()]
    for colonne in en_colonnes:
        de_colonne = sum((cases.get((li, colonne), Decimal(0)) for li in en_lignes), Decimal(0))
        html.append(f'<td style="{somme}" title="{exact(de_colonne)}">{court(de_colonne)}</td>')
    html.append("</tr></tfoot></table></div>")
    return "".join(html)


def _ordre(df: pd.DataFrame, colonne: str) -> list[str]:
    return list(dict.fromkeys(str(n) for n in df[colonne]))


def _titres_courts(noms: list[str]) -> dict[str, str]:
    """« Bailleurs sociaux (abattement de taxe) » sans sa précision, dite au survol, si rien ne se confond."""
    courts = [nom if nom.startswith("Autres (") else nom.split(" (")[0] or nom for nom in noms]
    return {nom: court if courts.count(court) == 1 else nom for nom, court in zip(noms, courts, strict=True)}


def _teinte_case(valeur: Decimal, fort: Decimal, roles: teintes.Roles, grand: bool) -> str:
    """La teinte d'une case, par racine carrée : sinon une seule grosse case pâlirait toutes les autres."""
    if valeur <= 0 or fort <= 0:
        return roles.surface
    # En projection, sans la teinte du milieu : ni le noir ni le blanc n'y atteignent 7:1.
    sequence = roles.sequentielle
    gamme = (sequence[0], sequence[1], sequence[4], sequence[5]) if grand else sequence[:5]
    return gamme[min(int(float(valeur / fort) ** 0.5 * len(gamme)), len(gamme) - 1)]
