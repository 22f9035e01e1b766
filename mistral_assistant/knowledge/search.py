"""Search over a pack's passages: SQLite FTS5 over folded French stems, on disk under the pack's
content hash. What is searched is stemmed; what is returned is the passage as written.
"""

import math
import os
import re
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from mistral_assistant.chat import Passage
from mistral_assistant.domains.pack import DomainPack, KnowledgeEntry
from mistral_assistant.errors import KnowledgeError
from mistral_assistant.french import SAME_MEANING, STOP_WORDS, fold, spelt_out
from mistral_assistant.i18n import _

_FORMAT = 7
_WORD = re.compile(r"[^\W_]+")
_STEMMER = snowballstemmer.stemmer("french")
BODY_SHARE = 0.9
"""A query word found only in the body counts less than one in heading or wordings."""
CATEGORY_BONUS = 0.25
FOCUS = 2.5
"""Weight of what a follow-up says over what it leans on."""
HINT = 0.3
NAMED = 0.25
WORDING = 0.35
FRESH = 0.6
BM25 = 0.01
CANDIDATES = 30


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """Return the folded stem of one word, or of the word that stands for its meaning; numbers come
    back unchanged."""
    if word[0].isdigit():
        return word
    plain = _stem(word)
    return _MEANINGS.get(plain, plain)


def _stem(word: str) -> str:
    return fold(_STEMMER.stemWord(word.lower()))


_MEANINGS = {_stem(word): _stem(row[0]) for row in SAME_MEANING for word in row}


def stems(text: str) -> list[str]:
    """Return the stems of all words of ``text``, stop words left out."""
    return [stem(word) for word in _WORD.findall(text) if fold(word) not in STOP_WORDS]


class KnowledgeIndex:
    """The passages of one pack, ready to be searched. One thread at a time."""

    def __init__(self, pack: DomainPack, cache_dir: Path | None = None) -> None:
        self.entries = pack.knowledge
        self._database = _open(pack, cache_dir)
        self._vocabulary = {
            term: count
            for term, count in self._database.execute("SELECT term, doc FROM vocabulary")
        }
        self._words = [word for (word,) in self._database.execute("SELECT word FROM words")]

    def close(self) -> None:
        """Release the database."""
        self._database.close()

    def search(
        self,
        question: str,
        limit: int,
        category: str = "",
        focus: str = "",
        hints: str = "",
        named: str = "",
    ) -> tuple[Passage, ...]:
        """Return the best passages, best first.

        The score is the share of the question's weight (inverse document frequency) that the
        passage covers, plus a bonus for the effective category, capped at 1. ``focus`` is what a
        follow-up added, and counts more; ``hints`` are words that help but need not be covered, and
        ``named`` are words of the question that a table row already answers for.
        """
        query = self._query(question)
        if not query:
            return ()
        new = set(self._query(focus)) & set(query)
        known = set(self._query(named))
        weights = {
            term: self._rarity(term)
            * (FOCUS if term in new else 1.0)
            * (NAMED if term in known else 1.0)
            for term in query
        }
        hinted = {term for term in self._query(hints) if term in self._vocabulary} - set(query)
        terms = [term for term in (*query, *hinted) if term in self._vocabulary]
        rows = self._candidates(terms)
        scored = [self._passage(row, weights, category, new, hinted) for row in rows]
        scored.sort(key=lambda item: -item[0])
        return tuple(passage for _rank, passage in scored[:limit])

    def _query(self, question: str) -> list[str]:
        """Return the question's stems; a word that no passage has gives way to the nearest."""
        found = []
        for word in _WORD.findall(spelt_out(question)):
            if fold(word) in STOP_WORDS:
                continue
            term = stem(word)
            if term not in self._vocabulary and len(word) > 4 and not word[0].isdigit():
                near = process.extractOne(
                    fold(word), self._words, scorer=OSA.normalized_similarity, score_cutoff=0.8
                )
                term = stem(near[0]) if near else term
            found.append(term)
        return list(dict.fromkeys(found))

    def _rarity(self, term: str) -> float:
        count = self._vocabulary.get(term, 0)
        return math.log(1 + (len(self.entries) + 1) / (count + 1))

    def _candidates(self, terms: Sequence[str]) -> list[tuple[int, float, str, str, str]]:
        if not terms:
            return []
        match = " OR ".join(f'"{term}"' for term in terms)
        return self._database.execute(
            "SELECT rowid, bm25(passages, 4.0, 3.0, 1.0) AS rank, title, questions, body "
            "FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?",
            (match, CANDIDATES),
        ).fetchall()

    def _passage(
        self,
        row: tuple[int, float, str, str, str],
        weights: dict[str, float],
        category: str,
        new: set[str],
        hinted: set[str],
    ) -> tuple[float, Passage]:
        number, bm25, title, questions, body = row
        entry = self.entries[number - 1]
        head, tail = {*title.split(), *questions.split()}, set(body.split())
        covered = sum(
            weight * (1.0 if term in head else BODY_SHARE if term in tail else 0.0)
            for term, weight in weights.items()
        ) / sum(weights.values())
        wording = max(_likeness(weights, line) for line in [title, *questions.split(" | ")])
        bonus = CATEGORY_BONUS if category and entry.category == category else 0.0
        score = min(1.0, covered * (1 - CATEGORY_BONUS) + bonus) if covered else 0.0
        answered = sum(weights[term] for term in new if term in head | tail)
        fresh = answered / sum(weights[term] for term in new) if new else 0.0
        helped = len(hinted & (head | tail)) / len(hinted) if hinted else 0.0
        rank = score + WORDING * wording + FRESH * fresh + HINT * helped - BM25 * bm25
        return rank, Passage(
            source=f"{entry.file} · {entry.title}",
            text=entry.text,
            score=round(score, 4),
            title=entry.title,
            category=entry.category,
        )


def _likeness(weights: dict[str, float], line: str) -> float:
    """Return the weighted Dice coefficient of the question and one stored wording."""
    words = set(line.split())
    if not words:
        return 0.0
    usual = sum(weights.values()) / len(weights)
    shared = sum(weight for term, weight in weights.items() if term in words)
    whole = sum(weights.values()) + sum(weights.get(word, usual) for word in words)
    return 2 * shared / whole


def _open(pack: DomainPack, cache_dir: Path | None) -> sqlite3.Connection:
    """Open the index of this content, building it if it is not there or damaged.

    The file only saves time: where none can be written the index is kept in memory.
    """
    if cache_dir is not None:
        file = cache_dir / f"knowledge-{_FORMAT}-{pack.content_hash}.sqlite"
        for _attempt in range(2):
            with suppress(OSError, sqlite3.Error):
                if not file.exists():
                    _build(file, pack.knowledge)
                return _checked(file)
            with suppress(OSError):
                file.unlink(missing_ok=True)
    try:
        return _fill(sqlite3.connect(":memory:", check_same_thread=False), pack.knowledge)
    except sqlite3.Error as error:
        raise KnowledgeError(
            _(
                "Les connaissances du domaine « {pack} » ne peuvent pas être indexées : {error}."
            ).format(pack=pack.name, error=error),
            _("Le SQLite de ce Python doit avoir FTS5 ; mistral-assistant doctor le montre."),
        ) from error


def _checked(file: Path) -> sqlite3.Connection:
    """Open an index read-only and look whether it is one."""
    database = sqlite3.connect(
        f"{file.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
    )
    try:
        database.execute("SELECT count(*) FROM vocabulary").fetchone()
        database.execute("SELECT count(*) FROM words").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database


def _build(file: Path, entries: Sequence[KnowledgeEntry]) -> None:
    """Build beside the final name and rename: another window may be doing the same."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=file.parent, suffix=".sqlite")
    os.close(descriptor)
    database = _fill(sqlite3.connect(name), entries)
    database.close()
    os.replace(name, file)


def _fill(database: sqlite3.Connection, entries: Sequence[KnowledgeEntry]) -> sqlite3.Connection:
    database.execute("PRAGMA journal_mode = OFF")
    database.execute(
        "CREATE VIRTUAL TABLE passages USING fts5(title, questions, body, tokenize = 'unicode61')"
    )
    database.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab('passages', 'row')")
    database.executemany(
        "INSERT INTO passages (rowid, title, questions, body) VALUES (?, ?, ?, ?)",
        (
            (
                number,
                " ".join(stems(entry.title)),
                " | ".join(" ".join(stems(line)) for line in entry.questions),
                " ".join(stems(entry.text)),
            )
            for number, entry in enumerate(entries, 1)
        ),
    )
    database.execute("CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID")
    database.executemany(
        "INSERT OR IGNORE INTO words VALUES (?)",
        (
            (fold(word),)
            for entry in entries
            for word in _WORD.findall(" ".join((entry.title, *entry.questions, entry.text)))
            if len(word) > 4
        ),
    )
    database.commit()
    return database
