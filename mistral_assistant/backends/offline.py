"""The backend without a model: it speaks the finished text, or the passage that answers.

Not a stand-in: this is what runs where there is no GPU, and what answers when a server dies.
It never waits on purpose.
"""

import re
import threading
from collections.abc import Iterator

from mistral_assistant.chat import BESIDE, Chunk, Finish, GenerationOptions, Passage, Prompt, Text

_PIECES = re.compile(r"\S+\s*|\s+")
PIECE = 12
"""Words a chunk; small enough to stop an answer in the middle."""


class OfflineBackend:
    """Answers from the prompt's structured parts."""

    name = "offline"

    def generate(
        self, prompt: Prompt, options: GenerationOptions, cancel: threading.Event
    ) -> Iterator[Chunk]:
        """Yield the answer in pieces of a few words."""
        pieces = _PIECES.findall(compose(prompt))
        for start in range(0, len(pieces), PIECE):
            if cancel.is_set():
                yield Finish("cancelled")
                return
            yield Text("".join(pieces[start : start + PIECE]))
        yield Finish("stop")


def compose(prompt: Prompt) -> str:
    """Return the whole answer: the finished text, else the best passages, else the fallback."""
    if prompt.text and prompt.approach != "knowledge":
        return prompt.text
    used = answering(prompt.passages)
    if not used:
        return prompt.fallback
    texts = (f"**{one.title}**\n\n{one.text}" if len(used) > 1 else one.text for one in used)
    body = "\n\n".join(texts)
    return f"{prompt.text} {body}".strip() if prompt.text else body


def answering(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Return the passages that the answer is made of."""
    texts = [passage for passage in passages if passage.kind == "passage"]
    second = [passage for passage in texts[1:2] if BESIDE in passage.fields]
    return tuple(texts[:1] + second) or passages[:1]
