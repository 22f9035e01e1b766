"""Markdown texts for the streaming tests: one of every construct by hand, the rest by seed."""

import random

BY_HAND = [
    "**gras** et *penché*, `code`, ~~barré~~.",
    "```\nsans langue\n```",
    "```python\nprint(1)\n```\n\nsuite",
    "```python\nouvert jamais fermé",
    "~~~\ntilde\n```\ndedans\n~~~\nfin",
    "````\n```\ndedans\n```\n````",
    "- a\n  ```sh\n  ls\n  ```\n- b",
    "    code indenté\n\npuis du texte",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n\nfin",
    "| a | b |\n|---|---|\n| `x|y` | \\| |",
    "a | b\n---|---\n1 | 2\n> cité",
    "| pas | une | table\n| - |",
    "# un\n## deux\n### trois ###\n#pas un titre",
    "titre ?\n===\n\nautre\n---\nfin",
    "---\n***\n___\n- - -",
    "> un\n> > deux\n> > > trois\nparesseux",
    "> - a\n>   - b\n>\n> fin\n\nhors",
    "- a\n- b\n\n- c\n\n  d\n- e",
    "1. un\n2. deux\n   1. dedans\n10) dix",
    "* a\n+ b\n- c",
    "-\n- \n  a\n-",
    "- [ ] à faire\n- [x] fait",
    "[texte](http://a.fr \"titre\") et <http://b.fr> et ![i](c.png)",
    "[ref]: http://a.fr\n[ref] et [autre][ref]",
    "[[[[a](b)",
    "![![![",
    "***a** b*",
    "**a *b** c*",
    "_un_deux_ {0.__class__} __trois__",
    "2*3*4 et a**b**c",
    "`` ` `` et ` `` ` et ``",
    "fin de ligne  \nautre\\\nencore",
    "<div>\nhtml\n</div>\n\n<b>x</b> &amp; &lt;",
    "\\*pas\\* \\_de\\_ \\`style\\`",
    "a\tb\n\tc\n- \td",
    "\n\n\n  \n a\n\n\n",
    "日本語 **太字** 🙂👩‍👩‍👧 e\u0301",
    "« 14\u00a0h\u202f» – l’été",
    "a" * 250,
    ("mot " * 60).strip(),
    "x\n" * 30,
    "> ```\n> x\n> ```\nhors",
    "1. a\n\n   ```py\n   x = 1\n   ```\n\n2. b",
    "- a\n\n\n- b\n\n\n\nc",
    "| a |\n|---|\n```\nx\n```",
    "texte\n- liste sans vide\n# titre sans vide\n```\nx\n```\n| a |\n|-|\n| b |",
    "\u2028ligne\u2029autre",
    "a\x1b[31mb\x07c\u202ed",
    ">" * 30 + " a\n" + "- " * 30 + "b",
]  # fmt: skip

_WORDS = "le la un une de à où déjà colis **reçu** *hier* `a[i]` ~~non~~ [ici](http://a.fr) "\
    "nom_de_champ __sûr__ 2*3 <b> & \\* « oui » 14\u00a0h ? ! … 🙂 日本".split()  # fmt: skip


def cases(count: int, seed: int = 4) -> list[str]:
    """Return ``count`` texts: those by hand first."""
    chosen = random.Random(seed)
    made = [_document(chosen) for _number in range(count - len(BY_HAND))]
    return BY_HAND + made


def _document(chosen: random.Random) -> str:
    parts = [chosen.choice(_PARTS)(chosen) for _part in range(chosen.randint(1, 5))]
    gaps = ["\n\n", "\n\n", "\n", "\n\n\n"]
    text = "".join(part + chosen.choice(gaps) for part in parts)
    return text if chosen.random() < 0.5 else text.rstrip("\n")


def _line(chosen: random.Random, most: int = 9) -> str:
    return " ".join(chosen.choice(_WORDS) for _word in range(chosen.randint(1, most)))


def _paragraph(chosen: random.Random) -> str:
    ends = ["\n", "  \n", "\\\n"]
    lines = [_line(chosen) for _number in range(chosen.randint(1, 3))]
    return "".join(line + chosen.choice(ends) for line in lines).rstrip("\n")


def _heading(chosen: random.Random) -> str:
    return "#" * chosen.randint(1, 4) + " " + _line(chosen, 4)


def _fence(chosen: random.Random) -> str:
    mark, language = chosen.choice(["```", "~~~", "````"]), chosen.choice(["", "py", "sh", "x y"])
    body = "\n".join(chosen.choice(["x = 1", "", "  y", "| a |", "- b", "# c", "``"])
                     for _line in range(chosen.randint(0, 4)))  # fmt: skip
    end = chosen.choice([f"\n{mark}", f"\n{mark}", ""])
    return f"{mark}{language}\n{body}{end}"


def _list(chosen: random.Random, depth: int = 0) -> str:
    lines = []
    ordered = chosen.random() < 0.4
    for number in range(1, chosen.randint(2, 4)):
        bullet = f"{number}." if ordered else chosen.choice("-*+")
        lines.append("  " * depth + f"{bullet} {_line(chosen, 4)}")
        if depth < 2 and chosen.random() < 0.3:
            lines.append(_list(chosen, depth + 1))
        if chosen.random() < 0.2:
            lines.append("")
    return "\n".join(lines)


def _quote(chosen: random.Random) -> str:
    inner = chosen.choice([_paragraph, _list, _fence, _heading])(chosen)
    return "\n".join("> " + line for line in inner.split("\n"))


def _table(chosen: random.Random) -> str:
    columns = chosen.randint(1, 4)
    rows = [" | ".join(_line(chosen, 2) for _cell in range(max(1, columns + chosen.randint(-1, 1))))
            for _row in range(chosen.randint(1, 3))]  # fmt: skip
    return "\n".join(
        [f"| {rows[0]} |", "|" + "---|" * columns, *(f"| {row} |" for row in rows[1:])]
    )


def _other(chosen: random.Random) -> str:
    return chosen.choice(["---", "***", "    indenté\n    encore", "<div>\n<b>x</b>", "titre\n===",
                          "[a]: http://b.fr", "| a | b", "-", "1.", ">", "\t", "``", "**",
                          "~~"])  # fmt: skip


_PARTS = [_paragraph, _paragraph, _heading, _fence, _list, _quote, _table, _other]
