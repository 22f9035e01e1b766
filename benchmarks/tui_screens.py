"""Hostile, naughty and random strings on every screen that shows foreign text, in the real app.

    python benchmarks/tui_screens.py DATA_DIR [--random 10000]

DATA_DIR holds ``security/terminal_hostile.py`` (P: name → (text, byte pattern)),
``security/blns/blns.json`` (a list of strings) and ``security/garak/*ansi*`` if it is there. To
them come random texts of letters, Markdown, control characters, halves of sequences and wide signs.
Every string is laid out as question, answer, source, finding, notice, first version, error, note,
and shown so in a conversation of the running app; the fixed ones and a sample of the random ones
as well in the reasoning panel, (joined) on every window over the chat, and streaming in cut at
every character.
Every segment that would be written is looked at: a control or hiding character, an action or a link
is a fault, and so is a visible letter or digit of a message that is not shown. The last line is
JSON; the exit code is 1 where there is a fault.
"""

import argparse
import asyncio
import json
import runpy
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from end_to_end.hostile_texts import (  # type: ignore[import-not-found] # noqa: E402
    HOSTILE,
    MARKUP,
    PAYLOADS,
)
from end_to_end.test_hostile_answers import (  # type: ignore[import-not-found] # noqa: E402
    letters,
    random_texts,
)
from foreign_screens import (  # type: ignore[import-not-found] # noqa: E402
    answer_of,
    assert_harmless,
    screens,
)

from mistral_assistant.assistant import Assistant  # noqa: E402
from mistral_assistant.cleaning import clean  # noqa: E402
from mistral_assistant.settings import Settings  # noqa: E402
from mistral_assistant.tui.actions.display import show_panel  # noqa: E402
from mistral_assistant.tui.app import ChatApp  # noqa: E402
from mistral_assistant.tui.pieces import Piece  # noqa: E402
from mistral_assistant.tui.session import Thread  # noqa: E402
from mistral_assistant.tui.transcript import Entry, Transcript  # noqa: E402

SEED = 482913
BATCH = 5
"""Strings in one conversation, each in four messages: as many as the view shows at its end."""
SAMPLE = 20
"""Of the random strings one batch in so many goes to the other screens as well."""
ROWS = 60
"""What does not fit is laid out, but not on screen."""


def strings(data: Path, count: int) -> dict[str, list[str]]:
    """Return the strings by where they come from."""
    found = {"payloads": [HOSTILE, *PAYLOADS.values(), *MARKUP]}
    hostile, naughty = data / "security/terminal_hostile.py", data / "security/blns/blns.json"
    if hostile.is_file():
        found["hostile"] = [text for text, _bytes in runpy.run_path(str(hostile))["P"].values()]
    if naughty.is_file():
        found["naughty"] = json.loads(naughty.read_text(encoding="utf-8"))
    garak = sorted((data / "security/garak").glob("**/*ansi*"))
    found["garak"] = [line for file in garak if file.is_file() for line in _lines(file)]
    found["random"] = random_texts(count, SEED)
    return found


def _lines(file: Path) -> Iterator[str]:
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.strip():
            text = line.encode("latin-1", "backslashreplace").decode("unicode_escape", "replace")
            yield text


class Tour:
    """One app through which all strings go."""

    def __init__(self, app: ChatApp, pilot: Any) -> None:
        self._app, self._pilot = app, pilot
        self.counts = {"strings": 0, "in_app": 0, "screens": 0, "raw": 0, "lost": 0, "crashes": 0}
        self.told: list[str] = []

    async def messages(self, batch: list[str]) -> None:
        """Show a batch in a conversation."""
        entries: list[Entry] = []
        for text in batch:
            parts = (Entry("user", text), answer_of(text), Entry("error", text, hint=text))
            entries += [*parts, Entry("note", text)]
        self._app.chat.show_thread(Thread(transcript=Transcript(entries, last=len(entries))))
        await self._pilot.pause()
        self._look("messages", batch)
        shown = letters(
            "\n".join(line.content.plain for line in self._app.chat.view.column.lines())
        )
        for text in batch:
            if shown.count(letters(text)) < 2:
                self._fault("lost", "messages", text)
        self.counts["in_app"] += len(batch)

    async def panel(self, text: str) -> None:
        """Show one text in the reasoning panel."""
        show_panel(self._app.chat)
        await self._pilot.pause()
        self._app.chat.panel.show_trace(answer_of(text).trace, text, text)  # type: ignore[union-attr]
        await self._pilot.pause()
        self._look("panel", [text])
        self._app.chat.panel.display = False  # type: ignore[union-attr]
        await self._pilot.pause()

    async def windows(self, text: str) -> None:
        """Show one text on every window over the chat."""
        for screen in screens(text):
            self._app.push_screen(screen)
            await self._pilot.pause()
            self._look(type(screen).__name__, [text])
            self._app.pop_screen()
            self.counts["screens"] += 1
        await self._pilot.pause()

    def laid_out(self, text: str) -> None:
        """Lay out one text as a question, with everything around an answer, an error and a note."""
        entries = [Entry("user", text), answer_of(text), Entry("error", text, hint=text)]
        plain = ""
        for entry in [*entries, Entry("note", text)]:
            piece = Piece(entry)
            piece.layout(116)
            plain += "\n".join(line.content.plain for line in piece.lines)
        if clean(plain) != plain:
            self._fault("raw", "layout", text)
        if letters(plain).count(letters(text)) < 2:
            self._fault("lost", "layout", text)
        self.counts["strings"] += 1

    def streamed(self, text: str) -> None:
        """Lay an answer out as it grows by one character at a time."""
        entry = Entry("assistant", "", status="running")
        piece = Piece(entry)
        for end in range(1, len(text) + 1):
            entry.text = text[:end]
            entry.touch()
            piece.layout(100)
            plain = "\n".join(line.content.plain for line in piece.lines)
            if clean(plain) != plain:
                self._fault("raw", "streamed", text)

    def _look(self, where: str, texts: list[str]) -> None:
        try:
            assert_harmless(self._app)
        except AssertionError as error:
            self._fault("raw", where, f"{error} {texts[0]!r}")

    def _fault(self, kind: str, where: str, text: str) -> None:
        self.counts[kind] += 1
        if len(self.told) < 20:
            self.told.append(f"{kind} on {where}: {text[:200]!r}")


async def measure(data: Path, count: int) -> dict[str, Any]:
    """Send every string through the app and return the counts."""
    found = strings(data, count)
    every = [text for texts in found.values() for text in texts if isinstance(text, str)]
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        app = ChatApp(settings, lambda: Assistant(settings))
        async with app.run_test(size=(120, ROWS)) as pilot:
            while not app.session.ready:
                await pilot.pause(0.05)
            tour = Tour(app, pilot)
            fixed = len(every) - len(found["random"])
            for start in range(0, len(every), BATCH):
                texts = every[start : start + BATCH]
                for text in texts:
                    tour.laid_out(text)
                await tour.messages(texts)
                if start < fixed or start // BATCH % SAMPLE == 0:
                    await tour.panel(texts[0])
                    for text in texts:
                        tour.streamed(text[:200])
                    if start // BATCH % 4 == 0:
                        await tour.windows(" ".join(texts)[:1_500])
                if start // BATCH % 100 == 0:
                    print(start, tour.counts, flush=True)
    for line in tour.told:
        print(line)
    sizes = {name: len(texts) for name, texts in found.items()}
    return {**tour.counts, "from": sizes, "cpu_s": round(time.process_time() - began, 1)}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--random", type=int, default=10_000)
    chosen = parser.parse_args()
    if not chosen.data_dir.is_dir():
        print(f"no such folder: {chosen.data_dir}", file=sys.stderr)
        return 2
    result = asyncio.run(measure(chosen.data_dir, chosen.random))
    print(json.dumps(result))
    return 1 if result["raw"] or result["lost"] or result["crashes"] else 0


if __name__ == "__main__":
    sys.exit(main())
