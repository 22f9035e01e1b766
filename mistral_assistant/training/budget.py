"""Whether a run fits, told before hours are lost."""

from collections.abc import Mapping
from typing import Any

from mistral_assistant.errors import TrainingError
from mistral_assistant.i18n import _
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.memory import Estimate, estimate


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
