"""What a file of training data holds, in figures: rows, lengths, tokens, languages, categories."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mistral_assistant.chat import ChatMessage
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.near_duplicates import groups_of, normal_form
from mistral_assistant.dataset.reading import missing, open_source

CountTokens = Callable[[Sequence[ChatMessage], str | None], int]
"""Tokens of a dialogue, or of a text, by the tokenizer of the model."""
MAX_LENGTH = 512
_QUANTILES = {"p50": 0.5, "p95": 0.95}


def stats(
    path: Path,
    *,
    count_tokens: CountTokens | None = None,
    language: Callable[[str], str] | None = None,
    by: str = "category",
    max_length: int = MAX_LENGTH,
    near: bool = False,
    renamed: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the figures of a file.

    Args:
        path: the file, of any form.
        count_tokens: the model's own tokenizer; without it there are no figures about tokens.
        language: names the language of a text.
        by: the column whose balance is told, where the file has it.
        max_length: tokens that training keeps of an example.
        near: also count near-duplicates of the questions.
        renamed: a column of the file → one of ours.

    Raises:
        DataError: a row cannot be read, or pandas is missing.
    """
    try:
        import pandas
    except ImportError as error:
        raise missing("pandas") from error
    source = open_source(path)
    records: list[dict[str, Any]] = []
    questions: list[str] = []
    for example in source.examples(renamed):
        records.append(_record(example, count_tokens, language, by))
        if near:
            questions.append(example.question)
    frame = pandas.DataFrame.from_records(records)
    told: dict[str, Any] = {"file": str(path), "form": source.layout(renamed).form,
                            "columns": list(source.columns), "rows": len(frame)}  # fmt: skip
    if not len(frame):
        return told
    for name in ("question_chars", "answer_chars", "turns", "tokens"):
        if name in frame:
            told[name] = _summary(frame[name])
    if "tokens" in frame:
        told["max_length"] = max_length
        told["cut"] = int((frame["tokens"] > max_length).sum())
        told["tokens_lost"] = int((frame["tokens"] - max_length).clip(lower=0).sum())
        told["histogram"] = _histogram(frame["tokens"])
    told["empty"] = int(frame["empty"].sum())
    told["duplicates"] = int(frame.duplicated("key").sum())
    told["same_question"] = int(frame.duplicated("question").sum())
    if near:
        told["near_duplicates"] = len(questions) - len(set(groups_of(questions)))
    if "language" in frame:
        told["languages"] = _balance(frame["language"])
    if "category" in frame:
        told["by"] = by
        told["categories"] = _balance(frame["category"])
    return told


def _record(
    example: Example,
    count_tokens: CountTokens | None,
    language: Callable[[str], str] | None,
    by: str,
) -> dict[str, Any]:
    answer = example.answer
    record: dict[str, Any] = {
        "question_chars": len(example.question),
        "answer_chars": len(answer),
        "turns": sum(message.role == "user" for message in example.messages),
        "empty": not example.question.strip() or (example.text is None and not answer.strip()),
        # Texts themselves would fill the memory.
        "question": hash(normal_form(example.question)),
        "key": hash((example.messages, example.text, example.input, example.rejected)),
    }
    if count_tokens:
        record["tokens"] = count_tokens(example.chat, example.text)
    if language:
        record["language"] = language(answer or example.question) or "?"
    if by in example.extra:
        record["category"] = str(example.extra[by])
    return record


def _summary(column: Any) -> dict[str, float]:
    quantiles = {name: float(column.quantile(share)) for name, share in _QUANTILES.items()}
    return {"total": int(column.sum()), "mean": round(float(column.mean()), 1), **quantiles,
            "max": int(column.max())}  # fmt: skip


def _histogram(column: Any) -> list[tuple[int, int]]:
    """Return (upper bound, rows) of twelve classes of equal width."""
    import pandas

    width = max(1, -(-int(column.max()) // 12))
    classes = pandas.Series((column - 1).clip(lower=0) // width)
    counts = classes.value_counts().to_dict()
    return [((n + 1) * width, int(counts.get(n, 0))) for n in range(12)]


def _balance(column: Any) -> dict[str, int]:
    counts: dict[Any, int] = column.value_counts().to_dict()
    return dict(Counter({str(name): int(count) for name, count in counts.items()}).most_common())


def bars(histogram: Sequence[tuple[int, int]], width: int = 40) -> list[str]:
    """Return a histogram drawn in characters, a line for each class."""
    most = max((count for _bound, count in histogram), default=0) or 1
    return [
        f"≤ {bound:>6}  {'█' * (-(-count * width // most)):<{width}}  {count}"
        for bound, count in histogram
    ]


def draw(told: Mapping[str, Any], path: Path) -> None:
    """Draw the lengths and the balance as a PNG.

    Raises:
        DataError: matplotlib is missing.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise missing("matplotlib") from error
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    bounds = [bound for bound, _count in told.get("histogram", ())]
    counts = [count for _bound, count in told.get("histogram", ())]
    left.bar([str(bound) for bound in bounds], counts)
    left.set_xlabel("tokens ≤")
    left.tick_params(axis="x", rotation=60)
    balance = told.get("categories") or told.get("languages") or {}
    names = list(balance)[:20]
    right.barh(names[::-1], [balance[name] for name in names[::-1]])
    figure.savefig(path, format="png", dpi=120)
