"""Runs the engine as a process: its socket, the file that tells where it is, its end."""

import json
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from mistral_assistant import __version__
from mistral_assistant.engine.engine import Engine
from mistral_assistant.engine.guard import LOOPBACK
from mistral_assistant.engine.server import application
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _, system_reason

_CHECK_S = 1.0
_FAILED_S = 60.0
"""How long an engine that could not load its model stays to say so."""


@dataclass(frozen=True)
class Listening:
    """Where the engine is to listen."""

    host: str = "127.0.0.1"
    port: int = 0
    """0 takes a free one."""
    token: str = ""
    """Empty: a random one, which only a loopback address may have."""
    state_file: Path | None = None
    idle_minutes: float = 15.0
    """0: never ends by itself."""
    nice: int = 0
    """How far the process steps back behind others, 0 to 19."""


def serve(
    engine: Engine, listening: Listening, started: Callable[[str], None] = lambda _url: None
) -> None:
    """Serve until nobody wants anything any more, or a signal comes.

    Raises:
        UsageError: the address cannot be had, or is no loopback address and has no token.
    """
    if listening.host not in LOOPBACK and not listening.token:
        raise UsageError(
            _("« {host} » est ouvert à d'autres machines.").format(host=listening.host),
            _("Donnez un jeton d'accès : --token-file FICHIER."),
        )
    _step_back(listening.nice)
    token = listening.token or secrets.token_urlsafe(32)
    with _socket(listening) as bound:
        port = bound.getsockname()[1]
        address = f"http://{_in_address(listening.host)}:{port}"
        server = _server(application(engine, token, listening.host))
        over = threading.Event()
        threading.Thread(
            target=_watch, args=(engine, server, over, listening.idle_minutes), daemon=True
        ).start()
        state = {"address": address, "token": token, "port": port, **_identity(engine)}
        try:
            if listening.state_file:
                write_private(listening.state_file, json.dumps(state))
            started(address)
            _end_on_terminate()
            engine.load()
            server.run(sockets=[bound])
        finally:
            over.set()
            if listening.state_file:
                _forget(listening.state_file, token)
            engine.close()


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _identity(engine: Engine) -> dict[str, str | int]:
    """Return what tells the window that finds this engine whether it is the one it wants."""
    return {
        "pid": os.getpid(),
        "model": engine.base,
        "default": engine.default,
        "version": __version__,
    }


def _step_back(nice: int) -> None:
    """Let programs that somebody types into come first, where the system knows priorities.

    Linux weighs whole sessions by default (``autogroup``) and then looks at ``nice`` only within
    one, so the session is told as well if it is the engine's own.
    """
    if not nice or os.name != "posix":
        return
    with suppress(OSError):
        os.nice(nice)
        if os.getsid(0) == os.getpid():
            Path("/proc/self/autogroup").write_text(str(nice))


def _end_on_terminate() -> None:
    """Have SIGTERM leave through the ``finally`` above; uvicorn raises it again at its end."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        part.unlink()
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
    part.replace(file)


def _forget(file: Path, token: str) -> None:
    """Remove the file, unless a younger engine has written its own."""
    with suppress(OSError, ValueError, AttributeError):
        values: Any = json.loads(file.read_text())
        if values.get("token") == token:
            file.unlink()


def _socket(listening: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    try:
        return socket.create_server((listening.host, listening.port), family=family, backlog=128)
    except (OSError, OverflowError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else str(error)
        raise UsageError(
            _("L'adresse {host}:{port} ne peut pas être prise ({reason}).").format(
                host=listening.host, port=listening.port, reason=reason
            ),
            _("Choisissez un autre port, ou --port 0 pour un port libre."),
        ) from error


def _server(app: Any) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=64 * 1024,
        )
    )


def _watch(engine: Engine, server: uvicorn.Server, over: threading.Event, minutes: float) -> None:
    """End the server once nobody has wanted anything for long enough."""
    while not over.wait(_CHECK_S):
        patience = 60 * minutes
        if engine.loading.state == "failed":
            patience = min(_FAILED_S, patience or _FAILED_S)
        if patience and engine.idle_seconds > patience:
            server.should_exit = True
            return
