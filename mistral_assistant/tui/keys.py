"""How keys are written for people, and one that Textual has to be taught."""

from enum import Enum

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

from mistral_assistant.i18n import _


class _TaughtKey(Enum):
    ALT_ENTER = "alt+enter"


def teach_alt_enter() -> None:
    """Let Alt+Enter arrive as such from terminals without the Kitty protocol.

    They send ESC CR, of which Textual 8.2 makes a plain Enter, which would send the message.
    """
    ANSI_SEQUENCES_KEYS["\x1b\r"] = (_TaughtKey.ALT_ENTER,)  # type: ignore[index]


def key_label(key: str) -> str:
    """Return a key of a binding as it stands on a French keyboard: ``Ctrl+O``, ``Échap``, ``↑``."""
    names = {
        "escape": _("Échap"),
        "enter": _("Entrée"),
        "space": _("Espace"),
        "tab": "Tab",
        "comma": ",",
        "plus": "+",
        "minus": "-",
        "up": "↑",
        "down": "↓",
        "left": "←",
        "right": "→",
        "pageup": _("Page préc."),
        "pagedown": _("Page suiv."),
        "delete": _("Suppr"),
        "home": _("Début"),
        "end": _("Fin"),
        "ctrl": "Ctrl",
        "shift": _("Maj"),
        "alt": "Alt",
    }
    return "+".join(names.get(part, part.upper()) for part in key.split("+"))


def keys_label(keys: str) -> str:
    """Return the alternatives of a binding: ``Ctrl+J, Alt+Entrée``."""
    return ", ".join(key_label(key.strip()) for key in keys.split(","))
