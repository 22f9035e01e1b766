"""``--rehearse`` on the command line: the whole chain, nothing left behind."""

from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.cli import main
from mistral_assistant.training import recipe, rehearsal


@pytest.mark.slow
@pytest.mark.usefixtures("base")
def test_the_whole_chain_is_rehearsed(
    capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("gguf")
    monkeypatch.chdir(tmp_path)
    assert main(["train", "--rehearse"]) == 0
    told = capsys.readouterr().out
    for part in ("[7/7]", "Fusion : effet", "GGUF :", "Une réponse", "Répétition réussie"):
        assert part in told
    assert list(tmp_path.iterdir()) == []


def test_the_users_own_file_is_what_is_rehearsed(
    capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it is repaired and validated, rows from all over it go on; nothing is kept."""
    pytest.importorskip("gguf")
    seen: dict[str, Any] = {}

    def steps(job: recipe.Job) -> None:
        rows = recipe.validate(job, recipe.repair(job))
        parts = recipe.split(job, rows)
        seen["read"] = len(rows)
        seen["taken"] = [row.question for row in (*parts.train, *parts.validation, *parts.test)]
        seen["args"] = job.args

    monkeypatch.setattr(rehearsal, "_take_out", lambda *_: None)
    monkeypatch.setattr(rehearsal, "write_tiny_base", lambda *_args, **_changes: None)
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "mes données.csv"
    pairs = "".join(f"Question {number} ?;Réponse {number}.\n" for number in range(200))
    data.write_bytes(("instruction;response\n" + pairs).encode("cp1252"))
    assert main(["train", str(data), "--rehearse", "--max_length", "99"], recipe=steps) == 0
    assert seen["read"] == 200
    assert len(seen["taken"]) <= rehearsal.MOST_ROWS
    assert "Question 0 ?" in seen["taken"]
    assert any(question > "Question 15" for question in seen["taken"])
    assert seen["args"].max_length == 99
    assert "lignes prises pour la répétition" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [data]


@pytest.mark.parametrize("more", [[], ["--objective", "dpo"]])
def test_a_rehearsal_that_would_prove_nothing_is_refused(
    more: list[str], capsys: Any, tmp_path: Path
) -> None:
    """A file that is not there, an objective that the tiny chain does not know."""
    (tmp_path / "data.csv").write_text("instruction,response\na ?,b\n", encoding="utf-8")
    file = tmp_path / ("data.csv" if more else "absent.csv")
    assert main(["train", str(file), "--rehearse", *more]) in (1, 2)
    told = capsys.readouterr()
    assert "réussie" not in told.out
    assert ("dpo" if more else "absent.csv") in told.err
