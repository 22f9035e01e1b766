"""Learning ``THEME_VECTORS`` from a pack's examples, and the cache of what was learned.

The background class teaches what is foreign to a domain: general questions from ``outside.txt`` and
those of the pack's own file of that name.
"""

import json
import os
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np

from mistral_assistant.domains.pack import CategorySpec, DomainPack
from mistral_assistant.reasoning import ngrams
from mistral_assistant.reasoning.calibration import fit_logistic, fit_temperature, softmax
from mistral_assistant.reasoning.categorise import OUTSIDE, Categoriser
from mistral_assistant.reasoning.learning import learn_fused
from mistral_assistant.reasoning.meaning import Embedder, Meaning, Meant
from mistral_assistant.reasoning.nearest import Examples
from mistral_assistant.reasoning.ngram_rows import NgramRows
from mistral_assistant.reasoning.vectors import Floats, LinearModel, Rows

KEYWORD_CONFIDENCE = 0.35
"""A keyword teaches less than a sentence."""
LABEL_CONFIDENCE = 0.7
"""A category's label names its subject, but nobody writes it."""
USUAL_LEAD = 3.0
"""Lead of a sure message where a pack has too few examples to tell its own."""
_FORMAT = 21
"""Raised whenever the learning changes, so that old cache files are not read."""


def learn_categories(
    pack: DomainPack, cache_dir: Path | None = None, embedder: Embedder | None = None
) -> Categoriser:
    """Learn the pack's categories, or read them from ``cache_dir`` if they were learned before.

    ``embedder`` takes part where examples left out of learning gain by it.

    Raises:
        ModelError: the embedding model cannot be used.
    """
    file = _cache_file(pack, cache_dir, embedder) if cache_dir else None
    stored = _read(file, pack, embedder) if file else None
    if stored:
        return stored
    categoriser = _learn(pack, embedder)
    if file:
        # A cache only saves time; where none can be written the pack is learned again.
        with suppress(OSError):
            _write(file, categoriser)
    return categoriser


def is_learned(pack: DomainPack, cache_dir: Path) -> bool:
    """Tell whether ``cache_dir`` has what is learned from the pack as it is."""
    return _cache_file(pack, cache_dir).is_file()


def _cache_file(pack: DomainPack, cache_dir: Path, embedder: Embedder | None = None) -> Path:
    """Return the file for this pack as learned with this embedding model, or with none."""
    model = f"-{embedder.identity}" if embedder else ""
    return cache_dir / f"categories-{_FORMAT}-{pack.content_hash}{model}.npz"


def _learn(pack: DomainPack, embedder: Embedder | None = None) -> Categoriser:
    names = (*pack.CATEGORIES, OUTSIDE)
    lessons = _lessons(pack)
    texts = [[word for word, _start, _end in ngrams.tokens(text)] for text, _l, _c in lessons]
    labels = np.array([label for _text, label, _confidence in lessons])
    confidence = [confidence for _text, _label, confidence in lessons]
    seen = embedder.encode([text for text, _l, _c in lessons]) if embedder and lessons else None
    model, rows, left_out, meaning = learn_fused(
        texts, labels.tolist(), len(names), confidence, seen
    )
    judged = ~np.isnan(left_out[:, 0])
    inside = judged & (labels < len(names) - 1)
    scores, truth = left_out[inside][:, :-1], labels[inside]
    lead = _typical_lead(scores, truth)
    for label, category in enumerate(pack.CATEGORIES.values()):
        _add_weights(model, rows, category, label, lead)
    # Half precision: 2 MB less for the shop, and no score moves by more than some thousandths.
    model = replace(model, weights=model.weights.astype(np.float16))
    temperature = fit_temperature(scores, truth)
    chances = softmax(scores, temperature)
    return Categoriser(
        CATEGORIES=pack.CATEGORIES,
        names=names,
        model=model,
        temperature=temperature,
        scope=_fit_scope(left_out[judged], inside[judged]),
        left_out=np.stack(
            [chances.max(axis=1, initial=0), chances.argmax(axis=1) == truth], axis=1
        ).astype(np.float32) if len(truth) else np.zeros((0, 2), np.float32),
        examples=_examples(pack, lessons, rows),
        sure=pack.limits.sure,
        in_scope=pack.limits.in_scope,
        meant=Meant(embedder, meaning) if embedder and meaning else None,
    )  # fmt: skip


def _lessons(pack: DomainPack) -> list[tuple[str, int, float]]:
    """Return (text, class, confidence): all examples first, category by category, then hints."""
    specs = list(enumerate(pack.CATEGORIES.values()))
    examples = [(text, label, 1.0) for label, spec in specs for text in spec.examples]
    keywords = [
        (word, label, KEYWORD_CONFIDENCE) for label, spec in specs for word in spec.keywords
    ]
    labels = [(spec.label, label, LABEL_CONFIDENCE) for label, spec in specs
              if spec.label and spec.follow_up]  # fmt: skip
    strangers = [(text, len(specs), weight) for text, weight in outside_examples(pack)]
    return [*examples, *keywords, *labels, *strangers]


def _examples(pack: DomainPack, lessons: list[tuple[str, int, float]], rows: Rows) -> Examples:
    begins = np.cumsum([0, *(len(spec.examples) for spec in pack.CATEGORIES.values())]).tolist()
    own = np.arange(begins[-1])
    return Examples(tuple(lessons[number][0] for number in own), tuple(begins), rows.some(own))


def _fit_scope(left_out: Floats, inside: np.ndarray) -> Floats:
    best = left_out[:, :-1].max(axis=1)
    return fit_logistic(
        np.stack([best, left_out[:, -1]], axis=1), inside.astype(np.float32), penalty=0.1
    )


def _typical_lead(scores: Floats, truth: np.ndarray) -> float:
    """Return by how much an example that was left out is usually ahead of the second category."""
    ordered = np.sort(scores, axis=1)
    right = scores.argmax(axis=1) == truth
    leads = (ordered[:, -1] - ordered[:, -2])[right] if scores.shape[1] > 1 else right[:0]
    return float(np.median(leads)) if len(leads) else USUAL_LEAD


def _add_weights(
    model: LinearModel, rows: Rows, category: CategorySpec, label: int, lead: float
) -> None:
    """Add the weights by hand: in a text of usual length a word of weight 1 is worth ``lead``."""
    for term, weight in category.weights.items():
        row = model.vocabulary.get(" ".join(word for word, _s, _e in ngrams.tokens(term)))
        if row is not None:
            share = float(np.median(rows.values[rows.indices == row]))
            model.weights[row, label] += weight * lead / share


def outside_examples(pack: DomainPack) -> list[tuple[str, float]]:
    """Return the general questions, each with its weight, and those that the pack itself gives.

    A general question that has a keyword of the pack weighs little."""
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
    return [*weighed, *((text, 1.0) for text in pack.outside)]


def _write(file: Path, categoriser: Categoriser) -> None:
    """Write atomically: another window may be reading or writing the same file."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    nothing = np.zeros((0, len(categoriser.names)), np.float32)
    meaning = categoriser.meant.meaning if categoriser.meant else Meaning(nothing[:, 0], nothing)
    header = {
        "names": categoriser.names,
        "temperature": categoriser.temperature,
        "begins": categoriser.examples.begins,
        "together": categoriser.model.together,
    }
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".npz", delete=False) as handle:
        np.savez(
            handle,
            header=np.frombuffer(json.dumps(header).encode(), np.uint8),
            vocabulary=np.frombuffer(categoriser.model.vocabulary.text, np.uint8),
            icf=categoriser.model.icf,
            weights=categoriser.model.weights,
            bias=categoriser.model.bias,
            scope=categoriser.scope,
            centre=meaning.centre,
            meaning=meaning.weights,
            left_out=categoriser.left_out,
            starts=categoriser.examples.rows.starts,
            indices=categoriser.examples.rows.indices.astype(np.int32),
            values=categoriser.examples.rows.values,
        )
    os.replace(handle.name, file)


def _read(file: Path, pack: DomainPack, embedder: Embedder | None) -> Categoriser | None:
    """Read the cache; a missing or damaged file means learning anew."""
    try:
        # numpy leaves a damaged file open, which Windows then does not let us replace.
        with file.open("rb") as handle, np.load(handle, allow_pickle=False) as stored:
            header = json.loads(stored["header"].tobytes())
            vocabulary = NgramRows(stored["vocabulary"].tobytes())
            model = LinearModel(
                vocabulary,
                stored["icf"],
                stored["weights"],
                stored["bias"],
                header["together"],
            )
            rows = Rows(stored["starts"], stored["indices"], stored["values"], len(vocabulary))
            scope, left_out = stored["scope"], stored["left_out"]
            meaning = Meaning(stored["centre"], stored["meaning"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    texts = tuple(text for spec in pack.CATEGORIES.values() for text in spec.examples)
    return Categoriser(
        CATEGORIES=pack.CATEGORIES,
        names=tuple(header["names"]),
        model=model,
        temperature=header["temperature"],
        scope=scope,
        left_out=left_out,
        examples=Examples(texts, tuple(header["begins"]), rows),
        sure=pack.limits.sure,
        in_scope=pack.limits.in_scope,
        meant=Meant(embedder, meaning) if embedder and len(meaning.centre) else None,
    )
