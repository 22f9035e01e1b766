"""When a key is typed, and when the frame is ready that shows it.

Used by the scripts that type into an app: a thread sends keys by a fixed schedule, so that a stall
cannot hide. A key counts as painted with the first frame for which the input was drawn after it had
taken the key, ANSI codes included; only the write to a terminal is left out. Each key is timed by
the clock and in processor time of the process.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import mistral_assistant.tui  # noqa: F401  # before Textual, which reads how often it paints

# isort: split
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import TextArea

KEY_EVERY_S = 0.05
DRAIN_S = 20.0
"""How long the keys that are still on their way may take at the end."""

Moment = tuple[float, float]
"""A time by the clock and one of the processor, in seconds."""


@dataclass
class Watch:
    """When keys were sent, taken, drawn and painted."""

    sent: list[Moment] = field(default_factory=list)
    """Not in the input yet."""
    taken: list[Moment] = field(default_factory=list)
    """Sent then; in the input, which is not drawn with them yet."""
    drawn: list[Moment] = field(default_factory=list)
    """Sent then; the input is drawn with them, in a frame that is not ready yet."""
    latencies: list[Moment] = field(default_factory=list)
    """Seconds from key to paint, and processor time of them."""
    frames: int = 0
    cpu: float = 0.0
    """Processor time of all that was watched."""
    on_frame: Callable[[], None] = lambda: None

    def forget(self) -> None:
        """Begin anew."""
        self.sent, self.taken, self.drawn = [], [], []
        self.latencies, self.frames, self.cpu = [], 0, 0.0

    @property
    def waiting(self) -> bool:
        """True while a key is on its way."""
        return bool(self.sent or self.taken or self.drawn)

    def key_taken(self) -> None:
        """Note that the input has taken the oldest key."""
        if self.sent:
            self.taken.append(self.sent.pop(0))

    def input_drawn(self) -> None:
        """Note that the input is drawn, for the next frame, with all that it has taken."""
        self.drawn += self.taken
        self.taken.clear()

    def frame(self) -> None:
        """Note that a frame is ready to be written."""
        self.frames += 1
        now, cpu = time.perf_counter(), time.process_time()
        self.latencies += [(now - sent, cpu - before) for sent, before in self.drawn]
        self.drawn.clear()
        self.on_frame()


class Watched(App[Any]):
    """An app that tells its stopwatch what it does; to be mixed in."""

    stopwatch: Watch


def watched(app: Watched) -> None:
    """Let ``app`` tell its stopwatch about its frames, ANSI codes made as for a terminal."""
    display = app._display

    def displayed(screen: Any, renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate) and not app._batch_count:
            renderable.render_segments(app.console)
            app.stopwatch.frame()
        display(screen, renderable)

    app._display = displayed  # type: ignore[method-assign]


def attended(app: Watched, area: TextArea) -> None:
    """Let the input tell the app's stopwatch when it takes a key and when it is drawn."""
    edit, render_lines = area.edit, area.render_lines

    def edited(change: Any) -> Any:
        result = edit(change)
        app.stopwatch.key_taken()
        return result

    def rendered(crop: Region) -> list[Strip]:
        app.stopwatch.input_drawn()
        return render_lines(crop)

    area.edit = edited  # type: ignore[method-assign,assignment]
    area.render_lines = rendered  # type: ignore[method-assign]


@asynccontextmanager
async def typing(app: Watched, watch: Watch) -> AsyncIterator[None]:
    """Type a key every 50 ms, from a thread as a terminal does, while the block runs."""
    area = app.focused
    assert isinstance(area, TextArea), "keys go into an input"
    if "edit" not in vars(area):
        attended(app, area)
    loop, stop = asyncio.get_running_loop(), threading.Event()

    def type_on() -> None:
        due = time.perf_counter()
        while not stop.is_set():
            due += KEY_EVERY_S
            if stop.wait(max(0.0, due - time.perf_counter())):
                break
            key = events.Key("a", "a")
            key.set_sender(app)
            watch.sent.append((due, time.process_time()))
            asyncio.run_coroutine_threadsafe(app._post_message(key), loop)

    thread = threading.Thread(target=type_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        await asyncio.to_thread(thread.join)  # joined here, it would hold the last key back
        limit = time.perf_counter() + DRAIN_S
        while watch.waiting and time.perf_counter() < limit:
            await asyncio.sleep(0.01)


def figures(watch: Watch, app: App[Any]) -> dict[str, float]:
    """Return the figures of what was watched."""
    clock, processor = (sorted(each) for each in zip(*watch.latencies, strict=True))
    return {
        "p50_ms": 1000 * _share(clock, 0.5),
        "p99_ms": 1000 * _share(clock, 0.99),
        "cpu_p50_ms": 1000 * _share(processor, 0.5),
        "cpu_p99_ms": 1000 * _share(processor, 0.99),
        "cpu_ms_per_frame": 1000 * watch.cpu / max(1, watch.frames),
        "frames": watch.frames,
        "keys": len(clock),
        "widgets": sum(1 for _ in app.screen.walk_children()),
    }


def _share(ordered: list[float], share: float) -> float:
    return ordered[round(share * (len(ordered) - 1))]
