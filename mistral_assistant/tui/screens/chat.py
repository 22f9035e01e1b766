"""The chat screen: composes the widgets, sends questions, passes on keys and messages.

What a command does is in ``actions``, how answers come onto the screen in ``answering.py``, how
the assistant and old conversations come in ``preparing.py`` and ``reopening.py``; what is known
about the running conversation is in ``session.py``.
"""

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen

from mistral_assistant.errors import AssistantError, UsageError
from mistral_assistant.i18n import N_, _
from mistral_assistant.tui import answering, surroundings
from mistral_assistant.tui.actions import carry_out, copying, messages
from mistral_assistant.tui.actions.display import show_panel, show_prompt
from mistral_assistant.tui.completion import Completion, complete
from mistral_assistant.tui.preparing import follow_loading, prepare
from mistral_assistant.tui.reopening import show_older
from mistral_assistant.tui.session import ChatSession, Thread
from mistral_assistant.tui.telling import tell
from mistral_assistant.tui.widgets.bars import Bar
from mistral_assistant.tui.widgets.composer import Composer
from mistral_assistant.tui.widgets.conversation import ConversationView
from mistral_assistant.tui.widgets.input_area import InputArea
from mistral_assistant.typed_commands import ParsedCommand, parse

if TYPE_CHECKING:
    from mistral_assistant.tui.app import ChatApp
    from mistral_assistant.tui.widgets.panel import ReasoningPanel

QUIET_LOOK_S, QUIET_S = 30.0, 2.0
"""Seconds between two looks for a quiet moment, and how long no key makes one."""
T = TypeVar("T")


class ChatScreen(Screen[None]):
    """The conversation, the input, and on demand the reasoning."""

    app: "ChatApp"
    AUTO_FOCUS = "Composer"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "command('historique')", N_("Historique"), show=False),
        Binding("f2", "command('domaine')", N_("Choisir le domaine"), show=False),
        Binding("f3", "command('debug')", N_("Raisonnement"), show=False),
        Binding("f4", "command('thème')", N_("Clair ou sombre"), show=False),
        Binding("f9", "letters", N_("Toutes les commandes, par leur lettre"), show=False),
        Binding("f10,ctrl+comma", "command('réglages')", N_("Réglages"), show=False),
        Binding("ctrl+n", "command('effacer')", N_("Conversation neuve"), show=False),
        Binding("escape", "leave", N_("Arrêter la réponse, revenir à la saisie"), show=False),
        Binding("ctrl+home", "scroll('scroll_home')", N_("Début de la conversation"), show=False),
        Binding("ctrl+end", "scroll('scroll_end')", N_("Fin de la conversation"), show=False),
        Binding("alt+up,shift+tab", "messages", N_("Parcourir les messages"), show=False),
        Binding("f6", "panes", N_("Saisie, messages, raisonnement"), show=False, priority=True),
        Binding("ctrl+d,ctrl+q", "app.quit", N_("Quitter"), show=False),
    ]

    def __init__(self, session: ChatSession) -> None:
        super().__init__()
        self.session = session
        self.loading_older = False

    def compose(self) -> ComposeResult:
        yield Bar(id="header")
        with Container(id="main"):
            yield ConversationView(self.session.transcript, id="conversation")
        yield InputArea(self._complete)
        yield Bar(id="status")

    def on_mount(self) -> None:
        self.composer.send_key = self.app.settings.send_key
        self.composer.focus()
        self.show_state()
        # All that is slow to import or to read comes after the first frame.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        from mistral_assistant.tui.memory import collect_again

        collect_again()
        self.set_interval(QUIET_LOOK_S, self.tidy)
        self.build()

    def tidy(self) -> None:
        """Look for garbage where nobody waits: a full look takes as long as several frames."""
        if not self.session.run and self.app.seconds_without_key > QUIET_S:
            gc.collect()

    @property
    def composer(self) -> Composer:
        """The input."""
        return self.query_one(Composer)

    @property
    def view(self) -> ConversationView:
        """The conversation."""
        return self.query_one(ConversationView)

    @property
    def panel(self) -> "ReasoningPanel | None":
        """The reasoning panel, once it has been opened."""
        found = self.query("#panel")
        return found.first() if found else None  # type: ignore[return-value]

    # --- the assistant -------------------------------------------------------------------------

    def build(self) -> None:
        """Build the assistant, or load its pack once more after that has failed."""
        prepare(self)

    def set_ready(self, ready: bool = True) -> None:
        """Let questions be answered, or hold them back while the assistant is changed."""
        self.session.ready, self.session.failed = ready, False
        self.proceed()
        if ready:
            follow_loading(self)

    @work(thread=True, group="background")
    def in_background(
        self,
        task: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[AssistantError], None] | None = None,
    ) -> None:
        """Run ``task`` in a thread, then ``then`` on this one; errors are shown."""
        try:
            result = task()
        except AssistantError as error:
            self.call_later(failed or self.fault, error)
        else:
            self.call_later(then, result)

    # --- questions and answers -----------------------------------------------------------------

    def on_composer_sent(self, event: Composer.Sent) -> None:
        """Carry out a command, or ask."""
        text = event.text
        try:
            command = parse(text, self.session.packs)
        except UsageError as error:
            self.give_back([text])
            self.tell(str(error), "warning")
            return
        # "annuler" alone may well be the user's answer to a question of ours.
        meant = command and (command.name != "annuler" or text[0] == "/" or self.session.cleared)
        if command and meant:
            carry_out(self, command)
        elif self.session.editing:
            messages.send_edited(self, self.session.editing, text)
        else:
            self.session.ask(text)
            self.view.latest()
            self.proceed()

    def proceed(self) -> None:
        """Begin the next answer if there is one to give."""
        answering.proceed(self)

    def stop(self) -> bool:
        """Stop the answer on its way and what waits behind it; False if there is nothing."""
        return answering.stop(self)

    def give_back(self, texts: list[str]) -> None:
        """Put texts that were not answered back into the input."""
        if texts:
            self.composer.give_back(*texts)

    def _complete(self, before: str) -> Completion | None:
        """Return what the text before the cursor can be completed with."""
        return complete(before, self.session.packs)

    # --- conversations -------------------------------------------------------------------------

    def show_thread(self, thread: Thread) -> None:
        """Put another conversation on screen."""
        self.session.thread = thread
        self.app.change_draft()
        self.view.show(thread.transcript)
        self.show_state()
        self.composer.focus()

    def on_conversation_view_older_wanted(self) -> None:
        """Show older messages, from memory or from the store."""
        show_older(self)

    def on_conversation_view_acted(self, event: ConversationView.Acted) -> None:
        """Do something with the chosen message."""
        messages.KEYED[event.action](self, event.entry)

    def on_reasoning_panel_copied(self, event: "ReasoningPanel.Copied") -> None:
        """Copy the trace that the panel shows."""
        copying.copy_trace(self, event.trace)

    def on_reasoning_panel_prompt_wanted(self, event: "ReasoningPanel.PromptWanted") -> None:
        """Find out what a model was given for the answer that the panel shows."""
        show_prompt(self, event.entry, event.trace)

    # --- keys ----------------------------------------------------------------------------------

    def on_text_area_changed(self) -> None:
        """Let the words of an answer follow the key that has been typed."""
        answering.after_key(self)

    def action_command(self, name: str) -> None:
        """Carry out a chat command by its name."""
        carry_out(self, ParsedCommand(name))

    def action_letters(self) -> None:
        """Open the menu in which every command has a letter."""
        from mistral_assistant.tui.screens.letters import LetterScreen

        def chosen(name: str | None) -> None:
            if name:
                carry_out(self, ParsedCommand(name))

        self.app.push_screen(LetterScreen(), chosen)

    def action_leave(self) -> None:
        """Stop the answer, give an edit up, or go back to the input."""
        if not self.stop() and not messages.give_up_editing(self):
            self.composer.focus()

    def action_copy_text(self) -> None:
        """Copy what is selected; else stop the answer; else say how to quit."""
        if self.get_selected_text():
            super().action_copy_text()
        elif not self.stop():
            self.tell(_("Pour quitter : Ctrl+Q, Ctrl+D ou « quitter »."))

    def action_scroll(self, way: str) -> None:
        """Scroll the conversation, wherever the cursor is."""
        getattr(self.view, f"action_{way}")()

    def action_messages(self) -> None:
        """Go from the input to the last message."""
        self.view.focus()

    def action_panes(self) -> None:
        """Go round: input, reasoning if it is shown, messages."""
        panel = self.panel
        if self.composer.has_focus and panel and panel.display:
            panel.focus_steps()
        elif self.view.has_focus:
            self.composer.focus()
        else:
            self.view.focus()

    def on_composer_scrolled(self, event: Composer.Scrolled) -> None:
        """Scroll the conversation a page."""
        self.action_scroll(event.way)

    def on_descendant_focus(self) -> None:
        """Let the status line name the keys that work here."""
        self.show_state()

    # --- what is shown around the conversation -------------------------------------------------

    def tell(self, text: str, severity: str = "information") -> None:
        """Show a passing message."""
        tell(self.app, text, severity)

    def fault(self, error: AssistantError) -> None:
        """Show an error in the conversation."""
        self.session.fault(error)
        self.view.latest()
        self.show_state()

    def relabel(self) -> None:
        """Say everything in the language of the interface, which has changed."""
        self.composer.placeholder = _("Votre question…")
        for entry in self.session.transcript.entries:
            entry.touch()
        self.view.sync()
        self.show_state()
        if self.panel and self.panel.display:
            show_panel(self)

    def show_state(self) -> None:
        """Bring header, status line and the empty conversation up to date."""
        settings = self.app.settings
        self.query_one("#header", Bar).show(*surroundings.header(self.session, settings))
        browsing = self.view.has_focus
        status = surroundings.status(self.session, settings, browsing=browsing)
        self.query_one("#status", Bar).show(*status)
        self.view.welcome(surroundings.welcome(self.session, settings))
