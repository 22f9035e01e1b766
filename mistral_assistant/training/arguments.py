"""Every choice of a training run in one value, under the names that TRL and PEFT use.

Read from a TOML file, changed by flags, saved with the run. Nothing heavy is imported here.
"""

import difflib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _
from mistral_assistant.training.argument_limits import CHOICES, impossible


@dataclass(frozen=True)
class TrainArguments:
    """What a run is made of; ``auto`` is decided by the hardware that is found."""

    data: str = ""
    """The file of pairs: CSV or any other table, or JSONL with ``messages``.

    For ``dapt`` and ``scratch``: texts, a file or a folder; for ``dpo``: prompt, chosen, rejected.
    """
    model_name_or_path: str = "mistralai/Mistral-7B-Instruct-v0.3"
    """Base model: a folder, or a name on the Hugging Face hub."""
    output_dir: str = "runs"
    """Every run makes a new folder in it."""
    objective: str = "sft"
    """``sft`` (answers), ``dapt`` (go on with raw text), ``dpo`` (better over worse answers),
    ``scratch`` (a small model from nothing on raw text)."""
    then: str = ""
    """Pairs that a second run learns on top of this one: continued pre-training, then answers."""
    method: str = "auto"
    """``qlora`` (4 bits), ``lora``, ``full`` (all weights); auto: qlora on a GPU, else lora."""
    device: str = "auto"
    precision: str = "auto"
    """Of the computation; auto: bf16 or fp16 on a GPU, fp32 on a CPU, where it is the fastest."""
    seed: int = 42

    lora_r: int = 16
    lora_alpha: int = 32
    lora_dropout: float = 0.05
    lora_target_modules: str = "all-linear"
    """``all-linear``, or names with commas between: ``q_proj,v_proj``."""
    use_rslora: bool = False
    use_dora: bool = False
    init_lora_weights: str = "default"
    """``default``, ``gaussian`` or ``pissa``."""

    num_train_epochs: float = 3.0
    max_steps: int = 0
    """Stop after so many steps whatever the epochs; 0: no such limit."""
    per_device_train_batch_size: int = 4
    per_device_eval_batch_size: int = 8
    gradient_accumulation_steps: int = 4
    learning_rate: float = 0.0
    """0: 2e-4 for an adapter, 2e-5 for all weights, 1e-3 from nothing, 5e-6 for preferences."""
    lr_scheduler_type: str = "cosine"
    warmup_ratio: float = 0.03
    weight_decay: float = 0.0
    max_grad_norm: float = 1.0
    optim: str = "adamw_torch"
    max_length: int = 1024
    """Tokens of the longest example; longer ones are left out and listed, never cut."""
    packing: bool = False
    """Put several examples into one sequence; none of them sees another."""
    group_by_length: bool = False
    """Put examples of like length into one batch, which saves padding."""
    gradient_checkpointing: str = "auto"
    """``yes``, ``no``; auto: on a GPU only. Less memory, a third more time."""

    beta: float = 0.1
    """How far preferences (dpo) may lead away from the model they start from: less is further."""
    replay_data: str = ""
    """General pairs or texts: a fifth is never learned and measures what is forgotten."""
    replay_ratio: float = 0.0
    """Share of the learned tokens that are drawn from the rest of ``replay_data``."""

    architecture: str = "mistral"
    """Of a model from nothing: ``mistral``, or ``llama4`` (a mixture of experts)."""
    tokenizer: str = "bpe"
    """Of a model from nothing: ``bpe`` (bytes) or ``char``; both keep accents."""
    vocab_size: int = 1024
    """Of a tokenizer of bytes, the marks included."""
    hidden_size: int = 192
    num_hidden_layers: int = 4
    num_local_experts: int = 4
    router_aux_loss_coef: float = 0.02
    """Weight of the loss that keeps the experts equally busy."""

    validation_ratio: float = 0.1
    test_ratio: float = 0.1
    system: str = ""
    """System text put before every pair."""
    save_steps: int = 0
    """Checkpoint (and validation) every so many steps; 0: after each epoch."""
    save_total_limit: int = 2
    early_stopping_patience: int = 0
    """Stop after so many validations without progress; 0: never."""
    keep_best: bool = True
    """Keep the checkpoint of the lowest validation loss instead of the last one."""
    sample_answers: int = 20
    """Questions of the test part that the tuned model answers at the end."""
    report_to: str = "none"
    """As in transformers: ``none``, ``tensorboard``, ``wandb`` …"""
    push_to_hub: bool = False
    """Upload the tuned model at the end; the data stays here."""
    hub_model_id: str = ""
    """Account/model on the hub."""
    hub_private_repo: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    def to_toml(self) -> str:
        """Return the file that gives the same run again."""
        return "".join(f"{name} = {_toml(value)}\n" for name, value in asdict(self).items())


ALIASES = {
    "model_name": "model_name_or_path",
    "base_model": "model_name_or_path",
    "model": "model_name_or_path",
    "output": "output_dir",
    "micro_batch_size": "per_device_train_batch_size",
    "batch_size": "per_device_train_batch_size",
    "epochs": "num_train_epochs",
    "num_epochs": "num_train_epochs",
    "lr": "learning_rate",
    "lora_rank": "lora_r",
    "rank": "lora_r",
    "max_seq_length": "max_length",
    "cutoff_len": "max_length",
    "max_seq_len": "max_length",
    "gradient_accumulation": "gradient_accumulation_steps",
    "target_modules": "lora_target_modules",
    "num_experts": "num_local_experts",
    "csv_file": "data",
    "dataset": "data",
    "train_file": "data",
    "val_set_size": "validation_ratio",
}
"""Names of other programs and of older scripts, small letters → ours."""


def field_name(name: str) -> str:
    """Return the field that ``name`` stands for: MODEL_NAME, lora-rank, lora_r; empty: none."""
    plain = name.lower().lstrip("-").replace("-", "_")
    found = ALIASES.get(plain, plain)
    return found if found in _types() else ""


def alias_hint(name: str) -> str:
    """Return the sentence that tells the field's own name."""
    return _("« {alias} » est compris comme {name}.").format(alias=name, name=field_name(name))


def read_arguments(
    file: Path | None, flags: Mapping[str, Any]
) -> tuple[TrainArguments, tuple[str, ...]]:
    """Return the arguments of a TOML file changed by flags, and hints about other names.

    A flag that is None counts as not given.

    Raises:
        UsageError: the file cannot be read, or there are unknown names or values that cannot be;
            it names all of them.
    """
    faults: list[str] = []
    hints: list[str] = []
    values: dict[str, Any] = {}
    given = [(file, _read(file))] if file else []
    for place, found in [*given, (None, {k: v for k, v in flags.items() if v is not None})]:
        for name, value in found.items():
            known = field_name(name)
            if not known:
                faults.append(_unknown(name, place))
                continue
            if known != name:
                hints.append(alias_hint(name))
            try:
                values[known] = _typed(known, value)
            except ValueError:
                faults.append(_("{name} : « {value} » ne convient pas").format(
                    name=name, value=value))  # fmt: skip
    if values.get("method") in CHOICES["objective"]:
        values["objective"] = values.pop("method")
        hints.append(_("--method {name} est compris comme --objective {name}.").format(
            name=values["objective"]))  # fmt: skip
    faults += impossible(values)
    if faults:
        raise UsageError(
            _("Réglages d'entraînement : {faults}.").format(faults=" ; ".join(faults)),
            _("Voyez « mistral-assistant train --help » et docs/fine-tuning.md."),
        )
    return TrainArguments(**values), tuple(hints)


def _types() -> dict[str, type]:
    return {field.name: type(field.default) for field in fields(TrainArguments)}


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as source:
            return tomllib.load(source)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            _("« {file} » n'est pas un fichier TOML lisible ({error}).").format(
                file=file, error=error
            ),
            _("Partez d'un des fichiers de configs/."),
        ) from error


def _typed(name: str, value: Any) -> Any:
    wanted = _types()[name]
    if wanted is bool:
        if isinstance(value, bool):
            return value
        raise ValueError(value)
    if isinstance(value, bool) or (wanted is int and float(value) != int(float(value))):
        raise ValueError(value)
    return wanted(value)


def _unknown(name: str, place: Path | None) -> str:
    near = difflib.get_close_matches(name, _types(), 1)
    where = _("{file} : ").format(file=place) if place else ""
    meant = _(" (vouliez-vous dire {name} ?)").format(name=near[0]) if near else ""
    return where + _("« {name} » est inconnu").format(name=name) + meant


def _toml(value: Any) -> str:
    # A JSON string is a TOML string as well.
    return json.dumps(value, ensure_ascii=False)
