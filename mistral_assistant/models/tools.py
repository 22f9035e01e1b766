"""Tools as Mistral v3 reads and writes them: JSON between control tokens. Runs none of them."""

import json
import re
import uuid
from collections.abc import Sequence
from typing import Any

from mistral_assistant.chat import ChatMessage, Tool, ToolCall
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _

MAX_CALLS = 16
_ID = re.compile(r"[A-Za-z0-9]{9}")
"""What v3 knows as the name of a call."""


def tools_json(tools: Sequence[Tool]) -> str:
    """Return the list of tools as it stands before the last question."""
    listed = [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.description,
                "parameters": dict(tool.parameters),
            },
        }
        for tool in tools
    ]
    return json.dumps(listed, ensure_ascii=False)


def calls_json(calls: Sequence[ToolCall]) -> str:
    """Return what the model said when it asked for tools."""
    listed: list[dict[str, Any]] = []
    for call in calls:
        said: dict[str, Any] = {"name": call.name, "arguments": dict(call.arguments)}
        listed.append({**said, "id": call.id} if call.id else said)
    return json.dumps(listed, ensure_ascii=False)


def result_json(message: ChatMessage) -> str:
    """Return what a tool gave back; text that is JSON is handed on as such."""
    try:
        content = json.loads(message.content)
    except (ValueError, RecursionError):
        content = message.content
    return json.dumps({"content": content, "call_id": message.call_id}, ensure_ascii=False)


def read_calls(text: str, tools: Sequence[Tool]) -> tuple[ToolCall, ...]:
    """Return the calls that the model wrote after its mark; each has a name of its own.

    Empty if they are no calls, or name a tool that was not offered: the model can call nothing
    else.
    """
    try:
        listed = json.loads(text.strip())
    except (ValueError, RecursionError):
        return ()
    if not isinstance(listed, list) or not 0 < len(listed) <= MAX_CALLS:
        return ()
    calls = [_call(item) for item in listed]
    known = {tool.name for tool in tools}
    found = tuple(call for call in calls if call is not None and call.name in known)
    return found if len(found) == len(listed) else ()


def no_tools(messages: Sequence[ChatMessage], tools: Sequence[Tool]) -> None:
    """Refuse tools for a model whose format for them is not known here.

    Raises:
        ModelError: there are any.
    """
    if tools or any(message.calls or message.role == "tool" for message in messages):
        raise ModelError(
            _("Ce modèle n'a pas de format d'outils connu ici."),
            _("Posez la question sans outils, ou prenez un modèle Mistral v3."),
        )


def _call(item: Any) -> ToolCall | None:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str):
        return None
    arguments = item.get("arguments", {})
    if not isinstance(arguments, dict):
        return None
    said = item.get("id")
    named = said if isinstance(said, str) and _ID.fullmatch(said) else uuid.uuid4().hex[:9]
    return ToolCall(item["name"], arguments, named)
