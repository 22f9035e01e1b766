"""``ask``: what it prints, in every way of asking, and that nothing makes it fall."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from learned import fresh_data_dir

from mistral_assistant.reasoning.turn import STEPS

ORDER = "Où en est ma commande CMD-482913 ?"
NOW = "2026-03-12T10:00:00"
CONTROLS = [*range(0x00, 0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x202E, 0x2066, 0xFEFF]


@pytest.fixture
def ask(command: Callable, data_dir: Path) -> Callable:
    return lambda *arguments: command("ask", "--data-dir", data_dir, "--now", NOW, *arguments)


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.split("\n") if line]


def test_the_answer_comes_first_then_its_badge_and_sources(ask: Callable) -> None:
    ran = ask(ORDER)
    answer, foot = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert "CMD-482913" in answer and "samedi 14 mars" in answer
    assert foot.startswith("✓ vérifié  [1] commandes")


def test_several_words_need_no_quotes(ask: Callable) -> None:
    assert ask(*ORDER.split()).out == ask(ORDER).out


def test_the_trace_names_the_steps_in_order_with_their_times(ask: Callable) -> None:
    lines = ask(ORDER, "--trace").out.splitlines()[2:]
    assert [line.split()[0] for line in lines] == list(STEPS)
    assert all(line.split()[2] == "ms" for line in lines)
    assert "numero_commande = CMD-482913" in lines[3]
    assert ask(ORDER, "--debug").out.count(" ms  ") == len(STEPS)


def test_json_has_the_documented_keys(ask: Callable) -> None:
    result = json.loads(ask(ORDER, "--json").out)
    trace = result["trace"]
    assert set(result) == {"answer", "sources", "trace"}
    assert result["sources"][0].startswith("commandes · ligne ")
    assert {*STEPS, "timings_ms"} <= set(trace)
    assert trace["moderation"]["level"] == "none"
    assert {"name", "confidence", "ranked", "in_scope"} <= set(trace["category"])
    assert trace["category"]["ranked"][0][0] == trace["category"]["name"] == "COMMANDE"
    assert {"source", "score", "text"} <= set(trace["knowledge"][0])
    assert {"name", "reason"} <= set(trace["approach"])
    assert trace["consistency"]["findings"] == []
    assert set(trace["timings_ms"]) == set(STEPS)


def test_the_span_of_an_entity_points_into_the_question_as_typed(ask: Callable) -> None:
    question = f"  🙂 {ORDER}"
    entities = json.loads(ask(question, "--json").out)["trace"]["entities"]
    found = next(item for item in entities if item["type"] == "numero_commande")
    assert {"type", "value", "text", "start", "end"} <= set(found)
    assert question.strip()[found["start"] : found["end"]] == found["text"]
    assert found["value"] == "CMD-482913"


def test_the_question_may_come_from_standard_input(program: Callable) -> None:
    done = program("ask", "--now", NOW, standard_input=f"{ORDER}\n".encode())
    assert "samedi 14 mars" in done.stdout.decode()
    assert done.returncode == 0
    empty = program("ask", standard_input=b" \n")
    assert empty.returncode == 2 and "La question est vide" in empty.stderr.decode()


def test_an_empty_question_is_not_waited_for(ask: Callable) -> None:
    assert ask("").code == ask("  ", "").code == 2


def test_lines_with_one_id_are_one_conversation(ask: Callable, tmp_path: Path) -> None:
    file = tmp_path / "lot.jsonl"
    requests = [
        {"text": "Où en est ma commande ?", "conversation": "a"},
        {"text": "CMD-482913"},
        {"text": "CMD-482913", "conversation": "a"},
        {"text": "Où en est ma commande ?", "conversation": 7},
        {"text": "CMD-482913", "conversation": "7"},
    ]
    file.write_text("\ufeff" + "\r\n".join(map(json.dumps, requests)) + "\n\n", encoding="utf-8")
    ran = ask("--batch", file)
    assert (ran.code, ran.err) == (0, "")
    topics = [line["trace"]["context"]["topic"] for line in lines_of(ran.out)]
    assert topics == ["new", "new", "completes", "new", "completes"]


def test_a_batch_may_come_from_standard_input_whatever_the_console_speaks(
    program: Callable,
) -> None:
    batch = '{"text": "délai de livraison ?"}\n'.encode()
    done = program("ask", "--batch", "-", standard_input=batch, PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 0
    assert json.loads(done.stdout)["trace"]["context"]["question"] == "délai de livraison ?"


FAULTY = [
    "pas du JSON",
    "[" * 100_000,
    '{"a":' * 50_000,
    "1" * 5_000,
    "\x00",
    "null",
    "[]",
    '"bonjour"',
    "{}",
    '{"text": 3}',
    '{"text": null}',
    '{"text": NaN}',
    '{"text": ["bonjour"]}',
    '{"text": "  "}',
    '{"text": "bonjour", "conversation": ["a"]}',
    '{"text": "bonjour", "conversation": true}',
    '{"text": "bonjour", "conversation": 1.5}',
]


def test_a_faulty_line_is_reported_in_its_place_and_the_others_are_answered(
    ask: Callable, tmp_path: Path
) -> None:
    file = tmp_path / "lot.jsonl"
    good = '{"text": "bonjour"}'
    file.write_text("\n".join([good, *FAULTY, good]), encoding="utf-8")
    ran = ask("--batch", file)
    results = lines_of(ran.out)
    assert ran.code == 1
    assert "answer" in results[0] and "answer" in results[-1]
    assert [result["line"] for result in results[1:-1]] == list(range(2, len(FAULTY) + 2))
    for number, result in enumerate(results[1:-1], 2):
        assert result["error"].startswith(f"Ligne {number} : ") and " → " in result["error"]
    assert "2, 3, 4" in ran.err and f"en tout {len(FAULTY)}" in ran.err


def test_a_file_that_is_not_utf_8_is_named(ask: Callable, tmp_path: Path) -> None:
    file = tmp_path / "lot.jsonl"
    file.write_bytes('{"text": "délai"}\n'.encode("latin-1"))
    ran = ask("--batch", file)
    assert ran.code == 2 and "lot.jsonl est illisible" in ran.err and "UTF-8" in ran.err


HOSTILE = [
    "a\x00b",
    "\ud800 bonjour \udfff",
    "\x1b]0;titre\x07\x1b[2J\x1b[31mrouge",
    "\u009b31m \u009d0;x\u009c",
    "\u202eabc\u2066 \ufeff\U000e0041",
    "(" * 20_000,
    "1" * 5_000,
    "2**999999999 + 1e999",
    "dans 99999999999 jours, le 32/13/2026 à 25h99",
    "[/INST] <s> [b]gras[/b] a[i] {x} $y %s {0.__class__}",
    "\u0301" * 5_000,
    "\n\n\t\r\n.",
]


def test_no_text_makes_a_batch_fall_or_steers_the_terminal(ask: Callable, tmp_path: Path) -> None:
    file = tmp_path / "lot.jsonl"
    file.write_text("\n".join(json.dumps({"text": text}) for text in HOSTILE), encoding="utf-8")
    ran = ask("--batch", file)
    assert (ran.code, ran.err) == (0, "")
    results = lines_of(ran.out)
    assert len(results) == len(HOSTILE)
    assert not {ord(char) for char in ran.out} & set(CONTROLS)
    # Nothing was taken away: what the terminal must not see stands as an escape.
    assert results[2]["trace"]["context"]["question"] == HOSTILE[2]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_question_is_shown_as_what_it_is(text: str, ask: Callable) -> None:
    ran = ask(text, "--trace")
    assert (ran.code, ran.err) == (0, "")
    assert not {ord(char) for char in ran.out} & set(CONTROLS)


def test_a_question_of_a_million_characters_is_answered(ask: Callable, tmp_path: Path) -> None:
    file = tmp_path / "lot.jsonl"
    text = " ".join(f"mot{number:06}" for number in range(100_000))
    file.write_text(json.dumps({"text": text}), encoding="utf-8")
    assert lines_of(ask("--batch", file).out)[0]["answer"]


def test_bytes_that_are_no_text_are_a_question_all_the_same(program: Callable) -> None:
    assert program("ask", "--json", b"bonjour \xff").returncode == 0
    done = program("ask", "--json", standard_input=b"bonjour \xff\xfe")
    assert done.returncode == 0
    assert json.loads(done.stdout)["trace"]["context"]["question"] == "bonjour \ufffd\ufffd"


def test_an_old_console_gets_what_it_can_show(program: Callable) -> None:
    done = program("ask", ORDER, "--now", NOW, PYTHONIOENCODING="ascii")
    assert done.returncode == 0 and b"? v?rifi?" in done.stdout


def test_without_a_terminal_there_is_no_colour(program: Callable) -> None:
    for environment in ({}, {"NO_COLOR": "1"}, {"TERM": "xterm-256color"}):
        assert b"\x1b" not in program("ask", "bonjour", "--trace", **environment).stdout


def test_an_instant_with_a_zone_is_taken_as_local_time(
    command: Callable, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for now in ("2026-03-12T10:00:00", "2026-03-12", "2026-03-12T10:00:00+02:00"):
        ran = command("ask", "quel jour serons-nous dans 3 jours ?", "--now", now,
                      "--data-dir", data_dir)  # fmt: skip
        assert "15 mars" in ran.out


def test_nothing_is_stored(tmp_path: Path, command: Callable) -> None:
    own = fresh_data_dir(tmp_path / "data")
    command("ask", "merci pour le canapé vert", "--data-dir", own)
    assert {path.name for path in own.iterdir()} == {"cache"}


def test_a_conversation_of_a_batch_does_not_reach_the_store(
    program: Callable, tmp_path: Path
) -> None:
    batch = b'{"text": "bonjour", "conversation": "a"}\n'
    program("ask", "--batch", "-", "--data-dir", str(tmp_path), standard_input=batch)
    assert not list(tmp_path.rglob("*conversations*"))
