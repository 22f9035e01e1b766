"""Fixtures that several folders of tests share. No test reaches a network."""

import signal
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.domains.loader import load_pack
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.i18n import set_language
from mistral_assistant.reasoning import themes
from mistral_assistant.reasoning.categorise import Categoriser
from mistral_assistant.settings import NAMES

ROOT = Path(__file__).parent.parent
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A run in the background ignores Ctrl+C, and so would the programs that the tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
NOW = datetime(2026, 3, 12, 10, 0)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in ("127.0.0.1", "::1", "localhost", "local"):
            raise RuntimeError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep tests away from the user's settings, conversations and caches."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    for name in NAMES:
        monkeypatch.delenv(f"MISTRAL_ASSISTANT_{name.upper()}", raising=False)


@pytest.fixture(scope="session", autouse=True)
def learned_once() -> Iterator[None]:
    """Learn each pack once in a process, however many tests begin with an empty cache."""
    learn, learned = themes._learn, dict[str, Categoriser]()

    def remembered(pack: DomainPack, embedder: Any = None) -> Categoriser:
        if embedder is not None:
            return learn(pack, embedder)
        key = repr(pack)
        if key not in learned:
            learned[key] = learn(pack)
        return learned[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(themes, "_learn", remembered)
        yield


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """Start and leave every test in French."""
    set_language("fr")
    yield
    set_language("fr")


@pytest.fixture(scope="session")
def ecommerce() -> DomainPack:
    """The e-commerce pack as it ships."""
    return load_pack(ROOT / "domains" / "ecommerce")


@pytest.fixture(scope="session")
def template_pack() -> DomainPack:
    """The small pack that authors copy."""
    return load_pack(ROOT / "domains" / "_template")


@pytest.fixture
def now() -> datetime:
    """The Thursday on which the packs' evaluation takes place."""
    return NOW
