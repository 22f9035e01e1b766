"""A tiny Mistral, made once; random weights, so only fidelity counts."""

from pathlib import Path
from typing import Any

import pytest
from tiny_models import save_tiny_mistral


@pytest.fixture(scope="session")
def tiny_mistral(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A folder with a tiny model, and the model itself; skipped without the extras."""
    for package in ("torch", "transformers", "sentencepiece", "gguf"):
        pytest.importorskip(package)
    folder = tmp_path_factory.mktemp("tiny") / "mistral"
    return folder, save_tiny_mistral(folder)
