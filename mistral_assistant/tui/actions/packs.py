"""The domain pack of the running conversation: choose, swap, read again."""

from typing import TYPE_CHECKING

from mistral_assistant.i18n import _, ngettext
from mistral_assistant.tui.actions.common import changed, idle_assistant, when_failed

if TYPE_CHECKING:
    from mistral_assistant.assistant import PackSummary, SwapReport
    from mistral_assistant.tui.screens.chat import ChatScreen


def swap(screen: "ChatScreen", name: str) -> None:
    """Change the pack in the running conversation."""
    assistant = idle_assistant(screen)
    if assistant is None:
        return
    conversation = screen.session.thread.conversation

    def done(report: "SwapReport") -> None:
        screen.session.note(_swap_text(report))
        changed(screen)

    screen.set_ready(False)
    screen.in_background(lambda: assistant.swap(name, conversation), done, when_failed(screen))


def choose_pack(screen: "ChatScreen", name: str = "") -> None:
    """Change to the pack ``name``, or open the list."""
    if name:
        swap(screen, name)
        return
    assistant = idle_assistant(screen)
    if assistant is None:
        return
    from mistral_assistant.tui.screens.packs import PackScreen

    def chosen(pack: str | None) -> None:
        if pack:
            swap(screen, pack)

    def found(packs: "list[PackSummary]") -> None:
        screen.session.packs = tuple(pack.name for pack in packs)
        screen.app.push_screen(PackScreen(packs, assistant.pack_name), chosen)

    screen.in_background(assistant.packs, found)


def reload_pack(screen: "ChatScreen", _argument: str = "") -> None:
    """Read the pack's files again, or try once more to load it."""
    if screen.session.assistant is None or not screen.session.ready:
        screen.build()
        return
    assistant = idle_assistant(screen)
    if assistant is None:
        return

    def done(_nothing: None) -> None:
        screen.tell(_("Domaine relu : {title}.").format(title=assistant.pack_title))
        changed(screen)

    screen.set_ready(False)
    screen.in_background(assistant.reload, done, when_failed(screen))


def _swap_text(report: "SwapReport") -> str:
    topics = len(report.categories)
    parts = [
        _("{before} → {after}").format(before=report.before, after=report.after),
        ngettext("{count} sujet", "{count} sujets", topics).format(count=topics),
        ngettext("{count} passage", "{count} passages", report.passages).format(
            count=report.passages
        ),
    ]
    if report.tables:
        parts.append(_("tables : {names}").format(names=", ".join(report.tables)))
    if report.adapter:
        parts.append(_("adaptateur : {name}").format(name=report.adapter))
    return " · ".join(parts)
