"""A conversation that grows, as a chat sends it to the engine."""

from collections.abc import Iterator

from mistral_assistant.chat import ChatMessage


def conversation(turns: int, system: str = "Tu vends des vélos.") -> Iterator[list[ChatMessage]]:
    """Yield the messages of each turn; the answers are given."""
    spoken: list[ChatMessage] = []
    for turn in range(turns):
        spoken.append(ChatMessage("user", f"Question {turn} : combien coûte le modèle  X{turn} ?"))
        yield [ChatMessage("system", system), *spoken]
        spoken.append(ChatMessage("assistant", f"Le modèle X{turn} coûte {100 + turn} €."))
