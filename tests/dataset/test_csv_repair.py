"""The public face of the repair: what comes out, what is said about it, what stays as it was."""

import json
from pathlib import Path

import pytest
from csv_files import PAIRS, lines, written

from mistral_assistant.dataset.csv_repair import read_table, repair, scored
from mistral_assistant.errors import DataError


def repaired(folder: Path, content: str | bytes) -> list[tuple[str, str]]:
    return list(repair(written(folder, content)).pairs)


def test_a_valid_file_comes_out_as_it_went_in(tmp_path: Path) -> None:
    done = repair(written(tmp_path, lines()))
    assert list(done.pairs) == PAIRS
    assert (done.report.kept, done.report.repaired, done.report.dropped.total()) == (6, 0, 0)


def test_line_breaks_delimiters_and_doubled_quotes_in_cells_are_no_damage(tmp_path: Path) -> None:
    text = 'instruction,response\n"Où, et ""quand"" ?","Ici.\n- à 9 h, ou\n- à 10 h"\n'
    assert repaired(tmp_path, text) == [('Où, et "quand" ?', "Ici.\n- à 9 h, ou\n- à 10 h")]


@pytest.mark.parametrize(
    ("row", "pair", "rule"),
    [
        ("Où, au juste ?,Ici.", ("Où, au juste ?", "Ici."), "unquoted_delimiter"),
        ("Quand ?,Demain, ou mardi.", ("Quand ?", "Demain, ou mardi."), "unquoted_delimiter"),
        ('Quand ?,"Demain.', ("Quand ?", "Demain."), "unclosed_quote"),
        ('Quand ?","Demain."', ("Quand ?", "Demain."), "unopened_quote"),
        ('"Quand ?","Dites "oui" ici."', ("Quand ?", 'Dites "oui" ici.'), "quotes_in_cell"),
        ('Quand ?,"Demain.",vu', ("Quand ?", "Demain."), "extra_cells"),
        ('Quand ?,"Demain.",,', ("Quand ?", "Demain."), "trailing_delimiters"),
        ('Quand ?,,"Demain."', ("Quand ?", "Demain."), "doubled_delimiter"),
        ('"Quand ?""Demain matin."', ("Quand ?", "Demain matin."), "missing_delimiter"),
        ('Quand ?\n"Demain matin."', ("Quand ?", "Demain matin."), "split_row"),
        ("Quand ?;Demain matin.", ("Quand ?", "Demain matin."), "other_delimiter"),
        ('"Quand ?,""Demain, oui."""', ("Quand ?", "Demain, oui."), "row_in_quotes"),
        ("Quand ?,TÃ´t demain.", ("Quand ?", "Tôt demain."), "mojibake"),
    ],
)
def test_one_damaged_row_among_sound_ones_is_repaired_and_named(
    tmp_path: Path, row: str, pair: tuple[str, str], rule: str
) -> None:
    done = repair(written(tmp_path, lines(row)))
    assert list(done.pairs) == [*PAIRS, pair]
    assert done.report.rules[rule] == 1
    (entry,) = [entry for entry in done.report.entries() if entry.action == "repaired"]
    assert entry.line == 8
    assert entry.original.startswith(row[:6])
    assert 0 < entry.confidence <= 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Quand ?,", "empty"),
        ("Quand ?,N/A", "placeholder"),
        ("Quand ?,à compléter", "placeholder"),
        ("Quand ?,#NOM?", "placeholder"),
        ("Quand ?,D\ufffdj\ufffd fait.", "lost_characters"),
        ("Quand ?,C'est d?j? fait.", "lost_characters"),
        ('Quand ?,"Tous les jours, sauf le"', "cut_off"),
        (PAIRS[0][0] + ',"' + PAIRS[0][1] + '"', "duplicate"),
    ],
)
def test_what_cannot_be_repaired_is_left_out_with_its_reason(
    tmp_path: Path, row: str, reason: str
) -> None:
    done = repair(written(tmp_path, lines(row)))
    assert list(done.pairs) == PAIRS
    assert done.report.dropped == {reason: 1}


def test_every_physical_line_is_accounted_for(tmp_path: Path) -> None:
    """Kept, repaired, dropped and junk together are all that was read."""
    rows = ("", "# note", "Quand ?,,", "instruction,response", "----------", "Quand ?,N/A")
    report = repair(written(tmp_path, lines(*rows))).report
    assert report.rows_in == 1 + len(PAIRS) + len(rows)
    assert report.junk == {
        "header": 1, "blank": 1, "comment": 1, "repeated_header": 1, "separator": 1,
    }  # fmt: skip
    assert report.dropped == {"empty": 1, "placeholder": 1}


def test_pairs_can_be_gone_through_twice(tmp_path: Path) -> None:
    done = repair(written(tmp_path, lines()))
    assert list(done.pairs) == list(done.pairs) == PAIRS


def test_the_pairs_outlive_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, lines())
    done = repair(path)
    path.unlink()
    assert list(done.pairs) == PAIRS


def test_the_input_is_not_touched(tmp_path: Path) -> None:
    path = written(tmp_path, lines('Quand ?,"Demain.'))
    before = path.read_bytes()
    repair(path)
    assert path.read_bytes() == before


def test_without_normalisation_padding_and_duplicates_stay(tmp_path: Path) -> None:
    text = 'instruction,response\n" Où ? ","Ici.\u200b"\n" Où ? ","Ici.\u200b"\n'
    path = written(tmp_path, text)
    assert list(repair(path, normalise=False).pairs) == [(" Où ? ", "Ici.\u200b")] * 2
    assert list(repair(path).pairs) == [("Où ?", "Ici.")]


def test_columns_are_found_by_name_in_any_order_case_and_language(tmp_path: Path) -> None:
    text = "id;RÉPONSE ;Thème; Question\n7;Ici.;lieu;Où ?\n8;Là.;lieu;Où donc ?\n"
    done = repair(written(tmp_path, text))
    assert list(done.pairs) == [("Où ?", "Ici."), ("Où donc ?", "Là.")]
    assert done.report.columns == {"instruction": "Question", "response": "RÉPONSE"}


def test_columns_can_be_named_and_others_kept(tmp_path: Path) -> None:
    text = "ref,avant,après\nA1,Où ?,Ici.\nA2,Où donc ?,Là.\n"
    done = repair(
        written(tmp_path, text),
        columns={"avant": "instruction", "après": "response"},
        keep=["ref"],
    )
    assert list(done.rows()) == [
        {"instruction": "Où ?", "response": "Ici.", "ref": "A1"},
        {"instruction": "Où donc ?", "response": "Là.", "ref": "A2"},
    ]


def test_all_other_columns_can_be_kept(tmp_path: Path) -> None:
    text = "ref,question,réponse,\nA1,Où ?,Ici.,x\n"
    (row,) = repair(written(tmp_path, text), keep=["*"]).rows()
    assert row == {"instruction": "Où ?", "response": "Ici.", "ref": "A1", "column 4": "x"}


def test_corrections_by_hand_take_the_place_of_what_was_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, lines("Quand ?,N/A"))
    done = repair(path, corrections={8: ("Quand ?", "Demain.")})
    assert list(done.pairs) == [*PAIRS, ("Quand ?", "Demain.")]
    assert done.report.rules == {"by_hand": 1}


def test_progress_reaches_the_size_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, lines())
    seen: list[tuple[int, int]] = []
    repair(path, progress=lambda size, rows: seen.append((size, rows)))
    assert seen[-1] == (path.stat().st_size, len(PAIRS))


def test_a_missing_column_is_named_with_those_that_were_found(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        repair(written(tmp_path, "instruction,note\nOù ?,3\n", "x.csv"), columns={"x": "response"})
    assert "response" in error.value.problem and "« note »" in error.value.problem
    assert "--columns" in error.value.hint


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "\x00\x00"])
def test_an_empty_file_is_refused_with_a_sentence(tmp_path: Path, content: str) -> None:
    with pytest.raises(DataError, match="vide"):
        repair(written(tmp_path, content))


def test_a_missing_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="n'existe pas"):
        repair(tmp_path / "nothing.csv")


def test_the_scorer_gets_pairs_and_counts(tmp_path: Path) -> None:
    rows = ("Quand ?,N/A", PAIRS[0][0] + ',"' + PAIRS[0][1] + '"')
    pairs, counts = scored(written(tmp_path, lines(*rows)))
    assert pairs == PAIRS
    assert counts == {"kept": 6, "dropped": 1, "repaired": 0}, "a duplicate is not lost"


def test_a_table_of_any_columns_is_read_by_name(tmp_path: Path) -> None:
    text = 'id_tweet;texte;date_creation\n1;Bonjour, vous;2025-01-02\n2;"Encore ; un";2025-01-03\n'
    assert list(read_table(written(tmp_path, text))) == [
        {"id_tweet": "1", "texte": "Bonjour, vous", "date_creation": "2025-01-02"},
        {"id_tweet": "2", "texte": "Encore ; un", "date_creation": "2025-01-03"},
    ]


def test_an_unquoted_comma_goes_to_the_text_column_of_a_wide_table(tmp_path: Path) -> None:
    """Numbers and dates around it leave the comma only one place."""
    rows = [f"{i},Bonjour à tous,2025-01-0{i}" for i in range(1, 9)]
    text = "\n".join(["id_tweet,texte,date_creation", *rows, "9,Oui, demain,2025-01-09"]) + "\n"
    *_, last = read_table(written(tmp_path, text))
    assert last == {"id_tweet": "9", "texte": "Oui, demain", "date_creation": "2025-01-09"}


def test_the_report_is_json(tmp_path: Path) -> None:
    report = repair(written(tmp_path, lines('Quand ?,"Demain.'))).report
    values = json.loads(json.dumps(report.to_json()))
    assert values["rows_in"] == values["kept"] + values["repaired"] + 1
    assert values["rules"] == {"unclosed_quote": 1}
    assert values["delimiter"] == "," and values["encoding"] == "utf-8"


def test_a_row_with_two_equally_good_readings_is_listed_not_guessed(tmp_path: Path) -> None:
    rows = [f"mot {name},autre {name}" for name in ("un", "deux", "trois", "quatre")]
    text = "\n".join(["instruction,response", *rows, "un mot,autre mot,fin de tout"]) + "\n"
    done = repair(written(tmp_path, text))
    assert len(list(done.pairs)) == 4
    assert done.report.dropped == {"unsure": 1}


def test_one_lost_quote_does_not_swallow_the_rest_of_a_long_file(tmp_path: Path) -> None:
    rows = [f"Question {i} ?,Réponse numéro {i}." for i in range(3000)]
    rows[700] = '"' + rows[700]
    pairs = repaired(tmp_path, "\n".join(["instruction,response", *rows]) + "\n")
    assert len(pairs) == 3000
    assert pairs[700] == ("Question 700 ?", "Réponse numéro 700.")


@pytest.mark.parametrize(
    "content",
    [
        "prix,poids\n12,3\n15,4\n18,9\n",
        "12,3\n15,4\n18,9\n",
        "question,réponse\n12,3\n15,4\n18,9\n",
        "A;B\n12,50 €;3\n15;4\n18;2024-01-02\n",
    ],
)
def test_a_table_of_numbers_is_refused(content: str, tmp_path: Path) -> None:
    """Numbers are no questions and answers; nothing is made of them."""
    with pytest.raises(DataError):
        repaired(tmp_path, content)


def test_sums_with_their_results_are_questions_and_answers(tmp_path: Path) -> None:
    content = "question,réponse\nCombien font 2 + 2 ?,4\nEt 3 × 3 ?,9\n"
    assert repaired(tmp_path, content)[1] == ("Et 3 × 3 ?", "9")


@pytest.mark.parametrize("filling", ["a", '"', "a,", "a b. "])
@pytest.mark.parametrize("place", [0, 40])
def test_a_field_of_a_hundred_kilobytes_is_read_like_any_other(
    filling: str, place: int, tmp_path: Path
) -> None:
    """What grows with the square of a field's length would not end before the test's patience."""
    content = lines()
    content = content[:place] + filling * 100_000 + content[place:]
    try:
        done = repair(written(tmp_path, content))
    except DataError as error:
        assert error.hint
    else:
        entries = sum(1 for _ in done.report.entries())
        assert done.report.kept + entries == done.report.rows_in
