"""A store on disk for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mistral_assistant.conversations.store import Store, StoredConversation


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path)
    yield store
    store.close()


@pytest.fixture
def conversation(store: Store) -> StoredConversation:
    return store.create("ecommerce")
