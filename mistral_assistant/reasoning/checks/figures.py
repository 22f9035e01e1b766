"""Every figure of the answer must stand in a source: by value, and in the place that it holds.

A figure that the sources do hold is still wrong where they have another one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from mistral_assistant.reasoning.checks.arithmetic import (
    before_or_after,
    is_example,
    reckons,
    spans_interval,
    works_out,
)
from mistral_assistant.reasoning.checks.cases import in_case, is_case, opens_with_case
from mistral_assistant.reasoning.checks.findings import (
    BLOCKING,
    WARNING,
    before,
    finding,
    instead,
    nowhere,
)
from mistral_assistant.reasoning.checks.sources import ReadText, Slot, Sources
from mistral_assistant.reasoning.facts import Day, Fact, Figure
from mistral_assistant.reasoning.turn import Finding

_SAME_PLACE = 4
"""Words around a fact that must agree before another fact in that place contradicts it."""
_LEAD = 3
"""By how many words the other place must be the better fit."""
_SMALL = 10
"""Up to here a number may count what the answer itself lists."""
_COUNTING = ("", "point", "fois", "personne")
_ABOUT = re.compile(
    r"(?<!\w)(?:(?P<least>plus (?:de|d')|au moins|minimum)|"
    r"(?P<most>moins (?:de|d')|presque|pres de)|environ|a peu pres|quelques?"
    r"|autour de|pas loin de|dans les|une?|aux alentours de) ?$"
)
"""What comes before a rounded figure; the pattern ends where the figure starts."""


class Rival(NamedTuple):
    """A fact that a source has where the answer has another."""

    fact: Fact
    text: ReadText


def check_figures(answer: ReadText, sources: Sources) -> Iterator[Finding]:
    """Yield the figures that no source bears out or that stand in the place of another."""
    for fact in answer.facts:
        if isinstance(fact.value, Figure) and not fact.soft:
            found = _check(answer, fact, fact.value, sources)
            if found is not None:
                yield found


def _check(answer: ReadText, fact: Fact, figure: Figure, sources: Sources) -> Finding | None:
    if _borne_out(figure, sources):
        return contradicted(answer, fact, displaced_by(answer, fact, sources), sources)
    if _rounded(answer, fact, figure, sources):
        return None
    near = _nearly(figure, sources)
    other = near or rival_of(answer, fact, sources)
    reckoned = other is None and _reckoned(answer, fact, figure, sources)
    if other is None and not figure.vague and not reckoned and not in_case(answer, fact):
        other = _same_number(figure, sources)
    if other is not None:
        found = contradicted(answer, fact, other, sources)
        return replace(found, severity=WARNING) if found and near else found
    counts = figure.unit in _COUNTING and figure.number <= _SMALL
    mild = counts or figure.vague or reckoned or is_case(answer, fact, sources)
    severity = WARNING if mild else BLOCKING
    return finding(answer, (fact.start, fact.end), "figure", nowhere(answer.shown(fact)), severity)


def _rounded(answer: ReadText, fact: Fact, figure: Figure, sources: Sources) -> bool:
    """Tell whether the answer gives a source's figure roundly and says so: ``plus de 400``."""
    about = _ABOUT.search(answer.folded.text, max(0, fact.start - 16), fact.start)
    if about is None:
        return False
    values = [known.value for known, _text in sources.facts if isinstance(known.value, Figure)]
    return any(
        figure.rounds(value)
        and not (about["least"] and value.base < figure.base)
        and not (about["most"] and value.base > figure.base)
        for value in values
    )


def _nearly(figure: Figure, sources: Sources) -> Rival | None:
    """Return a time of the sources that is this one as people count: 30 days for a month."""
    for fact, text in sources.facts:
        if isinstance(fact.value, Figure) and not fact.soft and figure.close_to(fact.value):
            return Rival(fact, text)
    return None


def _reckoned(answer: ReadText, fact: Fact, figure: Figure, sources: Sources) -> bool:
    """Tell whether the answer works the figure out of others, or says that it is an example."""
    start, end = answer.sentence(fact)
    sentence = answer.folded.text[start:end]
    if is_example(sentence):
        return True
    if any(spans_interval(figure, text) or before_or_after(figure, text) for text in sources.given):
        return True
    case = opens_with_case(sentence)
    if not case and not reckons(sentence):
        return False
    said = [
        one.value for one in answer.facts
        if isinstance(one.value, Figure) and one != fact and start <= one.start < end
    ]  # fmt: skip
    known = [one.value for one, _text in sources.facts if isinstance(one.value, Figure)]
    if case and in_case(answer, fact):
        return any(works_out(result, (*known, figure)) for result in said)
    return works_out(figure, (*known, *said)) or works_out(
        replace(figure, unit="", dimension="", base=figure.number),
        [replace(one, unit="", dimension="", base=one.number) for one in said],
    )


def _borne_out(figure: Figure, sources: Sources) -> bool:
    for fact, text in sources.facts:
        value = fact.value
        if isinstance(value, Figure) and figure.borne_out_by(value):
            return True
        if isinstance(value, Day) and not figure.unit and figure.number in (value.year, value.day):
            return True
        if fact.kind == "name" and not figure.unit and _is_part(figure, text.shown(fact)):
            return True
    return False


def _is_part(figure: Figure, reference: str) -> bool:
    """Tell whether a reference such as ``213-1`` holds the number."""
    return any(figure.number == Decimal(digits) for digits in re.findall(r"\d+", reference))


def _same_number(figure: Figure, sources: Sources) -> Rival | None:
    """Return a figure of the sources with the same number and another unit."""
    if not figure.unit:
        return None
    for fact, text in sources.facts:
        value = fact.value
        if fact.soft or not isinstance(value, Figure) or not value.unit:
            continue
        if value.same_number(figure):
            return Rival(fact, text)
    return None


def contradicted(
    answer: ReadText, fact: Fact, other: Rival | None, sources: Sources
) -> Finding | None:
    """Return the finding that the sources or an earlier answer have ``other`` in this place."""
    if other is None:
        return None
    shown = other.text.shown(other.fact)
    earlier = other.text not in sources.given
    kind = "contradiction" if earlier else _kind(fact, other.fact)
    evidence = before(shown) if earlier else instead(shown)
    return finding(answer, (fact.start, fact.end), kind, evidence)


def _kind(fact: Fact, other: Fact) -> str:
    one, two = fact.value, other.value
    if isinstance(one, Figure) and isinstance(two, Figure):
        return "unit" if one.unit != two.unit and one.same_number(two) else "figure"
    return "date"


def rival_of(answer: ReadText, fact: Fact, sources: Sources) -> Rival | None:
    """Return what the sources, or else an earlier answer, have where the answer has ``fact``."""
    slot = answer.slot(fact)
    return _rival(slot, sources.given)[0] or _rival(slot, sources.earlier)[0]


def displaced_by(answer: ReadText, fact: Fact, sources: Sources) -> Rival | None:
    """Return the fact that the passages have where the answer has ``fact``, if it is another."""
    slot = answer.slot(fact)
    other, likeness = _rival(slot, sources.passages or sources.earlier)
    if other is None or not _comparable(fact, other.fact):
        return None
    same = (
        slot.likeness(mate)
        for text in (sources.given if sources.passages else sources.everything)
        for mate in text.places
        if mate.fact.kind == fact.kind and borne_out(fact, mate.fact)
    )
    return other if likeness >= max(same, default=0) + _LEAD else None


def _comparable(fact: Fact, other: Fact) -> bool:
    """Tell whether two facts may be mistaken for one another: amounts never are for people."""
    one, two = fact.value, other.value
    if isinstance(one, Figure) and isinstance(two, Figure):
        return one.dimension == two.dimension or one.same_number(two)
    return True


def _rival(slot: Slot, texts: Sequence[ReadText]) -> tuple[Rival | None, int]:
    """Return the other fact of the same kind that stands in the likest place, and how like."""
    best, most = None, _SAME_PLACE - 1
    for text in texts:
        for other in text.places:
            if other.fact.kind == slot.fact.kind and not borne_out(slot.fact, other.fact):
                likeness = slot.likeness(other)
                if likeness > most:
                    best, most = Rival(other.fact, text), likeness
    return best, most


def borne_out(fact: Fact, source: Fact) -> bool:
    """Tell whether ``source`` says what ``fact`` says; false for different kinds."""
    one, two = fact.value, source.value
    if isinstance(one, Figure) and isinstance(two, Figure):
        return one.borne_out_by(two) or two.borne_out_by(one)
    return isinstance(one, Day) and isinstance(two, Day) and one.borne_out_by(two)
