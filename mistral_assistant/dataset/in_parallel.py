"""The segments of a large file, repaired by several processes, in the order of the file."""

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from itertools import chain, islice

from mistral_assistant.dataset.report import Counts
from mistral_assistant.dataset.seen import Keys, Seen
from mistral_assistant.dataset.segment_work import Work
from mistral_assistant.dataset.segments import Segment

MOST_PROCESSES = 3
"""Each holds a segment and what comes of it, and memory is to stay within bounds."""
_AHEAD = 6
"""Segments that wait for a process, so that none waits for a segment."""
_MOST_REPEATED = 4
"""Segments that were repaired in vain, from which one process does the rest."""

_Apart = tuple[Counts, Keys]
_Waiting = tuple[Segment, "Future[_Apart] | None"]
_work: Work | None = None
"""In a process of the pool: what is decided for the file."""


def processes() -> int:
    """Return how many processes may work: copies of this one, if no thread of it holds a lock."""
    if "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return min(MOST_PROCESSES, cores)


class Repaired:
    """What was counted in each segment, in order: (number, counts).

    Other processes begin with the first segments at once. A process knows the pairs of its own
    segment. Where one of them came in another segment before, the segment is repaired once more,
    here, where all are known.
    """

    def __init__(
        self, segments: Iterator[Segment], work: Work, seen: Seen, stack: ExitStack
    ) -> None:
        """Hand out the first segments; ``stack`` ends the processes."""
        few = list(islice(segments, 2))
        self._segments = chain(few, segments)
        self._work, self._seen, self._stack = work, seen, stack
        self._count = processes() if len(few) > 1 else 1
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: deque[_Waiting] = deque()
        self._repeated = 0
        self._hand_out()

    def __iter__(self) -> Iterator[tuple[int, Counts]]:
        while self._hand_out():
            segment, future = self._waiting.popleft()
            counts = _accepted(future, self._seen, self._work.normalise)
            self._repeated += future is not None and counts is None
            yield segment.number, counts or self._work.on(segment, self._seen)

    def _hand_out(self) -> bool:
        """See that every process has something to do; False where nothing is left."""
        most = self._count + _AHEAD if self._count > 1 else 1
        while len(self._waiting) < most and (segment := next(self._segments, None)):
            self._waiting.append((segment, self._submitted(segment)))
        return bool(self._waiting)

    def _submitted(self, segment: Segment) -> "Future[_Apart] | None":
        if self._count == 1 or not segment.whole or self._repeated >= _MOST_REPEATED:
            return None
        if self._pool is None:
            self._pool = _pool(self._work, self._count, self._stack)
        try:
            return self._pool.submit(_apart, segment)
        except BrokenProcessPool:
            return None


def _pool(work: Work, count: int, stack: ExitStack) -> ProcessPoolExecutor:
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("fork"), _begin, (work,))
    stack.callback(pool.shutdown, cancel_futures=True)
    return pool


def _accepted(future: "Future[_Apart] | None", seen: Seen, normalise: bool) -> Counts | None:
    """Return what a process counted, if it lived and its pairs are new."""
    if future is None:
        return None
    try:
        counts, keys = future.result()
    except BrokenProcessPool:
        return None
    return counts if not normalise or seen.is_new_segment(keys) else None


def _begin(work: Work) -> None:
    global _work
    _work = work
    gc.freeze()  # what came from the first process is never freed here: no use in looking at it


def _apart(segment: Segment) -> _Apart:
    """Repair a segment in a process of the pool; return the keys of its pairs too."""
    if _work is None:
        raise RuntimeError("a process of the pool was not told its work")
    seen = Seen()
    return _work.on(segment, seen), seen.keys()
