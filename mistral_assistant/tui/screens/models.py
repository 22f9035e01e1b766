"""The model picker: offline, the models of this machine, and those of servers that answer here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import N_, _
from mistral_assistant.tui.rendering import ACCENT, MUTED

if TYPE_CHECKING:
    from mistral_assistant.model_servers import FoundServer
    from mistral_assistant.settings import Settings

_LIST = "/models"
"""End of the address that lists a server's models; what is before it is the server's."""


@dataclass(frozen=True)
class Speaker:
    """Who can write the free answers, as the settings of the same names say it."""

    backend: str
    server: str = ""
    model: str = ""
    place: str = ""
    """Where it was found, for people."""
    found: bool = False
    """It answers on this machine; the settings do not name it."""


def speakers(
    servers: "Sequence[FoundServer]", settings: "Settings", registered: Sequence[str] = ()
) -> list[Speaker]:
    """Return all that can be chosen: nobody, the settings' own, registered and found models."""
    listed = [Speaker("offline")]
    if settings.server or settings.backend != "offline":
        backend = "server" if settings.server else settings.backend
        place = _("d'après les réglages")
        listed.append(Speaker(backend, settings.server, settings.model, place))
    named = {speaker.model for speaker in listed if speaker.backend == "engine"}
    listed += [Speaker("engine", "", name) for name in registered if name not in named]
    for server in servers:
        address = server.url.removesuffix(_LIST)
        listed += [Speaker("server", address, name, server.name, True) for name in server.models]
    return listed


class ModelScreen(ModalScreen[Speaker | None]):
    """Gives who was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("Fermer"), show=False)
    ]

    def __init__(self, listed: Sequence[Speaker], active: str) -> None:
        super().__init__()
        self._listed = listed
        self._active = active
        """``Backend.name`` of the one in use."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(_("Modèles"))
            dialog.border_subtitle = Content(_("Entrée choisit · Échap ferme"))
            options = [Option(self._prompt(speaker)) for speaker in self._listed]
            if len(options) == 1:
                text = _("Aucun serveur de modèles ne répond sur cette machine.")
                options.append(Option(Content.styled(text, MUTED), disabled=True))
            yield OptionList(*options, markup=False)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        names = [speaker.model or speaker.backend for speaker in self._listed]
        options.highlighted = names.index(self._active) if self._active in names else 0
        options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose the one of the option."""
        self.dismiss(self._listed[event.option_index])

    def _prompt(self, speaker: Speaker) -> Content:
        if speaker.backend == "offline":
            title, about = _("Hors ligne"), _("Le domaine seul répond ; rien ne sort d'ici.")
        else:
            title = clean_line(speaker.model) or _("le premier du serveur")
            place = _("le moteur de cette machine") if speaker.backend == "engine" else ""
            about = " · ".join(
                filter(None, map(clean_line, (speaker.place, speaker.server, place)))
            )
        name = Content.styled(title, "bold")
        if (speaker.model or speaker.backend) == self._active:
            name += Content.styled("  ● " + _("actif"), ACCENT)
        return Content("\n").join([name, Content.styled(about, MUTED)])
