"""A process that chats through the real assistant and store with a model that talks slowly.

For the tests that kill it. It prints what a commit has kept once the commit has returned, and
each piece of an answer with the time at which it was said.
"""

import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripted import Script, ScriptedBackend

from mistral_assistant.assistant import Assistant
from mistral_assistant.chat import Chunk, GenerationOptions, Prompt, Text
from mistral_assistant.conversations.store import Store, StoredMessage
from mistral_assistant.reasoning.events import AnswerReplaced, TurnFailed
from mistral_assistant.settings import Settings

QUESTION = "Combien pour réparer une crevaison ?"
PIECES = tuple(f"{first}a{last}u " for first in "bcdfghlmnp" for last in "bcdfglmnrt")
"""Words without a fact in them, so that nothing is written a second time."""


def tell(**values: Any) -> None:
    """Print one line that is complete or absent, even if we are killed."""
    sys.stdout.write(json.dumps({**values, "time": time.monotonic()}) + "\n")
    sys.stdout.flush()


class TellingStore(Store):
    """Tells of each message once it is on the disk."""

    def add_message(self, *args: Any, **kwargs: Any) -> StoredMessage:
        """Add a message, then tell."""
        message = super().add_message(*args, **kwargs)
        tell(kept=message.id, content=message.content, status=message.status)
        return message

    def update_message(self, message_id: int, **changes: Any) -> None:
        """Change a message, then tell."""
        super().update_message(message_id, **changes)
        tell(kept=message_id, content=changes["content"], status=changes.get("status", "partial"))


class TellingBackend(ScriptedBackend):
    """Tells of each piece when it says it."""

    def generate(
        self, prompt: Prompt, options: GenerationOptions, cancel: threading.Event
    ) -> Iterator[Chunk]:
        """Yield the pieces, then tell that they were said."""
        for chunk in super().generate(prompt, options, cancel):
            if isinstance(chunk, Text):
                tell(said=chunk.text)
            yield chunk


def main() -> None:
    """Go on with the latest conversation for ever."""
    settings = Settings(pack="template", domains=(Path(sys.argv[1]),), data_dir=Path(sys.argv[2]))
    store = TellingStore(settings.data_dir / "conversations.sqlite")
    store.recover()
    assistant = Assistant(settings, store, TellingBackend(Script(PIECES, delay=0.01)))
    assistant.load()
    latest = store.latest()
    conversation = assistant.open(latest.id) if latest else assistant.new_conversation()
    tell(ready=True)
    while True:
        for event in assistant.answer(QUESTION, conversation):
            if isinstance(event, TurnFailed):
                raise event.error
            if isinstance(event, AnswerReplaced):
                raise ValueError(event.finding)


if __name__ == "__main__":
    main()
