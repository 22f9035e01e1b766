"""n-grams and their rows: what a dictionary would say, in less memory."""

from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.reasoning.ngram_rows import NgramRows

GRAMS = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1)


@given(st.lists(GRAMS, unique=True), st.lists(GRAMS))
def test_it_answers_as_a_dictionary_does(known: list[str], asked: list[str]) -> None:
    expected = {gram: row for row, gram in enumerate(known)}
    found = NgramRows("\n".join(known).encode())
    asked += known
    assert dict(found) == expected and len(found) == len(expected)
    assert [found.get(gram, -1) for gram in asked] == [expected.get(gram, -1) for gram in asked]
    assert found.rows(asked).tolist() == [expected.get(gram, -1) for gram in asked]
    assert all((gram in found) == (gram in expected) for gram in asked)
    assert NgramRows(found.text) == found


def test_nothing_learned_is_nothing_known() -> None:
    assert len(NgramRows(b"")) == 0 and "a" not in NgramRows(b"")
    assert NgramRows(b"").rows(["a", "b"]).tolist() == [-1, -1]
