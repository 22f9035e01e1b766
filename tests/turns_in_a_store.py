"""Turns of an assistant with a store, and what they leave there."""

from datetime import datetime

from scripted import Script, ScriptedBackend

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.conversations.store import Store
from mistral_assistant.reasoning.events import Event
from mistral_assistant.settings import Settings


def scripted(settings: Settings, store: Store | None, *scripts: Script) -> Assistant:
    """Return an assistant whose model says what the scripts hold."""
    return Assistant(settings, store, ScriptedBackend(*scripts))


def say(
    assistant: Assistant, conversation: Conversation, question: str, now: datetime
) -> list[Event]:
    """Ask a question and return all events of the answer."""
    return list(assistant.answer(question, conversation, now=now))


def messages(store: Store, conversation: Conversation) -> list[tuple[str, str, str]]:
    """Return role, text and status of every message that is stored."""
    assert conversation.id is not None
    return [(m.role, m.content, m.status) for m in store.page(conversation.id)]
