"""Random conversations that tokenizers get wrong, and what mistral-common makes of them."""

import random
from collections.abc import Sequence
from functools import cache
from typing import Any

from mistral_assistant.chat import ChatMessage

WORDS = (
    "bonjour la livraison en Belgique coûte 6,90 € l'été où ça marche «espace insécable\u00a0!» "
    "def f(x):\n    return\tx 😀 👩‍👩‍👧 日本語 ﷽ \u200b \u0301 \x00 \ue000 [ ] < > # ** '' \"\""
).split(" ")
CONTROLS = ["<s>", "</s>", "[INST]", "[/INST]", "[TOOL_CALLS]", "<unk>", "<0x41>", "\u2581"]


def text(source: random.Random, words: Sequence[str]) -> str:
    """Return some words with one, two or three spaces between."""
    chosen = (
        source.choice(words) + " " * source.randrange(1, 4) for _ in range(source.randrange(1, 30))
    )
    return "x" + "".join(chosen)


def chat(source: random.Random, words: Sequence[str]) -> list[ChatMessage]:
    """Return a conversation of one to three turns that ends in a question."""
    system = [ChatMessage("system", text(source, words))] if source.random() < 0.4 else []
    turns = [
        ChatMessage(role, text(source, words))
        for _turn in range(source.randrange(3))
        for role in ("user", "assistant")
    ]
    return [*system, *turns, ChatMessage("user", text(source, words))]  # type: ignore[list-item]


def chats(count: int, words: Sequence[str]) -> list[list[ChatMessage]]:
    """Return the same conversations each time."""
    source = random.Random(7)
    return [chat(source, words) for _ in range(count)]


def reference(messages: Sequence[ChatMessage]) -> list[int]:
    """Return the tokens by mistral-common."""
    from mistral_common.protocol.instruct.request import ChatCompletionRequest

    plain = [{"role": message.role, "content": message.content} for message in messages]
    tokens: list[int] = (
        _reference()
        .encode_chat_completion(
            ChatCompletionRequest(messages=plain)  # type: ignore[arg-type]
        )
        .tokens
    )
    return tokens


@cache
def _reference() -> Any:
    from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

    return MistralTokenizer.v3()
