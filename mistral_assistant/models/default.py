"""The model that speaks where none is named: the newest training run, else Mistral 7B as it is."""

from collections.abc import Iterator
from pathlib import Path

from mistral_assistant.i18n import _
from mistral_assistant.models import registry

BASE = "mistral-7b"
RUNS = Path("runs")
"""Where ``train`` puts its runs, below the folder that it is started in."""


def default_model(data_dir: Path, runs: Path = RUNS) -> tuple[Path, str]:
    """Return a run directory or the name of the base, and what to tell the user about it.

    Raises:
        ModelError: the registry's file is damaged.
    """
    found = sorted(_finished(data_dir, runs), key=lambda run: _trained(run).stat().st_mtime)
    if found:
        return found[-1], ""
    return Path(BASE), _("Aucun entraînement n'est sur cette machine : le modèle de base répond.")


def _finished(data_dir: Path, runs: Path) -> Iterator[Path]:
    """Yield the runs that have an adapter: those that are registered, and those in ``runs``."""
    registered = (one.path for one in registry.entries(data_dir) if one.kind == "run")
    for folder in (*registered, *(runs.glob("*") if runs.is_dir() else ())):
        if _trained(folder).is_file():
            yield folder


def _trained(run: Path) -> Path:
    return registry.adapter_in(run) / registry.ADAPTER_CONFIG
