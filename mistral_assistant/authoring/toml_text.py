"""Writing TOML: keys, texts and lists of texts, whatever characters they hold."""

import re
from collections.abc import Mapping, Sequence

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_BARE = re.compile(r"[A-Za-z0-9_-]+")

Value = str | bool | int | float | Sequence[str]


def text(value: str) -> str:
    """Return a text as a basic string on one line.

    A lone surrogate, which no TOML file can hold, becomes U+FFFD.
    """
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return f"\\u{code:04X}"
    return "\ufffd" if 0xD800 <= code < 0xE000 else char


def key(name: str) -> str:
    """Return a key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else text(name)


def header(*names: str) -> str:
    """Return the header of a table: ``[limits]``, ``[tables."a b"]``."""
    return "[" + ".".join(map(key, names)) + "]"


def value(given: Value) -> str:
    """Return a text, a truth value, a number, or a list of texts with one of them a line."""
    if isinstance(given, str):
        return text(given)
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, int | float):
        return repr(given)
    if not given:
        return "[]"
    return "[\n" + "".join(f"  {text(item)},\n" for item in given) + "]"


def table(head: str, values: Mapping[str, Value]) -> str:
    """Return a header with its keys, and a blank line after them."""
    lines = [head] if head else []
    lines += [f"{key(name)} = {value(given)}" for name, given in values.items()]
    return "\n".join(lines) + "\n\n"


def inline(values: Mapping[str, Value]) -> str:
    """Return an inline table; lists stand on one line in it."""
    parts = [f"{key(name)} = {_inline_value(given)}" for name, given in values.items()]
    return "{ " + ", ".join(parts) + " }" if parts else "{}"


def _inline_value(given: Value) -> str:
    if isinstance(given, str | bool | int | float):
        return value(given)
    return "[" + ", ".join(map(text, given)) + "]"
