"""What one can build from well-kept parts, to compare: read, skip what fails, mend texts."""

import csv
import html
from pathlib import Path

import pandas as pd
from charset_normalizer import from_path

_NAMES = {
    "instruction": ("instruction", "question", "prompt", "input", "entrée"),
    "response": ("response", "réponse", "answer", "completion", "output", "sortie"),
}


def chain(path: str) -> list[tuple[str, str]]:
    """charset-normalizer, csv.Sniffer, pandas with skipping, ftfy, entities, strip, duplicates."""
    import ftfy

    best = from_path(path).best()
    encoding = best.encoding if best else "utf-8"
    text = Path(path).read_text(encoding=encoding, errors="replace")
    try:
        delimiter = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t|").delimiter
    except csv.Error:
        delimiter = ","
    pairs = pandas_alone(path, encoding, delimiter)
    mended = [(_mended(ftfy.fix_text(one)), _mended(ftfy.fix_text(other))) for one, other in pairs]
    return list(dict.fromkeys(pair for pair in mended if all(pair)))


def _mended(text: str) -> str:
    return html.unescape(text).strip()


def pandas_alone(path: str, encoding: str = "utf-8", delimiter: str = ",") -> list[tuple[str, str]]:
    """Read with pandas as many do: bad lines skipped, bad bytes replaced."""
    table = pd.read_csv(
        path, sep=delimiter, encoding=encoding, encoding_errors="replace", dtype=str,
        keep_default_na=False, on_bad_lines="skip", engine="c",
    )  # fmt: skip
    columns = [_column(table, side) for side in _NAMES]
    return list(zip(*(table[column].astype(str) for column in columns), strict=True))


def _column(table: pd.DataFrame, side: str) -> str:
    known = [name for name in table.columns if str(name).strip().casefold() in _NAMES[side]]
    if known:
        return str(known[0])
    return str(table.columns[0 if side == "instruction" else 1])
