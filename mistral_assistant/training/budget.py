"""Whether a run fits into memory and onto the disk, told before hours are lost."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mistral_assistant.errors import TrainingError
from mistral_assistant.i18n import _
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.memory import Estimate, estimate

TOKENIZER_BYTES = 8_000_000


def require_room(
    config: Mapping[str, Any], args: TrainArguments, longest: int, hardware: Mapping[str, Any]
) -> Estimate:
    """Return the estimate of a run's memory.

    Raises:
        TrainingError: the machine has less than that; the hint says what would fit.
    """
    wanted = estimate(config, args, longest)
    have = int(hardware["memory"])
    if wanted.total <= have:
        return wanted
    raise TrainingError(
        _("Il faut environ {wanted} Go de mémoire ; {device} en a {have}.").format(
            wanted=round(wanted.total / 1e9), device=hardware["name"], have=round(have / 1e9)
        ),
        _("Prenez --method qlora, un lot plus petit, un modèle plus petit, ou une machine avec un "
          "GPU ; configs/ a des réglages pour 8 à 80 Go."),
    )  # fmt: skip


def require_disk(folder: Path, wanted: Estimate, args: TrainArguments) -> None:
    """Make sure that the checkpoints and the tuned model will have a place.

    Raises:
        TrainingError: there is less room than they take.
    """
    # Weights and two moments in fp32; one checkpoint more than are kept, while a new one is
    # written, the best one, and the tokenizer with each.
    one = wanted.trainable * 12 + TOKENIZER_BYTES
    needed = one * (args.save_total_limit + 3)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise disk_full(needed, free)


def disk_full(needed: int = 0, free: int = 0) -> TrainingError:
    """Return the error for a disk on which there is no room."""
    sizes = _(" : il faut {needed} Mo, il reste {free} Mo").format(
        needed=round(needed / 1e6), free=round(free / 1e6)
    )
    return TrainingError(
        _("Le disque est plein{sizes}.").format(sizes=sizes if needed else ""),
        _("Libérez de la place, ou donnez un autre --output_dir ; puis reprenez avec --resume."),
    )


def means_disk_full(error: Exception) -> bool:
    """Tell whether a failed write of torch or safetensors, which raise no OSError, was for room."""
    text = str(error)
    # torch's own writer only says that it wrote less than it should.
    return any(mark in text for mark in ("No space left", "os error 28", "PytorchStreamWriter"))
