"""The judgement of an inference model, where one is at hand: a further warning, never a block.

The rules of the other checks do not understand; a model does a little, and errs. What it calls a
contradiction is therefore shown to the reader and does not send the answer back.
"""

from collections.abc import Callable, Iterator, Sequence

from mistral_assistant.chat import Passage
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.checks.findings import WARNING, finding, quoted
from mistral_assistant.reasoning.checks.sources import ReadText, stem
from mistral_assistant.reasoning.turn import Finding
from mistral_assistant.tools.french_text import fold_plain

Judge = Callable[[str, str], float]
"""(source, sentence) → probability that the source contradicts the sentence."""

CERTAIN = 0.9
MAX_SENTENCES = 6
"""Pairs judged of an answer: each costs tens of milliseconds."""
_MIN_WORDS = 4


def check_entailment(
    answer: ReadText, passages: Sequence[Passage], judge: Judge
) -> Iterator[Finding]:
    """Yield the sentences that the model finds contradicted by the passage nearest to them."""
    texts = [passage.text for passage in passages if passage.text]
    judged = 0
    for span in answer.sentences:
        start, end = answer.folded.span(*span)
        sentence = answer.raw[start:end].strip()
        if len(sentence.split()) < _MIN_WORDS or not texts or judged == MAX_SENTENCES:
            continue
        judged += 1
        source = max(texts, key=lambda text: len(_stems(text) & _stems(sentence)))
        if judge(source, sentence) >= CERTAIN:
            said = _("Un modèle d'inférence y voit une contradiction avec « {source} ».")
            evidence = said.format(source=quoted(source))
            yield finding(answer, span, "contradiction", evidence, WARNING)


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, fold_plain(text).split()))
