"""Step 4: typed values with their spans, from the pack's own entities and the built-in ones.

Which recogniser finds what lives in ``recognisers``; here overlaps are resolved and the values
that still hold from earlier turns are added.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from mistral_assistant.chat import Entity
from mistral_assistant.domains.pack import DomainPack
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
    def priority(self) -> tuple[int, int, bool, int, int]:
        """Sort key: rank, length, exactness, place in the list."""
        length = self.found.end - self.found.start
        rank = _LISTED if self.rank == _PLAIN else self.rank
        if rank == _TABLE:
            rank = _PATTERN if self.found.score == 1 else _LISTED
        return (rank, -length, self.found.score < 1, self.rank, self.order)


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
            if spec.table:  # it may also have a pattern, for values that the table does not hold
                table = TableRecogniser(spec, pack.tables[spec.table])
                self._own.append((spec.id, table.find, _TABLE))
            if spec.pattern:
                self._own.append((spec.id, PatternRecogniser(spec).find, _PATTERN))
        listed = [spec for spec in pack.entities.values() if spec.values]
        self._wordings = WordingRecogniser(listed)
        self._order = {entity_type: order for order, entity_type in enumerate(pack.entities)}
        self._last: tuple[str, datetime, tuple[Entity, ...]] | None = None

    def find(self, text: str, now: datetime) -> tuple[Entity, ...]:
        """Return the entities of a message in order, without overlaps; spans as typed.

        The last message is remembered, since several steps ask for the same one.
        """
        last = self._last
        if last is not None and last[0] == text and last[1] == now:
            return last[2]
        message = Message.of(text, now)
        builtin = list(self._builtin_finds(message))
        own = [one for one in self._own_finds(message) if not _cut_short(one, builtin)]
        found = _widened(_without_overlaps([*own, *builtin]))
        entities = tuple(_entity(candidate, text) for candidate in found)
        self._last = (text, now, entities)
        return entities

    def _own_finds(self, message: Message) -> Iterator[_Candidate]:
        for entity_type, recognise, rank in self._own:
            for found in recognise(message):
                yield _Candidate(entity_type, found, rank, self._order[entity_type])
        for entity_type, found in self._wordings.find(message):
            yield _Candidate(entity_type, found, _LISTED, self._order[entity_type])

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


def _cut_short(own: _Candidate, builtin: Iterable[_Candidate]) -> bool:
    """Return whether a pattern ends within a longer value: ``commande 150 000`` before a €."""
    if own.rank != _PATTERN or not any(char.isdecimal() for char in own.found.value[-1:]):
        return False
    return any(
        other.found.start == own.found.start and own.found.end < other.found.end
        for other in builtin
        if other.rank == _PLAIN
    )


def _without_overlaps(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    kept: list[_Candidate] = []
    taken: set[int] = set()
    for candidate in sorted(candidates, key=lambda candidate: candidate.priority):
        stretch = range(candidate.found.start, candidate.found.end)
        if taken.isdisjoint(stretch):
            taken.update(stretch)
            kept.append(candidate)
    return sorted(kept, key=lambda candidate: candidate.found.start)


def _widened(kept: list[_Candidate]) -> list[_Candidate]:
    """Give each match of a pattern its whole span where no neighbour stands in it."""
    widened: list[_Candidate] = []
    for position, candidate in enumerate(kept):
        found = candidate.found
        if found.whole:
            floor = widened[-1].found.end if widened else 0
            ceiling = kept[position + 1].found.start if position + 1 < len(kept) else None
            start, end = found.whole
            if floor <= start and (ceiling is None or end <= ceiling):
                candidate = candidate._replace(found=found._replace(start=start, end=end))
        widened.append(candidate)
    return widened


def _entity(candidate: _Candidate, text: str) -> Entity:
    found = candidate.found
    return Entity(
        type=candidate.type,
        value=found.value,
        text=text[found.start : found.end],
        start=found.start,
        end=found.end,
        unit=found.unit,
        score=found.score,
    )


def _stands_in(entity: Entity, question: str) -> bool:
    if entity.start is None or entity.end is None:
        return False
    return question[entity.start : entity.end] == entity.text


def _overlap(one: Entity, other: Entity) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start < other.end and other.start < one.end
