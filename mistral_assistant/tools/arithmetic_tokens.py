"""The pieces of an arithmetic expression in a folded French text, and the numbers among them."""

import re
from decimal import Decimal
from typing import NamedTuple

from mistral_assistant.tools.french_numbers import NUMBER_WORDS, read_figures, read_words

_WORDS = "|".join(sorted(NUMBER_WORDS - {"milles"}, key=len, reverse=True))
_TOKEN = re.compile(
    rf"""\ *(?:
    (?P<number>[0-9]{{1,3}}(?:[ '][0-9]{{3}})+(?![0-9])(?:[.,][0-9]+)?
        |[0-9]{{1,3}}(?:\.[0-9]{{3}})+,[0-9]+|[0-9]{{1,3}}(?:\.[0-9]{{3}}){{2,}}(?![0-9])
        |[0-9]{{1,3}}(?:,[0-9]{{3}})+\.[0-9]+
        |[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)
   |(?P<part>(?:la\ |le\ |les\ |un\ )?(?:moitie|double|triple|deux\ tiers|tiers|trois\ quarts
        |quart|quadruple|cinquieme|dixieme|centieme)\ d[eu]\b)
   |(?P<words>(?:{_WORDS})(?![a-z])(?:(?:[ -]|\ et\ |-et-)(?:{_WORDS})(?![a-z]))*
        (?:\ virgule\ (?:{_WORDS})(?![a-z]))?)
   |(?P<power>\*\*|\^|(?:a\ la\ )?puissance\b|exposant\b)
   |(?P<modulo>modulo\b|mod\b)
   |(?P<times>[*×·⋅]|x(?![a-z])|fois\b|foi\b(?=\ ?[0-9])|multiplies?\ par\b|multipliee?s?\ par\b)
   |(?P<over>[/÷:]|divisee?s?\ (?:par|en)\b)
   |(?P<plus>\+|plus\b|ajoute\ a\b)
   |(?P<minus>-|moins\b)
   |(?P<square>²|au\ carre\b)
   |(?P<cube>³|au\ cube\b)
   |(?P<percent>%|pour\ ?cents?\b)
   |(?P<open>\()
   |(?P<close>\))
   |(?P<cuberoot>racine\ cubique(?:\ d[eu]\b)?|∛)
   |(?P<root>√|sqrt\b|racine(?:\ carree)?(?:\ d[eu]\b)?)
   |(?P<of>d[eu](?:\ la|\ l')?\b|d'|sur\b)
   |(?P<unit>[€$£]|(?:euros?|eur|dollars?|francs?|chf|balles|[gmkt]o|[gmkt]b|kg|kwh|kw|km|cm|mm
        |litres?|metres?|ht|ttc|[gwlm])[²³]?(?![a-z0-9]))
   |(?P<factorial>!)
   |(?P<unknown>[a-z]+|.)
    )\ *""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of an expression; the span counts in the folded text."""

    kind: str
    text: str
    start: int
    end: int


def tokenise(folded: str) -> list[Token]:
    """Split a folded text into the pieces of an expression; what fits nowhere is ``unknown``."""
    tokens = []
    for match in _TOKEN.finditer(folded):
        kind = str(match.lastgroup)
        tokens.append(Token(kind, match.group(kind), *match.span(kind)))
    return tokens


def in_figures(text: str) -> Decimal:
    """Return the value of a ``number`` token."""
    return read_figures("0" + text if text[0] in ".," else text)


def in_words(text: str) -> Decimal | None:
    """Return the value of a ``words`` token; None where the words make no single number."""
    whole, comma, decimals = text.partition(" virgule ")
    parts = [_read_all(part) for part in (whole, decimals) if part]
    if None in parts:
        return None
    return Decimal(".".join(map(str, parts))) if comma else Decimal(str(parts[0]))


def _read_all(text: str) -> int | None:
    words = text.replace("-", " ").split()
    read = read_words(words)
    return read[0] if read and read[1] == len(words) else None
