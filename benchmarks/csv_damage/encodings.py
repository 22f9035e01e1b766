"""Damage of bytes: encodings, mojibake, NUL, marks."""

from csv_damage.making import Damage, Doc


def _encode(name: str, mark: bytes = b"") -> Damage:
    def cells(doc: Doc) -> None:
        doc.pairs = [(fit(a, name), fit(b, name)) for a, b in doc.pairs]
        doc.rows = [[fit(cell, name) for cell in row] for row in doc.rows]

    def recode(doc: Doc, data: bytes) -> bytes:
        return mark + data.decode("utf-8").encode(name, "replace")

    return Damage("encoding", name + ("_mark" if mark else ""), cells=cells, bytes=recode)


_FITTING = str.maketrans(
    {"€": "EUR", "œ": "oe", "Œ": "Oe", "“": '"', "”": '"', "’": "'", "…": "...", "–": "-"}
)


def fit(text: str, encoding: str) -> str:
    if encoding.startswith("utf"):
        return text
    result = ""
    for char in text:
        try:
            char.encode(encoding)
            result += char
        except UnicodeEncodeError:
            result += char.translate(_FITTING) if char.translate(_FITTING) != char else ""
    return result.strip()


def _mixed_rows(doc: Doc, data: bytes) -> bytes:
    lines = data.split(b"\n")
    half = len(lines) // 2
    kept = lines[:half]
    for line in lines[half:]:
        kept.append(line.decode("utf-8").encode("cp1252", "xmlcharrefreplace"))
    return b"\n".join(kept)


def _mixed_rows_cells(doc: Doc) -> None:
    doc.pairs = [(fit(a, "cp1252"), fit(b, "cp1252")) for a, b in doc.pairs]
    doc.rows = [[fit(cell, "cp1252") for cell in row] for row in doc.rows]


def _some_latin_rows(doc: Doc, data: bytes) -> bytes:
    lines = data.split(b"\n")
    return b"\n".join(
        line.decode("utf-8").encode("cp1252") if i % 4 == 1 else line
        for i, line in enumerate(lines)
    )


def _cesu(doc: Doc, data: bytes) -> bytes:
    out = bytearray()
    for char in data.decode("utf-8"):
        if ord(char) > 0xFFFF:
            pair = char.encode("utf-16-be")
            for half in (pair[:2], pair[2:]):
                out += chr(int.from_bytes(half, "big")).encode("utf-8", "surrogatepass")
        else:
            out += char.encode("utf-8")
    return bytes(out)


def _stray_bytes(doc: Doc, data: bytes) -> bytes:
    places = sorted(
        doc.rng.sample([i for i in range(60, len(data)) if data[i] == 32], 6), reverse=True
    )
    for place in places:
        data = data[:place] + doc.rng.choice((b"\xff", b"\xfe", b"\x81", b"\xc0")) + data[place:]
    return data


def misread(text: str, codec: str) -> str:
    data = text.encode("utf-8")
    return "".join(misread_byte(byte, codec) for byte in data)


def misread_byte(byte: int, codec: str) -> str:
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)


def _mojibake(
    codec: str, name: str = "", twice: bool = False, share: float = 1.0, side: int | None = None
) -> Damage:
    def cells(doc: Doc) -> None:
        places = range(len(doc.rows)) if share == 1 else doc.some(share)
        for i in places:
            if share < 1:
                doc.touched.add(i)
            for j in range(len(doc.rows[i])):
                if side is None or side == j:
                    text = misread(doc.rows[i][j], codec)
                    doc.rows[i][j] = misread(text, codec) if twice else text

    return Damage("mojibake", name or f"mojibake_{codec}", cells=cells)


def _mojibake_lost_space(doc: Doc) -> None:
    for row in doc.rows:
        row[:] = [misread(cell, "cp1252").replace("\xa0", " ") for cell in row]


DAMAGES: tuple[Damage, ...] = (
    _encode("cp1252"),
    _encode("cp850"),
    _encode("iso8859-15"),
    _encode("mac_roman"),
    _encode("utf-16-le"),
    _encode("utf-16-be"),
    _encode("utf-16-le", b"\xff\xfe"),
    _encode("utf-32-be", b"\x00\x00\xfe\xff"),
    _encode("utf-32-le"),
    _encode("utf-8", b"\xef\xbb\xbf"),
    _encode("latin-1"),
    _encode("cp437"),
    Damage("encoding", "half_cp1252", cells=_mixed_rows_cells, bytes=_mixed_rows),
    Damage("encoding", "some_rows_cp1252", cells=_mixed_rows_cells, bytes=_some_latin_rows),
    Damage("encoding", "cesu8", bytes=_cesu),
    Damage("encoding", "stray_bytes", bytes=_stray_bytes),
    _mojibake("cp1252"),
    _mojibake("latin-1"),
    _mojibake("mac_roman"),
    _mojibake("cp850"),
    _mojibake("cp437"),
    _mojibake("cp1252", "mojibake_twice", twice=True),
    _mojibake("cp1252", "mojibake_some", share=0.2),
    _mojibake("cp1252", "mojibake_questions", side=0),
    _mojibake("latin-1", "mojibake_some_latin1", share=0.3),
    Damage("mojibake", "mojibake_lost_space", cells=_mojibake_lost_space),
)
