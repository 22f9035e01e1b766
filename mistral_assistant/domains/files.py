"""A folder whose files may be read, and the report on it; ``scan.py`` says which files."""

import codecs
import os
import stat
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.domains.vocabulary import suggest
from mistral_assistant.errors import Problem
from mistral_assistant.i18n import _, ngettext, system_reason

MAX_FILE_BYTES = 4 * 1024 * 1024
MAX_ROWS = 100_000
"""Rows, passages and JSON lines of one pack."""
MAX_PROBLEMS = 100
"""Per file and severity; the rest is counted in one last problem."""
MAX_SHOWN = 300
"""Characters of one text in a problem."""


@dataclass
class Folder:
    """The files of a folder that may be read, and the problems found on the way."""

    root: Path
    paths: dict[str, Path] = field(default_factory=dict)
    """Relative name with forward slashes → path; links out of the folder are not among them."""
    read: dict[str, bytes] = field(default_factory=dict)
    """What was read so far."""
    rows_left: int = MAX_ROWS
    _problems: dict[Problem, None] = field(default_factory=dict)
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """Name under which the folder itself is reported."""
        return self.root.resolve().name

    def add(
        self, file: str, line: int, key: str, what: str, remedy: str, severity: str = "error"
    ) -> None:
        """Add a problem, with its texts made safe to show."""
        if not self.full(file, severity):
            key, what, remedy = (clean_line(text)[:MAX_SHOWN] for text in (key, what, remedy))
            problem = Problem(clean_line(file), line, key, what, remedy, severity)
            if problem in self._problems:
                return
            self._problems[problem] = None
        self._counts[file, severity] += 1

    def report(self, file: str, what: str, remedy: str, *, line: int = 0, key: str = "") -> None:
        """Add an error."""
        self.add(file, line, key, what, remedy)

    def warn(self, file: str, what: str, remedy: str, *, line: int = 0, key: str = "") -> None:
        """Add a warning."""
        self.add(file, line, key, what, remedy, "warning")

    def check_known(
        self,
        file: str,
        line: int,
        key: str,
        name: str,
        known: Collection[str] | None,
        what: str,
    ) -> None:
        """Report a name that is none of ``known``; where ``known`` is None nothing is unknown."""
        if name and known is not None and name not in known:
            # Looking for the nearest name is slow, and a full report will not show it.
            remedy = "" if self.full(file) else suggest(name, known)
            self.add(file, line, key, what.format(name=name), remedy)

    def full(self, file: str, severity: str = "error") -> bool:
        """Return True when further problems of a file are only counted."""
        return self._counts[file, severity] >= MAX_PROBLEMS

    def faulty(self, file: str) -> bool:
        """Return True when there is an error about a file."""
        return self._counts[file, "error"] > 0

    def take_row(self, file: str) -> bool:
        """Count one row; False, and an error, once the pack has too many."""
        self.rows_left -= 1
        if self.rows_left == -1:
            self.report(
                file,
                _("plus de {limit} lignes ou passages dans le domaine").format(limit=MAX_ROWS),
                _("Retirez ce qui ne sert pas aux réponses."),
            )
        return self.rows_left >= 0

    def problems(self, *severities: str) -> list[Problem]:
        """Return the problems in order, of all severities if none is named."""
        wanted = severities or ("error", "warning")
        shown = [problem for problem in self._problems if problem.severity in wanted]
        return sorted([*shown, *self._uncounted(wanted)])

    def _uncounted(self, severities: Iterable[str]) -> list[Problem]:
        """Return one problem for those of each file that were counted but not kept."""
        more = []
        for (file, severity), count in self._counts.items():
            count -= MAX_PROBLEMS
            if severity in severities and count > 0:
                what = ngettext(
                    "encore {count} problème dans ce fichier",
                    "encore {count} problèmes dans ce fichier",
                    count,
                ).format(count=count)
                remedy = _("Corrigez d'abord les autres, puis relancez la vérification.")
                more.append(Problem(clean_line(file), 0, "", what, remedy, severity))
        return more

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
                _("fichier illisible ({reason})").format(reason=system_reason(error)),
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
            raise OSError(_("ce n'est pas un fichier ordinaire"))
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
            _("ce n'est pas de l'UTF-8 (octet 0x{byte} inattendu)").format(
                byte=f"{data[error.start]:02X}"
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
    for number, line in enumerate(text.split("\n"), 1):
        # Cleaning costs; nearly every line is printable, and those are clean.
        hidden = "" if line.isprintable() else next((c for c in line if clean(c) != c), "")
        if hidden:
            folder.warn(
                name,
                _("caractère invisible U+{code}").format(code=f"{ord(hidden):04X}"),
                _("Retirez-le ; il ne sera pas affiché."),
                line=number,
            )
            return
