"""The settings: one frozen object, built once by the command line and passed down.

Order of precedence: flag > environment (``MISTRAL_ASSISTANT_…``) > TOML file > default.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from mistral_assistant.errors import SettingsError
from mistral_assistant.i18n import LANGUAGES, _

APP = "mistral-assistant"
ENVIRONMENT = "MISTRAL_ASSISTANT_"


def default_data_dir() -> Path:
    """Return the folder for conversations, caches and the user's own documents."""
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def default_config_file() -> Path:
    """Return the place of the settings file, which need not exist."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "settings.toml"


@dataclass(frozen=True)
class Settings:
    """Everything that a person can choose."""

    pack: str = "ecommerce"
    """Domain pack that a new conversation starts with."""
    lang: str = "fr"
    """Language of the interface: ``fr`` or ``en``."""
    theme: str = ""
    """Name of a Textual theme; empty for the house's dark theme."""
    backend: str = "offline"
    debug: bool = False
    """Open the reasoning panel (or print the trace) from the start."""
    domains: tuple[Path, ...] = ()
    """Folders that are searched for packs before all others."""
    data_dir: Path = field(default_factory=default_data_dir)


def load_settings(
    flags: Mapping[str, Any],
    environment: Mapping[str, str] = os.environ,
    config_file: Path | None = None,
) -> Settings:
    """Build the settings; a flag that is None counts as not given.

    Raises:
        SettingsError: the file cannot be read, or holds an unknown key or a wrong value.
    """
    file = config_file or default_config_file()
    values: dict[str, Any] = {}
    values |= {name: _checked(name, value, str(file)) for name, value in _read(file).items()}
    for name in _NAMES:
        variable = ENVIRONMENT + name.upper()
        if environment.get(variable):
            values[name] = _checked(name, _parse(name, environment[variable]), variable)
    for name, value in flags.items():
        if value is not None:
            values[name] = _checked(name, value, f"--{name.replace('_', '-')}")
    return Settings(**values)


_NAMES = tuple(item.name for item in fields(Settings))


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        values = tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(
            _("Le fichier de réglages {file} est illisible : {error}.").format(
                file=file, error=error
            ),
            _("Corrigez-le ou supprimez-le ; les valeurs par défaut seront reprises."),
        ) from error
    for name in values:
        if name not in _NAMES:
            near = difflib.get_close_matches(name, _NAMES, 1)
            raise SettingsError(
                _("{file} : « {name} » n'est pas un réglage.").format(file=file, name=name),
                _("Vouliez-vous dire « {near} » ?").format(near=near[0])
                if near
                else _("Réglages connus : {names}.").format(names=", ".join(_NAMES)),
            )
    return values


def _parse(name: str, text: str) -> Any:
    """Turn the text of an environment variable into the type of the setting."""
    if name == "debug":
        return text.strip().lower() in ("1", "true", "yes", "oui")
    if name == "domains":
        return text.split(os.pathsep)
    return text


def _folder(text: Any, place: str) -> Path:
    """Return a folder with ``~`` resolved."""
    try:
        return Path(text).expanduser()
    except (RuntimeError, TypeError) as error:
        raise SettingsError(
            _("{place} : « {folder} » n'est pas un dossier.").format(place=place, folder=text),
            _("Écrivez le chemin en entier."),
        ) from error


def _checked(name: str, value: Any, place: str) -> Any:
    if name == "domains" and isinstance(value, list | tuple):
        return tuple(_folder(item, place) for item in value)
    if name == "data_dir" and isinstance(value, str | Path):
        return _folder(value, place)
    if name == "debug" and isinstance(value, bool):
        return value
    if name == "lang" and value not in LANGUAGES:
        raise SettingsError(
            _("{place} : la langue « {value} » n'existe pas.").format(place=place, value=value),
            _("Langues connues : {names}.").format(names=", ".join(LANGUAGES)),
        )
    if name in ("domains", "data_dir", "debug") or not isinstance(value, str):
        raise SettingsError(
            _("{place} : la valeur de « {name} » n'est pas du bon type.").format(
                place=place, name=name
            ),
            _("Voyez la liste des réglages dans README.fr.md."),
        )
    return value
