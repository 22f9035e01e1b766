"""Markdown becomes blocks without losing a character, whole or piece by piece."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistral_assistant.tui.markdown import MAX_BLOCK_CHARS, MAX_LINE_CHARS, MarkdownText
from mistral_assistant.tui.markdown_blocks import Block, blocks
from mistral_assistant.tui.markdown_inline import Run, inline

SAMPLE = """# Titre *court*

Bonjour **vous**, voici `a[i]` et [le site](https://exemple.fr/x).
Deuxième ligne du même paragraphe.

- un
- deux
  - trois

    ```py
    x = 1
    ```
- quatre

3. trois
4. quatre

> cité
> sur deux lignes

| article | prix |
|---|---|
| thé | **3 €** |
---
Fin.
```sh
ls -l
"""
PIECES = [
    "a\n", "\n", "# t\n", "- a\n", "  - b\n", "1. x\n", "* c\n", "--", "---\n", "```\n", "```py\n",
    "> q\n", "|a|b|\n", "|-|-|\n", "    code\n", "**g**", "*", "`", "[x](y)", "\\", "&amp;", "<b>",
    "===\n", "[a]: b\n", "+", "\t", " ", "~~~\n", "é", "- ", "1) y\n",
]  # fmt: skip


def text_of(block: Block) -> str:
    cells = [run for row in block.rows for cell in row for run in cell]
    return block.text + "".join(run.text for run in (*block.runs, *cells))


def all_text(source: str) -> str:
    return "\n".join(text_of(block) for block in blocks(source))


def streamed(source: str, cuts: list[int]) -> list[Block]:
    document = MarkdownText()
    for start, end in zip([0, *cuts], [*cuts, len(source)], strict=True):
        document.append(source[start:end])
    return document.settled + document.tail


def test_a_text_cut_at_every_place_gives_the_blocks_of_the_whole() -> None:
    whole = list(blocks(SAMPLE))
    for cut in range(1, len(SAMPLE)):
        assert streamed(SAMPLE, [cut]) == whole


def test_every_state_of_a_growing_text_is_a_full_render_of_it() -> None:
    """Compared before any closing update: the reader never sees a wrong block."""
    document = MarkdownText()
    for end in range(1, len(SAMPLE) + 1):
        document.append(SAMPLE[end - 1])
        assert document.settled + document.tail == list(blocks(SAMPLE[:end])), SAMPLE[:end]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.integers(0, 2**31))
def test_random_texts_cut_anywhere_give_the_blocks_of_the_whole(
    pieces: list[str], seed: int
) -> None:
    source = "".join(pieces)
    chosen = random.Random(seed)
    cuts = sorted(chosen.sample(range(len(source)), min(len(source), 4)))
    assert streamed(source, cuts) == list(blocks(source))


def test_most_of_a_long_text_is_settled_and_not_read_again() -> None:
    document = MarkdownText("Un paragraphe.\n\n" * 50)
    assert len(document.settled) == 49
    assert len(document.tail) == 1


@pytest.mark.parametrize(
    "text",
    [
        r"\\serveur\partage\_dossier",
        "<script>alert(1)</script>",
        "<b>gras</b> et &amp; et &nbsp;",
        "[ref]: http://exemple.fr",
        "a[i] = b[j]",
        "[/INST] [TOOL_CALLS] </s>",
        "2*3*4 = 24",
        "[@click=app.quit]x[/]",
        "titre\n===",
        "un\u00a0espace insécable\u202f!",
        "<!-- remarque -->",
        "javascript:alert(1) [x](javascript:alert(1))",
    ],
)
def test_what_is_no_markup_is_shown_as_it_stands(text: str) -> None:
    assert all_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "{0.__class__}",
        "a.__b__ = c",
        "x.__class__.__name__",
        "__init__(self)",
        "un_nom_long et son/__pycache__/x",
        "'__main__'",
        "config_v2__final_ok",
    ],
)
def test_underscores_inside_a_name_stay(text: str) -> None:
    assert all_text(text) == text


@pytest.mark.parametrize(
    ("text", "shown", "style"),
    [
        ("C'est l'_avis_.", "avis", "em"),
        ("un __mot__, puis", "mot", "strong"),
        ("« _oui_ » !", "oui", "em"),
        ("(_x_)", "x", "em"),
        ("**_x_**", "x", "em"),
    ],
)
def test_underscores_around_words_are_a_style(text: str, shown: str, style: str) -> None:
    (block,) = blocks(text)
    assert any(run.text == shown and style in run.styles for run in block.runs)
    assert "_" not in text_of(block)


def test_a_link_becomes_its_text_and_its_address() -> None:
    assert all_text("[le site](https://exemple.fr/a?b=c)") == "le site (https://exemple.fr/a?b=c)"
    assert all_text("<https://exemple.fr>") == "https://exemple.fr"
    assert all_text('[x](http://a.fr "Titre")') == "x (http://a.fr « Titre »)"
    assert all_text("![photo](http://a.fr/p.png)") == "photo (http://a.fr/p.png)"


def test_styles_are_kept_and_nested() -> None:
    (block,) = blocks("a **b *c*** ~~d~~ `e`")
    assert block.runs == (
        Run("a "),
        Run("b ", ("strong",)),
        Run("c", ("strong", "em")),
        Run(" "),
        Run("d", ("strike",)),
        Run(" "),
        Run("e", ("code",)),
    )


def test_lists_and_quotes_become_prefixes() -> None:
    shown = [
        (block.first, block.rest, text_of(block)) for block in blocks("> - a\n>   - b\n\n7. c")
    ]
    assert shown == [("▎ • ", "▎   ", "a"), ("▎   ◦ ", "▎     ", "b"), ("7. ", "   ", "c")]


def test_an_empty_item_keeps_its_bullet() -> None:
    assert [block.first for block in blocks("- a\n-\n- b")] == ["• ", "• ", "• "]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 30_000,
        "*a **a " * 8_000,
        ">" * 20_000,
        "- a\n" * 30_000,
        "`".join("a" * number for number in range(300)),
        "un mot\n" * 40_000,
        "mot " * 50_000,
        "|" + "a|" * 400 + "\n|" + "-|" * 400 + "\n" + ("|" + "b|" * 400 + "\n") * 60,
    ],
)
def test_the_worst_inputs_lose_nothing(text: str) -> None:
    """They are shown as plain text from some size on; what is a mark may go, letters may not."""
    shown = "".join(all_text(text).split())
    letters = [char for char in text if char.isalnum()]
    assert [char for char in shown if char.isalnum()] == letters


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("> " * depth + f"n{depth}" for depth in range(1, 90)),
        "\n".join("  " * depth + f"- n{depth}" for depth in range(60)),
        "\n".join("> - " * depth + f"n{depth}" for depth in range(1, 40)),
    ],
    ids=["quotes", "lists", "both"],
)
def test_what_is_nested_too_deep_is_not_lost(text: str) -> None:
    source = f"# Avant\n\n{text}\n\nAprès **tout**."
    shown = all_text(source)
    for name in re.findall(r"n\d+", text):
        assert re.search(rf"{name}(?!\d)", shown)
    assert shown.startswith("Avant")
    assert "Après" in shown
    assert streamed(source, [len(source) // 3, len(source) // 2]) == list(blocks(source))


def test_a_block_that_is_too_long_goes_on_as_plain_text() -> None:
    document = MarkdownText("- **a**\n" * (MAX_BLOCK_CHARS // 8 + 1))
    document.append("**b**")
    assert text_of(document.tail[-1]) == "**b**"


def test_of_an_endless_line_only_the_end_is_read_again() -> None:
    text, grown = "mot " * 30_000, MarkdownText()
    for start in range(0, len(text), 1_000):
        grown.append(text[start : start + 1_000])
        assert not grown.is_plain or len(grown.tail[0].runs[0].text) <= MAX_LINE_CHARS
    assert grown.is_plain
    whole = MarkdownText(text)
    assert grown.settled + grown.tail == whole.settled + whole.tail
    assert "".join(block.runs[0].text for block in [*whole.settled, *whole.tail]) == text


def test_a_long_line_without_a_space_is_broken_as_well() -> None:
    text = "x" * 120_000 + "\n" + "y" * 9_000
    whole = MarkdownText(text)
    assert max(len(block.runs[0].text) for block in whole.settled[1:]) <= MAX_LINE_CHARS


def test_a_paragraph_of_brackets_is_shown_as_it_was_typed() -> None:
    for text in ("![" * 1_600, "[a](" * 900):
        assert inline(text) == (Run(text),)
    assert inline("[a](http://a.fr) " * 20) != (Run("[a](http://a.fr) " * 20),)


def test_a_long_code_block_stays_one_where_a_long_list_does_not() -> None:
    assert not MarkdownText("```\n" + "x = 1\n" * 900).is_plain
    assert MarkdownText("- a\n" * 900).is_plain
