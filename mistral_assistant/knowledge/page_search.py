"""Search over the pages of a house: few passages, each compared statement by statement."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from mistral_assistant.chat import BESIDE, Passage
from mistral_assistant.domains.pack import KnowledgeEntry
from mistral_assistant.knowledge.page_ranking import Ranking, Words, rank
from mistral_assistant.knowledge.pages import Page, read_page

ALL = 80
"""Passages up to which all are compared; of more, those that hold a word of the question."""
READ = 256
"""Pages that are kept as read."""
BESIDE_SHARE = 0.4
"""Part of the first passage's probability from which the second stands beside it in the answer."""
BESIDE_CHARS = 1_200
"""Length of two passages up to which they make one answer."""


class PageSearch:
    """The pages of one pack. One thread at a time."""

    def __init__(self, entries: Sequence[KnowledgeEntry], words: Words) -> None:
        self.entries = entries
        self._words = words
        self.page = lru_cache(maxsize=READ)(self._read)
        for position in range(len(entries)) if len(entries) <= ALL else ():
            self.page(position)  # at the start, not in the first turn

    def search(
        self,
        question: str,
        terms: Mapping[str, float],
        held: Sequence[int],
        likely: Mapping[str, float],
        limit: int,
    ) -> tuple[Passage, ...]:
        """Return the best passages; the score is the probability that the passage answers.

        ``terms`` are the question's stems with the factor by which each counts, ``held`` the
        positions of the passages that have one of them, ``likely`` category → probability; 1 where
        the user has chosen.
        """
        positions = range(len(self.entries)) if len(self.entries) <= ALL else held
        if not positions:
            return ()
        settled = next((name for name, probability in likely.items() if probability == 1.0), "")
        positions = self._about(settled, positions) or positions
        ranking = self.rank(question, terms, positions, likely)
        order = [positions[place] for place in ranking.order[:limit]]
        return tuple(
            self._passage(position, share * ranking.probability / ranking.shares[0],
                          beside=place == 1 and self._stands_beside(order, ranking))
            for place, (position, share) in enumerate(zip(order, ranking.shares, strict=False))
        )  # fmt: skip

    def rank(
        self,
        question: str,
        terms: Mapping[str, float],
        positions: Sequence[int],
        likely: Mapping[str, float],
    ) -> Ranking:
        """Rank the passages at ``positions``."""
        pages = [self.page(position) for position in positions]
        return rank(question, terms, pages, self._words, len(self.entries), likely)

    def _about(self, category: str, positions: Sequence[int]) -> list[int]:
        return [
            place for place in positions if category and self.entries[place].category == category
        ]

    def _read(self, position: int) -> Page:
        return read_page(self.entries[position])

    def _stands_beside(self, order: Sequence[int], ranking: Ranking) -> bool:
        """Tell whether the second passage is nearly as likely as the first, and both are short."""
        chars = sum(len(self.entries[position].text) for position in order[:2])
        return ranking.shares[1] >= BESIDE_SHARE * ranking.shares[0] and chars <= BESIDE_CHARS

    def _passage(self, position: int, score: float, *, beside: bool) -> Passage:
        entry = self.entries[position]
        return Passage(
            source=f"{entry.file} · {entry.title}",
            text=entry.text,
            score=round(score, 4),
            title=entry.title,
            fields={BESIDE: entry.title} if beside else {},
            category=entry.category,
        )
