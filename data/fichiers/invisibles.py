"""Les signes qu'un texte montré n'a pas à porter : ils ne se voient pas, ou retournent ce qui les entoure."""

import re

# Ce qui s'écrit sans se voir, ou change le sens de lecture du reste : contrôles, moitiés de paire isolées,
# non-caractères, écritures de droite à gauche forcées, signes de largeur nulle (les liants des emojis et des
# écritures qui en ont besoin, U+200C et U+200D, restent).
INVISIBLES = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e"
    "\u200f\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plan * 0x10000 + 0xFFFE)}{chr(plan * 0x10000 + 0xFFFF)}" for plan in range(1, 17))
    + "]"
)
