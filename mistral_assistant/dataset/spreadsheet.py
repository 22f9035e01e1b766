"""Cells that a spreadsheet would run as a formula: neutral on the way out, exact on the way in."""

_MARKS = ("=", "+", "-", "@", "\t", "\r", "'")


def neutralised(cell: str) -> str:
    """Return a cell that Excel and LibreOffice show as text."""
    return f"'{cell}" if cell.startswith(_MARKS) else cell


def restored(cell: str) -> str:
    """Undo :func:`neutralised`, character for character."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_MARKS) else cell
