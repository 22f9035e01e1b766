"""Built-in recogniser of phone numbers: French by default, abroad with their country's code."""

import re
from collections.abc import Iterator

from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.tools.french_numbers import Number

_SEPARATOR = r"(?: ?[.\-/_,] ?| )?"
_NATIONAL = re.compile(
    r"(?<![0-9a-z+])"
    rf"(?P<prefix>\(?(?:\+|00 ?)33\)?{_SEPARATOR}(?:\(0\) ?|0(?=[1-9]))?|33(?= ?[67]))?"
    rf"(?P<number>(?(prefix) ?[1-9]|[0o]{_SEPARATOR}[1-9])(?:{_SEPARATOR}[0-9]){{8}})"
    r"(?![0-9a-z])"
)
_ABROAD = re.compile(
    r"(?<![0-9a-z+])\(?(?:\+|00 ?)(?!33)(?P<digits>[1-9](?:[ .\-/]?\(?(?:0\) ?)?[0-9]\)?){7,14})"
    r"(?![0-9a-z])"
)
_GROUP = re.compile(r"[0-9o]+")
_GROUPINGS = frozenset(
    tuple(map(int, sizes))
    for sizes in """22222 2332 2233 3322 2323 2224 244 28 334 343 37 433 4222 46 55 1333 13222
    112222 1111111111""".split()
) | {(10,)}
"""Sizes of the groups in which ten figures are written as a phone number: dates are others."""
_ODD_SEPARATOR = re.compile("[_,/]")
_CODE_BEFORE = re.compile(
    r"\b(?:commande|cmd|ref|reference|facture|suivi|colis|dossier|client|contrat|siret|siren|serie"
    r"|iban|compte|ticket|imei|billet)s?\b[^a-z0-9]{0,4}"
    r"(?:(?:numero|num|no|n|est|le|la|c'est|porte)\b[^a-z0-9]{0,4}){0,3}$"
)
_LENGTH = 10
_SPOKEN_GAPS = frozenset({" ", ", ", "-", " - ", ". ", ","})


def find_phone(message: Message) -> Iterator[Found]:
    """Yield phone numbers in E.164; national ones are taken for French."""
    yield from _spoken(message)
    if not message.folded.has_digit:
        return
    end = 0
    for match in _NATIONAL.finditer(message.text):
        if _is_written_as_phone(message, match, end) and not is_code(message, match.start()):
            yield message.found(f"+33{_digits(match['number'])[-9:]}", *match.span())
            end = match.end()
    for match in _ABROAD.finditer(message.text):
        digits = _digits(match["digits"].replace("(0)", ""))
        if not is_code(message, match.start()):
            yield message.found(f"+{digits}", *match.span())


def is_code(message: Message, start: int) -> bool:
    """Return whether the words before a position announce a code: ``facture n°``."""
    return bool(_CODE_BEFORE.search(message.before(start, 40)))


def _is_written_as_phone(message: Message, match: re.Match[str], last_end: int) -> bool:
    number = match["number"]
    if match["prefix"] is None:
        groups = tuple(len(group) for group in _GROUP.findall(number))
        separators = {char for char in number if char in ".-/_, "} - {" "}
        if groups not in _GROUPINGS or len(separators) > 1:
            return False
        if any(map(_ODD_SEPARATOR.match, separators)) and groups != (2,) * 5:
            return False
    before = message.before(match.start(), 2)
    whole = number.isalnum() and before.endswith((" ", "/"))
    if re.fullmatch(r"[0-9][ .,/-]", before) and not whole and match.start() - last_end > 3:
        return False
    goes_on = re.match(r"[.,/-][0-9]", message.text[match.end() : match.end() + 2])
    return not goes_on or bool(re.match(r"[/,-](?:0[1-9]|\+)", message.text[match.end() :]))


def _spoken(message: Message) -> Iterator[Found]:
    """Yield ``zéro six douze trente-quatre …``: ten figures said one or two at a time."""
    if message.folded.vocabulary.isdisjoint({"zero"}):
        return
    numbers = message.numbers
    for first, number in enumerate(numbers):
        if number.figures or number.value != 0:
            continue
        digits = ""
        for last in range(first, len(numbers)):
            if not _goes_on(message, numbers, first, last):
                break
            digits += f"{numbers[last].value:f}"
            if len(digits) >= _LENGTH:
                break
        if len(digits) == _LENGTH and digits[1] != "0":
            yield message.found(f"+33{digits[1:]}", number.start, numbers[last].end)


def _goes_on(message: Message, numbers: list[Number], first: int, last: int) -> bool:
    gap = message.text[numbers[last - 1].end : numbers[last].start] if last > first else " "
    return gap in _SPOKEN_GAPS and numbers[last].value < 100


def _digits(text: str) -> str:
    return "".join(char for char in text.replace("o", "0") if char.isdigit())
