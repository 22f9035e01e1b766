"""One streamed HTTP reply: opened and read in a thread, closed from outside at any moment."""

import json
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mistral_assistant.certificates import trusted
from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _

if TYPE_CHECKING:
    import httpx2

MAX_EVENT_BYTES = 1024 * 1024
MAX_BODY_BYTES = 4 * 1024 * 1024
_ERROR_CHARS = 300
_PASSING = (408, 425, 429, 500, 502, 503, 504)


class StreamFault(Exception):
    """What went wrong with a request, for the user's eyes."""

    def __init__(
        self,
        problem: str,
        hint: str = "",
        *,
        status: int = -1,
        passing: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """``status``: HTTP status, 0 if the server was not reached; ``passing``: worth a retry."""
        super().__init__(problem)
        self.hint = hint
        self.status = status
        self.passing = passing
        self.retry_after = retry_after


class Reply:
    """A request for a streamed answer. ``read`` belongs to one thread, ``close`` to any."""

    def __init__(
        self, url: str, body: Mapping[str, Any], key: str, connect: float, read: float
    ) -> None:
        self._url = url
        self._body = body
        self._key = key
        self._connect = connect
        self._read = read
        self._lock = threading.Lock()
        self._closed = False
        self._response: httpx2.Response | None = None

    def read(self, put: Callable[[Mapping[str, Any]], None]) -> None:
        """Send the request and give every event of the reply to ``put``.

        Raises:
            StreamFault: the server cannot be reached, refuses, or sends what is no answer.
        """
        import httpx2

        headers = _headers(self._key)
        try:
            with (
                _client(self._url, self._connect, self._read) as client,
                client.stream("POST", self._url, json=self._body, headers=headers) as response,
            ):
                with self._lock:
                    self._response = response
                    if self._closed:
                        return
                _check(response)
                self._events(response, put)
        except httpx2.HTTPError as error:
            raise _unreachable(error) from error
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise StreamFault(_("L'adresse du serveur n'en est pas une."), status=0) from error

    def close(self) -> None:
        """End the reply now, even while the other thread waits for its next byte."""
        with self._lock:
            self._closed = True
            response = self._response
        if response is None:
            return
        stream = response.extensions.get("network_stream")
        raw = stream.get_extra_info("socket") if stream else None
        if raw is not None:
            with suppress(OSError):
                raw.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def get(url: str, key: str, patience: float) -> Any:
        """Return the JSON at ``url``.

        Raises:
            StreamFault: it cannot be had within ``patience`` seconds a step, or is no JSON.
        """
        import httpx2

        try:
            with (
                _client(url, patience, patience) as client,
                client.stream("GET", url, headers=_headers(key)) as response,
            ):
                _check(response)
                return _json(_body(response))
        except httpx2.HTTPError as error:
            raise _unreachable(error) from error
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise StreamFault(_("L'adresse du serveur n'en est pas une."), status=0) from error

    def _events(
        self, response: "httpx2.Response", put: Callable[[Mapping[str, Any]], None]
    ) -> None:
        from httpx2 import EventSource

        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":  # a server that does not stream
            put(_event(_body(response).decode("utf-8", "replace")))
            return
        if kind != "text/event-stream":
            raise StreamFault(
                _("Ce qui répond là n'est pas un serveur de modèle."),
                _("Vérifiez l'adresse : elle se termine d'ordinaire par /v1."),
            )
        for event in EventSource(response, max_event_size=MAX_EVENT_BYTES):
            if event.data.strip() == "[DONE]":
                return
            if event.data:
                put(_event(event.data, event.event))


def read_events(
    reply: Reply, put: Callable[[Mapping[str, Any] | StreamFault | None], None]
) -> None:
    """Read a reply to its end, in a thread: events, then None, or the fault that ended it."""
    try:
        reply.read(put)
    except StreamFault as fault:
        put(fault)
    else:
        put(None)


def _client(url: str, connect: float, read: float) -> "httpx2.Client":
    import httpx2

    # A redirect would carry the key to another host, a proxy from the environment as well.
    timeout = httpx2.Timeout(connect, read=read, pool=connect, write=30.0)
    return httpx2.Client(
        timeout=timeout, verify=trusted(url), follow_redirects=False, trust_env=False
    )


def _headers(key: str) -> dict[str, str]:
    # No compression: a few bytes must not become gigabytes.
    headers = {"accept": "text/event-stream, application/json", "accept-encoding": "identity"}
    return {**headers, "authorization": f"Bearer {key}"} if key else headers


def _check(response: "httpx2.Response") -> None:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise StreamFault(_("Le serveur répond sous une forme compressée qu'il ne devait pas."))
    status = response.status_code
    if status == 200:
        return
    if 300 <= status < 400:
        raise StreamFault(
            _("Le serveur renvoie vers une autre adresse."),
            _("Mettez la bonne adresse dans les réglages ; la clé n'a pas été transmise."),
            status=status,
        )
    raise StreamFault(
        _refusal(status, _message(_body(response))),
        _hint(status),
        status=status,
        passing=status in _PASSING,
        retry_after=_seconds(response.headers.get("retry-after")),
    )


def _refusal(status: int, message: str) -> str:
    match status:
        case 401 | 403:
            said = _("la clé est refusée.")
        case 404:
            said = _("le modèle ou l'adresse n'existe pas.")
        case 413 | 429 | 503:
            said = (
                _("le serveur est surchargé.")
                if status != 413
                else _("la demande est trop longue.")
            )
        case _:
            said = _("la demande est refusée (code {status}).").format(status=status)
    return f"{said} {message}".strip()


def _hint(status: int) -> str:
    match status:
        case 401 | 403:
            return _("Vérifiez la clé : variable MISTRAL_ASSISTANT_API_KEY ou fichier api-key.")
        case 404:
            return _("Vérifiez l'adresse et le nom du modèle dans les réglages.")
        case 429 | 503:
            return _("Réessayez dans un moment.")
    return ""


def _message(body: bytes) -> str:
    """Return what the server says of an error, on one clean line of bounded length."""
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    error = values.get("error") or values if isinstance(values, dict) else values
    text = error.get("message") or error.get("detail") if isinstance(error, dict) else error
    return clean_line(text)[:_ERROR_CHARS] if isinstance(text, str) else ""


def _body(response: "httpx2.Response") -> bytes:
    data = b""
    for piece in response.iter_raw():
        data += piece
        if len(data) > MAX_BODY_BYTES:
            raise StreamFault(_("La réponse du serveur est démesurée."))
    return data


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise StreamFault(_("La réponse du serveur n'est pas du JSON.")) from error


def _event(data: str, kind: str = "") -> Mapping[str, Any]:
    """Return an event; servers tell of an error in its name, in a field, or as its type."""
    event = _json(data.encode("utf-8", "replace"))
    if not isinstance(event, dict):
        raise StreamFault(_("La réponse du serveur n'est pas du JSON."))
    if event.get("error") or "error" in (kind, event.get("object"), event.get("type")):
        raise StreamFault(_message(data.encode()) or _("Le serveur signale une erreur."))
    return event


def _seconds(value: str | None) -> float | None:
    """Return a Retry-After in seconds; a date, which few servers send, counts as absent."""
    try:
        return max(0.0, float(value)) if value else None
    except ValueError:
        return None


def _unreachable(error: "httpx2.HTTPError") -> StreamFault:
    import httpx2

    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return StreamFault(
            _("le serveur ne répond pas."),
            _("Vérifiez qu'il tourne ; « mistral-assistant doctor » cherche les serveurs d'ici."),
            status=0,
            passing=True,
        )
    if isinstance(error, httpx2.TimeoutException):
        return StreamFault(_("Le serveur ne répond plus."))
    if isinstance(error, httpx2.SSEError):
        return StreamFault(_("La réponse du serveur est démesurée."))
    return StreamFault(_("La connexion s'est rompue."), passing=True)
