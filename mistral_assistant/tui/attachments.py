"""Texts that go along with a question: read from a file or pasted, and how they are sent.

The question and its texts are one message, in a form that says which is which:

    The question as typed

    [document: notes.txt]
    ~~~~
    The text of the file
    ~~~~

A fence is longer than any run of tildes in its text. What was cut says so in the line above it.
No Textual here.
"""

import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mistral_assistant.chat import MAX_QUESTION_CHARS
from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _, system_reason

MAX_BYTES = 4 * 1024 * 1024
"""Larger files are refused."""
LONG_CHARS = 2_000
LONG_LINES = 30
"""What is pasted beyond either becomes an attachment: an input is for typing."""
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


def is_long(text: str) -> bool:
    """Tell whether a pasted text is too long for the input."""
    return len(text) > LONG_CHARS or text.count("\n") > LONG_LINES


def attach(name: str, text: str) -> Attachment:
    """Make an attachment of a clean text; only what a message can hold is kept."""
    kept = text[:MAX_QUESTION_CHARS]
    size = len(text.encode("utf-8", "replace"))
    # In the form of a message a name ends with its bracket and its line.
    short = clean_line(name).replace("]", ")").removesuffix(_CUT)
    return Attachment(short, kept, size, len(text) > len(kept))


def read_file(path: Path) -> Attachment:
    """Read a text file, in UTF-8, UTF-16 with its mark, or an older Windows encoding.

    Raises:
        UsageError: it is missing, no plain file, too large, empty or no text.
    """
    name = clean_line(path.name)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise UsageError(
                _("« {name} » n'est pas un fichier.").format(name=name),
                _("Joignez un fichier texte."),
            )
        if about.st_size > MAX_BYTES:
            raise UsageError(
                _("« {name} » est trop gros : {size}.").format(
                    name=name, size=size_label(about.st_size)
                ),
                _("{size} au plus ; joignez-en un extrait.").format(size=size_label(MAX_BYTES)),
            )
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            _("« {name} » ne peut pas être lu : {error}.").format(
                name=name, error=system_reason(error)
            ),
            _("Vérifiez le chemin et vos droits."),
        ) from error
    text = clean(_decoded(data, name)).strip("\n")
    if not text.strip():
        raise UsageError(_("« {name} » est vide.").format(name=name))
    return replace(attach(name, text), size=len(data))


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


def label(attachment: Attachment) -> str:
    """Return name and size, as shown to people."""
    text = f"{attachment.name} · {size_label(attachment.size)}"
    return " · ".join([text, _("début seulement")]) if attachment.cut else text


def size_label(count: int) -> str:
    """Write a number of bytes: ``512 o``, ``12 Ko``, ``1,5 Mo``."""
    if count < 1000:
        return _("{number} o").format(number=count).replace(" ", "\u00a0")
    if count < 1_000_000:
        return _("{number} Ko").format(number=round(count / 1000)).replace(" ", "\u00a0")
    number = f"{count / 1_000_000:.1f}".replace(".", _(","))
    return _("{number} Mo").format(number=number).replace(" ", "\u00a0")


def _decoded(data: bytes, name: str) -> str:
    text = None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _tried(data, "utf-16")
    elif b"\0" not in data:
        text = _tried(data, "utf-8-sig")
        text = _tried(data, "cp1252") if text is None else text
    if text is None or _is_binary(text):
        raise UsageError(
            _("« {name} » n'est pas un fichier texte.").format(name=name),
            _("Enregistrez-le d'abord comme texte, par exemple en .txt, .md ou .csv."),
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _tried(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_binary(text: str) -> bool:
    """Tell whether control characters say that this is no text, such as those of a PDF."""
    start = text[:4096]
    odd = sum(char < " " and char not in "\t\n\r\f\x1b" for char in start)
    return start.startswith("%PDF-") or odd * 50 > len(start)


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
