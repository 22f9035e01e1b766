"""Search over a pack's passages. What is searched is stemmed; what is returned is the passage as
written. How the index is kept stands in ``index.py``.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mistral_assistant.chat import Passage
from mistral_assistant.domains.pack import DomainPack, Table
from mistral_assistant.domains.passages import ADDED
from mistral_assistant.french import fold, spelt_out
from mistral_assistant.knowledge.index import SHORTEST_WORD, open_index
from mistral_assistant.knowledge.ranking import Asked, Stems, compared
from mistral_assistant.knowledge.stems import WORD, content_stem
from mistral_assistant.knowledge.table_words import TableWords

if TYPE_CHECKING:
    from mistral_assistant.knowledge.page_search import PageSearch

FOCUS = 2.5
"""Weight of what a follow-up says over what it leans on."""
NAMED = 0.25
RELATED, RELATED_KNOWN = 0.7, 0.2
"""What a word counts that stands in a passage by a related one only: where no passage has the word
itself, and where others have it."""
OWN = 0.06
"""What a document that the user added gains: enough to win where two are nearly as near."""
BM25 = 0.01
CANDIDATES = 30
POSTINGS = 20_000
"""Passages that the words of one question may lead to; beyond it only its rarer words are looked
up, the others still count for the rank."""
REMEMBERED = 4096
"""Stems whose number of passages is kept, and words whose spelling was looked up."""
READ = 1024
"""Passages whose stems are kept."""
SHORTEST_NAME = 4
RESPELT = 60
"""Words of a question from which on none is taken for a misspelt one; a pasted text is long."""
ALIKE = 0.8
"""Likeness of two spellings, the edit distance divided by the longer length taken from 1."""


class KnowledgeIndex:
    """The passages of one pack, ready to be searched. One thread at a time."""

    def __init__(self, pack: DomainPack, cache_dir: Path | None = None) -> None:
        self.entries = pack.knowledge
        self._database = open_index(pack, cache_dir)
        self._words: dict[str, TableWords] = {}
        self.count = lru_cache(maxsize=REMEMBERED)(self._count)
        self._term = lru_cache(maxsize=REMEMBERED)(self._corrected)
        self._respelt = lru_cache(maxsize=REMEMBERED)(self._nearest)
        self._stems = lru_cache(maxsize=READ)(self._read)
        self.kin = lru_cache(maxsize=REMEMBERED)(self._related)
        self.pages = self._of_pages() if pack.limits.as_pages else None

    def _of_pages(self) -> "PageSearch":
        # Its patterns and lists are held only where a pack needs them.
        from mistral_assistant.knowledge.page_search import PageSearch

        return PageSearch(self.entries, self)

    def words(self, table: Table) -> TableWords:
        """Return the wordings by which a table is asked about, read once."""
        if table.name not in self._words:
            self._words[table.name] = TableWords(table)
        return self._words[table.name]

    def is_foreign(self, word: str) -> bool:
        """Tell whether a word stands in no passage, nor one that is spelt nearly like it."""
        known = content_stem(word) if len(word) >= SHORTEST_NAME else ""
        if not known or self.count(known):
            return False
        return self._respelt(fold(word)) == fold(word)

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
        likely: Mapping[str, float] | None = None,
    ) -> tuple[Passage, ...]:
        """Return the best passages, best first.

        The score is the share of the question's weight (inverse document frequency) that the
        passage covers, plus a bonus for the effective category, capped at 1. ``focus`` is what a
        follow-up added, and counts more; ``hints`` are words that help but need not be covered, and
        ``named`` are words of the question that a table row already answers for.

        Where the pack's passages are the pages of a house, the score is the probability that the
        passage answers; ``likely`` is category → probability, of what the message is about.
        """
        query = self.terms(question)
        new = set(self.terms(focus)) & set(query)
        known = set(self.terms(named))
        if self.pages:
            factors = {term: (FOCUS if term in new else 1.0) * (NAMED if term in known else 1.0)
                       for term in query}  # fmt: skip
            held = [row - 1 for row in dict(self._candidates(query))]
            return self.pages.search(question, factors, held, likely or {category: 1.0}, limit)
        if not query:
            return ()
        weights = {
            term: self._rarity(term)
            * (FOCUS if term in new else 1.0)
            * (NAMED if term in known else 1.0)
            for term in query
        }
        hinted = {term for term in self.terms(hints) if self.count(term)} - set(query)
        kin = {term: related for term in query if (related := self.kin(term))}
        further = sorted(set().union(*kin.values()).difference(query, hinted))
        rows = dict(self._candidates(further)) | dict(self._candidates([*query, *hinted]))
        asked = Asked(
            weights=weights,
            terms=frozenset(weights),
            whole=sum(weights.values()),
            kin={term: (kin[term], self._kinship(term) * weights[term]) for term in kin},
            category=category,
            new=new,
            weight_of_new=sum(weights[term] for term in new),
            hinted=hinted,
        )
        ranked = [self._rank(row, asked) for row in rows.items()]
        ranked.sort(key=lambda item: -item[0])
        return tuple(self._passage(number, score) for _rank, score, number in ranked[:limit])

    def beginning(self, prefix: str) -> set[str]:
        """Return the stems of the passages that begin so."""
        rows = self._database.execute(
            "SELECT stem FROM stems WHERE stem >= ? AND stem < ?", (prefix, prefix + chr(0x10FFFF))
        )
        return {stem for (stem,) in rows}

    def _related(self, term: str) -> frozenset[str]:
        """Return the related stems that passages have."""
        return frozenset((self._listed(term) or "").split())

    def _listed(self, term: str) -> str | None:
        """Return the related stems, or None of a word that the list does not have."""
        row = self._database.execute("SELECT others FROM kin WHERE stem = ?", (term,)).fetchone()
        return str(row[0]) if row else None

    def _kinship(self, term: str) -> float:
        return RELATED_KNOWN if self.count(term) else RELATED

    def terms(self, question: str) -> list[str]:
        """Return the question's stems; a word that no passage has gives way to the nearest."""
        if not question:
            return []
        found: list[str] = []
        for word in WORD.findall(spelt_out(question)):
            known = self._term(word) if len(found) < RESPELT else content_stem(word)
            if known:
                found.append(known)
        return list(dict.fromkeys(found))

    def _corrected(self, word: str) -> str:
        """Return the stem of a word, or that of the nearest where neither a passage nor the list
        of related words has it; empty for a small word."""
        known = content_stem(word)
        if not known or self.count(known) or self._listed(known) is not None:
            return known
        return known if word[0].isdigit() else self._stem_of(self._respelt(fold(word))) or known

    def _nearest(self, word: str) -> str:
        """Return the word of the passages that is spelt most like ``word``, or ``word`` itself.

        Only words with the same beginning or the same end are compared: a single slip can not
        touch both, and the index finds them without reading all words.
        """
        if len(word) < SHORTEST_WORD:
            return word
        known = self._starting("word", word) | self._starting("backwards", word[::-1])
        near = process.extractOne(
            word, sorted(known), scorer=OSA.normalized_similarity, score_cutoff=ALIKE
        )
        return near[0] if near else word

    def _stem_of(self, word: str) -> str:
        """Return the stem of a folded word as the passages spell it, with its accents."""
        row = self._database.execute("SELECT stem FROM words WHERE word = ?", (word,)).fetchone()
        return str(row[0]) if row else ""

    def _starting(self, column: str, text: str) -> set[str]:
        start = text[: 2 if len(text) < 8 else 3]
        slack = int(len(text) * (1 / ALIKE - 1))
        rows = self._database.execute(
            f"SELECT word FROM words WHERE {column} >= ? AND {column} < ? "
            "AND length(word) BETWEEN ? AND ?",
            (start, start + chr(0x10FFFF), len(text) - slack, len(text) + slack),
        )
        return {word for (word,) in rows}

    def _count(self, term: str) -> int:
        """Return the number of passages that hold a stem."""
        row = self._database.execute("SELECT passages FROM stems WHERE stem = ?", (term,))
        return int((row.fetchone() or (0,))[0])

    def _rarity(self, term: str) -> float:
        return math.log(1 + (len(self.entries) + 1) / (self.count(term) + 1))

    def _candidates(self, terms: Sequence[str]) -> list[tuple[int, float]]:
        """Return (number, BM25) of the passages that hold any of the stems, best first."""
        match = " OR ".join(f'"{term}"' for term in self._telling(terms))
        if not match:
            return []
        return self._database.execute(
            "SELECT rowid, rank FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?",
            (match, CANDIDATES),
        ).fetchall()

    def _read(self, number: int) -> Stems:
        title, questions, body = self._database.execute(
            "SELECT title, questions, body FROM passages WHERE rowid = ?", (number,)
        ).fetchone()
        lines = [frozenset(line.split()) for line in (title, *questions.split(" | "))]
        head = frozenset((*title.split(), *questions.split()))
        return Stems(head, frozenset(body.split()), tuple(line for line in lines if line))

    def _telling(self, terms: Sequence[str]) -> Iterator[str]:
        """Yield the terms that passages have, rarest first, as far as POSTINGS reaches."""
        counts = {term: self.count(term) for term in terms}
        reached = 0
        for term in sorted(filter(counts.get, counts), key=lambda term: counts[term]):
            if reached and reached + counts[term] > POSTINGS:
                return
            reached += counts[term]
            yield term

    def _rank(self, row: tuple[int, float], asked: Asked) -> tuple[float, float, int]:
        """Return the rank of a passage, its score, and its number."""
        number, bm25 = row
        entry = self.entries[number - 1]
        score, rank = compared(asked, self._stems(number), entry.category)
        return rank - BM25 * bm25 + (OWN if entry.file.startswith(ADDED) else 0.0), score, number

    def _passage(self, number: int, score: float) -> Passage:
        entry = self.entries[number - 1]
        return Passage(
            source=f"{entry.file} · {entry.title}",
            text=entry.text,
            score=round(score, 4),
            title=entry.title,
            category=entry.category,
        )
