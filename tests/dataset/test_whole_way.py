"""The full example of docs/fine-tuning.md, on the CSV of the shop's pack, taken from the page."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from mistral_assistant.cli import main

pytest.importorskip("pandas")
ROOT = Path(__file__).parents[2]
SHOP = ROOT / "domains" / "ecommerce" / "training.csv"


def example() -> list[list[str]]:
    """Return the commands of the page's full example, in words."""
    page = (ROOT / "docs" / "fine-tuning.md").read_text(encoding="utf-8")
    block = re.search(r"## The data\n.*?```bash\n(.*?)```", page, re.S)
    return [line.split() for line in block[1].splitlines()] if block else []


def actions() -> set[str]:
    """Return the actions of ``data`` that work on files."""
    import argparse

    from mistral_assistant.cli.data_options import add_data
    from mistral_assistant.cli.data_stage_options import add_data_stages

    found: set[str] = set()

    def add(name: str, *_: str) -> argparse.ArgumentParser:
        found.add(name)
        return argparse.ArgumentParser()

    add_data(add)
    add_data_stages(add)
    return found


@pytest.fixture()
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_full_example_of_the_page_runs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, *stages, tune = example()
    assert copy[:2] == ["cp", str(SHOP.relative_to(ROOT))] and tune[:2] == [
        "python",
        "fine_tune.py",
    ]
    shutil.copy(SHOP, folder / copy[2])
    names = [words[2] for words in stages]
    assert names == "repair repair clean mask convert validate split leaks stats".split()
    for words in stages:
        if words[2] == "stats" and not _can_draw():
            words = words[: words.index("--plot")]
        assert main(words[1:]) == 0, " ".join(words)
    with SHOP.open(encoding="utf-8", newline="") as file:
        rows = sum(1 for _ in csv.DictReader(file))
    assert actions() == set(names)
    report = json.loads((folder / "repair.json").read_text(encoding="utf-8"))
    assert (report["kept"], report["repaired"]) == (rows, 0)
    capsys.readouterr()
    assert main(["data", "stats", tune[2], "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert 0.7 * rows < told["rows"] < 0.9 * rows and len(told["categories"]) > 5


def _can_draw() -> bool:
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


def test_what_two_parts_share_and_what_cannot_be_trained_on_ends_with_3(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(SHOP, "shop.csv")
    shutil.copy(SHOP, "part.csv")
    assert main(["data", "leaks", "part.csv", "shop.csv", "--exact-only"]) == 3
    Path("bad.jsonl").write_text('{"messages": [{"role": "user", "content": "a"}]}\n')
    assert main(["data", "validate", "bad.jsonl"]) == 3
    assert "bad.jsonl:1" in capsys.readouterr().out
