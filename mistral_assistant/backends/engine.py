"""Our own engine as a backend: started when first wanted, started again when it has died."""

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from mistral_assistant.backends.launcher import EngineCancelled, RunningEngine, ensure_engine
from mistral_assistant.backends.server import ServerBackend
from mistral_assistant.chat import Chunk, Finish, GenerationOptions, Prompt
from mistral_assistant.errors import BackendError
from mistral_assistant.i18n import _

_WORTH_WAITING_S = 5
"""A model that is there in so many seconds is waited for; else the offline answer comes first."""


class EngineBackend:
    """Answers with the model at a path."""

    def __init__(
        self,
        data_dir: Path,
        model: str,
        adapters: Mapping[str, Path] | None = None,
        options: tuple[str, ...] = (),
    ) -> None:
        """Remember what to run; nothing is started before the first answer or ``warm``."""
        self._data_dir = data_dir
        self._model = model
        self._adapters = dict(adapters or {})
        self._options = options
        self._server: ServerBackend | None = None
        self._running: RunningEngine | None = None

    @property
    def name(self) -> str:
        """The model's name, as far as it is known."""
        return self._running.default if self._running else Path(self._model).stem or "engine"

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
        if self._server is None:
            self._server = ServerBackend(
                running.address, running.default, running.token, extended=True
            )
        yield from self._server.generate(prompt, options, cancel)

    def _ensure(self, cancel: threading.Event) -> RunningEngine:
        running = ensure_engine(self._data_dir, self._model, self._adapters, self._options, cancel)
        if self._running is None or running.token != self._running.token:
            self._server = None
        self._running = running
        return running


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
