"""The forms that a row of training data takes, read into an Example and written back without loss.

A form is told by its columns. Files are read and written in ``reading`` and ``writing``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, cast

from mistral_assistant.chat import ChatMessage, Role
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.header import columns_of
from mistral_assistant.i18n import _

Values = Mapping[str, Any]

FORMS: Mapping[str, tuple[str, ...]] = {
    "pairs": ("instruction", "response"),
    "messages": ("messages",),
    "sharegpt": ("conversations",),
    "alpaca": ("instruction", "input", "output"),
    "prompt": ("prompt", "completion"),
    "preference": ("prompt", "chosen", "rejected"),
    "text": ("text",),
}
"""Form → its columns as we write them."""
STRUCTURED = ("messages", "conversations", "history")
"""Columns that always hold JSON."""
TEXT_COLUMNS = ("text", "texte", "content", "contenu")
_FROM: Mapping[str, Role] = {"human": "user", "user": "user", "gpt": "assistant",
                             "assistant": "assistant", "system": "system"}  # fmt: skip
_TO = {"user": "human", "assistant": "gpt", "system": "system"}
_FLAT = ("system", "history", "input")


class RowFault(ValueError):
    """Why a row cannot be read or written in a form; the caller knows file and line."""


class Layout:
    """Which form the rows of a file have, and which of its columns play which role."""

    def __init__(self, form: str, roles: Mapping[str, str]) -> None:
        self.form = form
        self.roles = dict(roles)
        """Our name of a column → its name in the file."""

    def read(self, values: Values, line: int = 0) -> Example:
        """Return the example of a row.

        Raises:
            RowFault: a value is not what the form wants.
        """
        roles = self._roles_in(values)
        own = {role: values[name] for role, name in roles.items() if name in values}
        used = set(roles.values())
        extra = {name: value for name, value in values.items() if name not in used}
        return _READ[self.form](own, extra, line)

    def changed(self, values: Values, change: Callable[[str], str]) -> dict[str, Any]:
        """Return the row with every text that training sees passed through ``change``."""
        texts = set(self._roles_in(values).values())
        return {
            name: _deep(value, change) if name in texts else value for name, value in values.items()
        }

    def _roles_in(self, values: Values) -> dict[str, str]:
        """Return the roles with those that only some rows have, perhaps late in the file."""
        if self.form in ("sharegpt", "text"):
            return self.roles
        return {**{name: name for name in _FLAT if name in values}, **self.roles}


def layout_of(columns: Collection[str], renamed: Mapping[str, str] | None = None) -> Layout | None:
    """Tell the form of a file from its columns, in any case, order and language.

    ``renamed`` maps a column of the file to one of ours. None where no form fits.
    """
    wanted = renamed or {}
    names = {wanted.get(name, name).strip().lower(): name for name in columns}
    for form in ("messages", "sharegpt", "preference", "alpaca", "prompt", "pairs"):
        if all(role in names for role in FORMS[form]):
            optional = [role for role in _FLAT if role in names and form != "sharegpt"]
            roles = [*FORMS[form], *optional]
            return Layout(form, {role: names[role] for role in roles})
    texts = [names[name] for name in TEXT_COLUMNS if name in names]
    listed = list(columns)
    found = columns_of(listed, wanted)
    if found.has_pairs and not ({"id_tweet"} & set(names)):
        pairs = {"instruction": listed[found.instruction], "response": listed[found.response]}
        return Layout("pairs", pairs | {role: names[role] for role in _FLAT if role in names})
    return Layout("text", {"text": texts[0]}) if texts else None


def written(example: Example, form: str) -> dict[str, Any]:
    """Return the row of an example in a form.

    Raises:
        RowFault: the form cannot hold it.
    """
    if form not in forms_for(example):
        raise RowFault(
            _("un exemple du genre « {kind} » n'entre pas dans la forme « {form} »").format(
                kind=example.kind, form=form
            )
        )
    row = _WRITE[form](example)
    clash = sorted(set(row) & set(example.extra))
    if clash:
        raise RowFault(_("la colonne « {name} » y est deux fois").format(name=clash[0]))
    return row | dict(example.extra)


def forms_for(example: Example) -> Sequence[str]:
    """Return the forms that can hold an example without loss."""
    if example.kind == "text":
        return ("text",)
    if example.kind == "preference":
        return ("preference",)
    return ("pairs", "messages", "sharegpt", "alpaca", "prompt")


def _deep(value: Any, change: Callable[[str], str]) -> Any:
    """Change the texts of a value; of messages only what is said, not who says it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_deep(item, change) for item in value]
    if isinstance(value, dict):
        kept = ("role", "from")
        return {k: v if k in kept else _deep(v, change) for k, v in value.items()}
    return value


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


_READ: Mapping[str, Callable[[Values, Values, int], Example]] = {
    "pairs": _read_pairs,
    "messages": _read_messages,
    "sharegpt": _read_sharegpt,
    "alpaca": _read_alpaca,
    "prompt": _read_prompt,
    "preference": _read_preference,
    "text": _read_text,
}
_WRITE: Mapping[str, Callable[[Example], dict[str, Any]]] = {
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
