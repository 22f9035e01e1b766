"""Rows in tokens with their labels: the stage tokenise, and how it is shown.

The tokenizer writes the whole conversation, the same one that the engine uses; the loss is on what
the assistant says and on the end of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from mistral_assistant.chat import ChatMessage
from mistral_assistant.errors import DataError, TrainingError
from mistral_assistant.i18n import _
from mistral_assistant.models.tokenizer import ChatTokenizer, ChatTokens
from mistral_assistant.training.rows import Row

IGNORED = -100
"""Label of a token that is not learned, as in PyTorch's cross-entropy."""


@dataclass(frozen=True)
class Example:
    """One row as the model sees it."""

    row: int
    ids: tuple[int, ...]
    labels: tuple[int, ...]

    @property
    def trained(self) -> int:
        """Tokens that are learned."""
        return sum(label != IGNORED for label in self.labels)


@dataclass(frozen=True)
class Tokenised:
    """Examples, and the rows that are too long to be one: (row, tokens)."""

    examples: tuple[Example, ...]
    too_long: tuple[tuple[int, int], ...] = ()


class Decoder(ChatTokenizer, Protocol):
    """A tokenizer that can also name its tokens."""

    def decode(self, ids: Sequence[int]) -> str: ...


def tokenise_rows(rows: Sequence[Row], tokenizer: ChatTokenizer, max_length: int) -> Tokenised:
    """Return the rows in tokens; the ones longer than ``max_length`` are listed, never cut.

    Raises:
        TrainingError: the tokenizer broke a rule that training depends on.
    """
    examples, too_long = [], []
    for row in rows:
        tokens = tokenizer.encode_chat(row.messages)
        if len(tokens.ids) > max_length:
            too_long.append((row.number, len(tokens.ids)))
            continue
        examples.append(_example(row, tokens, tokenizer))
    return Tokenised(tuple(examples), tuple(too_long))


def require_examples(tokenised: Tokenised, max_length: int) -> None:
    """Refuse a training part in which nothing is left.

    Raises:
        DataError: every row is too long, or there is none.
    """
    if tokenised.examples:
        return
    shortest = min((length for _row, length in tokenised.too_long), default=0)
    raise DataError(
        _("Toutes les lignes dépassent {limit} tokens : il n'y a rien à apprendre.").format(
            limit=max_length
        ),
        _("Augmentez max_length ; la ligne la plus courte a {shortest} tokens.").format(
            shortest=shortest
        ),
    )


def spans(ids: Sequence[int], labels: Sequence[int]) -> Iterator[tuple[list[int], bool]]:
    """Yield stretches of tokens that are learned or not."""
    start = 0
    for place in range(1, len(ids) + 1):
        if place == len(ids) or (labels[place] == IGNORED) != (labels[start] == IGNORED):
            yield list(ids[start:place]), labels[start] != IGNORED
            start = place


def _example(row: Row, tokens: ChatTokens, tokenizer: ChatTokenizer) -> Example:
    labels = tuple(
        token if learned else IGNORED
        for token, learned in zip(tokens.ids, tokens.trained, strict=True)
    )
    answers = sum(message.role == "assistant" for message in _turns(row.messages))
    ends = sum(label == tokenizer.eos_id for label in labels)
    sound = (
        tokens.ids[0] == tokenizer.bos_id
        and tokens.ids.count(tokenizer.bos_id) == 1
        and ends == answers
        and tokenizer.pad_id not in tokens.ids
        and tokenizer.pad_id != tokenizer.eos_id
    )
    if not sound:
        raise TrainingError(
            _("Ligne {number} : début, fin ou remplissage mal placés dans les tokens.").format(
                number=row.number
            ),
            _("Le tokenizer n'est pas celui du modèle, ou il est abîmé."),
        )
    return Example(row.number, tokens.ids, labels)


def _turns(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    from mistral_assistant.models.template import normalise

    return normalise(messages)
