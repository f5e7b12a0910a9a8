"""Chaque texte que Streamlit envoie au navigateur, et ce que le navigateur en fait.

`controler` lit tout ce qu'une page a envoyé : une donnée hostile (voir base.py) ne doit s'y trouver que sous
la forme inerte de sa destination. Un champ qui porte une donnée et n'est pas dans DESTINATIONS est une
faute : une version de Streamlit qui en ajoute un le fait voir.
"""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch

import pyarrow as pa
from google.protobuf.message import Message

from tests.lecture import Lecture

MARQUE = "zq"
DESTINATIONS = {
    # Ce que StreamlitMarkdown dessine (voir static/js/*.js : « source: … , allowHTML: false »).
    "markdown": (
        "*.markdown.body",
        "*.heading.body",
        "*.alert.body",
        "*.alert.title",
        "*.label",
        "*.help",
        "*.metric.body",
        "*.metric.delta",
        "*.metric.delta_description",
        "*.button_group.options.content",
        "*.slider.options",
        "*.imgs.caption",
        "*.toast.body",
        "*.tab.label",
        "*.radio.options",
        "*.radio.captions",
        "*.spinner.text",
        "*.progress.text",
        "*.dialog.title",
        "*.columns.help",
        "*.menu_button.options",
    ),
    # Ce qui s'écrit tel quel.
    "texte": (
        "*.selectbox.options",
        "*.multiselect.options",
        "*.raw_value",
        "*.raw_values",
        "*.placeholder",
        "*.alt",
        "*.code_text",
        "page_config_changed.title",
        "*.dataframe.columns.*",
        "*.arrow_data",
        # Un résumé que seuls les documents lisent.
        "plotly_chart.meta",
    ),
    # Ce qu'un champ de saisie redonne : la valeur exacte, que personne ne lit comme du Markdown.
    "saisie": ("*.text_input.*value", "*.text_area.*value", "*.text_input.default", "*.text_area.default"),
    "html": ("*.html.body", "*.iframe.srcdoc", "*.iframe.src_doc"),
    "plotly": ("plotly_chart.*",),
    "svg": ("logo.image", "*.imgs.url"),
    # Des données qu'un script pose en texte (pages/composants/carte_*.js : textContent).
    "script": ("*.component_instance.json_args",),
    # Des codes et des adresses, que personne ne lit.
    "code": ("*.id", "*.query_string", "*.key", "*hash*", "*.element_id", "*.url_pathname", "*.page"),
}
_CONTROLES = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_BRUT = re.compile(
    r"(?i)https?://zq|www\.zq|\w@zq|:material/zq|:material_zq|(?<!\\):zq|(?<!\\)\[zq|(?<!\\)<b>|(?<!\\)&amp;zq"
    r"|(?<!\\)[*_`$~|]zq|zq(?<!\\)[*_`$~|]|->|(?<!\\)#zq|(?:^|\n) *(?:- |1\. |# |> |\+ )\S*zq"
)
_PROTEGE = re.compile(r":small\[\]|\\[\[\]*_`$~|<>&:#]|\\\\")
_DOUBLE = re.compile(r"\\\\\\")


def champs(message: Message, chemin: str = "") -> Iterator[tuple[str, object]]:
    """Chaque texte (ou suite d'octets) d'un message, avec son chemin : « delta.new_element.alert.body »."""
    for champ, valeur in message.ListFields():
        ici = f"{chemin}.{champ.name}" if chemin else champ.name
        for un in valeur if champ.is_repeated else [valeur]:
            if champ.type == champ.TYPE_MESSAGE and not champ.message_type.GetOptions().map_entry:
                yield from champs(un, ici)
            elif champ.type == champ.TYPE_BYTES or champ.type == champ.TYPE_STRING:
                yield ici, un


def controler(lecture: Lecture) -> list[str]:
    """Les textes hostiles que cette page laisse vivre : une phrase chacun."""
    fautes = [] if lecture.faute is None else [f"{lecture.adresse} : {lecture.faute!r}"]
    for message in lecture.messages:
        for chemin, valeur in champs(message):
            for ou, texte in _deplier(chemin, valeur):
                if MARQUE in texte.lower() and (dit := faute(ou, texte)):
                    fautes.append(f"{lecture.adresse} : {ou} {dit} : {texte[:160]!r}")
    return list(dict.fromkeys(fautes))


def faute(chemin: str, texte: str) -> str:
    """Ce qui ne va pas dans un texte qui porte la marque ; vide s'il est inerte."""
    genre = next((g for g, motifs in DESTINATIONS.items() if any(fnmatch(chemin, m) for m in motifs)), None)
    if genre is None:
        return "n'a pas de destination connue"
    if genre in ("code", "saisie", "script"):
        return ""
    if _CONTROLES.search(texte):
        return "porte un signe invisible"
    if genre == "markdown":
        if brut := _BRUT.search(texte):
            return f"devient autre chose ({brut.group()!r})"
        return "est protégé deux fois" if _DOUBLE.search(texte) else ""
    if genre == "texte":
        return "montre ses barres obliques" if _PROTEGE.search(texte) else ""
    if genre in ("html", "svg"):
        return "devient du HTML" if re.search(r"<b>|&amp;zq", texte) else ""
    if genre == "plotly":
        if chemin.rstrip("[]").endswith("template") and "%{zq" in texte:
            return "est un gabarit"
        return "devient du HTML" if re.search(r"<b>zq</b>|&amp;zq", texte) else ""
    return ""


def _deplier(chemin: str, valeur: object) -> Iterator[tuple[str, str]]:
    """Les textes d'un champ : ceux d'un graphique ou d'un tableau en ont beaucoup."""
    if chemin.endswith("arrow_data.data"):
        table = pa.ipc.open_stream(valeur).read_all()
        for nom, colonne in zip(table.column_names, table.columns, strict=True):
            yield "table.arrow_data", str(nom)
            if pa.types.is_string(colonne.type) or pa.types.is_large_string(colonne.type):
                yield from (("table.arrow_data", v) for v in colonne.unique().to_pylist() if v)
    elif chemin.endswith("dataframe.columns"):
        for nom, reglage in json.loads(valeur).items():
            yield "table.dataframe.columns.nom", nom
            yield "table.columns.help", reglage.get("help") or ""
            yield "table.dataframe.columns.label", reglage.get("label") or ""
    elif chemin.endswith("plotly_chart.spec"):
        yield from ((f"plotly_chart.{c}", t) for c, t in _textes_plotly(json.loads(valeur), ""))
    elif isinstance(valeur, str):
        yield chemin, valeur


def _textes_plotly(noeud: object, cle: str) -> Iterator[tuple[str, str]]:
    if isinstance(noeud, dict):
        for nom, valeur in noeud.items():
            yield from _textes_plotly(valeur, nom)
    elif isinstance(noeud, list):
        for rang, valeur in enumerate(noeud):
            # Le premier élément de customdata est un code, que personne ne lit.
            if not (cle == "customdata[]" and rang == 0):
                yield from _textes_plotly(valeur, f"{cle}[]")
    elif isinstance(noeud, str):
        yield cle, noeud
