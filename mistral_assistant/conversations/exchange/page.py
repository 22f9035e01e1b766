"""Conversations as one HTML file that needs nothing else: no script, no address, nothing loaded.

Every text is cleaned and escaped; code blocks are set apart, other Markdown stays as written.
"""

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from mistral_assistant.cleaning import clean
from mistral_assistant.conversations.exchange.words import about_line, message_notes, speaker, title
from mistral_assistant.conversations.records import StoredMessage, WholeConversation
from mistral_assistant.i18n import _

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page_pieces(conversations: Iterable[WholeConversation]) -> Iterator[str]:
    """Yield the text of an HTML file, one conversation at a time."""
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    title_text = _("Conversations")
    yield (
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title_text)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
    )
    for whole in conversations:
        yield "".join(_section(whole))
    yield "</body>\n</html>\n"


def _section(whole: WholeConversation) -> Iterator[str]:
    yield f"<section>\n<h1>{escape(title(whole.about))}</h1>\n"
    yield f'<p class="about">{escape(about_line(whole.about))}</p>\n'
    for message in whole.branch():
        yield "".join(_article(message, whole))
    yield "</section>\n"


def _article(message: StoredMessage, whole: WholeConversation) -> Iterator[str]:
    kind = "user" if message.role == "user" else "answer"
    notes = " · ".join(message_notes(message))
    yield f'<article class="{kind}">\n<strong>{escape(speaker(message))}</strong> '
    yield f'<span class="notes">{escape(notes)}</span>\n'
    yield "".join(_blocks(message.content))
    feedback = whole.feedback.get(message.id)
    if feedback and feedback.verdict == "corrected":
        label = _("Correction")
        yield f"<aside><strong>{escape(label)}</strong>\n"
        yield "".join(_blocks(feedback.correction)) + "</aside>\n"
    yield "</article>\n"


def _blocks(text: str) -> Iterator[str]:
    """Yield a text as paragraphs and code blocks."""
    fence, lines = "", list[str]()
    for line in clean(text).strip("\n").split("\n"):
        mark = line.lstrip()[:3]
        opens = not fence and mark in ("```", "~~~")
        closes = bool(fence) and mark == fence and not line.strip().strip(fence[0])
        if not opens and not closes:
            lines.append(line)
            continue
        yield _block(lines, code=bool(fence))
        fence, lines = mark if opens else "", []
    yield _block(lines, code=bool(fence))


def _block(lines: list[str], *, code: bool) -> str:
    if not any(line.strip() for line in lines):
        return ""
    text = escape("\n".join(lines).strip("\n"))
    return f"<pre>{text}</pre>\n" if code else f'<div class="text">{text}</div>\n'
