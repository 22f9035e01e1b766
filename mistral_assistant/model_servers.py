"""Which model servers answer on this machine, on the ports that they usually take.

Only the list of models is asked for, from this machine's own address; nothing is sent.
"""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mistral_assistant.certificates import trusted

SERVERS: Mapping[str, str] = {
    "Ollama": "http://127.0.0.1:11434/v1/models",
    "llama-server": "http://127.0.0.1:8080/v1/models",
    "vLLM / transformers serve": "http://127.0.0.1:8000/v1/models",
    "LM Studio": "http://127.0.0.1:1234/v1/models",
}
PATIENCE_S = 0.5
MAX_BYTES = 256 * 1024


@dataclass(frozen=True)
class FoundServer:
    """What one address answered."""

    name: str
    url: str
    state: str
    """``models``, ``other`` (something else answers there), ``slow`` or ``nothing``."""
    models: tuple[str, ...] = ()
    """Their names as the server gives them: foreign text."""


def find_servers(
    servers: Mapping[str, str] = SERVERS, patience: float = PATIENCE_S
) -> list[FoundServer]:
    """Ask all servers at once and wait ``patience`` seconds at most for all of them."""
    found: dict[str, FoundServer] = {}

    def ask(name: str, url: str) -> None:
        found[name] = _ask(name, url, patience)

    threads = [
        # A server that lets its answer drip must not hold the program up at its end either.
        threading.Thread(target=ask, args=item, daemon=True)
        for item in servers.items()
    ]
    import httpx2  # noqa: F401  slow to import: not a part of the time that the servers have

    deadline = time.monotonic() + patience
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [found.get(name, FoundServer(name, url, "slow")) for name, url in servers.items()]


def _ask(name: str, url: str, patience: float) -> FoundServer:
    import httpx2

    try:
        # No proxy and no redirect: whatever answers must be on this machine.
        with (
            httpx2.Client(
                timeout=patience, verify=trusted(url), trust_env=False, follow_redirects=False
            ) as client,
            client.stream("GET", url) as reply,
        ):
            models = _models(_start_of(reply)) if reply.status_code == 200 else None
    except (httpx2.ConnectError, httpx2.ConnectTimeout):
        return FoundServer(name, url, "nothing")
    except httpx2.TimeoutException:
        return FoundServer(name, url, "slow")
    except httpx2.HTTPError:
        return FoundServer(name, url, "other")
    if models is None:
        return FoundServer(name, url, "other")
    return FoundServer(name, url, "models", models)


def _start_of(reply: Any) -> bytes:
    data = b""
    for piece in reply.iter_bytes():
        data += piece
        if len(data) > MAX_BYTES:
            break
    return data


def _models(data: bytes) -> tuple[str, ...] | None:
    """Return the names in an OpenAI-compatible list of models; None if it is not one."""
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        return None
    listed = values.get("data") if isinstance(values, dict) else None
    if not isinstance(listed, list):
        return None
    names = (item.get("id") for item in listed if isinstance(item, dict))
    return tuple(name for name in names if isinstance(name, str))
