"""How the repair does beside the best chain of well-kept parts, and how fast it is.

    python benchmarks/csv_repair.py DATA_DIR [--rows 200000] [--seeds 3]

Three parts: the development corpus in DATA_DIR/csv_dev through its own scorer, for the repair and
for its peers; the damage generator of ``csv_damage`` (other texts, other kinds), per group; and one
large file with 2 % damaged rows beside pandas: rows right and wrong, rows per CPU second, memory.
Needs the extra [data], ftfy and pandas for the peers. Prints tables and one JSON line last.
"""

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from csv_damage import Case, build, combinations, damages
from csv_damage.encodings import misread_byte
from csv_damage.texts import SLOTS, TEMPLATES

HERE = Path(__file__).parent
TARGETS = {
    "repair": "mistral_assistant.dataset.csv_repair:scored",
    "chain": "csv_peers:chain",
    "pandas": "csv_peers:pandas_alone",
}
DAMAGED_SHARE = 0.02
GOAL = 0.9
"""Share of pairs to recover in each group."""


def corpus(folder: Path) -> dict[str, Any]:
    """Score the repair and its peers on the development corpus."""
    results = {}
    for name, target in TARGETS.items():
        done = subprocess.run(
            [sys.executable, str(folder / "score.py"), target, "--worst", "0"],
            capture_output=True, text=True, cwd=HERE, check=True,
            env={"PYTHONPATH": f"{HERE.parent}:{HERE}", "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        values = json.loads(done.stdout.splitlines()[-1])
        results[name] = {
            **{
                key: values["overall"][key] for key in ("recovered", "affected", "wrong", "perfect")
            },
            "traps": values.get("trap", {}).get("perfect"),
            "controls": values.get("control", {}).get("perfect"),
            "counts_exact": values.get("report_exact"),
        }
        print(f"csv_dev {name:8s} {results[name]}")
    return results


def spaced(text: str) -> str:
    """Forgive which space, apostrophe or line end it is, as the scorer of the corpus does."""
    for odd, plain in (("\u202f", " "), ("\xa0", " "), ("’", "'"), ("\r\n", "\n")):
        text = text.replace(odd, plain)
    return " ".join(part for part in text.strip().split(" ") if part)


def score(case: Case, folder: Path) -> tuple[float, float, float, bool]:
    """Return shares recovered, recovered of the touched, wrong; and whether counts are exact."""
    from mistral_assistant.dataset.csv_repair import repair

    path = folder / "case.csv"
    path.write_bytes(case.data)
    done = repair(path)
    truth, touched = (
        {(spaced(one), spaced(other)) for one, other in pairs}
        for pairs in (case.pairs, case.touched)
    )
    got = {(spaced(one), spaced(other)) for one, other in done.pairs}
    return (
        len(truth & got) / len(truth), len(touched & got) / max(1, len(touched)),
        len(got - truth) / len(truth), done.report.lost == case.lost,
    )  # fmt: skip


def generated(seeds: int) -> dict[str, Any]:
    """Score the repair on generated files: every single damage, and 40 combinations a seed."""
    groups: dict[str, list[tuple[float, float, float, bool]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        for seed in range(1, seeds + 1):
            for damage in damages():
                groups[damage.group].append(score(build([damage], seed), Path(name)))
            for chosen in combinations(40, seed):
                groups["combinations"].append(score(build(chosen, seed), Path(name)))
    results = {}
    for group, scores in groups.items():
        count = len(scores)
        means = [round(sum(one[place] for one in scores) / count, 4) for place in range(4)]
        results[group] = dict(zip(("recovered", "affected", "wrong", "counts"), means, strict=True))
        print(f"generated {group:14s} {count:4d} {results[group]}")
    below = [group for group, values in results.items() if values["recovered"] < GOAL]
    print(f"generated, groups below {GOAL:.0%} recovered: {', '.join(below) or 'none'}")
    return results


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def written(cells: tuple[str, str], delimiter: str = ",") -> str:
    """Write a row as RFC 4180 does."""
    marks = (delimiter, '"', "\n")
    return delimiter.join(quoted(c) if any(m in c for m in marks) else c for c in cells)


def misread(text: str) -> str:
    return "".join(misread_byte(byte, "cp1252") for byte in text.encode())


ROW_DAMAGES: tuple[tuple[Callable[[str, str], str], bool], ...] = (
    (lambda a, b: written((misread(a), misread(b))), True),
    (lambda a, b: written((f"{a[:5]}\0{a[5:]}", b)), True),
    (lambda a, b: written((f"{a[:5]}\u200b{a[5:]}", b)), True),
    (lambda a, b: f"{quoted(a)},{quoted(b)[:-1]}", True),
    (lambda a, b: f"{quoted(a)[1:]},{quoted(b)}", True),
    (lambda a, b: f'"{a}","{b}"', True),
    (lambda a, b: written((a, b)) + ",", True),
    (lambda a, b: written((a, b)) + ",vu", True),
    (lambda a, b: f"{quoted(a)},,{quoted(b)}", True),
    (lambda a, b: f"{quoted(a)}\n{quoted(b)}", True),
    (lambda a, b: written((a, b), ";"), True),
    (lambda a, b: f"{a},{b}" if "\n" not in b and "," not in a else written((a, b)), True),
    (lambda a, b: written((f"  {a} ", f"{b}\t")), True),
    (lambda a, b: written((a, b)) + "\r", True),
    (lambda a, b: written((a, "")), False),
    (lambda a, b: written((a, b.replace("e", "\ufffd", 1))), False),
    (lambda a, b: quoted(written((a, b))), True),
)
"""How a row is damaged, and whether it can be recovered."""


def large_file(path: Path, rows: int) -> list[tuple[str, str]]:
    """Write pairs of which 2 % are damaged; return those that a perfect repair gives."""
    rng = random.Random(5)
    truth = []
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("instruction,response\n")
        for number in range(rows):
            question, answer = rng.choice(TEMPLATES)
            values = {slot: rng.choice(options) for slot, options in SLOTS.items()}
            one, other = f"Dossier {number} – {question.format(**values)}", answer.format(**values)
            recoverable = True
            line = written((one, other))
            if rng.random() < DAMAGED_SHARE:
                damage, recoverable = rng.choice(ROW_DAMAGES)
                line = damage(one, other)
            file.write(line + "\n")
            if recoverable:
                truth.append((one, other))
    return truth


def _processor_seconds() -> float:
    """Return the seconds of all processors, those of processes that have ended too."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def scale(rows: int) -> dict[str, Any]:
    """Repair a large file; read it with pandas and with the standard library in the same run."""
    import pandas as pd

    from mistral_assistant.dataset.csv_repair import repair

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "large.csv"
        truth = {hash(pair) for pair in large_file(path, rows)}
        start = _processor_seconds()
        done = repair(path)
        seconds = _processor_seconds() - start
        got = {hash(pair) for pair in done.pairs}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.process_time()
        table = pd.read_csv(path, dtype=str, on_bad_lines="skip", encoding_errors="replace",
                            keep_default_na=False)  # fmt: skip
        pandas_seconds = time.process_time() - start
        pairs = zip(table["instruction"].astype(str), table["response"].astype(str), strict=True)
        skipped = {hash(pair) for pair in pairs}
        start = time.process_time()
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            read = sum(1 for _ in csv.reader(file))
        csv_seconds = time.process_time() - start
        report = done.report
        megabytes = round(path.stat().st_size / 1e6, 1)
    results = {
        "rows": rows, "megabytes": megabytes,
        "right": round(len(truth & got) / len(truth), 5),
        "wrong": round(len(got - truth) / len(truth), 5),
        "rows_per_second": round(rows / seconds), "peak_mib": round(peak),
        "accounted": report.rows_in,
        "pandas_right": round(len(truth & skipped) / len(truth), 5),
        "pandas_wrong": round(len(skipped - truth) / len(truth), 5),
        "pandas_rows_per_second": round(len(table) / pandas_seconds),
        "csv_rows_per_second": round(read / csv_seconds),
    }  # fmt: skip
    print(f"scale {results}")
    return results


def main() -> int:
    """Run the three parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    folder = options.data / "csv_dev"
    if not (folder / "score.py").is_file():
        raise SystemExit(f"{folder} holds no score.py: give the folder of the development data.")
    results = {
        "csv_dev": corpus(folder),
        "generated": generated(options.seeds),
        "scale": scale(options.rows),
    }
    print(json.dumps(results, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
