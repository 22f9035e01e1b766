"""CSV files that the tests write, and the damage generator of the benchmarks."""

import sys
from collections.abc import Iterable
from pathlib import Path

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
if str(BENCHMARKS) not in sys.path:
    sys.path.append(str(BENCHMARKS))

from csv_damage import Case, Damage, build, combinations, damages  # noqa: E402

__all__ = ["Case", "Damage", "PAIRS", "build", "combinations", "damages", "lines", "written"]

PAIRS = [
    ("Où est la mairie ?", "Place du Marché, à côté de l'école."),
    ("Quels sont les horaires ?", "De 9 h à 12 h, puis de 14 h à 17 h."),
    ("Peut-on payer en ligne ?", "Oui : par carte, ou par virement."),
    ("Qui peut voter ?", "Tout citoyen majeur inscrit sur la liste."),
    ("Où déposer un vélo trouvé ?", "Au service des objets trouvés, rue Haute."),
    ("La piscine est-elle ouverte ?", "Oui, tous les jours, sauf le lundi."),
]
"""Sound pairs, enough of them for a file to have habits."""


def written(folder: Path, content: str | bytes, name: str = "data.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def lines(*rows: str, pairs: Iterable[tuple[str, str]] = PAIRS) -> str:
    """Return a file with a header, sound rows, then the rows given."""
    sound = [f'{one},"{other}"' for one, other in pairs]
    return "\n".join(["instruction,response", *sound, *rows]) + "\n"
