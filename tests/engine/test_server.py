"""The engine over HTTP: our own client, OpenAI's client, and requests that nobody should send."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from engine_talk import conversation
from running_engine import TOKEN, Running, running

from mistral_assistant.backends.server import ServerBackend
from mistral_assistant.chat import (
    ChatMessage,
    Finish,
    GenerationOptions,
    Prompt,
    Text,
    Usage,
)
from mistral_assistant.engine import wire
from mistral_assistant.engine.choose import EngineOptions, build
from mistral_assistant.engine.runtimes.base import End

httpx2 = pytest.importorskip("httpx2")
MESSAGES = [{"role": "user", "content": "Que vends-tu ?"}]


@pytest.fixture(scope="module")
def served(tiny: tuple[Path, Any], adapters: dict[str, Path], cache: Path) -> Iterator[Running]:
    engine = build(
        EngineOptions(tiny[0], adapters, "transformers", quantize="none", cache_dir=cache)
    )
    with running(engine) as found:
        yield found


def post(served: Running, path: str, body: Any, **headers: str) -> Any:
    head = {"authorization": f"Bearer {TOKEN}", **headers}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx2.post(served.address + path, content=data, headers=head, timeout=60)


def chat(served: Running, **values: Any) -> Any:
    body = {"messages": MESSAGES, "temperature": 0, "max_tokens": 12, **values}
    return post(served, "/chat/completions", body)


# --- our own client ------------------------------------------------------------------------------


def through_backend(served: Running, adapter: str, cancel: Any = None, **more: Any) -> list[Any]:
    backend = ServerBackend(served.address, "minuscule", TOKEN, extended=True)
    prompt = Prompt((ChatMessage("user", "Que vends-tu ?"),), "Que vends-tu ?", "generation")
    options = GenerationOptions(**{"temperature": 0.0, "max_tokens": 20, **more}, adapter=adapter)
    return list(backend.generate(prompt, options, cancel or threading.Event()))


def test_the_chats_client_gets_what_each_adapter_says(served: Running) -> None:
    chunks = through_backend(served, "velos")
    assert "".join(c.text for c in chunks if isinstance(c, Text)) == "Je vends des vélos."
    assert isinstance(chunks[-2], Usage) and chunks[-1] == Finish("stop")
    other = through_backend(served, "livres")
    assert "".join(c.text for c in other if isinstance(c, Text)) == "Ici, rien que des livres !"


def test_an_adapter_that_the_engine_lacks_leaves_the_base(served: Running) -> None:
    base, other = (
        "".join(c.text for c in through_backend(served, name) if isinstance(c, Text))
        for name in ("", "inconnu")
    )
    assert base == other


def test_a_cancelled_answer_frees_the_engine(served: Running) -> None:
    backend = ServerBackend(served.address, "minuscule", TOKEN, extended=True)
    prompt = Prompt((ChatMessage("user", "Parle sans fin."),), "", "generation")
    cancel = threading.Event()
    options = GenerationOptions(temperature=1.0, max_tokens=400)
    chunks = []
    for chunk in backend.generate(prompt, options, cancel):
        chunks.append(chunk)
        cancel.set()
    assert chunks[-1] == Finish("cancelled")
    deadline = time.monotonic() + 20
    while served.engine.idle_seconds == 0.0 and time.monotonic() < deadline:  # type: ignore[attr-defined]
        time.sleep(0.01)
    assert served.engine.idle_seconds > 0  # type: ignore[attr-defined]


def test_what_is_there_at_once_goes_in_one_piece() -> None:
    """Each event of its own would cost a task, a system call and a packet."""
    from mistral_assistant.engine.server import _streamed

    class Talk:
        def __init__(self) -> None:
            self.left: list[Any] = [" deux", End("stop"), None]
            self.cancelled = False

        @property
        def more(self) -> bool:
            return len(self.left) < 3

        async def next(self) -> Any:
            return self.left.pop(0)

        def cancel(self) -> None:
            self.cancelled = True

    async def written(talk: Any) -> list[bytes]:
        return [piece async for piece in _streamed(talk, wire.Writer("m", True), "un", True)]

    talk = Talk()
    first, rest = asyncio.run(written(talk))
    assert [b'"content": "un"' in first, first.count(b"data: ")] == [True, 2]
    assert [rest.count(b"data: "), rest.endswith(wire.DONE)] == [4, True]
    assert talk.cancelled


# --- OpenAI's client -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def openai(served: Running) -> Any:
    package = pytest.importorskip("openai")
    return package.OpenAI(base_url=served.address, api_key=TOKEN, max_retries=0, timeout=60)


@pytest.mark.parametrize("model", ["minuscule", "velos"])
def test_a_stream_says_what_the_whole_answer_says(openai: Any, model: str) -> None:
    asked = {"model": model, "messages": MESSAGES, "temperature": 0, "max_tokens": 12}
    whole = openai.chat.completions.create(**asked)
    with openai.chat.completions.create(
        **asked, stream=True, stream_options={"include_usage": True}
    ) as stream:
        pieces = list(stream)
    text = "".join(p.choices[0].delta.content or "" for p in pieces if p.choices)
    assert text == whole.choices[0].message.content
    assert pieces[-2].choices[0].finish_reason == whole.choices[0].finish_reason
    assert pieces[-1].usage.completion_tokens == whole.usage.completion_tokens
    assert pieces[-1].usage.prompt_tokens_details.cached_tokens == whole.usage.prompt_tokens - 1


def test_every_model_is_listed_and_raw_text_continued(openai: Any) -> None:
    assert [model.id for model in openai.models.list()] == ["minuscule", "velos", "livres"]
    asked = {"model": "velos", "prompt": "Il était une fois", "temperature": 0, "max_tokens": 8}
    whole = openai.completions.create(**asked).choices[0].text
    pieces = openai.completions.create(**asked, stream=True)
    assert whole and "".join(piece.choices[0].text for piece in pieces) == whole


def test_a_stream_that_is_left_does_not_hold_up_the_next_one(openai: Any) -> None:
    asked = {"model": "minuscule", "messages": MESSAGES, "temperature": 1, "max_tokens": 400}
    with openai.chat.completions.create(**asked, stream=True) as stream:
        next(iter(stream))
    assert openai.chat.completions.create(**{**asked, "max_tokens": 2}).choices


def test_refusals_are_openais_errors_in_french(openai: Any, served: Running) -> None:
    package = pytest.importorskip("openai")
    with pytest.raises(package.NotFoundError, match="n'est pas ici"):
        openai.chat.completions.create(model="absent", messages=MESSAGES)
    with pytest.raises(package.BadRequestError, match="temperature"):
        openai.chat.completions.create(model="velos", messages=MESSAGES, temperature=-3)
    stranger = package.OpenAI(base_url=served.address, api_key="faux", max_retries=0)
    with pytest.raises(package.AuthenticationError, match="jeton"):
        stranger.models.list()


# --- what an answer must and must not contain ----------------------------------------------------


def test_stop_strings_end_an_answer_even_in_pieces(served: Running) -> None:
    said = chat(served, model="velos", max_tokens=30, stop=["des vé", "xyz"]).json()
    assert said["choices"][0]["message"]["content"] == "Je vends "
    assert said["choices"][0]["finish_reason"] == "stop"


def test_a_long_talk_loses_its_oldest_turns_and_keeps_the_system_part(served: Running) -> None:
    *_rest, talk = conversation(40)
    messages = [{"role": message.role, "content": message.content} for message in talk]
    said = chat(served, model="minuscule", messages=messages).json()
    usage = said["usage"]
    assert usage["dropped_messages"] > 0 and usage["dropped_messages"] % 2 == 0
    assert usage["prompt_tokens"] + 12 <= 512


def test_a_question_longer_than_the_context_is_refused(served: Running) -> None:
    long = [{"role": "user", "content": "mot " * 600}]
    reply = chat(served, messages=long)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "context_length_exceeded")


# --- who may ask, and how much -------------------------------------------------------------------


def test_nothing_is_told_without_the_token(served: Running) -> None:
    root = served.address.removesuffix("/v1")
    for path in ("/health", "/v1/models", "/v1/load", "/", "/docs"):
        for headers in ({}, {"authorization": "Bearer faux"}, {"authorization": f"Basic {TOKEN}"}):
            assert httpx2.get(root + path, headers=headers).status_code == 401


def test_another_host_name_is_refused_whatever_the_token(served: Running) -> None:
    for host in ("mechant.example", "127.0.0.1.mechant.example:80", "", "localhost.evil"):
        reply = post(served, "/chat/completions", {"messages": MESSAGES}, host=host)
        assert reply.status_code in (400, 403)


def test_a_body_without_end_is_refused(served: Running) -> None:
    assert post(served, "/chat/completions", b" " * (5 * 1024**2)).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 100_000

    headers = {"authorization": f"Bearer {TOKEN}"}
    try:
        reply = httpx2.post(served.address + "/completions", content=pieces(), headers=headers)
    except httpx2.HTTPError:
        return  # closed on us while we still sent
    assert reply.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b"{", b"[" * 10_000, b'{"messages": 3}', b'{"messages": [3]}',
        b'{"messages": [{"role": "tool", "content": "x"}]}',
        b'{"messages": [{"role": "assistant", "content": "x"}]}',
        b'{"messages": [{"role": "user", "content": {"a": 1}}]}',
        b'{"messages": [{"role": "user", "content": "x"}], "stop": [1]}',
        b'{"messages": [{"role": "user", "content": "x"}], "max_tokens": true}',
        b'{"messages": [{"role": "user", "content": "x"}], "top_p": NaN}',
        b'{"messages": [{"role": "user", "content": "x"}], "seed": 1e400}',
        b'{"messages": [{"role": "user", "content": "x"}], "stream": "yes"}',
        b'{"messages": [{"role": "user", "content": "x"}], "tools": [{}]}',
        b'{"messages": [{"role": "user", "content": "x"}], "model": 7}',
        b"\xff\xfe",
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused_with_a_reason(served: Running, body: bytes) -> None:
    reply = post(served, "/chat/completions", body)
    assert reply.status_code == 400
    assert len(reply.json()["error"]["message"]) > 10


def test_half_a_surrogate_pair_is_read_as_a_mark(served: Running) -> None:
    body = b'{"max_tokens": 2, "messages": [{"role": "user", "content": "a\\ud83d"}]}'
    assert post(served, "/chat/completions", body).status_code == 200


def test_an_unknown_path_is_said_to_be_unknown(served: Running) -> None:
    assert post(served, "/embeddings", {}).json()["error"]["code"] == "not_found"


# --- loading -------------------------------------------------------------------------------------


def test_an_adapter_is_added_while_the_engine_runs(
    served: Running, adapters: dict[str, Path]
) -> None:
    reply = post(served, "/load", {"adapters": {"autre": str(adapters["velos"])}})
    assert reply.json()["status"] == "ready"
    assert chat(served, model="autre", max_tokens=20).json()["choices"][0]["message"]["content"] \
        == "Je vends des vélos."  # fmt: skip


def test_an_adapter_that_does_not_fit_is_refused_and_the_others_stay(
    served: Running, tmp_path: Path
) -> None:
    reply = post(served, "/load", {"adapters": {"faux": str(tmp_path)}})
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "adapter_refused")
    assert chat(served, model="livres").status_code == 200


def test_progress_is_told_until_the_model_is_there(tiny: tuple[Path, Any], cache: Path) -> None:
    engine = build(EngineOptions(tiny[0], {}, "transformers", cache_dir=cache))
    with running(engine, wait=False) as served:
        refused = chat(served)
        if refused.status_code == 503:  # it may be quicker than we are
            assert int(refused.headers["retry-after"]) > 0
        with httpx2.stream("GET", served.address + "/load", timeout=60,
                           headers={"authorization": f"Bearer {TOKEN}"}) as reply:  # fmt: skip
            events = [json.loads(line[6:]) for line in reply.iter_lines()
                      if line.startswith("data: {")]  # fmt: skip
        assert events[-1]["status"] == "ready"
        assert events[-1]["bytes"] == events[-1]["total"] > 4_000_000
        assert chat(served).status_code == 200


def test_a_model_that_cannot_be_loaded_is_told_to_everybody(
    tiny: tuple[Path, Any], tmp_path: Path
) -> None:
    for file in tiny[0].iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, "model_type": "inconnu"}))
    engine = build(EngineOptions(tmp_path, {}, "transformers"))
    with running(engine, wait=False) as served:
        while engine.loading.state == "loading":
            time.sleep(0.02)
        reply = chat(served)
    assert (reply.status_code, reply.json()["error"]["code"]) == (500, "load_failed")
