"""Messages, tools and calls as OpenAI's API writes them in a request."""

import json
from itertools import groupby
from typing import Any

from mistral_assistant.chat import ChatMessage, Tool, ToolCall


def alternating(messages: tuple[ChatMessage, ...]) -> list[ChatMessage]:
    """Return the messages with neighbours of one role joined, as most chat formats want them.

    Calls of tools and what they gave back stay as they are.
    """
    joined: list[ChatMessage] = []
    for kind, group in groupby(messages, key=lambda item: (item.role, bool(item.calls))):
        if kind[0] == "tool" or kind[1]:
            joined += group
        else:
            joined.append(ChatMessage(kind[0], "\n\n".join(item.content for item in group)))
    return joined


def as_json(message: ChatMessage) -> dict[str, Any]:
    """Return a message as the API writes it; halves of surrogate pairs cannot be sent."""
    content = message.content.encode("utf-8", "replace").decode()
    value: dict[str, Any] = {"role": message.role, "content": content}
    if message.calls:
        value["tool_calls"] = [_call_json(call) for call in message.calls]
    if message.role == "tool":
        value["tool_call_id"] = message.call_id
    return value


def tool_json(tool: Tool) -> dict[str, Any]:
    """Return a tool as the API offers it."""
    about = {"name": tool.name, "description": tool.description}
    return {"type": "function", "function": {**about, "parameters": dict(tool.parameters)}}


def _call_json(call: ToolCall) -> dict[str, Any]:
    arguments = json.dumps(dict(call.arguments))
    function = {"name": call.name, "arguments": arguments}
    return {"id": call.id, "type": "function", "function": function}
