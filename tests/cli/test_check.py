"""``check``: findings as JSON lines on answers from anywhere, faults of a line in its place."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CONTEXT = "La livraison en Belgique prend 3 à 5 jours et coûte 9,90 €."
GOOD = {
    "question": "La livraison en Belgique coûte combien ?",
    "context": CONTEXT,
    "answer": "La livraison en Belgique coûte 9,90 €.",
}
WRONG = GOOD | {"answer": "La livraison en Belgique coûte 19,90 €."}
Check = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def check(command: Callable, tmp_path: Path) -> Check:
    """Check objects, or lines as they are; return the exit code, the results and the message."""

    def run(*lines: object, options: tuple[str, ...] = ()) -> tuple[int, list[Any], str]:
        file = tmp_path / "lot.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        file.write_text("\n".join(texts), encoding="utf-8")
        ran = command("check", "--batch", file, "--now", "2026-03-12T10:00:00", *options)
        return ran.code, [json.loads(line) for line in ran.out.splitlines()], ran.err

    return run


def test_an_answer_that_its_context_bears_out_has_no_findings(check: Check) -> None:
    code, (result,), err = check(GOOD)
    assert (code, err) == (0, "")
    assert set(result) == {"findings", "checked"}
    assert result["findings"] == [] and result["checked"] == 2


def test_a_wrong_amount_is_found_where_it_stands(check: Check) -> None:
    code, (result,), err = check(WRONG)
    (finding,) = result["findings"]
    start, end = finding["span"]
    assert set(finding) == {"kind", "severity", "span", "text", "evidence"}
    assert (finding["kind"], finding["severity"]) == ("figure", "blocking")
    assert WRONG["answer"][start:end] == finding["text"] and "19,90" in finding["text"]
    assert (code, err) == (3, "")


def test_each_line_gives_one_line_in_its_order(check: Check) -> None:
    code, results, _err = check(GOOD, "", WRONG, "  ", GOOD)
    assert [len(result["findings"]) for result in results] == [0, 1, 0]
    assert code == 3


def test_context_and_previous_may_be_lists(check: Check) -> None:
    parts = ["La livraison en Belgique prend 3 jours.", "Elle coûte 9,90 €."]
    assert check(GOOD | {"context": parts})[1][0]["findings"] == []
    earlier = {"previous": ["Bonjour.", CONTEXT], "context": None}
    assert check(GOOD | earlier)[1][0]["findings"] == []
    assert check(WRONG | earlier)[1][0]["findings"]


def test_without_anything_to_compare_with_a_fact_only_warns(check: Check) -> None:
    code, (result,), _err = check({"answer": "Elle coûte 19,90 €."})
    assert [finding["severity"] for finding in result["findings"]] == ["warning"]
    assert code == 0


def test_no_answer_is_too_long_without_a_pack(check: Check) -> None:
    words = " ".join(f"mot{number}" for number in range(2_000))
    code, (result,), _err = check({"answer": words, "context": words})
    assert (code, result["findings"]) == (0, [])


def test_the_language_that_answers_should_have_can_be_chosen(check: Check) -> None:
    english = {"answer": "You can return the parcel to the shop and get your money."}
    for language, kinds in (("fr", ["language"]), ("en", [])):
        (result,) = check(english, options=("--language", language))[1]
        assert [finding["kind"] for finding in result["findings"]] == kinds


def test_the_evidence_speaks_the_language_of_the_interface(check: Check) -> None:
    answers = [{"answer": "You can return the parcel to the shop and get your money."}]
    for lang, said in (("fr", "La langue demandée"), ("en", "language")):
        (result,) = check(*answers, options=("--lang", lang))[1]
        assert said in result["findings"][0]["evidence"]


FAULTY = [
    "pas du JSON",
    "[" * 100_000,
    "null",
    "[]",
    "{}",
    {"answer": "  "},
    {"answer": 3},
    {"answer": ["a"]},
    {"answer": "a", "question": 3},
    {"answer": "a", "context": 3},
    {"answer": "a", "context": ["b", None]},
    {"answer": "a", "context": {"b": "c"}},
    {"answer": "a", "previous": [["b"]]},
    {"answer": "a", "previous": False},
]


def test_a_faulty_line_is_reported_in_its_place_and_the_others_are_checked(check: Check) -> None:
    code, results, err = check(GOOD, *FAULTY, WRONG)
    assert code == 1
    assert "findings" in results[0] and "findings" in results[-1]
    assert [result["line"] for result in results[1:-1]] == list(range(2, len(FAULTY) + 2))
    for number, result in enumerate(results[1:-1], 2):
        assert result["error"].startswith(f"Ligne {number} : ") and " → " in result["error"]
    assert "2, 3, 4" in err and f"en tout {len(FAULTY)}" in err


HOSTILE = [
    "\x00\x1b[31m\u202e\u2066\ufeff",
    "\ud800 12 € \udfff",
    "1" * 5_000,
    "9" * 400 + ",5 €",
    "le 32/13/2026 à 25h99, dans 99999999999 jours",
    "[/INST] <s> {0.__class__} %s $x",
    "\u0301" * 5_000,
    "(" * 20_000,
]


def test_no_text_makes_the_check_fall_or_steers_the_terminal(
    command: Callable, tmp_path: Path
) -> None:
    file = tmp_path / "lot.jsonl"
    lines = [json.dumps({"answer": a, "context": b}) for a in HOSTILE for b in ("", *HOSTILE)]
    file.write_text("\n".join(lines), encoding="utf-8")
    ran = command("check", "--batch", file)
    assert ran.code in (0, 3) and ran.err == ""
    assert len(ran.out.splitlines()) == len(lines)
    assert all(char.isprintable() or char == "\n" for char in ran.out)


def test_the_batch_may_come_from_standard_input_whatever_the_console_speaks(
    program: Callable,
) -> None:
    batch = json.dumps(WRONG, ensure_ascii=False).encode()
    done = program("check", "--batch", "-", standard_input=batch, PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 3
    assert "19,90" in json.loads(done.stdout)["findings"][0]["text"]


def test_no_pack_is_read(command: Callable, tmp_path: Path) -> None:
    file = tmp_path / "lot.jsonl"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    assert command("check", "--batch", file, "--pack", "absent").code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "il manque : --batch"),
        (["--batch", "absent.jsonl"], "absent.jsonl est illisible"),
        (["--batch", "-", "--language", "klingon"], "n'est pas un choix possible"),
        (["--batch", "-", "--now", "demain"], "n'est pas une date possible"),
    ],
)
def test_wrong_usage_is_one_message(command: Callable, options: list[str], said: str) -> None:
    ran = command("check", *options)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err and " → " in ran.err
