"""Texts that go along with a question: how they and the question are one message.

    The question as typed

    [document: notes.txt]
    ~~~~
    The text of the file
    ~~~~

A fence is longer than any run of tildes in its text. What was cut says so in the line above it.
How a text comes to be attached is the screen's affair.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mistral_assistant.cleaning import clean_line

MAX_QUESTION_CHARS = 20_000
"""What is read of a question; reasoning about so many takes a second or two."""
_CUT = " (…)"
_HEAD = re.compile(
    rf"(?:^|\n)\n?\[document: (?P<name>[^\n]*?)(?P<cut>{re.escape(_CUT)})?\]\n(?P<fence>~{{4,}})\n"
)


@dataclass(frozen=True)
class Attachment:
    """A text beside the question."""

    name: str
    """What the user calls it: the name of the file, or where the text comes from."""
    text: str
    """Clean, and no longer than a message may be."""
    size: int
    """Bytes of the whole, as UTF-8."""
    cut: bool = False
    """``text`` is only the beginning."""


def attach(name: str, text: str) -> Attachment:
    """Make an attachment of a clean text; only what a message can hold is kept."""
    kept = text[:MAX_QUESTION_CHARS]
    size = len(text.encode("utf-8", "replace"))
    # In the form of a message a name ends with its bracket and its line.
    short = clean_line(name).replace("]", ")").removesuffix(_CUT)
    return Attachment(short, kept, size, len(text) > len(kept))


def join(question: str, attachments: Sequence[Attachment], limit: int = MAX_QUESTION_CHARS) -> str:
    """Return the question with its texts as one message of at most ``limit`` characters.

    The texts share the room that the question leaves; the short ones are kept whole.
    """
    room = max(0, limit - len(question) - sum(_frame(item) for item in attachments))
    kept = list(attachments)
    by_length = sorted(range(len(kept)), key=lambda place: len(kept[place].text))
    for done, place in enumerate(by_length):
        text = kept[place].text[: room // (len(kept) - done)]
        room -= len(text)
        if len(text) < len(kept[place].text):
            kept[place] = replace(kept[place], text=text, cut=True)
    return "\n\n".join(filter(None, [question, *map(_framed, kept)]))


def split(message: str) -> tuple[str, tuple[Attachment, ...]]:
    """Return the question and the texts of a message; one that is not in the form has none."""
    for head in _HEAD.finditer(message):
        found = _texts(message, head.start())
        if found:
            return message[: head.start()], found
    return message, ()


def typed_part(message: str) -> str:
    """Return what was typed of a message; all of it where nothing but texts was sent."""
    question, attached = split(message)
    return question if attached and any(map(str.isalnum, question)) else message


def _texts(message: str, place: int) -> tuple[Attachment, ...]:
    """Return the attachments that fill ``message`` from ``place`` to its end, else nothing."""
    found: list[Attachment] = []
    while place < len(message):
        head = _HEAD.match(message, place)
        end = message.find(f"\n{head['fence']}", head.end() - 1) if head else -1
        if head is None or end < 0:
            return ()
        text = message[head.end() : end]
        size = len(text.encode("utf-8", "replace"))
        found.append(Attachment(head["name"], text, size, bool(head["cut"])))
        place = end + 1 + len(head["fence"])
    return tuple(found)


def _fence(text: str) -> str:
    longest = max((len(run) for run in re.findall("~+", text)), default=0)
    return "~" * max(4, longest + 1)


def _framed(item: Attachment) -> str:
    fence = _fence(item.text)
    head = f"[document: {item.name}{_CUT if item.cut else ''}]"
    return f"{head}\n{fence}\n{item.text}\n{fence}"


def _frame(item: Attachment) -> int:
    """Return how many characters go with the text of an attachment."""
    return len(_framed(replace(item, text="", cut=True))) + 2 * len(_fence(item.text))
