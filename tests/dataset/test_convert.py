"""Every form in every container comes back exactly; what would be lost is refused by line."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mistral_assistant.chat import ChatMessage
from mistral_assistant.dataset.cells import for_workbook, from_workbook, guarded, unguarded
from mistral_assistant.dataset.convert import convert
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.form_names import FORMS
from mistral_assistant.dataset.formats import written
from mistral_assistant.dataset.reading import open_source
from mistral_assistant.errors import DataError

pytest.importorskip("pandas")

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
SIMPLE = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), TEXT, st.lists(TEXT, max_size=2))
EXTRA = st.dictionaries(st.sampled_from(["id", "category", "note"]), SIMPLE, max_size=3)
DIALOGUES = ("pairs", "messages", "sharegpt", "alpaca", "prompt")
CONTAINERS = [name for name in ("csv", "tsv", "json", "jsonl", "xlsx", "parquet")]
FEW = settings(max_examples=8, deadline=None, phases=(Phase.generate,),
               suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip


@st.composite
def dialogues(draw: st.DrawFn) -> Example:
    turns = draw(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=3))
    system = draw(TEXT)
    messages = [ChatMessage("system", system)] if system else []
    for asked, said in turns:
        messages += [ChatMessage("user", asked), ChatMessage("assistant", said)]
    return Example(tuple(messages), input=draw(TEXT), extra=draw(EXTRA))


def jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def content(path: Path, **options: Any) -> list[tuple[Any, ...]]:
    return [(e.messages, e.rejected, e.text, e.input, dict(e.extra))
            for e in open_source(path, **options).examples()]  # fmt: skip


@pytest.mark.parametrize(("form", "container"), list(product(DIALOGUES, CONTAINERS)))
@given(examples=st.lists(dialogues(), min_size=1, max_size=4))
@FEW
def test_dialogues_come_back_from_every_form(
    form: str, container: str, examples: list[Example], tmp_path: Path
) -> None:
    # A workbook refuses a row without any text, which has a test of its own.
    examples = [replace(example, extra={"n": 0, **example.extra}) for example in examples]
    first = jsonl(tmp_path / "a.jsonl", [written(example, "messages") for example in examples])
    there, back = tmp_path / f"b.{container}", tmp_path / "c.jsonl"
    convert(first, there, form, force=True)
    convert(there, back, "messages", force=True)
    assert content(first) == content(there) == content(back)


def every_pair(names: Sequence[str]) -> list[str]:
    """Return a chain in which each name once follows each name (a sequence of de Bruijn)."""
    chain = [[one, *(two for later in names[at + 1 :] for two in (one, later))]
             for at, one in enumerate(names)]  # fmt: skip
    return [name for names_from in chain for name in names_from] + [names[0]]


@given(examples=st.lists(dialogues(), min_size=1, max_size=3))
@settings(FEW, max_examples=2)
def test_every_form_and_container_becomes_every_other(
    examples: list[Example], tmp_path: Path
) -> None:
    examples = [replace(example, extra={"n": 0, **example.extra}) for example in examples]
    first = here = jsonl(tmp_path / "a.jsonl", [written(one, "messages") for one in examples])
    forms, containers = every_pair(DIALOGUES), every_pair(CONTAINERS)
    assert len(set(pairwise(forms))) == 25 and len(set(pairwise(containers))) == 36
    for step, container in enumerate(containers):
        there = tmp_path / f"{step}.{container}"
        convert(here, there, forms[step % 25], force=True)
        here = there
    assert content(here) == content(first)


@pytest.mark.parametrize("container", CONTAINERS)
@given(data=st.data())
@FEW
def test_preferences_and_texts_come_back(
    container: str, data: st.DataObject, tmp_path: Path
) -> None:
    if data.draw(st.booleans()):
        some = data.draw(st.lists(dialogues(), min_size=1, max_size=3))
        rows = [written(Example(e.messages, data.draw(TEXT), None, e.input, e.extra), "preference")
                for e in some]  # fmt: skip
    else:
        texts = data.draw(st.lists(TEXT, min_size=1, max_size=3))
        rows = [{"text": text, **data.draw(EXTRA)} for text in texts]
    first = jsonl(tmp_path / "a.jsonl", [{"n": 0, **row} for row in rows])
    there = tmp_path / f"b.{container}"
    convert(first, there, force=True)
    convert(there, tmp_path / "c.jsonl", force=True)
    assert content(first) == content(there) == content(tmp_path / "c.jsonl")


@given(TEXT, st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "'", "'=", "''@"]))
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str, start: str) -> None:
    cell = start + text
    assert guarded(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert unguarded(guarded(cell)) == cell
    assert from_workbook(for_workbook(cell + "_x0041_")) == cell + "_x0041_"


def test_formulas_are_harmless_in_a_guarded_csv_and_in_a_workbook(tmp_path: Path) -> None:
    import openpyxl

    first = jsonl(tmp_path / "a.jsonl", [{"instruction": "=1+1", "response": "'-2"}])
    convert(first, tmp_path / "b.csv", guard=True)
    assert (tmp_path / "b.csv").read_text().splitlines()[1] == "'=1+1,''-2"
    assert content(tmp_path / "b.csv", guarded=True) == content(first)
    convert(first, tmp_path / "b.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx").active
    assert sheet is not None and sheet["A2"].data_type == "s"


def test_what_would_be_lost_is_refused_with_its_line(tmp_path: Path) -> None:
    asked = {"role": "user", "content": "a"}
    answers = ({"role": role, "content": "b"} for role in ("assistant", "user"))
    rows = [{"messages": [asked, answer]} for answer in answers]
    first = jsonl(tmp_path / "a.jsonl", rows)
    with pytest.raises(DataError, match="ligne 2 .*n'alternent pas"):
        convert(first, tmp_path / "b.csv")
    assert not (tmp_path / "b.csv").exists()
    with pytest.raises(DataError, match="genre"):
        convert(first, tmp_path / "b.jsonl", "text")


def test_a_column_that_would_be_read_as_another_form_is_refused(tmp_path: Path) -> None:
    said = [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]
    rows = [{"conversations": said, "prompt": "c", "completion": "d"}]
    first = tmp_path / "a.csv"
    first.write_text("question,réponse,text\na,b,c\n", encoding="utf-8")
    convert(first, tmp_path / "b.jsonl", "messages")
    second = jsonl(tmp_path / "c.jsonl", rows)
    with pytest.raises(DataError, match="se relirait mal"):
        convert(second, tmp_path / "d.csv", "pairs")


def test_the_source_and_a_file_that_exists_are_never_replaced(tmp_path: Path) -> None:
    first = jsonl(tmp_path / "a.jsonl", [{"text": "a"}])
    with pytest.raises(DataError, match="existe déjà|est le fichier lu"):
        convert(first, first, force=True)
    (tmp_path / "b.jsonl").write_text("precious")
    with pytest.raises(DataError, match="existe déjà"):
        convert(first, tmp_path / "b.jsonl")
    assert (tmp_path / "b.jsonl").read_text() == "precious"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", 'instruction,response\na,b\n"c,d\n', "ligne 3"),
        ("a.csv", "instruction,response\na,b\nc\n", "ligne 3 : 1 cellules au lieu de 2"),
        ("a.csv", "un,deux\na,b\n", "Colonnes trouvées : un, deux"),
        ("a.jsonl", '{"text": "a"}\n\n{"text": 3}\n', "ligne 3"),
        ("a.jsonl", '{"text": "a"}\n{"text"\n', "ligne 2"),
        ("a.json", '[{"text": "a"},\n{"text": "b"\n', "ligne 2"),
        ("a.json", '{"text": "a"}', "liste JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    name: str, text: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=told):
        convert(tmp_path / name, tmp_path / "out.jsonl")


def test_catalogue_markdown_becomes_chunks_and_the_same_file_again(tmp_path: Path) -> None:
    text = (
        "## Application: GIDAF\n# Application d'identifiant: 12\n- Nom: GIDAF\n\n"
        "## Application: B\n"
    )
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    convert(tmp_path / "a.md", tmp_path / "b.jsonl")
    chunks = [row.values for row in open_source(tmp_path / "b.jsonl").rows()]
    assert chunks[0]["id"] == "chunk_12_main" and chunks[0]["metadata"]["nom"] == "GIDAF"
    assert "".join(chunk["text"] for chunk in chunks) == text


def test_an_archive_of_x_becomes_rows(tmp_path: Path) -> None:
    tweet = {
        "id_str": "9",
        "full_text": "Salut &amp; merci",
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
    }
    text = "window.YTD.tweets.part0 = " + json.dumps([{"tweet": tweet}], indent=1)
    (tmp_path / "tweets.js").write_text(text, encoding="utf-8")
    rows = [row.values for row in open_source(tmp_path / "tweets.js").rows()]
    assert rows == [{"id_tweet": "9", "texte": "Salut &amp; merci",
                     "date_creation": "2018-10-10 20:19:24+00:00"}]  # fmt: skip


def test_a_workbook_refuses_a_row_that_it_would_lose(tmp_path: Path) -> None:
    first = jsonl(tmp_path / "a.jsonl", [{"instruction": "", "response": ""}])
    with pytest.raises(DataError, match="ligne 1 .*entièrement vide"):
        convert(first, tmp_path / "b.xlsx")


def test_every_form_has_its_columns() -> None:
    assert set(FORMS) >= {*DIALOGUES, "preference", "text"}
