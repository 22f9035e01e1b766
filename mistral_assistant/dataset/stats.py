"""What a file of training data holds, in figures: rows, lengths, tokens, languages, categories."""

from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mistral_assistant.chat import ChatMessage
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.near_duplicates import groups_of, normal_form
from mistral_assistant.dataset.reading import open_source
from mistral_assistant.dataset.rows import missing
from mistral_assistant.dataset.writing import new_file
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

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
        import numpy
        import pandas
    except ImportError as error:
        raise missing("pandas") from error
    source = open_source(path)
    figures = _Figures(count_tokens, language, by)
    questions: list[str] = []
    for example in source.examples(renamed):
        figures.add(example)
        if near:
            questions.append(example.question)
    frame = pandas.DataFrame({name: numpy.array(one) for name, one in figures.columns.items()})
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
    if figures.languages:
        told["languages"] = dict(figures.languages.most_common())
    if figures.categories:
        told["by"] = by
        told["categories"] = dict(figures.categories.most_common())
    return told


class _Figures:
    """The figures of the rows, eight bytes for each; the texts themselves would fill the memory."""

    def __init__(
        self, count_tokens: CountTokens | None, language: Callable[[str], str] | None, by: str
    ) -> None:
        self._count_tokens, self._language, self._by = count_tokens, language, by
        names = ["question_chars", "answer_chars", "turns", "empty", "question", "key"]
        names += ["tokens"] if count_tokens else []
        self.columns = {name: array("q") for name in names}
        self.languages: Counter[str] = Counter()
        self.categories: Counter[str] = Counter()

    def add(self, example: Example) -> None:
        """Take one row in."""
        answer, columns = example.answer, self.columns
        nothing = example.text is None and not answer.strip()
        columns["question_chars"].append(len(example.question))
        columns["answer_chars"].append(len(answer))
        columns["turns"].append(sum(message.role == "user" for message in example.messages))
        columns["empty"].append(not example.question.strip() or nothing)
        columns["question"].append(hash(normal_form(example.question)))
        columns["key"].append(
            hash((example.messages, example.text, example.input, example.rejected))
        )
        if self._count_tokens:
            columns["tokens"].append(self._count_tokens(example.chat, example.text))
        if self._language:
            self.languages[self._language(answer or example.question) or "?"] += 1
        if self._by in example.extra:
            self.categories[str(example.extra[self._by])] += 1


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
        DataError: matplotlib is missing, or the file is the one that was read or no ``.png``.
    """
    check_plot(path)
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
    with new_file(path, force=True) as fresh:
        figure.savefig(fresh, format="png", dpi=120)


def check_plot(path: Path) -> None:
    """Refuse a name that is no picture's, and might be that of the data.

    Raises:
        DataError: with the ending to choose.
    """
    if path.suffix.lower() != ".png":
        raise DataError(
            _("« {file} » ne se termine pas par .png.").format(file=path),
            _("Le dessin est un fichier .png ; par exemple : --plot longueurs.png"),
        )
