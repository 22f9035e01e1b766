"""Retrieval quality of the knowledge search, beside plain BM25: benchmarks/search.py DATA_DIR.

DATA_DIR holds ``qa.jsonl`` (``title``, ``context``, ``question``, one entry a line) and
``cnil_user_questions.dev.tsv`` (a user's question, the number of the document that answers it).
Three tasks over the same entries:

user     what users typed → the entry
body     the question of an entry → the entry, with no heading in the index
typos    the question of an entry, typed badly → the entry

Plain BM25 is SQLite's, over folded words as they are: no stems, no stop words, no weights. Entries
of one title or text count as one. One JSON line last.
"""

import csv
import json
import random
import re
import sqlite3
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mistral_assistant.domains.loader import load_pack
from mistral_assistant.domains.pack import KnowledgeEntry
from mistral_assistant.french import fold
from mistral_assistant.knowledge.search import KnowledgeIndex

DEPTH = 10
"""Results that are looked at."""
TEMPLATE = Path(__file__).parent.parent / "domains" / "ecommerce"
"""A pack whose knowledge is replaced."""

DOCUMENTS = {
    61: (59,), 68: (164,), 103: (214,), 111: (166,), 154: (87,), 184: (175,), 198: (5,),
    223: (249,), 229: (118,), 277: (90, 418), 285: (358, 426), 342: (291,), 379: (23, 364),
    393: (366,), 403: (117, 419), 427: (187, 373), 492: (446,), 495: (448,), 533: (256,),
    541: (348,), 548: (454,), 832: (395,), 1243: (462,), 1253: (476,), 1262: (484,),
    1327: (494,), 1350: (496,), 1395: (416,),
}  # fmt: skip
"""Document of the user questions → lines of ``qa.jsonl``, which has no numbers: found by reading
the titles before any search was run; a page for citizens and for professionals counts twice."""

Search = Callable[[str], list[int]]
"""Question → lines of the entries found, best first."""
Query = tuple[str, frozenset[int]]
"""A question with the lines that are right."""


def main(folder: Path) -> int:
    """Print the table and one JSON line; return the exit status."""
    missing = [name for name in ("qa.jsonl", "cnil_user_questions.dev.tsv")
               if not (folder / name).is_file()]  # fmt: skip
    if missing:
        print(f"No data: {folder} holds no {' and no '.join(missing)}.", file=sys.stderr)
        return 1
    lines = (folder / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    results = {}
    for task, (entries, queries) in tasks(folder, rows).items():
        for name, search in (("bm25", plain(entries)), ("ours", ours(entries))):
            results[f"{task} {name}"] = scores(search, queries)
    print(f"{'':<12}{'queries':>8}{'recall@1':>10}{'recall@5':>10}{'MRR':>8}{'ms':>8}")
    for name, values in results.items():
        print(
            f"{name:<12}{values['queries']:>8}{values['recall_1']:>10.3f}"
            f"{values['recall_5']:>10.3f}{values['mrr']:>8.3f}{values['median_ms']:>8.2f}"
        )
    print(json.dumps(results))
    return 0


def tasks(
    folder: Path, rows: Sequence[dict[str, str]]
) -> dict[str, tuple[list[KnowledgeEntry], list[Query]]]:
    """Return task → the entries to index and the questions."""
    entries = [
        KnowledgeEntry("faq", number, row["title"], row["context"])
        for number, row in enumerate(rows, 1)
    ]
    bare = [replace(entry, title="") for entry in entries]
    same = alike(rows)
    asked = {row["question"]: same[number] for number, row in enumerate(rows, 1)}
    with (folder / "cnil_user_questions.dev.tsv").open(encoding="utf-8", newline="") as file:
        typed = [
            (row["question"], right(int(row["expected_doc_id"]), same))
            for row in csv.DictReader(file, delimiter="\t")
        ]
    source = random.Random(7)
    bad = [(misspelt(question, source), lines) for question, lines in asked.items()]
    return {
        "user": (entries, typed),
        "body": (bare, list(asked.items())),
        "typos": (entries, bad),
    }


def right(document: int, same: dict[int, frozenset[int]]) -> frozenset[int]:
    """Return the lines that answer for a document."""
    return frozenset().union(*(same[line] for line in DOCUMENTS[document]))


def alike(rows: Sequence[dict[str, str]]) -> dict[int, frozenset[int]]:
    """Return line → the lines of the same title or text."""
    groups = defaultdict(set)
    for number, row in enumerate(rows, 1):
        groups[row["title"]].add(number)
        groups[row["context"]].add(number)
    return {
        number: frozenset(groups[row["title"]] | groups[row["context"]])
        for number, row in enumerate(rows, 1)
    }


def misspelt(text: str, source: random.Random) -> str:
    """Drop all accents, and change one letter in every third word of five letters or more."""
    return re.sub(r"\w{5,}", lambda word: slipped(word.group(), source), fold(text))


def slipped(word: str, source: random.Random) -> str:
    """Leave out, double or swap a letter in one word of three."""
    if source.random() > 1 / 3:
        return word
    at = source.randrange(1, len(word) - 1)
    return source.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def ours(entries: Sequence[KnowledgeEntry]) -> Search:
    """Return the search of the package."""
    pack = load_pack(TEMPLATE)
    index = KnowledgeIndex(replace(pack, knowledge=tuple(entries)))
    lines = {(entry.title, entry.text): entry.line for entry in reversed(entries)}
    return lambda question: [
        lines[passage.title, passage.text] for passage in index.search(question, DEPTH)
    ]


def plain(entries: Sequence[KnowledgeEntry]) -> Search:
    """Return SQLite's BM25 over the words as they are."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE entries USING fts5(title, body, "
        "tokenize = 'unicode61 remove_diacritics 2')"
    )
    database.executemany(
        "INSERT INTO entries (rowid, title, body) VALUES (?, ?, ?)",
        ((entry.line, entry.title, entry.text) for entry in entries),
    )

    def search(question: str) -> list[int]:
        match = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        rows = database.execute(
            "SELECT rowid FROM entries WHERE entries MATCH ? ORDER BY bm25(entries) LIMIT ?",
            (match, DEPTH),
        )
        return [line for (line,) in rows]

    return search


def scores(search: Search, queries: Sequence[Query]) -> dict[str, float]:
    """Return recall, mean reciprocal rank and the median time."""
    found = list(ranks(search, queries))
    return {
        "queries": len(queries),
        "recall_1": round(sum(rank == 1 for rank, _ms in found) / len(found), 3),
        "recall_5": round(sum(0 < rank <= 5 for rank, _ms in found) / len(found), 3),
        "mrr": round(sum(1 / rank for rank, _ms in found if rank) / len(found), 3),
        "median_ms": round(statistics.median(ms for _rank, ms in found), 2),
    }


def ranks(search: Search, queries: Sequence[Query]) -> Iterator[tuple[int, float]]:
    """Yield the rank of the first right entry, 0 if there is none, and the milliseconds of CPU."""
    for question, lines in queries:
        began = time.process_time()
        found = search(question)
        ms = (time.process_time() - began) * 1000
        yield next((rank for rank, line in enumerate(found, 1) if line in lines), 0), ms


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
