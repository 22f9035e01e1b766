"""Texts that go along with a question: read from a file or pasted, and named for people.

How they and the question are one message is in ``attached``. No Textual here.
"""

import stat
from dataclasses import replace
from pathlib import Path

from mistral_assistant.attached import MAX_QUESTION_CHARS, Attachment, attach
from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _, system_reason

MAX_BYTES = 4 * 1024 * 1024
"""Larger files are refused."""
LONG_CHARS = 2_000
LONG_LINES = 30
"""What is pasted beyond either becomes an attachment: an input is for typing."""
_READ_CHARS = 4 * MAX_QUESTION_CHARS


def is_long(text: str) -> bool:
    """Tell whether a pasted text is too long for the input."""
    return len(text) > LONG_CHARS or max(map(text.count, "\n\r")) > LONG_LINES


def pasted(text: str) -> str:
    """Return clean pasted text; terminals send line ends as carriage returns."""
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def attach_pasted(name: str, raw: str) -> Attachment:
    """Make an attachment of a long text as the terminal sent it.

    Cleaning takes its time: far beyond what a message holds it is not worth a stall.
    """
    kept = attach(name, pasted(raw[:_READ_CHARS]))
    if len(raw) <= _READ_CHARS:
        return kept
    return replace(kept, size=len(raw.encode("utf-8", "replace")), cut=True)


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
