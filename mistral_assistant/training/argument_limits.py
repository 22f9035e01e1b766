"""What the values of training arguments may be, each alone and together."""

from collections.abc import Mapping
from typing import Any

from mistral_assistant.i18n import _

CHOICES: dict[str, tuple[str, ...]] = {
    "objective": ("sft", "dapt", "dpo", "scratch"),
    "method": ("auto", "qlora", "lora", "full"),
    "precision": ("auto", "fp32", "bf16", "fp16"),
    "device": ("auto", "cuda", "cpu"),
    "architecture": ("mistral", "llama4"),
    "tokenizer": ("bpe", "char"),
    "gradient_checkpointing": ("auto", "yes", "no"),
    "init_lora_weights": ("default", "gaussian", "pissa"),
}
_AT_LEAST_ONE = (
    "lora_r", "lora_alpha", "per_device_train_batch_size", "per_device_eval_batch_size",
    "gradient_accumulation_steps", "save_total_limit", "num_hidden_layers", "num_local_experts",
)  # fmt: skip
_NOT_NEGATIVE = (
    "max_steps", "save_steps", "early_stopping_patience", "sample_answers", "weight_decay", "seed",
    "router_aux_loss_coef",
)  # fmt: skip


def impossible(values: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with values of the right type, and with several together."""
    faults: list[str] = []
    for name, choices in CHOICES.items():
        if name in values and values[name] not in choices:
            faults.append(_("{name} : « {value} » n'est pas un choix possible ({choices})").format(
                name=name, value=values[name], choices=", ".join(choices)))  # fmt: skip
    limits: list[tuple[str, float, float]] = [
        *((name, 1, float("inf")) for name in _AT_LEAST_ONE),
        *((name, 0, float("inf")) for name in _NOT_NEGATIVE),
        ("max_length", 8, float("inf")),
        ("num_train_epochs", 1e-9, 10_000),
        ("learning_rate", 0, 10),
        ("beta", 1e-6, 100),
        ("replay_ratio", 0, 0.9),
        ("vocab_size", 300, 65_536),
        ("hidden_size", 16, 16_384),
        ("max_grad_norm", 1e-9, float("inf")),
        *((name, 0, 0.9) for name in ("validation_ratio", "test_ratio", "lora_dropout")),
        ("warmup_ratio", 0, 1),
    ]
    for name, least, most in limits:
        if name in values and not least <= values[name] <= most:
            faults.append(_("{name} : {value} est hors limites").format(
                name=name, value=values[name]))  # fmt: skip
    return faults + _contradictions(values)


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    """Return what does not go together."""
    faults = []
    if values.get("replay_ratio") and not values.get("replay_data"):
        faults.append(_("replay_ratio demande un fichier : replay_data"))
    if values.get("objective") == "dpo" and values.get("init_lora_weights") == "pissa":
        faults.append(_("pissa change le modèle de référence de dpo : prenez default"))
    if values.get("init_lora_weights") == "pissa" and values.get("method") == "qlora":
        faults.append(_("pissa demande des poids entiers : method = lora"))
    if values.get("init_lora_weights") == "pissa" and values.get("use_dora"):
        faults.append(_("pissa ne va pas avec use_dora"))
    if values.get("objective") == "dpo" and values.get("packing"):
        faults.append(_("packing ne va pas avec dpo"))
    if values.get("then") and values.get("objective") not in ("dapt", "scratch"):
        faults.append(_("then ne suit que dapt ou scratch"))
    if values.get("push_to_hub") and not values.get("hub_model_id"):
        faults.append(_("push_to_hub demande un nom : hub_model_id (compte/modèle)"))
    if values.get("hidden_size", 64) % 16:
        faults.append(_("hidden_size : un multiple de 16"))
    return faults
