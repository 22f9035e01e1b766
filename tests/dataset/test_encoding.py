"""Which encoding is told, and what becomes of bytes that do not belong."""

from collections.abc import Iterable

import pytest

from mistral_assistant.dataset.encoding import decode_single_byte, detect, spelling
from mistral_assistant.dataset.lines import Notes, known_words, read_lines

TEXT = (
    "instruction,response\nOù est la gare de Nîmes ?,Tout près : à gauche, après le café.\n"
    "Ça coûte combien ?,Dix « écus » ; l'été, c'est gratuit.\n"
) * 3


def decoded(data: bytes) -> tuple[str, Notes]:
    """Return the text of a file and what was noted about its lines."""
    encoding, notes = detect(data), Notes()
    lines = read_lines([data], encoding, notes, known_words(data, encoding))
    return "".join(lines), notes


@pytest.mark.parametrize(
    "codec",
    ["utf-8", "cp1252", "cp850", "mac_roman", "cp437", "iso8859_15", "utf-16-le", "utf-16-be",
     "utf-32-le", "utf-32-be", "utf-8-sig", "utf-16", "utf-32"],
)  # fmt: skip
def test_french_text_is_read_in_any_of_its_encodings(codec: str) -> None:
    assert decoded(TEXT.encode(codec))[0] == TEXT


def test_the_euro_sign_tells_windows_from_latin_9() -> None:
    text = TEXT.replace("Dix", "10 €, dont")
    assert decoded(text.encode("cp1252"))[0] == text
    assert decoded(text.encode("iso8859_15"))[0] == text


def test_lines_of_another_encoding_are_read_in_theirs() -> None:
    lines = TEXT.splitlines(True)
    data = b"".join(
        line.encode("cp1252" if number % 2 else "utf-8") for number, line in enumerate(lines, 1)
    )
    text, notes = decoded(data)
    assert text == TEXT
    assert set(notes.rules) == {3, 5, 9}, "the header is ASCII"


def test_surrogates_of_two_halves_become_one_character() -> None:
    data = TEXT.encode() + "Oui 😀,Non\n".encode("utf-16-le").decode("utf-16-le").encode(
        "utf-8"
    ).replace("😀".encode(), b"\xed\xa0\xbd\xed\xb8\x80")
    assert decoded(data)[0] == TEXT + "Oui 😀,Non\n"


def test_stray_bytes_go_and_letters_stay() -> None:
    data = TEXT.encode().replace(b"gare", b"ga\xffre", 1).replace(b" caf", b" \x81caf", 1)
    assert decoded(data)[0] == TEXT


def test_nul_bytes_marks_and_ctrl_z_go_and_are_noted() -> None:
    data = b"\xef\xbb\xbf\xef\xbb\xbf" + TEXT.encode().replace(b"gare", b"g\x00are", 1) + b"\x1a"
    text, notes = decoded(data)
    assert text == TEXT + "\n", "the line of Ctrl-Z is an empty one now"
    assert notes.rules[1] == {"byte_order_mark"}
    assert notes.rules[2] == {"control_characters"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends_stay_with_their_lines(end: str) -> None:
    text = TEXT.replace("\n", end)
    data = text.encode()
    lines = list(read_lines([data[:7], data[7:30], data[30:]], detect(data), Notes()))
    assert "".join(lines) == text
    assert lines[0] in (f"instruction,response{end}", "instruction,response\r")


@pytest.mark.parametrize("mark", ["\u2028", "\x1e", "\x85"])
def test_an_odd_separator_ends_lines_where_no_other_does(mark: str) -> None:
    assert decoded(TEXT.replace("\n", mark).encode())[0] == TEXT


def test_a_character_cut_by_the_end_of_a_piece_is_no_damage() -> None:
    data = "é".encode() * 50
    pieces: Iterable[bytes] = (data[i : i + 3] for i in range(0, len(data), 3))
    assert "".join(read_lines(pieces, detect(data), Notes())) == "é" * 50


def test_spelling_prefers_french() -> None:
    assert spelling("déjà vécu") > 0.9
    assert spelling("dÚjÓ vÚcu") < 0


def test_bytes_that_a_code_page_leaves_open_keep_their_number() -> None:
    assert decode_single_byte(b"d\x81j\xe0", "cp1252") == "d\x81jà"
    assert len(decode_single_byte(b"\x81" * 1_000_000, "cp1252")) == 1_000_000
