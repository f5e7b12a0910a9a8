"""Ce que chaque destination reçoit d'un texte quelconque : lui-même, sans rien d'invisible ni d'actif.

Le rendu réel est essayé par tests/navigateur/test_inerte.py ; ici, tout Unicode, sans navigateur.
"""

import html
import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pages.composants import inerte
from tests.inerte.textes import MEMBRES

TEXTES = (
    st.sampled_from(MEMBRES)
    | st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF), max_size=60)
    | st.lists(st.sampled_from([*MEMBRES, *"\\`*_[]<>#$~|&:@-+=.! \n"]), max_size=6).map("".join)
)
_ACTIFS = re.compile(r"(?<!\\)[`*_\[\]<>#$~|](?<!:small\[)(?<!:small\[\])")


def deproteger(ecrit: str) -> str:
    """Ce que Markdown lit : les directives vides n'y sont rien, un signe protégé est ce signe."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", ecrit.replace(":small[]", ""))


@given(TEXTES)
def test_rien_d_invisible_ne_reste(donnee):
    net = inerte.texte(donnee)
    permis = {"\u200c", "\u200d"}
    interdits = [c for c in net if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    # Un signe de format qui se voit (numérotation arabe, syriaque…) n'est pas invisible.
    assert not [c for c in interdits if c not in permis and ord(c) not in _VISIBLES]
    assert inerte.texte(net) == net


_VISIBLES = {
    *range(0x600, 0x606),
    0x6DD,
    0x70F,
    0x890,
    0x891,
    0x8E2,
    0x110BD,
    0x110CD,
    *range(0x13430, 0x13440),
}


@given(TEXTES)
def test_le_markdown_redonne_le_texte_et_rien_d_actif(donnee):
    ecrit = inerte.markdown(donnee)
    assert deproteger(ecrit) == inerte.texte(donnee).strip()
    assert "\n" not in ecrit
    assert not _ACTIFS.search(ecrit.replace("\\\\", ""))
    assert not re.search(r"(?i)https?://|www\.|[\w.+-]@[\w-]|:material[/_]\w|:streamlit:|->|<-|--", ecrit)
    assert not re.match(r"\s*([-+=]|\d+[.)]|    )", ecrit)


@given(TEXTES)
def test_le_html_et_plotly_redonnent_le_texte(donnee):
    assert html.unescape(inerte.html(donnee)) == inerte.texte(donnee)
    assert not re.search("[<>\"']", inerte.html(donnee))
    assert html.unescape(inerte.plotly(donnee)) == inerte.texte(donnee)
    assert not re.search("[<>]", inerte.plotly(donnee))


@given(st.text(max_size=40))
def test_un_texte_ordinaire_ne_change_pas(donnee):
    lettres = "".join(c for c in donnee if c.isalpha() or c in " ',;!?éè(")
    propre = inerte.texte(lettres).strip()
    assert inerte.markdown(lettres) == propre


def test_un_texte_long_garde_ses_lignes():
    assert inerte.paragraphes("Un.\r\n- deux\n\n\n\n# trois") == "Un.  \n\\- deux  \n  \n  \n  \n\\# trois"
