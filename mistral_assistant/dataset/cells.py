"""What a cell of a table can hold, and how other values come back exactly from it.

A column whose name ends in ``:json`` holds JSON, which keeps numbers, lists and missing values
apart from texts. Cells that a spreadsheet would run as a formula are guarded by an apostrophe.
"""

import json
import re
from typing import Any

from mistral_assistant.dataset.row_fault import RowFault
from mistral_assistant.i18n import _

JSON_MARK = ":json"
GUARD_MARK = "'"
MOST_IN_A_CELL = 32_767
"""Characters that Excel keeps of a cell."""
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return GUARD_MARK + text if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return what :func:`guarded` was given."""
    return text[1:] if text.startswith(GUARD_MARK) and _FORMULA.match(text) else text


def as_json(value: Any) -> str:
    """Return a value as the JSON of one cell."""
    return json.dumps(value, ensure_ascii=False)


def from_json(text: str, name: str) -> Any:
    """Read the JSON of a cell.

    Raises:
        RowFault: it is none.
    """
    try:
        return json.loads(text)
    except ValueError as error:
        raise RowFault(_("colonne « {name} » : ce n'est pas du JSON").format(name=name)) from error


def for_workbook(text: str) -> str:
    """Return a text as a workbook stores it: what XML cannot hold as ``_xHHHH_``.

    Raises:
        RowFault: Excel would cut it.
    """
    kept = _NO_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    if len(kept) > MOST_IN_A_CELL:
        raise RowFault(
            _("{count} caractères : une cellule Excel en garde {most}").format(
                count=len(kept), most=MOST_IN_A_CELL
            )
        )
    return kept


def from_workbook(text: str) -> str:
    """Return what :func:`for_workbook` was given."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
