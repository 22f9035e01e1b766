"""Every kind of damage of the generator, alone and combined, and what must stay as it is."""

import random
from pathlib import Path

import pytest
from csv_files import Case, Damage, build, combinations, damages, written

from mistral_assistant.dataset.csv_repair import repair

ROWS = 24
GROUPS = sorted({damage.group for damage in damages()})
GUESSES = {"cut"}
"""Where a text was cut off can only be told if others of its kind are there."""


def score(case: Case, folder: Path) -> tuple[float, float, int]:
    """Return (share recovered, share wrong, rows that were left out)."""
    path = written(folder, case.data, "damaged.csv")
    done = repair(path)
    truth = {(one.strip(), other.strip()) for one, other in case.pairs}
    got = {(spaced(one), spaced(other)) for one, other in done.pairs}
    truth = {(spaced(one), spaced(other)) for one, other in truth}
    return len(truth & got) / len(truth), len(got - truth) / len(truth), done.report.lost


def spaced(text: str) -> str:
    """Forgive which kind of space or apostrophe it is."""
    return text.replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_of_damage_is_repaired(group: str, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    found: dict[str, tuple[float, float, int]] = {}
    for damage in damages():
        if damage.group == group and damage.name != "long_fields":
            found[damage.name] = score(build([damage], seed=20, count=ROWS), tmp_path)
    kinds = len(found)
    assert sum(recovered for recovered, _, _ in found.values()) / kinds >= 0.97, found
    wrong = [wrong for name, (_, wrong, _) in found.items() if name not in GUESSES]
    assert sum(wrong) / kinds <= 0.02, found


def test_combinations_are_repaired(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    results = [
        (case.name, score(case, tmp_path))
        for case in (build(chosen, seed=21, count=ROWS) for chosen in combinations(20, seed=21))
    ]
    assert sum(recovered for _, (recovered, _, _) in results) / 20 >= 0.95, results


def test_the_repair_of_a_repaired_file_changes_nothing(tmp_path: Path) -> None:
    """Idempotence: what comes out passes a second time as sound."""
    import csv

    for damage in random.Random(5).sample(damages(), 12):
        first = repair(written(tmp_path, build([damage], seed=22, count=ROWS).data))
        pairs = list(first.pairs)
        again = tmp_path / "again.csv"
        with again.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("instruction", "response"), *pairs])
        second = repair(again)
        assert list(second.pairs) == pairs, damage.name
        assert second.report.repaired == 0, damage.name


def test_the_generator_gives_the_same_file_for_the_same_seed() -> None:
    chosen: list[Damage] = damages()[:1]
    assert build(chosen, seed=1).data == build(chosen, seed=1).data
    assert build(chosen, seed=1).data != build(chosen, seed=2).data
