"""How far the evaluation of a pack repeats its examples: an honest test uses other words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mistral_assistant.cleaning import clean_line
from mistral_assistant.domains.evaluation import EvaluationConversation
from mistral_assistant.french import words
from mistral_assistant.i18n import _

MIN_WORDS = 4
"""Shorter messages ("oui", "merci beaucoup") cannot help repeating one another."""


@dataclass(frozen=True)
class Closest:
    """A message of the evaluation and the example that it repeats most."""

    user: str
    example: str
    share: float
    """Share of the message's word trigrams that stand in this one example, 0..1."""


@dataclass(frozen=True)
class Overlap:
    """Highest and mean share over the messages of at least MIN_WORDS words."""

    turns: int
    mean: float
    highest: Closest | None
    duplicates: tuple[Closest, ...]
    """Messages of any length that are word for word an example."""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    def text(self) -> str:
        """Return the figures for a terminal."""
        lines = [
            _("✗ aussi dans les exemples : {user}").format(user=clean_line(double.user))
            for double in self.duplicates
        ]
        if self.highest:
            lines.append(
                _(
                    "recouvrement avec les exemples (trigrammes de mots, {turns} messages) : "
                    "au plus {highest}, {mean} en moyenne"
                ).format(
                    turns=self.turns,
                    highest=_("{number} %").format(number=round(100 * self.highest.share)),
                    mean=_("{number} %").format(number=round(100 * self.mean)),
                )
            )
            lines.append(
                _("    le plus proche : « {user} » ~ « {example} »").format(
                    user=clean_line(self.highest.user), example=clean_line(self.highest.example)
                )
            )
        return "\n".join(lines)


def overlap(evaluation: Sequence[EvaluationConversation], examples: Iterable[str]) -> Overlap:
    """Return how far the users' messages of an evaluation repeat single examples."""
    known = list(examples)
    index = _index(known)
    by_words = {_words(example): example for example in known}
    measured: list[Closest] = []
    duplicates: list[Closest] = []
    for user in (turn.user for conversation in evaluation for turn in conversation.turns):
        spoken = _words(user)
        if spoken in by_words:
            duplicates.append(Closest(user, by_words[spoken], 1.0))
        if len(spoken) >= MIN_WORDS:
            measured.append(_closest(user, spoken, known, index))
    mean = sum(item.share for item in measured) / len(measured) if measured else 0.0
    return Overlap(
        turns=len(measured),
        mean=round(mean, 4),
        highest=max(measured, key=lambda item: item.share, default=None),
        duplicates=tuple(duplicates),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word, _start, _end in words(text))


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
