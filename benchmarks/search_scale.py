"""Build a knowledge index of many passages on disk and search it: benchmarks/search_scale.py [N].

N passages (100,000) of 60 words are made up of 60,000 words whose frequencies fall off as those of
a language do; every question takes eight words of one passage, two of them misspelt. The searching
process opens a finished index, so that its memory is what a chat would take. One JSON line last.
"""

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from mistral_assistant.domains.loader import load_pack
from mistral_assistant.domains.pack import DomainPack, KnowledgeEntry
from mistral_assistant.knowledge.search import KnowledgeIndex

PASSAGES, WORDS, LENGTH, QUESTIONS = 100_000, 60_000, 60, 200
COMMON = 100
"""Rank of the commonest word that is not a stop word."""
TEMPLATE = Path(__file__).parent.parent / "domains" / "ecommerce"
SYLLABLES = [a + b for a in "b c d f g l m n p r s t v br tr pl ch qu".split() for b in "a e i o u "
             "ai an en in on eu ou er ez".split()]  # fmt: skip


def main(passages: int) -> int:
    """Build in this process, search in another one, and print."""
    with tempfile.TemporaryDirectory() as folder:
        pack = made_up(passages)
        began = time.process_time()
        KnowledgeIndex(pack, Path(folder)).close()
        built = time.process_time() - began
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        done = subprocess.run(
            [sys.executable, __file__, str(passages), folder],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    result = {"passages": passages, "build_s": round(built, 1), "index_mb": round(size / 2**20)}
    print(json.dumps(result | json.loads(done.stdout)))
    return 0


def searched(passages: int, folder: Path) -> dict[str, float]:
    """Search a finished index; return milliseconds of CPU, recall and megabytes."""
    pack, source = made_up(passages), random.Random(3)
    before = resident_mb()
    began = time.process_time()
    index = KnowledgeIndex(pack, folder)
    opened = time.process_time() - began
    times, found = [], 0
    for _question in range(QUESTIONS):
        entry = source.choice(pack.knowledge)
        words = source.sample(entry.text.split(), 8)
        words[:2] = [word[:2] + word[3:] if len(word) > 5 else word for word in words[:2]]
        began = time.process_time()
        results = index.search(" ".join(words), 5)
        times.append((time.process_time() - began) * 1000)
        found += any(passage.title == entry.title for passage in results)
    after = resident_mb()
    return {
        "open_ms": round(opened * 1000, 1),
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(sorted(times)[int(0.95 * len(times))], 1),
        "recall_5": round(found / QUESTIONS, 3),
        "memory_of_index_mb": round(after - before, 1),
        "memory_with_texts_mb": round(after),
    }


def resident_mb() -> float:
    """Return the memory that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def made_up(passages: int) -> DomainPack:
    """Return a pack with that many passages, always the same ones."""
    source = random.Random(1)
    words = ["".join(source.choices(SYLLABLES, k=source.randint(2, 5))) for _word in range(WORDS)]
    weights = list(accumulate(1 / (COMMON + rank) for rank in range(WORDS)))
    entries = tuple(
        KnowledgeEntry(
            "texte", number, f"Passage {number}",
            " ".join(source.choices(words, cum_weights=weights, k=LENGTH)),
        )
        for number in range(1, passages + 1)
    )  # fmt: skip
    return replace(load_pack(TEMPLATE), knowledge=entries, content_hash="made-up")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PASSAGES
    if len(sys.argv) > 2:
        print(json.dumps(searched(count, Path(sys.argv[2]))))
        sys.exit(0)
    sys.exit(main(count))
