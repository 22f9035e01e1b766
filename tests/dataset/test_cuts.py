"""Where a text may be cut into cells, and what each place costs."""

from mistral_assistant.dataset.cuts import find_cuts
from mistral_assistant.dataset.strict import Dialect


def lost(text: str) -> list[int]:
    """Return the places where a delimiter may be missing."""
    return [cut.place for cut in find_cuts(text, Dialect(","), lost=True) if cut.kind == "lost"]


def test_a_missing_delimiter_between_two_quoted_cells_is_found() -> None:
    text = '"Où êtes-vous ?""À Lyon."'
    assert text.index('"À') in lost(text)


def test_a_long_run_of_marks_holds_no_more_places_than_its_ends() -> None:
    few, many = lost("a" + '"' * 20 + "B"), lost("a" + '"' * 2_000 + "B")
    assert len(few) == len(many) <= 8
