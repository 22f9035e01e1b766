"""How keys are written for people."""

from mistral_assistant.i18n import _


def key_label(key: str) -> str:
    """Return a key of a binding as it stands on a French keyboard: ``Ctrl+O``, ``Échap``, ``↑``."""
    names = {
        "escape": _("Échap"),
        "enter": _("Entrée"),
        "space": _("Espace"),
        "tab": "Tab",
        "up": "↑",
        "down": "↓",
        "pageup": _("Page préc."),
        "pagedown": _("Page suiv."),
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
