"""``doctor`` as a program: whole in a bare place, and its report."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_every_line_has_a_mark_and_the_report_is_the_same_text(
    command: Callable, tmp_path: Path
) -> None:
    report = tmp_path / "rapport.txt"
    ran = command("doctor", "--report", report, "--data-dir", tmp_path)
    lines = report.read_text(encoding="utf-8").splitlines()
    assert ran.code == 0 and len(lines) > 15
    assert all(line[0] in "✓!·" and line[1] == " " for line in lines)
    assert ran.err == f"Rapport écrit dans {report}.\n"
    assert ran.out.splitlines()[:5] == lines[:5]
    assert str(Path.home()) not in report.read_text(encoding="utf-8")


def test_json_is_a_list_of_lines_and_nothing_else(command: Callable, tmp_path: Path) -> None:
    ran = command("doctor", "--json", "--report", tmp_path / "rapport.txt")
    assert {"name", "state", "text"} == set(json.loads(ran.out)[0])
    assert (tmp_path / "rapport.txt").exists()


def test_a_bare_environment_is_no_reason_to_fall() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mistral_assistant", "doctor"],
        cwd=ROOT, env={"PYTHONUTF8": "1"}, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert "terminal" in done.stdout.decode()


def test_a_hostile_environment_cannot_steer_the_terminal(program: Callable) -> None:
    done = program("doctor", TERM="\x1b[2Jxterm", COLORTERM="a\nb\u009b", USER="(", HF_TOKEN="x")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout and b"\xc2\x9b" not in done.stdout
