"""The settings: what each one is, changed with the arrows or typed, written to the file at once."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from mistral_assistant.cleaning import clean_line
from mistral_assistant.errors import SettingsError
from mistral_assistant.i18n import LANGUAGES, N_, _
from mistral_assistant.settings import BACKENDS, ENVIRONMENT, SEND_KEYS
from mistral_assistant.settings_file import EXPLAINED, save_settings
from mistral_assistant.tui.rendering import ACCENT, MUTED
from mistral_assistant.tui.telling import tell

if TYPE_CHECKING:
    from mistral_assistant.tui.app import ChatApp

SHOWN = ("pack", "lang", "theme", "send_key", "debug", "backend", "server", "model")
"""Settings that can be changed here; folders are for the file."""
AT_ONCE = ("theme", "send_key")
"""Settings that take effect while they are changed."""
ON_CLOSING = ("pack", "lang", "backend", "server", "model")
"""Settings that take effect when the screen closes; the others when the program starts."""
_NAMES: Mapping[str, str] = {
    "pack": N_("Domaine"),
    "lang": N_("Langue"),
    "theme": N_("Couleurs"),
    "send_key": N_("Touche d'envoi"),
    "debug": N_("Raisonnement"),
    "backend": N_("Réponses libres"),
    "server": N_("Serveur"),
    "model": N_("Modèle"),
}
_LEFT = 20


class SettingsScreen(ModalScreen[Mapping[str, object]]):
    """Lists the settings with their values; gives those changed that take effect on closing."""

    app: "ChatApp"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Fermer"), show=False),
        Binding("right", "turn(1)", N_("Valeur suivante"), show=False),
        Binding("left", "turn(-1)", N_("Valeur précédente"), show=False),
    ]

    def __init__(self, values: Mapping[str, object], file: Path, packs: Sequence[str]) -> None:
        super().__init__()
        self._values = dict(values)
        self._before = dict(values)
        self._file = file
        self._choices: Mapping[str, Sequence[object]] = {
            "pack": sorted({*packs, str(values["pack"])}),
            "lang": LANGUAGES,
            "theme": ("", "clair", "contraste", "ansi"),
            "send_key": SEND_KEYS,
            "debug": (False, True),
            "backend": BACKENDS,
        }

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(_("Réglages"))
            dialog.border_subtitle = Content(_("←→ change · Entrée écrit · Échap ferme"))
            yield OptionList(*(self._option(name) for name in SHOWN), markup=False)
            yield Input()
            yield Static(self._about("pack"), id="about", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).display = False
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Explain the setting that bears the mark."""
        self.query_one("#about", Static).update(self._about(SHOWN[event.option_index]))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the next value of a setting, or let one be typed."""
        name = SHOWN[event.option_index]
        if name in self._choices:
            self.action_turn(1)
            return
        field = self.query_one(Input)
        field.value, field.display = str(self._values[name]), True
        field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the value typed."""
        if self._change(self._marked, event.value.strip()):
            self._end_typing()

    def action_turn(self, step: int) -> None:
        """Take the next or previous value of the setting that bears the mark."""
        name = self._marked
        if name not in self._choices or self.query_one(Input).display:
            return
        known = list(self._choices[name])
        value = self._values[name]
        place = known.index(value) if value in known else -step if step < 0 else -1
        self._change(name, known[(place + step) % len(known)])

    def action_leave(self) -> None:
        """Stop typing, or close the screen."""
        if self.query_one(Input).display:
            self._end_typing()
        else:
            self.dismiss(self._to_apply())

    def _to_apply(self) -> dict[str, object]:
        changed = (name for name in ON_CLOSING if self._values[name] != self._before[name])
        return {name: self._values[name] for name in changed if not _is_overruled(name)}

    @property
    def _marked(self) -> str:
        return SHOWN[self.query_one(OptionList).highlighted or 0]

    def _end_typing(self) -> None:
        self.query_one(Input).display = False
        self.query_one(OptionList).focus()

    def _change(self, name: str, value: object) -> bool:
        """Write a value and let it take effect where it can; False if it is refused."""
        try:
            save_settings(self._file, {name: value})
        except SettingsError as error:
            tell(self.app, str(error), "warning")
            return False
        self._values[name] = value
        if name in AT_ONCE:
            self.app.take_setting(name, str(value))
        options = self.query_one(OptionList)
        place = SHOWN.index(name)
        options.replace_option_prompt_at_index(place, self._prompt(name))
        self.query_one("#about", Static).update(self._about(name, saved=True))
        return True

    def _option(self, name: str) -> Option:
        return Option(self._prompt(name))

    def _prompt(self, name: str) -> Content:
        label = Content(_(_NAMES[name])).pad_right(max(1, _LEFT - len(_(_NAMES[name]))))
        return label + Content.styled(value_label(name, self._values[name]), ACCENT)

    def _about(self, name: str, *, saved: bool = False) -> Content:
        lines = [Content(_(EXPLAINED[name]))]
        if _is_overruled(name):
            text = _("La variable {name} l'emporte sur le fichier.")
            lines.append(Content(text.format(name=ENVIRONMENT + name.upper())))
        elif name in ON_CLOSING:
            lines.append(Content(_("Vaut dès que cet écran se ferme.")))
        elif name not in AT_ONCE:
            lines.append(Content(_("Vaut au prochain démarrage.")))
        place = clean_line(str(self._file))
        told = _("Enregistré dans {file}") if saved else _("Fichier : {file}")
        return Content("\n").join([*lines, Content(told.format(file=place))]).stylize(MUTED)


def _is_overruled(name: str) -> bool:
    """Tell whether a variable of the environment has the last word on a setting."""
    return bool(os.environ.get(ENVIRONMENT + name.upper()))


def value_label(name: str, value: object) -> str:
    """Return a setting's value in words."""
    words = {
        ("theme", ""): _("sombre"),
        ("theme", "sombre"): _("sombre"),
        ("theme", "clair"): _("clair"),
        ("theme", "contraste"): _("contraste"),
        ("debug", False): _("caché au départ"),
        ("debug", True): _("montré dès le départ"),
        ("send_key", "enter"): _("Entrée (Ctrl+J va à la ligne)"),
        ("send_key", "ctrl+enter"): _("Ctrl+Entrée, Ctrl+S ou Alt+Entrée"),
        ("backend", "offline"): _("hors ligne"),
        ("backend", "server"): _("un serveur"),
        ("backend", "engine"): _("le moteur de cette machine"),
        ("server", ""): _("aucun"),
        ("model", ""): _("le premier du serveur"),
    }
    return words.get((name, value)) or clean_line(str(value)) or "—"
