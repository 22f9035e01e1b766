"""What the chat line by line says of the program itself: its settings, and the models at hand."""

from dataclasses import fields
from typing import TYPE_CHECKING

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _
from mistral_assistant.settings import Settings
from mistral_assistant.settings_file import toml

if TYPE_CHECKING:
    from mistral_assistant.line_mode.chat import LineChat


def show_settings(chat: "LineChat", _argument: str) -> None:
    """Print every setting as it stands now."""
    chat.printer.print(_("Réglages en vigueur (le fichier settings.toml les change) :"))
    for item in fields(Settings):
        value = toml(getattr(chat.assistant.settings, item.name))
        chat.printer.print(f"  {item.name} = {clean_line(value)}")


def show_models(chat: "LineChat", _argument: str) -> None:
    """Print who writes the free answers, and the models that answer on this machine."""
    from mistral_assistant.model_servers import find_servers

    chat.printer.print(_("Réponses libres : {name}").format(name=_speaker(chat)))
    for server in find_servers():
        for model in server.models:
            chat.printer.print(f"  {clean_line(model)}  {server.name}  {server.url}")


def _speaker(chat: "LineChat") -> str:
    name = chat.assistant.backend_name
    return _("hors ligne") if name == "offline" else clean_line(name)
