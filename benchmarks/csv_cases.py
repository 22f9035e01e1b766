"""The sixteen small cases of the seeds through the repair, and the mojibake pair both are about.

    python benchmarks/csv_cases.py DATA_DIR

A case counts if the pairs are the expected ones, or the file is refused where there are none; if
each of its ``must_warn`` stands in the report or the refusal; and, where it is ambiguous, if the
report says so: by a row that was repaired, or by a rule about the whole file. Prints a line for
each case and one JSON line last.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from mistral_assistant.dataset.csv_repair import repair
from mistral_assistant.dataset.mojibake import undone
from mistral_assistant.errors import DataError

CASES = Path("seeds") / "mistral-assistant" / "csv_cases"
MOJIBAKE = Path("seeds") / "mojibake"


def told(path: Path) -> tuple[list[list[str]] | None, set[str]]:
    """Return the pairs of a file (None: it was refused) and all that was reported about it."""
    try:
        done = repair(path)
    except DataError as error:
        return None, {"missing_column"} if "response" in error.problem else set()
    rules = {rule for entry in done.report.entries() for rule in entry.rules}
    return [list(pair) for pair in done.pairs], rules | set(done.report.file_rules)


def right(path: Path, wanted: dict[str, Any]) -> bool:
    """Tell whether a case comes out as it should, with what must be said about it."""
    rows, rules = told(path)
    if rows != wanted["expected_rows"] or not rules >= set(wanted["must_warn"]):
        return False
    return not wanted["ambiguous"] or bool(rules - {"header"})


def mojibake(folder: Path) -> bool:
    """Tell whether the pair comes back character for character."""
    damaged, wanted = (
        (folder / f"seed000_{name}.md").read_text(encoding="utf-8")
        for name in ("macroman_mojibake", "expected_utf8")
    )
    found = undone(damaged)
    return found is not None and found[0] == wanted


def main() -> None:
    """Print what became of each case."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    folder = parser.parse_args().data
    expected = folder / CASES / "expected.json"
    if not expected.is_file():
        raise SystemExit(f"{expected} is missing: give the folder of the development data.")
    found = {}
    for name, wanted in json.loads(expected.read_text(encoding="utf-8")).items():
        found[name] = right(folder / CASES / name, wanted)
        print(f"{name:32s} {'right' if found[name] else 'WRONG'}")
    whole = mojibake(folder / MOJIBAKE)
    print(f"{'mojibake pair':32s} {'right' if whole else 'WRONG'}")
    print(json.dumps({"cases": len(found), "right": sum(found.values()), "mojibake": whole}))


if __name__ == "__main__":
    main()
