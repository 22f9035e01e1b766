"""The commands of docs/datasets.md on the CSV of the e-commerce pack, one after the other."""

import json
import shutil
from pathlib import Path

import pytest

from mistral_assistant.cli import main

pytest.importorskip("pandas")
SHOP = Path(__file__).parents[2] / "domains" / "ecommerce" / "training.csv"


def test_the_shop_s_data_goes_the_whole_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SHOP, "shop.csv")
    for line in (
        "clean shop.csv --output clean.csv",
        "mask clean.csv --output masked.csv",
        "convert masked.csv --output shop.jsonl",
        "validate shop.jsonl",
        "split shop.jsonl --stratify category",
        "leaks shop_train.jsonl shop_val.jsonl shop_test.jsonl",
    ):
        assert main(["data", *line.split()]) == 0, line
    capsys.readouterr()
    assert main(["data", "stats", "shop_train.jsonl", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = SHOP.read_text(encoding="utf-8").count("\n") - 1
    assert 0.7 * rows < told["rows"] < 0.9 * rows and len(told["categories"]) > 5
    assert main(["data", "leaks", "shop_train.jsonl", "shop.jsonl"]) == 3
    Path("bad.jsonl").write_text('{"messages": [{"role": "user", "content": "a"}]}\n')
    assert main(["data", "validate", "bad.jsonl"]) == 3
    assert "bad.jsonl:1" in capsys.readouterr().out
