"""The help screen: all commands and keys, written from the registry and the bindings."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget

from mistral_assistant.commands import COMMANDS, N_, Command
from mistral_assistant.i18n import _
from mistral_assistant.tui.keys import keys_label
from mistral_assistant.tui.prose import wrap
from mistral_assistant.tui.rendering import ACCENT, MUTED
from mistral_assistant.tui.widgets.composer import Composer
from mistral_assistant.tui.widgets.conversation import ConversationView

LEFT = 26
"""Cells of the left column."""


class HelpText(Widget):
    """The text of the help screen, laid out for its width."""

    def render(self) -> RenderResult:
        return Content("\n").join(help_lines(max(20, self.size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(help_lines(max(20, width)))


class HelpScreen(ModalScreen[None]):
    """Shows the help over the chat."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q", "dismiss", N_("Fermer"), show=False)
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = Content(_("Aide"))
            dialog.border_subtitle = Content(_("Échap ferme"))
            yield HelpText()

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()


def help_lines(width: int) -> list[Content]:
    """Return the help: commands by group, then keys by place."""
    lines = [*wrap(Content(_("Les commandes s'écrivent avec ou sans « / ».")), width), Content("")]
    for group, commands in groupby(COMMANDS, key=lambda command: command.group):
        lines += _section(_(group), (_command_row(command) for command in commands), width)
    for title, bindings in _key_groups():
        lines += _section(title, _key_rows(bindings), width)
    return lines[:-1]


def _section(title: str, rows: Iterable[tuple[str, str]], width: int) -> list[Content]:
    lines = wrap(Content.styled(title, f"bold {ACCENT}"), width)
    for left, right in rows:
        lines += _row(left, right, width)
    return [*lines, Content("")]


def _row(left: str, right: str, width: int) -> list[Content]:
    if width < 2 * LEFT:
        return [
            *wrap(Content(left), width),
            *(Content("  ") + line for line in wrap(Content(right), width - 2)),
        ]
    room = width - LEFT - 1
    heads, texts = wrap(Content(left), LEFT), wrap(Content.styled(right, MUTED), room)
    height = max(len(heads), len(texts))
    heads += [Content("")] * (height - len(heads))
    texts += [Content("")] * (height - len(texts))
    return [
        head.pad_right(LEFT + 1 - head.cell_length) + text
        for head, text in zip(heads, texts, strict=True)
    ]


def _command_row(command: Command) -> tuple[str, str]:
    names = ", ".join((command.name, *command.aliases))
    argument = f" [{_(command.argument)}]" if command.argument else ""
    return names + argument, _(command.help)


def _key_groups() -> Iterator[tuple[str, Iterable[BindingType]]]:
    from mistral_assistant.tui.app import ChatApp
    from mistral_assistant.tui.screens.chat import ChatScreen

    yield _("Touches, partout"), [*ChatScreen.BINDINGS, *ChatApp.BINDINGS]
    yield _("Touches de la saisie"), Composer.BINDINGS
    yield _("Touches dans les messages"), ConversationView.BINDINGS


def _key_rows(bindings: Iterable[BindingType]) -> Iterator[tuple[str, str]]:
    for binding in bindings:
        if isinstance(binding, Binding) and binding.description:
            yield keys_label(binding.key), _(binding.description)
