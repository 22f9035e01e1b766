"""Starts the engine's process when it is wanted, once for all windows, and finds it again.

The engine itself writes where it listens, and its token, into a file that only its owner can read.
Nothing of a model is imported here.
"""

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from mistral_assistant.backends.sse import Reply, StreamFault
from mistral_assistant.cleaning import clean_line
from mistral_assistant.errors import BackendError
from mistral_assistant.i18n import _, system_reason

FOLDER = "engine"
START_S = 90.0
NICE = 5
"""How far the engine steps back: a key that is pressed comes before the next token."""
_POLL_S = 0.1
_ANSWER_S = 3.0
_BUSY_S = 60.0
_MAX_STATE_BYTES = 20_000
_MAX_LOG_BYTES = 1_000_000


@dataclass(frozen=True)
class RunningEngine:
    """An engine that answers."""

    address: str
    """With ``/v1`` at its end."""
    token: str
    default: str
    """What its ``model`` is called when nothing else is asked for."""
    pid: int
    health: Mapping[str, Any]
    """What it last said of itself: ``status``, ``bytes``, ``total``, ``seconds_left`` …"""


class EngineCancelled(Exception):
    """The user no longer wants the engine that is being started."""


def ensure_engine(
    data_dir: Path,
    model: str,
    adapters: Mapping[str, Path] | None = None,
    options: tuple[str, ...] = (),
    cancel: threading.Event | None = None,
) -> RunningEngine:
    """Return the engine for ``model``, started now if none answers; it may still be loading.

    ``options`` are further arguments of ``mistral-assistant engine``. Processes that ask at once
    get the same engine.

    Raises:
        BackendError: it does not start; the last lines of its log say why.
        EngineCancelled: ``cancel`` was set meanwhile.
    """
    cancel = cancel or threading.Event()
    place = _Place(data_dir, model, options)
    engine = find_engine(place.state)
    if engine is None:
        with _locked(place.lock, cancel):
            engine = _awaited(place.state, cancel) or _start(place, adapters or {}, cancel)
    if adapters:
        _offer(engine, adapters)
    return engine


def find_engine(state: Path) -> RunningEngine | None:
    """Return the engine that the file names, if it answers."""
    found = _probe(state)
    return found if isinstance(found, RunningEngine) else None


def _awaited(state: Path, cancel: threading.Event) -> RunningEngine | None:
    """Return the engine as above, but give one time that is there and too busy to answer."""
    deadline = time.monotonic() + _BUSY_S
    while (found := _probe(state)) == "busy" and time.monotonic() < deadline:
        if cancel.wait(_POLL_S):
            raise EngineCancelled
    return found if isinstance(found, RunningEngine) else None


def _probe(state: Path) -> "RunningEngine | Literal['gone', 'busy']":
    values = _read_state(state)
    if values is None or not _alive(values["pid"]):
        return "gone"
    try:
        health = Reply.get(f"{values['address']}/health", values["token"], _ANSWER_S)
    except StreamFault as fault:
        # Silence while libraries are being imported; a refusal is another program's.
        return "busy" if fault.status < 0 else "gone"
    if not isinstance(health, dict):
        return "gone"
    return RunningEngine(
        f"{values['address']}/v1", values["token"], values["default"], values["pid"], health
    )


class _Place:
    """The files of one engine."""

    def __init__(self, data_dir: Path, model: str, options: tuple[str, ...]) -> None:
        path = Path(model).expanduser()
        self.model = str(path.resolve()) if model and path.exists() else model
        self.options = options
        self.data_dir = data_dir
        key = hashlib.sha256(repr((self.model, options)).encode()).hexdigest()[:12]
        self.folder = data_dir / FOLDER
        self.state = self.folder / f"{key}.json"
        self.lock = self.folder / f"{key}.lock"
        self.log = self.folder / f"{key}.log"

    def command(self, adapters: Mapping[str, Path]) -> list[str]:
        """Return the command line; no secret is in it."""
        model = [f"--model={self.model}"] if self.model else []
        named = [f"--adapter={name}={folder}" for name, folder in adapters.items()]
        return [
            sys.executable, "-m", "mistral_assistant", "engine", *model,
            f"--state-file={self.state}", f"--data-dir={self.data_dir}", f"--nice={NICE}",
            *named, *self.options,
        ]  # fmt: skip


def _start(place: _Place, adapters: Mapping[str, Path], cancel: threading.Event) -> RunningEngine:
    place.state.unlink(missing_ok=True)
    try:
        with _log(place.log) as log:
            process = subprocess.Popen(
                place.command(adapters), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, close_fds=True,
            )  # fmt: skip
    except OSError as error:
        raise BackendError(
            _("Le moteur ne démarre pas : {reason}.").format(reason=system_reason(error)),
            _("Voyez « mistral-assistant doctor »."),
        ) from error
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if engine := find_engine(place.state):
            # Nobody waits for it to end; the thread only takes its exit status away.
            threading.Thread(target=process.wait, daemon=True).start()
            return engine
        if process.poll() is not None:
            raise _not_started(place.log)
        if cancel.wait(_POLL_S):
            threading.Thread(target=process.wait, daemon=True).start()
            raise EngineCancelled
    process.terminate()
    process.wait()
    raise _not_started(place.log)


def _not_started(log: Path) -> BackendError:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    said = clean_line(lines[-1])[:400] if lines else ""
    return BackendError(
        _("Le moteur ne démarre pas. {said}").format(said=said).strip(),
        _("Son journal : {file}").format(file=log),
    )


def _offer(engine: RunningEngine, adapters: Mapping[str, Path]) -> None:
    """Tell an engine, which another window may have started, of adapters that it lacks."""
    listed = _ask(engine, "models", None)
    known = {item.get("id") for item in listed.get("data", []) if isinstance(item, dict)}
    missing = {name: str(folder) for name, folder in adapters.items() if name not in known}
    if missing:
        _ask(engine, "load", {"adapters": missing})


def want_adapter(engine: RunningEngine, name: str) -> str | None:
    """Have an engine offer an adapter of this machine's registry; return None once it does.

    Otherwise what is wrong with the adapter; nothing (empty) where this machine has none.

    Raises:
        BackendError: the engine does not answer.
    """
    missing = _ask(engine, "load", {"wanted": [name]}).get("missing")
    return clean_line(str(missing[name])) if isinstance(missing, dict) and name in missing else None


def _ask(engine: RunningEngine, path: str, body: Mapping[str, Any] | None) -> Mapping[str, Any]:
    try:
        url = f"{engine.address}/{path}"
        if body is None:
            values: Any = Reply.get(url, engine.token, _ANSWER_S)
        else:
            values = {}
            Reply(url, body, engine.token, _ANSWER_S, 60.0).read(values.update)
    except StreamFault as fault:
        raise BackendError(
            _("Moteur : {problem}").format(problem=str(fault).replace(engine.token, "…")),
            fault.hint,
        ) from fault
    return values if isinstance(values, dict) else {}


def _read_state(file: Path) -> dict[str, Any] | None:
    """Return what the engine wrote; None if there is nothing that can be trusted."""
    try:
        with file.open("rb") as stream:
            status = os.fstat(stream.fileno())
            if os.name == "posix" and (status.st_mode & 0o077 or status.st_uid != os.getuid()):
                return None
            values = json.loads(stream.read(_MAX_STATE_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    wanted = {"address": str, "token": str, "default": str, "pid": int}
    if isinstance(values, dict) and all(type(values.get(k)) is t for k, t in wanted.items()):
        return values
    return None


def _alive(pid: int) -> bool:
    if os.name != "posix" or pid <= 0:
        return pid > 0  # only its answer tells
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def _log(file: Path) -> Iterator[IO[bytes]]:
    """Give the log, which only its owner can read; an overlong one begins anew."""
    long = file.exists() and file.stat().st_size > _MAX_LOG_BYTES
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | (os.O_TRUNC if long else 0)
    with os.fdopen(os.open(file, flags, 0o600), "ab") as stream:
        yield stream


@contextmanager
def _locked(file: Path, cancel: threading.Event) -> Iterator[None]:
    """Hold a lock that ends with this process, whatever becomes of it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise BackendError(
            _("Le dossier {folder} est inaccessible ({reason}).").format(
                folder=file.parent, reason=system_reason(error)
            ),
            _("Choisissez un autre dossier avec --data-dir."),
        ) from error
    try:
        while not _try_lock(handle):
            if cancel.wait(_POLL_S):
                raise EngineCancelled
        yield
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
