"""The command palette: every chat command, and every theme."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from mistral_assistant.cleaning import clean_line
from mistral_assistant.commands import COMMANDS
from mistral_assistant.i18n import _
from mistral_assistant.tui.actions import carry_out
from mistral_assistant.tui.actions.display import set_theme
from mistral_assistant.tui.actions.packs import swap
from mistral_assistant.typed_commands import ParsedCommand

if TYPE_CHECKING:
    from mistral_assistant.tui.screens.chat import ChatScreen


class ChatCommands(Provider):
    """Offers what can be done from the chat screen."""

    async def discover(self) -> Hits:
        """Yield everything, in the order of the help."""
        for title, text, action in self._entries():
            yield DiscoveryHit(Content(title), action, text=title, help=text)

    async def search(self, query: str) -> Hits:
        """Yield what matches ``query``."""
        matcher = self.matcher(query)
        found = False
        for title, text, action in self._entries():
            score = max(matcher.match(title), 0.9 * matcher.match(text))
            if score > 0:
                found = True
                yield Hit(score, matcher.highlight(title), action, help=text)
        if not found:  # Textual's own word for it is English
            yield Hit(0.1, Content(_("Rien ne correspond.")), lambda: None)

    def _entries(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        """Yield (title, help, action)."""
        screen: ChatScreen = self.screen  # type: ignore[assignment]
        for command in COMMANDS:
            action = partial(carry_out, screen, ParsedCommand(command.name))
            yield command.label, _(command.help), action
        for pack in screen.session.packs:
            yield (
                _("domaine {name}").format(name=clean_line(pack)),
                _("Changer de domaine."),
                partial(swap, screen, pack),
            )
        yield _("parcourir les messages"), _("Messages un à un."), screen.action_messages
        yield _("éditeur externe"), _("Écrire ailleurs."), screen.composer.action_editor
        yield _("arrêter la réponse"), _("Garder ce qui est écrit."), screen.action_leave
        for name in sorted(self.app.available_themes):
            title = _("thème {name}").format(name=name)
            yield title, _("Changer les couleurs."), partial(set_theme, screen, name)


class Palette(CommandPalette):
    """Textual's command palette, speaking the language of the interface."""

    def __init__(self) -> None:
        super().__init__([ChatCommands], placeholder=_("Chercher une commande…"))
