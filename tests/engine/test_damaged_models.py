"""Models of strangers, damaged or malicious: none of their code runs, and a sentence says why."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tiny_models import save_tiny_mistral

from mistral_assistant.engine.runtimes.config_check import check_config
from mistral_assistant.errors import ModelError

SCRIPT = Path(__file__).parent / "damaged_models.py"
LIMIT_S = 5.0


def become(model: Path, first: int, last: int, work: Path) -> list[dict[str, Any]]:
    """Return what became of the models damaged with these seeds."""
    command = [sys.executable, str(SCRIPT), str(model), str(first), str(last), str(work)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(lines) == last - first, done.stderr[-1_000:]
    return lines


def sound(lines: list[dict[str, Any]]) -> None:
    """Check that each was refused in time with a sentence, or works; and that no code ran."""
    assert [line for line in lines if line["ran"]] == []
    assert [line for line in lines if line["said"].startswith("UNEXPECTED")] == []
    assert [line for line in lines if line["s"] > LIMIT_S] == []
    assert any(line["said"] for line in lines) and any(not line["said"] for line in lines)


def test_damaged_models_are_refused_or_harmless(tiny: tuple[Path, Any], tmp_path: Path) -> None:
    sound(become(tiny[0], 0, 30, tmp_path))


@pytest.mark.slow
def test_a_hundred_more_as_well(tiny: tuple[Path, Any], tmp_path: Path) -> None:
    sound(become(tiny[0], 30, 130, tmp_path))


@pytest.mark.parametrize(
    "values",
    [
        {"attn_implementation": "autre/noyau"}, {"_attn_implementation_internal": "autre/noyau"},
        {"text_config": {"_attn_implementation": "autre/noyau"}},
        {"experts_implementation": ["autre/noyau"]},
        {"num_hidden_layers": 10_000}, {"vocab_size": 10**7}, {"hidden_size": 2**70},
        {"num_attention_heads": 10**7}, {"head_dim": 2**40},
    ],
)  # fmt: skip
def test_a_configuration_that_asks_for_code_or_for_all_memory_is_refused(
    values: dict[str, Any], tiny: tuple[Path, Any]
) -> None:
    config = json.loads((tiny[0] / "config.json").read_text())
    check_config(tiny[0], config)
    with pytest.raises(ModelError) as caught:
        check_config(tiny[0], {**config, **values})
    assert "config.json" in caught.value.problem and caught.value.hint


def test_rows_that_are_no_whole_blocks_are_refused_in_4_bits(tmp_path: Path) -> None:
    pytest.importorskip("bitsandbytes")
    from mistral_assistant.engine.runtimes.transformers import TransformersRuntime

    save_tiny_mistral(tmp_path / "m", intermediate_size=160)
    with pytest.raises(ModelError, match="multiple de 64"):
        TransformersRuntime(tmp_path / "m", "nf4").load(lambda _done, _total: None)
    shutil.rmtree(tmp_path / "m")
