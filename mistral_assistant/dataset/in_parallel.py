"""The segments of a large file, repaired by several processes, in the order of the file."""

import multiprocessing
import os
import threading
from array import array
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from itertools import chain, islice

from mistral_assistant.dataset.report import Counts
from mistral_assistant.dataset.seen import Seen
from mistral_assistant.dataset.segment_work import Work
from mistral_assistant.dataset.segments import Segment

MOST_PROCESSES = 3
"""Each holds a segment and what comes of it, and memory is to stay within bounds."""
_MOST_REPEATED = 4
"""Segments that were repaired in vain, from which one process does the rest."""

_Apart = tuple[Counts, bytes]
_Waiting = tuple[Segment, "Future[_Apart] | None"]
_work: Work | None = None
"""In a process of the pool: what is decided for the file."""


def processes() -> int:
    """Return how many processes may work: copies of this one, if no thread of it holds a lock."""
    if "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return min(MOST_PROCESSES, cores)


def repaired(segments: Iterator[Segment], work: Work, seen: Seen) -> Iterator[tuple[int, Counts]]:
    """Yield (number, what was counted) of each segment, in order.

    A process knows the pairs of its own segment. Where one of them came in another segment before,
    the segment is repaired once more, here, where all are known.
    """
    few = list(islice(segments, 2))
    count = processes() if len(few) > 1 else 1
    repeated = 0
    waiting: deque[_Waiting] = deque()
    with ExitStack() as stack:
        pool: ProcessPoolExecutor | None = None
        for segment in chain(few, segments):
            future = None
            if count > 1 and segment.whole and repeated < _MOST_REPEATED:
                pool = pool or _pool(work, count, stack)
                future = _submitted(pool, segment)
            waiting.append((segment, future))
            while waiting and (len(waiting) > count or waiting[0][1] is None):
                one, future = waiting.popleft()
                counts = _accepted(future, seen, work.normalise)
                repeated += future is not None and counts is None
                yield one.number, counts or work.on(one, seen)
        for one, future in waiting:
            yield one.number, _accepted(future, seen, work.normalise) or work.on(one, seen)


def _pool(work: Work, count: int, stack: ExitStack) -> ProcessPoolExecutor:
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("fork"), _begin, (work,))
    stack.callback(pool.shutdown, cancel_futures=True)
    return pool


def _submitted(pool: ProcessPoolExecutor, segment: Segment) -> "Future[_Apart] | None":
    try:
        return pool.submit(_apart, segment)
    except BrokenProcessPool:
        return None


def _accepted(future: "Future[_Apart] | None", seen: Seen, normalise: bool) -> Counts | None:
    """Return what a process counted, if it lived and its pairs are new."""
    if future is None:
        return None
    try:
        counts, data = future.result()
    except BrokenProcessPool:
        return None
    keys = array("q")
    keys.frombytes(data)
    return counts if not normalise or seen.are_new_keys(keys) else None


def _begin(work: Work) -> None:
    global _work
    _work = work


def _apart(segment: Segment) -> _Apart:
    """Repair a segment in a process of the pool; return the keys of its pairs too."""
    if _work is None:
        raise RuntimeError("a process of the pool was not told its work")
    seen = Seen()
    return _work.on(segment, seen), array("q", seen.keys()).tobytes()
