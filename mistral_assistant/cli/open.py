"""How the commands open the store and build the assistant; imports late, nothing else here."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from mistral_assistant.i18n import _
from mistral_assistant.settings import Settings

if TYPE_CHECKING:
    from mistral_assistant.assistant import Assistant
    from mistral_assistant.conversations.store import Store

STORE_FILE = "conversations.sqlite"


def open_store(settings: Settings) -> "Store":
    """Open the conversation store, making it if needed.

    Raises:
        StoreError: it cannot be opened.
    """
    from mistral_assistant.conversations.store import Store

    return Store(settings.data_dir / STORE_FILE)


@contextmanager
def opened_store(settings: Settings) -> "Iterator[Store]":
    """Open the conversation store for one command."""
    store = open_store(settings)
    try:
        yield store
    finally:
        store.close()


def build_assistant(settings: Settings) -> "Assistant":
    """Build the assistant of the chat, with its store; without one where none can be opened."""
    from mistral_assistant.assistant import Assistant
    from mistral_assistant.errors import StoreError

    try:
        store = open_store(settings)
    except StoreError as error:
        problem = _("Rien ne sera enregistré. {problem}").format(problem=error.problem)
        return Assistant(settings, store_fault=StoreError(problem, error.hint))
    with suppress(StoreError):  # a store that can only be read
        store.recover()
    return Assistant(settings, store)
