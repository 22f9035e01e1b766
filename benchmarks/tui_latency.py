"""How soon a key is on screen while an answer streams in, at any length of the conversation.

    python benchmarks/tui_latency.py [--runs 5] [--windows 10] [--messages 10 1000 10000]

The real app over stored conversations of each length, with a backend that says 60 tokens a second.
A run goes round the lengths in short windows, one answer of a second each, so that whatever else
the machine does falls on all of them alike; percentiles are taken over all keys of a run. A thread
types a key every 50 ms by a fixed schedule (``key_watch.py``); each is timed by the clock and in
processor time of the process: what it waited for that is our own doing. Beside it the smallest
chats of Textual's own Markdown widget, every message mounted: ``update`` with the whole text for
each token, and ``MarkdownStream``.

Then: how long a stored conversation takes to be back on screen; Escape against a backend that
never ends by itself; and the memory of a real process, on a pseudo-terminal of its own, with the
longest conversation open. The machine's noise shows in the times; CPU time per frame and mounted
widgets do not depend on it. The last line is JSON.
"""

import argparse
import asyncio
import fcntl
import gc
import json
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from key_watch import Watch, Watched, figures, typing, watched
from textual import events
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Markdown, TextArea

from mistral_assistant.assistant import Assistant
from mistral_assistant.chat import Chunk, Finish, GenerationOptions, Prompt, Text, Usage
from mistral_assistant.conversations.store import Store
from mistral_assistant.settings import Settings
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.reopening import open_conversation
from mistral_assistant.tui.run import SELDOM
from mistral_assistant.tui.session import Thread

ROOT = Path(__file__).resolve().parent.parent
RATE = 60
SIZE = (120, 40)
QUESTION = "Raconte-moi un livre"
OLD = """Réponse **{number}** :

- premier point
- second point, avec du `code`

```python
print({number})
```
"""
STREAMED = (
    "## Un titre\n\nVoici un **texte** qui vient petit à petit, avec du `code` et des mots. "
    "Chaque phrase ajoute quelques jetons au paragraphe.\n\n- un point\n- un autre\n\n"
    "```python\ndef f(x: int) -> int:\n    return x * 2\n```\n\nEt la suite vient ici.\n\n"
)
PACK = {
    "pack.toml": """schema_version = 1
name = "essai"
title = "Essai"
version = "1.0.0"
description = "Tout va au modèle."
languages = ["fr"]
licence = "CC-BY-4.0"

[persona]
system = "Tu racontes."
""",
    "categories.toml": """[LIVRE]
label = "les livres"
keywords = ["livre"]
examples = ["parle-moi de ce livre", "un livre à lire", "quel roman choisir", "raconte un livre"]

[MUSIQUE]
label = "la musique"
keywords = ["musique"]
examples = ["un morceau de musique", "quelle chanson écouter", "joue du piano", "un concert"]
""",
    "approaches.toml": '[[rule]]\nid = "libre"\nthen = "generate"\nreason = "Tout au modèle."\n',
    "templates.toml": """[ask]
default = ["Parlez-vous de $choices ?"]
[decline]
default = ["Je ne sais pas."]
[handover]
default = ["Appelez-nous."]
[no_answer]
default = ["Je n'ai pas la réponse."]
[moderation]
rude = ["Non."]
hostile = ["Non."]
threat = ["Non."]
""",
}


class Teller:
    """A backend that says 60 tokens a second: for some seconds, for ever, or then falls silent."""

    name = "teller"

    def __init__(self) -> None:
        self.seconds = 1.0
        self.silent = False
        """After its time it says nothing more and waits to be cancelled."""
        self.ended = 0.0

    def generate(
        self, prompt: Prompt, options: GenerationOptions, cancel: threading.Event
    ) -> Iterator[Chunk]:
        """Yield pieces of four characters by a fixed schedule."""
        try:
            began, number = time.perf_counter(), 0
            while number < self.seconds * RATE:
                due = began + number / RATE - time.perf_counter()
                if cancel.wait(due) if due > 0 else cancel.is_set():
                    yield Finish("cancelled")
                    return
                yield Text(piece(number))
                number += 1
            if self.silent:
                cancel.wait()
            yield Usage(10, number)
            yield Finish("cancelled" if cancel.is_set() else "stop")
        finally:
            self.ended = time.perf_counter()


def piece(number: int) -> str:
    """Return the number-th token of an endless text whose paragraphs all differ."""
    start = number * 4 % len(STREAMED)
    return STREAMED[start : start + 4] if start else f"{number} {STREAMED[:4]}"


# --- our app -----------------------------------------------------------------------------------


class WatchedApp(ChatApp, Watched):
    """Our app, telling when a key is on screen."""


def fill(store: Store, messages: int) -> int:
    """Store a conversation and return its id."""
    conversation, parent = store.create("essai").id, None
    trace = {"consistency": {"badge": "plain"}, "timings_ms": {"answer": 12.0}}
    for number in range(messages):
        answer = number % 2
        parent = store.add_message(
            conversation,
            parent,
            "assistant" if answer else "user",
            OLD.format(number=number) if answer else f"Question {number} ?",
            pack="essai",
            trace=trace if answer else None,
        ).id
    return conversation


def write_pack(folder: Path) -> Path:
    """Write a pack that passes every question on to the model, and return its parent folder."""
    home = folder / "domains" / "essai"
    home.mkdir(parents=True)
    for name, text in PACK.items():
        (home / name).write_text(text, encoding="utf-8")
    return home.parent


async def until(condition: Callable[[], object], step: float = 0.001) -> None:
    """Let the app run until ``condition`` holds."""
    while not condition():
        await asyncio.sleep(step)


async def reopen(app: ChatApp, conversation: int) -> float:
    """Open a conversation from an empty screen and return the seconds until it is shown."""
    app.chat.show_thread(Thread())
    await until(lambda: app.session.ready and not app.session.transcript.entries)
    await asyncio.sleep(0.1)
    began = time.perf_counter()
    open_conversation(app.chat, conversation)
    await until(lambda: app.session.ready and _last_line(app) in shown(app))
    return time.perf_counter() - began


def _last_line(app: ChatApp) -> str:
    lines = [line.content.plain.strip() for line in app.chat.view.column.lines()]
    return next((line for line in reversed(lines) if line), "\0")


def shown(app: App[Any]) -> str:
    """Return the text on screen."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def stream_once(pilot: Pilot[Any], app: "WatchedApp", watch: Watch) -> None:
    """Ask in the open conversation and type meanwhile; ``watch`` gets what is seen added to it."""
    ask(app)
    await until(lambda: app.session.answer and app.session.answer.text)
    app.stopwatch, cpu = watch, time.process_time()
    async with typing(app, watch):
        await until(lambda: not app.session.run, 0.02)
    watch.cpu += time.process_time() - cpu
    app.stopwatch = Watch()
    await pilot.pause(0.1)
    app.chat.composer.set_text("")


def ask(app: ChatApp) -> None:
    """Send a question."""
    app.chat.composer.focus()
    app.session.ask(QUESTION)
    app.chat.view.latest()
    app.chat.proceed()


async def measure_app(folder: Path, lengths: list[int], runs: int, windows: int) -> dict[str, Any]:
    """Stream into conversations of each length by turns, and stop endless answers."""
    gc.set_threshold(*SELDOM)  # as where the app runs by itself
    settings = Settings(pack="essai", domains=(write_pack(folder),), data_dir=folder)
    store, teller = Store(folder / "conversations.sqlite"), Teller()
    conversations = {length: fill(store, length) for length in lengths}
    found: dict[int, list[dict[str, float]]] = {length: [] for length in lengths}
    app = WatchedApp(settings, lambda: Assistant(settings, store, teller))
    app.stopwatch = Watch()
    watched(app)
    async with app.run_test(size=SIZE) as pilot:
        await until(lambda: app.session.ready)
        await stream_once(pilot, app, Watch())  # so that what is loaded late is there
        for _run in range(runs):
            for length, figure in (await one_run(pilot, app, conversations, windows)).items():
                found[length].append(figure)
                print(length, {name: round(value, 1) for name, value in figure.items()}, flush=True)
        escape = [await measure_escape(app, teller, silent=silent) for silent in (False, True)]
    store.close()
    medians = {
        str(length): {
            name: round(statistics.median(one[name] for one in each), 2) for name in each[0]
        }
        for length, each in found.items()
    }
    return {"ours": medians, "escape": {"endless": escape[0], "silent": escape[1]}}


async def one_run(
    pilot: Pilot[Any], app: "WatchedApp", conversations: dict[int, int], windows: int
) -> dict[int, dict[str, float]]:
    """Go round the conversations (length → id) in windows; return the figures of each length."""
    lengths = list(conversations)
    watches: dict[int, Watch] = {length: Watch() for length in lengths}
    resumed: dict[int, list[float]] = {length: [] for length in lengths}
    for number in range(windows):
        for length in lengths[number % len(lengths) :] + lengths[: number % len(lengths)]:
            resumed[length].append(await reopen(app, conversations[length]))
            await stream_once(pilot, app, watches[length])
    return {
        length: {
            "resume_ms": 1000 * statistics.median(resumed[length]),
            **figures(watches[length], app),
        }
        for length in lengths
    }


async def measure_escape(
    app: "WatchedApp", teller: Teller, *, silent: bool, times: int = 5
) -> dict[str, float]:
    """Press Escape in answers that would never end; medians of what follows, in ms."""
    results = []
    for _time in range(times):
        app.chat.show_thread(Thread())
        teller.seconds, teller.silent = (0.5, True) if silent else (1e9, False)
        ask(app)
        await until(lambda: app.session.answer and len(app.session.answer.text) > 80)
        await asyncio.sleep(0.5)
        results.append(await escape_once(app, teller))
    teller.silent = False
    return {name: round(statistics.median(one[name] for one in results), 1) for name in results[0]}


async def escape_once(app: "WatchedApp", teller: Teller) -> dict[str, float]:
    """Press Escape and return when the text last changed and when the backend had ended."""
    changed = [0.0]
    before = [body(app)]

    def look() -> None:
        if before[0] != body(app):
            before[0], changed[0] = body(app), time.perf_counter()

    app.stopwatch.on_frame = look
    pressed = time.perf_counter()
    key = events.Key("escape", None)
    key.set_sender(app)
    await app._post_message(key)
    await until(lambda: not app.session.run)
    await asyncio.sleep(0.3)
    app.stopwatch.on_frame = lambda: None
    kept = app.session.transcript.entries[-1]
    return {
        "output_stops_ms": 1000 * max(0.0, changed[0] - pressed),
        "generator_ends_ms": 1000 * (teller.ended - pressed),
        "kept_chars": float(len(kept.text)) if kept.status == "interrupted" else 0.0,
    }


def body(app: ChatApp) -> str:
    """Return the text of the last answer as it is on screen; its state may still change."""
    pieces = app.chat.view.column.pieces
    return pieces[-1].entry.text if pieces else ""


# --- the smallest chats of Textual's Markdown widget -------------------------------------------


class Plain(Watched):
    """All messages as Markdown widgets in one scroll, an input below."""

    CSS = "VerticalScroll { height: 1fr; } TextArea { height: 5; }"

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.stopwatch = watch

    def compose(self) -> ComposeResult:
        yield VerticalScroll()
        yield TextArea()


async def measure_plain(messages: int, seconds: float, *, stream: bool) -> dict[str, float]:
    """Stream into a chat of so many mounted messages: by MarkdownStream, or by update."""
    watch = Watch()
    app = Plain(watch)
    watched(app)
    async with app.run_test(size=SIZE) as pilot:
        scroll = app.query_one(VerticalScroll)
        await scroll.mount_all([Markdown(OLD.format(number=number)) for number in range(messages)])
        scroll.anchor()
        answer = Markdown("")
        await scroll.mount(answer)
        app.query_one(TextArea).focus()
        await pilot.pause(0.3)
        watch.forget()
        cpu, began = time.process_time(), time.perf_counter()
        async with typing(app, watch):
            tokens = await _feed(answer, began, seconds, stream=stream)
        watch.cpu = time.process_time() - cpu
        result = figures(watch, app)
    return {**{name: round(value, 2) for name, value in result.items()}, "tokens": tokens}


async def _feed(answer: Markdown, began: float, seconds: float, *, stream: bool) -> int:
    """Show tokens by schedule until the time is over, and return how many were shown."""
    writer = Markdown.get_stream(answer) if stream else None
    text, number = "", 0
    while (spent := time.perf_counter() - began) < seconds:
        due = number / RATE
        await asyncio.sleep(max(0.0, due - spent))
        token = piece(number)
        number += 1
        if writer:
            await writer.write(token)
        else:
            text += token
            await answer.update(text)
    if writer:
        await writer.stop()
    return number


# --- memory ------------------------------------------------------------------------------------


def measure_memory(folder: Path) -> dict[str, float]:
    """Start the real program on the last conversation and return the MB that it holds."""
    command = (sys.executable, "-m", "mistral_assistant", "--data-dir", str(folder), "--continue",
               "--pack", "ecommerce")  # fmt: skip
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *reversed(SIZE), 0, 0))
        os.chdir(ROOT)
        os.execve(command[0], command, environment)
    try:
        _read_until(terminal, b"print(", 60)
        _read_until(terminal, b"\0never", 3)
        return {"rss_mb": _megabytes(pid, "VmRSS"), "peak_mb": _megabytes(pid, "VmHWM")}
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def _read_until(terminal: int, mark: bytes, seconds: float) -> None:
    seen, limit = b"", time.perf_counter() + seconds
    while time.perf_counter() < limit and mark not in seen:
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 65_536)


def _megabytes(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def store_longest(folder: Path, messages: int) -> None:
    """Store a conversation led in the e-commerce pack, for a process of its own."""
    store = Store(folder / "conversations.sqlite")
    conversation = fill(store, messages)
    store.set_pack(conversation, "ecommerce")
    store.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--windows", type=int, default=10, help="answers of each length in a run")
    parser.add_argument("--seconds", type=float, default=4.0, help="of a peer's streamed answer")
    parser.add_argument("--messages", type=int, nargs="+", default=[10, 1_000, 10_000])
    parser.add_argument("--peers", type=int, nargs="*", default=[10, 200],
        help="messages of the peers, each of them mounted: 1000 take minutes")  # fmt: skip
    chosen = parser.parse_args()
    # A conversation of 10,000 messages is 10,000 commits: in memory where there is such a folder.
    fast = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=fast) as home:
        result = asyncio.run(measure_app(Path(home), chosen.messages, chosen.runs, chosen.windows))
    with tempfile.TemporaryDirectory(dir=fast) as home:
        store_longest(Path(home), max(chosen.messages))
        first, later = measure_memory(Path(home)), measure_memory(Path(home))
        result["memory"] = {"messages": max(chosen.messages), **later, "first_start": first}
    for name, stream in (("update", False), ("markdown_stream", True)):
        for length in chosen.peers:
            measured = asyncio.run(measure_plain(length, chosen.seconds, stream=stream))
            result[f"{name}_{length}"] = measured
            print(name, length, measured, flush=True)
    ours = result["ours"]
    base, longest = ours[str(min(chosen.messages))], ours[str(max(chosen.messages))]
    result["ratios"] = {
        name: round(longest[name] / base[name], 2)
        for name in ("p50_ms", "p99_ms", "cpu_p50_ms", "cpu_p99_ms", "cpu_ms_per_frame", "widgets")
    }
    result |= {"runs": chosen.runs, "load": round(os.getloadavg()[0], 2)}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
