"""Entities of a pack that are listed with the ways to say them, found in any inflected form."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from mistral_assistant.domains.pack import EntityType
from mistral_assistant.knowledge.stems import french_stem
from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.reasoning.recognisers.phrases import joined, singular
from mistral_assistant.tools.french_text import Folded, fold_plain, fold_spans

_PREFIX = 4
_PASSED_OVER = frozenset(
    """l d le la les un une des du de mon ma mes ton ta tes son sa ses notre nos votre vos leur
    leurs ce cet cette ces bien encore toujours deja tout tous y en""".split()
)
_SHORT = 4
"""Stems up to this length are shared by words that have nothing to do with each other."""
REMEMBERED = 8192
"""Words whose forms, and the wordings that they may begin, are kept."""
_SMALL_WORDS = 2
"""How many of them may stand between two words of a wording."""
_SHORTEST_WITH_ONS = 6
_ACCENT_LEFT_OUT = re.compile(r"ees?$")
_LETTERS = re.compile(r"[^\W\d_]+")


class _Form(NamedTuple):
    """A word as it is compared."""

    folded: str
    stems: frozenset[str]
    """With and without its accents, which may have been left out."""


class _Wording(NamedTuple):
    forms: tuple[_Form, ...]
    type: str
    value: str


class WordingRecogniser:
    """The wordings of all entity types, by the stem of their first word: one pass finds all."""

    def __init__(self, types: Iterable[EntityType]) -> None:
        self._by_stem: dict[str, list[_Wording]] = {}
        for spec in types:
            for value, wordings in spec.values.items():
                for wording in wordings:
                    self._add(wording, spec.id, value)
        self._prefixes = frozenset(map(_prefix, self._by_stem))
        self._begun_by = lru_cache(maxsize=REMEMBERED)(self._beginning)

    def find(self, message: Message) -> Iterator[tuple[str, Found]]:
        """Yield entity type and value for the wordings at each word; they may overlap."""
        folded = message.folded
        for position, word in enumerate(folded.words):
            if not self._is_possible(word.text):
                continue
            for wording in self._begun_by(_typed(folded, position)):
                last = _last_word(folded, position, wording.forms[1:])
                if last is not None:
                    end = folded.words[last].end
                    yield wording.type, message.found(wording.value, word.start, end)

    def _beginning(self, typed: str) -> tuple[_Wording, ...]:
        """Return the wordings that begin with a form of this word."""
        form = _form(typed)
        alike = (wording for stem in form.stems for wording in self._by_stem.get(stem, ()))
        return tuple(wording for wording in alike if _is_form_of(form, wording.forms[0]))

    def _add(self, wording: str, entity_type: str, value: str) -> None:
        folded = fold_spans(wording)
        forms = tuple(_form_at(folded, position) for position in range(len(folded.words)))
        for stem in forms[0].stems if forms else ():
            self._by_stem.setdefault(stem, []).append(_Wording(forms, entity_type, value))

    def _is_possible(self, word: str) -> bool:
        """Rule most words out before they are stemmed, which is slow."""
        known = self._prefixes
        return word[:4] in known or word[:3] in known or word[:2] in known or word[:1] in known


def _last_word(folded: Folded, position: int, forms: Sequence[_Form]) -> int | None:
    """Return the index of the word at which a wording ends of which ``forms`` is the rest."""
    for wanted in forms:
        for _skipped in range(_SMALL_WORDS + 1):
            following = _next(folded, position)
            if following is None:
                return None
            position = following
            if _is_form_of(_form_at(folded, position), wanted):
                break
            if folded.words[position].text not in _PASSED_OVER:
                return None
        else:
            return None
    return position


def _is_form_of(typed: _Form, listed: _Form) -> bool:
    """Return whether a word is an inflected form of a listed one.

    Where the stem is short the bare word must be the listed one: ``verte`` is a form of ``vert``,
    but ``coup`` is none of ``coupé`` and ``tel`` none of ``télé``.
    """
    if typed.folded == listed.folded:
        return True
    shared = typed.stems & listed.stems
    if not shared or any(len(stem) > _SHORT for stem in shared):
        return bool(shared)
    if listed.folded in shared:
        return typed.folded.removeprefix(listed.folded) in ("e", "s", "x", "es")
    return typed.folded not in shared


def _next(folded: Folded, position: int) -> int | None:
    following = position + 1
    if following < len(folded.words) and joined(folded, position, following):
        return following
    return None


def _form_at(folded: Folded, position: int) -> _Form:
    return _form(_typed(folded, position))


def _typed(folded: Folded, position: int) -> str:
    word = folded.words[position]
    first, last = folded.span(word.start, word.end)
    return folded.raw[first:last]


@lru_cache(maxsize=REMEMBERED)
def _form(word: str) -> _Form:
    """Return what is compared of a word."""
    folded = fold_plain(word)
    if not _LETTERS.fullmatch(word):
        return _Form(folded, frozenset({folded}))
    spellings = {word.lower(), folded, singular(folded), _ACCENT_LEFT_OUT.sub("ée", folded)}
    if folded.endswith("ons") and len(folded) > _SHORTEST_WITH_ONS:
        spellings.add(f"{folded[:-3]}er")  # the stemmer leaves « nous retournons » as it is
    return _Form(folded, frozenset(fold_plain(french_stem(form)) for form in spellings))


def _prefix(stem: str) -> str:
    """Return the beginning that every word of this stem shares; its last letter may change."""
    return stem[: max(1, min(_PREFIX, len(stem) - 1))]
