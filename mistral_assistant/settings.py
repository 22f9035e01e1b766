"""The settings: one frozen object, built once by the command line and passed down.

Order of precedence: flag > environment (``MISTRAL_ASSISTANT_…``) > TOML file > default.
"""

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from mistral_assistant.errors import SettingsError
from mistral_assistant.i18n import LANGUAGES, _, system_reason

APP = "mistral-assistant"
ENVIRONMENT = "MISTRAL_ASSISTANT_"
BACKENDS = ("offline", "server", "engine")
SEND_KEYS = ("enter", "ctrl+enter")


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
    """Who writes free answers: ``offline`` (the pack alone), ``server`` or ``engine``."""
    server: str = ""
    """Address of an OpenAI-compatible server, such as ``http://127.0.0.1:11434/v1``."""
    model: str = ""
    """Its name on that server; for the engine a run directory or a GGUF file."""
    tools: bool = True
    """A model that can may ask for the assistant's own tools: calculator, dates, search …"""
    nli: str = ""
    """Folder of an inference model (ONNX) that looks at answers once more; empty for none."""
    embeddings: str = ""
    """Embedding model beside the n-grams: a folder, or ``owner/model`` on the hub; empty: none."""
    send_key: str = "enter"
    """``enter``, or ``ctrl+enter``: then Enter begins a new line."""
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
        SettingsError: the file cannot be read, or there are unknown keys or wrong values; it
            names all of them.
    """
    file = config_file or default_config_file()
    values: dict[str, Any] = {}
    faults: list[SettingsError] = []

    def take(name: str, value: Any, place: str) -> None:
        try:
            values[name] = checked(name, value, place)
        except SettingsError as error:
            faults.append(error)

    text = read_file(file)
    for name, value in parse_file(text, file).items():
        take(name, value, _place(file, text, name))
    for name in NAMES:
        variable = ENVIRONMENT + name.upper()
        if environment.get(variable):
            take(name, _parse(name, environment[variable]), variable)
    for name, value in flags.items():
        if value is not None:
            take(name, value, f"--{name.replace('_', '-')}")
    if faults:
        raise _together(faults)
    return Settings(**values)


NAMES = tuple(item.name for item in fields(Settings))


def read_file(file: Path) -> str:
    """Return the text of the settings file; empty if there is none.

    Raises:
        SettingsError: it cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, error) from error


def parse_file(text: str, file: Path) -> dict[str, Any]:
    """Return what the settings file says, not yet checked.

    Raises:
        SettingsError: it is not TOML.
    """
    if not text:
        return {}
    import tomllib  # not loaded where there is no file

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> SettingsError:
    hint = _("Corrigez-le ou supprimez-le ; les valeurs par défaut seront reprises.")
    match error:
        case OSError():
            why, hint = system_reason(error), _("Vérifiez les droits du fichier.")
        case UnicodeDecodeError():
            why = _("ce n'est pas de l'UTF-8")
        case _:
            why = _toml_fault(str(error))
    return SettingsError(
        _("Le fichier de réglages {file} est illisible : {error}.").format(file=file, error=why),
        hint,
    )


def _toml_fault(said: str) -> str:
    """Return where the TOML ends to be any, in the user's words; ``said`` is tomllib's."""
    place = re.search(r"\(at line (\d+), column (\d+)\)$", said)
    if not place:
        return _("ce n'est pas du TOML")
    return _("ce n'est pas du TOML à la ligne {line}, colonne {column}").format(
        line=place[1], column=place[2]
    )


def _place(file: Path, text: str, name: str) -> str:
    """Return the file and, where it can be found, the line of a key."""
    found = re.search(rf"^[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*[=.\]]", text, re.MULTILINE)
    return f"{file}:{text.count(chr(10), 0, found.start()) + 1}" if found else str(file)


def _together(faults: list[SettingsError]) -> SettingsError:
    if len(faults) == 1:
        return faults[0]
    listed = "".join(f"\n  {fault}" for fault in faults)
    return SettingsError(_("{count} réglages sont à corriger :").format(count=len(faults)) + listed)


def _parse(name: str, text: str) -> Any:
    """Turn the text of an environment variable into the type of the setting, if it is one."""
    if name in _FLAGS:
        return _WORDS.get(text.strip().lower(), text)
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


def checked(name: str, value: Any, place: str) -> Any:
    """Return the value of a setting in its type; ``place`` says in errors where it stands.

    Raises:
        SettingsError: there is no such setting, or the value cannot be one of its.
    """
    if name not in NAMES:
        raise _unknown(name, place)
    if name == "domains" and isinstance(value, list | tuple):
        return tuple(_folder(item, place) for item in value)
    if name == "data_dir" and isinstance(value, str | Path):
        return _folder(value, place)
    if name in _FLAGS and isinstance(value, bool):
        return value
    if name in ("domains", "data_dir", *_FLAGS) or not isinstance(value, str):
        raise SettingsError(
            _("{place} : la valeur de « {name} » n'est pas du bon type.").format(
                place=place, name=name
            ),
            _("Voyez la liste des réglages dans README.fr.md."),
        )
    fault = _wrong_text(name, value, place)
    if fault:
        raise fault
    return value


def _wrong_text(name: str, value: str, place: str) -> SettingsError | None:
    """Return what is wrong with the text of a setting."""
    if name == "lang" and value not in LANGUAGES:
        return SettingsError(
            _("{place} : la langue « {value} » n'existe pas.").format(place=place, value=value),
            _("Langues connues : {names}.").format(names=", ".join(LANGUAGES)),
        )
    if name in _CHOICES and value not in _CHOICES[name]:
        return SettingsError(
            _("{place} : « {value} » n'est pas possible pour « {name} ».").format(
                place=place, value=value, name=name
            ),
            _("Choix possibles : {names}.").format(names=", ".join(_CHOICES[name])),
        )
    if name == "server" and value and not value.startswith(("http://", "https://")):
        return SettingsError(
            _("{place} : « {value} » n'est pas l'adresse d'un serveur.").format(
                place=place, value=value
            ),
            _("Écrivez-la en entier, par exemple http://127.0.0.1:11434/v1."),
        )
    return None


_FLAGS = ("debug", "tools")
_WORDS: Mapping[str, bool] = {
    "1": True, "true": True, "yes": True, "oui": True, "on": True, "vrai": True,
    "0": False, "false": False, "no": False, "non": False, "off": False, "faux": False,
}  # fmt: skip
"""What may stand for yes and no in an environment variable."""
_CHOICES: Mapping[str, tuple[str, ...]] = {"backend": BACKENDS, "send_key": SEND_KEYS}


def _unknown(name: str, place: str) -> SettingsError:
    near = difflib.get_close_matches(name, NAMES, 1)
    return SettingsError(
        _("{place} : « {name} » n'est pas un réglage.").format(place=place, name=name),
        _("Vouliez-vous dire « {near} » ?").format(near=near[0])
        if near
        else _("Réglages connus : {names}.").format(names=", ".join(NAMES)),
    )
