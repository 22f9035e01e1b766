"""Whether values that somebody's file holds are what they must be, and where they are not.

A file may be damaged, made by another program, or meant to do harm: nothing of it reaches the
store or a screen without having passed here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from mistral_assistant.errors import StoreError
from mistral_assistant.i18n import _

Values = Mapping[str, Any]


@dataclass(frozen=True)
class _OrNull:
    """The shape of a value that may be null."""

    shape: Any


_NUMBER = _OrNull(0.0)
_NUMBERS = {"start": _NUMBER, "end": _NUMBER, "span": [0.0], "weight": 0.0, "score": 0.0}
_MARK = {**_NUMBERS, "text": ""}
_ENTITY = {**_MARK, "type": "", "value": "", "unit": ""}
_PASSAGE = {**_MARK, "source": "", "title": "", "kind": "", "fields": {}}
_FINDING = {**_MARK, "kind": "", "severity": "", "evidence": ""}
_TRACE: Values = {
    "moderation": {"level": "", "score": 0.0, "matches": [_MARK]},
    "category": {
        "name": "",
        "confidence": 0.0,
        "ranked": [("", 0.0)],
        "in_scope": 0.0,
        "decision": "",
        "evidence": [_MARK],
        "examples": [{"text": "", "category": "", "similarity": 0.0}],
    },
    "context": {
        "question": "",
        "category": "",
        "topic": "",
        "language": "",
        "sentiment": "",
        "reference": "",
        "tools": [""],
        "carried": [_ENTITY],
        "profile": {},
    },
    "entities": [_ENTITY],
    "knowledge": [_PASSAGE],
    "approach": {
        "name": "",
        "reason": "",
        "rule": _OrNull(""),
        "text": "",
        "missing": "",
        "choices": [""],
        "passages": [_PASSAGE],
    },
    "answer": {
        "text": "",
        "backend": "",
        "sources": [""],
        "status": "",
        "first_version": "",
        "prompt_tokens": _NUMBER,
        "completion_tokens": _NUMBER,
        "first_token_ms": _NUMBER,
        "notice": "",
    },
    "consistency": {"badge": "", "checked": 0.0, "findings": [_FINDING], "repaired": [_FINDING]},
}
"""What the screens rely on in a trace; other keys may hold anything."""


def trace_fits(trace: Any) -> bool:
    """Tell whether a screen can show a trace; what is missing in it does no harm."""
    if not isinstance(trace, dict):
        return False
    times = trace.get("timings_ms", {})
    return (
        isinstance(times, dict)
        and all(map(_is_number, times.values()))
        and all(_has_shape(trace[name], shape) for name, shape in _TRACE.items() if name in trace)
    )


def fits_type(value: Any, hint: Any) -> bool:
    """Tell whether plain JSON values can be read into a type of ``chat``, dataclasses included."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return any(fits_type(value, part) for part in parts)
    if origin is tuple:
        return isinstance(value, list) and all(fits_type(item, parts[0]) for item in value)
    if hasattr(hint, "__dataclass_fields__"):
        known = get_type_hints(hint)
        return isinstance(value, dict) and all(
            fits_type(item, known[name]) for name, item in value.items() if name in known
        )
    if hint is NoneType:
        return value is None
    return _is_number(value) if hint in (int, float) else isinstance(value, hint)


def text(values: Values, key: str, place: str, *, most: int, default: str | None = None) -> str:
    """Return a text of at most ``most`` characters.

    Raises:
        StoreError: it is missing without a ``default``, no text, or too long.
    """
    value = values.get(key, default)
    if not isinstance(value, str):
        raise wrong(place, key, _("il faut un texte"))
    if len(value) > most:
        raise wrong(place, key, _("{count} caractères, {most} au plus").format(
            count=len(value), most=most))  # fmt: skip
    return value


def one_of(values: Values, key: str, place: str, choices: Sequence[str]) -> str:
    """Return one of the texts ``choices``, or raise StoreError."""
    value = values.get(key)
    if value not in choices or not isinstance(value, str):
        raise wrong(place, key, _("valeurs possibles : {names}").format(names=", ".join(choices)))
    return value


def flag(values: Values, key: str, place: str) -> bool:
    """Return a truth value, False where it is missing, or raise StoreError."""
    value = values.get(key, False)
    if not isinstance(value, bool):
        raise wrong(place, key, _("il faut true ou false"))
    return value


def time(values: Values, key: str, place: str) -> datetime:
    """Return an aware time from ISO 8601, or raise StoreError."""
    value = values.get(key)
    try:
        found = datetime.fromisoformat(value if isinstance(value, str) else "")
        # Screens show local time: it must exist here too.
        if not 1 < found.year < 9999:
            raise ValueError(found.year)
        return found.astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise wrong(place, key, _("il faut une date ISO 8601")) from error


def wrong(place: str, key: str, what: str) -> StoreError:
    """Return the error that names the place of a wrong value."""
    told = _("Fichier illisible, {place}, « {key} » : {what}.")
    return StoreError(
        told.format(place=place, key=key, what=what),
        _("Rien n'a été importé. Exportez de nouveau, ou corrigez le fichier à cet endroit."),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _has_shape(value: Any, shape: Any) -> bool:
    """Compare with an example; keys of a mapping may be missing."""
    if isinstance(shape, _OrNull):
        return value is None or _has_shape(value, shape.shape)
    if isinstance(shape, tuple):
        return (
            isinstance(value, list)
            and len(value) == len(shape)
            and all(map(_has_shape, value, shape))
        )
    if isinstance(shape, list):
        return isinstance(value, list) and all(_has_shape(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            _has_shape(item, shape[key]) for key, item in value.items() if key in shape
        )
    return _is_number(value) if isinstance(shape, float) else isinstance(value, str)
