"""The chat line by line, for pipes, old consoles and screen readers.

The commands are those of the full screen; how a turn reads as text is in ``plain_text``.
"""

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.cleaning import clean_line
from mistral_assistant.commands import COMMANDS
from mistral_assistant.conversations.faults import lacking_pack
from mistral_assistant.domains.loader import find_packs, pack_folders
from mistral_assistant.errors import AssistantError, PackError, UsageError
from mistral_assistant.i18n import _
from mistral_assistant.line_mode import conversations, messages
from mistral_assistant.line_mode.program import show_models, show_settings
from mistral_assistant.plain_text import Printer, answer_lines, swap_text, title_line, trace_lines
from mistral_assistant.reasoning.events import (
    AnswerReplaced,
    Event,
    TextDelta,
    TurnFailed,
    TurnFinished,
)
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings
from mistral_assistant.typed_commands import parse

_MESSAGES: Mapping[str, Callable[["LineChat", str], None]] = {
    "privé": messages.begin_private,
    "renommer": conversations.rename,
    "épingler": conversations.pin,
    "archiver": conversations.archive,
    "supprimer": conversations.delete,
    "purger": conversations.purge,
    "exporter": conversations.export,
    "régénérer": messages.again,
    "modifier": messages.edit,
    "copier": messages.full_screen_only,
    "bien": lambda chat, _argument: messages.rate(chat, "good"),
    "mal": lambda chat, _argument: messages.rate(chat, "bad"),
    "corriger": messages.correct,
    "sources": messages.sources,
    "température": lambda chat, typed: messages.sample(chat, "temperature", typed),
    "graine": lambda chat, typed: messages.sample(chat, "seed", typed),
    "modèle": show_models,
    "réglages": show_settings,
}
LISTED = 10
"""Conversations that ``historique`` shows."""


def run_line_chat(settings: Settings, assistant: Assistant, *, resume: bool = False) -> int:
    """Read messages line by line until the end of input or ``quitter``; return the exit code."""
    return LineChat(settings, assistant, Printer()).run(resume=resume)


class LineChat:
    """One chat on standard input and output."""

    def __init__(self, settings: Settings, assistant: Assistant, printer: Printer) -> None:
        self.assistant = assistant
        self.printer = printer
        self.interactive = sys.stdin.isatty() and sys.stdout.isatty()
        self.debug = settings.debug
        self.detail = False
        self.conversation = assistant.new_conversation()
        self.cleared: list[Conversation] = []
        self.undos: dict[int, Callable[[], None]] = {}
        """Conversation → what takes it out of the bin or the archive again."""
        self.last: Turn | None = None
        self.packs: tuple[str, ...] = ()
        self.commands: Mapping[str, Callable[[str], None]] = {
            "aide": self._help,
            "effacer": self._clear,
            "annuler": self._undo,
            "debug": lambda _argument: self._debug(detail=False),
            "debug+": lambda _argument: self._debug(detail=True),
            "domaine": self._domain,
            "recharger": self._reload,
            "historique": self._history,
            "thème": self._theme,
            **{name: partial(act, self) for name, act in _MESSAGES.items()},
        }

    def run(self, *, resume: bool) -> int:
        """Read and answer until the end."""
        self.assistant.load()
        if self.assistant.store_fault:
            self.printer.print(str(self.assistant.store_fault), Printer.FAULT)
        self._find_packs()
        if self.interactive:
            with suppress(ImportError):  # Windows has none
                import readline  # noqa: F401  the arrow keys work from here on
        if resume:
            self._resume()
        head = title_line(self.assistant.pack_title, self.assistant.backend_name)
        self.printer.print(head, Printer.DIM)
        while (text := self.read("› ")) is not None:
            if text.strip() and not self._handle(text.strip()):
                break
        return 0

    def _resume(self) -> None:
        store = self.assistant.store
        latest = store.latest() if store else None
        if latest:
            self._open(latest.id)
        else:
            self.printer.print(_("Aucune conversation à reprendre."), Printer.DIM)

    def _open(self, conversation_id: int) -> None:
        try:
            self.conversation = self.assistant.open(conversation_id)
        except (UsageError, PackError) as fault:
            self.conversation = self.assistant.open(conversation_id, keep_pack=True)
            told = lacking_pack(fault, self.assistant.pack_title)
            self.printer.print(str(told), Printer.FAULT)
        for message in self.conversation.history[-2:]:
            mark = "› " if message.role == "user" else ""
            self.printer.print(mark + message.content)

    def read(self, prompt: str) -> str | None:
        """Return the next line; None at the end of input."""
        try:
            return input(prompt if self.interactive else "")
        except EOFError:
            return None
        except KeyboardInterrupt:
            if not self.interactive:
                raise
            self.printer.print("\n" + _("Pour partir : « quitter » ou Ctrl+D."), Printer.DIM)
            return ""

    def _handle(self, text: str) -> bool:
        """Carry out a command or answer a message; False ends the chat."""
        try:
            command = parse(text, self.packs)
            if command is None:
                self.answer(text)
            elif command.name == "quitter":
                return False
            else:
                self.commands[command.name](command.argument)
        except AssistantError as error:
            self.printer.print(str(error), Printer.FAULT)
        return True

    # --- the commands --------------------------------------------------------------------------

    def _help(self, _argument: str) -> None:
        for item in COMMANDS:
            name = f"{item.label} {_(item.argument)}" if item.argument else item.label
            self.printer.print(f"  {name:<22} {_(item.help)}")

    def _clear(self, _argument: str) -> None:
        if not self.conversation.history:
            self.printer.print(_("Il n'y a rien à effacer."))
            return
        self.cleared.append(self.conversation)
        self.conversation, self.last = self.assistant.new_conversation(), None
        self.printer.print(_("Nouvelle conversation ; « annuler » reprend l'ancienne."))

    def _undo(self, _argument: str) -> None:
        if not self.cleared:
            self.printer.print(_("Il n'y a rien à annuler."))
            return
        self.conversation = self.cleared.pop()
        take_back = self.undos.pop(self.conversation.id or 0, None)
        if take_back:
            take_back()
        self.printer.print(_("Conversation reprise."))

    def _debug(self, *, detail: bool) -> None:
        self.debug, self.detail = not (self.debug and self.detail == detail), detail
        if not self.debug:
            self.printer.print(_("Le raisonnement n'est plus montré."))
            return
        self.printer.print(_("Le raisonnement est montré après chaque réponse."))
        if self.last:
            self._trace(self.last)

    def _domain(self, name: str) -> None:
        if not name:
            self._list_packs()
            return
        report = self.assistant.swap(name, self.conversation)
        self.printer.print(swap_text(report))

    def _list_packs(self) -> None:
        self._find_packs()
        for summary in self.assistant.packs():
            mark = "›" if summary.name == self.assistant.pack_name else " "
            self.printer.print(f"{mark} {summary.name:<20} {clean_line(summary.title)}")

    def _find_packs(self) -> None:
        settings = self.assistant.settings
        self.packs = tuple(find_packs(pack_folders(settings.domains, settings.data_dir)))

    def _reload(self, _argument: str) -> None:
        self.assistant.reload()
        self._find_packs()
        self.printer.print(
            _("Domaine relu : {title}.").format(title=clean_line(self.assistant.pack_title))
        )

    def _history(self, _argument: str) -> None:
        store = self.assistant.store
        found = store.list(LISTED) if store else ()
        if not found:
            self.printer.print(_("Aucune conversation."))
            return
        for item in found:
            self.printer.print(f"{item.id:>5}  {clean_line(item.title)}")
        if self.interactive:
            self._reopen({item.id for item in found})

    def _reopen(self, known: set[int]) -> None:
        typed = self.read(_("Numéro à rouvrir (Entrée : aucun) : "))
        if typed and typed.strip().isdecimal() and int(typed) in known:
            self._open(int(typed))

    def _theme(self, _argument: str) -> None:
        messages.full_screen_only(self, "")

    # --- the answer ----------------------------------------------------------------------------

    @property
    def answer_id(self) -> int | None:
        """The last answer, where it is stored."""
        conversation = self.conversation
        return None if conversation.leaf_id == conversation.question_id else conversation.leaf_id

    def answer(self, text: str, question_id: int | None = None) -> None:
        """Stream the answer; Ctrl+C stops it and keeps what was said."""
        cancel = threading.Event()
        with _ctrl_c_sets(cancel):
            for event in self.assistant.answer(
                text, self.conversation, question_id=question_id, cancel=cancel
            ):
                self._show(event)

    def _show(self, event: Event) -> None:
        match event:
            case TextDelta(text):
                self.printer.print(text, end="")
            case AnswerReplaced(_finding, text):
                self.printer.print("\n" + _("(corrigé)"), Printer.REPAIR)
                self.printer.print(text, end="")
            case TurnFailed(error, partial):
                if partial:
                    self.printer.print()
                raise error
            case TurnFinished(turn):
                self._finish(turn)

    def _finish(self, turn: Turn) -> None:
        self.last = turn
        self.printer.print()
        for line in answer_lines(turn.trace()):
            self.printer.print(line, Printer.DIM)
        if self.debug:
            self._trace(turn)
        self.printer.print()

    def _trace(self, turn: Turn) -> None:
        for line in trace_lines(turn.trace(), detail=self.detail):
            self.printer.print(line, Printer.DIM)


@contextmanager
def _ctrl_c_sets(cancel: threading.Event) -> Iterator[None]:
    """Let the first Ctrl+C set ``cancel``; a second one interrupts as ever.

    An exception in the middle of a turn would leave it half stored.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
