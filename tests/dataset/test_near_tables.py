"""The tables behind the near-duplicates say what counting one by one says."""

from collections import Counter

import numpy as np
import pytest

from mistral_assistant.dataset import minhash, partners, word_frames
from mistral_assistant.dataset.word_tables import WordTables

THINGS = "lampe table chaise porte malle".split()
PLACES = ("rouge", "en bois", "rouge en bois", "")
TEXTS = [
    *(f"le prix de la {thing} {place}" for thing in THINGS for place in PLACES),
    *("le le le prix", "un", ""),
]


def frames(text: str) -> set[str]:
    """Return what is left of a text without one to three neighbouring words, in any order."""
    words = text.split()
    spans = [(at, at + size) for size in (1, 2, 3) for at in range(len(words) - size + 1)]
    rests = ([*words[:start], *words[end:]] for start, end in spans)
    return {" ".join(sorted(rest)) for rest in rests if len(rest) >= 2}


def test_the_sentences_that_many_texts_share_are_found_without_keeping_all() -> None:
    counts = Counter(frame for text in TEXTS for frame in frames(text))
    often = {frame for frame, count in counts.items() if count >= word_frames.SLOT_TEXTS}
    tables = WordTables(TEXTS)
    number = {word: place for place, word in enumerate(tables.words)}
    wanted = {sum(int(tables.hash[number[word]]) for word in frame.split()) % 2**64
              for frame in often}  # fmt: skip
    assert often and set(tables._frames.tolist()) == wanted


def test_a_word_weighs_by_the_texts_that_have_it_and_counts_as_often_as_it_comes() -> None:
    tables = WordTables(TEXTS)
    weight = dict(zip(tables.words, tables.weight.tolist(), strict=True))
    assert weight["malle"] > weight["bois"] > weight["prix"] > weight["le"]
    one, two = TEXTS.index("le le le prix"), TEXTS.index("le prix de la lampe rouge")
    (overlap,) = tables.overlaps(np.array([one]), np.array([two]))
    rests = [[tables.words[word] for word in rest.of(0)] for rest in (overlap.left, overlap.right)]
    assert overlap.common.tolist() == [2]
    assert rests == [["le", "le"], ["de", "la", "lampe", "rouge"]]


@pytest.mark.parametrize("waiting", [0, 1_000_000])
def test_each_text_keeps_the_partners_that_resemble_it_most(
    waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partners, "_WAITING", waiting)
    monkeypatch.setattr(partners, "_WAITING_FOR_EACH", 0)
    texts = [f"question {n * 7919 % 43} sur la lampe {n * 31 % 37} du salon" for n in range(90)]
    signed = minhash.signatures(texts)
    unlike: dict[tuple[int, int], int] = {}
    for one, two, differences in minhash.candidates(signed):
        unlike |= dict(zip(zip(one.tolist(), two.tolist(), strict=True),
                           differences.tolist(), strict=True))  # fmt: skip
    sure = {pair for pair, count in unlike.items() if count <= partners._SURE}
    best = set(sure)
    for text in range(len(texts)):
        mine = sorted((count, pair) for pair, count in unlike.items()
                      if text in pair and pair not in sure)  # fmt: skip
        best |= {pair for _, pair in mine[: partners._MOST]}
    found = set(zip(*(side.tolist() for side in partners.proposed(signed, None)), strict=True))
    assert len(best) < len(unlike) and found >= sure
    assert len(found & best) >= 0.99 * len(best)
