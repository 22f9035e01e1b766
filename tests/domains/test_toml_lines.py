import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.domains.toml_lines import KeyPath, excess_line, key_lines

TEXT = '''\
# a comment with [brackets] and "quotes
title = "x"                  # 2

[model.adapter]
"a.b" = """
[not.a.table]
key = "value"
"""                          # 8
'literal' = \'\'\'
# no comment
\'\'\'

[[rule]]                     # 13
id = "one"
when = { category = ["A",
  "B"], values = { action = ["x"] } }

[[rule]]
id = "two \\" ] = "
[rule.extra]
dates = [ 2026-01-01T10:00:00, 1.5e3,
  # between
  [ 1, [ 2 ] ],
]
point.x = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("model",), 4),
        (("model", "adapter"), 4),
        (("model", "adapter", "a.b"), 5),
        (("model", "adapter", "literal"), 9),
        (("rule", 0), 13),
        (("rule", 0, "when", "category", 0), 15),
        (("rule", 0, "when", "category", 1), 16),
        (("rule", 0, "when", "values", "action"), 16),
        (("rule", 1), 18),
        (("rule", 1, "id"), 19),
        (("rule", 1, "extra"), 20),
        (("rule", 1, "extra", "dates", 1), 21),
        (("rule", 1, "extra", "dates", 2, 1, 0), 23),
        (("rule", 1, "extra", "point", "x"), 25),
    ],
)
def test_a_key_is_found_on_its_line(path: KeyPath, line: int) -> None:
    assert key_lines(TEXT)[path] == line


def test_a_table_stands_where_its_own_header_is() -> None:
    """``[a.b]`` mentions ``a`` before ``[a]`` declares it."""
    assert key_lines("[a.b]\nx = 1\n[a]\ny = 2\n")[("a",)] == 3


def paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, inner in items:
        yield (*path, key)
        yield from paths(inner, (*path, key))


def test_the_scanner_finds_the_same_keys_as_the_parser() -> None:
    assert set(key_lines(TEXT)) == set(paths(tomllib.loads(TEXT)))


KEYS = st.text("ab-_1", min_size=1, max_size=3) | st.text("é. \"'=#[]", min_size=1, max_size=4)
VALUES = st.recursive(
    st.integers() | st.text("a\"\\'#[]{}=,\n\t é", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(k)} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(written(item) for item in value) + "\n]"
    return quoted(value) if isinstance(value, str) else str(value)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("\t", "\\t") + '"'


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_generated_document_gives_the_parsers_keys(values: dict[str, object]) -> None:
    text = "".join(f"{quoted(key)} = {written(value)}\n" for key, value in values.items())
    assert set(key_lines(text)) == set(paths(tomllib.loads(text)))


@given(st.text("a.[]{}=\"'#\n\\ ,"))
def test_looking_for_excess_never_fails_on_broken_text(text: str) -> None:
    assert excess_line(text) >= 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = " + "[" * 50, 2),
        ("\n\n" + "a." * 30 + "a = 1", 3),
        ('a = "' + "x." * 30 + '"', 0),
        ("# " + "[" * 50, 0),
        ("a = '''\n" + "[" * 50 + "\n'''", 0),
        ("a = [" + "[1], " * 50 + "]", 0),
    ],
)
def test_excess_counts_only_outside_texts_and_remarks(text: str, line: int) -> None:
    assert excess_line(text) == line
