"""Escapes that an export left in cells: Python, e-mail, JSON, addresses, Excel, line breaks."""

import ast
import json
import quopri
import re
from collections.abc import Sequence
from urllib.parse import unquote

from mistral_assistant.dataset.layer import Layer, share

_BYTES = re.compile(r"""\s*[bB]('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*""", re.S)
_QP = re.compile(r"(?:=[89A-F][0-9A-F])+", re.I)
_QP_LETTER = re.compile(
    r"=[CD][0-9A-F]=[89AB][0-9A-F]|=E2=[89AB][0-9A-F]=|[a-z]=E[0-9A-F]|=E[0-9A-F][a-z]", re.I
)
_QP_ANY = re.compile(r"=(?:[0-9A-F]{2}|\r?\n)", re.I)
_U_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}|\\x[89a-fA-F][0-9a-fA-F]")
_U_IN_WORD = re.compile(r"[A-Za-z]\\[ux][0-9a-f]{2}|\\(?:u00|x)[c-f][0-9a-f][a-z]", re.I)
_LITERAL_NEWLINE = re.compile(r"(?<![A-Za-z]:)(?<!\\)(?:\\r)?\\n")
_SLASHED, _SLASH = re.compile(r"\w\\'\w"), re.compile(r"\\([\\'\"])")
_BARE_APOSTROPHE = re.compile(r"\w'\w")
_PATH = re.compile(r"[A-Za-z]:\\|\\[A-Za-z]{3,}\\")
_X_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_X_SURE = re.compile(r"_x000[dDaA]_(?:\r?\n|$|_x000)|\w_x00[0-9A-Fa-f]{2}_\w")


def find_bytes_repr(cells: Sequence[str]) -> Layer | None:
    """Look for ``b'…'`` around whole cells."""
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


def find_quoted_printable(cells: Sequence[str]) -> Layer | None:
    """Look for ``=C3=A9`` inside words of cells that are ASCII."""
    encoded = [cell for cell in cells if "=" in cell and _QP.search(cell)]
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


def find_json_escapes(cells: Sequence[str]) -> Layer | None:
    r"""Look for ``\u00e9`` inside words of cells that are ASCII."""
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
    return re.sub(
        r"(?:\\u[0-9a-fA-F]{4})+",
        lambda m: bytes.fromhex(m[0].replace("\\u", "")).decode("utf-16-be", "replace"),
        ready,
    )


def find_percent(cells: Sequence[str]) -> Layer | None:
    """Look for ``%C3%A9`` in cells without a space."""
    encoded = re.compile(r"^[^\s%]*(?:%20|\+)[^\s]*$")
    with_bytes = re.compile(r"%[CE][23][^\s]?")
    if share(cells, with_bytes, "%") < 0.1 or share(cells, encoded) < 0.6:
        return None
    return Layer(
        "percent_encoding", lambda text: unquote(text.replace("+", " ")), re.compile(r"[%+]")
    )


def find_slashes(cells: Sequence[str]) -> Layer | None:
    r"""Look for ``l\\'été``: apostrophes that a script guarded, where bare ones hardly occur."""
    text = "\n".join(cells)
    guarded = len(_SLASHED.findall(text)) if "\\'" in text else 0
    if guarded < max(3, 0.05 * len(cells)) or len(_BARE_APOSTROPHE.findall(text)) > 0.1 * guarded:
        return None
    return Layer("slashes", lambda cell: _SLASH.sub(r"\1", cell), _SLASH)


def find_literal_newlines(cells: Sequence[str]) -> Layer | None:
    r"""Look for the two characters ``\n`` where lines end, in a file without line breaks."""
    literal = [cell for cell in cells if "\\n" in cell and _LITERAL_NEWLINE.search(cell)]
    real = sum(1 for cell in cells if "\n" in cell.strip())
    likely = sum(1 for cell in literal if _reads_as_lines(cell))
    if likely < max(2, 0.02 * len(cells)) or likely < 0.6 * len(literal) or real > 0.5 * likely:
        return None
    return Layer("literal_newlines", without_literal_newlines, re.compile(r"\\[nr]"))


def _reads_as_lines(cell: str) -> bool:
    r"""A literal ``\n`` that ends a line stands tight behind a sentence, or several do."""
    breaks = _LITERAL_NEWLINE.findall(cell)
    tight = re.search(r"[.:;,!?)»|\w\"]\\(?:r\\)?n\S", cell) is not None
    return tight and not _PATH.search(cell) and (len(breaks) > 1 or len(cell) > 20)


def without_literal_newlines(text: str) -> str:
    r"""Turn the two characters ``\n`` into a line break, paths excepted."""
    if re.search(r"[A-Za-z]:\\", text):
        return text
    return re.sub(r"\\r\\n|\\n|\\r(?![a-z])", "\n", text).replace("\\t", "\t")


def find_excel_escapes(cells: Sequence[str]) -> Layer | None:
    """Look for ``_x000D_`` at the end of lines, or its like inside words."""
    if not any("_x00" in cell and _X_SURE.search(cell) for cell in cells):
        return None
    return Layer("excel_escapes", without_excel_escapes, _X_ESCAPE)


def without_excel_escapes(text: str) -> str:
    """Decode ``_x000D_`` and its like, which Excel writes into XML."""
    text = re.sub(r"_x000D_(?:\r?\n|_x000A_)?", "\n", text, flags=re.I)
    return _X_ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
