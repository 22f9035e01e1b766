"""The engine itself: one base, its adapters, one line of requests, and how far the loading is."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from mistral_assistant.engine.answers import Calls, answer
from mistral_assistant.engine.protocol import DEFAULT, Request
from mistral_assistant.engine.queue import Job, Queue, full
from mistral_assistant.engine.refusal import RequestError
from mistral_assistant.engine.runtimes.base import End, Runtime
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _

Said = str | Calls | End | Exception
_BYTES_PER_S = 300e6
"""How fast a model is taken to load before anything is known."""
_START_S = 8.0
"""That the libraries take before the first byte."""


@dataclass
class Loading:
    """How far the model is."""

    state: Literal["waiting", "loading", "ready", "failed"] = "waiting"
    done: int = 0
    total: int = 0
    began: float = field(default_factory=time.monotonic)
    first_byte: float = 0.0
    problem: str = ""
    hint: str = ""

    def seconds_left(self) -> int:
        """Return about how long it still takes; 0 once it is over."""
        if self.state in ("ready", "failed"):
            return 0
        now = time.monotonic()
        if self.done and self.first_byte and now > self.first_byte:
            left = (now - self.first_byte) * (self.total - self.done) / self.done
        else:
            left = max(0.0, _START_S - (now - self.began)) + self.total / _BYTES_PER_S
        return max(1, round(left))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        values: dict[str, Any] = {
            "status": self.state,
            "bytes": self.done,
            "total": self.total,
            "seconds_left": self.seconds_left(),
        }
        if self.state == "failed":
            values |= {"problem": self.problem, "hint": self.hint}
        return values


class Engine:
    """Answers requests with one runtime; every method may be called from any thread."""

    def __init__(
        self,
        runtime: Runtime,
        base: str,
        adapters: Mapping[str, Path],
        default: str = "",
        check: Callable[[Path], object] = lambda _folder: None,
        known: Callable[[], Mapping[str, Path]] = dict,
    ) -> None:
        """Remember what to serve; ``check`` raises ModelError for an adapter that does not fit.

        ``known`` gives this machine's adapters by name, those that were registered since included.
        """
        self.runtime = runtime
        self.base = base
        self.default = default or base
        self.loading = Loading()
        self.notice = ""
        """What users are to know about the choice of the model."""
        self.used = time.monotonic()
        """When somebody last wanted something."""
        self._check = check
        self._known = known
        self._adapters = dict(adapters)
        self._queue = Queue()
        self._lock = threading.Lock()

    def load(self) -> None:
        """Have the model loaded, if that has not been asked for yet."""
        with self._lock:
            if self.loading.state in ("loading", "ready"):
                return
            self.loading = Loading("loading")
        self._queue.add(Job(self._load, self._loaded))

    @property
    def models(self) -> tuple[str, ...]:
        """The names that requests may use, the default first."""
        names = dict.fromkeys([self.default, self.base, *self._adapters])
        return tuple(names)

    def add_adapters(self, adapters: Mapping[str, Path]) -> None:
        """Offer more adapters; one of a known name replaces it.

        Raises:
            ModelError: one of them does not fit.
        """
        for folder in adapters.values():
            self._check(folder)
        with self._lock:
            merged = {**self._adapters, **adapters}
            changed = merged != self._adapters
            self._adapters = merged
        if not changed:
            return
        fault: list[Exception | None] = []
        over = threading.Event()

        def ended(error: Exception | None) -> None:
            fault.append(error)
            over.set()

        if not self._queue.add(Job(lambda _cancelled: self.runtime.set_adapters(merged), ended)):
            raise full()
        over.wait()
        if fault[0] is not None:
            raise fault[0]

    def want(self, name: str) -> bool:
        """Offer the adapter ``name``; False if this machine has none of that name.

        Waits for the answers before it; belongs into a thread of its own.

        Raises:
            ModelError: it is there and does not fit, or the registry is damaged.
        """
        if name not in self._adapters:
            folder = self._known().get(name)
            if folder is None:
                return False
            self.add_adapters({name: folder})
        return True

    def adapter_for(self, model: str) -> str:
        """Return the adapter that a request's ``model`` means; empty for the base.

        Raises:
            RequestError: there is no such model here.
        """
        name = self.default if model == DEFAULT else model
        if name == self.base and name not in self._adapters:
            return ""
        if name in self._adapters:
            return name
        raise RequestError(
            _("Le modèle « {name} » n'est pas ici. Modèles : {names}.").format(
                name=name[:100], names=", ".join(self.models)
            ),
            status=404,
            code="model_not_found",
            param="model",
        )

    def submit(self, request: Request, put: Callable[[Said | None], None]) -> Job:
        """Have a request answered: ``put`` gets pieces, the ``End``, perhaps an error, and None.

        Raises:
            RequestError: no such model, still loading, or too many wait.
        """
        adapter = self.adapter_for(request.model)
        self._ready()

        def work(cancelled: threading.Event) -> None:
            for said in answer(self.runtime, request, adapter, cancelled):
                put(said)

        def ended(error: Exception | None) -> None:
            self.used = time.monotonic()
            if error is not None:
                put(error)
            put(None)

        job = Job(work, ended)
        self.used = time.monotonic()
        if not self._queue.add(job):
            raise _busy()
        return job

    def cancel(self, job: Job) -> None:
        """End an answer that nobody waits for any more."""
        self._queue.cancel(job)

    @property
    def idle_seconds(self) -> float:
        """How long nobody has wanted anything."""
        return time.monotonic() - self.used if self._queue.idle else 0.0

    def status(self) -> dict[str, Any]:
        """Return how the engine is, as plain JSON values."""
        return {
            **self.loading.to_json(),
            "model": self.base,
            "default": self.default,
            "models": list(self.models),
            "runtime": self.runtime.name,
            "waiting": self._queue.waiting,
            "context_tokens": self.runtime.context_tokens,
            "tools": self._has_tool_format(),
            "notice": self.notice,
        }

    def _has_tool_format(self) -> bool | None:
        """Tell whether the model's template knows tools; None before it is loaded."""
        if self.loading.state != "ready":
            return None
        return bool(self.runtime.tokenizer.call_mark)

    def close(self) -> None:
        """End everything and give the memory back."""
        self._queue.close()
        self.runtime.close()

    def _load(self, _cancelled: threading.Event) -> None:
        self.runtime.set_adapters(self._adapters)
        self.runtime.load(self._progress)

    def _progress(self, done: int, total: int) -> None:
        self.loading.first_byte = self.loading.first_byte or time.monotonic()
        self.loading.done, self.loading.total = done, total
        self.used = time.monotonic()

    def _loaded(self, error: Exception | None) -> None:
        self.used = time.monotonic()
        if error is None:
            self.loading.done = self.loading.total
            self.loading.state = "ready"
            return
        self.loading.problem = getattr(error, "problem", str(error) or type(error).__name__)
        self.loading.hint = getattr(error, "hint", "")
        self.loading.state = "failed"

    def _ready(self) -> None:
        loading = self.loading
        if loading.state == "ready":
            return
        if loading.state == "failed":
            said = " → ".join(part for part in (loading.problem, loading.hint) if part)
            raise RequestError(said, status=500, code="load_failed")
        fault = RequestError(
            _("Le modèle se charge (encore {seconds} s environ).").format(
                seconds=loading.seconds_left()
            ),
            status=503,
            code="loading",
        )
        fault.retry_after = loading.seconds_left()
        raise fault


def _busy() -> RequestError:
    fault = RequestError(str(full()), status=503, code="busy")
    fault.retry_after = 5
    return fault


def as_request_error(error: Exception) -> RequestError:
    """Return an error of the runtime as clients are told it."""
    if isinstance(error, RequestError):
        return error
    if isinstance(error, ModelError):
        return RequestError(str(error), status=500, code="model_error")
    text = " ".join(str(error).split())[:200] or type(error).__name__
    return RequestError(
        _("Le moteur a échoué : {reason}.").format(reason=text), status=500, code="internal"
    )
