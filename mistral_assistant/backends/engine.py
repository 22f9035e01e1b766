"""Our own engine as a backend: started when first wanted, started again when it has died.

The adapter of a pack is the ``model`` of the request; whether this machine has it, the engine says.
Tools are offered to a base model only: an adapter reads what it was tuned on, and no training row
offers any.
"""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue

from mistral_assistant.backends.launcher import (
    EngineCancelled,
    RunningEngine,
    ensure_engine,
    want_adapter,
)
from mistral_assistant.backends.server import ServerBackend
from mistral_assistant.chat import Chunk, Finish, GenerationOptions, Notice, Prompt
from mistral_assistant.cleaning import clean_line
from mistral_assistant.errors import BackendError
from mistral_assistant.i18n import _

_WORTH_WAITING_S = 5
"""A model that is there in so many seconds is waited for; else the offline answer comes first."""
_LOOK_S = 0.5
_POLL_S = 0.05


class EngineBackend:
    """Answers with the model at a path, or of a name."""

    def __init__(
        self,
        data_dir: Path,
        model: str,
        adapters: Mapping[str, Path] | None = None,
        options: tuple[str, ...] = (),
    ) -> None:
        """Remember what to run; nothing is started before the first answer or ``start``.

        Without a ``model`` the engine takes the newest training run, or the usual base.
        """
        self._data_dir = data_dir
        self._model = model
        self._adapters = dict(adapters or {})
        self._options = options
        self._running: RunningEngine | None = None
        self._server: ServerBackend | None = None
        """The one that was spoken to last; it knows what its model does not take."""
        self._speaking = ""
        self._told: set[str] = set()
        """Adapters of which the user knows that they do not speak, and notices that were shown."""
        self._note = ""
        self._lock = threading.Lock()
        self._follower: threading.Thread | None = None
        self._health: Mapping[str, object] = {}

    @property
    def name(self) -> str:
        """The name of the model or adapter that speaks, as far as it is known."""
        if self._speaking:
            return self._speaking
        return self._running.default if self._running else Path(self._model).stem or "engine"

    @property
    def status(self) -> str:
        """How far the loading is, as the engine last said; once, which adapter does not speak."""
        follower = self._follower
        if not self._health and follower is not None and follower.is_alive():
            return _("modèle : démarrage…")
        return progress_words(self._health) or self._note

    def start(self) -> None:
        """Have the engine started and its loading followed, in the background."""
        with self._lock:
            if self._follower is None or not self._follower.is_alive():
                self._health = {}
                self._follower = threading.Thread(target=self._follow, daemon=True)
                self._follower.start()

    def warm(self, cancel: threading.Event | None = None) -> Mapping[str, object]:
        """Start the engine if it does not run, and return how far it is (``/health``).

        Raises:
            BackendError: it does not start.
        """
        try:
            return self._ensure(cancel or threading.Event()).health
        except EngineCancelled:
            return {}

    def generate(
        self, prompt: Prompt, options: GenerationOptions, cancel: threading.Event
    ) -> Iterator[Chunk]:
        """Yield the answer as it comes.

        Raises:
            BackendError: the engine does not start, still loads, or fails.
        """
        try:
            running = self._ensure(cancel)
        except EngineCancelled:
            yield Finish("cancelled")
            return
        _loaded(running.health)
        try:
            missing = _missing(running, options.adapter, cancel)
        except EngineCancelled:
            yield Finish("cancelled")
            return
        speaks = options.adapter and missing is None
        self._speaking = options.adapter if speaks else running.default
        yield from self._tell(options.adapter, missing)
        if self._speaking == running.default:
            yield from self._tell_choice(running.health.get("notice"))
        if self._speaking != running.health.get("model"):
            prompt = replace(prompt, tools=())
        server = self._server_of(running)
        yield from server.generate(prompt, replace(options, adapter=""), cancel)

    def _server_of(self, running: RunningEngine) -> ServerBackend:
        server = self._server
        if server is None or not server.is_at(running.address, running.token):
            server = ServerBackend(
                running.address,
                key=running.token,
                extended=True,
                tools=running.health.get("tools") is not False,
            )
        server.model, self._server = self._speaking, server
        return server

    def _tell(self, adapter: str, missing: str | None) -> Iterator[Notice]:
        """Tell once that an adapter does not speak: under the answer only if it is damaged.

        A pack may name an adapter that nobody has trained yet; its base does without.
        """
        self._note = ""
        if missing is None or adapter in self._told:
            return
        self._told.add(adapter)
        if missing:
            yield Notice(_("{problem} Le modèle répond sans lui.").format(problem=missing))
        else:
            self._note = _("modèle : sans l'adaptateur « {name} »").format(name=adapter)

    def _tell_choice(self, notice: object) -> Iterator[Notice]:
        """Tell once what the engine says about its choice of a model."""
        if isinstance(notice, str) and notice and notice not in self._told:
            self._told.add(notice)
            yield Notice(clean_line(notice))

    def _ensure(self, cancel: threading.Event) -> RunningEngine:
        running = ensure_engine(self._data_dir, self._model, self._adapters, self._options, cancel)
        self._running, self._health = running, running.health
        return running

    def _follow(self) -> None:
        """Look at the engine until its model is there, or cannot be; the next answer says why."""
        never = threading.Event()
        try:
            while self._ensure(never).health.get("status") in ("waiting", "loading"):
                never.wait(_LOOK_S)
        except BackendError:
            self._health = {}


def progress_words(health: Mapping[str, object]) -> str:
    """Return how far a model's loading is, in a few words; empty where none is going on."""
    if health.get("status") not in ("waiting", "loading"):
        return ""
    done, total, left = (health.get(name) for name in ("bytes", "total", "seconds_left"))
    if not (isinstance(done, int) and isinstance(total, int) and isinstance(left, int)):
        return _("modèle : chargement…")
    if not total:
        return _("modèle : encore {seconds} s").format(seconds=left)
    return _("modèle : {done} sur {total} Mo, encore {seconds} s").format(
        done=round(done / 1e6), total=round(total / 1e6), seconds=left
    )


def _missing(running: RunningEngine, adapter: str, cancel: threading.Event) -> str | None:
    """Return why the adapter that a pack asks for cannot speak (``want_adapter``); None if it can.

    Raises:
        BackendError: the engine does not answer.
        EngineCancelled: ``cancel`` was set meanwhile.
    """
    models = running.health.get("models")
    if not adapter or (isinstance(models, list) and adapter in models):
        return None
    answers: SimpleQueue[str | None | BackendError] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(want_adapter(running, adapter))
        except BackendError as error:
            answers.put(error)

    # The engine finishes other answers first.
    threading.Thread(target=ask, daemon=True).start()
    while not cancel.is_set():
        try:
            answer = answers.get(timeout=_POLL_S)
        except Empty:
            continue
        if isinstance(answer, BackendError):
            raise answer
        return answer
    raise EngineCancelled


def _loaded(health: Mapping[str, object]) -> None:
    """Refuse while the model is far from ready, so that another answer can be given meanwhile."""
    if health.get("status") == "failed":
        raise BackendError(
            str(health.get("problem") or _("Le modèle n'a pas pu être chargé.")),
            str(health.get("hint") or ""),
        )
    left = health.get("seconds_left")
    if isinstance(left, int) and left > _WORTH_WAITING_S:
        raise BackendError(
            _("Le modèle se charge (encore {seconds} s environ).").format(seconds=left),
            _("Les réponses suivantes viendront de lui."),
        )
