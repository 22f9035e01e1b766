"""The command line of a vLLM server that answers as this machine's engine does. Starts nothing."""

import shlex
from pathlib import Path

from mistral_assistant.engine.adapters import base_shapes, read_adapter
from mistral_assistant.engine.places import resolve
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.registry import adapters

_RANKS = (8, 16, 32, 64, 128, 256, 320, 512)
"""Those that vLLM makes room for."""


def command(model: Path, data_dir: Path) -> str:
    """Return the command for ``model`` with every registered adapter that fits it.

    The adapters keep their names, which is what a pack asks for. The server listens on this machine
    alone and takes its key from the environment.

    Raises:
        ModelError: there is no such model, or it is a GGUF file.
    """
    place = resolve(model, data_dir)
    if place.kind != "folder":
        raise ModelError(
            _("vLLM ne lit pas bien les fichiers GGUF."),
            _("Donnez le dossier du modèle (config.json et .safetensors)."),
        )
    ranks = _fitting(place.base, {**adapters(data_dir), **place.adapters})
    words = ["vllm", "serve", str(place.base), "--served-model-name", place.name,
             "--host", "127.0.0.1", "--port", "8000"]  # fmt: skip
    if ranks:
        largest = max(rank for _path, rank in ranks.values())
        room = next((rank for rank in _RANKS if rank >= largest), largest)
        named = [f"{name}={path}" for name, (path, _rank) in ranks.items()]
        words += ["--enable-lora", "--max-loras", str(len(ranks)), "--max-lora-rank", str(room),
                  "--lora-modules", *named]  # fmt: skip
    return shlex.join(words)


def _fitting(base: Path, known: dict[str, Path]) -> dict[str, tuple[Path, int]]:
    """Return the adapters of this base with their ranks; those of other bases are not meant."""
    shapes, found = base_shapes(base), {}
    for name, path in sorted(known.items()):
        try:
            found[name] = path, read_adapter(path, shapes).rank
        except ModelError:
            continue
    return found
