"""Arguments: any known name, a file changed by flags, all faults told at once."""

from pathlib import Path

import pytest

from mistral_assistant.errors import UsageError
from mistral_assistant.training.arguments import TrainArguments, field_name, read_arguments


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("MODEL_NAME", "model_name_or_path"),
        ("OUTPUT_DIR", "output_dir"),
        ("MICRO_BATCH_SIZE", "per_device_train_batch_size"),
        ("EPOCHS", "num_train_epochs"),
        ("LEARNING_RATE", "learning_rate"),
        ("LORA_R", "lora_r"),
        ("--base-model", "model_name_or_path"),
        ("--epochs", "num_train_epochs"),
        ("--batch-size", "per_device_train_batch_size"),
        ("--lora-rank", "lora_r"),
        ("--lora-alpha", "lora_alpha"),
        ("lora_r", "lora_r"),
        ("rang", ""),
    ],
)
def test_names_of_older_scripts_are_understood(name: str, field: str) -> None:
    assert field_name(name) == field


def test_flags_go_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('EPOCHS = 5\nlora_r = 8\nmethod = "qlora"\n', encoding="utf-8")
    args, hints = read_arguments(file, {"lora_r": "32", "seed": None})
    assert (args.num_train_epochs, args.lora_r, args.method, args.seed) == (5.0, 32, "qlora", 42)
    assert hints == ("« EPOCHS » est compris comme num_train_epochs.",)


def test_what_a_run_saves_gives_the_same_arguments_again(tmp_path: Path) -> None:
    args = TrainArguments(data='a "b"\\é.csv', packing=True, learning_rate=3e-5, system="Ligne\n2")
    file = tmp_path / "arguments.toml"
    file.write_text(args.to_toml(), encoding="utf-8")
    assert read_arguments(file, {}) == (args, ())


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("lora_rr = 3\npacking = 1\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_arguments(file, {"learning_rate": "abc", "lora_r": 0, "method": "magie"})
    text = str(caught.value)
    assert "vouliez-vous dire lora_r ?" in text
    assert "packing : « 1 » ne convient pas" in text
    assert "learning_rate : « abc »" in text
    assert "lora_r : 0 est hors limites" in text
    assert "method : « magie » n'est pas un choix possible (auto, qlora, lora, full)" in text


@pytest.mark.parametrize("value", ["nan", "inf", "-1"])
def test_a_learning_rate_that_is_no_rate_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="hors limites"):
        read_arguments(None, {"learning_rate": value})


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("lora_r: 3", encoding="utf-8")
    with pytest.raises(UsageError, match="pas un fichier TOML lisible"):
        read_arguments(file, {})


@pytest.mark.parametrize(
    "file", sorted((Path(__file__).parents[2] / "configs").glob("*.toml")), ids=lambda f: f.stem
)
def test_a_shipped_configuration_is_valid(file: Path) -> None:
    assert read_arguments(file, {})[1] == ()
