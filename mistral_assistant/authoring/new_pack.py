"""``packs new``: a copy of the template under another name."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from mistral_assistant.domains.loader import packaged_folder
from mistral_assistant.domains.manifest import NAME
from mistral_assistant.errors import PackError, UsageError
from mistral_assistant.french import fold
from mistral_assistant.i18n import _, system_reason

MAX_NAME = 60
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
"""Names that Windows keeps for devices."""


def new_pack(name: str, target: Path) -> Path:
    """Copy the template to ``target / name``, give it that name, and return the new folder.

    Raises:
        UsageError: the name is no pack name, or the folder exists.
        PackError: the folder cannot be written.
    """
    return make_pack_folder(name, target, _copy_template)


def make_pack_folder(name: str, target: Path, fill: Callable[[Path], None]) -> Path:
    """Let ``fill`` write a pack into an empty folder and put that in place: all of it or nothing.

    Raises:
        UsageError: the name is no pack name, or the folder exists.
        PackError: the folder cannot be written.
    """
    path = check_target(name, target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=path.parent) as folder:
            made = Path(folder) / name
            made.mkdir()
            fill(made)
            os.rename(made, path)
    except OSError as error:
        raise PackError(
            _("Le dossier {path} ne peut pas être créé ({reason}).").format(
                path=path, reason=system_reason(error)
            ),
            hint=_("Vérifiez la place libre et le droit d'y écrire."),
        ) from error
    return path


def check_target(name: str, target: Path) -> Path:
    """Return the folder of a new pack.

    Raises:
        UsageError: the name is no pack name, or the folder exists.
    """
    check_name(name)
    path = target / name
    if path.exists() or path.is_symlink():
        raise UsageError(
            _("Le dossier {path} existe déjà.").format(path=path),
            _("Choisissez un autre nom, ou déplacez d'abord ce dossier."),
        )
    return path


def check_name(name: str) -> None:
    """Refuse a name that cannot be a pack's on every system.

    Raises:
        UsageError: with what a name may look like.
    """
    if not NAME.fullmatch(name) or len(name) > MAX_NAME or name in DEVICES:
        raise UsageError(
            _("« {name} » ne peut pas être un nom de domaine.").format(name=name),
            _("Écrivez des minuscules sans accent, des chiffres et des tirets : {example}.").format(
                example=_similar_name(name) or "ma-boutique"
            ),
        )


def _similar_name(name: str) -> str:
    """Return the nearest name that is allowed; empty if nothing of it can stay."""
    near = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:MAX_NAME].strip("-")
    return near if NAME.fullmatch(near) and near not in DEVICES else ""


def _copy_template(made: Path) -> None:
    template = packaged_folder() / "_template"
    for source in sorted(template.rglob("*")):
        copy = made / source.relative_to(template)
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
    _rename(made / "pack.toml", made.name)


def _rename(file: Path, name: str) -> None:
    text = file.read_text(encoding="utf-8")
    title = name.replace("-", " ").capitalize()
    for key, value in (("name", name), ("title", title), ("adapter", name)):
        text = re.sub(rf'(?m)^({key} = )"[^"]*"', rf'\g<1>"{value}"', text, count=1)
    file.write_text(text, encoding="utf-8")
