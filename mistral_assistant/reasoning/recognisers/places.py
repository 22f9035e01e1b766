"""Built-in recogniser of countries and the larger French, Belgian and Swiss cities."""

import re
from collections.abc import Iterator

from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.reasoning.recognisers.phrases import Hit, PhraseIndex
from mistral_assistant.reasoning.recognisers.place_names import (
    ALIASES,
    AMBIGUOUS,
    CITIES,
    COUNTRIES,
)
from mistral_assistant.tools.french_text import fold_plain, fold_spans


def _names(block: str) -> list[str]:
    return [" ".join(name.split()) for name in block.split(",")]


_COUNTRIES = frozenset({*_names(COUNTRIES), "Suisse", "Chine", "Inde", "Corse", "Congo"})
_PLURAL = frozenset({"États-Unis", "Pays-Bas", "Philippines", "Émirats arabes unis"})
_DOUBTFUL = frozenset(_names(AMBIGUOUS))
_EVERY = [(name, name) for block in (COUNTRIES, CITIES, AMBIGUOUS) for name in _names(block)]
_INDEX = PhraseIndex([*_EVERY, *ALIASES.items()])
_WHERE = re.compile(
    r"(?:\b(?:a|vers|depuis|sur|jusqu'a|habite|ville ?:?|pres d[e'])|[0-9]{4,5},?) ?$"
)
_LAND = re.compile(r"\b(?:en|la|l'|de|d') ?$")
_COUNTED = re.compile(r"\b(?:un|une|des|les|mes|tes|ses|vos|nos|ces|leurs|quelques|deux) $")


def find_place(message: Message) -> Iterator[Found]:
    """Yield countries and cities by their proper name."""
    for hit in _INDEX.find(message.folded):
        if _accents_fit(message, hit) and _stands_as_place(message, hit):
            yield message.found(hit.value, hit.start, hit.end)


def is_city(words: str) -> bool:
    """Return whether folded words begin with the name of a known city."""
    hits = _INDEX.find(fold_spans(words))
    return any(hit.start == 0 and hit.value not in _COUNTRIES for hit in hits)


def _accents_fit(message: Message, hit: Hit[str]) -> bool:
    """Accents may be left out, but an added one makes another word: chiné is not la Chine."""
    typed = message.typed(hit.start, hit.end)
    return typed.isascii() or fold_plain(typed) != fold_plain(hit.value) or _same(typed, hit.value)


def _same(typed: str, name: str) -> bool:
    pairs = zip(typed.lower(), name.lower(), strict=False)
    return len(typed) != len(name) or all(
        char.isascii() or char == wanted or not char.isalpha() for char, wanted in pairs
    )


def _stands_as_place(message: Message, hit: Hit[str]) -> bool:
    before = message.before(hit.start, 12)
    if _COUNTED.search(before):
        return hit.value in _PLURAL
    if hit.value not in _DOUBTFUL:
        return True
    name = hit.value.removeprefix("La ")
    capital = message.typed(hit.end - len(name), hit.end)[0].isupper()
    if name != hit.value:
        return capital
    if _WHERE.search(before) or (hit.value in _COUNTRIES and _LAND.search(before)):
        return True
    in_capitals = message.raw == message.raw.upper()
    return capital and hit.start > 0 and not in_capitals and not before.endswith("chez ")
