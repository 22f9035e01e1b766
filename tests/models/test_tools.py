"""Tools in v3's own format, token for token beside mistral-common."""

import json
import random
from typing import Any

import pytest

from mistral_assistant.chat import ChatMessage, Tool, ToolCall
from mistral_assistant.models.tokenizer import MistralTokenizer
from mistral_assistant.models.tools import read_calls

pytest.importorskip("sentencepiece")
pytest.importorskip("mistral_common")

CALCULATE = Tool(
    "calculer",
    "Calcule une expression, à l'unité près.",
    {
        "type": "object",
        "properties": {"expression": {"type": "string"}},
        "required": ["expression"],
    },
)
DATES = Tool("jours_entre", "", {"type": "object", "properties": {}})
WORDS = ["12 * 7", "l'été", "84 €", '{"a": 1}', "[TOOL_CALLS]", "😀", "  deux  espaces", "[1, 2]"]


def reference(messages: list[ChatMessage], tools: list[Tool]) -> list[int]:
    from mistral_common.protocol.instruct.request import ChatCompletionRequest
    from mistral_common.tokens.tokenizers.mistral import MistralTokenizer as Reference

    request = ChatCompletionRequest(
        messages=[plain(message) for message in messages],
        tools=[
            {"type": "function", "function": {"name": tool.name, "description": tool.description,
                                              "parameters": tool.parameters}}
            for tool in tools
        ] or None,
    )  # fmt: skip
    return Reference.v3().encode_chat_completion(request).tokens  # type: ignore[no-any-return]


def plain(message: ChatMessage) -> dict[str, Any]:
    if message.calls:
        calls = [
            {"id": call.id, "type": "function",
             "function": {"name": call.name, "arguments": json.dumps(call.arguments)}}
            for call in message.calls
        ]  # fmt: skip
        return {"role": "assistant", "content": "", "tool_calls": calls}
    if message.role == "tool":
        return {"role": "tool", "content": message.content, "tool_call_id": message.call_id}
    return {"role": message.role, "content": message.content}


def talk(source: random.Random) -> list[ChatMessage]:
    """A conversation in which some answers took one or two calls."""
    made = [ChatMessage("system", "Tu calcules.")] if source.random() < 0.5 else []
    for turn in range(source.randrange(1, 4)):
        made.append(ChatMessage("user", "x" + source.choice(WORDS)))
        if source.random() < 0.7:
            calls = tuple(
                ToolCall("calculer", {"expression": source.choice(WORDS)}, f"appel{turn:03}{n}")
                for n in range(source.randrange(1, 3))
            )
            made.append(ChatMessage("assistant", "", calls))
            made += [ChatMessage("tool", source.choice(WORDS), call_id=call.id) for call in calls]
        made.append(ChatMessage("assistant", "x" + source.choice(WORDS)))
    if source.random() < 0.5:
        made.append(ChatMessage("user", "et ensuite ?"))
    else:
        made.pop()
    return made


def test_conversations_with_tools_become_the_tokens_of_mistral_common() -> None:
    tokenizer, source = MistralTokenizer(), random.Random(11)
    for _ in range(200):
        tools = source.choice([[], [CALCULATE], [CALCULATE, DATES]])
        messages = talk(source)
        assert list(tokenizer.encode_chat(messages, tools).ids) == reference(messages, tools)


def test_what_the_model_wrote_is_read_as_calls() -> None:
    wrote = ' [{"name": "calculer", "arguments": {"expression": "12*7"}, "id": "abcdef123"}, ' \
        '{"name": "jours_entre", "arguments": {}, "id": "trop long pour un nom"}]'  # fmt: skip
    first, second = read_calls(wrote, [CALCULATE, DATES])
    assert first == ToolCall("calculer", {"expression": "12*7"}, "abcdef123")
    assert (second.name, len(second.id), second.id.isalnum()) == ("jours_entre", 9, True)


@pytest.mark.parametrize(
    "text",
    [
        "", "[", "[]", "{}", '"x"', "[3]", '[{"name": 3}]', '[{"name": "effacer"}]', "[" * 50_000,
        '[{"name": "calculer", "arguments": "12"}]', '[{"name": "calculer"}, {"name": "effacer"}]',
        '[{"name": "calculer", "arguments": {"expression": "1', '[{"name": "calculer"}] et voilà',
    ],
)  # fmt: skip
def test_nothing_that_was_not_offered_is_called(text: str) -> None:
    assert read_calls(text, [CALCULATE]) == ()
