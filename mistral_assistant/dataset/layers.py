"""Damage that a whole file shows in its cells: found on a sample, peeled off layer by layer.

Each layer is one habit of an export (entities, tags, escapes, prefixes …). A layer is peeled only
where the sample proves that it is systematic; cells that merely talk about such things stay.
"""

import ast
import html
import json
import quopri
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from mistral_assistant.dataset.header import role_of

MOST_LAYERS = 8

_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,10}|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});")
_ACCENT_ENTITY = re.compile(
    r"&(?:[A-Za-z](?:acute|grave|circ|uml|cedil|tilde|ring|slash)|oelig|OElig|aelig|laquo|raquo"
    r"|euro|nbsp|hellip|rsquo|lsquo|ldquo|rdquo|deg|ndash|mdash|#\d{3,6}|#[xX][0-9A-Fa-f]{2,5});"
)
_IN_WORD = re.compile(r"[A-Za-z]&(?:[A-Za-z](?:acute|grave|circ|uml|cedil)|oelig|rsquo|#39|#x27|apos"
                      r"|#2\d\d);[A-Za-z]")  # fmt: skip
_TAG_NAMES = ("p|br|b|i|u|s|em|strong|span|div|ul|ol|li|a|h[1-6]|font|table|tbody|thead|tr|td|th|hr"
              "|small|sup|sub|code|pre|blockquote|html|body|center|label|section|article")  # fmt: skip
_TAG = re.compile(rf"</?(?:{_TAG_NAMES})(?:\s[^<>]*)?/?>", re.I)
_WRAPPED = re.compile(r"\s*<(p|div|span|td|li|body|html|h\d)\b[^<>]*>.*</\1>\s*", re.I | re.S)
_BYTES = re.compile(r"""\s*[bB]('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*""", re.S)
_QP = re.compile(r"(?:=[89A-F][0-9A-F])+", re.I)
_QP_LETTER = re.compile(
    r"=[CD][0-9A-F]=[89AB][0-9A-F]|=E2=[89AB][0-9A-F]=|[a-z]=E[0-9A-F]|=E[0-9A-F][a-z]", re.I
)
_QP_ANY = re.compile(r"=(?:[0-9A-F]{2}|\r?\n)", re.I)
_U_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}|\\x[89a-fA-F][0-9a-fA-F]")
_U_IN_WORD = re.compile(r"[A-Za-z]\\[ux][0-9a-f]{2}|\\(?:u00|x)[c-f][0-9a-f][a-z]", re.I)
_LITERAL_NEWLINE = re.compile(r"(?<![A-Za-z]:)(?<!\\)\\r?\\n|(?<![A-Za-z]:)(?<!\\)\\n")
_X_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBERED = re.compile(
    r"\s*[\[(#]?(?:n°|no\.?|ligne )?\s*(\d{1,7})\s*(?:[.):\]|/-]|–|—|->|\t)+\s*", re.I
)
_PREFIXED = re.compile(r"\W*([^\W\d_][^\W\d_ ]{0,14}(?: [^\W\d_]{2,14})?)\s*(?:n°\s*)?\d*\s*"
                       r"(?:[:>=»|]|->|=>|–|—|-|\.|\))+\s*")  # fmt: skip


@dataclass(frozen=True)
class Layer:
    """One systematic damage and its cure."""

    rule: str
    apply: Callable[[str], str]
    gate: re.Pattern[str] | None = None
    """A cell in which this is not found needs no cure."""
    side: int | None = None
    """0 for instructions only, 1 for responses only."""

    def cured(self, pair: tuple[str, str]) -> tuple[str, str]:
        """Return both sides of a pair without this damage."""
        return self._cell(pair[0], 0), self._cell(pair[1], 1)

    def _cell(self, text: str, side: int) -> str:
        if self.side is not None and self.side != side:
            return text
        if self.gate is not None and not self.gate.search(text):
            return text
        return self.apply(text)


def find_layers(pairs: Sequence[tuple[str, str]]) -> list[Layer]:
    """Return the layers of damage of a sample, the outermost first."""
    layers: list[Layer] = []
    pairs = [pair for pair in pairs if pair[0].strip() and pair[1].strip()]
    while pairs and len(layers) < MOST_LAYERS:
        layer = next(_detected(pairs, {layer.rule for layer in layers}), None)
        if layer is None:
            break
        layers.append(layer)
        pairs = [layer.cured(pair) for pair in pairs]
    return layers


def _detected(pairs: Sequence[tuple[str, str]], known: set[str]) -> Iterator[Layer]:
    cells = [cell for pair in pairs for cell in pair]
    for find in (_bytes_repr, _quoted_printable, _json_escapes, _percent, _tags, _entities,
                 _literal_newlines, _excel_escapes, _guards):  # fmt: skip
        layer = find(cells)
        if layer and (layer.rule not in known or layer.rule in ("entities",)):
            yield layer
    for side in (0, 1):
        column = [pair[side] for pair in pairs]
        for find_side in (_quoted_again, _numbers, _prefix):
            layer = find_side(column, side)
            if layer and sum(name == layer.rule for name in known) < 2:
                if not _without_effect(layer, column):
                    yield layer


def _without_effect(layer: Layer, column: Sequence[str]) -> bool:
    return all(layer.apply(cell) == cell for cell in column)


def _share(cells: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(1 for cell in cells if pattern.search(cell)) / len(cells)


# --- one function per layer ---


def _bytes_repr(cells: Sequence[str]) -> Layer | None:
    whole = sum(1 for cell in cells if _BYTES.fullmatch(cell))
    if whole >= max(2, 0.3 * len(cells)):
        return Layer("bytes_repr", without_bytes_repr, re.compile(r"^\s*[bB]['\"]"))
    return None


def without_bytes_repr(text: str) -> str:
    """Return what ``b'…'`` stands for, as text."""
    if not _BYTES.fullmatch(text):
        return text
    try:
        data = ast.literal_eval(text.strip().replace("\n", "\\n").replace("\r", "\\r"))
    except (SyntaxError, ValueError):
        return text
    try:
        return str(data.decode("utf-8"))
    except UnicodeDecodeError:
        return str(data.decode("cp1252", "replace"))


def _quoted_printable(cells: Sequence[str]) -> Layer | None:
    encoded = [cell for cell in cells if _QP.search(cell)]
    if len(encoded) < max(2, 0.1 * len(cells)):
        return None
    plain = sum(1 for cell in encoded if cell.isascii())
    if sum(1 for cell in encoded if _QP_LETTER.search(cell)) < 0.5 * len(encoded):
        return None
    readable = sum(1 for cell in encoded if without_quoted_printable(cell) != cell)
    if plain < 0.9 * len(encoded) or readable < 0.8 * len(encoded):
        return None
    return Layer("quoted_printable", without_quoted_printable, _QP_ANY)


def without_quoted_printable(text: str) -> str:
    """Decode ``=C3=A9`` and soft line breaks; return the text as it is where that fails."""
    if not text.isascii():
        return text
    data = quopri.decodestring(text.replace("\r\n", "\n").encode("ascii"))
    for codec in ("utf-8", "cp1252"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return text


def _json_escapes(cells: Sequence[str]) -> Layer | None:
    escaped = [cell for cell in cells if _U_ESCAPE.search(cell)]
    if len(escaped) < max(2, 0.1 * len(cells)):
        return None
    plain = sum(1 for cell in escaped if cell.isascii())
    in_words = sum(1 for cell in escaped if _U_IN_WORD.search(cell))
    if plain < 0.9 * len(escaped) or in_words < 0.5 * len(escaped):
        return None
    return Layer("json_escapes", without_json_escapes, re.compile(r"\\"))


def without_json_escapes(text: str) -> str:
    r"""Decode ``\u00e9``, and the other escapes of JSON where the whole text is such a string."""
    ready = re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", text)
    try:
        return str(json.loads('"' + re.sub(r'(?<!\\)"', r"\"", ready) + '"', strict=False))
    except ValueError:
        pass
    decoded = re.sub(
        r"(?:\\u[0-9a-fA-F]{4})+",
        lambda m: bytes.fromhex(m[0].replace("\\u", "")).decode("utf-16-be", "replace"),
        ready,
    )
    return decoded


def _percent(cells: Sequence[str]) -> Layer | None:
    encoded = re.compile(r"^[^\s%]*(?:%20|\+)[^\s]*$")
    with_bytes = re.compile(r"%[CE][23][^\s]?")
    if _share(cells, encoded) < 0.6 or _share(cells, with_bytes) < 0.1:
        return None
    return Layer(
        "percent_encoding", lambda text: unquote(text.replace("+", " ")), re.compile(r"[%+]")
    )


def _tags(cells: Sequence[str]) -> Layer | None:
    """A CMS wraps the texts of both sides, or nearly every answer; examples of code are varied."""
    sides = [cells[0::2], cells[1::2]]
    wrapped = [sum(1 for cell in side if _WRAPPED.fullmatch(cell)) / len(side) for side in sides]
    tagged = [_share(side, _TAG) for side in sides]
    if min(wrapped) < 0.4 and min(tagged) < 0.7 and wrapped[1] < 0.8:
        return None
    return Layer("tags", without_tags, re.compile("[<&]"))


def without_tags(text: str) -> str:
    """Turn HTML into text: line breaks, list items, no tags, entities decoded."""
    text = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>", "", text, flags=re.S | re.I)
    text = re.sub(r"<br\s*/?>\n?", "\n", text, flags=re.I)
    text = re.sub(r"</p>\s*<p\b[^<>]*>", "\n\n", text, flags=re.I)
    text = re.sub(r"</(?:div|h\d|tr)>\s*(?=<(?:div|h\d|tr))", "\n", text, flags=re.I)
    text = re.sub(r"\s*<li\b[^<>]*>\s*", "\n- ", text, flags=re.I)
    text = _TAG.sub("", text)
    return html.unescape(text)


def _entities(cells: Sequence[str]) -> Layer | None:
    layer = Layer("entities", html.unescape, re.compile("&"))
    accents = [cell for cell in cells if _ACCENT_ENTITY.search(cell)]
    foreign = sum(1 for cell in cells if re.search(r"[À-ÿœŒ]", cell))
    if len(accents) >= max(2, 0.1 * len(cells)) and foreign <= 0.2 * len(accents):
        return layer
    text = "\n".join(cells)
    for escaped, raw in ((r"&(?:#0?39|#[xX]27|apos);", "'"), ("&quot;|&#34;", '"')):
        count = len(re.findall(escaped, text))
        if count >= max(2, 0.05 * len(cells)) and text.count(raw) <= 0.1 * count:
            return layer
    ampersands, bare = len(re.findall("&amp;", text)), len(re.findall(r"&(?!\w+;|#\w+;)", text))
    if ampersands >= max(3, 0.05 * len(cells)) and not bare:
        return layer
    return None


def row_entities(pair: tuple[str, str]) -> tuple[str, str]:
    """Decode entities where the row alone proves them: inside words, with no bare accent beside."""
    both = "\n".join(pair)
    if "&" not in both:
        return pair
    if not _IN_WORD.search(both) or re.search(r"[À-ÿœŒ]", both):
        return pair
    return html.unescape(pair[0]), html.unescape(pair[1])


def _literal_newlines(cells: Sequence[str]) -> Layer | None:
    literal = [cell for cell in cells if _LITERAL_NEWLINE.search(cell)]
    real = sum(1 for cell in cells if "\n" in cell.strip())
    likely = sum(1 for cell in literal if _reads_as_lines(cell))
    if likely < max(2, 0.02 * len(cells)) or likely < 0.6 * len(literal) or real > 0.5 * likely:
        return None
    return Layer("literal_newlines", without_literal_newlines, re.compile(r"\\[nr]"))


def _reads_as_lines(cell: str) -> bool:
    r"""A literal ``\n`` that ends a line stands tight behind a sentence, or several do."""
    breaks = _LITERAL_NEWLINE.findall(cell)
    tight = re.search(r"[.:;,!?)»|\w\"]\\(?:r\\)?n\S", cell) is not None
    path = re.search(r"[A-Za-z]:\\|\\[A-Za-z]{3,}\\", cell) is not None
    return tight and not path and (len(breaks) > 1 or len(cell) > 20)


def without_literal_newlines(text: str) -> str:
    r"""Turn the two characters ``\n`` into a line break, paths excepted."""
    if re.search(r"[A-Za-z]:\\", text):
        return text
    return re.sub(r"\\r\\n|\\n|\\r(?![a-z])", "\n", text).replace("\\t", "\t")


def _excel_escapes(cells: Sequence[str]) -> Layer | None:
    sure = re.compile(r"_x000[dDaA]_(?:\r?\n|$|_x000)|\w_x00[0-9A-Fa-f]{2}_\w")
    if sum(1 for cell in cells if sure.search(cell)) < 1:
        return None
    return Layer("excel_escapes", without_excel_escapes, _X_ESCAPE)


def without_excel_escapes(text: str) -> str:
    """Decode ``_x000D_`` and its like, which Excel writes into XML."""
    text = re.sub(r"_x000D_(?:\r?\n|_x000A_)?", "\n", text, flags=re.I)
    return _X_ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)


def _guards(cells: Sequence[str]) -> Layer | None:
    formula = re.compile(r'^=\s*"(.*)"$', re.S)
    if _share(cells, formula) >= 0.3:
        return Layer(
            "excel_guards",
            lambda text: formula.sub(lambda m: m[1].replace('""', '"'), text.strip()),
            re.compile(r"^\s*="),
        )
    guarded = sum(1 for cell in cells if re.match(r"'[=+\-@\t]", cell))
    bare = sum(1 for cell in cells if re.match(r"[=+\-@\t]", cell))
    led = sum(1 for cell in cells if cell.startswith("'") and not cell.endswith("'"))
    if led >= 0.6 * len(cells):
        return Layer("excel_guards", lambda text: text.removeprefix("'"), re.compile("^'"))
    if guarded >= 2 and not bare:
        return Layer(
            "excel_guards", lambda text: text.removeprefix("'"), re.compile(r"^'[=+\-@\t]")
        )
    return None


def _quoted_again(column: Sequence[str], side: int) -> Layer | None:
    for first, last in ('""', "''", "“”", "«»", "„“", "``"):
        count = sum(
            1 for cell in column
            if len(cell.strip()) > 1 and cell.strip()[0] == first and cell.strip()[-1] == last
        )  # fmt: skip
        if count >= max(2, 0.8 * len(column)):
            return Layer("quoted_again", _unquoting(first, last), re.compile(rf"^\s*{first}"), side)
    return None


def _unquoting(first: str, last: str) -> Callable[[str], str]:
    def unquoted(text: str) -> str:
        body = text.strip()
        if len(body) < 2 or body[0] != first or body[-1] != last:
            return text
        inner = body[1:-1]
        return inner.replace(first * 2, first) if first == last else inner.strip(" \xa0\u202f")

    return unquoted


def _numbers(column: Sequence[str], side: int) -> Layer | None:
    found = [_NUMBERED.match(cell) for cell in column]
    numbers = [int(match[1]) for match in found if match]
    if len(numbers) < max(3, 0.8 * len(column)):
        return None
    rising = sum(1 for a, b in zip(numbers, numbers[1:], strict=False) if 0 < b - a <= 3)
    if rising < 0.8 * (len(numbers) - 1):
        return None
    return Layer("line_numbers", lambda text: _NUMBERED.sub("", text, count=1), _NUMBERED, side)


def _prefix(column: Sequence[str], side: int) -> Layer | None:
    """A name of the column that begins nearly every cell: "Question : …"."""
    found = [_PREFIXED.match(cell) for cell in column]
    names = {match[1].strip() for match in found if match and _names_a_side(match[1])}
    count = sum(1 for match in found if match and _names_a_side(match[1]))
    if count < max(3, 0.8 * len(column)) or len(names) > 6:
        return None

    def without(text: str) -> str:
        match = _PREFIXED.match(text)
        return text[match.end() :] if match and _names_a_side(match[1]) else text

    return Layer("prefixes", without, None, side)


def _names_a_side(name: str) -> bool:
    return role_of(name, near=False)[0] in ("instruction", "response", "input")
