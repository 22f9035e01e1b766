"""Whatever can go wrong with a training, told in French with a remedy."""

import errno
import importlib.util
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.cli import main
from mistral_assistant.errors import ModelError, TrainingError
from mistral_assistant.training import budget
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.extras import require
from mistral_assistant.training.memory import estimate

MISTRAL_7B = {
    "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32, "vocab_size": 32768,
    "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128,
}  # fmt: skip
GPU = {"name": "T4", "memory": 16_000_000_000}


def test_no_gpu() -> None:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is one")
    from mistral_assistant.training.hardware import find_hardware

    with pytest.raises(TrainingError, match="Aucun GPU.*Retirez --device cuda"):
        find_hardware("cuda")


def test_a_missing_extra_comes_with_the_command_that_installs_it() -> None:
    with pytest.raises(TrainingError) as caught:
        require("sys", "un_paquet_qui_manque")
    assert caught.value.problem == "Il manque : un_paquet_qui_manque."
    assert caught.value.hint == "Installez-les : pip install 'mistral-assistant[train]'."


class GatedRepoError(OSError):
    """Named as the hub's own."""


@pytest.mark.parametrize(
    ("cause", "expected"),
    [(GatedRepoError(), "réservé.*HF_TOKEN.*modèle ouvert"),
     (OSError("We couldn't connect to the hub\nmore"), "pas sur cette machine.*connect.*réseau")],
)  # fmt: skip
def test_a_model_that_cannot_be_had(cause: Exception, expected: str) -> None:
    pytest.importorskip("transformers")
    from mistral_assistant.training.base_model import explain

    error = OSError("x") if isinstance(cause, GatedRepoError) else cause
    error.__cause__ = cause if error is not cause else None
    with pytest.raises(ModelError, match=expected):
        raise explain("mistralai/Mistral-7B-Instruct-v0.3", error)


def test_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("transformers")
    import huggingface_hub.constants

    from mistral_assistant.training.base_model import read_base_config

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="pas sur cette machine.*donnez le dossier"):
        read_base_config("someone/a-model-that-is-not-here")


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    from mistral_assistant.training.base_model import read_base_config

    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="est illisible"):
        read_base_config(str(tmp_path))


def test_too_little_memory_names_what_would_fit() -> None:
    args = TrainArguments(method="full", precision="bf16", device="cuda",
        gradient_checkpointing="yes")  # fmt: skip
    with pytest.raises(TrainingError, match="T4 en a 16.*--method qlora"):
        budget.require_room(MISTRAL_7B, args, 1024, GPU)


def test_mistral_7b_in_4_bits_fits_as_published() -> None:
    """Parameters: exact. Memory: 4.14 GB of weights, about 6.3 GB in all at 4,096 tokens."""
    args = TrainArguments(method="qlora", precision="bf16", device="cuda", max_length=4096,
        gradient_checkpointing="yes", per_device_train_batch_size=1, packing=True)  # fmt: skip
    found = estimate(MISTRAL_7B, args, 4096)
    assert found.parameters == 7_248_023_552
    assert found.trainable == 41_943_040
    assert found.weights == pytest.approx(4.14e9, rel=0.01)
    assert 5.5e9 < found.total < 7.5e9


def test_a_disk_without_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    wanted = estimate(MISTRAL_7B, TrainArguments(method="lora", precision="bf16"), 512)
    full = shutil.disk_usage(tmp_path)._replace(free=1_000_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: full)
    with pytest.raises(TrainingError, match="disque est plein : il faut 2557 Mo, il reste 1000"):
        budget.require_disk(tmp_path, wanted, TrainArguments())


@pytest.mark.parametrize(
    ("error", "full"),
    [(RuntimeError("[enforce fail] PytorchStreamWriter failed writing file"), True),
     (RuntimeError("Error while serializing: I/O error: No space left on device (os error 28)"),
      True),
     (RuntimeError("shape mismatch"), False)],
)  # fmt: skip
def test_a_disk_that_fills_up_while_saving_is_recognised(error: Exception, full: bool) -> None:
    assert budget.means_disk_full(error) == full


def run(*arguments: str, capsys: Any) -> tuple[int, str]:
    code = main(["train", *arguments])
    return code, capsys.readouterr().err


def test_the_command_line_tells_errors_without_a_traceback(tmp_path: Path, capsys: Any) -> None:
    assert run("rien.csv", capsys=capsys) == (1, (
        "Erreur : Le fichier de données « rien.csv » n'existe pas. → "
        "Donnez un CSV avec les colonnes instruction et response.\n"))  # fmt: skip
    code, text = run("a.csv", "--lora_r", "0", capsys=capsys)
    assert code == 2 and "hors limites" in text
    code, text = run("--resume", str(tmp_path), capsys=capsys)
    assert code == 2 and "pas le dossier d'un entraînement" in text


def test_rows_that_are_all_too_long(base: Path, delays: Path, tmp_path: Path, capsys: Any) -> None:
    code, text = run(str(delays), "--model_name_or_path", str(base), "--max_length", "8",
        "--output_dir", str(tmp_path), "--device", "cpu", capsys=capsys)  # fmt: skip
    assert code == 1
    assert "Toutes les lignes dépassent 8 tokens" in text


def test_a_full_disk_on_the_command_line(
    delays: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if importlib.util.find_spec("torch") is None:
        pytest.skip("torch is not installed")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    code, text = run(str(delays), "--output_dir", str(tmp_path), "--device", "cpu", capsys=capsys)
    assert code == 1 and "disque plein" in text


def test_without_a_terminal_the_usage_is_told(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO())
    code, text = run(capsys=capsys)
    assert code == 2 and "python fine_tune.py donnees.csv" in text
