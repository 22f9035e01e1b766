import tomllib

from hypothesis import example, given
from hypothesis import strategies as st

from mistral_assistant.authoring import toml_text as toml

TEXTS = st.text(max_size=60)


@given(TEXTS)
@example('"""\\\n\r\t\x00\x7f\x85\u2028$')
@example("'''#[a]=")
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    assert tomllib.loads(f"x = {toml.text(text)}") == {"x": text}


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    assert toml.text("a\ud800b") == '"a\ufffdb"'


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=4))
def test_any_table_is_read_back_as_it_was(name: str, key: str, texts: list[str]) -> None:
    written = toml.table(toml.header(name), {key: texts, f"{key}2": "x", f"{key}3": False})
    assert tomllib.loads(written) == {name: {key: texts, f"{key}2": "x", f"{key}3": False}}


@given(st.dictionaries(TEXTS, st.one_of(TEXTS, st.booleans(), st.integers(0, 9),
                                        st.lists(TEXTS, max_size=3)), max_size=4))  # fmt: skip
def test_any_inline_table_stays_on_one_line(values: dict[str, toml.Value]) -> None:
    written = f"when = {toml.inline(values)}"
    assert "\n" not in written
    assert tomllib.loads(written) == {"when": values}
