"""The second stage, apart from repair: NFC, outer white space, invisible characters, line ends."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e001f\U000e0080-\U000e0fff]"
)
_HIDING = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_JOINERS = re.compile("[\u200c\u200d]")
_LINE_ENDS = re.compile("\r+\n|\r|\x0b|\x0c|\x85|\u2028|\u2029|\x1e(?=\\S)")
_UNUSUAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SPACE = (
    " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
)
_SPACE += "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\ufeff\u2060\xad"


def normalised(text: str) -> str:
    """Return the text in NFC without outer white space and characters that nobody sees."""
    text = without_invisible(text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.strip(_SPACE)


def uncovered(text: str) -> str:
    """Return the text without what may hide damage; what may be half of a character stays."""
    return _HIDING.sub("", text) if _UNUSUAL.search(text) else text


def without_invisible(text: str) -> str:
    """Return the text without control characters, marks and joiners; all line ends are LF."""
    if not _UNUSUAL.search(text):
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    return _JOINERS.sub(_needed_joiner, text)


def _needed_joiner(match: re.Match[str]) -> str:
    """Keep a joiner between emoji or letters of a script that joins, not between Latin ones."""
    text, place = match.string, match.start()
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return match[0] if len(around) == 2 and all(ord(char) > 0x5FF for char in around) else ""
