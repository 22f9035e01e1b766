"""What the worst Markdown costs per frame: CPU time of one layout, streamed and all at once.

    python benchmarks/tui_worst.py [--limit 250]

Each text comes in pieces of 1,024 characters and is laid out after each; then it is laid out once
as a whole, as when a conversation is opened. The longest layout is what a key would have to wait
for. Exit code 1 where one takes more than the limit, in ms. The last line is JSON.
"""

import argparse
import json
import sys
import time

from mistral_assistant.tui.pieces import Piece
from mistral_assistant.tui.transcript import Entry

WIDTH = 100
PIECE = 1024
CELLS = 100
TEXTS = {
    "brackets": "[" * 32_768,
    "bracket pairs": "[]" * 16_384,
    "link openings": "[a](" * 8_192,
    "images": "![" * 16_384,
    "emphasis": "*a **a " * 4_700,
    "underscores": "_a __a " * 4_700,
    "closed emphasis": "_a_ " * 8_192,
    "nested emphasis": "*a " * 5_000 + "a* " * 5_000,
    "backticks": "".join("`" * number + "a" for number in range(1, 250)),
    "addresses": "www.a.fr http://a.fr/(x) a@b.fr " * 1_000,
    "angle brackets": "<http://" * 4_096,
    "quotes": ">" * 32_768,
    "nested quotes": "\n".join("> " * depth + "a" for depth in range(1, 180)),
    "nested lists": "\n".join("  " * depth + "- a" for depth in range(180)),
    "long list": "- a\n" * 8_192,
    "loose list": "- a\n\n" * 6_500,
    "table": "\n".join("|" + "ab|" * CELLS if row != 1 else "|" + "-|" * CELLS
                       for row in range(CELLS + 2)),
    "wide table": "|" + "a|" * 8_000 + "\n|" + "-|" * 8_000 + "\n|" + "b|" * 8_000,
    "one fence": "```python\n" + "x = [1, 2, 3]  # oui\n" * 1_600,
    "many fences": "```python\nx = 1\n```\n" * 1_600,
    "one word": "x" * 32_768,
    "one line": "mot " * 8_192,
    "lines": "un mot\n" * 4_700,
    "wide characters": "日本語🙂" * 8_192,
    "headings": "# a\n" * 8_192,
    "escapes": "\\*" * 16_384,
    "entities": "&amp;" * 6_500,
    "definitions": "[a]: b\n" * 4_700,
}  # fmt: skip


def streamed(text: str) -> tuple[float, float]:
    """Return the longest and the mean CPU time of a layout while ``text`` grows, in ms."""
    entry = Entry("assistant", "", status="running")
    piece, spent = Piece(entry), []
    for end in range(PIECE, len(text) + PIECE, PIECE):
        entry.text = text[:end]
        entry.touch()
        spent.append(layout(piece))
    entry.status = "complete"
    entry.touch()
    spent.append(layout(piece))
    return max(spent), sum(spent) / len(spent)


def layout(piece: Piece) -> float:
    """Lay out and return the CPU time it took, in ms."""
    began = time.process_time()
    piece.layout(WIDTH)
    return 1000 * (time.process_time() - began)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--limit", type=float, default=250.0)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    layout(Piece(Entry("assistant", "```python\nx\n```\n|a|\n|-|")))  # loads what is loaded late
    result = {}
    for name, text in TEXTS.items():
        if chosen.only and chosen.only != name:
            continue
        whole = layout(Piece(Entry("assistant", text)))
        longest, mean = streamed(text)
        result[name] = {"streamed_max_ms": round(longest, 1), "streamed_mean_ms": round(mean, 2),
                        "whole_ms": round(whole, 1)}  # fmt: skip
        print(f"{name:18}", result[name], flush=True)
    worst = max(max(one["streamed_max_ms"], one["whole_ms"]) for one in result.values())
    print(json.dumps({"worst_ms": worst, "limit_ms": chosen.limit, "texts": len(result)}))
    return 1 if worst > chosen.limit else 0


if __name__ == "__main__":
    sys.exit(main())
