"""Whether the packages of the ``train`` extra are there, told before anything heavy is imported."""

import importlib.util

from mistral_assistant.errors import TrainingError
from mistral_assistant.i18n import _

TRAINING = ("torch", "transformers", "peft", "trl", "datasets", "sentencepiece")


def require(*packages: str, extra: str = "train") -> None:
    """Refuse to go on without ``packages``.

    Raises:
        TrainingError: it names the missing ones and the command that installs them.
    """
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        raise TrainingError(
            _("Il manque : {names}.").format(names=", ".join(missing)),
            _("Installez-les : pip install 'mistral-assistant[{extra}]'.").format(extra=extra),
        )
