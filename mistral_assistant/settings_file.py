"""Writes the settings file: what changes is changed in place, every other line stays as it is.

Reading it is in ``settings.py``. The file is flat: keys behind a ``[table]`` are none of ours.
"""

import json
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

from mistral_assistant.errors import SettingsError
from mistral_assistant.i18n import N_, _, system_reason
from mistral_assistant.settings import Settings, checked, parse_file, read_file

EXPLAINED: Mapping[str, str] = {
    "pack": N_("Domaine d'une conversation neuve."),
    "lang": N_("Langue de l'interface : fr ou en."),
    "theme": N_(
        "Couleurs : sombre, clair, contraste, ansi ou un thème de Textual ; vide : sombre."
    ),
    "backend": N_("Qui écrit les réponses libres : offline (sans modèle), server ou engine."),
    "server": N_("Adresse d'un serveur compatible OpenAI, comme http://127.0.0.1:11434/v1."),
    "model": N_("Nom du modèle sur ce serveur ; pour engine, son dossier ou fichier GGUF."),
    "tools": N_(
        "Un modèle peut demander les outils : calcul, dates, recherche, tables (true ou false)."
    ),
    "nli": N_("Dossier d'un modèle d'inférence (ONNX) qui relit les réponses ; vide : aucun."),
    "embeddings": N_(
        "Modèle de plongement (dossier ou auteur/modele du hub) pour les catégories ; vide : aucun."
    ),
    "send_key": N_("Touche d'envoi : enter, ou ctrl+enter ; Entrée va alors à la ligne."),
    "debug": N_("Montrer le raisonnement dès le départ."),
    "domains": N_("Dossiers où les domaines sont cherchés avant tous les autres."),
    "data_dir": N_("Dossier des conversations, des caches et des documents ajoutés."),
}
"""One sentence for each setting, to be passed through ``_``."""


def save_settings(file: Path, changes: Mapping[str, Any]) -> None:
    """Write ``changes`` into the settings file; comments, order and all else stay.

    A new file gets every setting with a sentence on it, commented out where nothing was chosen.
    The file is replaced in one step and can be read by its owner only.

    Raises:
        SettingsError: a value is wrong, the file is no TOML, or it cannot be written.
    """
    values = {name: checked(name, value, str(file)) for name, value in changes.items()}
    text = read_file(file)
    parse_file(text, file)
    changed = with_values(text or fresh_text(), values)
    found = parse_file(changed, file)
    if any(found.get(name) != _plain(value) for name, value in values.items()):
        raise SettingsError(
            _("Le fichier de réglages {file} ne se laisse pas modifier.").format(file=file),
            _("Écrivez-y vous-même les valeurs voulues."),
        )
    try:
        _replace(file, changed)
    except OSError as error:
        raise SettingsError(
            _("Le fichier de réglages {file} ne peut pas être écrit : {error}.").format(
                file=file, error=system_reason(error)
            ),
            _("Vérifiez la place et les droits dans {folder}.").format(folder=file.parent),
        ) from error


def fresh_text() -> str:
    """Return a settings file in which every setting is explained and none is set."""
    lines = [_("# Réglages de Mistral Assistant. Une ligne qui commence par # ne compte pas.")]
    for item in fields(Settings):
        if item.name != "data_dir":  # its default is a place of this machine
            default = getattr(Settings, item.name, ())
            lines += ["", *_about(item.name), f"# {item.name} = {toml(default)}"]
    return "\n".join(lines) + "\n"


def _about(name: str) -> list[str]:
    return [f"# {_(EXPLAINED[name])}"] if name in EXPLAINED else []


def with_values(text: str, values: Mapping[str, Any]) -> str:
    """Return the text of a settings file with other values."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    for name, value in values.items():
        lines = _with_value(lines, name, toml(value))
    return newline.join(lines) + newline


def toml(value: Any) -> str:
    """Return a setting's value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Path | str):
        whole = str(value).encode("utf-8", "replace").decode("utf-8")
        # TOML takes JSON's escapes, but wants DEL escaped as well.
        return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "[" + ", ".join(toml(item) for item in value) + "]"


def _with_value(lines: Sequence[str], name: str, value: str) -> list[str]:
    last = 0
    for start, end, key in _statements(lines):
        if key == name:
            comment = _comment(lines[start]) if end == start + 1 else ""
            written = f"{name} = {value}" + (f"  {comment}" if comment else "")
            return [*lines[:start], written, *lines[end:]]
        last = end
    place = _commented_out(lines, name)
    if place is not None:
        return [*lines[:place], f"{name} = {value}", *lines[place + 1 :]]
    table = next((n for n, line in enumerate(lines) if n >= last and _is_table(line)), len(lines))
    about = [*_about(name), f"{name} = {value}"]
    before = [""] if table and lines[table - 1].strip() else []
    after = [""] if table < len(lines) else []
    return [*lines[:table], *before, *about, *after, *lines[table:]]


def _statements(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (first line, line after the last, key) of every assignment before the first table."""
    place = 0
    while place < len(lines) and not _is_table(lines[place]):
        if not lines[place].strip() or lines[place].lstrip().startswith("#"):
            place += 1
            continue
        end = place + 1
        while (found := _parsed("\n".join(lines[place:end]))) is None and end < len(lines):
            end += 1
        yield place, end, next(iter(found or ()), "")
        place = end


def _parsed(text: str) -> dict[str, Any] | None:
    with suppress(tomllib.TOMLDecodeError):
        return tomllib.loads(text)
    return None


def _comment(line: str) -> str:
    """Return the comment at the end of an assignment."""
    whole = _parsed(line)
    places = (place for place, char in enumerate(line) if char == "#")
    return next((line[place:] for place in places if _parsed(line[:place]) == whole), "")


def _commented_out(lines: Sequence[str], name: str) -> int | None:
    """Return the line on which a setting is written as a comment."""
    for place, line in enumerate(lines):
        if _is_table(line):
            break
        bare = line.lstrip().removeprefix("#").lstrip()
        if line.lstrip().startswith("#") and name in (_parsed(bare) or {}):
            return place
    return None


def _is_table(line: str) -> bool:
    return line.lstrip().startswith("[")


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _replace(file: Path, text: str) -> None:
    target = file.resolve()  # a link stays one
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_name(target.name + ".tmp")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(target)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
