"""What each category of a pack has learned: its n-grams, its examples, its neighbours."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mistral_assistant.authoring.left_out import LeftOut, left_out_examples
from mistral_assistant.authoring.sparse_text import tfidf
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.domains.vocabulary import suggest
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.categorise import Categoriser
from mistral_assistant.reasoning.ngrams import CHAR_MARK

TERMS = 15
TYPICAL = 5
NEIGHBOURS = 4
SHARED = 5

Weighted = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Neighbour:
    """A category that is confused with another one."""

    name: str
    there: int
    """Examples of the other that would go to this one."""
    here: int
    """Examples of this one that would go to the other."""
    shared: tuple[str, ...]
    """Words that speak for both."""


@dataclass(frozen=True)
class CategoryVector:
    """What one category has learned."""

    name: str
    label: str
    keywords: tuple[str, ...]
    examples: int
    found: int
    """Examples that come back to the category when they are left out."""
    positive: Weighted
    """Words and word pairs that speak for it, strongest first."""
    negative: Weighted
    pieces: Weighted
    """Character n-grams that speak for it; a space is the border of a word."""
    typical: tuple[str, ...]
    elsewhere: tuple[LeftOut, ...]
    """Examples that the pack would put into another category, surest first."""
    strange: tuple[LeftOut, ...]
    """Examples that would be outside the domain: nothing else announces them."""
    neighbours: tuple[Neighbour, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def category_vectors(pack: DomainPack, categoriser: Categoriser) -> list[CategoryVector]:
    """Look at every category; the pack is learned anew a few times, which takes seconds."""
    judged = left_out_examples(pack)
    moves = Counter((item.category, item.found) for item in judged)
    positive = {name: _terms(categoriser, name, 1) for name in pack.CATEGORIES}
    return [_vector(pack, categoriser, name, judged, moves, positive) for name in pack.CATEGORIES]


def known_category(pack: DomainPack, name: str) -> str:
    """Return the category of a pack that is meant, however it is capitalised.

    Raises:
        UsageError: the pack has none of that name.
    """
    wanted = name.upper()
    if wanted not in pack.CATEGORIES:
        raise UsageError(
            _("Le domaine « {pack} » n'a pas de catégorie « {name} ».").format(
                pack=pack.name, name=name
            ),
            suggest(wanted, pack.CATEGORIES),
        )
    return wanted


def _vector(
    pack: DomainPack,
    categoriser: Categoriser,
    name: str,
    judged: Sequence[LeftOut],
    moves: Counter[tuple[str, str]],
    positive: dict[str, Weighted],
) -> CategoryVector:
    spec = pack.CATEGORIES[name]
    own = [item for item in judged if item.category == name]
    surest = sorted(own, key=lambda item: -item.confidence)
    return CategoryVector(
        name=name,
        label=spec.label,
        keywords=spec.keywords,
        examples=len(spec.examples),
        found=moves[name, name],
        positive=positive[name],
        negative=_terms(categoriser, name, -1),
        pieces=_terms(categoriser, name, 1, pieces=True),
        typical=tuple(typical_texts(spec.examples)),
        elsewhere=tuple(item for item in surest if item.elsewhere),
        strange=tuple(item for item in surest if not item.found),
        neighbours=_neighbours(name, moves, positive),
    )


def _terms(categoriser: Categoriser, name: str, sign: int, *, pieces: bool = False) -> Weighted:
    """Return the n-grams with the strongest weights of one sign.

    Of pieces of words that lie in one another only the strongest is kept.
    """
    vector = categoriser.THEME_VECTORS[name]
    terms = [gram for gram in categoriser.model.vocabulary if gram.startswith(CHAR_MARK) == pieces]
    weights = sign * vector[[categoriser.model.vocabulary[gram] for gram in terms]]
    best: dict[str, float] = {}
    for at in np.argsort(-weights, kind="stable"):
        if weights[at] <= 0 or len(best) == TERMS:
            break
        term = terms[at][len(CHAR_MARK) if pieces else 0 :]
        if not (pieces and any(term in kept or kept in term for kept in best)):
            best[term] = round(sign * float(weights[at]), 3)
    return tuple(best.items())


def typical_texts(texts: Sequence[str], most: int = TYPICAL) -> list[str]:
    """Return the texts that have most in common with all the others."""
    if not texts:
        return []
    rows = tfidf(texts)
    together = np.bincount(rows.columns, rows.values, rows.width).astype(np.float32)
    closeness = rows.times(together[:, None])[:, 0]
    return [texts[at] for at in np.argsort(-closeness, kind="stable")[:most]]


def _neighbours(
    name: str, moves: Counter[tuple[str, str]], positive: dict[str, Weighted]
) -> tuple[Neighbour, ...]:
    """Return the categories with which most examples are exchanged, then those with most words."""
    own = dict(positive[name])
    found = []
    for other, terms in positive.items():
        shared = [word for word, _weight in terms if word in own]
        there, here = moves[name, other], moves[other, name]
        if other != name and (there or here or shared):
            found.append(Neighbour(other, there, here, tuple(shared[:SHARED])))
    found.sort(key=lambda item: (-item.there - item.here, -len(item.shared)))
    return tuple(found[:NEIGHBOURS])
