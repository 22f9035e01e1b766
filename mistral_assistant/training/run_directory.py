"""The folder of one run: made new each time, filled as the run goes on, found again later.

``arguments.toml`` · ``run.json`` (versions, seed, hashes, hardware) · ``data/`` (repair report,
parts, rows left out) · ``log.jsonl`` · ``curves.png`` · ``checkpoints/`` · ``final/`` (adapter or
model, tokenizer, template, cards) · ``result.json``, written last.
"""

import hashlib
import json
import os
import platform
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _
from mistral_assistant.training.arguments import TrainArguments, read_arguments
from mistral_assistant.training.processes import is_first

PACKAGES = ("mistral-assistant", "torch", "transformers", "trl", "peft", "bitsandbytes",
            "datasets", "accelerate", "mistral-common", "sentencepiece")  # fmt: skip


@dataclass(frozen=True)
class Run:
    """One run directory."""

    folder: Path

    @property
    def log(self) -> Path:
        """What happened, one JSON object per line."""
        return self.folder / "log.jsonl"

    @property
    def checkpoints(self) -> Path:
        """Where checkpoints lie while the run goes on."""
        return self.folder / "checkpoints"

    @property
    def final(self) -> Path:
        """What the run is for: the adapter or the model, ready to be loaded."""
        return self.folder / "final"

    @property
    def data(self) -> Path:
        """What the training saw, and what it did not."""
        return self.folder / "data"

    @property
    def finished(self) -> bool:
        """True once everything has been written."""
        return (self.folder / "result.json").is_file()

    def arguments(self) -> TrainArguments:
        """Return the arguments that the run was started with.

        Raises:
            UsageError: the folder is no run, or was changed by hand.
        """
        return read_arguments(self.folder / "arguments.toml", {})[0]


def new_run(args: TrainArguments, hardware: Mapping[str, Any], now: datetime) -> Run:
    """Make the folder of a new run and write down what it starts from.

    Raises:
        OSError: the folder cannot be made.
    """
    named = re.sub(r"[^\w-]+", "-", Path(args.data).stem) or "data"
    stem = f"{now:%Y-%m-%d-%H%M%S}-{named}"
    root = Path(args.output_dir)
    root.mkdir(parents=True, exist_ok=True)
    folder = next(path for path in _names(root, stem) if _made(path))
    run = Run(folder)
    run.data.mkdir()
    write_text(folder / "arguments.toml", args.to_toml())
    facts = {
        "started": now.isoformat(timespec="seconds"),
        "seed": args.seed,
        "data": {"file": args.data, "sha256": data_hash(Path(args.data))},
        "versions": versions(),
        "hardware": dict(hardware),
    }
    write_json(folder / "run.json", facts)
    return run


def same_run(args: TrainArguments, *, finished: bool = False) -> Run | None:
    """Return the latest run of the same arguments and data, cut short unless ``finished``."""
    for folder in sorted(Path(args.output_dir).glob("*/run.json"), reverse=True):
        run = Run(folder.parent)
        if run.finished != finished:
            continue
        try:
            facts = json.loads(folder.read_text(encoding="utf-8"))
            same = run.arguments() == args
        except (OSError, ValueError, UsageError):
            continue
        if same and facts.get("data", {}).get("sha256") == data_hash(Path(args.data)):
            return run
    return None


def named_run(name: str, output_dir: str) -> Run:
    """Return the run in the folder ``name``; empty: the latest one that is not finished.

    Raises:
        UsageError: there is none.
    """
    if name:
        run = Run(Path(name))
        if (run.folder / "run.json").is_file():
            return run
        raise UsageError(
            _("« {folder} » n'est pas le dossier d'un entraînement.").format(folder=name),
            _("Donnez un dossier qui contient run.json et arguments.toml."),
        )
    for file in sorted(Path(output_dir).glob("*/run.json"), reverse=True):
        if not Run(file.parent).finished:
            return Run(file.parent)
    raise UsageError(
        _("Aucun entraînement interrompu dans « {folder} ».").format(folder=output_dir),
        _("Lancez-en un nouveau, ou donnez le dossier : --resume DOSSIER."),
    )


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that decide the result."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def file_hash(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def data_hash(place: Path) -> str:
    """Return the SHA-256 of a file, or of all files of a folder with their names."""
    if not place.is_dir():
        return file_hash(place)
    whole = hashlib.sha256()
    for file in sorted(path for path in place.rglob("*") if path.is_file()):
        whole.update(f"{file.relative_to(place).as_posix()} {file_hash(file)}\n".encode())
    return whole.hexdigest()


def write_text(file: Path, text: str) -> None:
    """Write a file whole or not at all, and on the disk for good; the first process alone does."""
    if not is_first():
        return
    part = file.with_name(file.name + ".part")
    with part.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def write_json(file: Path, value: Any) -> None:
    """Write one JSON value (see ``write_text``)."""
    write_text(file, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_lines(file: Path, values: Iterable[Any]) -> None:
    """Write one JSON value per line (see ``write_text``)."""
    write_text(file, "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values))


def _names(root: Path, stem: str) -> Iterable[Path]:
    yield root / stem
    count = 2
    while True:
        yield root / f"{stem}-{count}"
        count += 1


def _made(folder: Path) -> bool:
    try:
        folder.mkdir()
    except FileExistsError:
        return False
    return True
