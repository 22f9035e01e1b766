"""A server of the test's own that misbehaves in exactly the way it is told to."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"


@dataclass
class Request:
    """What a client sent."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body as JSON."""
        values: dict[str, Any] = json.loads(self.body)
        return values


class Talk:
    """One connection."""

    def __init__(self, connection: socket.socket, request: Request) -> None:
        self._connection = connection
        self.request = request

    def send(self, data: str | bytes) -> None:
        """Send as it is."""
        self._connection.sendall(data.encode() if isinstance(data, str) else data)

    def begin(self) -> None:
        """Send the head of a stream."""
        self.send(HEAD)

    def event(self, value: Any) -> None:
        """Send one event."""
        self.send(f"data: {json.dumps(value, ensure_ascii=False)}\n\n")

    def say(self, *texts: str) -> None:
        """Send pieces of an answer."""
        for text in texts:
            self.event({"choices": [{"delta": {"content": text}}]})

    def finish(self, reason: str = "stop", **more: Any) -> None:
        """End the answer as it should be ended."""
        self.event({"choices": [{"delta": {}, "finish_reason": reason}], **more})
        self.send("data: [DONE]\n\n")

    def refuse(self, status: int, body: str = "", *headers: str) -> None:
        """Answer with an error."""
        lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body.encode())}", *headers]
        self.send("\r\n".join([*lines, "connection: close", "", body]))

    def hang(self, seconds: float = 30.0) -> None:
        """Wait until the client goes away."""
        self._connection.settimeout(seconds)
        with suppress(OSError):
            self._connection.recv(1)

    def reset(self) -> None:
        """Break the connection off without a word."""
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._connection.close()


Play = Callable[[Talk], None]


@dataclass
class FaultServer:
    """Where it listens, and what it was asked."""

    address: str
    requests: list[Request] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    """Set when a play has ended because the client went away."""


@contextmanager
def fault_server(
    *plays: Play, got: Callable[[], Any] = lambda: {"data": [{"id": "essai"}]}
) -> Iterator[FaultServer]:
    """Run a server that answers each request with the next play, the last one ever after.

    A request for something gets what ``got`` returns: usually the list of one model.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    server = FaultServer(f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
    left = list(plays)

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError, ValueError):
            request = _read(connection)
            if request is None:
                return
            talk = Talk(connection, request)
            if request.line.startswith("GET"):
                talk.refuse(200, json.dumps(got()), "content-type: application/json")
                return
            server.requests.append(request)
            play = left.pop(0) if len(left) > 1 else left[0]
            try:
                play(talk)
            except OSError:
                server.gone.set()
            else:
                # Everything sent must arrive before the connection closes.
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_WR)
                    connection.settimeout(2)
                    while connection.recv(4096):
                        pass

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, _peer = listener.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield server
    finally:
        listener.close()


def _read(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65_536)
        if not more:
            return None
        data += more
    head, _blank, body = data.partition(b"\r\n\r\n")
    line, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _c, value in (h.partition(":") for h in rest)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65_536)
    return Request(line, headers, body)


def drip(talk: Talk) -> None:
    """Send one byte at a time, and never an event."""
    talk.begin()
    for _ in range(600):
        talk.send(":")
        time.sleep(0.05)
