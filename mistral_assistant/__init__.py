"""A private, French-first assistant: ``from mistral_assistant import AdvancedReasoningSystem``.

Names are imported on first use, so that ``import mistral_assistant`` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mistral_assistant.assistant import Assistant, Conversation
    from mistral_assistant.domains.loader import load_pack
    from mistral_assistant.reasoning.system import AdvancedReasoningSystem
    from mistral_assistant.reasoning.turn import Turn

__version__ = "0.1.0"

_HOMES = {
    "AdvancedReasoningSystem": "mistral_assistant.reasoning.system",
    "Assistant": "mistral_assistant.assistant",
    "Conversation": "mistral_assistant.assistant",
    "Turn": "mistral_assistant.reasoning.turn",
    "load_pack": "mistral_assistant.domains.loader",
}
__all__ = ["AdvancedReasoningSystem", "Assistant", "Conversation", "Turn", "load_pack"]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
