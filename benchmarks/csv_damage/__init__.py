"""Damaged CSV files with known truth: 16 groups of damage, alone and combined.

Each damage works at one of five levels: cells, format, records, text, bytes; a combination applies
several. The same seed always gives the same files.
"""

import random

from csv_damage import cells, containers, encodings, layout, rare, structure
from csv_damage.making import Case, Damage, build

__all__ = ["Case", "Damage", "build", "combinations", "damages"]


def damages() -> list[Damage]:
    """Return every single damage."""
    modules = (encodings, cells, structure, layout, containers, rare)
    return [damage for module in modules for damage in module.DAMAGES]


_ALONE = frozenset((
    "three_delimiters", "comma_space", "header_differs", "long_fields", "utf-32-le", "sep_line",
    "mixed_ends", "curly", "guillemets", "apostrophes", "backslashes", "guard_formula",
    "merged_plain", "cat_n", "grep_n", "title_cells", "half_cp1252", "some_rows_cp1252",
    "stray_bytes", "nul_between", "cesu8", "cr", "lf_cr", "crcrlf",
))  # fmt: skip
"""Damage that writes the whole file anew, or that others would hide."""
_COLUMNS = frozenset(("index", "unnamed_index", "extra_columns"))
_ASCII = frozenset(("bytes_repr", "json_strings", "u_escapes", "quoted_printable",
                    "named_entities", "numeric_entities", "entities_twice"))  # fmt: skip
_STRUCTURE = frozenset(("quoting", "unquoted", "ragged"))
_ORDER = {"encoding": 1, "bytes": 2, "container": 3}


def combinations(count: int, seed: int) -> list[list[Damage]]:
    """Return combinations of two or three usual damages of different groups that go together."""
    rng = random.Random(f"combinations {seed}")
    rare_ones = {damage.name for damage in rare.DAMAGES}
    every = [one for one in damages() if one.name not in _ALONE and one.name not in rare_ones]
    found: list[list[Damage]] = []
    while len(found) < count:
        chosen = rng.sample(every, rng.choice((2, 2, 3)))
        if _go_together(chosen):
            found.append(sorted(chosen, key=lambda damage: _ORDER.get(damage.group, 0)))
    return found


def _go_together(chosen: list[Damage]) -> bool:
    """Tell whether one of the damages does not undo or forbid another."""
    groups = [damage.group for damage in chosen]
    names = {damage.name for damage in chosen}
    if len(set(groups)) < len(groups):
        return False
    if any(damage.group == "container" and (damage.text or damage.name == "xlsx")
           for damage in chosen):  # fmt: skip
        layout = any(damage.records or damage.format for damage in chosen)
        if layout or len(chosen) > 2 or {"encoding", "line ends", "bytes"} & set(groups):
            return False
    if sum(damage.records is not None and damage.group in _STRUCTURE for damage in chosen) > 1:
        return False
    if names & _COLUMNS and {"header", "quoting"} & set(groups):
        return False
    if "encoding" in groups and names & (_ASCII | {"nfd"}):
        return False
    if "mojibake" in groups and (names & (_ASCII | {"nfd"}) or "encoding" in groups):
        return False
    if {"double_semicolon", "spaces_around"} <= names:
        return False
    return "unrecoverable" not in groups or sum(d.cells is not None for d in chosen) < 2
