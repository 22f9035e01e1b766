"""The pack picker: every domain pack that was found, broken ones with what is wrong."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import N_, _, ngettext
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
            yield Static(id="about", markup=False)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        names = [pack.name for pack in self._packs]
        if self._active in names:
            options.highlighted = names.index(self._active)
        options.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say more of the pack that bears the mark, and what would change."""
        about = self.query_one("#about", Static)
        about.update(pack_details(self._packs[event.option_index], self._now()))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose the pack of the option."""
        self.dismiss(self._packs[event.option_index].name)

    def _now(self) -> "PackSummary | None":
        return next((pack for pack in self._packs if pack.name == self._active), None)

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


def pack_details(pack: "PackSummary", active: "PackSummary | None") -> Content:
    """Return what a pack holds, where it comes from, and what a change to it would change."""
    about = [_("version {version}").format(version=clean_line(pack.version))] * bool(pack.version)
    about += [clean_line(", ".join(pack.languages))] * bool(pack.languages)
    about.append(_("livré avec le programme") if pack.shipped else _("le vôtre"))
    if pack.score is not None:
        number = f"{pack.score:.1f}".removesuffix(".0").replace(".", _(","))
        about.append(_("test : {number} de tours justes").format(number=f"{number} %"))
    lines = [" · ".join(about), " · ".join(_counts(pack))]
    if active and active.name != pack.name and not active.problems:
        now = " · ".join(_counts(active))
        lines.append(_("au lieu de : {now}").format(now=now))
    return Content.styled("\n".join(line for line in lines if line), MUTED)


def _counts(pack: "PackSummary") -> list[str]:
    topics, passages, tables = pack.topics, pack.passages, pack.tables
    parts = [
        ngettext("{count} sujet", "{count} sujets", topics).format(count=topics),
        ngettext("{count} passage", "{count} passages", passages).format(count=passages),
        ngettext("{count} table", "{count} tables", tables).format(count=tables),
    ]
    if pack.adapter:
        parts.append(_("adaptateur : {name}").format(name=clean_line(pack.adapter)))
    return parts
