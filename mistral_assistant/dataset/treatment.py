"""What becomes of each record: kept, repaired, dropped or junk; every one is accounted for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mistral_assistant.dataset.curing import Cure, cured, is_plain, is_plain_text
from mistral_assistant.dataset.endings import SENTENCE_ENDS, is_cut_off
from mistral_assistant.dataset.judge import (
    FIRST_BYTES,
    LONGEST_PLACEHOLDER,
    first_bytes_of_placeholder,
    is_placeholder,
    may_be_placeholder,
)
from mistral_assistant.dataset.lines import Notes
from mistral_assistant.dataset.normalise import normalised
from mistral_assistant.dataset.pairing import NO_PAIR, Pair, SoundPairs
from mistral_assistant.dataset.record import Record
from mistral_assistant.dataset.report import Entry, Report, shortened
from mistral_assistant.dataset.seen import Seen
from mistral_assistant.dataset.sound_run import Run

_IN_ADDRESS = re.compile(rb"://|@|www\.")
"""In the last word of a response: then it ends there."""
BY_HAND = "by_hand"


_ENDS = frozenset(b'.!?|>:};%*/"')
"""Last bytes of responses that :func:`is_cut_off` never finds cut."""
_NO_CHARACTERS = bytes([*range(0x80, 0xC0), ord('"')])
"""Bytes that add nothing to the characters of a text, or need not: quotation marks are doubled."""


@dataclass
class Treatment:
    """Treats the pairs of one file, in order, and keeps the account."""

    cure: Cure
    report: Report
    notes: Notes
    normalise: bool = True
    corrections: Mapping[int, Pair] = field(default_factory=dict)
    """Line → the pair that a person wrote for it."""
    seen: Seen = field(default_factory=Seen)

    def one(self, record: Record, pair: Pair) -> Pair | None:
        """Return the pair that comes out of a record, if one does."""
        if record.kind == "row":
            record.rules |= self.notes.take(record.line, len(record.raw))
        entry, result = self._treated(record, pair)
        if entry and entry.action in ("dropped", "unsure") and record.line in self.corrections:
            result = self.corrections[record.line]
            entry = _entry(record, "repaired", (BY_HAND,), 1.0, result)
        comes_out = entry is None or entry.action == "repaired"
        if comes_out and self.normalise:
            result = normalised(result[0]), normalised(result[1])
            if not self.seen.is_new(result):
                entry, comes_out = _entry(record, "dropped", ("duplicate",), 1.0, result), False
        if entry is None:
            self.report.kept += 1
        else:
            self.report.add(entry)
        return result if comes_out else None

    def many(self, batch: SoundPairs) -> list[tuple[int, Pair]]:
        """Return (place in the batch, pair) of what comes out of sound records."""
        touched = self.notes.touch(batch.rows.line, len(batch.rows.lines))
        if self.cure.layers:
            return self._singly(batch, range(len(batch.pairs)))
        text = "\n".join([side for pair in batch.pairs for side in pair])
        plain = is_plain_text(text)
        if plain and not touched and self._need_nothing(batch.pairs):
            if not self.normalise or self.seen.are_new(batch.pairs):
                self.report.kept += len(batch.pairs)
                return list(enumerate(batch.pairs))
        found: list[tuple[int, Pair]] = []
        kept = 0
        for place, pair in enumerate(batch.pairs):
            if (
                (touched and self._was_touched(batch, place))
                or not (plain or is_plain(pair))
                or not self._needs_nothing(*pair)
            ):
                found += self._singly(batch, range(place, place + 1))
            elif not self.normalise or self.seen.is_new(pair):
                kept += 1
                found.append((place, pair))
            else:
                record = _record(batch, place)
                self.report.add(_entry(record, "dropped", ("duplicate",), 1.0, pair))
        self.report.kept += kept
        return found

    def run(self, run: Run) -> bool:
        """Tell whether all of a run comes out as it is, and count it if so."""
        if self.cure.layers:
            return False
        if not all(self._is_whole(run, one, other) for one, other in run.to_look_at()):
            return False
        if self.normalise and not self.seen.are_new_keys(run.hashes()):
            return False
        self.report.kept += len(run)
        return True

    def _is_whole(self, run: Run, one: bytes, other: bytes) -> bool:
        """Tell whether no cell is a placeholder and the response is not cut off."""
        for cell in (one, other):
            if first_bytes_of_placeholder[cell[:FIRST_BYTES]] and _is_short(cell):
                if is_placeholder(run.text(cell)):
                    return False
        if other[-1] in _ENDS or _IN_ADDRESS.search(other.rsplit(None, 1)[-1]):
            return True
        return not is_cut_off(run.text(other), self.cure.habits)

    def _singly(self, batch: SoundPairs, places: range) -> list[tuple[int, Pair]]:
        treated = ((place, self.one(_record(batch, place), batch.pairs[place])) for place in places)
        return [(place, pair) for place, pair in treated if pair is not None]

    def _was_touched(self, batch: SoundPairs, place: int) -> bool:
        rows = batch.rows
        start = rows.ends[place - 1] if place else 0
        return self.notes.touch(rows.line + start, rows.ends[place] - start)

    def _need_nothing(self, pairs: Sequence[Pair]) -> bool:
        """Do as :func:`_needs_nothing` for all pairs at once; in doubt the answer is no."""
        for sides in zip(*pairs, strict=True):
            edges = {side[:1] for side in sides} | {side[-1:] for side in sides}
            if any(not edge or edge.isspace() for edge in edges):
                return False
            short = [side for side in sides if len(side) <= LONGEST_PLACEHOLDER]
            if any([is_placeholder(side) for side in short if may_be_placeholder[side[:2]]]):
                return False
        return not any(
            is_cut_off(other, self.cure.habits)
            for _, other in pairs
            if other[-1] not in SENTENCE_ENDS
        )

    def _needs_nothing(self, one: str, other: str) -> bool:
        """Tell whether a pair of plain texts is neither padded, empty, a placeholder nor cut."""
        if len(one) <= LONGEST_PLACEHOLDER and is_placeholder(one):
            return False
        if len(other) <= LONGEST_PLACEHOLDER and is_placeholder(other):
            return False
        if one != one.strip() or other != other.strip():
            return False
        return other[-1] in SENTENCE_ENDS or not is_cut_off(other, self.cure.habits)

    def _treated(self, record: Record, pair: Pair) -> tuple[Entry | None, Pair]:
        """Return what is to be told about a record (None: nothing) and its pair after repair."""
        if record.kind == "junk":
            return _entry(record, "junk", (record.junk,), 1.0), NO_PAIR
        if record.kind == "unsure":
            why = tuple(sorted(record.rules))
            return _entry(record, "unsure", why, record.confidence, pair), pair
        if not pair[0].strip() and not pair[1].strip():
            return _entry(record, "junk", ("blank",), 1.0), NO_PAIR
        result, rules, why_not = cured(pair, self.cure)
        if why_not:
            return _entry(record, "dropped", (why_not,), 1.0, result), result
        rules |= record.rules
        if rules:
            told = tuple(sorted(rules))
            return _entry(record, "repaired", told, record.confidence, result), result
        return None, result


def _is_short(cell: bytes) -> bool:
    return len(cell.translate(None, _NO_CHARACTERS)) <= LONGEST_PLACEHOLDER


def _record(batch: SoundPairs, place: int) -> Record:
    rows = batch.rows
    start, end = rows.ends[place - 1] if place else 0, rows.ends[place]
    return Record(rows.line + start, rows.lines[start:end], rows.rows[place])


def _entry(
    record: Record, action: str, rules: tuple[str, ...], confidence: float, pair: Pair = NO_PAIR
) -> Entry:
    original = shortened("".join(record.raw))
    return Entry(record.line, action, rules, confidence, original, pair if any(pair) else ())
