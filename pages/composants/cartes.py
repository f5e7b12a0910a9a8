"""La carte des quartiers, ou des contrats : colorés par une mesure, cliquables, sans hôte extérieur.

Le fond et les contours ne voyagent qu'une fois (routes mises en cache par le navigateur). Le script de
la carte ne dépend que du contrat : ce qui change d'un filtre à l'autre (couleurs, choix, légende) passe
par le HTML du composant, que carte_couche.js relit à chaque message ; la carte n'est donc jamais
rechargée, ni la vue perdue, quand on filtre ou qu'on clique.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlencode

import folium
import pandas as pd
import streamlit as st
from folium.template import Template

import queries
from pages.blocs import Carte
from pages.composants import cartes_classes, couleurs, ecran, recueil
from pages.composants.style import CORPS_PROJETE
from pages.serveur.configuration import FONDS
from pages.serveur.fond import fond_de_carte
from pages.serveur.ressources import LEAFLET_CSS, LEAFLET_JS, POLICE

_COLONNES = ("quartier_id", "nom", "type", "valeur", "statut")
SUJETS = {"quartiers": "quartier", "contrats": "contrat"}
"""Ce que la carte peut montrer : couche servie → son nom au singulier."""
_DOSSIER = Path(__file__).parent
_COUCHE = "".join((_DOSSIER / nom).read_text("utf-8") for nom in ("carte_noms.js", "carte_couche.js"))
_STYLE = f'@font-face {{ font-family: "Source Sans"; src: url("{POLICE}"); font-weight: 200 900; }}\n' + (
    _DOSSIER / "carte_couche.css"
).read_text("utf-8")


class _Carte(folium.Map):
    """Une carte Folium dont le gabarit est le nôtre : zoom en français, pas d'interdiction de zoomer."""

    _template = Template(
        """
        {% macro header(this, kwargs) %}<style>{{ this.style }}</style>{% endmacro %}
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }} ></div>
            <script type="application/json" id="carte-etat">{{ this.etat }}</script>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            {{ this.couche }}
            var {{ this.get_name() }} = carteDuContrat({{ this.get_name()|tojson }}, {{ this.fixe }});
        {% endmacro %}
        """
    )

    def __init__(self, fixe: dict[str, object], etat: dict[str, object]) -> None:
        super().__init__(tiles=None)
        racine = _racine()
        self.default_js = [("leaflet", f"{racine}{LEAFLET_JS}")]
        self.default_css = [("leaflet_css", f"{racine}{LEAFLET_CSS}")]
        self.couche, self.style = _COUCHE, _STYLE
        self.fixe, self.etat = _json_sur(fixe), _json_sur(etat)


def carte(
    mesures: pd.DataFrame,
    *,
    contrat: str,
    generation: str,
    format: Callable[[float], str],
    titre: str,
    choisi: str | Sequence[str] | None = None,
    cle: str,
    hauteur: int = 480,
    grand: bool = False,
    emprise: Sequence[Sequence[float]] | None = None,
    fond: str | None = None,
    couche: str = "quartiers",
) -> str | None:
    """Dessine la carte d'un contrat et rend le quartier qu'on vient d'y cliquer.

    Args:
        mesures: une ligne par quartier ; `quartier_id`, `nom`, `type` (QPV ou QVA), `valeur` (dans
            l'unité de la mesure, vide si absente), `statut` (diffusée, estimée, secret, manquante).
        contrat: code du contrat, dont on charge les contours.
        generation: zonage montré, « 2015 » ou « 2024 ».
        format: écrit une valeur avec son unité.
        titre: ce que montre la carte, en tête de légende et pour les lecteurs d'écran.
        choisi: code du quartier choisi, ou plusieurs.
        cle: nom de la carte, unique dans la page.
        hauteur: en pixels, légende comprise.
        grand: vrai en projection ; textes et traits grossis.
        emprise: [[latitude, longitude], [latitude, longitude]] à montrer d'abord ; sinon, les quartiers.
        fond: clé de FONDS ; None : celui de la configuration ou de la recette, le seul que le serveur
            autorise. « aucun » : un fond uni, sans hôte extérieur.
        couche: « quartiers » (des contours), ou « contrats » (un point chacun ; `quartier_id` est alors
            le code du contrat et `contrat` ceux dont on montre le point, joints par des virgules).

    Returns:
        Le code du quartier (ou du contrat), une seule fois par clic ; None le reste du temps.

    Raises:
        ValueError: une colonne manque, ou le fond est inconnu.
    """
    fond = fond or fond_de_carte()
    if fond not in FONDS:
        raise ValueError(f"Fond de carte inconnu : {fond}. Fonds possibles : {', '.join(FONDS)}.")
    fixe = {
        "contours": {
            "quartiers": _adresse(couche, contrat=contrat, generation=generation),
            "communes": _adresse("communes" if couche == "quartiers" else "territoires", contrat=contrat),
        },
        "generation": generation,
        "sujet": SUJETS[couche],
        "emprise": emprise,
        "fond": fond,
        "grand": ecran.pixels(CORPS_PROJETE) if grand else 0,
    }
    choisis = [choisi] if isinstance(choisi, str) else list(choisi or [])
    etat = etat_carte(
        mesures, format=format, titre=titre, choisis=choisis, sombre=_sombre(), sujet=SUJETS[couche]
    )
    recueil.carte(recueil.Carte(cle, etat, contrat, generation, couche))
    if recueil.en_cours():
        return None
    # Importé ici : hors d'une visite, Streamlit n'enregistrerait pas le composant.
    from streamlit_folium import st_folium

    # La clé du composant ignore ce qui suit un « _ » dans le script : deux contrats « x_1 » et « x_2 »
    # se confondraient si elle ne portait pas elle-même ce qui est fixe.
    reponse = st_folium(
        _Carte(fixe, etat),
        key=f"{cle}-{_json_sur(fixe)}",
        height=hauteur,
        width=None,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
    )
    return _clic_neuf(reponse, cle)


def hauteur(bloc: Carte, grand: bool) -> int:
    """La hauteur d'une carte, en pixels : elle tient sous la phrase, au bureau comme au mur."""
    if grand:
        return ecran.pixels(bloc.place or (500 if bloc.petite else 635))
    return 340 if bloc.petite else 520


def etat_carte(
    mesures: pd.DataFrame,
    *,
    format: Callable[[float], str],
    titre: str,
    choisis: Sequence[str] = (),
    sombre: bool = False,
    sujet: str = "quartier",
) -> dict[str, object]:
    """Ce que la carte dessine, prêt pour le navigateur : quartiers, classes, légende.

    Args:
        mesures, format, titre: comme pour `carte`.
        choisis: codes des quartiers cerclés.
        sombre: vrai sur fond sombre.
        sujet: ce qu'est une forme de la carte, au singulier.

    Returns:
        `titre`, `methode`, `accent`, `choisis`, `sombre` ; `quartiers` : par code, `nom`, `type`,
        `genre` (classe, vide ou secret), `couleur`, `texte` ; `legende` : lignes `genre`, `couleur`,
        `texte`, `effectif`.

    Raises:
        ValueError: une colonne manque.
    """
    manquantes = [nom for nom in _COLONNES if nom not in mesures.columns]
    if manquantes:
        raise ValueError(f"La carte attend les colonnes {', '.join(manquantes)}.")
    lignes = [_quartier(ligne, format) for ligne in mesures.loc[:, _COLONNES].itertuples(index=False)]
    valeurs = [ligne["valeur"] for ligne in lignes if ligne["genre"] == "classe"]
    bornes = cartes_classes.classes(valeurs)
    teintes = cartes_classes.couleurs(max(0, len(bornes) - 1), sombre=sombre)
    legende = _legende(valeurs, bornes, teintes, format)
    for ligne in lignes:
        valeur = ligne.pop("valeur")
        if ligne["genre"] == "classe":
            ligne["couleur"] = teintes[cartes_classes.classe_de(valeur, bornes)]
    for genre, texte in (("vide", "Pas de donnée"), ("secret", "Secret statistique")):
        effectif = sum(ligne["genre"] == genre for ligne in lignes)
        if effectif:
            legende.append({"genre": genre, "texte": texte, "effectif": effectif})
    en_veille = sum(ligne["type"] == "QVA" for ligne in lignes)
    if en_veille:
        legende.append({"genre": "veille", "texte": "Quartier de veille active", "effectif": en_veille})
    if choisis:
        nom = sujet.capitalize()
        texte = f"{nom} choisi" if len(choisis) == 1 else f"{nom}s choisis"
        legende.append({"genre": "choisi", "texte": texte})
    return {
        "titre": titre,
        "methode": cartes_classes.METHODE if len(bornes) > 2 else "",
        "accent": couleurs.roles(sombre=sombre).accent,
        "choisis": list(choisis),
        "sombre": sombre,
        "quartiers": {ligne.pop("code"): ligne for ligne in lignes},
        "legende": legende,
    }


def _quartier(ligne, format: Callable[[float], str]) -> dict[str, object]:
    """Un quartier tel que le dessine la carte : secret et absence ne se confondent jamais."""
    genre, texte = "classe", ""
    if ligne.statut == "secret":
        genre, texte = "secret", "Secret statistique"
    elif pd.isna(ligne.valeur):
        genre, texte = "vide", "Pas de donnée"
    else:
        texte = format(float(ligne.valeur)) + (" (estimation)" if ligne.statut == "estimée" else "")
    return {
        "code": ligne.quartier_id,
        "nom": ligne.nom,
        "type": ligne.type,
        "genre": genre,
        "texte": texte,
        "valeur": float(ligne.valeur) if genre == "classe" else None,
    }


def _legende(
    valeurs: list[float], bornes: list[float], teintes: list[str], format: Callable[[float], str]
) -> list[dict[str, object]]:
    """Une ligne par classe, de la plus haute à la plus basse, avec son nombre de quartiers."""
    if len(set(valeurs)) == 1:
        # Une seule valeur : la dire vaut mieux qu'un intervalle.
        return [
            {"genre": "classe", "couleur": teintes[0], "texte": format(valeurs[0]), "effectif": len(valeurs)}
        ]
    effectifs = cartes_classes.effectif_par_classe(valeurs, bornes)
    intervalles = zip(bornes, bornes[1:], teintes, effectifs, strict=False)
    lignes = [
        {"genre": "classe", "couleur": teinte, "texte": f"{format(bas)} à {format(haut)}", "effectif": nombre}
        for bas, haut, teinte, nombre in intervalles
    ]
    return lignes[::-1]


def _clic_neuf(reponse: dict | None, cle: str) -> str | None:
    """Le quartier cliqué, si ce clic n'a pas déjà été rendu.

    Le composant redonne sa dernière valeur à chaque passage ; l'heure du clic, posée par
    carte_couche.js, distingue un clic neuf d'un ancien, même sur le même quartier.
    """
    dessin = (reponse or {}).get("last_active_drawing") or {}
    proprietes = dessin.get("properties") or {}
    code, clic = proprietes.get("code"), proprietes.get("clic")
    memoire = f"_clic_{cle}"
    if not code or not clic or clic <= st.session_state.get(memoire, 0):
        return None
    st.session_state[memoire] = clic
    return str(code)


def _json_sur(valeur: object) -> str:
    """Du JSON qui ne peut ni fermer une balise ni ouvrir une entité, où qu'on le pose."""
    texte = json.dumps(valeur, ensure_ascii=False, separators=(",", ":"))
    return texte.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _racine() -> str:
    """Le préfixe des adresses du site, vide ou « /chemin »."""
    chemin = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{chemin}" if chemin else ""


def _adresse(couche: str, **parametres: str) -> str:
    """L'adresse d'une couche de contours ; la version y figure, le navigateur peut donc tout garder."""
    return f"{_racine()}/contours/{queries.version_base()}/{couche}.geojson?{urlencode(parametres)}"


def _sombre() -> bool:
    """Vrai si le visiteur lit sur fond sombre."""
    return st.context.theme.type == "dark"
