"""``export``: a tuned model merged, as GGUF, with a Modelfile, as an archive, or on the hub."""

import argparse
import shlex
from pathlib import Path
from typing import Any

from mistral_assistant.cleaning import clean
from mistral_assistant.i18n import _
from mistral_assistant.training.extras import TRAINING, require


def merge(options: argparse.Namespace, _settings: Any) -> int:
    """Merge an adapter with its base."""
    from mistral_assistant.training import merge as merging

    if options.four_bit:
        merging.refuse_four_bits()
    _prepare()
    found = merging.merge(
        options.source, options.target, base=options.base or "", dtype=options.dtype
    )
    _tell(_("Fusion : {how}").format(how=found))
    _tell_size(options.source, options.target)
    return 0


def gguf(options: argparse.Namespace, _settings: Any) -> int:
    """Write a GGUF file."""
    require("gguf", extra="export")
    _prepare()
    from mistral_assistant.training import export

    base = options.base or ""
    if options.adapter:
        export.write_gguf_adapter(options.source, options.target, base=base)
    else:
        export.write_gguf(options.source, options.target, options.kind, base=base)
    _tell_size(options.source, options.target)
    return 0


def ollama(options: argparse.Namespace, _settings: Any) -> int:
    """Write a Modelfile and print what to do with it."""
    from mistral_assistant.training import export

    commands = export.write_modelfile(
        options.source, name=options.name, system=options.system, context=options.context
    )
    for command in commands:
        _tell(shlex.join(command))
    if options.execute:
        export.execute(commands[0])
    return 0


def archive(options: argparse.Namespace, _settings: Any) -> int:
    """Write a tuned model as a zip archive."""
    from mistral_assistant.training import export

    export.write_zip(options.source, options.target)
    _tell_size(options.source, options.target)
    return 0


def hub(options: argparse.Namespace, _settings: Any) -> int:
    """Upload a tuned model."""
    require("huggingface_hub")
    from mistral_assistant.training.upload import upload

    _tell(_("En ligne : {address}").format(
        address=upload(options.source, options.name, private=not options.public)))  # fmt: skip
    return 0


def _prepare() -> None:
    require(*TRAINING)
    from mistral_assistant.training.quiet import quiet

    quiet()


def _tell_size(source: Path, target: Path) -> None:
    _tell(_("{file} : {size} Mo (avant : {before} Mo)").format(
        file=target, size=_size(target), before=_size(source)))  # fmt: skip


def _size(place: Path) -> str:
    files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
    return f"{sum(file.stat().st_size for file in files) / 1e6:.1f}".replace(".", ",")


def _tell(text: str) -> None:
    print(clean(text), flush=True)
