"""Every name, reference and address of the answer must stand in a source."""

import re
from collections.abc import Iterable, Iterator

from mistral_assistant.reasoning.checks.findings import BLOCKING, WARNING, finding, nowhere
from mistral_assistant.reasoning.checks.sources import ENDINGS, ReadText, Sources
from mistral_assistant.reasoning.facts import Fact
from mistral_assistant.reasoning.facts.contacts import squeeze
from mistral_assistant.reasoning.facts.names import find_names
from mistral_assistant.reasoning.turn import Finding

_LONG_REFERENCE = 5
"""Characters from which a reference may be looked up without regard to what parts it."""
_SHORT_NAME = 3
"""Letters below which a name may not be part of a longer word."""


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
        finding(
            answer,
            (name.start, name.end),
            "name",
            nowhere(answer.shown(name)),
            WARNING if name.soft else BLOCKING,
        )
        for name in names
        if not _is_known_name(answer.shown(name), str(name.value), sources)
    ]
    return findings, len(names)


def _overlaps(name: Fact, facts: list[Fact]) -> bool:
    return any(name.start < fact.end and fact.start < name.end for fact in facts)


def _is_known_name(shown: str, name: str, sources: Sources) -> bool:
    """Look a name up as words, or as typed inside a longer word such as ``duRGPD``."""
    if len(shown) >= _SHORT_NAME and shown in sources.raw:
        return True
    parts = [part for part in re.split(r"[\W_]+", name) if len(part) > 1]
    return all(part in sources.words or part.rstrip(ENDINGS) in sources.roots for part in parts)
