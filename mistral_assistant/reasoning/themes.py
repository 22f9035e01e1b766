"""Learning ``THEME_VECTORS`` from a pack's examples, and the cache of what was learned.

The background class, general questions from ``outside.txt``, teaches what is foreign to a domain.
"""

import json
import os
import tempfile
import zipfile
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import numpy as np

from mistral_assistant.domains.pack import CategorySpec, DomainPack
from mistral_assistant.reasoning import ngrams
from mistral_assistant.reasoning.categorise import OUTSIDE, Categoriser
from mistral_assistant.reasoning.ridge import (
    Floats,
    LinearModel,
    fit_logistic,
    fit_temperature,
    learn,
)

KEYWORD_CONFIDENCE = 0.35
"""A keyword teaches less than a sentence."""
_FORMAT = 10
"""Raised whenever the learning changes, so that old cache files are not read."""


def learn_categories(pack: DomainPack, cache_dir: Path | None = None) -> Categoriser:
    """Learn the pack's categories, or read them from ``cache_dir`` if they were learned before."""
    file = cache_dir / f"categories-{_FORMAT}-{pack.content_hash}.npz" if cache_dir else None
    stored = _read(file, pack) if file else None
    if stored:
        return stored
    categoriser = _learn(pack)
    if file:
        # A cache only saves time; where none can be written the pack is learned again.
        with suppress(OSError):
            _write(file, categoriser)
    return categoriser


def _learn(pack: DomainPack) -> Categoriser:
    names = (*pack.CATEGORIES, OUTSIDE)
    texts: list[list[str]] = []
    labels: list[int] = []
    confidence: list[float] = []

    def add(text: str, label: int, weight: float) -> None:
        texts.append([word for word, _start, _end in ngrams.tokens(text)])
        labels.append(label)
        confidence.append(weight)

    for label, category in enumerate(pack.CATEGORIES.values()):
        for example in category.examples:
            add(example, label, 1.0)
        for keyword in category.keywords:
            add(keyword, label, KEYWORD_CONFIDENCE)
    for stranger, weight in outside_examples(pack):
        add(stranger, len(names) - 1, weight)
    model, left_out = learn(texts, labels, len(names), confidence)
    for label, category in enumerate(pack.CATEGORIES.values()):
        _add_weights(model, category, label)
    full = np.array(confidence) == 1.0
    truth = np.array(labels)
    inside = full & (truth < len(names) - 1)
    scores = left_out[inside][:, :-1]
    return Categoriser(
        CATEGORIES=pack.CATEGORIES,
        names=names,
        model=model,
        temperature=fit_temperature(scores, truth[inside]),
        scope=_fit_scope(left_out[full], truth[full] < len(names) - 1),
        left_out_accuracy=float((scores.argmax(1) == truth[inside]).mean()),
        sure=pack.limits.sure,
        in_scope=pack.limits.in_scope,
    )


def _fit_scope(left_out: Floats, inside: np.ndarray) -> Floats:
    best = left_out[:, :-1].max(axis=1)
    return fit_logistic(
        np.stack([best, best - left_out[:, -1]], axis=1), inside.astype(np.float32), penalty=0.1
    )


def _add_weights(model: LinearModel, category: CategorySpec, label: int) -> None:
    for term, weight in category.weights.items():
        row = model.vocabulary.get(" ".join(word for word, _s, _e in ngrams.tokens(term)))
        if row is not None:
            model.weights[row, label] += weight


def outside_examples(pack: DomainPack) -> list[tuple[str, float]]:
    """Return the general questions, each with its weight: little if it has a pack's keyword."""
    keywords = {
        word
        for category in pack.CATEGORIES.values()
        for keyword in category.keywords
        for word, _start, _end in ngrams.tokens(keyword)
        if len(word) > 3
    }
    lines = (files(__package__) / "outside.txt").read_text(encoding="utf-8").splitlines()
    weighed = []
    for line in lines:
        if line and not line.startswith("#"):
            shared = keywords.intersection(word for word, _start, _end in ngrams.tokens(line))
            weighed.append((line, KEYWORD_CONFIDENCE if shared else 1.0))
    return weighed


def _write(file: Path, categoriser: Categoriser) -> None:
    """Write atomically: another window may be reading or writing the same file."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    header = {
        "names": categoriser.names,
        "temperature": categoriser.temperature,
        "left_out_accuracy": categoriser.left_out_accuracy,
    }
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".npz", delete=False) as handle:
        np.savez(
            handle,
            header=np.frombuffer(json.dumps(header).encode(), np.uint8),
            vocabulary=np.frombuffer("\n".join(categoriser.model.vocabulary).encode(), np.uint8),
            idf=categoriser.model.idf,
            weights=categoriser.model.weights,
            bias=categoriser.model.bias,
            scope=categoriser.scope,
        )
    os.replace(handle.name, file)


def _read(file: Path, pack: DomainPack) -> Categoriser | None:
    """Read the cache; a missing or damaged file means learning anew."""
    try:
        # numpy leaves a damaged file open, which Windows then does not let us replace.
        with file.open("rb") as handle, np.load(handle, allow_pickle=False) as stored:
            header = json.loads(stored["header"].tobytes())
            vocabulary = stored["vocabulary"].tobytes().decode().split("\n")
            model = LinearModel(
                {gram: row for row, gram in enumerate(vocabulary)},
                stored["idf"],
                stored["weights"],
                stored["bias"],
            )
            scope = stored["scope"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return Categoriser(
        CATEGORIES=pack.CATEGORIES,
        names=tuple(header["names"]),
        model=model,
        temperature=header["temperature"],
        scope=scope,
        left_out_accuracy=header["left_out_accuracy"],
        sure=pack.limits.sure,
        in_scope=pack.limits.in_scope,
    )
