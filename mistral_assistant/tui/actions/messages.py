"""What can be done with one message: say it otherwise, answer it again, judge, look behind.

A chat command acts on the chosen message or, where none is, on the last one of its kind.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal

from mistral_assistant.cleaning import clean
from mistral_assistant.errors import AssistantError
from mistral_assistant.i18n import _
from mistral_assistant.tui.actions.common import (
    idle_assistant,
    meant_message,
    stored_message,
    when_failed,
)
from mistral_assistant.tui.actions.copying import copy
from mistral_assistant.tui.actions.display import show_panel
from mistral_assistant.tui.reopening import open_conversation
from mistral_assistant.tui.transcript import Entry

if TYPE_CHECKING:
    from mistral_assistant.assistant import Conversation
    from mistral_assistant.conversations.store import Store
    from mistral_assistant.tui.screens.chat import ChatScreen

Verdict = Literal["good", "bad", "corrected"]


# --- branches ----------------------------------------------------------------------------------


def again(screen: "ChatScreen", entry: Entry | None = None) -> None:
    """Answer a question once more; the first answer stays as another version."""
    assistant = idle_assistant(screen)
    question = meant_message(screen, "user", entry) if assistant else None
    stored = stored_message(screen, question)
    if assistant is None or question is None or stored is None:
        return

    def ready(conversation: "Conversation") -> None:
        screen.session.answer_again(question, conversation)
        screen.view.latest()
        screen.set_ready()

    screen.set_ready(False)
    screen.in_background(partial(assistant.before, stored[1]), ready, when_failed(screen))


def edit(screen: "ChatScreen", entry: Entry | None = None) -> None:
    """Put a question back into the input, to be said otherwise."""
    assistant = idle_assistant(screen)
    question = meant_message(screen, "user", entry) if assistant else None
    if question is None or stored_message(screen, question) is None:
        return
    composer = screen.composer
    composer.remember(composer.text.strip())
    screen.session.editing = question
    composer.set_text(question.text)
    composer.focus()
    screen.show_state()


def send_edited(screen: "ChatScreen", entry: Entry, text: str) -> None:
    """Ask ``text`` in the place of a question; what followed it stays as another branch."""
    assistant = idle_assistant(screen)
    stored = stored_message(screen, entry)
    if assistant is None or stored is None:
        screen.give_back([text])
        return
    screen.session.editing = None

    def ready(conversation: "Conversation") -> None:
        screen.session.say_otherwise(entry, text, conversation)
        screen.view.latest()
        screen.set_ready()

    def failed(error: AssistantError) -> None:
        screen.give_back([text])
        when_failed(screen)(error)

    screen.set_ready(False)
    screen.in_background(partial(assistant.before, stored[1]), ready, failed)


def give_up_editing(screen: "ChatScreen") -> bool:
    """Empty the input of a question that was to be said otherwise; False if there is none."""
    if screen.session.editing is None:
        return False
    screen.session.editing = None
    screen.composer.set_text("")
    screen.composer.focus()
    screen.show_state()
    return True


def turn_version(screen: "ChatScreen", entry: Entry, step: int) -> None:
    """Show the next or previous version of a message, with what followed it."""
    assistant = idle_assistant(screen)
    place, count = entry.versions
    conversation = screen.session.thread.conversation
    stored = stored_message(screen, entry)
    if assistant is None or stored is None or conversation is None or conversation.id is None:
        return
    if count < 2:
        screen.tell(_("Ce message n'a qu'une version."))
        return
    (store, message_id), conversation_id = stored, conversation.id

    def switch() -> int:
        versions = store.siblings(message_id)
        other = versions[(place - 1 + step) % len(versions)]
        store.show_branch(other)
        return other

    screen.set_ready(False)
    show = partial(open_conversation, screen, conversation_id)
    screen.in_background(switch, show, when_failed(screen))


def count_versions(screen: "ChatScreen", *entries: Entry | None) -> None:
    """Find out, after a turn, which version of how many its messages are."""
    assistant = screen.session.assistant
    store = assistant.store if assistant else None
    new = [entry for entry in entries if entry and entry.message_id is not None]
    if store is None or not new:
        return

    def look() -> list[tuple[int, int]]:
        found = []
        for entry in new:
            versions = store.siblings(entry.message_id or 0)
            found.append((versions.index(entry.message_id or 0) + 1, len(versions)))
        return found

    def show(found: list[tuple[int, int]]) -> None:
        for entry, versions in zip(new, found, strict=True):
            if entry.versions != versions:
                entry.versions = versions
                entry.touch()
        screen.view.sync()

    screen.in_background(look, show, lambda _error: None)


# --- judging -----------------------------------------------------------------------------------


def rate(screen: "ChatScreen", verdict: Verdict, entry: Entry | None = None) -> None:
    """Note what the user thinks of an answer; the same once more takes it back."""
    answer = meant_message(screen, "assistant", entry)
    stored = stored_message(screen, answer)
    if answer and stored:
        kept: Verdict | None = None if answer.verdict == verdict else verdict
        _judge(screen, answer, stored, kept)


def correct(screen: "ChatScreen", entry: Entry | None = None) -> None:
    """Open an answer in an editor; what is saved there becomes training data."""
    answer = meant_message(screen, "assistant", entry)
    stored = stored_message(screen, answer)
    if answer is None or stored is None:
        return
    from mistral_assistant.tui.screens.correction import CorrectionScreen

    def corrected(text: str | None) -> None:
        if text is not None:
            _judge(screen, answer, stored, "corrected", text)

    def opened(text: str) -> None:
        screen.app.push_screen(CorrectionScreen(text), corrected)

    store, message_id = stored

    def earlier() -> str:
        feedback = store.feedback(message_id)
        return feedback.correction if feedback and feedback.correction else clean(answer.text)

    screen.in_background(earlier, opened)


def _judge(
    screen: "ChatScreen",
    answer: Entry,
    stored: "tuple[Store, int]",
    verdict: Verdict | None,
    correction: str = "",
) -> None:
    store, message_id = stored

    def show(_nothing: None) -> None:
        answer.verdict, answer.correction = verdict or "", correction
        answer.touch()
        screen.view.sync()
        if correction:
            screen.tell(_("Gardé pour l'entraînement. Ce que répond le domaine se change dans "
                          "ses fichiers."))  # fmt: skip

    screen.in_background(partial(store.set_feedback, message_id, verdict, correction), show)


# --- looking behind ----------------------------------------------------------------------------


def sources(screen: "ChatScreen", entry: Entry | None = None) -> None:
    """Open the passages that an answer was made from."""
    answer = meant_message(screen, "assistant", entry)
    passages = (answer.part("approach").get("passages") if answer else None) or ()
    if answer and not passages:
        screen.tell(_("Cette réponse ne cite pas de source."))
    elif answer:
        from mistral_assistant.tui.screens.sources import SourcesScreen

        screen.app.push_screen(SourcesScreen(passages))


def links(screen: "ChatScreen", entry: Entry | None = None) -> None:
    """List the addresses in a message; one is opened only after a yes."""
    from mistral_assistant.tui.extracts import addresses

    message = entry or screen.view.marked or meant_message(screen, "assistant")
    if message is None:
        return
    found = addresses(clean(message.text))
    if found:
        from mistral_assistant.tui.screens.links import LinksScreen

        screen.app.push_screen(LinksScreen(found))
    else:
        screen.tell(_("Ce message ne contient pas d'adresse."))


def _trace(screen: "ChatScreen", entry: Entry) -> None:
    answer = meant_message(screen, "assistant", entry)
    if answer:
        show_panel(screen, answer)


KEYED: Mapping[str, Callable[["ChatScreen", Entry], None]] = {
    "trace": _trace,
    "copy": copy,
    "edit": edit,
    "again": again,
    "next_version": partial(turn_version, step=1),
    "earlier_version": partial(turn_version, step=-1),
    "good": lambda screen, entry: rate(screen, "good", entry),
    "bad": lambda screen, entry: rate(screen, "bad", entry),
    "correct": correct,
    "sources": sources,
    "links": links,
}
"""What the keys of the conversation do with the message that bears the mark."""


def sample(screen: "ChatScreen", name: str, typed: str) -> None:
    """Change a sampling setting of the session, or say what it is."""
    assistant = idle_assistant(screen)
    if assistant is None:
        return
    if typed:
        value = float(typed) if name == "temperature" else int(typed)
        assistant.sample(**{name: value})
    now = getattr(assistant.sampling, name)
    label = {"temperature": _("Température : {value}"), "seed": _("Graine : {value}")}[name]
    told = label.format(value=_("au hasard") if now is None else str(now).replace(".", _(",")))
    if assistant.backend_name == "offline":
        told += " " + _("(sans effet hors ligne : aucun modèle n'écrit)")
    screen.tell(told)
