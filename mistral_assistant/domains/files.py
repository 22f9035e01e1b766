"""Reading the files of a pack without leaving its folder; what they mean is decided elsewhere."""

import codecs
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.domains.vocabulary import twin
from mistral_assistant.errors import Problem
from mistral_assistant.i18n import _

MAX_FILE_BYTES = 4 * 1024 * 1024
MAX_PACK_BYTES = 32 * 1024 * 1024
MAX_FILES = 2_000
MAX_PROBLEMS = 100
"""Per file; the rest is counted in one last problem."""


def fault(
    file: str, line: int, key: str, what: str, remedy: str, severity: str = "error"
) -> Problem:
    """Return a problem whose texts are safe to show."""
    key, what, remedy = (clean_line(text)[:300] for text in (key, what, remedy))
    return Problem(clean_line(file), line, key, what, remedy, severity)


@dataclass
class Folder:
    """The files of a folder that may be read, and the problems found on the way."""

    root: Path
    paths: dict[str, Path] = field(default_factory=dict)
    """Relative name with forward slashes → path; links out of the folder are not among them."""
    problems: list[Problem] = field(default_factory=list)
    read: dict[str, bytes] = field(default_factory=dict)
    """What was read so far."""

    def report(self, file: str, what: str, remedy: str, *, line: int = 0, key: str = "") -> None:
        """Add an error."""
        self.problems.append(fault(file, line, key, what, remedy))

    def warn(self, file: str, what: str, remedy: str, *, line: int = 0, key: str = "") -> None:
        """Add a warning."""
        self.problems.append(fault(file, line, key, what, remedy, "warning"))

    def text(self, name: str) -> str | None:
        """Return a file as text with ``\\n`` line ends; None, and a problem, if that fails."""
        data = self._bytes(name)
        if data is None:
            return None
        self.read[name] = data
        return _decode(self, name, data)

    def _bytes(self, name: str) -> bytes | None:
        try:
            data = _read_regular(self.paths[name])
        except OSError as error:
            self.report(
                name,
                _("fichier illisible ({reason})").format(reason=error.strerror or error),
                _("Vérifiez que le fichier existe et que vous avez le droit de le lire."),
            )
            return None
        if len(data) > MAX_FILE_BYTES:
            report_size(self, name, len(data))
            return None
        return data


def _read_regular(path: Path) -> bytes:
    """Read one regular file; a device or pipe put in its place since the scan is not waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(None, _("ce n'est pas un fichier ordinaire"))
        return file.read(MAX_FILE_BYTES + 1)


def report_size(folder: Folder, name: str, size: int) -> None:
    """Report a file that is too large to read."""
    folder.report(
        name,
        _("fichier trop gros ({size} Mio ; la limite est de {limit} Mio)").format(
            size=f"{size / 2**20:.1f}".replace(".", ","), limit=MAX_FILE_BYTES // 2**20
        ),
        _("Partagez-le en plusieurs fichiers ou retirez ce qui ne sert pas."),
    )


def _decode(folder: Folder, name: str, data: bytes) -> str | None:
    if data.startswith(codecs.BOM_UTF8):
        folder.warn(
            name,
            _("le fichier commence par une marque d'ordre des octets (BOM)"),
            _("Enregistrez-le en « UTF-8 » et non en « UTF-8 avec BOM »."),
            line=1,
        )
        data = data[len(codecs.BOM_UTF8) :]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        folder.report(
            name,
            _("ce n'est pas de l'UTF-8 (octet {byte} que l'UTF-8 ne connaît pas)").format(
                byte=f"0x{data[error.start]:02X}"
            ),
            _("Enregistrez le fichier au format UTF-8."),
            line=data.count(b"\n", 0, error.start) + 1,
        )
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _warn_of_invisible(folder, name, text)
    return text


def _warn_of_invisible(folder: Folder, name: str, text: str) -> None:
    """Warn of the first character that no screen will show, such as an escape sequence."""
    cleaned = clean(text)
    if cleaned == text:
        return
    at = next(
        (i for i, pair in enumerate(zip(text, cleaned, strict=False)) if pair[0] != pair[1]),
        len(cleaned),
    )
    folder.warn(
        name,
        _("caractère invisible U+{code}").format(code=f"{ord(text[at]):04X}"),
        _("Retirez-le ; il ne sera pas affiché."),
        line=text.count("\n", 0, at) + 1,
    )


def open_folder(root: Path) -> Folder:
    """List the files under ``root``; names that begin with a dot are left out with all below.

    Links that leave the folder, devices, pipes, oversized files and names that only differ by case
    or by Unicode form become problems and are not listed.
    """
    folder = Folder(root)
    try:
        real = Path(os.path.realpath(root, strict=True))
        _scan(folder, real)
    except OSError as error:
        folder.report(
            root.name,
            _("dossier illisible ({reason})").format(reason=error.strerror or error),
            _("Vérifiez le chemin du dossier."),
        )
    _report_twins(folder)
    return folder


def _scan(folder: Folder, real: Path) -> None:
    total = seen = 0
    waiting = [(folder.root, real)]
    while waiting:
        here, here_real = waiting.pop()
        with os.scandir(here) as entries:
            for entry in sorted(entries, key=lambda item: item.name):
                if entry.name.startswith("."):
                    continue
                seen += 1
                if seen > MAX_FILES:
                    _report_too_many(folder)
                    return
                name = (here / entry.name).relative_to(folder.root).as_posix()
                kind = _kind(folder, entry, name, here_real, real)
                if kind == "folder":
                    waiting.append((here / entry.name, here_real / entry.name))
                elif kind == "file":
                    size = entry.stat().st_size
                    total += size
                    if size > MAX_FILE_BYTES:
                        report_size(folder, name, size)
                    else:
                        folder.paths[name] = here / entry.name
    if total > MAX_PACK_BYTES:
        folder.paths.clear()
        folder.report(
            folder.root.name,
            _("le dossier pèse plus de {limit} Mio").format(limit=MAX_PACK_BYTES // 2**20),
            _("Retirez les fichiers qui ne font pas partie du domaine."),
        )


def _kind(folder: Folder, entry: os.DirEntry[str], name: str, parent: Path, root: Path) -> str:
    """Return ``file`` or ``folder``; empty, and a problem, for what must not be opened."""
    target = Path(os.path.realpath(entry.path))
    if not target.is_relative_to(root):
        folder.report(
            name,
            _("lien qui sort du dossier du domaine"),
            _("Remplacez le lien par une copie du fichier."),
        )
        return ""
    if entry.is_dir() and target == parent / entry.name:
        return "folder"
    if entry.is_file():
        return "file"
    folder.report(
        name,
        _("ce n'est ni un fichier ordinaire ni un dossier"),
        _("Retirez-le : un domaine ne contient que des fichiers de données."),
    )
    return ""


def _report_too_many(folder: Folder) -> None:
    folder.paths.clear()
    folder.report(
        folder.root.name,
        _("plus de {limit} fichiers").format(limit=MAX_FILES),
        _("Regroupez les textes, ou retirez ce qui ne fait pas partie du domaine."),
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


def bounded(problems: list[Problem]) -> list[Problem]:
    """Return the problems in order, at most ``MAX_PROBLEMS`` a file, the rest counted."""
    kept: dict[str, list[Problem]] = {}
    more: dict[str, int] = {}
    for problem in sorted(set(problems)):
        group = kept.setdefault(problem.file, [])
        if len(group) < MAX_PROBLEMS:
            group.append(problem)
        else:
            more[problem.file] = more.get(problem.file, 0) + 1
    for file, count in more.items():
        kept[file].append(
            fault(
                file,
                0,
                "",
                _("{count} autres problèmes dans ce fichier").format(count=count),
                _("Corrigez d'abord ceux-ci, puis relancez la vérification."),
            )
        )
    return sorted(problem for group in kept.values() for problem in group)
