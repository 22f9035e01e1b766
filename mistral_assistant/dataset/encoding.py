"""Which encoding a file is in, by evidence: marks, NUL patterns, validity, then French spelling.

Only the decision lives here; ``lines.py`` does the decoding, line by line where a file is mixed.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # UTF-32 first: its little-endian mark begins like that of UTF-16

SINGLE_BYTE = ("cp1252", "iso8859_15", "cp850", "mac_roman", "cp437", "cp1250", "iso8859_2")
"""One-byte encodings that a French file may be in, the likeliest first."""

_WITH_EURO = {"cp850": "cp858"}
"""Code pages that differ from an older one by the euro sign alone."""

_MOST_INVALID = 0.3
"""Share of invalid sequences up to which a file counts as UTF-8 with foreign lines in it."""

_WESTERN = "áíóúñßäöåøæãõý"
"""Letters of the neighbours' languages, which French texts hold in names."""
_ACCENTED = "éèàçêôûîïùâëüœÉÈÀÇÊÔÛÎÏÙÂËÜŒ"


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file become text."""

    name: str
    mark: int = 0
    """Bytes of the byte-order mark."""
    fallback: str = "cp1252"
    """For what is not valid in a UTF-8 file."""
    strays: bool = False
    """What is not valid are single bytes that do not belong, not lines of another encoding."""


def detect(head: bytes) -> Encoding:
    """Return the encoding that the first bytes of a file speak for."""
    for mark, name in MARKS:
        if head.startswith(mark) and _plausible(head, name):
            return Encoding(name, len(mark))
    wide = _wide(head)
    if wide:
        return Encoding(wide)
    foreign = _bytes_that_are_not_utf8(head)
    if not foreign:
        return Encoding("utf-8")
    multibyte = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", head))
    fallback = _by_spelling(_unpaired(foreign) if multibyte else head)
    if multibyte and _invalid_count(head) <= max(3, 2 * multibyte * (1 + _MOST_INVALID)):
        return Encoding("utf-8", fallback=fallback, strays=_are_strays(foreign, fallback))
    return Encoding(fallback)


def text_of(path: Path) -> str:
    """Return the text of a small file, in whatever encoding a person saved it.

    Raises:
        DataError: it holds no text.
    """
    data = path.read_bytes()
    found = detect(data)
    try:
        text = data[found.mark :].decode(found.name)
    except UnicodeDecodeError:
        text = decode_single_byte(data, found.fallback)
    if "\0" in text:
        raise DataError(
            _("« {file} » n'est pas un fichier de texte.").format(file=path),
            _("Enregistrez-le en CSV UTF-8."),
        )
    return text


def decode_single_byte(data: bytes, codec: str) -> str:
    """Decode without failing: bytes that the code page leaves open keep their number."""
    return data.decode(_WITH_EURO.get(codec, codec), OPEN_PLACES)


OPEN_PLACES = "mistral-assistant-open-places"
"""How codecs treat what a code page leaves open: the byte and the code point of one number."""


def _by_number(error: UnicodeError) -> tuple[str | bytes, int]:
    if isinstance(error, UnicodeDecodeError):
        return error.object[error.start : error.end].decode("latin-1"), error.end
    if isinstance(error, UnicodeEncodeError):
        text = error.object[error.start : error.end]
        if max(text) < "\xa0":
            return text.encode("latin-1"), error.end
    raise error


codecs.register_error(OPEN_PLACES, _by_number)


def _plausible(head: bytes, name: str) -> bool:
    if name != "utf-32-le":
        return True
    return head[4:].count(0) >= len(head[4:]) // 2  # else UTF-16 that begins with a NUL


def _wide(head: bytes) -> str:
    """Recognise UTF-16 and UTF-32 without a mark by where their NUL bytes stand."""
    data = head[: len(head) // 4 * 4]
    if len(data) < 8 or data.count(0) < 0.3 * len(data):
        return ""
    zeros = [data[place::4].count(0) / (len(data) / 4) for place in range(4)]
    if zeros[1] > 0.5 and zeros[2] > 0.9 and zeros[3] > 0.9:
        return "utf-32-le"
    if zeros[0] > 0.9 and zeros[1] > 0.9 and zeros[2] > 0.5:
        return "utf-32-be"
    if zeros[1] > 0.6 and zeros[3] > 0.6 and zeros[0] < 0.3 and zeros[2] < 0.3:
        return "utf-16-le"
    if zeros[0] > 0.6 and zeros[2] > 0.6 and zeros[1] < 0.3 and zeros[3] < 0.3:
        return "utf-16-be"
    return ""


def _bytes_that_are_not_utf8(head: bytes) -> bytes:
    """Return the lines that are not UTF-8 (surrogates in it are); empty when all is well."""
    try:
        head.decode("utf-8", "surrogatepass")
        return b""
    except UnicodeDecodeError as error:
        if error.end >= len(head) - 3 and error.reason == "unexpected end of data":
            return b""
    foreign = []
    for line in re.split(rb"(?<=[\r\n])", head):
        try:
            line.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            foreign.append(line)
    return b"".join(foreign)


def _are_strays(lines: bytes, fallback: str) -> bool:
    """Tell whether the invalid bytes read as nothing in the fallback encoding either."""
    text = lines.decode("utf-8", "surrogateescape")
    scores = [
        spelling(
            decode_single_byte(match[0].encode("utf-8", "surrogateescape"), fallback),
            text[max(0, match.start() - 1) : match.start()],
            text[match.end() : match.end() + 1],
        )
        for match in re.finditer("[\udc80-\udcff]+", text)
    ]
    return sum(scores) < 0.5 * len(scores)


def _unpaired(lines: bytes) -> bytes:
    """Return the lines in which no sequence of UTF-8 stands; all lines where each has one."""
    plain = [
        line for line in lines.splitlines(True) if not re.search(rb"[\xc2-\xf4][\x80-\xbf]", line)
    ]
    return b"".join(plain)


def _invalid_count(head: bytes) -> int:
    return head.decode("utf-8", "replace").count("\ufffd")


def _by_spelling(data: bytes) -> str:
    """Return the one-byte encoding whose reading is spelt most like a text.

    Where no French letter is found in any of them, charset-normalizer is asked.
    """
    data = re.sub(rb"[\x00-\x08\x0e-\x1f]", b"", data)
    scores = {codec: spelling(decode_single_byte(data, codec)) for codec in SINGLE_BYTE}
    best = max(SINGLE_BYTE, key=lambda codec: scores[codec])
    if scores[best] > 0 or not data:
        return best
    return _asked(data) or best


def _asked(data: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(data[:65536]).best()
    return found.encoding if found else ""


def spelling(text: str, before: str = "", after: str = "") -> float:
    """Score how much the non-ASCII characters of a text look like French, per character.

    ``before`` and ``after`` are the characters around the text.
    """
    score, count = 0.0, 0
    whole = f"{before}{text}{after}"
    for match in re.finditer(r"[^\x00-\x7f]", text):
        place = match.start() + len(before)
        count += 1
        score += _letter_score(
            whole[max(0, place - 1) : place], match[0], whole[place + 1 : place + 2]
        )
    return score / count if count else 0.0


def _letter_score(before: str, char: str, after: str) -> float:
    """Judge one character between its neighbours: +1 at home, down to -3 impossible."""
    inside = before.isalpha() and after.isalpha()
    if "\x7f" <= char < "\xa0":
        return -3.0
    if char.isalpha():
        if char in _WESTERN and (before.isalpha() or after.isalpha()):
            return 0.4
        if char not in _ACCENTED:
            return -0.8 if inside or before.isalpha() else -0.3
        if char.islower():
            return (
                1.0 if before.isalpha() or after.isalpha() or _alone(char, before, after) else 0.0
            )
        return -1.0 if before.islower() else 0.8
    if char in "’ʼ":
        return 1.0 if inside else 0.0
    if char in "«»“”…–—•€£°©®™§²³½×\xa0":
        return -1.0 if inside else 0.7
    return -2.0 if inside else -1.0


def _alone(char: str, before: str, after: str) -> bool:
    return char == "à" and not before.strip() and not after.strip()
