"""Conversations as Markdown, for people: the branch on display, and that there are more."""

from collections.abc import Iterable, Iterator

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.conversations.exchange.words import about_line, message_notes, speaker, title
from mistral_assistant.conversations.records import Feedback, StoredMessage, WholeConversation
from mistral_assistant.i18n import _


def markdown_pieces(conversations: Iterable[WholeConversation]) -> Iterator[str]:
    """Yield the text of a Markdown file, one conversation at a time."""
    between = ""
    for whole in conversations:
        yield between + "".join(_lines(whole))
        between = "\n---\n\n"


def _lines(whole: WholeConversation) -> Iterator[str]:
    yield f"# {_literal(title(whole.about))}\n\n*{_literal(about_line(whole.about))}*\n"
    for message in whole.branch():
        notes = " · ".join(message_notes(message))
        yield f"\n**{speaker(message)}** · {notes}\n\n{clean(message.content).strip()}\n"
        yield from _correction(message, whole.feedback.get(message.id))


def _correction(message: StoredMessage, feedback: Feedback | None) -> Iterator[str]:
    if feedback and feedback.verdict == "corrected":
        quoted = clean(feedback.correction).strip().replace("\n", "\n> ")
        label = _("Correction")
        yield f"\n> **{label}** · {quoted}\n"


def _literal(text: str) -> str:
    """Return one line in which no character is a mark of Markdown."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]<>#|" else char for char in clean_line(text))
