"""The adapter worked into its base: one model that needs neither PEFT nor 4 bits.

A base that was trained upon in NF4 is dequantised first and the adapter added in fp32: the adapter
has learned to make up for the quantisation. Adding it to 4-bit weights would round most of it away.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mistral_assistant.errors import ModelError, UsageError
from mistral_assistant.i18n import _
from mistral_assistant.models.weights import read_config
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.base_model import explain, load_base, read_base_config
from mistral_assistant.training.run_directory import write_json
from mistral_assistant.training.tokenizers import tokenizer_of, write_tokenizer

QUANTISED = "quantised_base.json"
"""Beside an adapter that was trained over 4 bits."""
_PROBE = "Bonjour, où en est ma commande ? Elle devait arriver hier et je n'ai rien reçu."


@dataclass(frozen=True)
class Merged:
    """How well a merge went; logits are compared on one French sentence."""

    effect: float
    """Largest change that the adapter makes to a logit."""
    error: float
    """Largest difference between the merged model and the adapter on its base."""
    rounding: float
    """The same for the weights as they were written."""

    def __str__(self) -> str:
        return _(
            "effet de l'adaptateur {effect} ; erreur de la fusion {error} ({share} %) ; "
            "une fois écrit {rounding}"
        ).format(
            effect=f"{self.effect:.3g}",
            error=f"{self.error:.2g}",
            share=f"{100 * self.error / max(self.effect, 1e-30):.2g}",
            rounding=f"{self.rounding:.2g}",
        )


def final_folder(source: Path) -> Path:
    """Return where the tuned model lies: ``source`` itself, or ``final/`` of a run.

    Raises:
        ModelError: there is none.
    """
    for folder in (source / "final", source):
        if (folder / "adapter_config.json").is_file() or (folder / "config.json").is_file():
            return folder
    raise ModelError(
        _("« {folder} » ne contient pas de modèle réglé.").format(folder=source),
        _("Donnez le dossier d'un entraînement fini, ou son sous-dossier final."),
    )


def refuse_four_bits() -> None:
    """Refuse the merge that would lose what was learned.

    Raises:
        UsageError: always.
    """
    raise UsageError(
        _("La fusion dans des poids en 4 bits est refusée : elle perd un tiers de l'effet."),
        _("Fusionnez en fp32 ou bf16, puis quantifiez : export gguf --kind Q8_0."),
    )


def merge(source: Path, target: Path, *, base: str = "", dtype: str = "fp32") -> Merged:
    """Write the merged model of an adapter into the new folder ``target``.

    Raises:
        ModelError: the adapter or its base cannot be read, or do not go together.
        UsageError: ``target`` holds something already.
    """
    folder = final_folder(source)
    settings = read_config(folder, "adapter_config.json")
    if target.exists() and any(target.iterdir()):
        raise UsageError(
            _("« {folder} » n'est pas vide.").format(folder=target), _("Donnez un autre dossier.")
        )
    name = base or str(settings.get("base_model_name_or_path") or "")
    return _merge(folder, target, name, dtype)


def _merge(folder: Path, target: Path, name: str, dtype: str) -> Merged:
    import torch

    tokenizer = tokenizer_of(folder)
    probe = tokenizer.encode(_PROBE)
    model = _base(name, (folder / QUANTISED).is_file())
    before = _logits(model, probe)
    tuned = _adapted(model, folder, name)
    with_adapter = _logits(tuned, probe)
    merged = tuned.merge_and_unload(safe_merge=True)
    exact = _logits(merged, probe)
    written = merged.to(torch.bfloat16) if dtype == "bf16" else merged
    part = target.with_name(target.name + ".part")
    try:
        written.save_pretrained(part)
        write_tokenizer(tokenizer, part)
        stored = _logits(written.to(torch.float32), probe)
        if target.is_dir():
            target.rmdir()
        part.replace(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Merged(_far(with_adapter, before), _far(exact, with_adapter), _far(stored, with_adapter))


def note_quantised(folder: Path) -> None:
    """Leave word beside an adapter that its base was in NF4."""
    write_json(folder / QUANTISED, {"quantisation": "nf4", "double": True})


def _base(name: str, quantised: bool) -> Any:
    """Return the base in fp32, its weights those that training saw."""
    read_base_config(name)
    args = TrainArguments(model_name_or_path=name, device="cpu", precision="fp32")
    model = load_base(args, quantised=quantised)
    return dequantised(model) if quantised else model


def dequantised(model: Any) -> Any:
    """Return the model with every 4-bit module replaced by an fp32 one of the same values."""
    import torch
    from bitsandbytes.functional import dequantize_4bit
    from bitsandbytes.nn import Linear4bit

    for path, module in list(model.named_modules()):
        if not isinstance(module, Linear4bit):
            continue
        weight = dequantize_4bit(module.weight.data, module.weight.quant_state).float()
        plain = torch.nn.Linear(module.in_features, module.out_features, bias=False)
        plain.weight = torch.nn.Parameter(weight, requires_grad=False)
        parent, _dot, own = path.rpartition(".")
        setattr(model.get_submodule(parent), own, plain)
    # From here on it is an ordinary model, and is saved as one.
    model.is_loaded_in_4bit = model.is_quantized = False
    model.hf_quantizer = model.quantization_method = None
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    return model.float()


def _adapted(model: Any, folder: Path, name: str) -> Any:
    from peft import PeftModel

    try:
        return PeftModel.from_pretrained(model, str(folder))
    except (RuntimeError, ValueError, KeyError) as error:
        raise ModelError(
            _("L'adaptateur « {folder} » n'est pas fait pour « {base} ».").format(
                folder=folder, base=name
            ),
            _("Donnez son propre modèle de base : --base MODÈLE."),
        ) from error
    except OSError as error:
        raise explain(str(folder), error) from error


def _logits(model: Any, probe: list[int]) -> Any:
    import torch

    model.eval()
    ids = torch.tensor([probe])
    with torch.no_grad():
        return model(input_ids=ids).logits.float().clone()


def _far(one: Any, other: Any) -> float:
    return float((one - other).abs().max())
