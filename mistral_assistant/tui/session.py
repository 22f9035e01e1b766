"""What the chat screen knows: the running conversation, its answer, and the questions that wait.

No Textual here. One thread runs an answer and fills a queue; all else happens on the thread of
the screen, which empties the queue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mistral_assistant.errors import AssistantError
from mistral_assistant.i18n import _
from mistral_assistant.tui.transcript import Entry, Transcript, time_of_day

if TYPE_CHECKING:
    from mistral_assistant.assistant import Assistant, Conversation
    from mistral_assistant.chat import ChatMessage, Role
    from mistral_assistant.conversations.store import Store
    from mistral_assistant.reasoning.events import Event, TurnFinished
    from mistral_assistant.settings import Settings
    from mistral_assistant.tui.answer_run import AnswerRun


@dataclass
class Thread:
    """A conversation as the assistant knows it and as the screen shows it."""

    conversation: "Conversation | None" = None
    transcript: Transcript = field(default_factory=Transcript)
    draft: str = ""
    """What has been begun in a private conversation, which is never written down."""
    undo: "Callable[[Store], None] | None" = None
    """What ``annuler`` does in the store before the conversation is back on screen."""


class ChatSession:
    """The state behind the chat screen."""

    def __init__(self, clock: Callable[[], datetime] = datetime.now) -> None:
        self.clock = clock
        self.assistant: Assistant | None = None
        self.ready = False
        self.failed = False
        """The assistant could not be built or loaded."""
        self.packs: tuple[str, ...] = ()
        self.waiting: list[Entry] = []
        """Questions not yet begun, oldest first."""
        self._thread = Thread()
        self.run: AnswerRun | None = None
        self.question: Entry | None = None
        """What is being answered."""
        self.answer: Entry | None = None
        """The answer on its way."""
        self.steps: dict[str, Any] = {}
        """The trace of the answer on its way, as far as it has come."""
        self._home = self.thread
        """Where the answer on its way belongs; another thread may be on screen by now."""
        self.cleared: list[Thread] = []
        """What ``annuler`` brings back, last one last."""
        self.editing: Entry | None = None
        """The message that the input is to replace."""
        self.is_new_here = False
        """The program runs for the first time, and offline: the empty page says what that means."""

    @property
    def thread(self) -> Thread:
        """The conversation on screen; questions that wait go along to the next one."""
        return self._thread

    @thread.setter
    def thread(self, thread: Thread) -> None:
        for question in self.waiting:
            self._thread.transcript.remove(question)
            thread.transcript.add(question)
        self._thread = thread

    @property
    def transcript(self) -> Transcript:
        """The messages on screen."""
        return self.thread.transcript

    @property
    def trace(self) -> Mapping[str, Any]:
        """The trace of the running turn as far as it has come, else of the last answer."""
        if self.run:
            return self.steps
        return self.last_answer.trace if self.last_answer else {}

    @property
    def last_answer(self) -> Entry | None:
        """The answer on its way, else the last one on screen."""
        if self.run:
            return self.answer
        answers = (item for item in reversed(self.transcript.entries) if item.kind == "assistant")
        return next(answers, None)

    def question_of(self, answer: Entry | None) -> Entry | None:
        """Return the question that ``answer`` answers."""
        if answer is not None and answer is self.answer:
            return self.question
        entries = self.transcript.entries
        if answer not in entries:
            return None
        before = reversed(entries[: entries.index(answer)])
        return next((item for item in before if item.kind == "user"), None)

    def before(self, question: Entry) -> "tuple[ChatMessage, ...]":
        """Return the messages on screen before ``question``, as a model is told them."""
        from mistral_assistant.chat import ChatMessage

        entries = self._home.transcript.entries if question is self.question else None
        entries = self.transcript.entries if entries is None else entries
        messages = []
        for entry in entries[: entries.index(question)]:
            if entry.text and entry.kind in ("user", "assistant"):
                role: Role = "user" if entry.kind == "user" else "assistant"
                messages.append(ChatMessage(role, entry.text))
        return tuple(messages)

    def ask(self, question: str) -> None:
        """Show a question; it is answered when all before it are."""
        entry = Entry("user", question, status="waiting")
        self.waiting.append(entry)
        self.transcript.add(entry)

    def next(self) -> "AnswerRun | None":
        """Begin the answer to the question that has waited longest, if that can be done now."""
        if not self.ready or self.run or not self.waiting or self.assistant is None:
            return None
        from mistral_assistant.tui.answer_run import AnswerRun

        question = self.waiting.pop(0)
        question.status, question.when = "complete", self._now()
        question.touch()
        if self.thread.conversation is None:
            self.thread.conversation = self.assistant.new_conversation()
        self.answer = Entry("assistant", "", self._now(), "running")
        self.transcript.insert_after(self.answer, question)
        self._home, self.steps = self.thread, {"timings_ms": {}}
        self.question = question
        self.run = AnswerRun(
            self.assistant, self.thread.conversation, question.text, question.message_id
        )
        return self.run

    def answer_again(self, question: Entry, conversation: "Conversation") -> None:
        """Ask a stored question once more, in the conversation as it stood before it.

        What came after it leaves the screen; the store keeps it as another branch.
        """
        self.thread.conversation = conversation
        follower = self.transcript.after(question)
        if follower:
            self.transcript.cut(follower)
        question.status = "waiting"
        question.touch()
        self.waiting.append(question)

    def say_otherwise(self, entry: Entry, text: str, conversation: "Conversation") -> None:
        """Ask ``text`` in the place of a stored question, which the store keeps."""
        self.thread.conversation = conversation
        self.transcript.cut(entry)
        self.ask(text)

    def take(self, event: "Event") -> None:
        """Bring the answer on its way up to date."""
        # Not needed by the first frame; loaded with the assistant.
        from mistral_assistant.reasoning.events import (
            AnswerReplaced,
            StepFinished,
            TextDelta,
            TurnFailed,
            TurnFinished,
        )

        answer = self.answer
        if answer is None:
            return
        match event:
            case TextDelta(text) if answer.status == "running":
                answer.text += text
            case StepFinished(name, value, ms):
                self.steps[name] = value
                self.steps["timings_ms"][name] = ms
                return
            case AnswerReplaced(_finding, text):
                answer.first_version = answer.first_version or answer.text
                answer.text = text
            case TurnFinished():
                self._finish(answer, event)
            case TurnFailed(error, partial):
                self._fail(answer, error, partial)
        answer.touch()

    def end(self) -> None:
        """Note that the run is over."""
        self.run = self.answer = self.question = None

    def stop(self) -> list[str]:
        """Stop the answer at once and give back the questions that wait."""
        if self.run and self.answer:
            self.run.cancel()
            self.answer.status = "interrupted"
            self.answer.touch()
        return self.take_back()

    def take_back(self) -> list[str]:
        """Remove the waiting questions from the screen and return their texts."""
        texts = [entry.text for entry in self.waiting]
        for entry in self.waiting:
            self.transcript.remove(entry)
        self.waiting.clear()
        return texts

    def note(self, text: str) -> None:
        """Say something between the messages."""
        self.transcript.add(Entry("note", text))

    def fault(self, error: AssistantError) -> None:
        """Show an error between the messages."""
        self.transcript.add(error_entry(error))

    def clear(self) -> bool:
        """Begin a conversation of its own; False if there is nothing to leave behind."""
        if not self.transcript.entries:
            return False
        self.cleared.append(self.thread)
        self.thread = Thread()
        return True

    def undo(self) -> bool:
        """Go back to the conversation before the last ``clear``."""
        if not self.cleared:
            return False
        self.thread = self.cleared.pop()
        return True

    def _finish(self, answer: Entry, event: "TurnFinished") -> None:
        given = event.turn.answer
        answer.text = given.text
        answer.status = "interrupted" if given.status != "complete" else "complete"
        answer.first_version = given.first_version
        answer.trace = event.turn.trace()
        conversation = self._home.conversation
        if conversation and not conversation.private and not conversation.unsaved:
            answer.message_id = conversation.leaf_id
            if self.question:
                self.question.message_id = conversation.question_id

    def _fail(self, answer: Entry, error: AssistantError, partial: str) -> None:
        answer.text = answer.text or partial
        answer.status = "interrupted" if answer.status == "interrupted" else "failed"
        transcript = self._home.transcript
        transcript.insert_after(error_entry(error), answer)
        if not answer.text:
            transcript.remove(answer)

    def _now(self) -> str:
        now = self.clock()
        return time_of_day(now, now)


def pack_names(settings: "Settings") -> tuple[str, ...]:
    """Return the names of all packs that are found, without reading them."""
    from mistral_assistant.domains.loader import find_packs, pack_folders

    return tuple(sorted(find_packs(pack_folders(settings.domains, settings.data_dir))))


def error_entry(error: AssistantError) -> Entry:
    """Return an error as it stands between the messages."""
    problems = [str(problem) for problem in getattr(error, "problems", ())]
    shown = problems[:5]
    if len(problems) > len(shown):
        shown.append(_("… et {count} autres").format(count=len(problems) - len(shown)))
    return Entry("error", "\n".join([error.problem, *shown]), hint=error.hint)
