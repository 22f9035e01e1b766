"""One answer on its way: a thread fills a queue, the screen empties it. No Textual here."""

import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from mistral_assistant.errors import AssistantError

if TYPE_CHECKING:
    from mistral_assistant.assistant import Assistant, Conversation
    from mistral_assistant.reasoning.events import Event


class AnswerRun:
    """One answer on its way."""

    def __init__(
        self,
        assistant: "Assistant",
        conversation: "Conversation",
        question: str,
        question_id: int | None = None,
    ) -> None:
        self._assistant = assistant
        self._conversation = conversation
        self._question = question
        self._question_id = question_id
        self._cancel = threading.Event()
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._over = threading.Event()

    def run(self) -> None:
        """Answer; to be called in a thread of its own."""
        from mistral_assistant.reasoning.events import TurnFailed

        try:
            for event in self._assistant.answer(
                self._question,
                self._conversation,
                question_id=self._question_id,
                cancel=self._cancel,
            ):
                self._events.put(event)
        except AssistantError as error:
            self._events.put(TurnFailed(error))
        finally:
            self._over.set()

    def cancel(self) -> None:
        """Ask the answer to end; its last events still come."""
        self._cancel.set()

    @property
    def over(self) -> bool:
        """True when no more events will be added; look before the last ``drain``."""
        return self._over.is_set()

    def drain(self) -> "Iterator[Event]":
        """Yield what has come since the last time, with neighbouring pieces of text joined."""
        from mistral_assistant.reasoning.events import TextDelta, ThoughtDelta

        kind: type[TextDelta | ThoughtDelta] = TextDelta
        text: list[str] = []
        while True:
            try:
                event = self._events.get_nowait()
            except Empty:
                break
            if text and type(event) is not kind:
                yield kind("".join(text))
                text = []
            if isinstance(event, TextDelta | ThoughtDelta):
                kind = type(event)
                text.append(event.text)
            else:
                yield event
        if text:
            yield kind("".join(text))
