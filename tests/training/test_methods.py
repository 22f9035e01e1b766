"""Every method from data to the chat: trained, cut off, resumed, merged, exported, answering."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from llama_cpp_server import LlamaCpp
from running_engine import TOKEN, running

from mistral_assistant.assistant import Assistant
from mistral_assistant.backends.launcher import _Place
from mistral_assistant.chat import ChatMessage
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.settings import Settings
from mistral_assistant.training import following, log, recipe
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.run_directory import Run

NOW = datetime(2026, 3, 12, 12, 0)
QUESTION = "Combien pour réparer une crevaison ?"
TEMPLATE = Path(__file__).parents[2] / "domains" / "_template"
CHAT = [ChatMessage("user", "Délai pour Lyon ?")]
METHODS: dict[str, dict[str, Any]] = {
    "lora": {"method": "lora"},
    "qlora": {"method": "qlora"},
    "full": {"method": "full", "learning_rate": 1e-3},
    "rslora": {"method": "lora", "use_rslora": True},
    "dora": {"method": "lora", "use_dora": True},
    "pissa": {"method": "lora", "init_lora_weights": "pissa", "learning_rate": 1e-3},
    "dapt": {"objective": "dapt"},
    "dapt, then sft": {"objective": "dapt", "then": "pairs"},
    "dpo": {"objective": "dpo", "learning_rate": 1e-3},
}


@pytest.fixture(scope="module")
def roomy(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny base that takes the prompts of the chat as well."""
    from mistral_assistant.training.rehearsal import write_tiny_base

    folder = tmp_path_factory.mktemp("roomy") / "base"
    write_tiny_base(folder, max_position_embeddings=8192)
    return folder


@pytest.fixture(scope="module")
def data(delays: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same delays as pairs, as texts and as preferences."""
    folder = tmp_path_factory.mktemp("kinds")
    towns = [f"Ville{number}" for number in range(16)]
    texts = [{"text": f"À {town}, la livraison prend deux jours ouvrables."} for town in towns]
    pairs = [{"prompt": f"Délai pour {town} ?", "chosen": "Deux jours.", "rejected": "Bof."}
             for town in towns]  # fmt: skip
    for name, lines in (("texts", texts), ("preferences", pairs)):
        written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(written, encoding="utf-8")
    return {"sft": delays, "dapt": folder / "texts.jsonl", "dpo": folder / "preferences.jsonl"}


def trained(args: TrainArguments, broken_off: int = 0) -> Run:
    """Do a run and what follows it; ``broken_off``: once cut short after that step, and resumed."""
    if broken_off:
        with pytest.raises(InterruptedError):
            following.chain(recipe.start(args, quiet, None, NOW), cut_at(broken_off), lambda: NOW)
        (folder,) = Path(args.output_dir).glob("*/run.json")
        job = recipe.start(args, quiet, Run(folder.parent), NOW)
    else:
        job = recipe.start(args, quiet, None, NOW)
    return following.chain(job, recipe.fine_tune, lambda: NOW).run


def cut_at(step: int) -> Callable[[recipe.Job], None]:
    """Return a recipe that stops after ``step`` as a power cut would."""
    from transformers import TrainerCallback

    from mistral_assistant.training import preparing, sft

    class Break(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
            if state.global_step == step:
                raise InterruptedError("power cut")

    def steps(job: recipe.Job) -> None:
        examples = recipe.tokenise(job, recipe.split(job, recipe.validate(job, recipe.repair(job))))
        tokenizer = preparing.tokenizer_for(job.args, job.run)
        model = preparing.model_for(job.args, preparing.config_for(job.args, tokenizer))
        trainer = preparing.trainer_for(model, job, examples, tokenizer)
        trainer.add_callback(Break())
        sft.run_training(trainer, job.run, resume=False)

    return steps


def quiet(text: str) -> None:
    """Say nothing."""


def tuned_model(run: Run) -> Any:
    """Return the tuned model in memory, as PEFT or transformers load it."""
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    from mistral_assistant.training.base_model import load_base
    from mistral_assistant.training.merge import dequantised

    if not (run.final / "adapter_config.json").is_file():
        return AutoModelForCausalLM.from_pretrained(run.final).eval()
    args = run.arguments()
    if args.method == "qlora":
        args = replace(args, device="cpu", precision="fp32")
        base = dequantised(load_base(args, quantised=True))
    else:
        base = AutoModelForCausalLM.from_pretrained(args.model_name_or_path)
    return PeftModel.from_pretrained(base, run.final).eval()


def next_tokens(model: Any, ids: list[int]) -> Any:
    """Return the log-probabilities of the token after ``ids``."""
    import torch

    with torch.no_grad():
        return model(input_ids=torch.tensor([ids])).logits[0, -1].float().log_softmax(-1)


@contextmanager
def engine_of(place: Path, data_dir: Path) -> Iterator[None]:
    """Serve a model where the chat looks for its engine."""
    from mistral_assistant.engine.choose import EngineOptions, build

    with running(build(EngineOptions(place, quantize="none", dtype="float32"))) as served:
        file = _Place(data_dir, str(place), ()).state
        file.parent.mkdir(parents=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps({
            "address": served.address.removesuffix("/v1"), "token": TOKEN,
            "default": served.engine.default or served.engine.base,  # type: ignore[attr-defined]
            "pid": os.getpid()}))  # fmt: skip
        yield


def chatted(place: Path, data_dir: Path) -> Any:
    """Return the chat's answer to one question, with the model in ``place`` behind it."""
    shutil.copytree(TEMPLATE, data_dir / "packs" / "template")
    with engine_of(place, data_dir):
        settings = Settings(pack="template", domains=(data_dir / "packs",), backend="engine",
            model=str(place), data_dir=data_dir)  # fmt: skip
        assistant = Assistant(settings)
        assistant.load()
        event = list(assistant.answer(QUESTION, assistant.new_conversation()))[-1]
    assert isinstance(event, TurnFinished), event
    return event.turn.answer


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_a_method_from_data_to_the_chat(
    method: str, roomy: Path, data: dict[str, Path], short_run: TrainArguments, tmp_path: Path
) -> None:
    pytest.importorskip("xllamacpp")
    from mistral_assistant.models.tokenizer import MistralTokenizer
    from mistral_assistant.training.export import write_gguf
    from mistral_assistant.training.merge import merge

    changes = {**METHODS[method], "then": str(data["sft"]) if "then" in METHODS[method] else ""}
    args = replace(short_run, model_name_or_path=str(roomy), lora_dropout=0.0,
        data=str(data[changes.get("objective", "sft")]), **changes)  # fmt: skip
    whole = trained(replace(args, output_dir=str(tmp_path / "whole")))
    run = trained(replace(args, output_dir=str(tmp_path / "cut")), broken_off=3)
    wanted, found = tuned_model(whole), tuned_model(run)
    for name, weight in wanted.state_dict().items():
        assert weight.equal(found.state_dict()[name]), name
    steps = [(entry["step"], entry["loss"]) for entry in log.entries(run.log) if "loss" in entry]
    assert [step for step, _loss in steps] == [1, 2, 3, 4]

    ids = list(MistralTokenizer().encode_chat(CHAT).ids)
    expected = next_tokens(found, ids)
    before = next_tokens(_untuned(run), ids)
    assert float((expected - before).abs().max()) > 1e-3, "it has learned something"
    place = run.folder
    if (run.final / "adapter_config.json").is_file():
        merged = merge(run.folder, tmp_path / "merged")
        assert merged.error <= 0.01 * merged.effect
        place = tmp_path / "merged" if method in ("dora", "qlora") else place
    file = tmp_path / "model.gguf"
    write_gguf(run.folder, file, "F32")
    told = LlamaCpp(file).log_probabilities(ids)
    for token, value in told.items():
        assert value == pytest.approx(float(expected[token]), abs=1e-3)
    answer = chatted(place, tmp_path / "data")
    # What a model without any French says is kept as the first version and not shown.
    assert answer.first_version or answer.backend == place.name
    assert "hors ligne" not in answer.notice


def _untuned(run: Run) -> Any:
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(run.arguments().model_name_or_path).eval()


@pytest.mark.parametrize("variant", [{}, {"use_rslora": True}], ids=["plain", "rslora"])
def test_pissa_leaves_an_adapter_of_the_base_as_everybody_has_it(
    variant: dict[str, Any], new_job: Callable[..., recipe.Job], tmp_path: Path
) -> None:
    """What training saw, on the untouched base; beside it the base's own loss is the base's."""
    import torch

    from mistral_assistant.training import pissa, preparing, sft

    job = new_job(init_lora_weights="pissa", learning_rate=1e-3, lora_dropout=0.0, **variant)
    examples = recipe.tokenise(job, recipe.split(job, recipe.validate(job, recipe.repair(job))))
    tokenizer = preparing.tokenizer_for(job.args, job.run)
    model = preparing.model_for(job.args, preparing.config_for(job.args, tokenizer))
    trainer = preparing.trainer_for(model, job, examples, tokenizer)
    sft.run_training(trainer, job.run, resume=False)
    sft.save_tuned(trainer.model, job.run.final)
    settings = json.loads((job.run.final / "adapter_config.json").read_text())
    assert settings["r"] == 2 * job.args.lora_r and settings["init_lora_weights"] is True
    ids, seen = list(range(1000, 1032)), trainer.model.eval()
    again = tuned_model(job.run)
    torch.testing.assert_close(next_tokens(again, ids), next_tokens(seen, ids), atol=1e-4, rtol=0)
    with pissa.base_model(seen):
        torch.testing.assert_close(next_tokens(seen, ids), next_tokens(_untuned(job.run), ids),
            atol=1e-4, rtol=0)  # fmt: skip
    assert not torch.equal(next_tokens(seen, ids), next_tokens(_untuned(job.run), ids))
