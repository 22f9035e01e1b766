"""Reading every hard fact of a text in one pass, each character belonging to one fact at most."""

from collections.abc import Iterator

from mistral_assistant.reasoning.facts.contacts import contacts, references
from mistral_assistant.reasoning.facts.dates import dates, vague_dates
from mistral_assistant.reasoning.facts.figures import clock_times, figures
from mistral_assistant.reasoning.facts.values import Fact
from mistral_assistant.tools.french_text import Folded


def find_facts(text: Folded) -> tuple[Fact, ...]:
    """Return the figures, dates, contacts and references of a folded text, in order."""
    taken = bytearray(len(text.text))
    found: list[Fact] = []
    for fact in _candidates(text):
        if fact.soft or not any(taken[fact.start : fact.end]):
            found.append(fact)
            if not fact.soft:
                taken[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end)))


def _candidates(text: Folded) -> Iterator[Fact]:
    flat = text.text
    if text.has_digit:
        yield from contacts(flat)
        yield from dates(flat)
        yield from clock_times(flat)
        yield from references(flat)
    elif "." in flat:
        yield from contacts(flat)
    yield from vague_dates(flat)
    yield from figures(text)
