"""Rows in tokens with their labels: the stage tokenise, and how it is shown.

The tokenizer writes the whole conversation, the same one that the engine uses; the loss is on what
the assistant says and on the end of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mistral_assistant.chat import ChatMessage
from mistral_assistant.errors import DataError, TrainingError
from mistral_assistant.i18n import _
from mistral_assistant.models.tokenizer import ChatTokens, Encoder
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
class Pair:
    """A question with a better and a worse answer, the answers with their ends."""

    row: int
    prompt: tuple[int, ...]
    chosen: tuple[int, ...]
    rejected: tuple[int, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """The longer of the two conversations."""
        return self.prompt + max(self.chosen, self.rejected, key=len)

    @property
    def trained(self) -> int:
        """Tokens of both answers."""
        return len(self.chosen) + len(self.rejected)


@dataclass(frozen=True)
class Tokenised:
    """Examples or pairs, and the rows that are too long to be one: (row, tokens)."""

    examples: tuple[Any, ...]
    too_long: tuple[tuple[int, int], ...] = ()


def tokenise_rows(rows: Sequence[Row], tokenizer: Encoder, max_length: int) -> Tokenised:
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


def tokenise_texts(rows: Sequence[Row], tokenizer: Encoder, max_length: int) -> Tokenised:
    """Return texts in tokens, all of them learned; a long text goes on in the next example.

    Each example begins with the beginning mark, the last one of a text ends with the end mark.
    """
    room = max_length - 1
    examples = []
    for row in rows:
        ids = [*tokenizer.encode(row.text), tokenizer.eos_id]
        for start in range(0, len(ids), room):
            part = tuple(ids[start : start + room])
            marked = (tokenizer.bos_id, *part)
            examples.append(Example(row.number, marked, (IGNORED, *part)))
    return Tokenised(tuple(examples))


def tokenise_pairs(rows: Sequence[Row], tokenizer: Encoder, max_length: int) -> Tokenised:
    """Return better and worse answers in tokens; pairs that are too long are listed."""
    pairs, too_long = [], []
    for row in rows:
        asked = row.messages[:-1]
        prompt = tokenizer.encode_chat(asked).ids
        worse = (*asked, ChatMessage("assistant", row.rejected))
        ends = [tokenizer.encode_chat(said).ids[len(prompt) :] for said in (row.messages, worse)]
        pair = Pair(row.number, prompt, ends[0], ends[1])
        if len(pair.ids) > max_length:
            too_long.append((row.number, len(pair.ids)))
        else:
            pairs.append(pair)
    return Tokenised(tuple(pairs), tuple(too_long))


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


def _example(row: Row, tokens: ChatTokens, tokenizer: Encoder) -> Example:
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
