"""What stands around the messages: header, status line, and the page of an empty conversation."""

from collections.abc import Mapping
from typing import Any

from textual.content import Content

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.settings import Settings
from mistral_assistant.tui.rendering import ACCENT, MUTED, backend_label, milliseconds
from mistral_assistant.tui.session import ChatSession


def header(session: ChatSession, settings: Settings) -> tuple[Content, Content]:
    """Return the left and the right text of the header."""
    place = Content(f"{_pack(session, settings)} · {_backend(session, settings)}   ")
    conversation = session.thread.conversation
    if conversation and conversation.private:
        place = Content.styled(_("privé"), "$text-warning") + Content(" · ") + place
    help_key = Content.styled(_("F1 aide"), MUTED)
    return Content.styled("Mistral Assistant", f"bold {ACCENT}"), place + help_key


def status(
    session: ChatSession, settings: Settings, *, browsing: bool = False
) -> tuple[list[Content], Content]:
    """Return the parts on the left of the status line, most important first, and its right text.

    ``browsing`` means that the cursor is in the messages.
    """
    parts = [_pack(session, settings), _backend(session, settings)]
    if session.failed:
        parts.insert(0, _("indisponible"))
    elif not session.ready:
        parts.insert(0, _("chargement…"))
    if session.assistant and (loading := session.assistant.backend_status):
        parts.insert(0, loading)
    if count := len(session.waiting):
        waiting = ngettext("{count} en attente", "{count} en attente", count)
        parts.insert(0, waiting.format(count=count))
    parts += figures(session)
    hint = _("Entrée envoie · Ctrl+P tout")
    if settings.send_key != "enter":
        hint = _("Ctrl+Entrée envoie · Ctrl+P tout")
    if session.editing:
        hint = _("Question reprise : Entrée envoie · Échap annule")
    elif session.run:
        hint = _("Échap arrête")
    elif browsing:
        hint = _("↑↓ messages · C copier · F1 touches · Échap saisie")
    return [Content.styled(part, MUTED) for part in parts], Content.styled(hint, MUTED)


def figures(session: ChatSession) -> list[str]:
    """Return what is known of the last answer's speed and of the tokens used, in words.

    Tokens are counted by the model's server; what it does not say is left out.
    """
    answers = [entry for entry in session.transcript.entries if entry.kind == "assistant"]
    last = next((entry for entry in reversed(answers) if entry.trace), None)
    if last is None:
        return []
    answer = last.part("answer")
    read, written = _count(answer, "prompt_tokens"), _count(answer, "completion_tokens")
    first = answer.get("first_token_ms")
    spent = (last.trace.get("timings_ms") or {}).get("answer")
    parts = []
    if first is not None and answer.get("backend") != "offline":
        parts.append(_("1er mot {time}").format(time=milliseconds(float(first))))
    elif last.milliseconds is not None:
        parts.append(milliseconds(last.milliseconds))
    if written and spent and spent > (first or 0):
        speed = written * 1000 / (spent - (first or 0))
        number = f"{speed:.1f}" if speed < 10 else f"{speed:.0f}"
        parts.append(_("{number} jetons/s").format(number=number.replace(".", _(","))))
    if read or written:
        parts.append(_("contexte {number}").format(number=_thousands(read + written)))
    said = [entry.part("answer") for entry in answers]
    total = sum(_count(item, "prompt_tokens") + _count(item, "completion_tokens") for item in said)
    if total:
        parts.append(_("total {number} jetons").format(number=_thousands(total)))
    return parts


def _count(answer: Mapping[str, Any], name: str) -> int:
    value = answer.get(name)
    return value if isinstance(value, int) else 0


def _thousands(number: int) -> str:
    """Write a number in groups of three: ``12 480``."""
    return f"{number:,}".replace(",", "\u202f")


def welcome(session: ChatSession, settings: Settings) -> list[Content]:
    """Return the lines in the middle of an empty conversation."""
    return [
        *(first_words() if session.is_new_here else ()),
        Content.styled(_pack(session, settings), f"bold {ACCENT}"),
        Content(""),
        Content(_("Posez votre question, puis Entrée.")),
        Content.styled(_("« debug » montre le raisonnement · « aide » le reste"), MUTED),
    ]


def first_words() -> list[Content]:
    """Return what a person who has never used the program is told, once."""
    return [
        Content.styled(_("Bienvenue."), "bold"),
        Content(_("Hors ligne : les réponses viennent du seul domaine,")),
        Content(_("avec leurs sources ; le reste demeure sans réponse.")),
        Content(_("Rien ne sort d'ici. « /modèle » branche un modèle.")),
        Content(""),
    ]


def _pack(session: ChatSession, settings: Settings) -> str:
    return clean_line(session.assistant.pack_title if session.assistant else settings.pack)


def _backend(session: ChatSession, settings: Settings) -> str:
    assistant = session.assistant
    return backend_label(assistant.backend_name if assistant else settings.backend)
