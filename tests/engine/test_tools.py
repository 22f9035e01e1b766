"""Tools through OpenAI's client: an adapter that learned to ask for one, over both runtimes."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from running_engine import TOKEN, Running, running

from mistral_assistant.backends.server import ServerBackend
from mistral_assistant.chat import (
    ChatMessage,
    Finish,
    GenerationOptions,
    Prompt,
    Text,
    Tool,
    ToolCall,
)
from mistral_assistant.engine.choose import EngineOptions, build
from mistral_assistant.models.tokenizer import MistralTokenizer
from mistral_assistant.reasoning.tool_loop import Toolbox, with_tools
from mistral_assistant.reasoning.turn import ToolUse
from mistral_assistant.tools.offered import Found, OfferedTool

NAME = "calculer"
SCHEMA = {"type": "object", "properties": {"expression": {"type": "string"}}}
TOOLS = [{"type": "function", "function": {"name": NAME, "description": "", "parameters": SCHEMA}}]
QUESTION = "Combien font 12 fois 7 ?"
CALL = ToolCall(NAME, {"expression": "12 * 7"}, "abcdef123")
ANSWER = "Cela fait 84."


@pytest.fixture(scope="module")
def calling(tiny: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An adapter that asks for the tool, and says the answer once it has the result."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import MistralForCausalLM

    asked = [ChatMessage("user", QUESTION)]
    called = [*asked, ChatMessage("assistant", "", (CALL,))]
    told = [*called, ChatMessage("tool", "84", call_id=CALL.id), ChatMessage("assistant", ANSWER)]
    tokenizer, tools = MistralTokenizer(), [Tool(NAME, "", SCHEMA)]
    chats = [tokenizer.encode_chat(called, tools), tokenizer.encode_chat(told, tools)]
    torch.manual_seed(0)
    settings = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear")
    model = get_peft_model(MistralForCausalLM.from_pretrained(tiny[0]), settings)
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-2)
    for _step in range(200):
        losses = []
        for chat in chats:
            labels = [i if t else -100 for i, t in zip(chat.ids, chat.trained, strict=True)]
            loss = model(input_ids=torch.tensor([chat.ids]), labels=torch.tensor([labels])).loss
            loss.backward()
            losses.append(loss.item())
        optimiser.step()
        optimiser.zero_grad()
        if max(losses) < 0.02:
            break
    target = tmp_path_factory.mktemp("outils") / "calcul"
    model.save_pretrained(target)
    return target


@pytest.fixture(scope="module", params=["transformers", "llamacpp"])
def served(
    request: pytest.FixtureRequest, tiny: tuple[Path, Any], calling: Path, cache: Path
) -> Iterator[Running]:
    engine = build(
        EngineOptions(tiny[0], {"calcul": calling}, request.param, quantize="none",
                      dtype="float32", cache_dir=cache, threads=1)
    )  # fmt: skip
    with running(engine) as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Running) -> Any:
    package = pytest.importorskip("openai")
    return package.OpenAI(base_url=served.address, api_key=TOKEN, max_retries=0, timeout=120)


def ask(client: Any, messages: Any = None, **more: Any) -> Any:
    asked = {"model": "calcul", "temperature": 0, "max_tokens": 60, "tools": TOOLS, **more}
    messages = messages or [{"role": "user", "content": QUESTION}]
    return client.chat.completions.create(messages=messages, **asked)


def test_a_tool_is_asked_for_its_result_told_and_the_answer_given(client: Any) -> None:
    (choice,) = ask(client).choices
    assert (choice.finish_reason, choice.message.content) == ("tool_calls", None)
    (call,) = choice.message.tool_calls
    assert (call.type, call.function.name) == ("function", NAME)
    assert json.loads(call.function.arguments) == CALL.arguments
    talk = [
        {"role": "user", "content": QUESTION},
        choice.message.model_dump(exclude_none=True),
        {"role": "tool", "tool_call_id": call.id, "content": "84"},
    ]
    (choice,) = ask(client, talk).choices
    assert (choice.finish_reason, choice.message.content) == ("stop", ANSWER)
    assert choice.message.tool_calls is None


def test_the_chat_runs_the_tool_that_the_engine_s_model_asks_for(served: Running) -> None:
    """The whole loop: v3's format out, OpenAI's call back, the tool, its result, the answer."""
    given: list[str] = []

    def work_out(_desk: Any, expression: str) -> Found:
        given.append(expression)
        return Found("84")

    tool = OfferedTool(Tool(NAME, "", SCHEMA), work_out, lambda pack: True)
    box = Toolbox({NAME: tool}, Any, threading.Event())  # type: ignore[arg-type]
    backend = ServerBackend(served.address, "calcul", TOKEN, extended=True)
    prompt = Prompt((ChatMessage("user", QUESTION),), QUESTION, "generate")
    options = GenerationOptions(temperature=0, max_tokens=60)
    chunks = list(with_tools(prompt, backend, options, threading.Event(), box))
    assert given == ["12 * 7"]
    assert [chunk.result for chunk in chunks if isinstance(chunk, ToolUse)] == ["84"]
    assert "".join(chunk.text for chunk in chunks if isinstance(chunk, Text)) == ANSWER
    assert chunks[-1] == Finish("stop")


def test_a_stream_brings_the_call_whole(client: Any) -> None:
    with ask(client, stream=True) as stream:
        pieces = [piece.choices[0] for piece in stream]
    calls = [call for piece in pieces for call in piece.delta.tool_calls or ()]
    assert [(call.index, call.function.name) for call in calls] == [(0, NAME)]
    assert json.loads(calls[0].function.arguments) == CALL.arguments
    assert "".join(piece.delta.content or "" for piece in pieces) == ""
    assert pieces[-1].finish_reason == "tool_calls"


def test_a_call_can_be_demanded_and_forbidden(client: Any) -> None:
    named = {"type": "function", "function": {"name": NAME}}
    for choice in ("required", named):
        answer = ask(client, tool_choice=choice).choices[0]
        assert answer.message.tool_calls[0].function.name == NAME
    answer = ask(client, tool_choice="none").choices[0]
    assert answer.message.tool_calls is None
    assert answer.finish_reason in ("stop", "length")


def test_a_call_that_is_cut_off_is_text(client: Any) -> None:
    answer = ask(client, max_tokens=5).choices[0]
    assert answer.message.tool_calls is None
    assert answer.finish_reason == "length"
    assert answer.message.content.startswith("[")


@pytest.mark.parametrize(
    "wrong",
    [
        {"tools": [{}]}, {"tools": "calculer"}, {"tool_choice": "peut-être"},
        {"tools": [{"type": "function", "function": {"name": "a b"}}]},
        {"tool_choice": {"type": "function", "function": {"name": "effacer"}}},
        {"messages": [{"role": "user", "content": "x"}, {"role": "tool", "content": "84"}]},
        {"messages": [{"role": "user", "content": "x"},
                      {"role": "assistant", "tool_calls": [{"id": 3}]}]},
        {"messages": [{"role": "user", "content": "x"},
                      {"role": "assistant", "tool_calls": [
                          {"id": "a", "function": {"name": "b", "arguments": "pas du JSON"}}]}]},
    ],
)  # fmt: skip
def test_what_is_no_tool_is_refused_by_name(client: Any, wrong: dict[str, Any]) -> None:
    package = pytest.importorskip("openai")
    with pytest.raises(package.BadRequestError, match="tool|content"):
        ask(client, **{**{"messages": None}, **wrong})
