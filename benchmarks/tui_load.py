"""Does the chat answer keys while it is given far too much? Key to paint, stalls and memory.

    python benchmarks/tui_load.py [--seconds 5]

In one run of the real app, over a conversation of 2,000 messages: a model that never ends, an
answer that is one line of 1 MB, and 10 MB pasted into the input. A thread types a key every 50 ms
by a fixed schedule meanwhile. Told for each: key to paint p50 and p99, the longest that the event
loop was away in processor time (the machine's own noise left out), and how much the memory has
grown since the conversation was opened. The last line is JSON.
"""

import argparse
import asyncio
import gc
import json
import os
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from key_watch import Watch, figures, typing, watched
from textual.events import Paste
from tui_latency import (
    SIZE,
    Teller,
    WatchedApp,
    ask,
    fill,
    reopen,
    until,
    write_pack,
)

from mistral_assistant.assistant import Assistant
from mistral_assistant.chat import Chunk, Finish, GenerationOptions, Prompt, Text
from mistral_assistant.conversations.store import Store
from mistral_assistant.settings import Settings
from mistral_assistant.tui.run import SELDOM

MESSAGES = 2_000
LINE_CHARS = 1_000_000
PIECE = 2_000
PASTE_CHARS = 10_000_000


class Flood(Teller):
    """Tells on for ever, or says one line of a megabyte as fast as it can."""

    def __init__(self) -> None:
        super().__init__()
        self.line = False

    def generate(
        self, prompt: Prompt, options: GenerationOptions, cancel: threading.Event
    ) -> Iterator[Chunk]:
        """Yield what the case wants."""
        if not self.line:
            yield from super().generate(prompt, options, cancel)
            return
        for _piece in range(LINE_CHARS // PIECE):
            if cancel.wait(0.005):
                yield Finish("cancelled")
                return
            yield Text("mot " * (PIECE // 4))
        yield Finish("stop")


async def longest_stall(worst: list[float]) -> None:
    """Note the most processor time that passes between two turns of the event loop."""
    while True:
        before = time.thread_time()
        await asyncio.sleep(0)
        worst[0] = max(worst[0], time.thread_time() - before)
        await asyncio.sleep(0.005)


def memory_mb() -> float:
    """Return the resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def loaded(app: WatchedApp, work: Callable[[], Awaitable[None]]) -> dict[str, float]:
    """Type while ``work`` goes on and return the figures."""
    watch: Watch = app.stopwatch
    watch.forget()
    worst, began, cpu = [0.0], memory_mb(), time.process_time()
    stalls = asyncio.create_task(longest_stall(worst))
    async with typing(app, watch):
        await work()
    watch.cpu = time.process_time() - cpu
    found = figures(watch, app)
    stalls.cancel()
    with suppress(asyncio.CancelledError):
        await stalls
    return {
        "p50_ms": round(found["p50_ms"], 1),
        "p99_ms": round(found["p99_ms"], 1),
        "cpu_p99_ms": round(found["cpu_p99_ms"], 1),
        "longest_stall_cpu_ms": round(1000 * worst[0], 1),
        "grown_mb": round(memory_mb() - began, 1),
        "frames": found["frames"],
    }


async def measure(folder: Path, seconds: float) -> dict[str, Any]:
    """Go through the cases."""
    gc.set_threshold(*SELDOM)  # as where the app runs by itself
    settings = Settings(pack="essai", domains=(write_pack(folder),), data_dir=folder)
    store, flood = Store(folder / "conversations.sqlite"), Flood()
    conversation = fill(store, MESSAGES)
    app = WatchedApp(settings, lambda: Assistant(settings, store, flood))
    app.stopwatch = Watch()
    watched(app)
    result: dict[str, Any] = {}
    async with app.run_test(size=SIZE) as pilot:
        await until(lambda: app.session.ready)
        await reopen(app, conversation)
        before = memory_mb()

        async def endless() -> None:
            flood.seconds = 1e9
            ask(app)
            await asyncio.sleep(seconds)
            app.chat.stop()
            await until(lambda: not app.session.run)

        async def one_line() -> None:
            flood.line = True
            ask(app)
            await until(lambda: app.session.run)
            await until(lambda: not app.session.run, 0.02)

        async def paste() -> None:
            app.chat.composer.focus()
            app.chat.composer.post_message(Paste("Où est mon vélo ? " * (PASTE_CHARS // 18)))
            await until(lambda: app.chat.composer.attachments)
            await asyncio.sleep(1.0)

        for name, work in (("endless", endless), ("one_line", one_line), ("paste", paste)):
            result[name] = await loaded(app, work)
            print(name, result[name], flush=True)
            app.chat.composer.clear()
            await pilot.pause()
        result["grown_mb"] = round(memory_mb() - before, 1)
    store.close()
    return {"messages": MESSAGES, **result, "load": round(os.getloadavg()[0], 2)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="of the endless answer")
    seconds = parser.parse_args().seconds
    fast = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=fast) as folder:
        print(json.dumps(asyncio.run(measure(Path(folder), seconds))))


if __name__ == "__main__":
    main()
