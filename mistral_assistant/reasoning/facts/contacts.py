"""E-mail addresses, web addresses, phone numbers and references such as ``CMD-482913``."""

import re
from collections.abc import Iterator

from mistral_assistant.reasoning.facts.units import unit_at
from mistral_assistant.reasoning.facts.values import Fact

_TOP_LEVEL = "fr|com|org|net|eu|be|ch|ca|lu|io|info|uk|app|shop|store|tech|dev|example|test|invalid"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]«»\"*]+"
    rf"|(?<![\w@.-])(?:[a-z0-9][a-z0-9-]*\.)+(?:{_TOP_LEVEL})(?![\w-])(?:/[^\s<>()\[\]«»\"*]*)?"
)
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:"
    r"(?:\+|00)33[ .-]?(?:\(0\)[ .-]?)?[1-9](?:[ .-]?\d{2}){4}"
    r"|0[1-9](?:[ .-]?\d{2}){4}"
    r"|0[ .-]?8\d{2}(?:[ .-]?\d{3}){2}"
    r"|\+\d{1,3}(?:[ .-]?\d{2,4}){2,5}"
    r")(?!\d)"
)
_REFERENCE = re.compile(
    r"(?<!\w)(?:"
    r"[a-z]{1,2}\.?\d\w*(?:[-/.]\w+)*"  # X20, L.311-5
    r"|[a-z]{2,}[-/]?\d\w*(?:[-/.]\w+)*"  # CMD-482913, COVID-19
    r"|\d+[a-z]+[-/]?\d\w*"  # 2A4, 7j/7
    r"|\d+(?:[-/]\d+)+(?:/[a-z]{2})?"  # 2016/679, 95/46/CE
    r"|\d{5,}"
    r"|\d[a-z]{1,3}"  # 4G, 3D
    r")(?!\w)"
)
_GLUED = re.compile(r"[a-z]{2,}\d+")
"""A word that digits stick to: ``de8 jours``."""
_LEADING_DIGITS = re.compile(r"\d+")
_ORDINAL = re.compile(r"\d+(?:er|ere|e|eme|nde?|st|rd|th)s?")


def contacts(flat: str) -> Iterator[Fact]:
    """Yield the addresses and phone numbers of a folded text."""
    if "@" in flat:
        for match in _EMAIL.finditer(flat):
            yield _fact(match, match.group().rstrip(".-"))
    if "." in flat or "://" in flat:
        for match in _URL.finditer(flat):
            if flat[match.start() - 1 : match.start()] != "@":
                yield _fact(match, match.group().rstrip(".,;:!?'"))
    for match in _PHONE.finditer(flat):
        yield _fact(match, match.group())


def references(flat: str) -> Iterator[Fact]:
    """Yield the tokens of digits with letters or separators, and long plain digits.

    Figures with a unit such as ``24h`` or ``3-5 jours`` are left out.
    """
    for match in _REFERENCE.finditer(flat):
        if _is_figure(flat, match):
            continue
        key = squeeze(match.group())
        yield Fact("name", key, *match.span(), soft=len(key) < 3)


def _is_figure(flat: str, match: re.Match[str]) -> bool:
    digits = _LEADING_DIGITS.match(match.group())
    if digits is None:
        return bool(_GLUED.fullmatch(match.group()) and unit_at(flat, match.end())[0])
    if _ORDINAL.fullmatch(match.group()):
        return True
    if re.fullmatch(r"[\d-]+", match.group()):
        return bool(unit_at(flat, match.end())[0])
    unit, _, _, end = unit_at(flat, match.start() + digits.end())
    return bool(unit) and (end >= match.end() or flat[end] in "/-")  # 24h/24, 9h-18h


def contact_key(contact: str) -> str:
    """Return what two spellings of one address or phone number have in common."""
    if "@" in contact or not contact[:1].isdigit() and contact[:1] != "+":
        return re.sub(r"^(?:https?://)?(?:www\.)?", "", contact).rstrip("/")
    digits = re.sub(r"\(0\)|\D", "", contact)
    return re.sub(r"^(?:00)?33(?=[1-9]\d{8}$)", "0", digits)


def squeeze(reference: str) -> str:
    """Return a reference in lower case without separators."""
    return re.sub(r"[\W_]+", "", reference.lower())


def _fact(match: re.Match[str], found: str) -> Fact:
    return Fact("contact", contact_key(found), match.start(), match.start() + len(found))
