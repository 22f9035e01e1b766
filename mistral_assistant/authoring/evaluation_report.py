"""Everything ``packs test`` has to say about one pack, as text for its author and as JSON.

Nothing is measured here. The summary comes last, where a terminal ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mistral_assistant.authoring.calibration import Calibration, Decided, calibration
from mistral_assistant.authoring.category_scores import CategoryScores, category_scores
from mistral_assistant.authoring.overlap import Overlap, overlap, pack_names
from mistral_assistant.authoring.pack_test import (
    Answer,
    EvaluationReport,
    failure_lines,
    percent_text,
    run_evaluation,
    share_text,
    shown_category,
)
from mistral_assistant.authoring.text_columns import columns, shortened
from mistral_assistant.authoring.worst_turns import WORST, WorstTurn, worst_turns
from mistral_assistant.cleaning import clean_line
from mistral_assistant.domains.evaluation import EvaluationConversation
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.i18n import _, ngettext

_QUOTED = 70
"""Characters of a message that is quoted in a table."""


@dataclass(frozen=True)
class PackReport:
    """One pack's evaluation, looked at from all sides."""

    result: EvaluationReport
    scores: CategoryScores
    confidence: Calibration
    failed: tuple[WorstTurn, ...]
    """All of them, worst first."""
    shared: Overlap

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; the failures are the worst first, with their reasons."""
        return {
            **self.result.to_json(),
            "failures": [turn.to_json() for turn in self.failed],
            "categories": self.scores.to_json(),
            "calibration": self.confidence.to_json(),
            "overlap": self.shared.to_json(),
        }

    def text(self, *, full: bool = False) -> str:
        """Return the report for a terminal; ``full`` leaves nothing out."""
        sections = (
            self._failures(full),
            self._confusions(full),
            self._categories(full),
            self._confidence(),
            self.shared.lines(),
            [_("Résumé"), *("  " + line for line in self._summary())],
        )
        return "\n\n".join("\n".join(lines) for lines in map(list, sections) if lines)

    def _failures(self, full: bool) -> Iterator[str]:
        shown = self.failed if full else self.failed[:WORST]
        if shown:
            yield _("Tours à corriger, les pires d'abord")
        for turn in shown:
            yield from ("  " + line for line in failure_lines(turn.failure))
            yield from (f"      → {clean_line(reason)}" for reason in turn.reasons)
        left = len(self.failed) - len(shown)
        if left:
            yield "  " + ngettext(
                "et {count} autre tour (« --full » le montre)",
                "et {count} autres tours (« --full » les montre)",
                left,
            ).format(count=left)

    def _confusions(self, full: bool) -> Iterator[str]:
        if self.scores.confusions:
            yield _("Catégories confondues (attendue → trouvée)")
            yield from columns(
                [
                    (shown_category(pair.expected), "→ " + shown_category(pair.found),
                     str(pair.count), " · ".join(map(_quoted, pair.examples)))
                    for pair in self.scores.confusions
                ],
                right={2},
            )  # fmt: skip
        if full:
            yield from self._matrix()

    def _matrix(self) -> Iterator[str]:
        """Yield all counts; the columns bear the numbers of the rows."""
        yield _("Toutes les catégories (lignes : attendue, colonnes : trouvée)")
        numbers = [str(number) for number in range(1, len(self.scores.names) + 1)]
        rows = [["", "", *numbers]]
        for number, name, row in zip(numbers, self.scores.names, self.scores.matrix, strict=True):
            rows.append([number, shown_category(name), *(str(count or "·") for count in row)])
        yield from columns(rows, right={0, *range(2, len(numbers) + 2)}, gap=" ")

    def _categories(self, full: bool) -> Iterator[str]:
        if not self.scores.scores:
            return
        order = sorted(self.scores.scores, key=lambda score: score.f1)
        shown = [score for score in order if full or score.f1 < 1]
        yield _("Catégories, la moins bien reconnue d'abord")
        head = (_("catégorie"), _("tours"), _("précision"), _("rappel"), "F1")
        rows = [
            (shown_category(score.name), str(score.expected),
             *(percent_text(share) for share in (score.precision, score.recall, score.f1)))
            for score in shown
        ]  # fmt: skip
        yield from columns([head, *rows] if rows else [], right={1, 2, 3, 4})
        perfect = len(order) - len(shown)
        if perfect:
            yield "  " + ngettext(
                "{count} catégorie sans faute", "{count} catégories sans faute", perfect
            ).format(count=perfect)
        if self.scores.untested:
            names = ", ".join(self.scores.untested)
            yield "  ! " + _("aucun tour n'éprouve : {names}").format(names=names)

    def _confidence(self) -> Iterator[str]:
        found = self.confidence
        if not found.turns:
            return
        yield _("Confiance")
        head = (_("annoncée"), _("messages"), _("en moyenne"), _("justes"))
        rows = [
            (f"{round(100 * part.low)}–{percent_text(part.high, 0)}", str(part.messages),
             percent_text(part.confidence), percent_text(part.right))
            for part in found.bins
        ]  # fmt: skip
        yield from columns([head, *rows] if rows else [], right={0, 1, 2, 3})
        if found.messages:
            error = _("erreur de calibration (ECE) : {error}, sur {count} messages qui se "
                      "comprennent seuls")  # fmt: skip
            yield "  " + error.format(error=percent_text(found.error), count=found.messages)
        yield from ("  " + self._decided(decided) for decided in found.decisions)

    def _decided(self, decided: Decided) -> str:
        labels = {
            "sure": _("répondu sans demander"),
            "ambiguous": _("hésité entre des catégories"),
            "outside": _("tenu pour hors domaine"),
        }
        line = _("{what} : {share}")
        share = share_text(decided.turns, self.confidence.turns)
        text = line.format(what=labels[decided.decision], share=share)
        if decided.wrong:
            wrong = percent_text(decided.wrong / decided.turns)
            text += _(", dont {count} à tort ({share})").format(count=decided.wrong, share=wrong)
        return text

    def _summary(self) -> Iterator[str]:
        if self.confidence.turns:
            yield self._decided(self.confidence.acted)
        yield from self.result.figures()


def _quoted(text: str) -> str:
    return _("« {text} »").format(text=shortened(clean_line(text), _QUOTED))


def pack_report(
    conversations: list[EvaluationConversation], pack: DomainPack, answer: Answer
) -> PackReport:
    """Play the evaluation of a pack and look at what came of it."""
    result = run_evaluation(conversations, answer)
    examples = [text for spec in pack.CATEGORIES.values() for text in spec.examples]
    return PackReport(
        result=result,
        scores=category_scores(result.played, list(pack.CATEGORIES)),
        confidence=calibration(result.played),
        failed=tuple(worst_turns(result.played, pack, None)),
        shared=overlap(conversations, examples, pack_names(pack)),
    )
