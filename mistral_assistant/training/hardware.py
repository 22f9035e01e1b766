"""What this machine computes with, and what follows from it for method and precision."""

import os
from dataclasses import asdict, dataclass, replace
from typing import Any

from mistral_assistant.errors import TrainingError
from mistral_assistant.i18n import _
from mistral_assistant.training.arguments import TrainArguments


@dataclass(frozen=True)
class Hardware:
    """One device and its memory in bytes."""

    device: str
    """``cuda`` or ``cpu``."""
    name: str
    memory: int
    bf16: bool
    count: int = 1

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    def __str__(self) -> str:
        size = _("{count} Go").format(count=f"{self.memory / 1e9:.0f}")
        several = f"{self.count} × " if self.count > 1 else ""
        return f"{several}{self.name} ({self.device}, {size})"


def find_hardware(wanted: str = "auto") -> Hardware:
    """Return the device to train on.

    Raises:
        TrainingError: a GPU was asked for and there is none.
    """
    import torch

    if wanted != "cpu" and torch.cuda.is_available():
        facts = torch.cuda.get_device_properties(0)
        return Hardware("cuda", facts.name, facts.total_memory,
            torch.cuda.is_bf16_supported(including_emulation=False),
            torch.cuda.device_count())  # fmt: skip
    if wanted == "cuda":
        raise TrainingError(
            _("Aucun GPU n'a été trouvé."),
            _("Retirez --device cuda, ou installez une version de torch pour votre GPU."),
        )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Hardware("cpu", _("processeur, {count} fil(s)").format(count=torch.get_num_threads()),
        memory, False)  # fmt: skip


def decided(args: TrainArguments, hardware: Hardware) -> TrainArguments:
    """Return the arguments with every ``auto`` replaced by what suits the hardware."""
    gpu = hardware.device == "cuda"
    half = "bf16" if hardware.bf16 else "fp16"
    # PiSSA takes the weights apart, which 4-bit ones cannot be.
    whole = not gpu or args.init_lora_weights == "pissa"
    method = _or(args.method, "lora" if whole else "qlora")
    if args.objective == "scratch":
        method = "full"
    return replace(
        args,
        device=hardware.device,
        method=method,
        learning_rate=args.learning_rate or _learning_rate(args.objective, method),
        packing=args.packing or args.objective in ("dapt", "scratch"),
        # Measured: on CPUs without bf16 units, fp32 is almost three times as fast as bf16.
        precision=_or(args.precision, half if gpu else "fp32"),
        gradient_checkpointing=_or(args.gradient_checkpointing, "yes" if gpu else "no"),
    )


def _learning_rate(objective: str, method: str) -> float:
    if objective in ("dpo", "scratch"):
        return 5e-6 if objective == "dpo" else 1e-3
    return 2e-5 if method == "full" else 2e-4


def _or(value: str, decided_value: str) -> str:
    return decided_value if value == "auto" else value
