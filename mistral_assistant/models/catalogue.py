"""Short names for models of the hub that speak French well enough. Nothing is fetched here.

What a model needs is not written here: it is computed from its own ``config.json`` (``needs``).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Shortcut:
    """A model of the hub under a short name."""

    hub_id: str
    licence: str
    gated: bool = False
    """Its licence must be accepted on its page before it can be fetched."""
    instead: str = ""
    """The open model to take where a gated one cannot be had."""


SHORTCUTS: Mapping[str, Shortcut] = {
    "mistral-7b": Shortcut(
        "mistralai/Mistral-7B-Instruct-v0.3", "apache-2.0", True, "vigostral-7b"
    ),
    "vigostral-7b": Shortcut("bofenghuang/vigostral-7b-chat", "apache-2.0"),
    "tinyllama": Shortcut("TinyLlama/TinyLlama-1.1B-Chat-v1.0", "apache-2.0"),
    "llama3.2:1b": Shortcut("meta-llama/Llama-3.2-1B-Instruct", "llama3.2", True, "qwen2.5:1.5b"),
    "llama3.1:8b": Shortcut("meta-llama/Llama-3.1-8B-Instruct", "llama3.1", True, "vigostral-7b"),
    "qwen2.5:1.5b": Shortcut("Qwen/Qwen2.5-1.5B-Instruct", "apache-2.0"),
    "qwen3:1.7b": Shortcut("Qwen/Qwen3-1.7B", "apache-2.0"),
    "smollm3:3b": Shortcut("HuggingFaceTB/SmolLM3-3B", "apache-2.0"),
}


def instead_of(hub_id: str) -> str:
    """Return the short name of an open model that can stand in for ``hub_id``."""
    for shortcut in SHORTCUTS.values():
        if shortcut.hub_id == hub_id and shortcut.instead:
            return shortcut.instead
    return "qwen2.5:1.5b"
