"""The program itself: its settings, and who writes the free answers."""

from dataclasses import replace
from typing import TYPE_CHECKING

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _
from mistral_assistant.tui.actions.common import changed, idle_assistant, when_failed

if TYPE_CHECKING:
    from mistral_assistant.model_servers import FoundServer
    from mistral_assistant.tui.screens.chat import ChatScreen
    from mistral_assistant.tui.screens.models import Speaker


def show_settings(screen: "ChatScreen", _argument: str = "") -> None:
    """Open the settings."""
    from mistral_assistant.tui.screens.settings import SettingsScreen

    app = screen.app
    values = vars(app.settings)
    app.push_screen(SettingsScreen(values, app.config_file, screen.session.packs))


def choose_model(screen: "ChatScreen", _argument: str = "") -> None:
    """List who can write the answers; the search asks this machine's own ports only."""
    assistant = idle_assistant(screen)
    if assistant is None:
        return
    from mistral_assistant.model_servers import find_servers
    from mistral_assistant.tui.screens.models import ModelScreen, speakers

    def chosen(speaker: "Speaker | None") -> None:
        if speaker:
            use(screen, speaker)

    def found(servers: "list[FoundServer]") -> None:
        listed = speakers(servers, screen.app.settings)
        screen.app.push_screen(ModelScreen(listed, assistant.backend_name), chosen)

    screen.tell(_("Recherche des serveurs de cette machine…"))
    screen.in_background(find_servers, found)


def use(screen: "ChatScreen", speaker: "Speaker") -> None:
    """Let a model, or nobody, write the free answers of this session."""
    assistant = idle_assistant(screen)
    if assistant is None:
        return
    settings = replace(
        screen.app.settings, backend=speaker.backend, server=speaker.server, model=speaker.model
    )

    def switch() -> None:
        if speaker.found:
            from mistral_assistant.backends.server import ServerBackend

            # The user's key is for the server of the settings, not for whatever answers here.
            assistant.use(ServerBackend(speaker.server, speaker.model))
        else:
            from mistral_assistant.backends.choose import backend_for

            assistant.use(backend_for(settings))

    def done(_nothing: None) -> None:
        screen.app.settings = settings
        name = _("hors ligne") if speaker.backend == "offline" else clean_line(speaker.model)
        screen.tell(_("Les réponses libres viennent de : {name}.").format(name=name))
        changed(screen)

    screen.set_ready(False)
    screen.in_background(switch, done, when_failed(screen))
