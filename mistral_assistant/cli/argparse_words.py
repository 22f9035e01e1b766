"""What argparse itself says, in the language of the interface.

argparse looks its texts up under the names ``_`` and ``ngettext`` of its own module. While the
arguments are read these two names lead to our catalogue; a text not listed here, as a newer Python
may have, stays as argparse wrote it.
"""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mistral_assistant.i18n import _


@contextmanager
def argparse_in_our_words() -> Iterator[None]:
    """Let argparse speak the language of the interface."""
    words = _words()

    def one(text: str | None) -> Any:
        return text if text is None else words.get(text, text)

    def counted(singular: str, plural: str, count: int) -> Any:
        return one(singular if count == 1 else plural)

    before = {name: getattr(argparse, name) for name in ("_", "ngettext")}
    _set({"_": one, "ngettext": counted})
    try:
        yield
    finally:
        _set(before)


def _set(values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(argparse, name, value)


def _words() -> Mapping[str, str]:
    choice = "invalid choice: %(value)r"
    choices = "(choose from %(choices)s)"
    return {
        "usage: ": _("usage : "),
        "positional arguments": _("arguments"),
        "options": _("options"),
        "show this help message and exit": _("montrer cette aide"),
        "argument %(argument_name)s: %(message)s": _("%(argument_name)s : %(message)s"),
        f"{choice} {choices}": _("« %(value)s » n'est pas un choix possible (%(choices)s)"),
        f"{choice}, maybe you meant %(closest)r? {choices}": _(
            "« %(value)s » n'est pas un choix possible, vouliez-vous dire « %(closest)s » ? "
            "(%(choices)s)"
        ),
        "unknown parser %(parser_name)r (choices: %(choices)s)": _(
            "« %(parser_name)s » n'est pas un choix possible (%(choices)s)"
        ),
        "invalid %(type)s value: %(value)r": _("« %(value)s » n'est pas une valeur possible"),
        "expected one argument": _("il manque une valeur"),
        "expected at most one argument": _("une seule valeur est possible"),
        "expected at least one argument": _("il manque au moins une valeur"),
        "expected %s argument": _("il faut %s valeur"),
        "expected %s arguments": _("il faut %s valeurs"),
        "ignored explicit argument %r": _("cette option ne prend pas de valeur (%r)"),
        "not allowed with argument %s": _("ne va pas avec %s"),
        "one of the arguments %s is required": _("il faut l'un de %s"),
        "the following arguments are required: %s": _("il manque : %s"),
        "unrecognized arguments: %s": _("argument inconnu : %s"),
        "ambiguous option: %(option)s could match %(matches)s": _(
            "l'option %(option)s peut vouloir dire %(matches)s"
        ),
    }
