"""The command line for vLLM."""

import shlex
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.engine.vllm import command
from mistral_assistant.errors import ModelError
from mistral_assistant.models.registry import register


def test_every_adapter_of_the_base_is_a_module_under_its_own_name(
    tiny: tuple[Path, Any], adapters: dict[str, Path], tmp_path: Path
) -> None:
    register(tmp_path, "base", tiny[0])
    for name, folder in adapters.items():
        register(tmp_path, name, folder)
    (tmp_path / "autre").mkdir()
    (tmp_path / "autre" / "adapter_config.json").write_text("{}")
    register(tmp_path, "autre", tmp_path / "autre")
    words = shlex.split(command(Path("base"), tmp_path))
    assert words[:3] == ["vllm", "serve", str(tiny[0])]
    assert words[words.index("--max-lora-rank") + 1] == "8"
    modules = words[words.index("--lora-modules") + 1 :]
    assert modules == [f"{name}={adapters[name]}" for name in sorted(adapters)]
    assert words[words.index("--host") + 1] == "127.0.0.1"


def test_a_base_alone_needs_no_lora(tiny: tuple[Path, Any], tmp_path: Path) -> None:
    assert "lora" not in command(tiny[0], tmp_path)
    with pytest.raises(ModelError):
        command(tmp_path / "absent", tmp_path)
