"""The streamed client against servers that behave, and thirty that do not."""

import threading
import time
from collections.abc import Callable

import pytest
from fault_server import Play, Talk, drip, fault_server

from mistral_assistant.backends.messages import alternating
from mistral_assistant.backends.reading import MAX_ANSWER_CHARS
from mistral_assistant.backends.server import Patience, ServerBackend
from mistral_assistant.chat import (
    ChatMessage,
    Chunk,
    Finish,
    GenerationOptions,
    Prompt,
    Text,
    Usage,
)
from mistral_assistant.errors import BackendError

QUICK = Patience(connect=1.0, first_token=0.6, between_tokens=0.6)
KEY = "clé-secrète-123".encode().hex()
MESSAGES = (ChatMessage("system", "Sois bref."), ChatMessage("user", "Bonjour \ud83d"))
PROMPT = Prompt(MESSAGES, "Bonjour", "generate")


def ask(
    address: str, *, key: str = KEY, cancel: threading.Event | None = None, model: str = "essai"
) -> list[Chunk]:
    backend = ServerBackend(address, model, key, QUICK)
    return list(backend.generate(PROMPT, GenerationOptions(seed=7), cancel or threading.Event()))


def text(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, Text))


def good(talk: Talk) -> None:
    talk.begin()
    talk.say("Bon", "jour", " 👋")
    talk.finish(usage={"prompt_tokens": 12, "completion_tokens": 3})


# --- servers that behave -----------------------------------------------------------------------


def test_an_answer_comes_in_pieces_with_its_token_counts() -> None:
    with fault_server(good) as server:
        chunks = ask(server.address)
    assert chunks == [Text("Bon"), Text("jour"), Text(" 👋"), Usage(12, 3), Finish("stop")]
    (request,) = server.requests
    assert request.headers["authorization"] == f"Bearer {KEY}"
    body = request.json
    assert body["messages"][0] == {"role": "system", "content": "Sois bref."}
    assert body["messages"][1] == {"role": "user", "content": "Bonjour ?"}
    assert (body["model"], body["seed"], body["stream"]) == ("essai", 7, True)
    assert "top_k" not in body, "not every server takes what OpenAI does not have"


def test_the_end_for_want_of_room_is_told() -> None:
    def cut(talk: Talk) -> None:
        talk.begin()
        talk.say("Bon")
        talk.finish("length")

    with fault_server(cut) as server:
        assert ask(server.address)[-1] == Finish("length")


def test_a_server_that_does_not_stream_is_understood() -> None:
    def whole(talk: Talk) -> None:
        body = '{"choices": [{"message": {"content": "Bonjour"}, "finish_reason": "stop"}]}'
        talk.refuse(200, body, "content-type: application/json")

    with fault_server(whole) as server:
        assert ask(server.address) == [Text("Bonjour"), Finish("stop")]


def test_a_server_that_counts_no_tokens_is_asked_again_without() -> None:
    with fault_server(
        lambda talk: talk.refuse(422, "stream_options: extra fields"), good
    ) as server:
        assert text(ask(server.address)) == "Bonjour 👋"
    first, second = (request.json for request in server.requests)
    assert "stream_options" in first and "stream_options" not in second


def test_without_a_name_the_first_model_of_the_server_answers() -> None:
    with fault_server(good) as server:
        ask(server.address, model="")
    assert server.requests[0].json["model"] == "essai"


def test_the_pack_s_adapter_is_asked_for_where_the_server_has_it() -> None:
    with fault_server(good) as server:
        backend = ServerBackend(server.address, "base", KEY, QUICK)
        for adapter in ("essai", "inconnu"):
            list(backend.generate(PROMPT, GenerationOptions(adapter=adapter), threading.Event()))
    assert [request.json["model"] for request in server.requests] == ["essai", "base"]


def test_neighbours_of_one_role_are_joined() -> None:
    messages = (ChatMessage("user", "a"), ChatMessage("user", "b"), ChatMessage("assistant", "c"))
    assert alternating(messages) == [ChatMessage("user", "a\n\nb"), ChatMessage("assistant", "c")]


def test_a_busy_server_is_asked_again_before_the_first_word() -> None:
    busy: Play = lambda talk: talk.refuse(503, "", "retry-after: 0")  # noqa: E731
    with fault_server(busy, lambda talk: talk.refuse(429, "", "retry-after: 0"), good) as server:
        assert text(ask(server.address)) == "Bonjour 👋"
    assert len(server.requests) == 3


# --- stopping ----------------------------------------------------------------------------------


def _endless(talk: Talk) -> None:
    talk.begin()
    while True:
        talk.say("mot ")
        time.sleep(0.01)


def _silent(talk: Talk) -> None:
    talk.begin()
    talk.say("mot ")
    talk.hang()
    raise OSError


@pytest.mark.parametrize("play", [_endless, _silent])
def test_a_stopped_answer_ends_and_the_connection_with_it(play: Play) -> None:
    cancel = threading.Event()
    with fault_server(play) as server:
        backend = ServerBackend(server.address, "essai", "", QUICK)
        chunks = []
        for chunk in backend.generate(PROMPT, GenerationOptions(), cancel):
            chunks.append(chunk)
            cancel.set()
        assert chunks[0] == Text("mot ")
        assert chunks[-1] == Finish("cancelled")
        assert server.gone.wait(5), "the server is told"


def test_an_answer_stopped_before_its_first_word_ends_too() -> None:
    cancel = threading.Event()
    cancel.set()
    with fault_server(lambda talk: talk.hang()) as server:
        assert ask(server.address, cancel=cancel) == [Finish("cancelled")]


# --- thirty faults -----------------------------------------------------------------------------


def _status(status: int, body: str = "", *headers: str) -> Play:
    return lambda talk: talk.refuse(status, body, *headers)


def _raw(data: str | bytes, *, said: bool = False) -> Play:
    def play(talk: Talk) -> None:
        talk.begin()
        if said:
            talk.say("Bon", "jour")
        talk.send(data)

    return play


def _begun(then: Callable[[Talk], None]) -> Play:
    def play(talk: Talk) -> None:
        talk.begin()
        talk.say("Bon", "jour")
        then(talk)

    return play


FAULTS: dict[str, Play] = {
    "400": _status(400, '{"error": {"message": "context length exceeded"}}'),
    "401": _status(401, '{"error": "no"}'),
    "404": _status(404, "{}"),
    "429 for an hour": _status(429, "", "retry-after: 3600"),
    "500": _status(500, "<html>oops</html>"),
    "503 for ever": _status(503, "", "retry-after: 0"),
    "a web page": _status(200, "<html>", "content-type: text/html"),
    "nothing at all": _status(200, "", "content-type: text/event-stream"),
    "an empty JSON": _status(200, "{}", "content-type: application/json"),
    "broken JSON": _status(200, '{"choices": [', "content-type: application/json"),
    "a list": _status(200, "[1]", "content-type: application/json"),
    "no type": _status(200, "data: x\n\n"),
    "compressed": _status(200, "xx", "content-type: text/event-stream", "content-encoding: gzip"),
    "another host": _status(307, "", "location: http://127.0.0.1:1/v1/chat/completions"),
    "no HTTP": lambda talk: talk.send("bonjour\r\n\r\n"),
    "reset": lambda talk: talk.reset(),
    "silence": lambda talk: talk.hang(),
    "silence after the head": lambda talk: (talk.begin(), talk.hang()),  # type: ignore[func-returns-value]
    "one byte at a time": drip,
    "events that are no JSON": _raw("data: {oops\n\n"),
    "events that are lists": _raw("data: [1, 2]\n\n"),
    "an error as an event": _raw('data: {"error": {"message": "CUDA out of memory"}}\n\n'),
    "deep JSON": _raw("data: " + "[" * 100_000 + "\n\n"),
    "a line of two megabytes": _raw("data: " + "x" * 2_000_000 + "\n\n"),
    "no choices": _raw('data: {"choices": null}\n\ndata: {"choices": []}\n\ndata: [DONE]\n\n'),
    "wrong types": _raw('data: {"choices": [{"delta": {"content": 3}, "finish_reason": 7}]}\n\n'),
    "half a character": _raw(b'data: {"choices": [{"delta": {"content": "\xf0\x9f"}}]}\n\n'),
    "cut off": _begun(lambda talk: None),
    "reset in the middle": _begun(lambda talk: talk.reset()),
    "silence in the middle": _begun(lambda talk: talk.hang()),
    "garbage in the middle": _raw("data: {oops\n\n", said=True),
    "done without a reason": _raw("data: [DONE]\n\n", said=True),
    "an error in the middle": _raw('data: {"error": "model unloaded"}\n\n', said=True),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_server_ends_in_a_plain_message_and_keeps_what_was_said(fault: str) -> None:
    said: list[str] = []
    with fault_server(FAULTS[fault]) as server:
        backend = ServerBackend(server.address, "essai", KEY, QUICK)
        with pytest.raises(BackendError) as caught:
            for chunk in backend.generate(PROMPT, GenerationOptions(), threading.Event()):
                assert isinstance(chunk, Text)
                said.append(chunk.text)
    assert caught.value.problem.startswith("Serveur 127.0.0.1:")
    assert KEY not in str(caught.value)
    begun = "middle" in fault or fault in ("cut off", "done without a reason")
    if begun:
        assert "".join(said) == "Bonjour"
        assert len(server.requests) == 1, "never asked again once something was said"


def test_an_endless_answer_is_ended() -> None:
    def endless(talk: Talk) -> None:
        talk.begin()
        while True:
            talk.say("mot " * 5_000)

    with fault_server(endless) as server, pytest.raises(BackendError, match="ne finit pas"):
        backend = ServerBackend(server.address, "essai", "", QUICK)
        chars = 0
        for chunk in backend.generate(PROMPT, GenerationOptions(), threading.Event()):
            chars += len(chunk.text) if isinstance(chunk, Text) else 0
            assert chars <= MAX_ANSWER_CHARS


def test_a_server_that_repeats_the_key_does_not_spread_it() -> None:
    echo = _status(400, f'{{"error": {{"message": "bad key {KEY}"}}}}')
    with fault_server(echo) as server, pytest.raises(BackendError) as caught:
        ask(server.address)
    assert "bad key …" in caught.value.problem


def test_the_key_goes_to_no_other_host() -> None:
    with fault_server(good) as other:
        there = f"location: {other.address}/chat/completions"
        with fault_server(_status(307, "", there)) as server, pytest.raises(BackendError):
            ask(server.address)
    assert other.requests == []


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/v1", "http://nulle-part.invalid/v1", "pas une adresse", ""]
)
def test_a_server_that_cannot_be_reached_is_named_with_a_remedy(address: str) -> None:
    with pytest.raises(BackendError):
        ask(address)
