"""A model that the engines of these tests serve."""

from pathlib import Path

import pytest
from tiny_models import save_tiny_mistral


@pytest.fixture(scope="session")
def gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random Mistral as llama.cpp reads it."""
    for package in ("torch", "sentencepiece", "mistral_common", "gguf", "xllamacpp", "starlette"):
        pytest.importorskip(package)
    from mistral_assistant.models.gguf import write_model

    root = tmp_path_factory.mktemp("modele")
    save_tiny_mistral(root / "m", max_position_embeddings=4096)
    write_model(root / "m", root / "petit.gguf", "F16")
    return root / "petit.gguf"
