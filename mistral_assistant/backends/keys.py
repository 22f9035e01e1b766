"""The key for a model server: from the environment, or from a file that only its owner can read."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from mistral_assistant.errors import SettingsError
from mistral_assistant.i18n import _, system_reason

VARIABLE = "MISTRAL_ASSISTANT_API_KEY"
FILE = "api-key"
_MAX_BYTES = 10_000


def server_key(folder: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Return the key; empty if there is none.

    Raises:
        SettingsError: the file can be read by others, or not by us, or holds no key.
    """
    if key := environment.get(VARIABLE, "").strip():
        return _checked(key, VARIABLE)
    file = folder / FILE
    try:
        with file.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            data = stream.read(_MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise SettingsError(
            _("La clé « {file} » est illisible : {error}.").format(
                file=file, error=system_reason(error)
            ),
            _("Vérifiez vos droits sur ce fichier."),
        ) from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(
            _("La clé « {file} » peut être lue par d'autres.").format(file=file),
            _("Tapez : chmod 600 {file}").format(file=file),
        )
    return _checked(data.decode("utf-8", "replace").strip(), str(file))


def _checked(key: str, place: str) -> str:
    """Return the key, which must fit into one line of a request's head."""
    if key.isascii() and key.isprintable() and " " not in key:
        return key
    raise SettingsError(
        _("« {place} » ne contient pas une clé.").format(place=place),
        _("Une clé est un seul mot, sans espace ni accent."),
    )
