"""The rarer things that can go wrong: each told in French, with what to do."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mistral_assistant.errors import DataError, ModelError, TrainingError, UsageError
from mistral_assistant.training import recipe, run_directory, sources
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.preferences import read_pairs
from mistral_assistant.training.rows import repair_rows
from mistral_assistant.training.small_tokenizer import SmallTokenizer
from mistral_assistant.training.texts import read_texts


def written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


Reader = Callable[[Path], Any]
WRONG: dict[str, tuple[Reader, str, str | bytes, str]] = {
    "a CSV without pairs": (repair_rows, "d.csv", "nom\n",
        "Colonne manquante : instruction.*data repair .*d.csv --columns"),
    "a conversation that is none": (repair_rows, "d.jsonl",
        '{"messages": [{"role": "user", "content": "a"}]}\n{"messages": 3}\n',
        "ligne 2 : ce n'est pas un objet avec « messages ».*Chaque ligne"),
    "texts in another encoding": (read_texts, "t.txt", b"caf\xe9", "pas en UTF-8.*data repair"),
    "preferences in another encoding": (read_pairs, "p.csv", b"prompt,\xe9\n", "pas en UTF-8"),
    "no preferences": (read_pairs, "p.csv", "prompt,chosen,rejected\n",
        "aucune paire.*export-feedback"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_wrong_data(case: str, tmp_path: Path) -> None:
    read, name, content, told = WRONG[case]
    with pytest.raises(DataError, match=told):
        read(written(tmp_path, name, content))


def test_general_texts_that_are_too_few(tmp_path: Path) -> None:
    file = written(tmp_path, "g.txt", "Un seul texte.")

    class Letters:
        bos_id, eos_id, pad_id = 1, 2, 0

        def encode(self, text: str) -> list[int]:
            return [ord(char) for char in text]

        def encode_chat(self, messages: Sequence[Any]) -> Any:
            raise NotImplementedError

    args = TrainArguments(replay_data=str(file), replay_ratio=0.1)
    with pytest.raises(DataError, match="trop petit.*au moins dix"):
        sources.general_examples(args, Letters(), 100)


def test_a_file_that_is_no_small_tokenizer(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="pas un petit tokenizer.*scratch"):
        SmallTokenizer(written(tmp_path, "tokenizer.json", "{}"))


def test_nothing_to_resume(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Aucun entraînement interrompu.*--resume DOSSIER"):
        run_directory.named_run("", str(tmp_path))


def test_other_versions_than_at_the_beginning_are_told(tmp_path: Path) -> None:
    data = written(tmp_path, "d.csv", "instruction,response\n")
    facts = {"data": {"sha256": run_directory.data_hash(data)}, "versions": {"torch": "0.1"}}
    told: list[str] = []
    recipe._tell_what_changed(facts, TrainArguments(data=str(data)), told.append)
    assert told == ["Autres versions qu'au début (torch) : la suite peut différer un peu."]


class RepositoryNotFoundError(OSError):
    """Named as the hub's own."""


def test_a_model_that_nobody_has() -> None:
    pytest.importorskip("transformers")
    from mistral_assistant.training.base_model import explain

    error = OSError("x")
    error.__cause__ = RepositoryNotFoundError()
    with pytest.raises(ModelError, match="n'existe pas, ou il est privé.*HF_TOKEN"):
        raise explain("personne/rien", error)


def test_a_base_with_another_vocabulary(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    from mistral_assistant.training.preparing import config_for

    config = {"model_type": "mistral", "vocab_size": 1000}
    written(tmp_path, "config.json", json.dumps(config))
    args = TrainArguments(model_name_or_path=str(tmp_path))
    tokenizer: Any = SimpleNamespace(vocab_size=32_768)
    with pytest.raises(ModelError, match="compte 1000 tokens.*32 768.*tokenizer v3"):
        config_for(args, tokenizer)


def test_modules_that_the_model_does_not_have(base: Path) -> None:
    from mistral_assistant.training.base_model import load_base, with_adapter

    args = TrainArguments(model_name_or_path=str(base), method="lora", precision="fp32",
        device="cpu", lora_target_modules="porte, fenêtre")  # fmt: skip
    with pytest.raises(ModelError, match='ne va pas sur ce modèle.*"all-linear"'):
        with_adapter(load_base(args, quantised=False), args)


@pytest.mark.parametrize(
    ("error", "told"),
    [("CUDA out of memory", "même un exemple à la fois.*--method qlora"),
     ("PytorchStreamWriter failed writing file", "disque est plein.*--output_dir"),
     ("size mismatch for lora_A", "autre modèle ou d'autres réglages.*--new")],
)  # fmt: skip
def test_a_training_that_breaks_off(error: str, told: str, tmp_path: Path) -> None:
    """The error of torch is told as what it means; the display is taken away."""
    pytest.importorskip("trl")
    from mistral_assistant.training import checkpoints, sft
    from mistral_assistant.training.callbacks import Checkpoints
    from mistral_assistant.training.journal import Journal

    run = run_directory.Run(tmp_path)
    (run.checkpoints / "checkpoint-1").mkdir(parents=True)
    written(run.checkpoints / "checkpoint-1", "a", "b")
    checkpoints.seal(run.checkpoints / "checkpoint-1")

    def train(**rest: Any) -> None:
        raise RuntimeError(error)

    ended: list[bool] = []
    journal = Journal(run.log, lambda text: None)
    journal.watcher = SimpleNamespace(end=lambda: ended.append(True))  # type: ignore[assignment]
    trainer: Any = SimpleNamespace(
        train=train, journal=journal, args=SimpleNamespace(device=SimpleNamespace(type="cpu")),
        callback_handler=SimpleNamespace(callbacks=[Checkpoints(run.checkpoints, 2)]),
    )  # fmt: skip
    with pytest.raises(TrainingError, match=told):
        sft.run_training(trainer, run, resume=True)
    assert ended == [True]
