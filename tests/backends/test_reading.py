"""What real servers make of a streamed answer, each oddity over real HTTP.

Ollama, vLLM, llama-server, LM Studio and hosted APIs differ in the fields of their events; what was
seen of each stands beside the case.
"""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from fault_server import Play, Talk, fault_server

from mistral_assistant.backends.reading import MAX_ARGUMENT_CHARS, MAX_CALLS
from mistral_assistant.backends.server import Patience, ServerBackend
from mistral_assistant.chat import (
    ChatMessage,
    Chunk,
    Finish,
    GenerationOptions,
    Prompt,
    Text,
    Thought,
    Tool,
    ToolCall,
    Usage,
)
from mistral_assistant.errors import BackendError

QUICK = Patience(connect=1.0, first_token=0.6, between_tokens=0.6)
TOOL = Tool("calculator", "Calcule.", {"type": "object", "properties": {}, "required": []})
MESSAGES = (ChatMessage("system", "Sois bref."), ChatMessage("user", "Combien ?"))
PROMPT = Prompt(MESSAGES, "Combien ?", "generate", tools=(TOOL,))


def ask(address: str, prompt: Prompt = PROMPT, adapter: str = "") -> list[Chunk]:
    backend = ServerBackend(address, "essai", "", QUICK)
    options = GenerationOptions(adapter=adapter)
    return list(backend.generate(prompt, options, threading.Event()))


def answered(*events: Any, end: str = "data: [DONE]\n\n") -> list[Chunk]:
    """Return what comes of a stream of events; a text is sent as it is."""

    def play(talk: Talk) -> None:
        talk.begin()
        for event in events:
            if isinstance(event, str):
                talk.send(event)
            else:
                talk.event(event)
        talk.send(end)

    with fault_server(play) as server:
        return ask(server.address)


def delta(**said: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": said, "finish_reason": None}]}


def ended(reason: str | None = "stop") -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}


COUNTS = {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}
OK = [Text("Oui."), Finish("stop")]
ODDITIES: dict[str, tuple[list[Any], list[Chunk]]] = {
    "usage without choices (OpenAI, vLLM)": (
        [delta(content="Oui."), ended(), {"choices": [], "usage": COUNTS}],
        [Text("Oui."), Usage(9, 2), Finish("stop")],
    ),
    "usage null in every event (OpenAI)": (
        [{**delta(content="Oui."), "usage": None}, {**ended(), "usage": None}],
        OK,
    ),
    "usage in every event (vLLM, continuous)": (
        [
            {**delta(content="Oui."), "usage": {"prompt_tokens": 9, "completion_tokens": 1}},
            {**ended(), "usage": COUNTS},
        ],
        [Text("Oui."), Usage(9, 2), Finish("stop")],
    ),
    "null content beside the role (llama-server)": (
        [delta(role="assistant", content=None), delta(content="Oui."), ended()],
        OK,
    ),
    "an empty text beside the role (vLLM)": (
        [delta(role="assistant", content=""), delta(content="Oui."), ended()],
        OK,
    ),
    "a null delta": ([{"choices": [{"delta": None}]}, delta(content="Oui."), ended()], OK),
    "an empty reason before the end": (
        [{"choices": [{"delta": {"content": "Oui."}, "finish_reason": ""}]}, ended()],
        OK,
    ),
    "the reason with the last word (Ollama)": (
        [{"choices": [{"delta": {"content": "Oui."}, "finish_reason": "stop"}]}],
        OK,
    ),
    "comments to keep the line open (OpenRouter)": (
        [": OPENROUTER PROCESSING\n\n", delta(content="Oui."), ":\n\n", ended()],
        OK,
    ),
    "no space after the field": (
        ["data:" + json.dumps(delta(content="Oui.")) + "\n\n", ended()],
        OK,
    ),
    "lines that end with CR LF": (
        ["data: " + json.dumps(delta(content="Oui.")) + "\r\n\r\n", ended()],
        OK,
    ),
    "events with names, ids and empty data": (
        ["event: ping\ndata:\n\n", "id: 7\nevent: message\n", delta(content="Oui."), ended()],
        OK,
    ),
    "a whole completion": (
        [{"choices": [{"text": "Oui.", "finish_reason": "stop"}]}],
        OK,
    ),
    "content in parts (Mistral)": (
        [
            delta(
                content=[
                    {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
                    {"type": "text", "text": "Oui."},
                    7,
                ]
            ),
            ended(),
        ],
        [Thought("Hm."), *OK],
    ),
    "thoughts as reasoning_content (vLLM, llama-server, LM Studio)": (
        [delta(reasoning_content="Hm."), delta(content="Oui."), ended()],
        [Thought("Hm."), *OK],
    ),
    "thoughts as reasoning (Ollama)": (
        [delta(content="", reasoning="Hm."), delta(content="Oui."), ended()],
        [Thought("Hm."), *OK],
    ),
    "thoughts under both names": (
        [delta(reasoning_content="Hm.", reasoning="Hm."), delta(content="Oui."), ended()],
        [Thought("Hm."), *OK],
    ),
    "thoughts between marks, in pieces": (
        [*(delta(content=text) for text in ("\n<thi", "nk>H", "m.</th", "ink>\n\n", "Oui."))]
        + [ended()],
        [Thought("H"), Thought("m."), *OK],
    ),
    "a refusal (OpenAI)": ([delta(content=None, refusal="Oui."), ended()], OK),
    "cut off for want of room": (
        [delta(content="Oui."), ended("length")],
        [Text("Oui."), Finish("length")],
    ),
    "cut off by a filter": (
        [delta(content="Oui."), ended("content_filter")],
        [Text("Oui."), Finish("filtered")],
    ),
    "a reason nobody knows": ([delta(content="Oui."), ended("eos_token")], OK),
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_an_oddity_of_a_real_server_is_understood(oddity: str) -> None:
    events, expected = ODDITIES[oddity]
    assert answered(*events) == expected


def test_a_mark_of_thoughts_further_on_is_text() -> None:
    chunks = answered(delta(content="La balise <think> ouvre."), delta(content="</think>"), ended())
    assert chunks == [Text("La balise <think> ouvre."), Text("</think>"), Finish("stop")]


def test_a_server_that_ends_without_its_last_mark_has_ended() -> None:
    assert answered(delta(content="Oui."), ended(), end="") == OK


@pytest.mark.parametrize(
    "event",
    [
        'data: {"error": {"message": "CUDA out of memory"}}\n\n',
        'data: {"object": "error", "message": "CUDA out of memory", "code": 500}\n\n',
        'event: error\ndata: {"message": "CUDA out of memory"}\n\n',
        'data: {"type": "error", "error": "CUDA out of memory"}\n\n',
        'data: {"error": {}, "detail": "CUDA out of memory", "object": "error"}\n\n',
    ],
)
def test_an_error_within_the_stream_is_told_in_the_server_s_words(event: str) -> None:
    with pytest.raises(BackendError, match="CUDA out of memory"):
        answered(delta(content="Ou"), event)


@pytest.mark.parametrize("reason", ["error", "abort", None])
def test_an_answer_that_the_server_broke_off_is_no_whole_one(reason: str | None) -> None:
    with pytest.raises(BackendError, match="en route"):
        answered(delta(content="Ou"), ended(reason))


# --- calls of tools ----------------------------------------------------------------------------


def call(index: Any = None, id: Any = None, **function: Any) -> dict[str, Any]:
    return {"index": index, "id": id, "type": "function", "function": function}


def calls(*items: Any) -> dict[str, Any]:
    return delta(tool_calls=list(items))


ASKED = ToolCall("calculator", {"expression": "2 * 3"}, "abc")
ARGUMENTS = '{"expression": "2 * 3"}'
CALLS: dict[str, list[Any]] = {
    "whole": [calls(call(0, "abc", name="calculator", arguments=ARGUMENTS)), ended("tool_calls")],
    "in pieces (OpenAI, vLLM)": [
        calls(call(0, "abc", name="calculator", arguments="")),
        calls({"index": 0, "function": {"arguments": '{"expression"'}}),
        calls({"index": 0, "function": {"arguments": ': "2 * 3"}'}}),
        ended("tool_calls"),
    ],
    "the id and name in every piece": [
        calls(call(0, "abc", name="calculator", arguments='{"expression"')),
        calls(call(0, "abc", name="calculator", arguments=': "2 * 3"}')),
        ended("tool_calls"),
    ],
    "no index": [calls(call(None, "abc", name="calculator", arguments=ARGUMENTS)), ended()],
    "ended as a text would be (Ollama)": [
        calls(call(0, "abc", name="calculator", arguments=ARGUMENTS)),
        ended("stop"),
    ],
    "arguments that are no text": [
        calls(call(0, "abc", name="calculator", arguments={"expression": "2 * 3"})),
        ended("tool_calls"),
    ],
}


@pytest.mark.parametrize("way", CALLS)
def test_a_call_is_understood_however_it_comes(way: str) -> None:
    assert answered(*CALLS[way]) == [ASKED, Finish("stop")]


def test_calls_under_one_index_are_told_apart_by_their_ids() -> None:
    first = call(0, "a", name="calculator", arguments='{"expression": "1"}')
    second = call(0, "b", name="calculator", arguments='{"expression": "2"}')
    found = answered(calls(first), calls(second), ended("tool_calls"))
    assert [chunk.arguments for chunk in found if isinstance(chunk, ToolCall)] == [
        {"expression": "1"},
        {"expression": "2"},
    ]


@pytest.mark.parametrize(
    "arguments",
    ["", "pas du JSON", "[1]", '"x"', "{", "[" * 5_000, '{"a":' * 300 + "1" + "}" * 300,
     '{"x": "' + "a" * 30_000 + '"}', None, 7],
)  # fmt: skip
def test_arguments_that_are_none_leave_the_call_without(arguments: Any) -> None:
    asked, _end = answered(
        calls(call(0, "abc", name="calculator", arguments=arguments)), ended("tool_calls")
    )
    written = arguments if isinstance(arguments, str) else ""
    assert asked == ToolCall("calculator", {}, "abc", unreadable=written[:MAX_ARGUMENT_CHARS])


@pytest.mark.parametrize(
    "items", [None, {}, [None], [7], [{"function": None}], [{"function": []}], "calculator"]
)
def test_what_is_no_call_is_none(items: Any) -> None:
    assert answered(delta(tool_calls=items, content="Oui."), ended()) == OK


def test_a_call_without_a_name_of_its_own_is_given_one() -> None:
    asked, _end = answered(calls(call(0, None, name="calculator", arguments="")), ended())
    assert isinstance(asked, ToolCall)
    assert len(asked.id) == 9 and asked.id.isalnum()


def test_calls_that_do_not_end_are_refused() -> None:
    many = [call(place, f"a{place}", name="x", arguments="") for place in range(MAX_CALLS + 1)]
    with pytest.raises(BackendError, match="ne finit pas"):
        answered(calls(*many), ended())


def test_a_call_that_was_cut_off_is_not_made() -> None:
    cut = call(0, "abc", name="calculator", arguments='{"expression": "2')
    assert answered(calls(cut), ended("length")) == [Finish("length")]


# --- what is asked -----------------------------------------------------------------------------


def good(talk: Talk) -> None:
    talk.begin()
    talk.say("Oui.")
    talk.finish()


def _refusing(name: str, status: int, message: str) -> Play:
    """Refuse requests that hold a field."""

    def play(talk: Talk) -> None:
        if name in talk.request.json:
            talk.refuse(status, json.dumps({"error": {"message": message}}))
        else:
            good(talk)

    return play


REFUSALS: dict[str, Play] = {
    "Ollama": _refusing("tools", 400, "registry.ollama.ai/x does not support tools"),
    "vLLM": _refusing("tools", 400, '"auto" tool choice requires --enable-auto-tool-choice'),
    "llama-server": _refusing("tools", 500, "tools param requires --jinja flag"),
    "OpenRouter": _refusing("tools", 404, "No endpoints found that support tool use"),
    "without a word": _refusing("tools", 422, ""),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_server_that_knows_no_tools_is_offered_them_in_plain_text(name: str) -> None:
    with fault_server(REFUSALS[name]) as server:
        backend = ServerBackend(server.address, "essai", "", QUICK)
        for _time in range(2):
            assert list(backend.generate(PROMPT, GenerationOptions(), threading.Event())) == OK
    sent = [request.json for request in server.requests]
    assert [tool["function"]["name"] for tool in sent[0]["tools"]] == ["calculator"]
    assert ["tools" in body for body in sent[-3:]] == [True, False, False], "it is remembered"
    for body in sent[-2:]:
        system, question = body["messages"]
        assert '"name": "calculator"' in system["content"]
        assert system["content"].endswith("Sois bref.")
        assert question == {"role": "user", "content": "Combien ?"}
    if name != "without a word":
        assert all("stream_options" in body for body in sent), "only what was refused is left out"


def test_a_model_that_is_known_to_have_no_format_is_not_asked_in_vain() -> None:
    with fault_server(good) as server:
        backend = ServerBackend(server.address, "essai", "", QUICK, tools=False)
        list(backend.generate(PROMPT, GenerationOptions(), threading.Event()))
        plain = Prompt(MESSAGES, "Combien ?", "generate")
        list(backend.generate(plain, GenerationOptions(), threading.Event()))
    offered, without = (request.json for request in server.requests)
    assert "tools" not in offered and "calculator" in offered["messages"][0]["content"]
    assert without["messages"][0]["content"] == "Sois bref."


@pytest.mark.parametrize(
    ("counted", "in_text"),
    [(None, False), (0, False), (20, True), (400, False)],
    ids=["not counted", "cached left out", "too few for the tools", "enough"],
)
def test_a_server_that_reads_no_tools_gives_itself_away_by_its_count(
    counted: int | None, in_text: bool
) -> None:
    """The tools alone take about 150 characters, the messages 17."""

    def play(talk: Talk) -> None:
        talk.begin()
        talk.say("Oui.")
        talk.finish(**({"usage": {"prompt_tokens": counted, "completion_tokens": 1}}
                       if counted is not None else {}))  # fmt: skip

    with fault_server(play) as server:
        backend = ServerBackend(server.address, "essai", "", QUICK)
        for _time in range(2):
            list(backend.generate(PROMPT, GenerationOptions(), threading.Event()))
    assert ["tools" in request.json for request in server.requests] == [True, not in_text]


def test_a_server_whose_model_has_called_a_tool_is_never_doubted() -> None:
    def calling(talk: Talk) -> None:
        talk.begin()
        for event in CALLS["whole"]:
            talk.event({**event, "usage": {"prompt_tokens": 20, "completion_tokens": 1}})
        talk.send("data: [DONE]\n\n")

    def silent(talk: Talk) -> None:
        talk.begin()
        talk.say("Oui.")
        talk.finish(usage={"prompt_tokens": 20, "completion_tokens": 1})

    with fault_server(calling, silent) as server:
        backend = ServerBackend(server.address, "essai", "", QUICK)
        for _time in range(3):
            list(backend.generate(PROMPT, GenerationOptions(), threading.Event()))
    assert all("tools" in request.json for request in server.requests)


def test_a_refusal_of_something_else_stays_one() -> None:
    too_long: Play = lambda talk: talk.refuse(400, '{"error": "context length"}')  # noqa: E731
    with fault_server(too_long) as server, pytest.raises(BackendError, match="context length"):
        ask(server.address)
    asked = [request.json for request in server.requests]
    assert ["tools" in body for body in asked] == [True, True, False, False]
    first, second = (body["messages"][0]["content"] for body in asked[2:])
    assert "calculator" in first and second == "Sois bref."


def test_the_pack_s_adapter_is_offered_no_tools() -> None:
    with fault_server(good) as server:
        ask(server.address, adapter="essai")
    assert "tools" not in server.requests[0].json


def test_calls_and_their_results_go_back_as_they_came() -> None:
    told = (
        *MESSAGES,
        ChatMessage("assistant", "Je calcule.", (ASKED, ToolCall("dates", {"q": "é"}, "def"))),
        ChatMessage("tool", "6", call_id="abc"),
        ChatMessage("tool", "lundi", call_id="def"),
    )
    with fault_server(good) as server:
        ask(server.address, Prompt(told, "Combien ?", "generate", tools=(TOOL,)))
    asked, first, second = server.requests[0].json["messages"][2:]
    assert asked["content"] == "Je calcule."
    assert [json.loads(one["function"]["arguments"]) for one in asked["tool_calls"]] == [
        {"expression": "2 * 3"},
        {"q": "é"},
    ]
    assert first == {"role": "tool", "content": "6", "tool_call_id": "abc"}
    assert second["tool_call_id"] == "def"


def test_long_arguments_keep_the_clock_from_running_out() -> None:
    def slow(talk: Talk) -> None:
        talk.begin()
        talk.event(calls(call(0, "abc", name="calculator", arguments="")))
        for piece in ('{"expression"', ": ", '"2 * 3', '"}'):
            threading.Event().wait(0.25)
            talk.event(calls({"index": 0, "function": {"arguments": piece}}))
        talk.event(ended("tool_calls"))
        talk.send("data: [DONE]\n\n")

    patience = Patience(connect=0.2, first_token=0.4, between_tokens=0.5)
    with fault_server(slow) as server:
        backend = ServerBackend(server.address, "essai", "", patience)
        found = list(backend.generate(PROMPT, GenerationOptions(), threading.Event()))
    assert found == [ASKED, Finish("stop")]


def test_a_whole_answer_may_hold_a_call_and_a_thought() -> None:
    message = {
        "content": None,
        "reasoning_content": "Hm.",
        "tool_calls": [call(None, "abc", name="calculator", arguments=ARGUMENTS)],
    }
    body = json.dumps({"choices": [{"message": message, "finish_reason": "tool_calls"}]})
    whole: Callable[[Talk], None] = lambda talk: talk.refuse(  # noqa: E731
        200, body, "content-type: application/json"
    )
    with fault_server(whole) as server:
        assert ask(server.address) == [Thought("Hm."), ASKED, Finish("stop")]
