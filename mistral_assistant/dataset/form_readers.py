"""A row of each form, read into an example without loss."""

from collections.abc import Callable, Mapping
from typing import Any

from mistral_assistant.chat import ChatMessage, Role
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.form_names import FORMS, Values
from mistral_assistant.dataset.row_fault import RowFault
from mistral_assistant.i18n import _

_FROM: Mapping[str, Role] = {"human": "user", "user": "user", "gpt": "assistant",
                             "assistant": "assistant", "system": "system"}  # fmt: skip


def _text(own: Values, role: str, default: str | None = None) -> str:
    value = own.get(role, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise RowFault(_("« {name} » : il faut un texte").format(name=role))
    return value


def _flat(own: Values, extra: Values, line: int, question: str, answer: str) -> Example:
    """Read one of the forms that hold the last question and its answer in two columns."""
    messages = _history(own.get("history"))
    system = _text(own, "system", "")
    if system:
        messages = [ChatMessage("system", system), *messages]
    messages += [ChatMessage("user", question), ChatMessage("assistant", answer)]
    return Example(tuple(messages), input=_text(own, "input", ""), extra=extra, line=line)


def _history(value: Any) -> list[ChatMessage]:
    if value in (None, "", []):
        return []
    if not isinstance(value, list):
        raise RowFault(_("« {name} » : il faut une liste").format(name="history"))
    turns: list[ChatMessage] = []
    for pair in value:
        if not (
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(t, str) for t in pair)
        ):
            raise RowFault(_("« history » : il faut des paires question-réponse"))
        turns += [ChatMessage("user", pair[0]), ChatMessage("assistant", pair[1])]
    return turns


def _messages(value: Any, role_key: str, text_key: str, name: str) -> tuple[ChatMessage, ...]:
    if not isinstance(value, list) or not value:
        raise RowFault(_("« {name} » : il faut une liste de messages").format(name=name))
    return tuple(_message(item, role_key, text_key, place) for place, item in enumerate(value, 1))


def _message(item: Any, role_key: str, text_key: str, place: int) -> ChatMessage:
    if not isinstance(item, dict) or not isinstance(item.get(text_key), str):
        raise RowFault(
            _("message {place} : il faut « {role} » et « {text} »").format(
                place=place, role=role_key, text=text_key
            )
        )
    role = _FROM.get(str(item.get(role_key)).lower())
    if role is None:
        raise RowFault(
            _("message {place} : le rôle « {role} » est inconnu").format(
                place=place, role=str(item.get(role_key))[:40]
            )
        )
    more = sorted(set(item) - {role_key, text_key})
    if more:
        raise RowFault(
            _("message {place} : la clé « {name} » serait perdue").format(place=place, name=more[0])
        )
    return ChatMessage(role, item[text_key])


def _read_pairs(own: Values, extra: Values, line: int) -> Example:
    return _flat(own, extra, line, _text(own, "instruction"), _text(own, "response"))


def _read_alpaca(own: Values, extra: Values, line: int) -> Example:
    return _flat(own, extra, line, _text(own, "instruction"), _text(own, "output"))


def _read_prompt(own: Values, extra: Values, line: int) -> Example:
    prompt, completion = own.get("prompt"), own.get("completion")
    if isinstance(prompt, list) and isinstance(completion, list):
        messages = _messages([*prompt, *completion], "role", "content", "prompt")
        return Example(messages, input=_text(own, "input", ""), extra=extra, line=line)
    return _flat(own, extra, line, _text(own, "prompt"), _text(own, "completion"))


def _read_messages(own: Values, extra: Values, line: int) -> Example:
    messages = _messages(own.get("messages"), "role", "content", "messages")
    return Example(messages, input=_text(own, "input", ""), extra=extra, line=line)


def _read_sharegpt(own: Values, extra: Values, line: int) -> Example:
    messages = _messages(own.get("conversations"), "from", "value", "conversations")
    extra = dict(extra)
    given = extra.pop("input", "")
    return Example(messages, input=given if isinstance(given, str) else "", extra=extra, line=line)


def _read_preference(own: Values, extra: Values, line: int) -> Example:
    prompt, chosen, rejected = (own.get(role) for role in FORMS["preference"])
    if isinstance(prompt, list):
        before = _messages(prompt, "role", "content", "prompt")
        good, bad = (_answer(value, role) for value, role in
                     ((chosen, "chosen"), (rejected, "rejected")))  # fmt: skip
        messages = (*before, ChatMessage("assistant", good))
        return Example(messages, bad, input=_text(own, "input", ""), extra=extra, line=line)
    flat = _flat(own, extra, line, _text(own, "prompt"), _text(own, "chosen"))
    return Example(flat.messages, _text(own, "rejected"), None, flat.input, extra, line)


def _answer(value: Any, role: str) -> str:
    if isinstance(value, str):
        return value
    said = _messages(value, "role", "content", role)
    if len(said) != 1 or said[0].role != "assistant":
        raise RowFault(_("« {name} » : il faut une seule réponse").format(name=role))
    return said[0].content


def _read_text(own: Values, extra: Values, line: int) -> Example:
    return Example(text=_text(own, "text"), extra=extra, line=line)


READERS: Mapping[str, Callable[[Values, Values, int], Example]] = {
    "pairs": _read_pairs,
    "messages": _read_messages,
    "sharegpt": _read_sharegpt,
    "alpaca": _read_alpaca,
    "prompt": _read_prompt,
    "preference": _read_preference,
    "text": _read_text,
}
"""Form → what reads (the values of its columns, the others, the line)."""
