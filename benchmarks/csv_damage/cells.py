"""Damage inside cells: entities, escapes, invisible characters, prefixes, and what is lost."""

import html
import html.entities
import json
import quopri
import random
import unicodedata
from collections.abc import Callable

from csv_damage.making import Damage, Doc, Hook


def every(change: Callable[[str], str]) -> Hook:
    def cells(doc: Doc) -> None:
        for row in doc.rows:
            row[:] = [change(cell) for cell in row]

    return cells


def sometimes(change: Callable[[str, random.Random], str], share: float = 0.3) -> Hook:
    def cells(doc: Doc) -> None:
        for i in doc.some(share):
            doc.touched.add(i)
            doc.rows[i] = [change(cell, doc.rng) for cell in doc.rows[i]]

    return cells


def _inserted(marks: str) -> Callable[[str, random.Random], str]:
    def change(text: str, rng: random.Random) -> str:
        for _ in range(3):
            place = rng.randrange(len(text) + 1)
            text = text[:place] + rng.choice(marks) + text[place:]
        return text

    return change


def _named_entities(text: str) -> str:
    escaped = html.escape(text).replace("&#x27;", "&#039;")
    return "".join(
        f"&{html.entities.codepoint2name[ord(char)]};"
        if ord(char) > 127 and ord(char) in html.entities.codepoint2name
        else char
        for char in escaped
    )


def _numeric_entities(text: str) -> str:
    return html.escape(text, quote=False).encode("ascii", "xmlcharrefreplace").decode()


def _div_tags(text: str) -> str:
    lines = html.escape(text, quote=False).split("\n")
    return '<div class="c">' + "<br>".join(lines) + "</div>"


def _span_tags(text: str) -> str:
    body = html.escape(text, quote=False).replace("\n", "<br />\n")
    return f"<p><span style='color:#333'>{body}</span></p>"


def _json_escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def _u_escaped(text: str) -> str:
    return "".join(char if ord(char) < 128 else json.dumps(char)[1:-1] for char in text)


def _qp(text: str) -> str:
    return quopri.encodestring(text.encode("utf-8")).decode().rstrip("=\n")


def _odd_separators(text: str, rng: random.Random) -> str:
    return text.replace("\n", rng.choice("\u2028\u2029\x0b\x0c\x85"))


def _padded(text: str, rng: random.Random) -> str:
    pads = ("  ", "\t", "\xa0", "\n", " \u202f", "\u3000")
    return rng.choice(pads) + text + rng.choice(pads) + rng.choice(pads)


def _crlf_escape(text: str) -> str:
    return text.replace("\n", "\\r\\n")


def _guard_apostrophe(text: str) -> str:
    return "'" + text


def _numbers(doc: Doc) -> None:
    doc.rows = [[f"{i}. {a}", b] for i, (a, b) in enumerate(doc.rows, 1)]


def _number_lines(doc: Doc, text: str) -> str:
    return "".join(f"{i:6}\t{line}\n" for i, line in enumerate(text.split("\n")[:-1], 1))


def _grep_lines(doc: Doc, text: str) -> str:
    return "".join(f"{i}:{line}\n" for i, line in enumerate(text.split("\n")[:-1], 1))


def _prefixes(one: str, other: str) -> Hook:
    def cells(doc: Doc) -> None:
        doc.rows = [[one + a, other + b] for a, b in doc.rows]

    return cells


def _long_fields(doc: Doc) -> None:
    for i in doc.some(0.05):
        a, b = doc.pairs[i]
        doc.pairs[i] = (a, b + " Voir aussi, entre autres, la notice." * 4000)
        doc.rows[i][1] = doc.pairs[i][1]


def _lose(
    change: Callable[[str, str, random.Random], tuple[str, str]], fits: Callable[[str, str], bool]
) -> Hook:
    def cells(doc: Doc) -> None:
        for i in [i for i in doc.some(0.3) if fits(*doc.pairs[i])][:6]:
            doc.lost.add(i)
            question, answer = doc.rows[i][:2]
            doc.rows[i][:2] = change(question, answer, doc.rng)

    return cells


def _accented(a: str, b: str) -> bool:
    return sum(char in "éèêëïîçùœ" for char in b) >= 2


def _cut(a: str, b: str, rng: random.Random) -> tuple[str, str]:
    words = b.split(" ")
    place = max(6, len(words) * 2 // 3)
    while place > 2 and (len(words[place - 1]) < 6 or not words[place - 1].isalpha()):
        place -= 1
    return a, " ".join(words[:place])[:-3]


def nul_inside(text: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(text))
    return text[:place] + "\x00" + text[place:]


_EMPTY = ("", "   ", "\u200b")
_FILLERS = (
    "N/A",
    "null",
    "à compléter",
    "TODO",
    "#REF!",
    "#NOM?",
    "...",
    "XXX",
    "---",
    "None",
    "?",
)

DAMAGES: tuple[Damage, ...] = (
    Damage("text", "nfd", cells=every(lambda text: unicodedata.normalize("NFD", text))),
    Damage("text", "named_entities", cells=every(_named_entities)),
    Damage("text", "numeric_entities", cells=every(_numeric_entities)),
    Damage("text", "entities_twice", cells=every(lambda text: html.escape(_named_entities(text)))),
    Damage("text", "minimal_entities", cells=every(html.escape)),
    Damage("text", "div_tags", cells=every(_div_tags)),
    Damage("text", "span_tags", cells=every(_span_tags)),
    Damage("text", "zero_width", cells=sometimes(_inserted("\u200b\ufeff\xad\u2060\u200e\u200c"))),
    Damage("text", "control", cells=sometimes(_inserted("\x01\x07\x08\x1b\x7f\x02"))),
    Damage("text", "json_strings", cells=every(_json_escaped)),
    Damage("text", "u_escapes", cells=every(_u_escaped)),
    Damage("text", "bytes_repr", cells=every(lambda text: repr(text.encode("utf-8")))),
    Damage("text", "quoted_printable", cells=every(_qp)),
    Damage("text", "literal_newlines", cells=every(lambda text: text.replace("\n", "\\n"))),
    Damage("text", "literal_crlf", cells=every(_crlf_escape)),
    Damage("text", "x000d", cells=every(lambda text: text.replace("\n", "_x000D_\n"))),
    Damage("text", "odd_separators", cells=sometimes(_odd_separators, 0.9)),
    Damage("text", "padding", cells=sometimes(_padded)),
    Damage(
        "text",
        "typography",
        cells=every(lambda text: text.replace("'", "’").replace(" ?", "\u202f?")),
    ),
    Damage("format", "guard_apostrophe", cells=every(_guard_apostrophe)),
    Damage("format", "numbers", cells=_numbers),
    Damage("format", "cat_n", text=_number_lines),
    Damage("format", "grep_n", text=_grep_lines),
    Damage("format", "prefixes", cells=_prefixes("Question : ", "Réponse : ")),
    Damage("format", "prefixes_short", cells=_prefixes("Q: ", "A: ")),
    Damage("format", "prefixes_alpaca", cells=_prefixes("### Instruction:\n", "### Response:\n")),
    Damage("format", "long_fields", cells=_long_fields),
    Damage(
        "unrecoverable",
        "replacement",
        cells=_lose(
            lambda a, b, rng: (a, b.replace("é", "\ufffd").replace("è", "\ufffd")), _accented
        ),
    ),
    Damage(
        "unrecoverable",
        "question_marks",
        cells=_lose(lambda a, b, rng: (a, b.encode("ascii", "replace").decode()), _accented),
    ),
    Damage("unrecoverable", "cut", cells=_lose(_cut, lambda a, b: len(b) > 60 and "\n" not in b)),
    Damage(
        "unrecoverable",
        "empty",
        cells=_lose(
            lambda a, b, rng: (
                (a, rng.choice(_EMPTY)) if rng.random() < 0.5 else (rng.choice(_EMPTY), b)
            ),
            lambda a, b: True,
        ),
    ),
    Damage(
        "unrecoverable",
        "fillers",
        cells=_lose(lambda a, b, rng: (a, rng.choice(_FILLERS)), lambda a, b: True),
    ),
)
