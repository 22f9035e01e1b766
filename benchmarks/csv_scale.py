"""Large files with 2 % damaged rows beside pandas: right, wrong, account, rows per second, memory.

    python benchmarks/csv_scale.py [--pairs 1000000] [--tweets 161259]

Each reader runs in a process of its own; seconds are those of the reading alone, by the clock and
of all processors that took part; going through the result is not counted for the repair and not
needed for pandas. The repair may start processes: the peak is that of the first and, for each of
the others, of the largest.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias

from csv_damage.texts import SLOTS, TEMPLATES
from csv_repair import DAMAGED_SHARE, ROW_DAMAGES, written

Pair = tuple[str, str]
Fingerprints: TypeAlias = "array[int]"
_CLOCKS = """
import resource, sys, time
from csv_scale import keep
def clocks():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return time.perf_counter(), sum(one.ru_utime + one.ru_stime for one in used)
def peak(others):
    own, other = (resource.getrusage(who).ru_maxrss
                  for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own + others * other
"""
_READ_BY_REPAIR = (
    _CLOCKS
    + """
from mistral_assistant.dataset.csv_repair import repair
from mistral_assistant.dataset.in_parallel import processes
wall, cpu = clocks()
done = repair(sys.argv[1], columns=dict(one.split("=") for one in sys.argv[3:]))
after = clocks()
most = peak(processes())
keep(done.pairs, sys.argv[2])
report = done.report
told = report.kept + report.repaired + report.dropped.total() + report.junk.total()
counted = report.kept + sum(1 for _ in report.entries())
print(after[0] - wall, after[1] - cpu, most, report.rows_in, int(told == counted == report.rows_in))
"""
)
_READ_BY_PANDAS = (
    _CLOCKS
    + """
import pandas as pd
wall, cpu = clocks()
table = pd.read_csv(sys.argv[1], dtype=str, on_bad_lines="skip", encoding_errors="replace",
                    keep_default_na=False)
after = clocks()
most = peak(0)
names = [one.split("=")[0] for one in sys.argv[3:]] or ["instruction", "response"]
keep(zip(*(table[name].astype(str) for name in names)), sys.argv[2])
print(after[0] - wall, after[1] - cpu, most, len(table), 1)
"""
)


def fingerprint(pair: Pair) -> int:
    """Return 64 bits of a pair, the same in every process."""
    digest = blake2b("\0".join(pair).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def keep(pairs: Iterator[Pair], path: str) -> None:
    """Write the fingerprints of pairs."""
    with Path(path).open("wb") as file:
        for pair in pairs:
            array("Q", [fingerprint(pair)]).tofile(file)


def question(number: int, rng: random.Random) -> Pair:
    """Return one pair of texts."""
    one, other = rng.choice(TEMPLATES)
    values = {slot: rng.choice(options) for slot, options in SLOTS.items()}
    return f"Dossier {number} – {one.format(**values)}", other.format(**values)


def tweet(number: int, rng: random.Random) -> Pair:
    """Return the number and the text of a short message."""
    _, text = question(number, rng)
    handle = f"@{rng.choice(SLOTS['town'])} " if rng.random() < 0.3 else ""
    return str(
        10**17 + 7 * number
    ), f"{handle}{text.replace(chr(10), ' ')[:240].rstrip()} #{number}."


def large_file(
    path: Path, header: str, make: Callable[[int, random.Random], Pair], rows: int
) -> Fingerprints:
    """Write rows of which 2 % are damaged; return the fingerprints of a perfect repair."""
    rng, truth = random.Random(5), array("Q")
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(header + "\n")
        for number in range(rows):
            pair, recoverable = make(number, rng), True
            line = written(pair)
            if rng.random() < DAMAGED_SHARE:
                damage, recoverable = rng.choice(ROW_DAMAGES)
                line = damage(*pair)
            file.write(line + "\n")
            if recoverable:
                truth.append(fingerprint(pair))
    return truth


def read(program: str, path: Path, columns: list[str], truth: Fingerprints) -> dict[str, Any]:
    """Run one reader on a file and compare what came out with the truth."""
    out = path.with_suffix(".keys")
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), str(out), *columns],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parent,
    )  # fmt: skip
    wall, seconds, peak, rows, exact = map(float, done.stdout.split())
    got = array("Q")
    got.frombytes(out.read_bytes())
    wanted, found = set(truth), set(got)
    return {
        "right": round(len(wanted & found) / len(wanted), 5),
        "wrong": round(len(found - wanted) / len(wanted), 5),
        "rows": round(rows), "account_exact": bool(exact), "peak_mib": round(peak / 1024),
        "seconds": round(wall, 2), "rows_per_second": round(rows / wall),
        "cpu_seconds": round(seconds, 2), "rows_per_cpu_second": round(rows / seconds),
    }  # fmt: skip


def main() -> None:
    """Run both files through both readers; one JSON line last."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--tweets", type=int, default=161_259)
    options = parser.parse_args()
    told: dict[str, Any] = {}
    for name, header, make, rows, columns in (
        ("tweets", "id_tweet,texte", tweet, options.tweets,
         ["id_tweet=instruction", "texte=response"]),
        ("pairs", "instruction,response", question, options.pairs, []),
    ):  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "large.csv"
            truth = large_file(path, header, make, rows)
            ours, peer = (read(program, path, columns, truth)
                          for program in (_READ_BY_REPAIR, _READ_BY_PANDAS))  # fmt: skip
            told[name] = {"repair": ours, "pandas": peer} | {
                f"of_pandas_by_{clock}": round(ours[key] / peer[key], 2)
                for clock, key in (("clock", "rows_per_second"), ("cpu", "rows_per_cpu_second"))
            }
        print(name, told[name], flush=True)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
