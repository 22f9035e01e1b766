"""UTF-8 that was read in another encoding and saved again, once or twice: undone, cell by cell.

A cell is undone only as a whole: where it also holds characters that the wrong encoding could not
have given, it talks about mojibake and is left alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from mistral_assistant.dataset.encoding import OPEN_PLACES, decode_single_byte

CODECS = ("cp1252", "latin-1", "mac_roman", "cp850", "cp437", "iso8859_15", "cp1250")
"""The wrong encodings that are tried, the likeliest first."""

_LEADS = bytes((0xC2, 0xC3, 0xC4, 0xC5, 0xE2, 0xEF, 0xF0))
"""First bytes of the characters that French texts, their typography and emoji need."""
_FOLLOWERS = bytes(range(0x80, 0xC0))


def _characters(data: bytes, codecs: tuple[str, ...]) -> str:
    """Return what these bytes are read as, ready for a character class."""
    return re.escape("".join(decode_single_byte(data, codec) for codec in codecs))


LEADS, FOLLOWERS = _characters(_LEADS, CODECS), _characters(_FOLLOWERS, CODECS)
"""Characters of which every mojibake holds two, for patterns that look for them quickly."""

_ANY = re.compile(f"[{LEADS}](?:[{FOLLOWERS} \n]|$)")
_PAIRS = (f"(?<=[{_characters(_LEADS, (c,))}])[{_characters(_FOLLOWERS, (c,))}]" for c in CODECS)
# One class of first characters and then what may follow each: the engine skips to that class.
SUSPICIOUS = re.compile(f"[{LEADS}ÃÂ√¬├┬â](?:{'|'.join(_PAIRS)}|(?<=[ÃÂ√¬├┬])(?: |$)|(?<=â)$)")
"""Two characters that are the two bytes of one; rare in any language, but no proof."""

_LOST_SPACE = re.compile(rb"([\xc2\xc3]) (?![A-Za-z])|([\xc2\xc3])(?=[A-Za-z \r\n.,;:!?)]|$)")
_LOST_F0 = re.compile(rb"(?<![\xc2-\xf4\x80-\xbf])(?=[\x90-\xbf][\x80-\xbf]{2}(?![\x80-\xbf]))")
_LOST_QUOTE = re.compile(rb"\xe2\x80(?![\x80-\xbf])")
_USUAL = re.compile(
    "[\u00a0-\u017f\u2010-\u203a\u20ac\u2122\u2190-\u21ff\u2022\u2600-\u27bf\ufe0f\U0001f000-\U0001faff\u200d]"
)
_FOREIGN, _NOWHERE = re.compile("[^\x00-\x7f]"), re.compile("[\x80-\x9f\ufffd]")


_AT_HOME = re.compile(
    r"[^\W\d_][^\x00-\x7f]|[^\x00-\x7f][^\W\d_]|[àÀ\u2010-\u3000\U0001f000-\U0001faff«»°\xa0]"
)
"""A character that belongs where it stands; a lone "é" is quoted, as an example of mojibake."""


_TWO_SCRIPTS = re.compile("[A-Za-z][\u0180-\u1dff]|[\u0180-\u1dff][A-Za-z]")
"""A Latin letter beside one of another script, or under a lone mark."""


def undone(text: str, codecs: tuple[str, ...] = CODECS) -> tuple[str, str] | None:
    """Return (text as it was, the wrong encoding); None where the text is no mojibake."""
    codec = ""
    for _ in range(3):
        step = _undone_once(text, codecs)
        if step is None:
            break
        text, codec = step
    return (text, codec) if codec else None


def wrong_encodings(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the encodings that a file's texts were misread in; all where none was."""
    found = Counter(step[1] for text in texts if (step := _undone_once(text, CODECS)))
    if not found:
        return CODECS
    return tuple(codec for codec, count in found.most_common() if count >= 0.1 * found.total())


def _undone_once(text: str, codecs: tuple[str, ...]) -> tuple[str, str] | None:
    if text.isascii() or not _ANY.search(text) or not SUSPICIOUS.search(text):
        return None
    best, least = None, _oddness(text)
    for codec in codecs:
        read = _read_again(text, codec)
        if read is not None and (oddness := _oddness(read)) < least and _is_text(read):
            best, least = (read, codec), oddness
    return best


def _is_text(text: str) -> bool:
    return _AT_HOME.search(text) is not None and not _TWO_SCRIPTS.search(text)


def _read_again(text: str, codec: str) -> str | None:
    data = _bytes(text, codec)
    if data is None:
        return None
    tried: set[bytes] = set()
    for repaired in _repaired(data):
        if repaired not in tried:
            tried.add(repaired)
            try:
                return repaired.decode("utf-8")
            except UnicodeDecodeError:
                continue
    return None


def _repaired(data: bytes) -> Iterator[bytes]:
    """Yield bytes as they are, and with what may have been lost of them."""
    for with_space in (False, True):
        mended = _LOST_SPACE.sub(_with_space, data) if with_space else data
        yield mended
        yield _LOST_F0.sub(b"\xf0", mended)
        yield _LOST_QUOTE.sub(b"\xe2\x80\x9d", mended)


def _with_space(match: re.Match[bytes]) -> bytes:
    return (match[1] or match[2]) + b"\xa0"


def _bytes(text: str, codec: str) -> bytes | None:
    """Encode, giving code points that a code page leaves open their own byte."""
    try:
        return text.encode(codec, OPEN_PLACES)
    except UnicodeEncodeError:
        return None


def _oddness(text: str) -> int:
    """Count what a text in a European language should not hold."""
    return (
        4 * len(_FOREIGN.findall(text))
        - 3 * len(_USUAL.findall(text))
        + 3 * len(SUSPICIOUS.findall(text))
        + 5 * len(_NOWHERE.findall(text))
    )
