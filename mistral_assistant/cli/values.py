"""How the values of options are read; what cannot be one is refused with a sentence."""

from argparse import ArgumentTypeError
from datetime import datetime
from pathlib import Path

from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _

YEARS = range(1900, 2200)
"""Within which ``--now`` may lie; "hier" and "dans cent ans" must be dates as well."""

MAX_CATEGORIES = 200
"""That may be asked of a proposed pack."""

_DIGITS = 18
"""More than the store can count."""


def whole(text: str) -> int:
    """Read a whole number from 1 on."""
    if not (text.isdecimal() and len(text) <= _DIGITS and int(text) > 0):
        raise ArgumentTypeError(
            _("« {text} » n'est pas un nombre entier à partir de 1").format(text=text)
        )
    return int(text)


def category_count(text: str) -> int:
    """Read a number of categories."""
    if not (text.isdecimal() and len(text) <= _DIGITS and 2 <= int(text) <= MAX_CATEGORIES):
        raise ArgumentTypeError(
            _("« {text} » n'est pas un nombre entier de 2 à {most}").format(
                text=text, most=MAX_CATEGORIES
            )
        )
    return int(text)


def percentage(text: str) -> float:
    """Read a number from 0 to 100, with a point or a comma."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise ArgumentTypeError(_("« {text} » n'est pas un nombre de 0 à 100").format(text=text))
    return value


def path(text: str) -> Path:
    """Read a path; ``~`` is the home folder."""
    if not text.strip():
        raise ArgumentTypeError(_("un chemin ne peut pas être vide"))
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ArgumentTypeError(
            _("« {text} » : ce dossier personnel est inconnu").format(text=text)
        ) from error


def existing_file(text: str) -> Path:
    """Read the path of a file that is there."""
    found = path(text)
    if found.is_dir():
        raise ArgumentTypeError(_("« {text} » est un dossier, pas un fichier").format(text=text))
    if text == "-" or (found.exists() and not found.is_file()):
        raise ArgumentTypeError(
            _("« {text} » ne peut être lu qu'une fois : enregistrez-le d'abord dans un fichier")
            .format(text=text)
        )  # fmt: skip
    if not found.is_file():
        raise ArgumentTypeError(_("le fichier « {text} » n'existe pas").format(text=text))
    return found


def data_source(text: str) -> Path:
    """Read the path of a file that is there, of a folder, or the id of a data set of the hub."""
    from mistral_assistant.dataset.hub_names import is_data_set

    found = path(text)
    return found if found.is_dir() or is_data_set(found) else existing_file(text)


def names(text: str) -> tuple[str, ...]:
    """Read names that stand between commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def renamed_columns(text: str) -> dict[str, str]:
    """Read ``a=instruction,b=response``: what columns of a file are for."""
    sides = ("instruction", "response")
    found = {}
    for part in names(text):
        name, mark, side = (piece.strip() for piece in part.partition("="))
        if not mark or not name or side not in sides:
            raise ArgumentTypeError(
                _("« {text} » n'est pas de la forme {example}").format(
                    text=part, example="question=instruction,texte=response"
                )
            )
        found[name] = side
    return found


def answer_language(text: str) -> str:
    """Read the code of a language that the check can tell from others."""
    from mistral_assistant.reasoning.language import LANGUAGES

    if text not in LANGUAGES:
        what = _("« %(value)s » n'est pas un choix possible (%(choices)s)")
        raise ArgumentTypeError(what % {"value": text, "choices": ", ".join(LANGUAGES)})
    return text


def instant(text: str | None) -> datetime | None:
    """Read ``--now`` as local time without a zone, which is what the steps compare with.

    Raises:
        UsageError: it is no date, or lies too far away.
    """
    if text is None:
        return None
    try:
        now = datetime.fromisoformat(text)
        if now.year not in YEARS:
            raise ValueError(now.year)
        return now.astimezone().replace(tzinfo=None) if now.tzinfo else now
    except ValueError as error:
        raise UsageError(
            _("« {text} » n'est pas une date possible.").format(text=text),
            _("Écrivez-la ainsi : 2026-03-12T10:00:00 (de {first} à {last}).").format(
                first=YEARS[0], last=YEARS[-1]
            ),
        ) from error
