"""The two house themes: quiet greys and one accent colour. Textual's own themes work as well."""

from textual.theme import Theme

DARK = "mistral-dark"
LIGHT = "mistral-light"

THEMES = (
    Theme(
        name=DARK,
        dark=True,
        primary="#ff8a3d",
        secondary="#b9b4ab",
        accent="#ff8a3d",
        foreground="#e8e5df",
        background="#17171a",
        surface="#222226",
        panel="#2b2b30",
        success="#8fc08a",
        warning="#e2b45c",
        error="#ec7a76",
        variables={
            "border": "#4a4a52",
            "border-blurred": "#37373d",
            "scrollbar": "#3a3a41",
            "scrollbar-hover": "#55555e",
            "scrollbar-active": "#ff8a3d",
            "scrollbar-background": "#17171a",
            "scrollbar-background-hover": "#17171a",
            "scrollbar-background-active": "#17171a",
            "input-selection-background": "#ff8a3d 35%",
            "block-cursor-background": "#ff8a3d 22%",
            "block-cursor-foreground": "#e8e5df",
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": "#ff8a3d 22%",
        },
    ),
    Theme(
        name=LIGHT,
        dark=False,
        primary="#b04a0a",
        secondary="#5d5952",
        accent="#b04a0a",
        foreground="#26241f",
        background="#faf8f5",
        surface="#f0ede7",
        panel="#e5e1d9",
        success="#2f6f2b",
        warning="#7d5600",
        error="#ab201b",
        variables={
            "border": "#b8b2a6",
            "border-blurred": "#d6d1c6",
            "scrollbar": "#cfc9bd",
            "scrollbar-hover": "#b1aa9c",
            "scrollbar-active": "#b04a0a",
            "scrollbar-background": "#faf8f5",
            "scrollbar-background-hover": "#faf8f5",
            "scrollbar-background-active": "#faf8f5",
            "input-selection-background": "#b04a0a 25%",
            "block-cursor-background": "#b04a0a 16%",
            "block-cursor-foreground": "#26241f",
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": "#b04a0a 16%",
        },
    ),
)

_SHORT = {"dark": DARK, "light": LIGHT, "sombre": DARK, "clair": LIGHT, "": DARK}


def theme_name(wanted: str) -> str:
    """Return the theme meant by a setting or an argument: a short word or a theme's own name."""
    return _SHORT.get(wanted.lower(), wanted)
