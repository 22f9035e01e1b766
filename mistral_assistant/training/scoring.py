"""The stage evaluate for every objective: scores, and sentences that say what they mean."""

from typing import TYPE_CHECKING, Any

from mistral_assistant.i18n import _
from mistral_assistant.training import evaluating, preparing
from mistral_assistant.training.sources import ON_TEXTS
from mistral_assistant.training.text_loss import text_scores

if TYPE_CHECKING:
    from mistral_assistant.training.recipe import Examples, Job
    from mistral_assistant.training.splitting import Parts

FEWEST_PER_EXPERT = 0.05
"""Share of the tokens below which an expert counts as idle."""


def score(
    job: "Job", trainer: Any, examples: "Examples", parts: "Parts"
) -> tuple[dict[str, Any], list[str]]:
    """Return the scores on what was not learned, and a sentence for each."""
    args = job.args
    if args.objective in ON_TEXTS:
        scores, lines = _of_texts(job, trainer, examples, parts)
    elif args.objective == "dpo":
        from mistral_assistant.training import dpo

        scores = dpo.evaluate(trainer, examples.test.examples)
        lines = dpo.explained(scores)
    else:
        tokenizer = preparing.tokenizer_for(args, job.run)
        scores = evaluating.evaluate(trainer, examples.test.examples, parts.test, tokenizer, args)
        lines = evaluating.explained(scores)
    if examples.general:
        after = text_scores(trainer.model, examples.general, batch=args.per_device_eval_batch_size)
        before = job.facts["before"]["general"]
        scores["general"] = {"before": before["loss"], "after": after["loss"]}
        lines.append(
            _("Oubli : la perplexité de textes généraux passe de {before} à {after}.").format(
                before=_number(before["perplexity"]), after=_number(after["perplexity"])
            )
        )
    return scores, lines


def _of_texts(
    job: "Job", trainer: Any, examples: "Examples", parts: "Parts"
) -> tuple[dict[str, Any], list[str]]:
    held = examples.test.examples
    if not held:
        return {}, [_("Trop peu de textes pour en garder à part : rien n'est mesuré.")]
    texts = [row.text for row in parts.test]
    size = job.args.per_device_eval_batch_size
    if trainer.balance is not None:
        trainer.balance.counts = None
    after = text_scores(trainer.model, held, texts, size)
    scores: dict[str, Any] = {"test_rows": len(texts), "test_loss": after["loss"], **{
        f"test_{name}": after[name] for name in ("perplexity", "bits_per_byte",
        "bits_per_character")}}  # fmt: skip
    lines = [
        _("Textes jamais vus ({count}) : perplexité {value}, {bits} bits par octet, {chars} par "
          "caractère.").format(count=len(texts), value=_number(after["perplexity"]),
          bits=_number(after["bits_per_byte"]), chars=_number(after["bits_per_character"]))
    ]  # fmt: skip
    before = job.facts.get("before", {}).get("test")
    if before:
        # The texts are the same, so bits per byte go with the loss.
        bits = after["bits_per_byte"] * before["loss"] / after["loss"]
        scores |= {"base_loss": before["loss"], "base_bits_per_byte": bits}
        lines.append(_("Avant : perplexité {value}, {bits} bits par octet.").format(
            value=_number(before["perplexity"]), bits=_number(bits)))  # fmt: skip
    if trainer.balance is not None:
        scores["expert_shares"] = shares = trainer.balance.shares()
        lines.append(_("Les experts se partagent les tokens ainsi : {shares}.").format(
            shares=", ".join(f"{100 * share:.0f} %" for share in shares)))  # fmt: skip
        if min(shares) < FEWEST_PER_EXPERT:
            lines.append(_("Un expert reste presque inactif : augmentez router_aux_loss_coef."))
    return scores, lines


def _number(value: float) -> str:
    return f"{value:.4g}".replace(".", ",")
