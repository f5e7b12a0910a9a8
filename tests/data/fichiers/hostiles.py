"""Des textes comme personne n'en veut : tout Unicode, et les pièges connus des tableurs."""

import re

from hypothesis import strategies as st

SIGNES = st.characters(min_codepoint=0, max_codepoint=0x10FFFF)
PIEGES = (
    "=1+1",
    " =1+1",
    "\u200b=1",
    "＝1",
    "@x",
    "-2",
    "+3",
    "\t=1",
    "\r=1",
    "'a",
    "#N/A",
    "_x0041_",
    "VRAI",
    "1E5",
    "12/03/2026",
    "\ud800",
    "\x00",
    "\x0b",
    "\ufffe",
    "\u2028",
    "😀" * 3,
    "[a]",
    "a:b?*/\\",
    "",
)
"""Signes choisis pour leur malice, qu'un tirage au hasard ne donnerait qu'une fois sur mille."""
TEXTES = st.builds(
    "".join, st.lists(st.sampled_from(PIEGES) | st.text(alphabet=SIGNES, max_size=40), max_size=4)
)
INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def permis(texte: str) -> str:
    """`texte`, moins ce que l'XML ne peut pas porter."""
    return INTERDITS.sub("", texte)
