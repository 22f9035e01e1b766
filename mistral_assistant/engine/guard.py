"""Who may talk to the engine: the right host name, the right token, a request of bounded size."""

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from mistral_assistant.engine import wire
from mistral_assistant.engine.protocol import MAX_BODY_BYTES
from mistral_assistant.engine.refusal import RequestError
from mistral_assistant.i18n import _

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Guard:
    """Wraps the application; what is not allowed never reaches it."""

    def __init__(self, app: App, token: str, host: str) -> None:
        self._app = app
        self._token = token.encode()
        # A page of another site reaches this port by a name of its own that resolves to here.
        self._hosts = LOOPBACK if host in LOOPBACK else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401, 403 or 413, or pass the request on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        fault = self._fault(headers)
        if fault is None:
            await self._app(scope, receive, send)
            return
        from starlette.responses import JSONResponse

        extra = {"www-authenticate": "Bearer"} if fault.status == 401 else {}
        await JSONResponse(wire.error(fault), fault.status, extra)(scope, receive, send)

    def _fault(self, headers: dict[bytes, bytes]) -> RequestError | None:
        host = headers.get(b"host", b"").decode("latin-1")
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        if self._hosts is not None and name.strip("[]").lower() not in self._hosts:
            return RequestError(_("Ce nom d'hôte n'est pas admis."), 403, "forbidden")
        kind, _space, given = headers.get(b"authorization", b"").partition(b" ")
        if kind.lower() != b"bearer" or not hmac.compare_digest(given.strip(), self._token):
            return RequestError(_("Le jeton d'accès manque ou est faux."), 401, "unauthorized")
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            return too_large()
        return None


def too_large() -> RequestError:
    """Return what somebody is told whose request is too large."""
    return RequestError(
        _("La demande dépasse {most} Mio.").format(most=MAX_BODY_BYTES // 1024**2),
        413,
        "too_large",
    )
