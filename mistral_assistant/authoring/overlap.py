"""How far the evaluation of a pack repeats its examples: an honest test uses other words."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mistral_assistant.authoring.pack_test import percent_text
from mistral_assistant.cleaning import clean_line
from mistral_assistant.domains.evaluation import EvaluationConversation
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.french import words
from mistral_assistant.i18n import _, ngettext

MIN_WORDS = 4
"""Shorter messages ("oui", "merci beaucoup") cannot help repeating one another."""
HALF = 0.5
"""Share from which a message counts as repeating an example."""


@dataclass(frozen=True)
class Closest:
    """A message of the evaluation and the example that it repeats most."""

    user: str
    example: str
    share: float
    """Share of the message's word trigrams that stand in this one example, 0..1."""


@dataclass(frozen=True)
class Overlap:
    """Shares over the messages of at least MIN_WORDS words, names of products not counted."""

    turns: int
    mean: float
    repeating: int
    """Messages of which HALF or more stands in one example."""
    highest: Closest | None
    """The longest of those with the highest share."""
    duplicates: tuple[Closest, ...]
    """Messages of any length that are word for word an example."""
    short_duplicates: int
    """Of those, the ones too short to count."""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the figures for a terminal."""
        if not self.turns and not self.duplicates:
            return []
        least = _(
            "Reprises des exemples (messages d'au moins {count} mots, noms de produits à part)"
        )
        lines = [least.format(count=MIN_WORDS)]
        if self.highest:
            lines.append("  " + self._figures())
        if self.highest and self.highest.share:
            closest = _("la plus proche : « {user} » ~ « {example} » ({share})")
            lines.append(
                "  "
                + closest.format(
                    user=clean_line(self.highest.user),
                    example=clean_line(self.highest.example),
                    share=percent_text(self.highest.share, 0),
                )
            )
        return [*lines, *self._duplicates()]

    def _figures(self) -> str:
        return ngettext(
            "{count} message sur {turns} reprend la moitié d'un exemple ou plus ; "
            "{mean} des trigrammes de mots en moyenne",
            "{count} messages sur {turns} reprennent la moitié d'un exemple ou plus ; "
            "{mean} des trigrammes de mots en moyenne",
            self.repeating,
        ).format(count=self.repeating, turns=self.turns, mean=percent_text(self.mean, 0))

    def _duplicates(self) -> Iterator[str]:
        for double in self.duplicates:
            if len(_words(double.user)) >= MIN_WORDS:
                same = _("✗ mot pour mot dans les exemples : « {user} »")
                yield "  " + same.format(user=clean_line(double.user))
        if self.short_duplicates:
            yield "  " + ngettext(
                "{count} message plus court est aussi un exemple (sans importance)",
                "{count} messages plus courts sont aussi des exemples (sans importance)",
                self.short_duplicates,
            ).format(count=self.short_duplicates)


def pack_names(pack: DomainPack) -> list[str]:
    """Return what the tables of a pack name, such as its products: naming is no wording."""
    names: list[str] = []
    for entity in pack.entities.values():
        table = pack.tables.get(entity.table)
        for row in table.rows if table else ():
            names += [row.cells.get(entity.column, "")]
            names += row.cells.get(entity.aliases, "").split(";")
    return [name.strip() for name in names if name.strip()]


def overlap(
    evaluation: Sequence[EvaluationConversation],
    examples: Iterable[str],
    names: Iterable[str] = (),
) -> Overlap:
    """Return how far the users' messages of an evaluation repeat single examples.

    The words of ``names`` do not count.
    """
    named = {spoken for name in names if (spoken := _words(name))}
    known = list(examples)
    index = _index(known)
    by_words = {_words(example): example for example in known}
    measured: list[Closest] = []
    duplicates: list[Closest] = []
    for user in (turn.user for conversation in evaluation for turn in conversation.turns):
        spoken = _words(user)
        if spoken in by_words:
            duplicates.append(Closest(user, by_words[spoken], 1.0))
        spoken = _without(spoken, named)
        if len(spoken) >= MIN_WORDS:
            measured.append(_closest(user, spoken, known, index))
    mean = sum(item.share for item in measured) / len(measured) if measured else 0.0
    return Overlap(
        turns=len(measured),
        mean=round(mean, 4),
        repeating=sum(item.share >= HALF for item in measured),
        highest=max(measured, key=lambda item: (item.share, len(item.user)), default=None),
        duplicates=tuple(duplicates),
        short_duplicates=sum(len(_words(double.user)) < MIN_WORDS for double in duplicates),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word, _start, _end in words(text))


def _without(spoken: tuple[str, ...], names: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    """Take the longest names out of a message."""
    longest = max(map(len, names), default=0)
    kept: list[str] = []
    at = 0
    while at < len(spoken):
        sizes = range(min(longest, len(spoken) - at), 0, -1)
        size = next((size for size in sizes if spoken[at : at + size] in names), 0)
        if not size:
            kept.append(spoken[at])
        at += size or 1
    return tuple(kept)


def _trigrams(spoken: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {spoken[at : at + 3] for at in range(len(spoken) - 2)}


def _index(examples: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    """Return trigram → the examples that hold it."""
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, example in enumerate(examples):
        for trigram in _trigrams(_words(example)):
            index[trigram].append(number)
    return index


def _closest(
    user: str,
    spoken: tuple[str, ...],
    examples: Sequence[str],
    index: dict[tuple[str, ...], list[int]],
) -> Closest:
    trigrams = _trigrams(spoken)
    shared = Counter(number for trigram in trigrams for number in index.get(trigram, ()))
    if not shared:
        return Closest(user, "", 0.0)
    number, count = shared.most_common(1)[0]
    return Closest(user, examples[number], round(count / len(trigrams), 4))
