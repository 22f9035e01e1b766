"""``train`` on the command line: tokens shown, stages asked for, names of older scripts."""

from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.cli import main
from mistral_assistant.cli.parser import parse


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    file = tmp_path / "d.csv"
    file.write_text("instruction,response\nUn ?,Deux.\nTrois ?,Quatre.\n", encoding="utf-8")
    return file


def given(*arguments: str) -> dict[str, Any]:
    return dict(parse(["train", *arguments]).given)


def test_every_spelling_of_an_option_is_kept_for_the_hint() -> None:
    words = "--lora_r 8 --learning-rate 1e-4 --EPOCHS 2 --base-model m".split()
    assert given(*words) == {
        "lora_r": "8", "learning_rate": "1e-4", "EPOCHS": "2", "base-model": "m"}  # fmt: skip
    assert given("--packing", "--no-keep-best", "--force-cpu") == {
        "packing": True, "keep_best": False, "device": "cpu"}  # fmt: skip


def test_two_commands_do_not_share_what_was_given() -> None:
    given("--lora_r", "8")
    assert given() == {}


def test_what_is_learned_is_marked(pairs: Path, capsys: Any) -> None:
    pytest.importorskip("mistral_common")
    pytest.importorskip("sentencepiece")
    assert main(["train", str(pairs), "--show-tokens", "2"]) == 0
    prompt, learned, summary = capsys.readouterr().out.splitlines()
    assert prompt.startswith("<s>·[INST]·") and prompt.endswith("[/INST]")
    assert learned.startswith("⟦") and learned.endswith("</s>⟧")
    assert "dont" in summary
    assert main(["train", str(pairs), "--show-tokens", "3"]) == 2
    assert "Le fichier en a 2" in capsys.readouterr().err


def test_a_guided_run_asks_before_each_stage(
    pairs: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("torch", "trl", "peft", "datasets"):
        pytest.importorskip(package)
    answers = iter([str(pairs), "", "o", "n"])
    asked: list[str] = []

    def answer(question: str = "") -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert main(["train", "--output_dir", str(tmp_path / "runs"), "--device", "cpu"]) == 0
    assert [question.partition(" : ")[2] for question in asked[1:]] == [
        "Réparation du fichier. Continuer ? [O/n] ",
        "Vérification des lignes. Continuer ? [O/n] ",
        "Partage en apprentissage, validation et test. Continuer ? [O/n] "]  # fmt: skip
    assert "le dossier garde ce qui est fait" in capsys.readouterr().out
