"""Search a history of many messages, beside a plain LIKE scan: benchmarks/history_search.py [N].

N messages (100,000) in conversations of 20, of 30 words each whose frequencies fall off as those of
a language do, some with accents. What is typed: frequent, rare and missing words, two words, word
beginnings as they arise while typing, with and without accents. Both arms ask for the newest 100
messages and take turns; LIKE compares letters only, so it cannot find « élève » for « eleve ».
Milliseconds of processor time and of the clock, medians and the slowest. One JSON line last.
"""

import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from mistral_assistant.conversations.store import Store

MESSAGES, IN_ONE, WORDS, LENGTH, ROUNDS, LIMIT = 100_000, 20, 30_000, 30, 5, 100
BEGINNINGS, ENDS = (
    "b c d f g l m n p r s t v br tr pl ch qu",
    "a é i o u è ai an en in on eu ou er ez",
)
SYLLABLES = [first + last for first in BEGINNINGS.split() for last in ENDS.split()]
DAY = "2026-11-22T10:00:00.000000+00:00"


def main(messages: int) -> int:
    """Fill a store, search it both ways, and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "conversations.sqlite"
        store = Store(path)
        began = time.process_time()
        words = fill(store, messages)
        filled = time.process_time() - began
        arms = {"search": store_search(store), "like": like_scan(path)}
        times = {kind: measured(arms, typed) for kind, typed in queries(words).items()}
        found = [hit.snippet for hit in store.search("eleve")]
        result = {
            "messages": messages,
            "store_mb": round(path.stat().st_size / 2**20),
            "fill_s": round(filled, 1),
            **{arm: summary({kind: by_arm[arm] for kind, by_arm in times.items()})
               for arm in arms},
            "eleve_finds_élève": bool(found) and all("élève" in text for text in found),
            "like_finds_élève": bool(arms["like"]("eleve")),
        }  # fmt: skip
        store.close()
    print(json.dumps(result, ensure_ascii=False))
    return 0


def fill(store: Store, messages: int) -> list[str]:
    """Add the messages in one transaction and return the words, commonest first."""
    source = random.Random(7)
    words = sorted(
        {"".join(source.choices(SYLLABLES, k=source.randint(1, 4))) for _ in range(WORDS)}
    )
    source.shuffle(words)
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))

    def content(number: int) -> str:
        text = " ".join(source.choices(words, cum_weights=weights, k=LENGTH))
        return f"{text} élève" if number % 997 == 0 else text

    def work(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO conversations (id, uid, title, pack, created_at, updated_at) "
            "VALUES (?, ?, 'Essai', 'ecommerce', ?, ?)",
            [(n, str(n), DAY, DAY) for n in range(1, messages // IN_ONE + 2)],
        )
        connection.executemany(
            "INSERT INTO messages (id, conversation_id, parent_id, role, content, status, "
            "created_at) VALUES (?, ?, ?, 'user', ?, 'complete', ?)",
            ((n, (n - 1) // IN_ONE + 1, n - 1 if (n - 1) % IN_ONE else None, content(n), DAY)
             for n in range(1, messages + 1)),
        )  # fmt: skip

    store._database.write(work)
    return words


def queries(words: list[str]) -> dict[str, list[str]]:
    """Return what is typed, by kind; some of it letter by letter."""
    source = random.Random(11)
    frequent, rare = words[:20], source.sample(words[5_000:], 20)
    pairs = [f"{a} {b}" for a, b in zip(source.sample(words[:200], 10), rare, strict=False)]
    long = [word for word in words[100:2_000] if len(word) >= 6][:5]
    typed = [word[:end] for word in long for end in range(1, len(word) + 1)]
    return {
        "frequent": frequent,
        "rare": rare,
        "two": pairs,
        "typing": typed,
        "accents": ["eleve", "élève", "ELEVE", "élè"],
        "missing": ["zzyzx", "wkrp", "zzyzx elève"],
    }


def store_search(store: Store) -> Callable[[str], int]:
    """Return what searches as the history screen does."""
    return lambda query: len(store.search(query, LIMIT))


def like_scan(path: Path) -> Callable[[str], int]:
    """Return what looks through all messages for the words."""
    connection = sqlite3.connect(path)

    def scan(query: str) -> int:
        words = query.split()
        where = " AND ".join("message.content LIKE ?" for _word in words)
        return len(
            connection.execute(
                "SELECT message.id, message.content, conversation.title FROM messages AS message "
                "JOIN conversations AS conversation ON conversation.id = message.conversation_id "
                f"WHERE {where} AND conversation.deleted_at IS NULL "
                "ORDER BY message.id DESC LIMIT ?",
                [*(f"%{word}%" for word in words), LIMIT],
            ).fetchall()
        )

    return scan


def measured(
    arms: dict[str, Callable[[str], int]], typed: list[str]
) -> dict[str, list[tuple[float, float]]]:
    """Let the arms take turns and return (processor, clock) milliseconds of each query."""
    times: dict[str, list[tuple[float, float]]] = {arm: [] for arm in arms}
    for query in typed:
        for arm, search in arms.items():
            rounds = []
            for _round in range(ROUNDS):
                began, clock = time.process_time(), time.perf_counter()
                search(query)
                rounds.append((time.process_time() - began, time.perf_counter() - clock))
            cpu, wall = (statistics.median(column) * 1000 for column in zip(*rounds, strict=True))
            times[arm].append((cpu, wall))
    return times


def summary(times: dict[str, list[tuple[float, float]]]) -> dict[str, float | dict[str, float]]:
    """Return the median of all queries, the slowest one, and the medians by kind."""
    cpu, wall = zip(*(both for kind in times.values() for both in kind), strict=True)
    return {
        "cpu_ms": round(statistics.median(cpu), 2),
        "ms": round(statistics.median(wall), 2),
        "slowest_cpu_ms": round(max(cpu), 2),
        "slowest_ms": round(max(wall), 2),
        "cpu_ms_by_kind": {
            kind: round(statistics.median(one for one, _wall in both), 2)
            for kind, both in times.items()
        },
    }


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES))
