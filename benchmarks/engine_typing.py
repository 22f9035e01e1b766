"""How soon a key is on screen while the engine loads its model, and while it generates.

    python benchmarks/engine_typing.py [--millions 20] [--windows 6] [--nice 5] [--threads 0,1]

The real app and the real engine, a process of its own that the app's backend starts as the chat
does, with llama.cpp and a random model. Four arms take turns in windows of some seconds: nothing
happens (``idle``), an engine is started and loads its model (``loads``), the model speaks
(``generates``), and a backend inside the app says as many words a second without any model
(``streams``): what painting an answer costs by itself. Keys are typed and timed as in
``tui_latency.py``, by the clock and in processor time of the app. Beside each arm stands its p99 as
a multiple of the idle one's. ``--threads`` are the engine's processor threads (0: as many as there
are processors), one round of arms each. The last line is one JSON object.
"""

import argparse
import asyncio
import gc
import json
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine_servers import SIZES, gguf, make_model
from key_watch import Watch, figures, typing, watched
from tui_latency import (
    SIZE,
    Teller,
    WatchedApp,
    ask,
    until,
    write_pack,
)

from mistral_assistant.assistant import Assistant
from mistral_assistant.backends.base import Backend
from mistral_assistant.backends.engine import EngineBackend
from mistral_assistant.backends.launcher import find_engine
from mistral_assistant.conversations.store import Store
from mistral_assistant.settings import Settings
from mistral_assistant.tui.run import SELDOM
from mistral_assistant.tui.session import Thread

WINDOW_S = 2.5
PATIENCE_S = 240.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--millions", type=int, default=20, choices=tuple(SIZES))
    parser.add_argument("--windows", type=int, default=6)
    parser.add_argument("--threads", default="0")
    parser.add_argument("--nice", default="5", help="how far the engine steps back")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_model(folder / "modele", options.millions)
        model = gguf(folder / "modele")
        gc.freeze()  # what made the model is none of the chat's
        gc.set_threshold(*SELDOM)  # as where the app runs by itself
        result: dict[str, Any] = {"millions": options.millions, "cores": os.cpu_count()}
        for threads in options.threads.split(","):
            counted = (f"--threads={threads}",) if threads != "0" else ()
            more = ("--runtime=llamacpp", f"--nice={options.nice}", *counted)
            found = asyncio.run(measure(folder / f"threads{threads}", model, more, options.windows))
            result[f"threads_{threads}"] = found
            print(threads, json.dumps(found), flush=True)
    print(json.dumps(result))


async def measure(
    folder: Path, model: Path, more: tuple[str, ...], windows: int
) -> dict[str, dict[str, float]]:
    """Type in every arm by turns; returns their figures."""
    settings = Settings(pack="essai", domains=(write_pack(folder),), data_dir=folder)
    store = Store(folder / "conversations.sqlite")
    engine, teller = EngineBackend(folder, str(model), options=more), Teller()
    teller.seconds = WINDOW_S
    app = WatchedApp(settings, lambda: Assistant(settings, store, engine))
    app.stopwatch = Watch()
    watched(app)
    arms: dict[str, Callable[[WatchedApp, Watch], Any]] = {
        "idle": rest,
        "loads": lambda app, watch: load(app, watch, folder, engine),
        "generates": lambda app, watch: speak(app, watch, engine),
        "streams": lambda app, watch: speak(app, watch, teller),
    }
    watches = {name: Watch() for name in arms}
    try:
        async with app.run_test(size=SIZE) as pilot:
            await until(lambda: app.session.ready)
            for number in range(windows + 1):
                for name, arm in arms.items():
                    app.chat.show_thread(Thread())
                    app.chat.composer.set_text("")
                    await pilot.pause(0.2)
                    await arm(app, watches[name] if number else Watch())
                    app.stopwatch = Watch()
            return _beside_idle({name: figures(watch, app) for name, watch in watches.items()})
    finally:
        end_engines(folder)
        store.close()


async def rest(app: WatchedApp, watch: Watch) -> None:
    """Type while nothing else happens."""
    await typed(app, watch, lambda: False)


async def load(app: WatchedApp, watch: Watch, folder: Path, engine: EngineBackend) -> None:
    """End the engine and type while it is started and loads its model again."""
    end_engines(folder)
    use(app, engine)
    engine.start()
    await typed(app, watch, lambda: not engine.status)
    await until(lambda: not engine.status, 0.02)


async def speak(app: WatchedApp, watch: Watch, backend: Backend) -> None:
    """Type while an answer comes."""
    use(app, backend)
    app.session.assistant.sample(max_tokens=4_000)  # type: ignore[union-attr]
    ask(app)
    limit = time.perf_counter() + PATIENCE_S
    await until(
        lambda: app.session.answer and app.session.answer.text or time.perf_counter() > limit
    )
    await typed(app, watch, lambda: not app.session.run)
    app.session.stop()
    await until(lambda: not app.session.run, 0.02)


async def typed(app: WatchedApp, watch: Watch, over: Callable[[], bool]) -> None:
    """Type for a window, or until it is over; ``watch`` gets what is seen."""
    app.chat.composer.focus()
    app.stopwatch, cpu = watch, time.process_time()
    end = time.perf_counter() + WINDOW_S
    async with typing(app, watch):
        await until(lambda: over() or time.perf_counter() > end, 0.02)
    watch.cpu += time.process_time() - cpu


def use(app: WatchedApp, backend: Backend) -> None:
    """Let ``backend`` speak."""
    assistant = app.session.assistant
    if assistant and assistant.system.backend is not backend:
        assistant.use(backend)


def end_engines(folder: Path) -> None:
    """End the engines that were started for this folder."""
    for file in (folder / "engine").glob("*.json"):
        found = find_engine(file)
        if found:
            os.kill(found.pid, signal.SIGTERM)
        file.unlink(missing_ok=True)


def _beside_idle(found: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    kept = ("p50_ms", "p99_ms", "cpu_p99_ms", "keys")
    return {
        name: {
            **{key: round(values[key], 1) for key in kept},
            "p99_by_idle": round(values["p99_ms"] / found["idle"]["p99_ms"], 2),
            "cpu_p99_by_idle": round(values["cpu_p99_ms"] / found["idle"]["cpu_p99_ms"], 2),
        }
        for name, values in found.items()
    }


if __name__ == "__main__":
    main()
