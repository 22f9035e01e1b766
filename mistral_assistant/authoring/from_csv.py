"""``packs new --from-csv``: a whole pack proposed from a training CSV, for a person to review.

Nothing is learned here: the proposed examples teach the pack like those of any other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mistral_assistant.authoring import from_csv_files as files
from mistral_assistant.authoring.from_csv_answers import Answers, find_answers
from mistral_assistant.authoring.from_csv_entities import code_shapes
from mistral_assistant.authoring.from_csv_report import readme, remarks
from mistral_assistant.authoring.from_csv_rows import Row, Rows, read_rows
from mistral_assistant.authoring.from_csv_split import (
    choose_examples,
    held_out_rows,
    typical_rows,
)
from mistral_assistant.authoring.from_csv_texts import PackTexts, pack_texts
from mistral_assistant.authoring.from_csv_topics import Topics, find_topics
from mistral_assistant.authoring.near_duplicates import near_duplicate_groups
from mistral_assistant.authoring.new_pack import check_target, make_pack_folder
from mistral_assistant.authoring.sparse_text import Floats, embed, tfidf
from mistral_assistant.domains.categories import sameness
from mistral_assistant.reasoning.language import identify

MAX_ROWS = 20_000
"""Rows that the proposal is made from; of more, evenly spaced ones are taken."""
_LANGUAGE_ROWS = 300
_MESSAGE_CHARS = 300


@dataclass(frozen=True)
class Proposal:
    """A pack that was written, and what its author should look at."""

    path: Path
    categories: tuple[tuple[str, str, int], ...]
    """(id, label, rows)"""
    remarks: tuple[str, ...]
    """Sentences in the language of the interface."""


def propose_pack(csv_file: Path, name: str, target: Path, count: int | None = None) -> Proposal:
    """Write the pack ``target / name`` from a CSV file; ``count`` categories, or as many as fit.

    A category column decides; ``count`` is for files without one.

    Raises:
        UsageError: the file cannot be read, the name is no pack name, or the folder is there.
    """
    check_target(name, target)
    everything = read_rows(csv_file)
    data = replace(everything, rows=everything.rows[:: -(-len(everything.rows) // MAX_ROWS)])
    plan = make_plan(name, data, count)
    contents, left_out = pack_contents(plan, whole=data == everything)
    found = remarks(plan, everything, len(data.rows), count, left_out)
    contents["README.md"] = readme(plan, csv_file.name, found)
    path = make_pack_folder(name, target, lambda folder: _write(folder, contents))
    sizes = Counter(plan.topics.of_row)
    return Proposal(
        path=path,
        categories=tuple(
            (topic.id, topic.label, sizes[number])
            for number, topic in enumerate(plan.topics.topics)
        ),
        remarks=tuple(found),
    )


def row_vectors(rows: Sequence[Row]) -> Floats:
    """Return what the rows are grouped by: messages with their responses, if they have any."""
    return embed(tfidf([f"{row.text[:_MESSAGE_CHARS]}\n{row.response}" for row in rows]))


def make_plan(name: str, data: Rows, count: int | None = None) -> files.Plan:
    """Find everything that goes into the pack."""
    rows = data.rows
    language = language_of(rows)
    texts = pack_texts(language)
    vectors = row_vectors(rows)
    topics = _topics(data, texts, vectors, count)
    groups = near_duplicate_groups([row.text for row in rows])
    held_out = held_out_rows(rows, topics, groups)
    shapes = code_shapes([row.text for row in rows])
    small_talk = {topic.id for topic in texts.topics}
    answers = Answers()
    if data.has_responses:
        answers = find_answers(rows, topics, held_out, shapes, small_talk)
    return files.Plan(
        name=name,
        title=name.replace("-", " ").capitalize(),
        language=language,
        texts=texts,
        rows=rows,
        topics=topics,
        examples=choose_examples(rows, topics, groups, held_out, vectors),
        typical=typical_rows(topics, vectors),
        answers=answers,
        shapes=shapes,
        held_out=sorted(held_out),
    )


def _topics(data: Rows, texts: PackTexts, vectors: Floats, count: int | None) -> Topics:
    # A category of the file that is called like a built-in one replaces it.
    taken = () if data.has_categories else [topic.id for topic in texts.topics]
    words = [keyword for topic in texts.topics for keyword in topic.keywords]
    return find_topics(data, vectors, count, taken, words)


def language_of(rows: Sequence[Row]) -> str:
    """Return the language of most messages; French where none is recognised."""
    step = max(1, len(rows) // _LANGUAGE_ROWS)
    votes = Counter(identify(row.text[:_MESSAGE_CHARS], "") for row in rows[::step])
    del votes[""]
    return votes.most_common(1)[0][0] if votes else "fr"


def pack_contents(plan: files.Plan, *, whole: bool) -> tuple[dict[str, str], dict[str, int]]:
    """Return file → text, and file → number of its entries that found no room.

    ``whole`` says that the plan holds all rows of the CSV.
    """
    same = [sameness(text) for texts in plan.examples for text in texts]
    contents = {
        "pack.toml": files.manifest(plan),
        "categories.toml": files.categories(plan),
        "examples.csv": files.examples(plan, same, sameness),
        "entities.toml": files.entities(plan),
        "approaches.toml": files.rules(plan),
        "templates.toml": files.templates(plan),
    }
    left_out = {}
    passages, left_out["knowledge"] = files.knowledge(plan)
    for number, text in enumerate(passages, 1):
        contents[f"knowledge/reponses-{number}.jsonl"] = text
    evaluation = files.evaluation(plan)
    if evaluation:
        contents["evaluation.jsonl"] = evaluation
    left_out["evaluation"] = len(plan.held_out) - evaluation.count("\n")
    training = files.training(plan) if any(row.response for row in plan.rows) else ""
    fits = whole and len(training.encode("utf-8")) <= files.FILE_BYTES
    if training and fits:
        contents["training.csv"] = training
    left_out["training"] = len(plan.rows) if training and not fits else 0
    return contents, left_out


def _write(folder: Path, contents: Mapping[str, str]) -> None:
    for name, text in contents.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
