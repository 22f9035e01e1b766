"""An example, written as a row of each form without loss."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from mistral_assistant.chat import ChatMessage
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.row_fault import RowFault
from mistral_assistant.i18n import _

_TO = {"user": "human", "assistant": "gpt", "system": "system"}


def _two_columns(example: Example, question: str, answer: str) -> dict[str, Any]:
    """Write a dialogue into two columns, its beginning beside them."""
    messages = list(example.messages)
    row: dict[str, Any] = {}
    if messages and messages[0].role == "system" and messages[0].content:
        row["system"] = messages.pop(0).content
    roles = [message.role for message in messages]
    if len(roles) < 2 or len(roles) % 2 or roles != ["user", "assistant"] * (len(roles) // 2):
        raise RowFault(_("les rôles n'alternent pas : user, assistant"))
    texts = [message.content for message in messages]
    row = {question: texts[-2], answer: texts[-1]} | row
    if len(texts) > 2:
        row["history"] = [texts[place : place + 2] for place in range(0, len(texts) - 2, 2)]
    return row | _input(example)


def _input(example: Example) -> dict[str, str]:
    return {"input": example.input} if example.input else {}


def _dicts(messages: Sequence[ChatMessage]) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.content} for message in messages]


def _write_alpaca(example: Example) -> dict[str, Any]:
    row = _two_columns(example, "instruction", "output")
    return {"instruction": row.pop("instruction"), "input": row.pop("input", "")} | row


def _is_plain(messages: Sequence[ChatMessage]) -> bool:
    return [message.role for message in messages] == ["user", "assistant"]


def _write_prompt(example: Example) -> dict[str, Any]:
    if _is_plain(example.messages):
        asked, said = example.messages
        return {"prompt": asked.content, "completion": said.content} | _input(example)
    *before, last = example.messages
    return {"prompt": _dicts(before), "completion": _dicts([last])} | _input(example)


def _write_preference(example: Example) -> dict[str, Any]:
    rejected = cast(str, example.rejected)
    *before, good = example.messages
    if _is_plain(example.messages):
        row: dict[str, Any] = {
            "prompt": before[0].content,
            "chosen": good.content,
            "rejected": rejected,
        }
        return row | _input(example)
    row = {"prompt": _dicts(before), "chosen": _dicts([good]),
           "rejected": _dicts([ChatMessage("assistant", rejected)])}  # fmt: skip
    return row | _input(example)


WRITERS: Mapping[str, Callable[[Example], dict[str, Any]]] = {
    "pairs": lambda example: _two_columns(example, "instruction", "response"),
    "messages": lambda example: {"messages": _dicts(example.messages)} | _input(example),
    "sharegpt": lambda example: (
        {"conversations": [{"from": _TO[m.role], "value": m.content} for m in example.messages]}
        | _input(example)
    ),
    "alpaca": _write_alpaca,
    "prompt": _write_prompt,
    "preference": _write_preference,
    "text": lambda example: {"text": example.text},
}
"""Form → what writes an example in it."""
