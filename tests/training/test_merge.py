"""Merging and exporting: exact where it can be, refused where it would lose what was learned."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.errors import ModelError, UsageError
from mistral_assistant.training import recipe
from mistral_assistant.training.export import modelfile, write_gguf, write_modelfile

Finished = tuple[recipe.Job, list[str]]


def test_a_merge_changes_nothing_but_roundings(finished: Finished, tmp_path: Path) -> None:
    from mistral_assistant.training.merge import merge

    found = merge(finished[0].run.folder, tmp_path / "merged")
    assert found.effect > 1e-3
    assert found.error <= 0.01 * found.effect
    assert found.rounding <= 0.01 * found.effect
    assert sorted(path.name for path in tmp_path.iterdir()) == ["merged"]


def test_an_adapter_trained_over_4_bits_is_merged_with_what_it_was_trained_on(
    new_job: Callable[..., recipe.Job], tmp_path: Path
) -> None:
    pytest.importorskip("bitsandbytes")
    import torch
    from transformers import AutoModelForCausalLM

    from mistral_assistant.training.merge import merge

    job = new_job(method="qlora", max_steps=2, sample_answers=0)
    recipe.fine_tune(job)
    assert (job.run.final / "quantised_base.json").is_file()
    trained = recipe_model(job)
    switches = [getattr(part, "support_avx512bf16_for_cpu", False) for part in trained.modules()]
    assert not any(switches), "measuring would round the frozen weights in place"
    found = merge(job.run.folder, tmp_path / "merged")
    merged = AutoModelForCausalLM.from_pretrained(tmp_path / "merged")
    ids = torch.arange(1000, 1032)[None]
    with torch.no_grad():
        wanted = trained(ids).logits
        with trained.disable_adapter():
            effect = (trained(ids).logits - wanted).abs().max()
        off = (merged(ids).logits - wanted).abs().max()
    assert found.error <= 0.01 * found.effect
    assert off <= 0.05 * effect, "over 4-bit weights a third would be lost"


def recipe_model(job: recipe.Job) -> Any:
    """Return the tuned model as training saw it: the adapter on the 4-bit base."""
    from peft import PeftModel

    from mistral_assistant.training.base_model import load_base

    return PeftModel.from_pretrained(load_base(job.args, quantised=True), job.run.final).eval()


def test_an_adapter_of_another_base_is_refused(finished: Finished, tmp_path: Path) -> None:
    from mistral_assistant.training.merge import merge
    from mistral_assistant.training.rehearsal import write_tiny_base

    write_tiny_base(tmp_path / "other", hidden_size=32, head_dim=8)
    with pytest.raises(ModelError, match="n'est pas fait pour"):
        merge(finished[0].run.folder, tmp_path / "merged", base=str(tmp_path / "other"))
    assert not (tmp_path / "merged").exists()


def test_a_4_bit_merge_is_refused() -> None:
    from mistral_assistant.training.merge import refuse_four_bits

    with pytest.raises(UsageError, match="perd un tiers"):
        refuse_four_bits()


def test_a_folder_that_is_not_empty_is_left_alone(finished: Finished, tmp_path: Path) -> None:
    from mistral_assistant.training.merge import merge

    (tmp_path / "mine").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="n'est pas vide"):
        merge(finished[0].run.folder, tmp_path)


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from mistral_assistant.training.merge import final_folder

    with pytest.raises(ModelError, match="ne contient pas de modèle réglé"):
        final_folder(tmp_path)


def test_a_run_becomes_one_gguf_file(finished: Finished, tmp_path: Path) -> None:
    pytest.importorskip("gguf")
    file = tmp_path / "m.gguf"
    write_gguf(finished[0].run.folder, file, "Q8_0")
    assert file.read_bytes()[:4] == b"GGUF"
    assert [path.name for path in tmp_path.iterdir()] == ["m.gguf"]
    with pytest.raises(UsageError, match="existe déjà"):
        write_gguf(finished[0].run.folder, file, "Q8_0")


def test_a_modelfile_has_template_stops_and_context(tmp_path: Path) -> None:
    file = tmp_path / "Boutique.gguf"
    file.write_bytes(b"GGUF")
    commands = write_modelfile(file, name="", system='Dis """bonjour""".', context=8192)
    text = (tmp_path / "Modelfile").read_text(encoding="utf-8")
    assert text.startswith("FROM ./Boutique.gguf\n")
    assert "<s>" not in text
    assert 'PARAMETER stop "</s>"' in text and "num_ctx 8192" in text
    assert "SYSTEM \"\"\"Dis '''bonjour'''.\"\"\"" in text
    assert commands == [["ollama", "create", "boutique", "-f", str(tmp_path / "Modelfile")],
                        ["ollama", "run", "boutique"]]  # fmt: skip
    assert "SYSTEM" not in modelfile(file)
