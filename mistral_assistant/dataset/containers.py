"""Files inside files: gzip, bzip2, xz, tar and zip by their content, whatever the name says."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from mistral_assistant.dataset.lines import CHUNK
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

MOST_NESTED = 3
_TAR, _TAR_AT = b"ustar", 257
"""The mark of a tar archive, and where it stands."""

_PACKED = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PK\x03\x04", "zip"),
)
_DAMAGED = (
    EOFError,
    OSError,
    RuntimeError,  # an encrypted member of a zip
    NotImplementedError,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "Excel 97 (.xls)"),
    (b"%PDF", "PDF"),
    (b"(\xb5/\xfd", "Zstandard"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
)


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[IO[bytes], list[str], list[str]]]:
    """Open a file and whatever it is packed in; also say in what, and what else is in there.

    A workbook is left as it is: its last container is then ``xlsx``.

    Raises:
        DataError: the content is of a kind that no table can be read from.
    """
    opened: list[IO[bytes]] = [path.open("rb")]
    kinds: list[str] = []
    unread: list[str] = []
    try:
        while len(kinds) < MOST_NESTED:
            kind = _kind(opened[-1])
            if not kind:
                break
            inner = _open(opened[-1], kind, unread)
            if inner is None:
                opened[-1].seek(0)
                kinds.append("xlsx")
                break
            kinds.append(kind)
            opened.append(cast(IO[bytes], inner))
        yield opened[-1], kinds, unread
    finally:
        for file in reversed(opened):
            file.close()


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the rest of a file in pieces.

    Raises:
        DataError: a packed file is damaged.
    """
    while chunk := read(file, CHUNK):
        yield chunk


def read(file: IO[bytes], size: int) -> bytes:
    """Read some bytes.

    Raises:
        DataError: a packed file is damaged or encrypted.
    """
    try:
        return file.read(size)
    except _DAMAGED as error:
        raise DataError(
            _("Le fichier compressé est abîmé : {reason}.").format(reason=error),
            _("Refaites l'archive ou décompressez-la avec un autre outil."),
        ) from error


def _kind(file: IO[bytes]) -> str:
    head = read(file, _TAR_AT + len(_TAR))
    file.seek(0)
    if head.endswith(_TAR):
        return "tar"
    for mark, name in _REFUSED:
        if head.startswith(mark):
            raise DataError(
                _("Ce fichier est du format {name}, qui n'est pas lu.").format(name=name),
                _("Enregistrez-le en CSV UTF-8 ou en classeur .xlsx."),
            )
    return next((name for mark, name in _PACKED if head.startswith(mark)), "")


def _open(file: IO[bytes], kind: str, unread: list[str]) -> "IO[bytes] | gzip.GzipFile | None":
    """Open what is packed in a file; None for a workbook, which is a zip of its own kind.

    The names of what else is there are added to ``unread``.
    """
    match kind:
        case "gzip":
            return gzip.GzipFile(fileobj=file)
        case "bzip2":
            return bz2.BZ2File(file)
        case "xz":
            return lzma.LZMAFile(file)
    try:
        if kind == "tar":
            return _largest_of_tar(tarfile.open(fileobj=file), unread)
        archive = zipfile.ZipFile(file)
        return _largest(archive, unread)
    except _DAMAGED as error:
        raise DataError(
            _("L'archive est abîmée ou chiffrée : {reason}.").format(reason=error),
            _("Refaites l'archive ou décompressez-la à la main."),
        ) from error


def _largest_of_tar(archive: tarfile.TarFile, unread: list[str]) -> IO[bytes]:
    """Open the largest file of an archive."""
    members = [one for one in archive if one.isfile() and not Path(one.name).name.startswith(".")]
    largest = max(members, key=lambda one: one.size, default=None)
    inner = archive.extractfile(largest) if largest else None
    if inner is None:
        raise _no_table()
    unread += [one.name for one in members if one is not largest]
    return inner


def _no_table() -> DataError:
    return DataError(
        _("L'archive ne contient aucun fichier de données."),
        _("Mettez-y un fichier .csv, .tsv, .json, .jsonl ou .xlsx."),
    )


def _largest(archive: zipfile.ZipFile, unread: list[str]) -> IO[bytes] | None:
    """Open the largest file of an archive; None for a workbook."""
    names = [info for info in archive.infolist() if _is_table(info)]
    if any(info.filename == "xl/workbook.xml" for info in archive.infolist()):
        return None
    if not names:
        raise _no_table()
    largest = max(names, key=lambda info: info.file_size)
    unread += [info.filename for info in names if info is not largest]
    return archive.open(largest)


def _is_table(info: zipfile.ZipInfo) -> bool:
    name = Path(info.filename)
    return not info.is_dir() and "__MACOSX" not in name.parts and not name.name.startswith(".")
