"""Data sets of the hub are read by their id; without a network one is told what to do."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mistral_assistant.cli import main
from mistral_assistant.dataset.convert import convert
from mistral_assistant.dataset.hub import local_copy
from mistral_assistant.dataset.reading import open_source
from mistral_assistant.errors import DataError

ROWS = [{"instruction": "Où est mon colis ?", "response": "À Lyon."}]


MANY = [
    {"instruction": f"Où est le {thing} ?", "response": f"Le {thing} est là."}
    for thing in "vélo tapis piano miroir livre four jardin banc seau drap".split()
]


class Part:
    """One part of a data set, as far as it is used."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self._rows = rows

    def to_parquet(self, path: str) -> None:
        pyarrow = pytest.importorskip("pyarrow")
        from pyarrow import parquet

        parquet.write_table(pyarrow.Table.from_pylist(self._rows), path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Put a hub of one data set in the place of the real one; return what it was asked for."""
    names: list[str] = []

    def load_dataset(name: str) -> dict[str, Part]:
        names.append(name)
        if name in ("boutique/grand", "account/questions"):
            return {"train": Part(MANY), "test": Part(ROWS)}
        if name != "boutique/questions":
            raise ConnectionError("the hub cannot be reached\nand much more")
        other = [{"instruction": "Et le test ?", "response": "Il est ici."}]
        return {"train": Part(ROWS), "test": Part(other)}

    module: Any = ModuleType("datasets")
    module.load_dataset = load_dataset
    monkeypatch.setitem(sys.modules, "datasets", module)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return names


@pytest.mark.parametrize(
    ("name", "question"),
    [("boutique/questions", "Où est mon colis ?"), ("boutique/questions:test", "Et le test ?")],
)
def test_a_data_set_is_read_by_its_id(name: str, question: str, asked: list[str]) -> None:
    examples = list(open_source(Path(name)).examples())
    assert [one.question for one in examples] == [question]
    assert asked == ["boutique/questions"]


def test_it_is_converted_like_a_file(tmp_path: Path, asked: list[str]) -> None:
    convert(Path("boutique/questions"), tmp_path / "out.jsonl")
    (row,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    said = [message["content"] for message in json.loads(row)["messages"]]
    assert said == list(ROWS[0].values())


def test_its_parts_lie_in_the_current_folder_unless_another_is_given(
    tmp_path: Path, asked: list[str]
) -> None:
    assert main(["data", "split", "boutique/grand"]) == 0
    assert main(["data", "split", "boutique/grand:train", "--into", "parts"]) == 0
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.jsonl"))
    parts = [f"grand_{part}.jsonl" for part in ("test", "train", "val")]
    assert names == [*parts, *(f"parts/{name}" for name in parts)]
    assert sum(len(path.read_text().splitlines()) for path in tmp_path.glob("*.jsonl")) == len(MANY)


def test_the_commands_of_the_page_run(tmp_path: Path, asked: list[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "fine-tuning.md").read_text(encoding="utf-8")
    lines = [line.split() for line in page.splitlines() if " account/questions" in line]
    assert [main(words[1:]) for words in lines] == [0, 0]
    assert len((tmp_path / "test.jsonl").read_text().splitlines()) == len(ROWS)
    assert len(list((tmp_path / "parts").glob("questions_*.jsonl"))) == 3


@pytest.mark.parametrize("stage", ["validate", "stats", "mask", "clean"])
def test_the_commands_take_its_id_where_they_take_a_file(
    stage: str, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", stage, "boutique/grand"]) == 0
    assert asked == ["boutique/grand"] and capsys.readouterr().out


def test_an_unknown_part_is_told_with_those_there_are(asked: list[str]) -> None:
    with pytest.raises(DataError, match="pas de partie « dev »") as told:
        open_source(Path("boutique/questions:dev"))
    assert "train, test" in str(told.value)


def test_without_a_network_the_error_says_what_to_do(asked: list[str]) -> None:
    with pytest.raises(DataError, match="the hub cannot be reached\\.") as told:
        open_source(Path("ailleurs/inconnu"))
    assert "hors ligne" in str(told.value) and "much more" not in str(told.value)


def test_without_the_library_its_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(DataError, match="« datasets » manque"):
        open_source(Path("ailleurs/inconnu"))


@pytest.mark.parametrize("name", ["absent.csv", "dossier/absent.jsonl", "a/b/c", "seul"])
def test_a_missing_file_is_no_data_set(name: str, asked: list[str]) -> None:
    assert local_copy(Path(name)) == Path(name)
    assert not asked


@pytest.mark.slow
def test_a_folder_in_the_layout_of_the_hub_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("datasets")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    folder = tmp_path / "questions"
    (folder / "data").mkdir(parents=True)
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# Questions\n", encoding="utf-8")
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    (folder / "data" / "train-00000-of-00001.jsonl").write_text(lines, encoding="utf-8")
    examples = list(open_source(folder).examples())
    assert [one.question for one in examples] == ["Où est mon colis ?"]
