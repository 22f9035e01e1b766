"""What a client may ask, checked: OpenAI's JSON becomes a typed request, or a refusal in French.

Nothing here knows HTTP or a model. Fields that nobody here understands are left out in silence only
where OpenAI's API says that they change nothing (``user``, ``metadata``); others are refused.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from mistral_assistant.chat import ChatMessage, GenerationOptions, Role
from mistral_assistant.engine.refusal import RequestError, wrong
from mistral_assistant.engine.tool_request import Offer, calls, offer, result
from mistral_assistant.i18n import _

MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_MESSAGES = 2_000
MAX_TOKENS = 32_768
MAX_STOPS = 16
MAX_STOP_CHARS = 200
MAX_NAME_CHARS = 200
DEFAULT = "default"
"""The name that means: whatever the engine was started for."""


@dataclass(frozen=True)
class Request:
    """One answer that is asked for."""

    model: str
    """The base, one of the adapters, or ``default``."""
    messages: tuple[ChatMessage, ...] = ()
    prompt: str = ""
    """Text to continue; used where there are no messages."""
    prompt_ids: tuple[int, ...] = ()
    options: GenerationOptions = GenerationOptions()
    stop: tuple[str, ...] = ()
    stream: bool = False
    include_usage: bool = False
    """Send the token counts at the end of a stream as well."""
    offer: Offer = Offer()

    @property
    def chat(self) -> bool:
        """True for a conversation, false for a text to continue."""
        return bool(self.messages)


def chat_request(body: Any) -> Request:
    """Read the body of ``/v1/chat/completions``.

    Raises:
        RequestError: it is not one.
    """
    values = _object(body)
    _refuse_unsupported(values, _ONLY)
    return _request(values, messages=_messages(values.get("messages")), offer=offer(values))


def completion_request(body: Any) -> Request:
    """Read the body of ``/v1/completions``; the prompt is one text or one list of token ids.

    Raises:
        RequestError: it is not one.
    """
    values = _object(body)
    _refuse_unsupported(values, {**_ONLY, **_ONLY_IN_CHATS})
    prompt = values.get("prompt")
    if isinstance(prompt, list) and len(prompt) == 1 and isinstance(prompt[0], str | list):
        prompt = prompt[0]
    if isinstance(prompt, str):
        return _request(values, prompt=prompt)
    if isinstance(prompt, list) and prompt and all(type(token) is int for token in prompt):
        return _request(values, prompt_ids=tuple(prompt))
    raise wrong("prompt", _("un texte, ou une liste de jetons"))


def _object(body: Any) -> Mapping[str, Any]:
    if not isinstance(body, dict):
        raise RequestError(_("La demande n'est pas un objet JSON."))
    return body


def _request(values: Mapping[str, Any], **what: Any) -> Request:
    usage = values.get("stream_options")
    if usage is not None and not isinstance(usage, dict):
        raise wrong("stream_options", _("un objet"))
    return Request(
        model=_name(values.get("model")),
        options=_options(values),
        stop=_stops(values.get("stop")),
        stream=_flag(values, "stream"),
        include_usage=_flag(usage or {}, "include_usage"),
        **what,
    )


def _messages(values: Any) -> tuple[ChatMessage, ...]:
    if not isinstance(values, list) or not values:
        raise wrong("messages", _("une liste de messages"))
    if len(values) > MAX_MESSAGES:
        raise RequestError(
            _("La conversation a plus de {most} messages.").format(most=MAX_MESSAGES),
            param="messages",
        )
    return tuple(_message(value, place) for place, value in enumerate(values))


def _message(value: Any, place: int) -> ChatMessage:
    role = value.get("role") if isinstance(value, dict) else None
    role = "system" if role == "developer" else role
    if role not in ("system", "user", "assistant", "tool"):
        raise wrong(f"messages[{place}].role", "system, user, assistant, tool")
    if role == "assistant" and value.get("tool_calls"):
        return ChatMessage("assistant", "", calls(value["tool_calls"], place))
    text = _text(value.get("content"))
    if text is None:
        raise wrong(f"messages[{place}].content", _("un texte"))
    if role == "tool":
        return result(value, text, place)
    return ChatMessage(cast(Role, role), text)


def _text(content: Any) -> str | None:
    """Return the text of a message, which may come in parts; None if it is no text."""
    if isinstance(content, list):
        parts = [
            part.get("text") if isinstance(part, dict) and part.get("type") == "text" else None
            for part in content
        ]
        texts = [part for part in parts if isinstance(part, str)]
        content = "".join(texts) if len(texts) == len(parts) else None
    # Halves of surrogate pairs are valid JSON and no text.
    return content.encode("utf-8", "replace").decode() if isinstance(content, str) else None


def _options(values: Mapping[str, Any]) -> GenerationOptions:
    usual = GenerationOptions()
    asked = values.get("max_completion_tokens")
    named = "max_tokens" if asked is None else "max_completion_tokens"
    return GenerationOptions(
        temperature=_number(values, "temperature", usual.temperature, 0.0, 5.0),
        top_p=_number(values, "top_p", usual.top_p, 0.0, 1.0),
        top_k=_whole(values, "top_k", usual.top_k, 0, 1_000_000),
        max_tokens=_whole(values, named, usual.max_tokens, 1, MAX_TOKENS),
        repetition_penalty=_number(values, "repetition_penalty", 1.0, 0.1, 10.0),
        seed=_whole(values, "seed", -1, -(2**63), 2**63 - 1) if _given(values, "seed") else None,
    )


def _stops(value: Any) -> tuple[str, ...]:
    stops = [value] if isinstance(value, str) else value or []
    if (
        not isinstance(stops, list)
        or len(stops) > MAX_STOPS
        or not all(isinstance(stop, str) and len(stop) <= MAX_STOP_CHARS for stop in stops)
    ):
        raise wrong("stop", _("un texte ou une liste de textes courts"))
    return tuple(stop for stop in stops if stop)


_ONLY: Mapping[str, tuple[Any, ...]] = {
    "n": (1,),
    "best_of": (1,),
    "echo": (False,),
    "logprobs": (False, 0),
    "top_logprobs": (0,),
    "logit_bias": ({},),
    "presence_penalty": (0,),
    "frequency_penalty": (0,),
    "suffix": ("",),
    "functions": ([],),
    "response_format": ({"type": "text"},),
}
"""What OpenAI's API has and this engine has not, with the values that change nothing."""
_ONLY_IN_CHATS: Mapping[str, tuple[Any, ...]] = {"tools": ([],), "tool_choice": ("none", "auto")}


def _refuse_unsupported(values: Mapping[str, Any], only: Mapping[str, tuple[Any, ...]]) -> None:
    for name, harmless in only.items():
        if _given(values, name) and values[name] not in harmless:
            raise RequestError(
                _("Ce moteur ne connaît pas « {name} ».").format(name=name),
                code="unsupported",
                param=name,
            )


def _name(value: Any) -> str:
    if value is None:
        return DEFAULT
    if not isinstance(value, str) or len(value) > MAX_NAME_CHARS:
        raise wrong("model", _("un nom"))
    return value or DEFAULT


def _given(values: Mapping[str, Any], name: str) -> bool:
    return values.get(name) is not None


def _flag(values: Mapping[str, Any], name: str) -> bool:
    value = values.get(name) or False
    if not isinstance(value, bool):
        raise wrong(name, "true, false")
    return value


def _number(values: Mapping[str, Any], name: str, usual: float, least: float, most: float) -> float:
    value = values.get(name)
    if value is None:
        return usual
    if type(value) not in (int, float) or not math.isfinite(value) or not least <= value <= most:
        raise wrong(name, _("un nombre de {least} à {most}").format(least=least, most=most))
    return float(value)


def _whole(values: Mapping[str, Any], name: str, usual: int, least: int, most: int) -> int:
    value = values.get(name)
    if value is None:
        return usual
    if type(value) is not int or not least <= value <= most:
        raise wrong(name, _("un entier de {least} à {most}").format(least=least, most=most))
    return value
