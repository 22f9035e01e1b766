"""Every name, reference and address of the answer must stand in a source."""

import re
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from mistral_assistant.reasoning.checks.findings import (
    BLOCKING,
    WARNING,
    finding,
    instead,
    nowhere,
)
from mistral_assistant.reasoning.checks.sources import ENDINGS, ReadText, Sources
from mistral_assistant.reasoning.facts import Fact
from mistral_assistant.reasoning.facts.contacts import squeeze
from mistral_assistant.reasoning.facts.names import find_names
from mistral_assistant.reasoning.turn import Finding

_LONG_REFERENCE = 5
"""Characters from which a reference may be looked up without regard to what parts it."""
_SLIP = 5
"""Letters from which a name may be a misspelt one."""
_SHORT_NAME = 3
"""Letters below which a name may not be part of a longer word."""

_AFTER = 80
"""Characters after a name in which the rest of what it is part of may stand."""
_PEOPLE = re.compile(r"(?:(?:ienn?e?|eenn?e?|aine?|[oa]ise?|ole?|ande?|ique|arde?|ene?|ine?)s?|s)$")
_ROOT = 4
"""Letters of a country's name that its people must share."""
_SMALL = frozenset("a au aux d de des du en et l la le les ou par pour sur un une".split())


def check_contacts(answer: ReadText, sources: Sources) -> Iterator[Finding]:
    """Yield the e-mail addresses, web addresses and phone numbers that no source holds."""
    known = [fact.value for fact, _text in sources.facts if fact.kind == "contact"]
    for fact in answer.facts:
        if fact.kind == "contact" and not _is_known_contact(str(fact.value), known):
            yield finding(answer, (fact.start, fact.end), "contact", nowhere(answer.shown(fact)))


def _is_known_contact(key: str, known: Iterable[object]) -> bool:
    return any(key == other or str(other).startswith(f"{key}/") for other in known)


def check_references(answer: ReadText, sources: Sources) -> Iterator[Finding]:
    """Yield the order numbers, models and other codes that no source holds."""
    known = {fact.value for fact, _text in sources.facts if fact.kind == "name"}
    squeezed = ""
    for fact in answer.facts:
        key = str(fact.value)
        if fact.kind != "name" or fact.soft or key in known or key in sources.words:
            continue
        squeezed = squeezed or squeeze(sources.folded)
        if len(key) < _LONG_REFERENCE or key not in squeezed:
            yield finding(answer, (fact.start, fact.end), "name", nowhere(answer.shown(fact)))


def check_names(answer: ReadText, sources: Sources) -> tuple[list[Finding], int]:
    """Return the names that no source holds, and how many names were looked up."""
    taken = [fact for fact in answer.facts if not fact.soft]
    names = [name for name in find_names(answer.folded) if not _overlaps(name, taken)]
    findings = [
        _unknown(answer, name, sources)
        for name in names
        if not _is_known_name(
            answer.shown(name),
            str(name.value),
            answer.folded.text[name.start : name.end + _AFTER],
            sources,
        )
    ]
    return findings, len(names)


def _unknown(answer: ReadText, name: Fact, sources: Sources) -> Finding:
    """Return the finding on a name; mere emphasis, initials and a slip of the pen only warn."""
    shown, word = answer.shown(name), str(name.value)
    near = _spelt_nearly(word, sources)
    mild = name.soft or near or _may_be_initials(word, sources)
    evidence = instead(near) if near else nowhere(shown)
    return finding(answer, (name.start, name.end), "name", evidence, WARNING if mild else BLOCKING)


def _spelt_nearly(name: str, sources: Sources) -> str:
    """Return the word of the sources from which one slip leads to ``name``; empty if none."""
    if len(name) < _SLIP or not name.isalpha():
        return ""
    near = (word for word in sources.words if word[0] == name[0] and abs(len(word) - len(name)) < 2)
    return next((word for word in sorted(near) if OSA.distance(word, name) == 1), "")


def _overlaps(name: Fact, facts: list[Fact]) -> bool:
    return any(name.start < fact.end and fact.start < name.end for fact in facts)


def _is_known_name(shown: str, name: str, after: str, sources: Sources) -> bool:
    """Look a name up as words, or as typed inside a longer word such as ``duRGPD``.

    A people is known by its country, initials by the words that they stand for, and these words
    (``after`` holds the name and what follows) by the initials.
    """
    if len(shown) >= _SHORT_NAME and shown in sources.raw:
        return True
    parts = [part for part in re.split(r"[\W_]+", name) if len(part) > 1]
    return (
        all(part in sources.words or part.rstrip(ENDINGS) in sources.roots for part in parts)
        or all(_is_people_of(part, sources.words) for part in parts)
        or (shown.isupper() and name.isalpha() and name in _initials(sources, least=4))
        or any(re.search(rf"\b{short}\b", sources.raw) for short in _abbreviations(after))
    )


def _is_people_of(word: str, known: Iterable[str]) -> bool:
    root = _PEOPLE.sub("", word)
    return len(root) >= _ROOT and root != word and any(other.startswith(root) for other in known)


def _may_be_initials(name: str, sources: Sources) -> bool:
    return len(name) == _SHORT_NAME and name in _initials(sources, least=_SHORT_NAME)


def _initials(sources: Sources, least: int) -> frozenset[str]:
    """Return the initials of every run of words that are not small words.

    Few letters fit some run by chance, so a run of less than ``least`` must begin with a capital.
    """
    found: set[str] = set()
    for text in sources.everything:
        words = [word for word in text.folded.words if word.text not in _SMALL]
        letters = "".join(word.text[0] for word in words)
        for start, word in enumerate(words):
            capital = text.raw[text.folded.span(word.start, word.end)[0]].isupper()
            found |= {letters[start : start + n] for n in range(2 if capital else least, 7)}
    return frozenset(found)


def _abbreviations(text: str) -> Iterator[str]:
    """Yield the initials, in capitals, of the first two to six words, small words left out."""
    letters = "".join(word[0] for word in re.findall(r"[^\W_]+", text) if word not in _SMALL)
    yield from (letters[:length].upper() for length in range(2, min(7, len(letters) + 1)))
