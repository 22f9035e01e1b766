"""Model servers are found where they answer, and nothing else can hold the search up."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from mistral_assistant.model_servers import FoundServer, find_servers

MODELS = {"object": "list", "data": [{"id": "mistral:7b"}, {"id": "\x1b[31mautre"}, {"x": 1}, 3]}


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Serve on a free port of the loopback interface; gives the URL of the list of models."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            answer(self)

        def log_message(self, *_arguments: Any) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/models"
        finally:
            server.shutdown()
            thread.join()


def reply(body: bytes, code: int = 200, **headers: str) -> Callable:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_model_server_is_found_with_the_names_of_its_models() -> None:
    with serving(reply(json.dumps(MODELS).encode())) as url:
        found = find_servers({"Essai": url}, patience=10)
    assert found == [FoundServer("Essai", url, "models", ("mistral:7b", "\x1b[31mautre"))]


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"<html>Bonjour</html>"),
        reply(b'{"data": 3}'),
        reply(b"[]"),
        reply(b"[" * 100_000),
        reply(b"\xff" * 1_000_000),
        reply(json.dumps(MODELS).encode(), 404),
        reply(b"", 302, Location="http://127.0.0.1:1/elsewhere"),
    ],
)
def test_another_program_on_the_port_is_no_model_server(answer: Callable) -> None:
    with serving(answer) as url:
        assert find_servers({"Essai": url}, patience=10)[0].state == "other"


def test_a_port_where_nobody_listens_is_known_long_before_the_limit() -> None:
    url = f"http://127.0.0.1:{free_port()}/v1/models"
    began = time.monotonic()
    assert find_servers({"Essai": url}, patience=60)[0].state == "nothing"
    assert time.monotonic() - began < 30


def test_servers_that_never_end_are_waited_for_once_and_together() -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not over.wait(0.02):
            handler.wfile.write(b" ")

    with socket.create_server(("127.0.0.1", 0)) as mute, serving(drip) as url:
        silent = f"http://127.0.0.1:{mute.getsockname()[1]}/v1/models"
        began = time.monotonic()
        found = find_servers({"Muet": silent, "Goutte": url, "Muet 2": silent}, patience=0.3)
        spent = time.monotonic() - began
        over.set()
    assert [item.state for item in found] == ["slow"] * 3
    assert spent < 20, "one after the other and without an end it would never return"


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(reply(json.dumps(MODELS).encode())) as url:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{free_port()}")
        assert find_servers({"Essai": url}, patience=10)[0].state == "models"
