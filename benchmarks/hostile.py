"""Hostile and naughty strings through the real program: what passes raw, crashes or gets lost.

    python benchmarks/hostile.py DATA_DIR [--every N] [--only WAY]

DATA_DIR holds ``security/terminal_hostile.py`` (P: name → (text, byte pattern)) and
``security/blns/blns.json`` (a list of strings). Each string is sent as a question, as the text
of a pack and as the answer of a model, in the full-screen app on a pseudo-terminal; as a question
and as the text of a pack also through ``ask --batch`` and line mode. Takes some minutes; only
every Nth string with ``--every``. Losses are listed; the last line is JSON.
"""

import argparse
import csv
import itertools
import json
import re
import runpy
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from end_to_end.hostile_texts import (  # type: ignore[import-not-found] # noqa: E402
    stray_characters,
    visible,
)
from end_to_end.place import PROGRAM, Place  # type: ignore[import-not-found] # noqa: E402
from end_to_end.pty_terminal import PtyTerminal  # type: ignore[import-not-found] # noqa: E402

_NUMBERS = itertools.count(1)
READY = "Ctrl+P tout"
ROWS = 80
"""High enough for an answer with dozens of findings under it."""
FIRST = 1000
"""Number of the first row: REP-1000."""
FRAMES = str.maketrans("", "", "▌│╭╮╰╯▎▅▆▇█▁▂▃▄─")
MARKS = str.maketrans("", "", "*_`#>|~-+=[]()<!\\.")
"""What Markdown may turn into a style, a bullet, a frame or a link."""


@dataclass
class Count:
    """What became of the strings on one way through the program."""

    sent: int = 0
    raw: int = 0
    """Byte patterns, or control sequences that a harmless run does not send."""
    crashes: int = 0
    lost: int = 0
    """Strings with a visible character that was not shown."""
    replaced: int = 0
    """Answers that the assistant itself replaced: an address or figure borne out by nothing."""
    seconds: float = 0.0
    lost_strings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Corpus:
    """The strings, and the byte patterns that prove that some of them came through."""

    texts: Sequence[str]
    patterns: Sequence[bytes]


def read_corpus(folder: Path, every: int) -> Corpus:
    """Read both collections."""
    payloads = runpy.run_path(str(folder / "security" / "terminal_hostile.py"))["P"]
    naughty = json.loads((folder / "security" / "blns" / "blns.json").read_text(encoding="utf-8"))
    texts = [f"mot {text} fin" for text, _pattern in payloads.values()] + naughty
    seen = [text for text in texts if visible(text)]
    return Corpus(seen[::every], [pattern for _text, pattern in payloads.values()])


def in_app(
    corpus: Corpus, place: Place, ask: Callable[[int, str], str], command: Sequence[str] = ()
) -> Count:
    """Send one question for each string and look for the string on the screen."""
    count, begun, number = Count(), time.monotonic(), 0
    harmless: set[str] | None = None
    while number < len(corpus.texts):
        with _terminal(place, command) as terminal:
            terminal.wait(lambda screen: READY in screen and "chargement" not in screen)
            if harmless is None:
                _say(terminal, "Quelle est la capitale de l'Australie ?")
                harmless = set(terminal.screen.controls)
            alive = True
            while alive and number < len(corpus.texts):
                text = corpus.texts[number]
                alive = _one(terminal, text, ask(number, text), count)
                number += 1
            received = bytes(terminal.received)
            count.raw += sum(pattern in received for pattern in corpus.patterns)
            count.raw += len(set(terminal.screen.controls) - harmless)
    count.sent, count.seconds = len(corpus.texts), round(time.monotonic() - begun, 1)
    return count


def _terminal(place: Place, command: Sequence[str]) -> PtyTerminal:
    return PtyTerminal(command or PROGRAM, place.environment, place.home, ROWS)


def _one(terminal: PtyTerminal, text: str, question: str, count: Count) -> bool:
    """Send one question; False if the app did not answer any more."""
    try:
        shown = _say(terminal, question)
        if "corrigé" in shown.rsplit("Vous   ", 1)[-1]:
            count.replaced += 1
            shown = _first_version(terminal)
    except AssertionError as error:
        print(f"crash or hang: {text!r}\n{error}")
        count.crashes += 1
        return False
    if not _holds(shown, text):
        count.lost += 1
        count.lost_strings.append(f"{text!r}\n{shown}")
    return True


def _first_version(terminal: PtyTerminal) -> str:
    """Open what a corrected answer said at first, and return the screen."""
    terminal.send("\x1b[Z")
    terminal.wait("Échap saisie")
    terminal.send("\r")
    terminal.wait(lambda screen: screen.rsplit("première version", 1)[0].endswith("▾ "), 15)
    shown = terminal.settle(0.06)
    terminal.send("\x1b")
    terminal.wait(READY)
    return str(shown)


def _say(terminal: PtyTerminal, text: str) -> str:
    """Send a text with a sign of its own and return the screen when the answer is there."""
    sign = f"µ{next(_NUMBERS)}."
    terminal.paste(f"{text} {sign}")
    terminal.send("\r")

    def there(screen: str) -> bool:
        _before, _sign, after = screen.rsplit("╭", 1)[0].partition(sign)
        return "Assistant   " in after and "… en cours" not in after and READY in screen

    terminal.wait(there, 15)
    return str(terminal.settle(0.06))


def _holds(shown: str, text: str) -> bool:
    wanted, found = visible(text), visible(shown.translate(FRAMES))
    if wanted in found:
        return True
    return visible(wanted.translate(FRAMES).translate(MARKS)) in found.translate(MARKS)


def in_batch(corpus: Corpus, place: Place, ask: Callable[[int, str], str]) -> Count:
    """Send all through ``ask --batch``, and compare the JSON with what was sent."""
    count, begun = Count(len(corpus.texts)), time.monotonic()
    file = place.home / "batch.jsonl"
    questions = [ask(number, text) for number, text in enumerate(corpus.texts)]
    file.write_text("\n".join(json.dumps({"text": text}) for text in questions), encoding="utf-8")
    done = place.run("ask", "--batch", str(file), code=None)
    count.raw = len(stray_characters(done.stdout + done.stderr))
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    count.crashes = len(questions) - sum("answer" in answer for answer in answers)
    for text, answer in zip(corpus.texts, answers, strict=False):
        if visible(text) not in visible(json.dumps(answer, ensure_ascii=False)) and not any(
            visible(text) in visible(found) for found in _strings(answer)
        ):
            count.lost += 1
            count.lost_strings.append(text)
    count.seconds = round(time.monotonic() - begun, 1)
    return count


def in_lines(corpus: Corpus, place: Place, ask: Callable[[int, str], str]) -> Count:
    """Send all line by line to the chat without a full screen."""
    count, begun = Count(len(corpus.texts)), time.monotonic()
    lines = [re.sub(r"[\r\n]", " ", ask(number, text)) for number, text in enumerate(corpus.texts)]
    done = place.run("chat", "--line", given="\n".join([*lines, "quitter"]), code=None)
    count.raw = len(stray_characters(done.stdout + done.stderr))
    count.crashes = int(done.returncode != 0)
    count.seconds = round(time.monotonic() - begun, 1)
    return count


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for item in value for text in _strings(item)] if isinstance(value, list) else []


def as_question(_number: int, text: str) -> str:
    """Return a question that holds the string."""
    return f"Voici : {text}"


def as_row(number: int, _text: str) -> str:
    """Return a question whose answer is filled in from the string's row."""
    return f"REP-{FIRST + number}"


def as_answer(number: int, _text: str) -> str:
    """Return a question that the scripted model answers with the string."""
    return f"Quel est le tarif d'une crevaison ? ({number})"


def write_rows(place: Place, texts: Sequence[str]) -> None:
    """Give the pack one table row for each string."""
    with (place.pack / "tables" / "reparations.csv").open(
        "w", encoding="utf-8", newline=""
    ) as file:
        rows = csv.writer(file)
        rows.writerow(("numero", "velo", "etat", "pret_le", "prix"))
        for number, text in enumerate(texts):
            rows.writerow((f"REP-{FIRST + number}", text, "en cours", "2026-03-14", "45.00"))


def talk(file: Path) -> None:
    """Run the app with a model that answers question (N) with the Nth string of ``file``."""
    from scripted import Script, ScriptedBackend  # type: ignore[import-not-found]

    from mistral_assistant.assistant import Assistant
    from mistral_assistant.conversations.store import Store
    from mistral_assistant.settings import load_settings
    from mistral_assistant.tui.run import run_chat

    texts: list[str] = json.loads(file.read_text(encoding="utf-8"))

    def choose(prompt: Any) -> Any:
        numbers = re.findall(r"\((\d+)\)", prompt.question)
        return Script(tuple(texts[int(numbers[-1])]) if numbers else ("D'accord.",))

    settings = load_settings({})
    store = Store(settings.data_dir / "talk.sqlite")
    run_chat(settings, lambda: Assistant(settings, store, ScriptedBackend(choose=choose)))


def main() -> int:
    """Run all ways and print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--only", default="", metavar="WAY", help="such as app or batch_pack")
    parser.add_argument("--talk", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.talk:
        talk(options.data)
        return 0
    corpus = read_corpus(options.data, options.every)
    with tempfile.TemporaryDirectory() as home:
        place = Place(Path(home), "Un texte sans malice.", "calme")
        write_rows(place, corpus.texts)
        answers = place.home / "answers.json"
        answers.write_text(json.dumps(corpus.texts), encoding="utf-8")
        model = (sys.executable, __file__, str(answers), "--talk")
        ways = {
            "app_question": partial(in_app, corpus, place, as_question),
            "app_pack": partial(in_app, corpus, place, as_row),
            "app_answer": partial(in_app, corpus, place, as_answer, model),
            "batch_question": partial(in_batch, corpus, place, as_question),
            "batch_pack": partial(in_batch, corpus, place, as_row),
            "lines_question": partial(in_lines, corpus, place, as_question),
            "lines_pack": partial(in_lines, corpus, place, as_row),
        }
        counts = {name: _shown(name, way()) for name, way in ways.items() if options.only in name}
    print(json.dumps({"strings": len(corpus.texts), **counts}))
    return 0


def _shown(name: str, count: Count) -> dict[str, Any]:
    result = asdict(count)
    for text in result.pop("lost_strings"):
        print(f"{name}: not shown whole: {text}")
    print(f"{name:16} {result}", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
