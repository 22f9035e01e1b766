"""What stands around the messages: header, status line, and the page of an empty conversation."""

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
) -> tuple[Content, Content]:
    """Return the left and the right text of the status line.

    ``browsing`` means that the cursor is in the messages.
    """
    parts = [_pack(session, settings), _backend(session, settings)]
    if session.last_ms is not None:
        parts.append(milliseconds(session.last_ms))
    if count := len(session.waiting):
        waiting = ngettext("{count} en attente", "{count} en attente", count)
        parts.append(waiting.format(count=count))
    if session.failed:
        parts.append(_("indisponible"))
    elif not session.ready:
        parts.append(_("chargement…"))
    hint = _("Entrée envoie · Ctrl+P tout")
    if session.editing:
        hint = _("Question reprise : Entrée envoie · Échap annule")
    elif session.run:
        hint = _("Échap arrête")
    elif browsing:
        hint = _("↑↓ messages · C copier · F1 touches · Échap saisie")
    return Content.styled(" · ".join(parts), MUTED), Content.styled(hint, MUTED)


def welcome(session: ChatSession, settings: Settings) -> list[Content]:
    """Return the lines in the middle of an empty conversation."""
    return [
        Content.styled(_pack(session, settings), f"bold {ACCENT}"),
        Content(""),
        Content(_("Posez votre question, puis Entrée.")),
        Content.styled(_("« debug » montre le raisonnement · « aide » le reste"), MUTED),
    ]


def _pack(session: ChatSession, settings: Settings) -> str:
    return clean_line(session.assistant.pack_title if session.assistant else settings.pack)


def _backend(session: ChatSession, settings: Settings) -> str:
    assistant = session.assistant
    return backend_label(assistant.backend_name if assistant else settings.backend)
