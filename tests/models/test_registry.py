"""Models by name: the registry's file, what it refuses, and the commands over it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tiny_models import save_tiny_mistral

from mistral_assistant.cli import main
from mistral_assistant.errors import ModelError
from mistral_assistant.models import registry


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("torch", "transformers", "sentencepiece", "gguf", "mistral_common"):
        pytest.importorskip(package)
    folder = tmp_path_factory.mktemp("modeles") / "petit modèle"
    save_tiny_mistral(folder)
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n")
    return folder


def adapter(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "adapter_config.json").write_text("{}")
    return folder


def run(data: Path, *words: str) -> int:
    return main(["models", *words, "--data-dir", str(data)])


def test_a_name_is_given_found_and_forgotten_and_the_files_stay(
    model: Path, tmp_path: Path
) -> None:
    registry.register(tmp_path, "base", model)
    velos = adapter(tmp_path / "runs" / "velos" / "final").parent
    assert registry.register(tmp_path, "auteur/velos", velos).kind == "run"
    assert [entry.name for entry in registry.entries(tmp_path)] == ["auteur/velos", "base"]
    assert registry.adapters(tmp_path) == {"auteur/velos": velos / "final"}
    assert (tmp_path / "models" / "registry.json").stat().st_mode & 0o077 == 0
    registry.remove(tmp_path, "base", files=True)
    assert model.exists() and registry.find(tmp_path, "base") is None
    shutil.rmtree(velos)
    assert registry.adapters(tmp_path) == {}


@pytest.mark.parametrize("name", ["", "..", "a b", "/etc", "a/b/c", "a/../b", "x" * 200, "é"])
def test_what_cannot_be_a_name_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        registry.register(tmp_path, name, adapter(tmp_path / "a"))


def test_a_name_that_is_taken_and_a_place_without_a_model_are_refused(tmp_path: Path) -> None:
    registry.register(tmp_path, "velos", adapter(tmp_path / "a"))
    with pytest.raises(ModelError, match="déjà pris"):
        registry.register(tmp_path, "velos", tmp_path / "a")
    (tmp_path / "faux.gguf").write_bytes(b"GGUF rien")
    for place in (tmp_path, tmp_path / "absent", tmp_path / "faux.gguf"):
        with pytest.raises(ModelError):
            registry.register(tmp_path, "autre", place)


@pytest.mark.parametrize(
    "text",
    ["", "[", "[]", "null", '{"models": 3}', '{"models": [3]}', "\x00", "[" * 50_000,
     '{"models": [{"name": "../x", "kind": "model", "path": "/"}]}',
     '{"models": [{"name": "x", "kind": "pickle", "path": "/"}]}'],
)  # fmt: skip
def test_a_damaged_list_is_named_and_not_overwritten(text: str, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    file = tmp_path / "models" / "registry.json"
    file.write_text(text)
    with pytest.raises(ModelError, match="registry.json"):
        registry.register(tmp_path, "velos", adapter(tmp_path / "a"))
    assert file.read_text() == text


# --- the commands --------------------------------------------------------------------------------


def test_a_model_is_imported_listed_described_and_forgotten(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "import", str(model)) == 0
    assert 'model = "petit-mod-le"' in capsys.readouterr().out
    assert run(tmp_path, "list", "--json") == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["name"], listed["kind"], listed["exists"]) == ("petit-mod-le", "model", True)
    assert run(tmp_path, "info", "petit-mod-le", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["licence"] == "apache-2.0" and facts["special_tokens"]["bos"] == "<s>"
    assert facts["nf4_bytes"] < facts["half_bytes"]
    assert run(tmp_path, "info", "petit-mod-le") == 0
    assert "apache-2.0" in capsys.readouterr().out
    assert run(tmp_path, "path", "petit-mod-le") == 0
    assert capsys.readouterr().out.strip() == str(model)
    assert run(tmp_path, "remove", "petit-mod-le", "--files") == 0
    assert model.exists()
    assert run(tmp_path) == 0
    assert "mistral-7b" in capsys.readouterr().out
    assert run(tmp_path, "rm", "petit-mod-le") == 1
    assert "petit-mod-le" in capsys.readouterr().err


def test_the_memory_is_counted_from_the_weights_themselves(model: Path) -> None:
    import torch
    from transformers import MistralForCausalLM

    from mistral_assistant.models.needs import needs_of

    own = MistralForCausalLM.from_pretrained(model)
    linear = [layer for layer in own.model.modules() if isinstance(layer, torch.nn.Linear)]
    needs = needs_of(model)
    assert needs.parameters == sum(weight.numel() for weight in own.parameters())
    assert needs.linear == sum(layer.weight.numel() for layer in linear)


def test_a_7b_needs_what_its_config_says(tmp_path: Path) -> None:
    """Mistral-7B: 7,248,023,552 parameters; without its weights the config alone must do."""
    config = {"hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
              "num_attention_heads": 32, "num_key_value_heads": 8,
              "vocab_size": 32_768}  # fmt: skip
    (tmp_path / "config.json").write_text(json.dumps(config))
    from mistral_assistant.models.needs import needs_of

    needs = needs_of(tmp_path)
    assert needs.parameters == 7_248_023_552
    assert 5.5e9 < needs.nf4 < 6.5e9 and 15e9 < needs.half < 17e9
    (tmp_path / "config.json").write_text(json.dumps({**config, "hidden_size": "x"}))
    with pytest.raises(ModelError, match="hidden_size"):
        needs_of(tmp_path)


def test_a_model_is_converted_and_its_file_goes_with_its_name(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "convert", str(model), "--kind", "F16", "--name", "petit") == 0
    capsys.readouterr()
    assert run(tmp_path, "path", "petit") == 0
    file = Path(capsys.readouterr().out.strip())
    assert file.suffix == ".gguf" and registry.kind_of(file) == "gguf"
    assert run(tmp_path, "convert", str(model), "--name", "petit") == 1
    assert run(tmp_path, "remove", "petit", "--files") == 0
    assert not file.exists()


def test_the_engine_finds_a_model_by_its_name(model: Path, tmp_path: Path) -> None:
    from mistral_assistant.engine.places import resolve

    registry.register(tmp_path, "base", model)
    assert resolve(Path("base"), tmp_path).base == model
    velos = tmp_path / "velos"
    velos.mkdir()
    config: dict[str, Any] = {"base_model_name_or_path": str(model)}
    (velos / "adapter_config.json").write_text(json.dumps(config))
    registry.register(tmp_path, "mes-velos", velos)
    place = resolve(Path("mes-velos"), tmp_path)
    assert (place.base, place.adapters) == (model, {"mes-velos": velos})
    with pytest.raises(ModelError, match="models pull mistralai"):
        resolve(Path("mistral-7b"), tmp_path)
