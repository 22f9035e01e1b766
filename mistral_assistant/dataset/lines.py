"""From the bytes of a file to its physical lines, each with its terminator.

Bytes that do not belong are mended here and noted by line number; structure is not looked at.
"""

import codecs
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from mistral_assistant.dataset.encoding import Encoding, decode_single_byte, spelling

CHUNK = 1 << 18
"""Bytes that are read at a time."""

_ODD_ENDS = ("\x1e", "\u2028", "\u2029", "\x85", "\x0b", "\x0c")
"""Characters that separate records where a file has no ordinary line ends."""

_SEQUENCE = re.compile(
    rb"[\x00-\x7f]+|(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+"
)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NEVER = re.compile("[\x00\x1a]")
_MEND = re.compile("[\x00\x1a\ud800-\udfff\ufeff]")
_UNDEFINED = dict.fromkeys((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""Bytes that Windows-1252 leaves open; they belong to no text."""
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass
class Notes:
    """What was done to which physical line before any structure was read."""

    rules: dict[int, set[str]] = field(default_factory=dict)

    def add(self, number: int, rule: str) -> None:
        """Note that ``rule`` changed the line of that number."""
        self.rules.setdefault(number, set()).add(rule)

    def touch(self, first: int, count: int) -> bool:
        """Tell whether one of ``count`` lines from ``first`` on was changed."""
        return any(first <= number < first + count for number in self.rules)

    def take(self, first: int, count: int) -> set[str]:
        """Return and forget what was done to ``count`` lines from ``first`` on."""
        found: set[str] = set()
        for number in range(first, first + count) if self.rules else ():
            found |= self.rules.pop(number, set())
        return found


def read_lines(
    chunks: Iterable[bytes], encoding: Encoding, notes: Notes, words: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield the physical lines of a file; line 1 is the first.

    ``words`` are known to occur in the file and help to judge stray bytes.
    """
    number = 0
    odd_end = ""
    for position, text in enumerate(_texts(chunks, encoding)):
        if position == 0:
            odd_end = _odd_end(text)
        if odd_end:
            text = text.replace(odd_end, "\n")
        mending = _needs_mending(text)
        for line in io.StringIO(text, newline=""):
            number += 1
            if mending and _MEND.search(line):
                line = _mended(line, number, encoding, notes, words) or "\n"
            yield line


def mender(
    encoding: Encoding, notes: Notes, words: frozenset[str] = frozenset()
) -> Callable[[str, int], str]:
    """Return what mends one line, given with its number, as :func:`read_lines` does."""

    def mend(line: str, number: int) -> str:
        if not _needs_mending(line):
            return line
        return _mended(line, number, encoding, notes, words) or "\n"

    return mend


def _needs_mending(text: str) -> bool:
    """Tell whether :data:`_MEND` is found in a text; several times as fast."""
    if "\0" in text or "\x1a" in text or "\ufeff" in text:
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def is_whole(data: bytes) -> bool:
    """Tell whether no line of a piece of UTF-8 needs mending."""
    if b"\0" in data or b"\x1a" in data or b"\xef\xbb\xbf" in data:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def known_words(head: bytes, encoding: Encoding) -> frozenset[str]:
    """Return the lower-case words of the valid part of a file's first bytes."""
    text = head.decode(encoding.name, "replace")
    return frozenset(map(str.casefold, set(_WORD.findall(text))))


def _odd_end(text: str) -> str:
    if "\n" in text or "\r" in text or text.lstrip()[:1] in "[{<":
        return ""
    most = max(_ODD_ENDS, key=text.count)
    return most if most in text else ""


def _texts(chunks: Iterable[bytes], encoding: Encoding) -> Iterator[str]:
    """Yield text in pieces that end at line ends; undecodable bytes become lone surrogates."""
    errors = "surrogateescape" if encoding.name == "utf-8" else "replace"
    decode = _decoder(encoding.name, errors)
    rest, skip = "", encoding.mark
    for chunk in chunks:
        text = rest + decode(chunk[skip:], False)
        skip = 0
        cut = _after_last_line_end(text)
        if cut:
            yield text[:cut]
        rest = text[cut:]
    rest += decode(b"", True)
    if rest:
        yield rest


def _decoder(codec: str, errors: str) -> Callable[[bytes, bool], str]:
    if codec.startswith("utf"):
        return codecs.getincrementaldecoder(codec)(errors).decode
    return lambda data, _final: decode_single_byte(data, codec)


def _after_last_line_end(text: str) -> int:
    """Return where the last complete line ends; a final CR may be half of a CRLF."""
    if text.endswith("\r"):
        text = text[:-1]
    return max(text.rfind("\n"), text.rfind("\r")) + 1


def _mended(line: str, number: int, encoding: Encoding, notes: Notes, words: frozenset[str]) -> str:
    if encoding.name == "utf-8" and not line.isascii():
        line = _decoded_again(line, number, encoding, notes, words)
    if line.startswith("\ufeff"):
        line = line.lstrip("\ufeff")
        notes.add(number, "byte_order_mark")
    if _NEVER.search(line):
        line = _NEVER.sub("", line)
        notes.add(number, "control_characters")
    return line


def _decoded_again(
    line: str, number: int, encoding: Encoding, notes: Notes, words: frozenset[str]
) -> str:
    """Mend a UTF-8 line that holds surrogates or bytes of another encoding."""
    try:
        line.encode("utf-8")
        return line
    except UnicodeEncodeError:
        data = line.encode("utf-8", "surrogateescape")
    paired = _joined_surrogates(data)
    if paired is not None:
        notes.add(number, "surrogates")
        return paired
    notes.add(number, "mixed_encodings")
    return _mixed(data, encoding, words)


def _joined_surrogates(data: bytes) -> str | None:
    """Decode CESU-8, where a character beyond U+FFFF was written as two surrogates."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    joined = _SURROGATES.sub(
        lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text
    )
    return re.sub("[\ud800-\udfff]", "\ufffd", joined)


def _mixed(data: bytes, encoding: Encoding, words: frozenset[str]) -> str:
    """Read valid sequences as UTF-8 and the bytes between them in the fallback encoding."""
    fallback = encoding.fallback
    parts: list[tuple[str, bool]] = []
    end = 0
    for match in _SEQUENCE.finditer(data):
        if match.start() > end:
            parts.append((decode_single_byte(data[end : match.start()], fallback), True))
        parts.append((match[0].decode("utf-8", "replace"), False))
        end = match.end()
    parts.append((decode_single_byte(data[end:], fallback), True))
    if not encoding.strays:
        return "".join(text for text, _ in parts).translate(_UNDEFINED)
    return _without_stray(parts, words)


def _without_stray(parts: list[tuple[str, bool]], words: frozenset[str]) -> str:
    """Judge each foreign piece: a letter that fits, a stray byte, or a lost character."""
    result = ""
    for index, (text, foreign) in enumerate(parts):
        if not foreign or not text:
            result += text
            continue
        after = "".join(part for part, _ in parts[index + 1 : index + 3])[:30]
        result += _judged(result[-30:], text, after, words)
    return result


def _judged(before: str, text: str, after: str, words: frozenset[str]) -> str:
    left, right = re.search(r"[^\W\d_]*$", before), re.match(r"[^\W\d_]*", after)
    head, tail = (left[0] if left else ""), (right[0] if right else "")
    if not head and not tail and text != "à":
        return ""
    if text.isalpha() and (head + text + tail).casefold() in words:
        return text
    if (head + tail).casefold() in words:
        return ""
    if not head or not tail:
        stray = spelling(f"{head[-1:] or ' '}{text}{tail[:1] or ' '}") < 0.7
        return "" if stray else text
    return text if spelling(f"{head[-1]}{text}{tail[0]}") >= 0.9 else "\ufffd"
