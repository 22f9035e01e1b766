"""Which files of a folder may be opened: none outside it, no device, nothing beyond the limits."""

import os
from pathlib import Path

from mistral_assistant.domains.files import MAX_FILE_BYTES, Folder, report_size
from mistral_assistant.domains.vocabulary import twin
from mistral_assistant.i18n import _, system_reason

MAX_PACK_BYTES = 32 * 1024 * 1024
MAX_FILES = 2_000
"""Files and folders together."""


def open_folder(root: Path) -> Folder:
    """List the files under ``root``; names that begin with a dot are left out with all below.

    Links that leave the folder, devices, pipes, oversized files and names that only differ by case
    or by Unicode form become problems; a pack with too many files or bytes has none listed.
    """
    folder = Folder(root)
    try:
        sizes = _scan(folder, Path(os.path.realpath(root, strict=True)))
    except OSError as error:
        folder.report(
            folder.name,
            _("dossier illisible ({reason})").format(reason=system_reason(error)),
            _("Vérifiez le chemin du dossier."),
        )
    else:
        _check_total(folder, sizes)
        _report_twins(folder)
    return folder


def _scan(folder: Folder, real: Path) -> int:
    """Fill ``folder.paths`` and return the bytes of all files."""
    total = seen = 0
    waiting = [""]
    while waiting and seen <= MAX_FILES:
        below = waiting.pop()
        with os.scandir(folder.root / below) as entries:
            listed = [entry for entry in entries if not entry.name.startswith(".")]
        seen += len(listed)
        for entry in sorted(listed, key=lambda item: item.name):
            name = f"{below}{entry.name}"
            kind = _kind(folder, entry, name, real)
            if kind == "folder":
                waiting.append(f"{name}/")
            elif kind == "file":
                total += _add_file(folder, entry, name)
    if seen > MAX_FILES:
        folder.paths.clear()
        folder.report(
            folder.name,
            _("plus de {limit} fichiers").format(limit=MAX_FILES),
            _("Regroupez les textes, ou retirez ce qui ne fait pas partie du domaine."),
        )
    return total


def _kind(folder: Folder, entry: os.DirEntry[str], name: str, real: Path) -> str:
    """Return ``file`` or ``folder``; empty, and a problem, for what must not be opened."""
    target = Path(os.path.realpath(entry.path))
    if not target.is_relative_to(real):
        what = _("lien qui sort du dossier du domaine")
        remedy = _("Remplacez le lien par une copie du fichier.")
    elif entry.is_file():
        return "file"
    elif not entry.is_dir():
        what = _("ce n'est ni un fichier ordinaire ni un dossier")
        remedy = _("Retirez-le : un domaine ne contient que des fichiers de données.")
    elif target == real / name:
        return "folder"
    else:
        what = _("lien vers un autre dossier")
        remedy = _("Remplacez le lien par une copie du dossier.")
    folder.report(name, what, remedy)
    return ""


def _add_file(folder: Folder, entry: os.DirEntry[str], name: str) -> int:
    size = entry.stat().st_size
    if size > MAX_FILE_BYTES:
        report_size(folder, name, size)
        return 0
    folder.paths[name] = Path(entry.path)
    return size


def _check_total(folder: Folder, total: int) -> None:
    if total > MAX_PACK_BYTES:
        folder.paths.clear()
        folder.report(
            folder.name,
            _("le dossier pèse plus de {limit} Mio").format(limit=MAX_PACK_BYTES // 2**20),
            _("Retirez les fichiers qui ne font pas partie du domaine."),
        )


def _report_twins(folder: Folder) -> None:
    first: dict[str, str] = {}
    for name in sorted(folder.paths):
        other = first.setdefault(twin(name), name)
        if other != name:
            folder.report(
                name,
                _("ne diffère de « {other} » que par la casse ou la forme des accents").format(
                    other=other
                ),
                _("Renommez ou retirez l'un des deux : certains systèmes les confondent."),
            )
