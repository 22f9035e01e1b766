"""Plain text in aligned columns, for reports in a terminal."""

from collections.abc import Collection, Sequence


def columns(
    rows: Sequence[Sequence[str]], right: Collection[int] = (), indent: str = "  ", gap: str = "  "
) -> list[str]:
    """Return one line a row; the columns whose numbers are in ``right`` end flush."""
    if not rows:
        return []
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append((indent + gap.join(cells)).rstrip())
    return lines


def shortened(text: str, limit: int) -> str:
    """Return a text of at most ``limit`` characters, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
