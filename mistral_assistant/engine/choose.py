"""Which runtime a model gets on this machine, and what it is made with. Loads nothing."""

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from mistral_assistant.engine.adapters import base_shapes, read_adapter
from mistral_assistant.engine.engine import Engine
from mistral_assistant.engine.places import Place, resolve
from mistral_assistant.engine.runtimes.base import Runtime
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.gguf import Kind
from mistral_assistant.models.registry import adapters as registered

_MOST_OFFERED = 16
"""Registered adapters that are ready from the start: llama.cpp keeps all of them in memory."""


@dataclass(frozen=True)
class EngineOptions:
    """What the user asked for."""

    model: Path
    adapters: Mapping[str, Path] = field(default_factory=dict)
    runtime: str = "auto"
    quantize: str = "auto"
    dtype: str = "auto"
    context: int = 0
    """Tokens; 0 leaves it to the model and the machine."""
    threads: int = 0
    """Processor threads; 0 leaves it to the runtime."""
    cache_dir: Path = Path("engine-cache")
    """Where converted models and adapters are kept."""
    data_dir: Path | None = None
    """Whose registry names models and adapters; None knows none."""


def build(options: EngineOptions) -> Engine:
    """Return an engine for the options; the model is not loaded yet.

    Raises:
        ModelError: there is no model there, an adapter does not fit, or an extra is missing.
    """
    place = resolve(options.model, options.data_dir)
    adapters = {**place.adapters, **{n: f.expanduser() for n, f in options.adapters.items()}}
    check = _check(place)
    for folder in adapters.values():
        check(folder)

    def known() -> Mapping[str, Path]:
        return registered(options.data_dir) if options.data_dir else {}

    adapters = {**_fitting(known(), check), **adapters}
    runtime = _runtime(place, options)
    default = next(iter(place.adapters), "")
    return Engine(runtime, place.name, adapters, default, check, known)


def _fitting(known: Mapping[str, Path], check: Callable[[Path], object]) -> dict[str, Path]:
    """Return the registered adapters that fit this base; those of other bases are not meant."""
    fitting: dict[str, Path] = {}
    for name, folder in known.items():
        try:
            check(folder)
        except ModelError:
            continue
        fitting[name] = folder
        if len(fitting) == _MOST_OFFERED:
            break
    return fitting


def _check(place: Place) -> Callable[[Path], object]:
    if place.kind == "folder":
        shapes = base_shapes(place.base)
        return lambda folder: read_adapter(folder, shapes)
    from mistral_assistant.engine.runtimes.gguf_base import check_adapter

    return partial(check_adapter, place.base)


def _runtime(place: Place, options: EngineOptions) -> Runtime:
    wanted = options.runtime
    if wanted == "auto":
        wanted = "llamacpp" if place.kind == "gguf" or not _installed("torch") else "transformers"
    if wanted == "transformers" and place.kind == "gguf":
        raise ModelError(
            _("Un fichier GGUF ne se lit qu'avec llama.cpp."),
            _("Retirez --runtime transformers, ou donnez le dossier du modèle."),
        )
    _needs(wanted)
    if wanted == "transformers":
        from mistral_assistant.engine.runtimes.transformers import TransformersRuntime

        found: Runtime = TransformersRuntime(
            place.base, options.quantize, options.context, dtype=options.dtype
        )
        return found
    from mistral_assistant.engine.runtimes.llamacpp import LlamaCppRuntime

    return LlamaCppRuntime(
        place.base, options.cache_dir, _gguf_kind(options), options.context, options.threads
    )


def _gguf_kind(options: EngineOptions) -> Kind:
    """Return what a checkpoint is written as for llama.cpp."""
    if options.quantize == "nf4":
        raise ModelError(
            _("llama.cpp ne connaît pas le format NF4."),
            _("Retirez --quantize nf4 : le modèle sera écrit en 8 bits (Q8_0)."),
        )
    if options.dtype == "float32":
        return "F32"
    return "F16" if options.quantize == "none" or options.dtype != "auto" else "Q8_0"


_PACKAGES = {
    "transformers": ("engine", ("torch", "transformers", "peft")),
    "llamacpp": ("cpu", ("xllamacpp",)),
}


def _needs(runtime: str) -> None:
    extra, packages = _PACKAGES[runtime]
    missing = [package for package in packages if not _installed(package)]
    if missing:
        raise ModelError(
            _("Il manque {packages} pour faire tourner un modèle.").format(
                packages=", ".join(missing)
            ),
            _("Installez : pip install 'mistral-assistant[{extra}]'.").format(extra=extra),
        )


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None
