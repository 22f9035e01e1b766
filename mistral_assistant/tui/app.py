"""The full-screen app: themes, settings, the draft; the chat itself is in ``screens/chat.py``.

Nothing slow is imported before the first frame: the assistant is built in a thread afterwards.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.notifications import Notify
from textual.screen import Screen
from textual.timer import Timer

from mistral_assistant.drafts import NEW, Drafts
from mistral_assistant.errors import StoreError, UsageError
from mistral_assistant.i18n import N_, _, set_language
from mistral_assistant.settings import Settings, default_config_file
from mistral_assistant.tui.actions.display import show_panel
from mistral_assistant.tui.attachments import pasted
from mistral_assistant.tui.first_run import is_first_run, note_welcome
from mistral_assistant.tui.keys import teach_alt_enter
from mistral_assistant.tui.screens.chat import ChatScreen
from mistral_assistant.tui.session import ChatSession, Thread
from mistral_assistant.tui.telling import make_room
from mistral_assistant.tui.theme import ANSI, DARK, THEMES, theme_name
from mistral_assistant.tui.widgets.composer import Composer

if TYPE_CHECKING:
    from mistral_assistant.assistant import Assistant

DRAFT_EVERY_S = 1.0


class ChatApp(App[int]):
    """Mistral Assistant in the terminal."""

    TITLE = "Mistral Assistant"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    COMMANDS = set()
    ENABLE_COMMAND_PALETTE = False  # Textual's own speaks English only; ours is in palette.py
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", N_("Aide"), show=False, priority=True),
        Binding("ctrl+p", "palette", N_("Toutes les actions"), show=False, priority=True),
    ]

    def __init__(
        self,
        settings: Settings,
        build: "Callable[[], Assistant]",
        clock: Callable[[], datetime] = datetime.now,
        *,
        resume: bool = False,
        config_file: Path | None = None,
    ) -> None:
        # With the terminal's own colours Textual can leave all of them away; else they turn grey.
        plain = "NO_COLOR" in os.environ and theme_name(settings.theme or "ansi") == ANSI
        super().__init__(ansi_color=True if plain else None)
        self.resume = resume
        self.config_file = config_file or default_config_file()
        """Where the settings screen writes."""
        self.settings = settings
        self.build_assistant = build
        self.session = ChatSession(clock)
        # Looked for before the assistant makes its files there.
        offline = settings.backend == "offline"
        self.session.is_new_here = offline and is_first_run(settings.data_dir)
        self.chat = ChatScreen(self.session)
        self._drafts = Drafts(settings.data_dir)
        self._draft: str | None = None
        """What stands in the input; None while the last session's draft is not read."""
        self._draft_key = NEW
        """Which conversation the draft belongs to; empty for a private one, never written down."""
        self._draft_thread = self.session.thread
        self._draft_timer: Timer | None = None
        self._key_at = monotonic()
        teach_alt_enter()
        for theme in THEMES:
            self.register_theme(theme)
        wanted = ANSI if plain else theme_name(settings.theme)
        self.theme = wanted if wanted in self.available_themes else DARK

    def get_driver_class(self) -> type[Driver]:
        """Return our driver where Textual would take its own for Unix."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":  # Windows, or one that the environment names
            return chosen
        from mistral_assistant.tui.driver import TerminalDriver

        return TerminalDriver

    def get_default_screen(self) -> Screen[None]:
        """Return the chat."""
        return self.chat

    async def on_event(self, event: events.Event) -> None:
        """Clean what is pasted before any input has it, those of Textual's own palette as well.

        The chat's own input does that itself: it keeps little of a long text.
        """
        if isinstance(event, events.Key):
            self._key_at = monotonic()
        elif isinstance(event, events.Paste) and not isinstance(self.focused, Composer):
            event.text = pasted(event.text)
        await super().on_event(event)

    def on_notify(self, event: Notify) -> None:
        """Make room for a passing message, which Textual then shows."""
        make_room(self, event.notification)

    @property
    def seconds_without_key(self) -> float:
        """How long ago the last key was pressed."""
        return monotonic() - self._key_at

    def on_ready(self) -> None:
        """Bring back the draft; say what of the settings could not be followed."""
        self._heed_signals()
        if self.session.is_new_here:
            note_welcome(self.settings.data_dir)
        if theme_name(self.settings.theme) not in self.available_themes:
            self.chat.tell(
                _("Le thème « {name} » n'existe pas.").format(name=self.settings.theme), "warning"
            )
        if not self.resume:  # else it is that of the conversation that is taken up
            self.take_draft()
        if self.settings.debug:
            show_panel(self.chat)

    def on_text_area_changed(self, event: Composer.Changed) -> None:
        """Keep the draft soon after a change."""
        if self._draft is None or event.text_area is not self.chat.composer:
            return
        self._draft = self.chat.composer.message
        if self._draft_timer is None:
            self._draft_timer = self.set_timer(DRAFT_EVERY_S, self._keep_draft)

    def on_composer_editor_wanted(self) -> None:
        """Hand what is typed to the user's own editor, and take it back."""
        from textual.app import SuspendNotSupported

        from mistral_assistant.tui.external_editor import edit, editor_command

        composer = self.chat.composer
        try:
            command = editor_command()
            with self.suspend():
                text = edit(composer.text, command)
        except UsageError as error:
            self.chat.tell(str(error), "warning")
        except SuspendNotSupported:
            self.chat.tell(_("Ce terminal ne se laisse pas prêter à un éditeur."), "warning")
        else:
            composer.change_text(text)
        self.refresh(layout=True)

    def take_setting(self, name: str, value: str) -> None:
        """Let a changed setting take effect in the running chat."""
        self.settings = replace(self.settings, **{name: value})  # type: ignore[arg-type]
        if name == "theme":
            self.theme = theme_name(value)
        elif name == "send_key":
            self.chat.composer.send_key = value
        elif name == "lang":
            set_language(value)
        self.chat.show_state()

    def on_unmount(self) -> None:
        """Stop the answer and close the store; the draft has been kept by ``action_quit``."""
        if self.session.run:
            self.session.run.cancel()
        self._drafts.close()

    def exit(self, *args: object, **kwargs: object) -> None:
        """Leave, keeping what stands in the input."""
        self.take_draft()
        self._draft = self.chat.composer.message
        self._keep_draft()
        super().exit(*args, **kwargs)  # type: ignore[arg-type]

    def _heed_signals(self) -> None:
        """Leave in order when the system ends the program or the terminal window is closed."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, 0)
            # Windows has no such handlers, and only the main thread may set them.
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self.exit, None, 128 + number)

    def write_sequence(self, sequence: str) -> None:
        """Send a control sequence to the terminal, such as one that sets its clipboard."""
        if self._driver:
            self._driver.write(sequence)

    def action_palette(self) -> None:
        """Open the command palette."""
        from mistral_assistant.tui.palette import Palette

        if self.screen is self.chat:
            self.push_screen(Palette())

    def action_help(self) -> None:
        """Open the help on whatever has the cursor, on any screen; close it if it is open."""
        from mistral_assistant.tui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
        else:
            here = self.screen.focused or self.screen
            self.push_screen(HelpScreen(here, self.settings.send_key))

    def change_draft(self) -> None:
        """Put away what was begun in one conversation, and bring back what was in the other."""
        if self._draft_thread is self.session.thread:
            return
        if self._draft is None:
            self.take_draft()
            return
        self._draft = self.chat.composer.message
        self._keep_draft(self._draft_thread)
        self._draft_thread = thread = self.session.thread
        before, self._draft_key = self._draft_key, _draft_key(thread)
        if before and before == self._draft_key:
            return
        self.session.editing = None
        self._draft = self._load_draft(self._draft_key) if self._draft_key else thread.draft
        self.chat.composer.set_text(self._draft)

    def take_draft(self) -> None:
        """Put the first draft before what has been typed since the start, unless that is done."""
        if self._draft is not None:
            return
        self._draft_thread = thread = self.session.thread
        self._draft_key = _draft_key(thread)
        self._draft = self._load_draft(self._draft_key) if self._draft_key else thread.draft
        if self._draft:
            self.chat.composer.give_back(self._draft)

    def _load_draft(self, key: str) -> str:
        try:
            return self._drafts.load(key)
        except StoreError as error:
            self.chat.tell(str(error), "warning")
            return ""

    def _keep_draft(self, thread: Thread | None = None) -> None:
        self._draft_timer = None
        if self._draft is None:
            return
        thread = thread or self._draft_thread
        before, self._draft_key = self._draft_key, _draft_key(thread)
        if not self._draft_key:
            thread.draft = self._draft
            return
        try:
            self._drafts.save(self._draft_key, self._draft)
            if before and before != self._draft_key:  # the conversation has a number now
                self._drafts.save(before, "")
        except StoreError as error:
            self.chat.tell(str(error), "warning")


def _draft_key(thread: Thread) -> str:
    conversation = thread.conversation
    if conversation is None or conversation.id is None:
        return "" if conversation and conversation.private else NEW
    return str(conversation.id)
