"""The pack picker: every domain pack that was found, broken ones with what is wrong."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from mistral_assistant.cleaning import clean_line
from mistral_assistant.commands import N_
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.tui.rendering import ACCENT, MUTED

if TYPE_CHECKING:
    from mistral_assistant.assistant import PackSummary


class PackScreen(ModalScreen[str | None]):
    """Gives the name of the pack chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f2", "dismiss(None)", N_("Fermer"), show=False)
    ]

    def __init__(self, packs: "Sequence[PackSummary]", active: str) -> None:
        super().__init__()
        self._packs = packs
        self._active = active

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(_("Domaines"))
            dialog.border_subtitle = Content(_("Entrée choisit · Échap ferme"))
            yield OptionList(
                *(Option(self._prompt(pack), disabled=bool(pack.problems)) for pack in self._packs),
                markup=False,
            )

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        names = [pack.name for pack in self._packs]
        if self._active in names:
            options.highlighted = names.index(self._active)
        options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose the pack of the option."""
        self.dismiss(self._packs[event.option_index].name)

    def _prompt(self, pack: "PackSummary") -> Content:
        title = Content.styled(clean_line(pack.title), "bold")
        name = Content.styled(f"  {clean_line(pack.name)}", MUTED)
        if pack.name == self._active:
            name += Content.styled("  ● " + _("actif"), ACCENT)
        text = clean_line(pack.description)
        if pack.problems:
            faults = ngettext("{count} problème", "{count} problèmes", pack.problems)
            fault = faults.format(count=pack.problems)
            text = "! " + _("{name} : {text}").format(name=fault, text=text)
        return Content("\n").join([title + name, Content.styled(text, MUTED)])
