"""Parts of the wanted sizes, byte for byte the same each time, with nothing in two of them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.dataset.leaks import leaks
from mistral_assistant.dataset.split import Wanted, split
from mistral_assistant.errors import DataError

THINGS = "vélo lampe livre chaise table piano jardin bateau crayon miroir tapis four".split()
VERBS = "réparer vendre louer nettoyer peindre porter cacher plier".split()


def rows() -> list[dict[str, Any]]:
    made = []
    for a, thing in enumerate(THINGS):
        for b, verb in enumerate(VERBS):
            question = (
                f"{verb} {thing} {THINGS[(a * 5 + b) % 12]} {VERBS[(b * 3 + a) % 8]} n{a}x{b}"
            )
            made.append({"instruction": question, "response": f"R{a}-{b}", "category": "ABC"[a % 3],
                         "order": f"C{a}", "date": f"2026-0{1 + b}-{10 + a}"})  # fmt: skip
    return made


def written(path: Path, some: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in some), encoding="utf-8")
    return path


def parts(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [json.loads(line) for line in (folder / f"a_{name}.jsonl").read_text().splitlines()]
        for name in ("train", "val", "test")
    }


def test_parts_have_their_sizes_and_all_rows_once(tmp_path: Path) -> None:
    some = rows()
    done = split(written(tmp_path / "a.jsonl", some), wanted=Wanted(stratify="category"))
    found = parts(tmp_path)
    assert abs(done.rows["train"] - 0.8 * len(some)) <= 3
    assert sorted(map(str, sum(found.values(), []))) == sorted(map(str, some))
    assert all(counts["test"] >= 2 for counts in done.strata.values())


def test_duplicates_and_groups_never_straddle(tmp_path: Path) -> None:
    some = rows() + [
        {**row, "instruction": row["instruction"].upper() + " !"} for row in rows()[:30]
    ]
    path = written(tmp_path / "a.jsonl", some)
    split(path, wanted=Wanted(group="order"))
    files = [tmp_path / f"a_{name}.jsonl" for name in ("train", "val", "test")]
    assert leaks(files, group="order") == []
    assert len(leaks([path, files[0]], near=False)) >= len(parts(tmp_path)["train"])


def test_the_same_seed_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", rows())
    split(path, tmp_path / "one")
    code = (
        "from pathlib import Path; from mistral_assistant.dataset.split import split; "
        f"split(Path({str(path)!r}), Path({str(tmp_path / 'two')!r}))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    split(path, tmp_path / "other", Wanted(seed=7))
    for name in ("train", "val", "test"):
        one, two, other = ((tmp_path / folder / f"a_{name}.jsonl").read_bytes()
                           for folder in ("one", "two", "other"))  # fmt: skip
        assert one == two
        assert one != other


def test_a_split_by_time_keeps_the_latest_for_the_test(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    done = split(written(tmp_path / "a.jsonl", rows()), wanted=Wanted(time="date"))
    found = parts(tmp_path)
    assert max(row["date"] for row in found["train"]) <= min(row["date"] for row in found["test"])
    assert sum(done.rows.values()) + sum(done.dropped.values()) == len(rows())


def test_small_data_gives_three_parts_or_says_why_not(tmp_path: Path) -> None:
    split(written(tmp_path / "a.jsonl", rows()[::17]))
    assert all(parts(tmp_path).values())
    same = [{"instruction": "Pareil ?", "response": str(n)} for n in range(9)]
    with pytest.raises(DataError, match="1 questions distinctes ne se partagent pas en 3"):
        split(written(tmp_path / "b.jsonl", same))
    with pytest.raises(DataError, match="pas de colonne « sujet »"):
        split(tmp_path / "a.jsonl", wanted=Wanted(stratify="sujet"), force=True)
