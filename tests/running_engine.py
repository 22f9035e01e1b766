"""The engine in the test's own process, behind a real socket."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

TOKEN = "un-jeton-pour-les-essais"


@dataclass
class Running:
    """Where the engine listens, and the engine itself."""

    address: str
    """With ``/v1`` at its end."""
    engine: object


@contextmanager
def running(engine: object, *, wait: bool = True) -> Iterator[Running]:
    """Serve an engine; by default its model is loaded first."""
    import uvicorn

    from mistral_assistant.engine.server import application

    with socket.create_server(("127.0.0.1", 0)) as bound:
        config = uvicorn.Config(
            application(engine, TOKEN, "127.0.0.1"),  # type: ignore[arg-type]
            http="h11", ws="none", lifespan="off", log_level="critical",
        )  # fmt: skip
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
        thread.start()
        try:
            engine.load()  # type: ignore[attr-defined]
            if wait:
                loaded(engine)
            yield Running(f"http://127.0.0.1:{bound.getsockname()[1]}/v1", engine)
        finally:
            server.should_exit = True
            thread.join(10)
            engine.close()  # type: ignore[attr-defined]


def loaded(engine: object, patience: float = 60.0) -> None:
    """Wait until the model is there."""
    deadline = time.monotonic() + patience
    while engine.loading.state == "loading" and time.monotonic() < deadline:  # type: ignore[attr-defined]
        time.sleep(0.01)
    state = engine.loading.to_json()  # type: ignore[attr-defined]
    assert state["status"] == "ready", state
