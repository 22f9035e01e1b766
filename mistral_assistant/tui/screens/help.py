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

from mistral_assistant.commands import COMMANDS, Command
from mistral_assistant.i18n import N_, _
from mistral_assistant.tui.keys import keys_label
from mistral_assistant.tui.prose import wrap
from mistral_assistant.tui.rendering import ACCENT, MUTED
from mistral_assistant.tui.widgets.composer import NEWLINE_KEYS, SEND_KEYS, Composer
from mistral_assistant.tui.widgets.conversation import ConversationView

LEFT, NARROW_LEFT = 26, 17
"""Cells of the left column; on a narrow screen."""
ONE_COLUMN = 40
"""Below so many cells an explanation stands under what it explains."""


class HelpText(Widget):
    """The text of the help screen, laid out for its width."""

    def __init__(self, focused: Widget | None, send_key: str) -> None:
        super().__init__()
        self._focused = focused
        self._send_key = send_key

    def render(self) -> RenderResult:
        return Content("\n").join(self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        return help_lines(max(20, width), self._focused, self._send_key)


class HelpScreen(ModalScreen[None]):
    """Shows the help over the chat."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", N_("Fermer"), show=False)
    ]

    def __init__(self, focused: Widget | None = None, send_key: str = "enter") -> None:
        super().__init__()
        self._focused = focused
        self._send_key = send_key

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = Content(_("Aide"))
            dialog.border_subtitle = Content(_("Échap ferme"))
            yield HelpText(self._focused, self._send_key)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()


def help_lines(width: int, focused: Widget | None = None, send_key: str = "enter") -> list[Content]:
    """Return the help: the keys of the focused widget, commands by group, keys by place."""
    lines: list[Content] = []
    here = next((group for group in _places() if _is_in(focused, group[1])), None)
    if here:
        title = _("Ici : {place}").format(place=here[0])
        lines += _section(title, _key_rows(here[2], send_key), width)
    told = _("Une commande se tape comme un message ; celles montrées avec « / » en ont besoin.")
    lines += [*wrap(Content(told), width), Content("")]
    for group, commands in groupby(COMMANDS, key=lambda command: command.group):
        lines += _section(_(group), (_command_row(command) for command in commands), width)
    for title, bindings in _key_groups():
        lines += _section(title, _key_rows(bindings, send_key), width)
    return lines[:-1]


def _section(title: str, rows: Iterable[tuple[str, str]], width: int) -> list[Content]:
    lines = wrap(Content.styled(title, f"bold {ACCENT}"), width)
    for left, right in rows:
        lines += _row(left, right, width)
    return [*lines, Content("")]


def _row(left: str, right: str, width: int) -> list[Content]:
    if width < ONE_COLUMN:
        return [
            *wrap(Content(left), width),
            *(Content("  ") + line for line in wrap(Content(right), width - 2)),
        ]
    column = LEFT if width >= 2 * LEFT else NARROW_LEFT
    room = width - column - 1
    heads, texts = wrap(Content(left), column), wrap(Content.styled(right, MUTED), room)
    height = max(len(heads), len(texts))
    heads += [Content("")] * (height - len(heads))
    texts += [Content("")] * (height - len(texts))
    return [
        head.pad_right(column + 1 - head.cell_length) + text
        for head, text in zip(heads, texts, strict=True)
    ]


def _command_row(command: Command) -> tuple[str, str]:
    others = [name for name in command.aliases if name != command.label]
    argument = f" [{_(command.argument)}]" if command.argument else ""
    sign = "/" if command.slash else ""
    return ", ".join(sign + name for name in (command.label, *others)) + argument, _(command.help)


def _is_in(widget: Widget | None, kind: type[Widget]) -> bool:
    return widget is not None and any(isinstance(node, kind) for node in widget.ancestors_with_self)


def _places() -> Iterator[tuple[str, type[Widget], Iterable[BindingType]]]:
    """Yield (name, widget, its keys) of the places where the cursor can be."""
    from mistral_assistant.tui.screens import (
        correction,
        history,
        letters,
        links,
        models,
        packs,
        questions,
        settings,
        sources,
    )
    from mistral_assistant.tui.widgets.panel import ReasoningPanel

    yield _("la saisie"), Composer, Composer.BINDINGS
    yield _("les messages"), ConversationView, ConversationView.BINDINGS
    yield _("le raisonnement"), ReasoningPanel, vars(ReasoningPanel).get("BINDINGS", ())
    yield _("l'historique"), history.HistoryScreen, history.HistoryScreen.BINDINGS
    yield _("les réglages"), settings.SettingsScreen, settings.SettingsScreen.BINDINGS
    yield _("la correction"), correction.CorrectionScreen, correction.CorrectionScreen.BINDINGS
    yield _("une question"), questions.ConfirmScreen, questions.ConfirmScreen.BINDINGS
    yield _("une adresse"), links.AskScreen, links.AskScreen.BINDINGS
    yield _("les adresses"), links.LinksScreen, links.LinksScreen.BINDINGS
    yield _("les sources"), sources.SourcesScreen, sources.SourcesScreen.BINDINGS
    yield _("les domaines"), packs.PackScreen, packs.PackScreen.BINDINGS
    yield _("les modèles"), models.ModelScreen, models.ModelScreen.BINDINGS
    yield _("les commandes"), letters.LetterScreen, letters.LetterScreen.BINDINGS
    yield _("une ligne à écrire"), questions.LineScreen, questions.LineScreen.BINDINGS
    yield _("l'aide"), HelpScreen, HelpScreen.BINDINGS
    yield _("un choix"), questions.ChoiceScreen, questions.ChoiceScreen.BINDINGS


def _key_groups() -> Iterator[tuple[str, Iterable[BindingType]]]:
    from mistral_assistant.tui.app import ChatApp
    from mistral_assistant.tui.screens.chat import ChatScreen

    yield _("Touches, partout"), [*ChatApp.BINDINGS, *ChatScreen.BINDINGS]
    for place, _widget, bindings in _places():
        if len(list(bindings)) > 1:  # a list that only closes says so on its frame
            yield _("Touches : {place}").format(place=place), bindings


def _key_rows(bindings: Iterable[BindingType], send_key: str) -> Iterator[tuple[str, str]]:
    chosen = {"send": SEND_KEYS[send_key], "newline": NEWLINE_KEYS[send_key]}
    for binding in bindings:
        if isinstance(binding, Binding) and binding.description:
            keys = ",".join(chosen.get(binding.id or "", [binding.key]))
            yield keys_label(keys), _(binding.description)
