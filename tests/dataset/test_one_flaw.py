"""A row with one flaw is read at once; in doubt the search is asked, and they agree."""

import pytest

from mistral_assistant.dataset.effort import Effort
from mistral_assistant.dataset.header import columns_of
from mistral_assistant.dataset.one_flaw import read_one_flaw
from mistral_assistant.dataset.row_repair import read_stretch
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.strict import Dialect

SHAPE = Shape(columns_of(["instruction", "response"]), 50, 0.9, 0.95)
PAIR = ("Où est mon colis, s'il vous plaît ?", "À Lyon, au dépôt n° 3.")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("unclosed_quote", f'"{PAIR[0]}","{PAIR[1]}\n'),
        ("unopened_quote", f'{PAIR[0]}","{PAIR[1]}"\n'),
        ("row_in_quotes", f'"""{PAIR[0]}"",""{PAIR[1]}"""\n'),
        ("doubled_delimiter", f'"{PAIR[0]}",,"{PAIR[1]}"\n'),
        ("extra_cells", f'"{PAIR[0]}","{PAIR[1]}",vu\n'),
        ("other_delimiter", f"{PAIR[0]};{PAIR[1]}\n"),
        ("split_row", f'"{PAIR[0]}"\n"{PAIR[1]}"\n'),
        ("unquoted_delimiter", f"{PAIR[0]},{PAIR[1]}\n"),
    ],
)
def test_one_flaw_is_mended_as_the_search_would(rule: str, text: str) -> None:
    found = read_one_flaw(text, Dialect(), SHAPE)
    assert found is not None
    assert (found.kind, found.cells, found.rules) == ("row", PAIR, {rule})
    searched = read_stretch(text, Dialect(), SHAPE, Effort(25_000))
    assert [(one.cells, one.rules) for one in searched] == [(found.cells, found.rules)]


@pytest.mark.parametrize(
    "text",
    [
        "-----,-----\n",  # no row
        f'""{PAIR[0]}","{PAIR[1]}"\n',  # a mark too many, not one too few
        f'"{PAIR[0]}","{PAIR[1]}""\n',
        f'"{PAIR[0]}","{PAIR[1]}\n"{PAIR[0]}","{PAIR[1]}"\n',  # two rows
        "Oui,non,peut-être\n",  # two places to cut it
        f'"{PAIR[0]}","et la suite\n',  # no answer begins like that
        "Le colis,perdu;retrouvé\n",
    ],
)
def test_in_doubt_the_search_is_asked(text: str) -> None:
    assert read_one_flaw(text, Dialect(), SHAPE) is None
