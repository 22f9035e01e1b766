"""The figures of ``data stats`` in the user's words; the names of the JSON stay as they are."""

from collections.abc import Iterator, Mapping
from typing import Any

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _

SHOWN = 20
"""Values that are printed of each kind; all of them stand in the JSON."""


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each figure, in the order of ``told``; the histogram is drawn elsewhere."""
    labels, parts = _labels(), _parts()
    for name, value in told.items():
        if name == "histogram":
            continue
        if isinstance(value, Mapping):
            known = parts if "p50" in value else {}
            shown = list(value.items())[:SHOWN]
            text = " · ".join(f"{known.get(key, key)} {_number(count)}" for key, count in shown)
        else:
            text = ", ".join(value) if isinstance(value, list) else _number(value)
        yield clean_line(_("{label} : {text}").format(label=labels.get(name, name), text=text))


def _number(value: Any) -> str:
    return str(value).replace(".", _(",")) if isinstance(value, float) else str(value)


def _labels() -> Mapping[str, str]:
    return {
        "file": _("fichier"),
        "form": _("forme"),
        "columns": _("colonnes"),
        "rows": _("lignes"),
        "question_chars": _("caractères d'une question"),
        "answer_chars": _("caractères d'une réponse"),
        "turns": _("questions par ligne"),
        "tokens": _("tokens d'une ligne"),
        "max_length": _("longueur permise, en tokens"),
        "cut": _("lignes plus longues"),
        "tokens_lost": _("tokens en trop"),
        "empty": _("lignes sans question ou sans réponse"),
        "duplicates": _("lignes en double"),
        "same_question": _("questions déjà posées"),
        "near_duplicates": _("questions presque en double"),
        "languages": _("langues"),
        "by": _("compté par"),
        "categories": _("catégories"),
    }


def _parts() -> Mapping[str, str]:
    return {
        "total": _("en tout"),
        "mean": _("en moyenne"),
        "p50": _("médiane"),
        "p95": _("95 sur 100 ont au plus"),
        "max": _("au plus"),
    }
