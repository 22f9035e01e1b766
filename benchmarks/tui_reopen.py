"""How long a stored conversation takes to be back on screen, and how many widgets show it.

    python benchmarks/tui_reopen.py [--messages 1000] [--runs 9]

The real assistant on the e-commerce pack, a store in a new folder, a screen of 120×36 without a
terminal. Measured from the key that opens the conversation to the frame that shows its last
message, by the clock and in processor time; a conversation of 20 messages beside it tells what
depends on the length. The last line is JSON.
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from mistral_assistant.assistant import Assistant
from mistral_assistant.conversations.store import Store
from mistral_assistant.settings import Settings
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.reopening import open_conversation
from mistral_assistant.tui.session import Thread

ANSWER = """Réponse **{number}** :

- premier point
- second point

| article | prix |
|---|---|
| Théière | 32,90 € |
"""
SHORT = 20


def fill(store: Store, messages: int) -> int:
    """Store a conversation of ``messages`` and return its id."""
    conversation, parent = store.create("ecommerce").id, None
    for number in range(messages):
        text = ANSWER.format(number=number) if number % 2 else f"Question {number} ?"
        role: Any = "assistant" if number % 2 else "user"
        parent = store.add_message(conversation, parent, role, text, pack="ecommerce").id
    return conversation


async def reopen(
    pilot: Pilot[Any], app: ChatApp, conversation: int, messages: int
) -> tuple[float, float]:
    """Open a conversation from an empty screen; return the seconds until it is shown, and those of
    processor time."""
    app.chat.show_thread(Thread())
    await pilot.pause()
    last = f"Réponse {messages - 1} :"
    began, cpu = time.perf_counter(), time.process_time()
    open_conversation(app.chat, conversation)
    while last not in shown(app):
        await asyncio.sleep(0.005)
    return time.perf_counter() - began, time.process_time() - cpu


def shown(app: ChatApp) -> str:
    """Return the text on screen."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def measure(folder: Path, messages: int, runs: int) -> dict[str, Any]:
    """Fill a store, reopen both conversations by turns, and return the figures."""
    settings = Settings(data_dir=folder)
    store = Store(folder / "conversations.sqlite")
    lengths = {length: fill(store, length) for length in (SHORT, messages)}
    times: dict[int, list[tuple[float, float]]] = {length: [] for length in lengths}
    app = ChatApp(settings, lambda: Assistant(settings, store))
    async with app.run_test(size=(120, 36)) as pilot:
        while not app.session.ready:
            await pilot.pause(0.01)
        for _run in range(runs):
            for length, conversation in lengths.items():
                times[length].append(await reopen(pilot, app, conversation, length))
        widgets = sum(1 for _ in app.chat.walk_children())
    store.close()
    return {
        "messages": messages,
        **{
            f"reopen_{length}_{what}": round(1000 * statistics.median(one[place] for one in each))
            for length, each in times.items()
            for place, what in enumerate(("ms", "cpu_ms"))
        },
        "reopen_worst_ms": round(1000 * max(one[0] for one in times[messages])),
        "widgets": widgets,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "runs": runs,
        "load": round(os.getloadavg()[0], 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=9)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(measure(Path(folder), arguments.messages, arguments.runs))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
