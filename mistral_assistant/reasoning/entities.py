"""Step 4: typed values with their spans, from the pack's own entities and the built-in ones.

Which recogniser finds what lives in ``recognisers``; here overlaps are resolved and the values
that still hold from earlier turns are added.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from mistral_assistant.chat import Entity
from mistral_assistant.domains.pack import DomainPack, EntityType
from mistral_assistant.reasoning.recognisers import BUILTINS, Recogniser
from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.reasoning.recognisers.patterns import PatternRecogniser
from mistral_assistant.reasoning.recognisers.table_values import TableRecogniser
from mistral_assistant.reasoning.recognisers.wordings import WordingRecogniser
from mistral_assistant.reasoning.turn import Turn

__all__ = ["BUILTINS", "EntityRecogniser", "entities_step"]

_TABLE, _PATTERN, _LISTED, _PLAIN, _LEFT_OVER = range(5)
"""Whose finds hold where two overlap: exact table values and patterns by length, then the rest by
length, bare numbers last."""


class _Candidate(NamedTuple):
    type: str
    found: Found
    rank: int
    order: int

    @property
    def priority(self) -> tuple[int, bool, int, int, int]:
        """Sort key: rank, exactness, length, place in the list."""
        length = self.found.end - self.found.start
        rank = _LISTED if self.rank == _PLAIN else self.rank
        if rank == _TABLE:
            rank = _PATTERN if self.found.score == 1 else _LISTED
        return (rank, self.found.score < 1, -length, self.rank, self.order)


class EntityRecogniser:
    """The entities of one pack, compiled once."""

    def __init__(self, pack: DomainPack) -> None:
        """Compile the entity types of a pack.

        Raises:
            PackError: a pattern is no RE2 expression.
        """
        self._own: list[tuple[str, Recogniser, int]] = []
        self._builtins: dict[str, str] = {}
        for spec in pack.entities.values():
            if spec.builtin:
                self._builtins.setdefault(spec.builtin, spec.id)
            else:
                self._own += [(spec.id, find, rank) for find, rank in _compile(spec, pack)]
        self._last: tuple[str, datetime, tuple[Entity, ...]] | None = None

    def find(self, text: str, now: datetime) -> tuple[Entity, ...]:
        """Return the entities of a message in order, without overlaps; spans as typed.

        The last message is remembered, since several steps ask for the same one.
        """
        last = self._last
        if last is not None and last[0] == text and last[1] == now:
            return last[2]
        message = Message.of(text, now)
        found = _without_overlaps([*self._own_finds(message), *self._builtin_finds(message)])
        entities = tuple(
            Entity(
                type=candidate.type,
                value=candidate.found.value,
                text=text[candidate.found.start : candidate.found.end],
                start=candidate.found.start,
                end=candidate.found.end,
                unit=candidate.found.unit,
                score=candidate.found.score,
            )
            for candidate in found
        )
        self._last = (text, now, entities)
        return entities

    def _own_finds(self, message: Message) -> Iterator[_Candidate]:
        for order, (entity_type, recognise, rank) in enumerate(self._own):
            for found in recognise(message):
                yield _Candidate(entity_type, found, rank, order)

    def _builtin_finds(self, message: Message) -> Iterator[_Candidate]:
        """Yield what the built-ins find that the pack uses.

        All of them look, so that the digits of a phone number are no quantity in a pack without
        phones either.
        """
        if not self._builtins:
            return
        finds = [
            _Candidate(name, found, _LEFT_OVER if name == "number" else _PLAIN, order)
            for order, (name, recognise) in enumerate(BUILTINS.items())
            for found in recognise(message)
        ]
        for candidate in _without_overlaps(finds):
            if candidate.type in self._builtins:
                yield candidate._replace(type=self._builtins[candidate.type])


def entities_step(turn: Turn, recogniser: EntityRecogniser) -> tuple[Entity, ...]:
    """Return the entities of the question, then those of earlier turns that it does not replace.

    A carried entity with a span is a bare answer to our own question: it stands in this message,
    and what else was read from the same stretch gives way.
    """
    found = recogniser.find(turn.question, turn.now)
    answers = [entity for entity in turn.context.carried if _stands_in(entity, turn.question)]
    new = [entity for entity in found if not any(_overlap(entity, other) for other in answers)]
    new += answers
    types = {entity.type for entity in new}
    carried = [
        replace(entity, start=None, end=None)
        for entity in turn.context.carried
        if entity.type not in types
    ]
    return (*sorted(new, key=lambda entity: entity.start or 0), *carried)


def _compile(spec: EntityType, pack: DomainPack) -> Iterator[tuple[Recogniser, int]]:
    """Yield the recognisers of one type; a table may have a pattern for values it does not hold."""
    if spec.table:
        yield TableRecogniser(spec, pack.tables[spec.table]).find, _TABLE
    if spec.pattern:
        yield PatternRecogniser(spec).find, _PATTERN
    if spec.values:
        yield WordingRecogniser(spec.values).find, _LISTED


def _without_overlaps(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    kept: list[_Candidate] = []
    taken: set[int] = set()
    for candidate in sorted(candidates, key=lambda candidate: candidate.priority):
        stretch = range(candidate.found.start, candidate.found.end)
        if taken.isdisjoint(stretch):
            taken.update(stretch)
            kept.append(candidate)
    return sorted(kept, key=lambda candidate: candidate.found.start)


def _stands_in(entity: Entity, question: str) -> bool:
    if entity.start is None or entity.end is None:
        return False
    return question[entity.start : entity.end] == entity.text


def _overlap(one: Entity, other: Entity) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start < other.end and other.start < one.end
