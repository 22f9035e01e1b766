"""What the chat line by line does with its last messages."""

from typing import TYPE_CHECKING, Literal

from mistral_assistant.cleaning import clean_line
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _

if TYPE_CHECKING:
    from mistral_assistant.line_mode.chat import LineChat


def begin_private(chat: "LineChat", _argument: str) -> None:
    """Begin a conversation that is never stored."""
    if chat.conversation.history:
        chat.cleared.append(chat.conversation)
    chat.conversation, chat.last = chat.assistant.new_conversation(private=True), None
    chat.printer.print(_("Conversation privée : rien n'en est enregistré."))


def again(chat: "LineChat", _argument: str) -> None:
    """Answer the last question once more."""
    _store, question_id = _stored(chat, chat.conversation.question_id)
    conversation = chat.assistant.before(question_id)
    question = chat.assistant.question(question_id)
    chat.conversation = conversation
    chat.answer(question, question_id)


def edit(chat: "LineChat", _argument: str) -> None:
    """Ask for the last question in other words."""
    _store, question_id = _stored(chat, chat.conversation.question_id)
    text = (chat.read(_("Autrement dit : ")) or "").strip()
    if text:
        chat.conversation = chat.assistant.before(question_id)
        chat.answer(text)


def rate(chat: "LineChat", verdict: Literal["good", "bad"]) -> None:
    """Note what the user thinks of the last answer."""
    store, answer_id = _stored(chat, chat.answer_id)
    store.set_feedback(answer_id, verdict)
    chat.printer.print(_("Noté."))


def correct(chat: "LineChat", _argument: str) -> None:
    """Take down the last answer as it should have been."""
    store, answer_id = _stored(chat, chat.answer_id)
    text = (chat.read(_("La réponse aurait dû être : ")) or "").strip()
    if text:
        store.set_feedback(answer_id, "corrected", text)
        chat.printer.print(_("Noté."))


def sources(chat: "LineChat", _argument: str) -> None:
    """Print the passages that the last answer was made from."""
    passages = chat.last.approach.passages if chat.last else ()
    if not passages:
        chat.printer.print(_("Cette réponse ne cite pas de source."))
    for number, passage in enumerate(passages, 1):
        chat.printer.print(f"[{number}] {clean_line(passage.title or passage.source)}")
        chat.printer.print(passage.text)


def sample(chat: "LineChat", name: str, typed: str) -> None:
    """Change a sampling setting, or say what it is."""
    if typed:
        value = float(typed) if name == "temperature" else int(typed)
        chat.assistant.sample(**{name: value})
    now = getattr(chat.assistant.sampling, name)
    chat.printer.print(_("au hasard") if now is None else str(now).replace(".", _(",")))


def full_screen_only(chat: "LineChat", _argument: str) -> None:
    """Say that the terminal itself does it here."""
    chat.printer.print(_("Cela ne se fait qu'en plein écran."))


def _stored(chat: "LineChat", message_id: int | None) -> tuple[Store, int]:
    store = chat.assistant.store
    if store is None or message_id is None:
        raise UsageError(_("Il n'y a pas de message enregistré à reprendre."))
    return store, message_id
