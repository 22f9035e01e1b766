"""What the tuned model is worth on rows that it has not seen: the stage evaluate."""

import math
from collections.abc import Sequence
from typing import Any

from mistral_assistant.i18n import _
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.examples import Example
from mistral_assistant.training.generation import answer
from mistral_assistant.training.pissa import base_model
from mistral_assistant.training.rows import Row
from mistral_assistant.training.sft import Trainer, dataset
from mistral_assistant.training.tokenizers import Tokenizer

EXTRA_TOKENS = 16
"""That an answer may be longer than the one expected."""


def evaluate(
    trainer: Trainer,
    examples: Sequence[Example],
    rows: Sequence[Row],
    tokenizer: Tokenizer,
    args: TrainArguments,
) -> dict[str, Any]:
    """Return scores on the test part, the base model's loss beside the tuned one's.

    Nothing is measured where the data was too small for a test part.
    """
    if not examples:
        return {}
    part = dataset(examples)
    tuned = trainer.evaluate(part, metric_key_prefix="test")
    scores: dict[str, Any] = {
        "test_rows": len(examples),
        "test_loss": tuned["test_loss"],
        "test_perplexity": math.exp(min(tuned["test_loss"], 700.0)),
        "test_accuracy": tuned["eval_mean_token_accuracy"],
    }
    if args.method != "full":
        with base_model(trainer.model):
            base = trainer.evaluate(part, metric_key_prefix="test")
        scores["base_loss"] = base["test_loss"]
    known = {example.row for example in examples}
    asked = [row for row in rows if row.number in known][: args.sample_answers]
    return {**scores, **_answers(trainer.model, tokenizer, asked)}


def explained(scores: dict[str, Any]) -> list[str]:
    """Return each score as a sentence that says what it means."""
    if not scores:
        return [_("Trop peu de questions différentes pour en garder à part : rien n'est mesuré.")]
    lines = [
        _("Perte sur {rows} lignes jamais vues : {loss} (plus bas est mieux).").format(
            rows=scores["test_rows"], loss=_number(scores["test_loss"])
        ),
        _("Perplexité {value} : le modèle hésite comme entre autant de tokens.").format(
            value=_number(scores["test_perplexity"])
        ),
        _("{value} des tokens attendus sont ceux qu'il aurait choisis.").format(
            value=f"{_number(100 * scores['test_accuracy'])} %"
        ),
    ]
    if "base_loss" in scores:
        lines.append(
            _("Le modèle de base, sans l'adaptateur, avait une perte de {loss}.").format(
                loss=_number(scores["base_loss"])
            )
        )
    if scores.get("answers"):
        lines.append(
            _("Sur {count} questions, {same} des réponses sont mot pour mot celles attendues et "
              "{stopped} se terminent d'elles-mêmes.").format(
                count=len(scores["answers"]), same=f'{_number(100 * scores["word_for_word"])} %',
                stopped=f'{_number(100 * scores["stopped"])} %')
        )  # fmt: skip
    return lines


def _answers(model: Any, tokenizer: Tokenizer, rows: Sequence[Row]) -> dict[str, Any]:
    if not rows:
        return {}
    model.eval()
    found = []
    for row in rows:
        expected = row.messages[-1].content
        most = len(tokenizer.encode(expected)) + EXTRA_TOKENS
        said = answer(model, tokenizer, row.messages[:-1], most)
        question = row.messages[-2].content
        found.append({"row": row.number, "question": question, "expected": expected,
                      "answer": said.text, "stopped": said.stopped})  # fmt: skip
    same = sum(entry["answer"] == str(entry["expected"]).strip() for entry in found)
    return {
        "answers": found,
        "word_for_word": same / len(found),
        "stopped": sum(bool(entry["stopped"]) for entry in found) / len(found),
    }


def _number(value: float) -> str:
    return f"{value:.4g}".replace(".", ",")
