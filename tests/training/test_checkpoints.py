"""Only whole checkpoints count."""

from pathlib import Path

import pytest

from mistral_assistant.training import checkpoints, log


def checkpoint(folder: Path, step: int) -> Path:
    made = folder / f"checkpoint-{step}"
    made.mkdir(parents=True)
    (made / "weights").write_bytes(b"w" * step)
    (made / "state.json").write_text("{}", encoding="utf-8")
    return made


@pytest.mark.parametrize("harm", ["cut", "changed", "missing", "no manifest", "half a manifest"])
def test_a_damaged_checkpoint_is_passed_over_and_removed(tmp_path: Path, harm: str) -> None:
    good, bad = checkpoint(tmp_path, 9), checkpoint(tmp_path, 10)
    checkpoints.seal(good)
    checkpoints.seal(bad)
    manifest = bad / checkpoints.MANIFEST
    match harm:
        case "cut":
            (bad / "weights").write_bytes(b"w" * 9)
        case "changed":
            (bad / "weights").write_bytes(b"v" * 10)
        case "missing":
            (bad / "state.json").unlink()
        case "no manifest":
            manifest.unlink()
        case _:
            manifest.write_text(manifest.read_text()[:-9])
    assert checkpoints.last_whole(tmp_path) == good
    assert not bad.exists()


def test_without_a_whole_checkpoint_there_is_none(tmp_path: Path) -> None:
    checkpoint(tmp_path, 2)
    assert checkpoints.last_whole(tmp_path) is None


def test_the_latest_and_the_best_are_kept(tmp_path: Path) -> None:
    for step in (2, 10, 9, 100):
        checkpoint(tmp_path, step)
    checkpoints.keep_latest(tmp_path, 2, "/elsewhere/checkpoint-2")
    assert {path.name for path in tmp_path.iterdir()} == {
        "checkpoint-2", "checkpoint-10", "checkpoint-100"}  # fmt: skip


def test_the_journal_goes_back_to_a_step_and_survives_half_a_line(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    for step in (1, 2, 3):
        log.append(file, {"step": step, "loss": 1.0})
    file.write_text(file.read_text() + '{"step": 4, "lo', encoding="utf-8")
    log.rewind(file, 2)
    assert [entry["step"] for entry in log.entries(file)] == [1, 2]


@pytest.mark.parametrize(
    ("seconds", "text"), [(3.4, "3 s"), (75, "1 min 15 s"), (3 * 3600 + 240, "3 h 04")]
)
def test_durations(seconds: float, text: str) -> None:
    assert log.duration(seconds) == text
