"""What the input can be completed with: commands, packs, themes, files after ``@``. No Textual."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.commands import COMMANDS, PACK, Command
from mistral_assistant.french import fold
from mistral_assistant.i18n import _

SHOWN = 8
"""Choices offered at once."""
LOOKED_AT = 2_000
"""Files of one folder that are looked at."""
_FILE = re.compile(r'(?:^|(?<=\s))@(?:"(?P<quoted>[^"\n]*)|(?P<bare>[^\s"]*))$')
_NAMED_FILE = re.compile(r'(?:^|(?<=\s))@(?:"([^"\n]+)"|([^\s"]+))')


@dataclass(frozen=True)
class Choice:
    """One thing that the input can be completed with."""

    label: str
    about: str = ""
    text: str = ""
    """What replaces the part being completed; empty for a file, which is attached instead."""
    file: Path | None = None
    ends: bool = True
    """Nothing need follow it."""


@dataclass(frozen=True)
class Completion:
    """The choices for what stands before the cursor."""

    start: int
    """Offset of the part that a choice replaces; it ends at the cursor."""
    choices: tuple[Choice, ...]
    eager: bool = False
    """Enter takes the first choice: what is typed is nothing in itself."""


class Menu:
    """A completion on screen, and which of its choices bears the mark."""

    def __init__(self, completion: Completion) -> None:
        self.completion = completion
        self.place = 0
        self._moved = False

    @property
    def choice(self) -> Choice:
        """The choice that bears the mark."""
        return self.completion.choices[self.place]

    @property
    def is_sure(self) -> bool:
        """Nothing else can be meant."""
        return self._moved or len(self.completion.choices) == 1

    @property
    def takes_enter(self) -> bool:
        """Enter takes the choice instead of sending what is typed."""
        return self._moved or self.completion.eager

    def move(self, step: int) -> None:
        """Put the mark on the next or previous choice, from one end to the other."""
        self.place = (self.place + step) % len(self.completion.choices)
        self._moved = True


def complete(
    before: str,
    packs: Sequence[str] = (),
    folder: Path | None = None,
) -> Completion | None:
    """Return what the text before the cursor can be completed with, if anything."""
    if found := _FILE.search(before):
        return _files(before, found, folder or Path())
    if "\n" in before or not before:
        return None
    head, space, rest = before.partition(" ")
    if head.startswith("/") and not space:
        return _commands(head)
    command = _command(head.removeprefix("/"))
    if command is None or not space or not command.argument:
        return None
    shown = _(command.argument)
    names = packs if command.argument == PACK else shown.split("|") if "|" in shown else ()
    wanted = fold(rest.strip())
    matching = [name for name in names if fold(name).startswith(wanted)]
    if not matching or wanted in map(fold, names):
        return None
    choices = tuple(Choice(clean_line(name), text=name) for name in matching[:SHOWN])
    return Completion(len(head) + 1, choices, eager=head.startswith("/") and bool(wanted))


def named_files(text: str, folder: Path | None = None) -> list[Path]:
    """Return the files that a message names with ``@``, as far as they exist."""
    named = (Path(quoted or bare) for quoted, bare in _NAMED_FILE.findall(text))
    paths = ((folder or Path()) / _home(path) for path in named)
    return [path for path in paths if _is_file(path)]


def _command(name: str) -> Command | None:
    wanted = fold(name)
    return next(
        (
            item
            for item in COMMANDS
            if wanted in map(fold, (item.name, _(item.name), *item.aliases))
        ),
        None,
    )


def _commands(head: str) -> Completion | None:
    wanted = fold(head[1:])
    choices = []
    for command in COMMANDS:
        label = command.label
        names = [fold(name) for name in (command.name, *command.aliases)]
        if wanted in names:
            return None  # whole already
        if any(name.startswith(wanted) for name in names):
            argument = f" [{_(command.argument)}]" if command.argument else ""
            choices.append(Choice(f"/{label}{argument}", _(command.help), f"/{label}"))
    return Completion(0, tuple(choices), eager=bool(wanted)) if choices else None


def _files(before: str, found: re.Match[str], folder: Path) -> Completion | None:
    typed = found["quoted"] if found["quoted"] is not None else found["bare"]
    place, _slash, wanted = typed.rpartition("/")
    inside = _home(Path(typed[: len(typed) - len(wanted)] or "."))
    listed = [
        item
        for item in _listed(folder / inside)
        if fold(item[0]).startswith(fold(wanted)) and (wanted or not item[0].startswith("."))
    ]
    choices = []
    for name, is_folder in sorted(listed, key=lambda item: (not item[1], fold(item[0])))[:SHOWN]:
        path = f"{place}/{name}" if place or typed.startswith("/") else name
        if is_folder:
            quote = '"' if found["quoted"] is not None or " " in path else ""
            choices.append(Choice(f"{clean_line(name)}/", text=f"@{quote}{path}/", ends=False))
        else:
            choices.append(Choice(clean_line(name), file=folder / inside / name))
    return Completion(found.start(), tuple(choices), eager=bool(typed)) if choices else None


def _listed(folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield (name, is a folder) of what can be named in a message."""
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, LOOKED_AT):
                if clean(entry.name) == entry.name and '"' not in entry.name:
                    yield entry.name, entry.is_dir()
    except OSError:
        return


def _home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
