"""One thread that owns the runtime, and the line of those who wait: first come, first served."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _

MAX_WAITING = 64


@dataclass(eq=False)
class Job:
    """A piece of work, which can be called off at any time."""

    work: Callable[[threading.Event], None]
    """Does the work; looks at the event between its steps."""
    ended: Callable[[Exception | None], None]
    """Told once, in the queue's thread or that of ``cancel``: None, or what went wrong."""
    cancelled: threading.Event = field(default_factory=threading.Event)


class Queue:
    """Runs one job at a time."""

    def __init__(self) -> None:
        self._waiting: deque[Job] = deque()
        self._change = threading.Condition()
        self._closed = False
        self._running: Job | None = None
        self._thread = threading.Thread(target=self._run, name="runtime", daemon=True)
        self._thread.start()

    def add(self, job: Job) -> bool:
        """Put a job at the end of the line; False if the line is full or closed."""
        with self._change:
            if self._closed or len(self._waiting) >= MAX_WAITING:
                return False
            self._waiting.append(job)
            self._change.notify()
            return True

    def cancel(self, job: Job) -> None:
        """Call a job off: it leaves the line, or ends at its next step."""
        job.cancelled.set()
        with self._change:
            waited = job in self._waiting
            if waited:
                self._waiting.remove(job)
        if waited:
            job.ended(None)

    @property
    def idle(self) -> bool:
        """True while nothing runs or waits."""
        with self._change:
            return self._running is None and not self._waiting

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        with self._change:
            return len(self._waiting)

    def close(self, patience: float = 5.0) -> None:
        """Call everything off and wait up to ``patience`` seconds for the running job."""
        with self._change:
            self._closed = True
            left = [*self._waiting]
            running = self._running
            self._change.notify()
        for job in [*left, *([running] if running else [])]:
            self.cancel(job)
        self._thread.join(patience)

    def _run(self) -> None:
        while job := self._next():
            fault: Exception | None = None
            try:
                if not job.cancelled.is_set():
                    job.work(job.cancelled)
            except Exception as error:  # the border of the thread: whoever waits is told
                fault = error
            with self._change:
                self._running = None
            job.ended(fault)

    def _next(self) -> Job | None:
        with self._change:
            while not self._waiting and not self._closed:
                self._change.wait()
            self._running = self._waiting.popleft() if self._waiting else None
            return self._running


def full() -> ModelError:
    """Return what somebody is told who finds the line full."""
    return ModelError(
        _("Le moteur est occupé : {count} demandes attendent déjà.").format(count=MAX_WAITING),
        _("Réessayez dans un moment."),
    )
