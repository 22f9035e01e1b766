"""Conversations as one HTML file that needs nothing else: no script, no address, nothing loaded.

Every text is cleaned and escaped; code blocks are set apart, other Markdown stays as written.
"""

from collections.abc import Iterable, Iterator
from html import escape

from mistral_assistant.cleaning import clean
from mistral_assistant.conversations.exchange.words import about_line, message_notes, speaker, title
from mistral_assistant.conversations.records import StoredMessage, WholeConversation
from mistral_assistant.i18n import _

_STYLE = """
:root { color-scheme: light dark; --back: #ffffff; --text: #1c1c1e; --soft: #6b6b70;
  --line: #d9d9de; --user: #f1f2f6; --accent: #b4490f; }
@media (prefers-color-scheme: dark) {
  :root { --back: #17181c; --text: #e8e8ea; --soft: #9a9aa2; --line: #34353c; --user: #22242b;
    --accent: #ff9a5c; } }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1rem; background: var(--back);
  color: var(--text); font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 2.5rem 0 .2rem; } h1:first-child { margin-top: 0; }
.about, .notes { color: var(--soft); font-size: .85rem; }
article { margin: 1.2rem 0; padding: .7rem 1rem; border-left: 3px solid var(--line); }
article.user { background: var(--user); border-color: var(--accent); }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .6rem; border: 1px solid var(--line);
  font: .9rem/1.4 ui-monospace, monospace; }
aside { margin-top: .6rem; padding: .5rem .8rem; border: 1px solid var(--line); }
@media print { body { max-width: none; padding: 0; background: none; color: #000; }
  article { break-inside: avoid; } section + section { break-before: page; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page_pieces(conversations: Iterable[WholeConversation]) -> Iterator[str]:
    """Yield the text of an HTML file, one conversation at a time."""
    yield (
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(_('Conversations'))}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
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
        yield f"<aside><strong>{escape(_('Correction'))}</strong>\n"
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
