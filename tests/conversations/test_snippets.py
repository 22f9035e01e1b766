import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.cleaning import clean_line
from mistral_assistant.conversations.snippets import SNIPPET_CHARS, fold, matcher, snippet


def marked(text: str, *words: str) -> str:
    """Show a snippet with its matches in square brackets."""
    shown, spans = snippet(text, matcher(words))
    for start, end in reversed(spans):
        shown = f"{shown[:start]}[{shown[start:end]}]{shown[end:]}"
    return shown


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("L'élève et les élèves", ("eleve",), "L'[élève] et les [élèves]"),
        ("L'élève et les élèves", ("eleve", "l"), "[L]'[élève] et [les] élèves"),
        ("cmd CMD-482913", ("cmd-482913",), "cmd [CMD-482913]"),
        ("CMD-482913 colis", ("482913", "col"), "CMD-[482913] [colis]"),
        ("un e\u0301le\u0300ve", ("élève",), "un [e\u0301le\u0300ve]"),
        ("un e\u0301le\u0300ve", ("le",), "un e\u0301le\u0300ve"),
        ("un élève", ("e\u0301le\u0300",), "un [élève]"),
        ("STRASSE ß", ("strasse", "x"), "[STRASSE] ß"),
        ("한국 하나", ("하",), "한국 [하나]"),
        ("a.b (c) [d]", ("(c)", "d"), "a.b ([c]) [[d]]"),
        ("deux\n\n  lignes\x07\x1b[31m", ("lign",), "deux [lignes][31m"),
        ("rien", ("autre",), "rien"),
    ],
)
def test_matches_are_found_as_the_index_finds_them(
    text: str, words: tuple[str, ...], expected: str
) -> None:
    assert marked(text, *words) == expected


def test_a_long_message_is_cut_around_its_first_match() -> None:
    text = "mot " * 5000 + "aiguille" + " mot" * 5000
    shown = marked(text, "aiguille")
    assert shown.startswith("…mot mot")
    assert "mot [aiguille] mot" in shown
    assert shown.endswith("…")
    assert len(shown) <= SNIPPET_CHARS + 4


def test_a_word_without_end_is_cut_too() -> None:
    shown, spans = snippet("y" * 50_000 + " aiguille", matcher(("aiguille",)))
    assert shown == "…aiguille"
    assert spans == ((1, 9),)
    shown, spans = snippet("y" * 50_000, matcher(("yy",)))
    assert (len(shown), spans) == (SNIPPET_CHARS + 1, ((0, SNIPPET_CHARS),))


def test_folding_keeps_every_character_in_its_place() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    folded = fold(every)
    assert len(folded) == len(every)
    lost = [a for a, b in zip(every, folded, strict=True) if a.isalnum() and not b.isalnum()]
    assert lost == []


@given(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.text(min_size=1).filter(lambda word: any(map(str.isalnum, word))), min_size=1),
)
def test_spans_lie_in_a_clean_snippet_one_after_the_other(text: str, words: list[str]) -> None:
    shown, spans = snippet(text + " ".join(words), matcher(tuple(words)))
    assert clean_line(shown) == shown
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(shown) for start, end in spans)


def test_marks_of_markdown_are_left_out_and_words_are_still_found() -> None:
    text = "## Suivi\n\n- la **théière** est `partie`\n- prix : 3 * 4"
    shown, found = snippet(text, matcher(("theiere",)))
    assert shown == "Suivi la théière est partie prix : 3 * 4"
    assert [shown[start:end] for start, end in found] == ["théière"]
