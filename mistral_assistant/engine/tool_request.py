"""The part of a request that offers tools, and of its messages that speaks of them; checked."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mistral_assistant.chat import ChatMessage, Tool, ToolCall
from mistral_assistant.engine.refusal import wrong
from mistral_assistant.i18n import _

MAX_TOOLS = 128
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_MAX_ID = 100


@dataclass(frozen=True)
class Offer:
    """The tools of a request."""

    tools: tuple[Tool, ...] = ()
    must: bool = False
    """The answer has to be a call."""
    single: bool = False
    """One call at most."""


def offer(values: Mapping[str, Any]) -> Offer:
    """Read ``tools``, ``tool_choice`` and ``parallel_tool_calls``.

    Raises:
        RequestError: they are not what OpenAI's API knows.
    """
    listed = values.get("tools") or []
    if not isinstance(listed, list) or len(listed) > MAX_TOOLS:
        raise wrong("tools", _("une liste d'outils"))
    tools = tuple(_tool(value, place) for place, value in enumerate(listed))
    choice = values.get("tool_choice")
    single = values.get("parallel_tool_calls") is False
    match choice:
        case None | "auto":
            return Offer(tools, single=single)
        case "none":
            return Offer()
        case "required" if tools:
            return Offer(tools, True, single)
        case {"type": "function", "function": {"name": str(name)}}:
            chosen = tuple(tool for tool in tools if tool.name == name)
            if chosen:
                return Offer(chosen, True, True)
    raise wrong("tool_choice", _("none, auto, required ou l'un des outils"))


def calls(value: Any, place: int) -> tuple[ToolCall, ...]:
    """Read the ``tool_calls`` of an earlier answer.

    Raises:
        RequestError: they are none.
    """
    if not isinstance(value, list):
        raise wrong(f"messages[{place}].tool_calls", _("une liste d'appels"))
    return tuple(_call(item, f"messages[{place}].tool_calls[{n}]") for n, item in enumerate(value))


def result(value: Mapping[str, Any], text: str, place: int) -> ChatMessage:
    """Read what a tool gave back.

    Raises:
        RequestError: it does not say which call it answers.
    """
    name = value.get("tool_call_id")
    if not isinstance(name, str) or not 0 < len(name) <= _MAX_ID:
        raise wrong(f"messages[{place}].tool_call_id", _("le nom d'un appel"))
    return ChatMessage("tool", text, call_id=name)


def _tool(value: Any, place: int) -> Tool:
    function = value.get("function") if isinstance(value, dict) else None
    if not isinstance(function, dict) or value.get("type") != "function":
        raise wrong(f"tools[{place}]", _("une fonction avec un nom"))
    name, about = function.get("name"), function.get("description") or ""
    schema = function.get("parameters") or {}
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise wrong(f"tools[{place}].function.name", _("un nom"))
    if not isinstance(about, str) or not isinstance(schema, dict):
        raise wrong(f"tools[{place}].function", _("une fonction avec un nom"))
    return Tool(name, about, schema)


def _call(value: Any, place: str) -> ToolCall:
    given = value if isinstance(value, dict) else {}
    function = given.get("function")
    if not isinstance(function, dict):
        raise wrong(place, _("un appel avec un nom"))
    name, said = function.get("name"), given.get("id")
    if not isinstance(name, str) or not isinstance(said, str) or len(said) > _MAX_ID:
        raise wrong(place, _("un appel avec un nom"))
    return ToolCall(name, _arguments(function.get("arguments"), place), said)


def _arguments(value: Any, place: str) -> Mapping[str, Any]:
    try:
        found = json.loads(value) if isinstance(value, str) and value.strip() else value or {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise wrong(f"{place}.function.arguments", _("un objet JSON"))
    return found
