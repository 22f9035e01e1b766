"""A natural language inference model: does a text bear a sentence out, or contradict it?

A cross-encoder such as mDeBERTa-XNLI in ONNX form, run by onnxruntime without torch. A folder holds
``model.onnx``, ``tokenizer.json`` and ``config.json`` with ``id2label``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.weights import read_config

MAX_TOKENS = 512
_LABELS = ("entailment", "neutral", "contradiction")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


@dataclass(frozen=True)
class Inference:
    """Three probabilities that add up to one."""

    entailment: float
    neutral: float
    contradiction: float


class NliModel:
    """Judges pairs of texts; about 50 to 200 ms a pair on one core, so for few of them."""

    def __init__(self, folder: Path) -> None:
        """Load the model.

        Raises:
            ModelError: the extra ``nli`` is not installed, or the folder holds no such model.
        """
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelError(
                _("Le juge d'inférence demande un paquet qui n'est pas installé."),
                _("Tapez : pip install 'mistral-assistant[nli]'."),
            ) from error
        self._places = _label_places(folder, read_config(folder))
        try:
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
            )
        # Both libraries raise types of their own that share nothing but Exception.
        except Exception as error:
            raise _unusable(folder) from error
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="only_first")
        self._wanted = {item.name for item in self._session.get_inputs()}
        if not self._wanted <= set(_INPUTS):
            raise _unusable(folder)

    def judge(self, premise: str, hypothesis: str) -> Inference:
        """Return how ``hypothesis`` follows from ``premise``, of which the beginning is read."""
        encoded = self._tokenizer.encode(premise, hypothesis)
        columns = (encoded.ids, encoded.attention_mask, encoded.type_ids)
        feed = {
            name: np.array([values], np.int64)
            for name, values in zip(_INPUTS, columns, strict=True)
            if name in self._wanted
        }
        (logits,) = self._session.run(None, feed)[:1]
        raised = np.exp(logits[0] - logits[0].max())
        shares = raised / raised.sum()
        return Inference(*(float(shares[self._places[label]]) for label in _LABELS))


def _label_places(folder: Path, config: Mapping[str, Any]) -> dict[str, int]:
    """Return the output of each label, whatever its case; models order them as they like."""
    named = config.get("id2label")
    try:
        places = {str(label).lower(): int(place) for place, label in dict(named or {}).items()}
    except (TypeError, ValueError) as error:
        raise _unusable(folder) from error
    if set(places) != set(_LABELS):
        raise ModelError(
            _("« {folder} » n'est pas un modèle d'inférence.").format(folder=folder),
            _("Son config.json doit nommer entailment, neutral et contradiction."),
        )
    return places


def _unusable(folder: Path) -> ModelError:
    return ModelError(
        _("Le juge d'inférence « {folder} » est inutilisable.").format(folder=folder),
        _("Il faut model.onnx, tokenizer.json et config.json d'un modèle de paires de phrases."),
    )
