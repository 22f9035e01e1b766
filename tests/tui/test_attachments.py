"""Attached texts: what may be one, and the form in which they go along with a question."""

import os
from pathlib import Path

import pytest
from driving import ready, until
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Paste

from mistral_assistant.attached import attach, join, split
from mistral_assistant.errors import UsageError
from mistral_assistant.tui.attachments import (
    MAX_BYTES,
    attach_pasted,
    is_long,
    label,
    read_file,
    size_label,
)


def written(tmp_path: Path, data: bytes, name: str = "notes.txt") -> Path:
    file = tmp_path / name
    file.write_bytes(data)
    return file


def test_a_message_says_what_was_typed_and_what_was_attached() -> None:
    assert join("Résume.", [attach("notes.txt", "un\ndeux")]) == (
        "Résume.\n\n[document: notes.txt]\n~~~~\nun\ndeux\n~~~~"
    )


TEXTS = st.text(st.sampled_from("aé~\n[]: "), max_size=60)


@given(st.text(st.sampled_from("aé \n"), max_size=40), st.lists(TEXTS, min_size=1, max_size=4))
def test_what_was_joined_comes_apart_again(question: str, texts: list[str]) -> None:
    sent = [attach(f"n{number}", text) for number, text in enumerate(texts)]
    assert split(join(question, sent)) == (question, tuple(sent))


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=5), st.integers(0, 300))
def test_a_message_is_never_longer_than_what_is_read_of_it(sizes: list[int], typed: int) -> None:
    sent = [attach(f"n{number}", "x" * size) for number, size in enumerate(sizes)]
    message = join("q" * typed, sent, limit=2_000)
    assert len(message) <= 2_000
    for before, after in zip(sent, split(message)[1], strict=True):
        assert after.cut == (len(after.text) < len(before.text))


def test_short_texts_stay_whole_beside_a_long_one() -> None:
    message = join("?", [attach("long", "x" * 50_000), attach("court", "y" * 500)])
    long, short = split(message)[1]
    assert (long.cut, short.cut, len(short.text)) == (True, False, 500)
    assert "[document: long (…)]" in message


@pytest.mark.parametrize("text", ["bonjour", "[document: x]", "[document: x]\n~~~~\nsans fin"])
def test_an_ordinary_message_has_no_attachment(text: str) -> None:
    assert split(text) == (text, ())


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("été\r\nfin\n".encode(), "été\nfin"),
        (b"\xef\xbb\xbf" + "été".encode(), "été"),
        ("été".encode("utf-16"), "été"),
        ("été – œuf".encode("cp1252"), "été – œuf"),
        (b"a\x1b[2Jb\xe2\x80\xaec", "a[2Jbc"),
    ],
)
def test_texts_are_read_in_the_usual_encodings_and_cleaned(
    tmp_path: Path, data: bytes, text: str
) -> None:
    read = read_file(written(tmp_path, data))
    assert (read.name, read.text, read.size) == ("notes.txt", text, len(data))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GIF89a\0\1\2", "pas un fichier texte"),
        (b"%PDF-1.7\nabc", "pas un fichier texte"),
        (bytes(range(1, 256)), "pas un fichier texte"),
        (b"  \n", "vide"),
        (b"x" * (MAX_BYTES + 1), "trop gros"),
    ],
)
def test_what_is_no_text_is_refused_with_a_remedy(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_file(written(tmp_path, data))


def test_missing_files_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("absent", "pipe", "."):
        with pytest.raises(UsageError):
            read_file(tmp_path / name)


def test_a_name_cannot_break_the_form(tmp_path: Path) -> None:
    sent = attach("a]\n~~~~ b\x1b[1m", "texte")
    assert split(join("q", [sent]))[1][0].text == "texte"


def test_a_megabyte_is_kept_as_far_as_it_can_be_read() -> None:
    sent = attach("texte collé", "é" * 500_000)
    assert (sent.cut, sent.size, len(sent.text)) == (True, 1_000_000, 20_000)
    assert label(sent) == "texte collé · 1,0\u00a0Mo · début seulement"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0\u00a0o"), (999, "999\u00a0o"), (12_400, "12\u00a0Ko")]
)
def test_sizes_are_written_for_people(count: int, text: str) -> None:
    assert size_label(count) == text


def test_long_pastes_are_told_from_short_ones() -> None:
    assert is_long("x" * 2_001) and is_long("\n" * 31)
    assert not is_long("x\n" * 20)


async def test_an_attached_text_survives_quitting(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        app.chat.composer.insert("résume")
        app.post_message(Paste("ligne\n" * 40))
        await until(pilot, lambda: app.chat.composer.attachments)
        await pilot.press("ctrl+d")
        await pilot.pause()
    again = make_app()
    async with again.run_test() as pilot:
        await until(pilot, lambda: again.chat.composer.attachments)
        assert again.chat.composer.text == "résume"


def test_of_a_huge_paste_only_what_is_kept_is_cleaned_and_its_size_is_that_of_all() -> None:
    found = attach_pasted("texte collé", "é\x1b[2J\r\n" * 1_000_000)
    assert found.text.startswith("é[2J\né[2J\n") and "\x1b" not in found.text
    assert (len(found.text), found.size, found.cut) == (20_000, 8_000_000, True)
    assert attach_pasted("court", "a\r\nb") == attach("court", "a\nb")
