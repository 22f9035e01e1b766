"""Thousands of broken files: no traceback, no hang, every row accounted for.

    python benchmarks/csv_mutations.py [--files 10000] [--folder DATA_DIR/csv_dev/files] [--seed 1]

The files are those of ``csv_damage``, alone and combined, and those of a folder where one is given;
each is changed at one to twenty places: bytes, quotes, cuts, copies, NULs, another encoding in the
middle, now and then a field of a megabyte. Prints what failed, and one JSON line last.
"""

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from csv_damage import build, combinations, damages

from mistral_assistant.dataset.csv_repair import repair
from mistral_assistant.errors import DataError

SECONDS_PER_MEGABYTE, LEAST_SECONDS = 2.0, 1.0
"""CPU time that a file may take; the second for small ones, where the analysis counts."""
LONG_FIELD = 1 << 20
HOW_OFTEN_LONG = 0.005
_MARKS = (b'"', b'""', b"'", b",", b";", b"\t", b"|", b"\n", b"\r", b"\x00", b"\x1a", b"\xff",
          b"\xef\xbb\xbf", b"\xff\xfe", b"\\", b"\\n", b"{", b"}", b"<td>", b"&#",
          b"\xc3")  # fmt: skip


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return a file with some random changes."""
    out = data
    for _ in range(rng.choice((1, 2, 5, 20))):
        place = rng.randrange(len(out) + 1)
        end = min(len(out), place + rng.choice((1, 5, 200, 3_000)))
        out = rng.choice(_CHANGES)(out, place, end, rng)
    if rng.random() < HOW_OFTEN_LONG:
        place = rng.randrange(len(out) + 1)
        out = out[:place] + rng.choice((b"a", b'"', b"a,", b"a b. ")) * LONG_FIELD + out[place:]
    return out[: 4 * LONG_FIELD]


_Change = Callable[[bytes, int, int, random.Random], bytes]
_CHANGES: tuple[_Change, ...] = (
    lambda data, a, b, rng: data[:a] + rng.choice(_MARKS) * rng.choice((1, 1, 3)) + data[a:],
    lambda data, a, b, rng: data[:a] + data[b:],
    lambda data, a, b, rng: data[:b] + data[a:b] + data[b:],
    lambda data, a, b, rng: data[:a] + rng.randbytes(6) + data[a:],
    lambda data, a, b, rng: data[:a] if rng.random() < 0.2 else data,
    lambda data, a, b, rng: data[:a] + data[a:b].replace(b'"', b"") + data[b:],
    lambda data, a, b, rng: data[:a] + data[a:b].replace(b"\n", b"\r") + data[b:],
    lambda data, a, b, rng: data[:a] + data[a:b].decode("latin-1").encode("utf-16-le") + data[b:],
)


def judged(path: Path, found: Counter[str]) -> str:
    """Repair one file; return what is wrong with how it went, or an empty text."""
    size = path.stat().st_size / 1e6
    begun = time.process_time()
    try:
        done = repair(path)
    except DataError as error:
        found["refused"] += 1
        return "" if error.problem and error.hint else "a refusal without a sentence"
    except Exception:  # what no file may cause is what is looked for
        return traceback.format_exc(limit=-3)
    seconds = time.process_time() - begun
    report = done.report
    found["repaired"] += 1
    pairs, entries = sum(1 for _ in done.pairs), sum(1 for _ in report.entries())
    done.close()
    if pairs != report.pairs or entries + report.kept != report.rows_in:
        return f"{report.rows_in} rows in, {entries} told and {report.kept} kept, {pairs} came out"
    if seconds > max(LEAST_SECONDS, SECONDS_PER_MEGABYTE * size):
        return f"{seconds:.1f} s for {size:.2f} MB"
    return ""


def main() -> int:
    """Mutate, repair, tell."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="also files of this folder")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    chosen = [[one] for one in damages() if one.name != "long_fields"]
    chosen += combinations(40, options.seed)
    sources = [build(one, options.seed, 12).data for one in chosen]
    if options.folder:
        sources += [path.read_bytes() for path in sorted(options.folder.iterdir())]
    found: Counter[str] = Counter()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "broken.csv"
        for number in range(options.files):
            path.write_bytes(mutated(rng.choice(sources), rng))
            if fault := judged(path, found):
                found["failed"] += 1
                print(f"file {number} of seed {options.seed}: {fault}")
                path.rename(path.with_name(f"failed-{number}.csv"))
    told = {"files": options.files, **found, "failed": found["failed"],
            "seconds": round(time.monotonic() - begun)}  # fmt: skip
    print(json.dumps(told))
    return 1 if found["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
