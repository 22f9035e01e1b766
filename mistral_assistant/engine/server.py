"""The HTTP face of the engine: OpenAI's endpoints, health, and loading with progress."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from mistral_assistant.chat import ToolCall
from mistral_assistant.engine import wire
from mistral_assistant.engine.answers import Calls
from mistral_assistant.engine.engine import Engine, Said, as_request_error
from mistral_assistant.engine.gathering import Gathering
from mistral_assistant.engine.guard import Guard, too_large
from mistral_assistant.engine.protocol import (
    MAX_BODY_BYTES,
    MAX_NAME_CHARS,
    Request,
    chat_request,
    completion_request,
)
from mistral_assistant.engine.queue import Job
from mistral_assistant.engine.refusal import RequestError
from mistral_assistant.engine.runtimes.base import End
from mistral_assistant.errors import AssistantError, ModelError
from mistral_assistant.i18n import _

MAX_ADAPTERS = 64


def application(engine: Engine, token: str, host: str) -> Guard:
    """Return the ASGI application; every path wants the token."""
    routes = [
        Route("/v1/chat/completions", _answers(engine, chat_request), methods=["POST"]),
        Route("/v1/completions", _answers(engine, completion_request), methods=["POST"]),
        Route("/v1/models", _models(engine), methods=["GET"]),
        Route("/v1/load", _load(engine), methods=["GET", "POST"]),
        Route("/health", _health(engine), methods=["GET"]),
    ]
    handlers: dict[Any, Any] = {
        RequestError: _refused,
        404: _no_such_path,
        405: _no_such_path,
    }
    return Guard(Starlette(routes=routes, exception_handlers=handlers), token, host)


async def _refused(_http: HttpRequest, fault: Exception) -> Response:
    return _refusal(as_request_error(fault))


async def _no_such_path(http: HttpRequest, fault: Any) -> Response:
    problem = _("« {path} » n'existe pas ici.").format(path=f"{http.method} {http.url.path}"[:200])
    return _refusal(RequestError(problem, fault.status_code, "not_found"))


def _refusal(fault: RequestError) -> Response:
    headers = {"retry-after": str(fault.retry_after)} if fault.retry_after else {}
    return JSONResponse(wire.error(fault), fault.status, headers)


def _health(engine: Engine) -> Any:
    async def health(_http: HttpRequest) -> Response:
        return JSONResponse(engine.status())

    return health


def _models(engine: Engine) -> Any:
    async def models(_http: HttpRequest) -> Response:
        listed = [
            {"id": name, "object": "model", "created": 0, "owned_by": "mistral-assistant"}
            for name in engine.models
        ]
        return JSONResponse({"object": "list", "data": listed})

    return models


def _load(engine: Engine) -> Any:
    async def load(http: HttpRequest) -> Response:
        if http.method == "GET":
            return StreamingResponse(_progress(engine), media_type="text/event-stream")
        body = await _body(http)
        adapters, wanted = _adapters(body), _wanted(body)
        engine.load()
        if adapters:
            try:
                await run_in_threadpool(engine.add_adapters, adapters)
            except AssistantError as error:
                raise RequestError(str(error), code="adapter_refused", param="adapters") from error
        missing = await run_in_threadpool(_missing, engine, wanted)
        return JSONResponse({**engine.status(), "missing": missing})

    return load


def _missing(engine: Engine, wanted: Sequence[str]) -> dict[str, str]:
    """Return what cannot be offered: why not, or nothing where this machine does not have it."""
    missing: dict[str, str] = {}
    for name in wanted:
        try:
            if not engine.want(name):
                missing[name] = ""
        except ModelError as error:
            missing[name] = error.problem
    return missing


async def _progress(engine: Engine) -> AsyncIterator[bytes]:
    """Yield how far the loading is, until it is over."""
    while True:
        status = engine.status()
        yield wire.event(status)
        if status["status"] in ("ready", "failed"):
            yield wire.DONE
            return
        await asyncio.sleep(0.25)


def _adapters(body: Any) -> dict[str, Path]:
    adapters = body.get("adapters", {}) if isinstance(body, dict) else None
    if (
        not isinstance(adapters, dict)
        or len(adapters) > MAX_ADAPTERS
        or not all(name and len(name) <= MAX_NAME_CHARS for name in adapters)
        or not all(
            isinstance(path, str) and path and "\0" not in path for path in adapters.values()
        )
    ):
        raise RequestError(_("« adapters » doit être : un objet nom → dossier."), param="adapters")
    return {name: Path(path) for name, path in adapters.items()}


def _wanted(body: Any) -> list[str]:
    wanted = body.get("wanted", [])
    if (
        not isinstance(wanted, list)
        or len(wanted) > MAX_ADAPTERS
        or not all(isinstance(name, str) and 0 < len(name) <= MAX_NAME_CHARS for name in wanted)
    ):
        raise RequestError(_("« wanted » doit être : une liste de noms."), param="wanted")
    return wanted


def _answers(engine: Engine, read: Callable[[Any], Request]) -> Any:
    async def answers(http: HttpRequest) -> Response:
        request = read(await _body(http))
        writer = wire.Writer(engine.default if request.model == "default" else request.model,
                             request.chat)  # fmt: skip
        talk = _Talk(engine, request)
        if request.stream:
            # The first piece is awaited, so that a refusal still has its own status.
            first = await talk.first(http)
            pieces = _streamed(talk, writer, first, request.include_usage)
            return StreamingResponse(pieces, media_type="text/event-stream")
        return await _whole(talk, writer, http)

    return answers


async def _body(http: HttpRequest) -> Any:
    data = b""
    try:
        async for piece in http.stream():
            data += piece
            if len(data) > MAX_BODY_BYTES:
                raise too_large()
    except ClientDisconnect as error:
        raise RequestError(_("La demande s'est interrompue.")) from error
    try:
        return json.loads(data or b"{}")
    except (ValueError, RecursionError) as error:
        raise RequestError(_("La demande n'est pas du JSON.")) from error


class _Talk:
    """One answer on its way from the runtime's thread to the client."""

    def __init__(self, engine: Engine, request: Request) -> None:
        self._engine = engine
        self._arrived: asyncio.Queue[Said | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def arrive(several: Sequence[Said | None]) -> None:
            for said in several:
                self._arrived.put_nowait(said)

        def put(several: Sequence[Said | None]) -> None:
            with suppress(RuntimeError):  # the loop ends before the thread when the engine closes
                loop.call_soon_threadsafe(arrive, several)

        self._job: Job = engine.submit(request, Gathering(put))

    @property
    def more(self) -> bool:
        """True if the next piece is there already."""
        return not self._arrived.empty()

    async def next(self) -> str | Calls | End | None:
        """Return the next piece; None after the last.

        Raises:
            RequestError: the runtime gave up.
        """
        said = await self._arrived.get()
        if isinstance(said, Exception):
            raise as_request_error(said) from said
        return said

    async def first(self, http: HttpRequest) -> str | Calls | End | None:
        """Return the first piece, or call the work off when the client goes away before it."""
        arriving = asyncio.ensure_future(self.next())
        leaving = asyncio.ensure_future(_gone(http))
        try:
            await asyncio.wait((arriving, leaving), return_when=asyncio.FIRST_COMPLETED)
            if arriving.done():
                return arriving.result()
            self.cancel()
            return None
        finally:
            for task in (arriving, leaving):
                task.cancel()

    def cancel(self) -> None:
        """End the work; it may be over already."""
        self._engine.cancel(self._job)


async def _gone(http: HttpRequest) -> None:
    """Return when the client has gone."""
    while (await http.receive())["type"] != "http.disconnect":
        pass


async def _streamed(
    talk: _Talk, writer: wire.Writer, first: str | Calls | End | None, include_usage: bool
) -> AsyncIterator[bytes]:
    """Yield the events of an answer; those that are there at once in one piece."""
    events, said = wire.event(writer.begin()), first
    try:
        while said is not None:
            if isinstance(said, End):
                events += wire.event(writer.end(said))
                if include_usage:
                    events += wire.event(writer.counts(said))
            elif isinstance(said, Calls):
                events += wire.event(writer.calls(said.calls))
            else:
                events += wire.event(writer.piece(said))
            if not talk.more:
                yield events
                events = b""
            said = await talk.next()
        yield events + wire.DONE
    except RequestError as fault:
        yield events + wire.event(wire.error(fault))
    finally:
        talk.cancel()


async def _whole(talk: _Talk, writer: wire.Writer, http: HttpRequest) -> Response:
    text, end = "", End("cancelled")
    calls: tuple[ToolCall, ...] = ()
    leaving = asyncio.ensure_future(_gone(http))
    try:
        while True:
            arriving = asyncio.ensure_future(talk.next())
            await asyncio.wait((arriving, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not arriving.done():
                arriving.cancel()
                return Response(status_code=499)
            said = arriving.result()
            if said is None:
                return JSONResponse(writer.whole(text, end, calls))
            if isinstance(said, End):
                end = said
            elif isinstance(said, Calls):
                calls = said.calls
            else:
                text += said
    finally:
        leaving.cancel()
        talk.cancel()
