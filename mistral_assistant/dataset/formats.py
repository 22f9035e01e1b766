"""The form of a file, told by its columns; its rows read into examples and written back.

Files are read and written in ``reading`` and ``writing``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.form_names import FORMS, TEXT_COLUMNS, Values
from mistral_assistant.dataset.form_readers import READERS
from mistral_assistant.dataset.form_writers import WRITERS
from mistral_assistant.dataset.header import columns_of
from mistral_assistant.dataset.row_fault import RowFault
from mistral_assistant.i18n import _

_FLAT = ("system", "history", "input")


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
        return READERS[self.form](own, extra, line)

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
    row = WRITERS[form](example)
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
