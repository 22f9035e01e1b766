"""A window in which what is stored is changed: in a thread, with a word on it, and a way back."""

from collections.abc import Callable
from typing import TypeVar

from textual import work
from textual.screen import ModalScreen

from mistral_assistant.conversations.changes import Change
from mistral_assistant.errors import AssistantError
from mistral_assistant.i18n import _
from mistral_assistant.tui.telling import tell

T = TypeVar("T")


class ChangingScreen(ModalScreen[T]):
    """Carries changes out and remembers how each is taken back."""

    def __init__(self) -> None:
        super().__init__()
        self._undos: list[Callable[[], None]] = []

    @work(thread=True, group="change")
    def do(self, task: Callable[[], Change], then: Callable[[Change], None]) -> None:
        """Change something in a thread; errors are told."""
        try:
            change = task()
        except AssistantError as error:
            self.call_later(self.tell, str(error), "warning")
        else:
            self.call_later(then, change)

    def changed(self, change: Change) -> None:
        """Say what was done, and remember how it is taken back."""
        if change.undo:
            self._undos.append(change.undo)
        self.tell(change.told)
        self.show_change()

    def show_change(self) -> None:
        """Bring the window up to date."""

    def action_undo(self) -> None:
        """Take the last change back."""
        if not self._undos:
            self.tell(_("Il n'y a rien à annuler."))
            return
        undo = self._undos.pop()

        def take_back() -> Change:
            undo()
            return Change(_("Annulé."))

        self.do(take_back, self.changed)

    def tell(self, text: str, severity: str = "information") -> None:
        """Show a passing message."""
        tell(self.app, text, severity)
