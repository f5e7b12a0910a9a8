"""Des données qui voudraient devenir autre chose : les écritures de Streamlit et de Plotly, et du hasard."""

import random

MEMBRES = (
    "https://zq.example/a?b=1&c=2", "HTTP://ZQ.EXAMPLE", "www.zq.example",
    "WWW.zq.example.", "(www.zq.fr)",
    "a.b+c@zq.example", "contact : zq@zq.fr.", "mailto:zq@zq.fr",
    "xmpp:zq@zq.fr/x", "ftp://zq.fr", "//zq.fr",
    "<https://zq.fr>", "<zq@zq.fr>", "[zq](https://zq.fr)",
    "[zq]: https://zq.fr", "[zq][zq]", "![zq](zq.png)",
    "![zq]", "- zq", "* zq", "+ zq", "-", "1. zq", "12) zq", "1.", "0. zq", "# zq", "###### zq #", "> zq",
    ">zq", "    zq", "\tzq", "   - zq", "- [ ] zq", "- [x] zq", "[ ] zq",
    "[x]", "***", "---", "- - -", "___",
    "===", "zq\n===", "zq\n---", "zq\n- zq", "zq\n1. zq", "zq\n\nzq", "zq  \nzq", "zq\\\nzq", "zq\\",
    "zq\\zq", "\\*zq\\*", "|zq|zq|\n|-|-|\n|zq|zq|", "zq|zq\n-|-", "`zq`",
    "``zq``", "```\nzq\n```", "~~~\nzq",
    "```zq", "*zq*", "**zq**", "***zq***", "_zq_", "__zq__", "a_zq_b", "~zq~", "~~zq~~", "$zq$", "$$zq$$",
    "$1 zq $2", "\\(zq\\)", "<b>zq</b>", "<script>zq</script>", "<!-- zq -->",
    "<br>", "<zq", "</p>", "&amp;",
    "&lt;b&gt;", "&#42;zq&#42;", "&#x2a;zq", "&nbsp;", "R&D", "&copy",
    "zq[^1]", "[^1]: zq", "^zq^", "==zq==",
    ":material/home:", ":material_home:", "zq :material/zq:", ":streamlit:",
    ":smile:", ":+1:", ":-1:", "::",
    ":zq:", ":+1:3b:help[zq]", "1:2:3:zq:4:", ":red[zq]", ":red-background[zq]", ":blue-badge[zq]",
    ":small[zq]",
    ":shimmer[zq]", ":help[zq]",
    ':color[zq]{foreground="red"}', ":rainbow[zq]", ":zq", ":zq[zq]", "::zq[zq]", ":::zq\nzq\n:::", "a:b",
    ":zq{.zq}", ":help", "zq :-) ;) <3", "-> zq", "zq <- zq", "zq <-> zq", "zq -- zq", "zq >= zq <= zq",
    "~= zq", "-->", "<--", "->", "--", "a->b", "%{x}", "%{customdata[0]}", "zq<extra></extra>", "{zq}",
    "<a href='https://zq.fr'>zq</a>", "<b>zq", "<i>zq</i><sub>zq</sub>",
    "<span style='color:red'>zq</span>",
    "\u202ezq\u202c", "\u2066zq\u2069", "\u200fzq\u200e", "z\u200bq",
    "\ufeffzq", "z\u00adq", "zq\x00\x07\x1b",
    "\x1b[31mzq", "z\x85q", "z\u2028q", "z\u2029q", "z\rq", "z\r\nq", "z\tq",
    "z\x0bq", "z\ud800q", "z\uffffq",
    "\U000e0041zq", "é̂́zq", "👨‍👩‍👧 zq", "ＷＷＷ．zq．fr", "ｈｔｔｐ://zq", "www．zq.fr",
    "א zq ب", "Ａ＠zq.fr", "a@zq.fr:8080",
    "https://[::1]/", "https://zq", "http://a@b.fr", "wwww.zq.fr",
    "zqwww.zq.fr", "_www.zq.fr", "*www.zq.fr*",
    "http://www.zq.fr:80/:smile:", ":https://zq.fr:", "@zq", "zq@", "a@b",
    "a@b.c.d_", "--->", "<-->", ">=>=",
    "l'été 2024 : 12 % (3 €) — « oui » ; non ? 12:30", "+33 2 54 00 00 00",
    "-5 %", "2024. Bilan", "C++", "C#",
    " zq ", "zq", "1) 2) 3)", "a - b", "n°1", "10h-12h", "A/B", "*", "#",
    "#zq", "1", "_", "$", "<", "\\", ":",
)  # fmt: skip
"""Chaque membre connu du genre. En ajouter un ici l'essaie partout."""
_SIGNES = "\\`*_[]<>#$~|&:@-+=.!()/{}%^\"'0123abzqWw \n\t"


def tirer(graine: int, nombre: int) -> list[str]:
    """`nombre` textes : les membres connus, puis des mélanges de membres, de signes et de tout Unicode."""
    hasard = random.Random(graine)
    return [*MEMBRES[:nombre], *(_un(hasard) for _ in range(max(0, nombre - len(MEMBRES))))]


def _un(hasard: random.Random) -> str:
    morceaux = []
    for _ in range(hasard.randint(1, 5)):
        sorte = hasard.random()
        if sorte < 0.45:
            morceaux.append(hasard.choice(MEMBRES))
        elif sorte < 0.85:
            morceaux.append("".join(hasard.choices(_SIGNES, k=hasard.randint(1, 8))))
        else:
            morceaux.append("".join(chr(hasard.randrange(0x110000)) for _ in range(hasard.randint(1, 4))))
    return hasard.choice(("", " ", "\n")).join(morceaux)
