"""``packs show --python``: a loaded pack as the Python literals that it stands for."""

from collections.abc import Mapping
from dataclasses import fields
from pprint import pformat
from typing import Any

from mistral_assistant.domains.pack import CategorySpec, DomainPack


def python_source(pack: DomainPack, theme_vectors: Mapping[str, Mapping[str, float]]) -> str:
    """Return CATEGORIES, THEME_VECTORS and RESPONSE_TEMPLATES as Python source.

    Only literals come out, and unprintable characters are escaped, so the text is safe to show
    and to read back with ``ast.literal_eval``.
    """
    values = {
        "CATEGORIES": {name: _category(spec) for name, spec in pack.CATEGORIES.items()},
        "THEME_VECTORS": {
            name: {term: float(weight) for term, weight in vector.items()}
            for name, vector in theme_vectors.items()
        },
        "RESPONSE_TEMPLATES": _plain(pack.RESPONSE_TEMPLATES),
    }
    return "\n".join(
        f"{name} = {pformat(value, width=100, sort_dicts=False)}\n"
        for name, value in values.items()
    )


def _category(spec: CategorySpec) -> dict[str, Any]:
    return {item.name: _plain(getattr(spec, item.name)) for item in fields(spec)}


def _plain(value: Any) -> Any:
    """Return mappings as dicts and tuples as lists, all the way down."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value
