"""The program itself: its settings, and who writes the free answers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _
from mistral_assistant.tui.actions.common import changed, idle_assistant, when_failed
from mistral_assistant.tui.actions.packs import swap

if TYPE_CHECKING:
    from mistral_assistant.backends.base import Backend
    from mistral_assistant.model_servers import FoundServer
    from mistral_assistant.settings import Settings
    from mistral_assistant.tui.screens.chat import ChatScreen
    from mistral_assistant.tui.screens.models import Speaker


def show_settings(screen: "ChatScreen", _argument: str = "") -> None:
    """Open the settings."""
    from mistral_assistant.tui.screens.settings import SettingsScreen

    app = screen.app

    def closed(changed: "Mapping[str, object] | None") -> None:
        if changed:
            take_settings(screen, changed)

    values = vars(app.settings)
    app.push_screen(SettingsScreen(values, app.config_file, screen.session.packs), closed)


def take_settings(screen: "ChatScreen", changed: "Mapping[str, object]") -> None:
    """Let changed settings take effect in the running chat: language, who writes, pack."""
    if "lang" in changed:
        screen.app.take_setting("lang", str(changed["lang"]))
        screen.relabel()
    rest = {name: value for name, value in changed.items() if name != "lang"}
    if not rest:
        return
    if screen.session.run or screen.session.assistant is None:
        screen.tell(_("L'assistant est occupé : ces réglages valent au prochain démarrage."))
        return
    settings = replace(screen.app.settings, **rest)  # type: ignore[arg-type]
    pack = str(rest.pop("pack", ""))
    then = partial(swap, screen, pack) if pack else None
    if "backend" in rest or (rest and settings.backend != "offline"):
        _speak(screen, settings, partial(_backend_of, settings), then)
        return
    screen.app.settings = settings
    if then:
        then()


def choose_model(screen: "ChatScreen", _argument: str = "") -> None:
    """List who can write the answers; the search asks this machine's own ports only."""
    assistant = idle_assistant(screen)
    if assistant is None:
        return
    from mistral_assistant.model_servers import find_servers
    from mistral_assistant.models.registry import entries
    from mistral_assistant.tui.screens.models import ModelScreen, speakers

    def look() -> "tuple[list[FoundServer], list[str]]":
        known = entries(screen.app.settings.data_dir)
        return find_servers(), [entry.name for entry in known if not entry.is_adapter]

    def chosen(speaker: "Speaker | None") -> None:
        if speaker:
            use(screen, speaker)

    def found(all_: "tuple[list[FoundServer], list[str]]") -> None:
        servers, registered = all_
        listed = speakers(servers, screen.app.settings, registered)
        screen.app.push_screen(ModelScreen(listed, assistant.backend_name), chosen)

    screen.tell(_("Recherche des serveurs de cette machine…"))
    screen.in_background(look, found)


def use(screen: "ChatScreen", speaker: "Speaker") -> None:
    """Let a model, or nobody, write the free answers of this session."""
    settings = replace(
        screen.app.settings, backend=speaker.backend, server=speaker.server, model=speaker.model
    )

    def found() -> "Backend":
        from mistral_assistant.backends.server import ServerBackend

        # The user's key is for the server of the settings, not for whatever answers here.
        return ServerBackend(speaker.server, speaker.model)

    _speak(screen, settings, found if speaker.found else partial(_backend_of, settings))


def _backend_of(settings: "Settings") -> "Backend":
    from mistral_assistant.backends.choose import backend_for

    return backend_for(settings)


def _speak(
    screen: "ChatScreen",
    settings: "Settings",
    make: "Callable[[], Backend]",
    then: "Callable[[], None] | None" = None,
) -> None:
    """Let what ``make`` returns write the free answers, as ``settings`` say, then do the rest."""
    assistant = idle_assistant(screen)
    if assistant is None:
        return

    def done(_nothing: None) -> None:
        screen.app.settings = settings
        name = _("hors ligne") if settings.backend == "offline" else clean_line(settings.model)
        name = name or clean_line(settings.server)
        screen.tell(_("Les réponses libres viennent de : {name}.").format(name=name))
        changed(screen)
        if then:
            then()

    screen.set_ready(False)
    screen.in_background(lambda: assistant.use(make()), done, when_failed(screen))
