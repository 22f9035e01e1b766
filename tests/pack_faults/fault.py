"""One fault in a pack: how to make it, and the problem that must be reported."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mistral_assistant.errors import Problem

Edit = tuple[str, str]
"""(text that is in the file, what takes its place); an empty first text appends."""


@dataclass(frozen=True)
class Fault:
    """One way to break the template pack, and the problem that must be reported."""

    id: str
    file: str
    at: str
    """The reported line is the one that holds this text afterwards; empty for line 0."""
    key: str
    what: str
    remedy: str = ""
    """Text that the remedy must hold."""
    edits: tuple[Edit, ...] = ()
    """Edits of ``file``, or of ``edited``."""
    edited: str = ""
    action: Callable[[Path], object] | None = None
    severity: str = "error"
    together: bool = True
    """False where the fault hides others or clashes with another one."""
    stops: bool = True
    """False for faults in files that a chat never reads."""


def write_file(name: str, data: bytes) -> Callable[[Path], object]:
    """Return an action that writes a file of the pack."""

    def write(pack: Path) -> object:
        path = pack / name
        path.parent.mkdir(exist_ok=True)
        return path.write_bytes(data)

    return write


def prepend(name: str, data: bytes) -> Callable[[Path], object]:
    """Return an action that puts bytes before those of a file of the pack."""
    return lambda pack: (pack / name).write_bytes(data + (pack / name).read_bytes())


CATEGORIES = "categories.toml"
RULES = "approaches.toml"
TEMPLATES = "templates.toml"
ENTITIES = "entities.toml"
EVALUATION = "evaluation.jsonl"


def break_pack(pack: Path, fault: Fault) -> None:
    """Make the fault in a copy of the template pack."""
    for old, new in fault.edits:
        path = pack / (fault.edited or fault.file)
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{old!r} is not in {path.name}")
        path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    if fault.action:
        fault.action(pack)


def line_of(pack: Path, fault: Fault) -> int:
    """Return the line that the problem must name; 0 for the file as a whole."""
    if not fault.at:
        return 0
    text = (pack / fault.file).read_bytes().decode("utf-8-sig", "replace")
    lines = text.splitlines()
    return next(number for number, line in enumerate(lines, 1) if fault.at in line)


def find(problems: list[Problem], fault: Fault) -> Problem:
    """Return the problem of a fault, or fail with everything that was reported."""
    for problem in problems:
        if (
            problem.file == fault.file
            and problem.key == fault.key
            and fault.what in problem.what
            and problem.severity == fault.severity
        ):
            return problem
    raise AssertionError(f"{fault.id}: not in\n" + "\n".join(map(str, problems)))
