"""Readings of damaged lines: which one wins, and when none is sure enough."""

import pytest

from mistral_assistant.dataset import row_repair
from mistral_assistant.dataset.effort import Effort
from mistral_assistant.dataset.header import columns_of
from mistral_assistant.dataset.row_readings import Reading
from mistral_assistant.dataset.row_repair import read_stretch
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.strict import Dialect

SHAPE = Shape(columns_of(["instruction", "response"]), 50, question_share=0.8, upper_share=0.95)


def read(text: str, effort: float = 1e6) -> list[Reading]:
    return read_stretch(text, Dialect(), SHAPE, Effort(effort))


def cells(text: str) -> list[tuple[str, ...]]:
    return [reading.cells for reading in read(text) if reading.kind == "row"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Bonjour, où ?,Il arrive demain.\n", [("Bonjour, où ?", "Il arrive demain.")]),
        ("Combien ?,Comptez 12,50 € au plus.\n", [("Combien ?", "Comptez 12,50 € au plus.")]),
        ('"Quel prix ?,12 € pièce, au détail"\n', [("Quel prix ?", "12 € pièce, au détail")]),
        ('"Quel "prix" ?","Le "bon"."\n', [('Quel "prix" ?', 'Le "bon".')]),
        ('"Oui ?","Non.""Et là ?","Si."\n', [("Oui ?", "Non."), ("Et là ?", "Si.")]),
        ("Oui ?,Non.Et là ?,Si.\n", [("Oui ?", "Non."), ("Et là ?", "Si.")]),
        ("Quoi ?,Voici :\n- un\n- deux\n", [("Quoi ?", "Voici :\n- un\n- deux")]),
        ('Quoi ?\n"Ceci, cela."\n', [("Quoi ?", "Ceci, cela.")]),
        ('"Quoi ?","Ceci.\n"Et là ?","Cela."\n', [("Quoi ?", "Ceci."), ("Et là ?", "Cela.")]),
        ('Quoi ?;"Ça ; ci."\nEt là ?,Cela.\n', [("Quoi ?", "Ça ; ci."), ("Et là ?", "Cela.")]),
    ],
)  # fmt: skip
def test_the_natural_reading_wins(text: str, rows: list[tuple[str, ...]]) -> None:
    assert cells(text) == rows


def test_an_inch_sign_is_no_quotation_mark() -> None:
    assert cells('Un écran 27" ?,"Oui, en stock."\n') == [('Un écran 27" ?', "Oui, en stock.")]


def test_readings_cover_the_text_without_gaps() -> None:
    text = 'x\n"a","b\n# note\n\nQuoi ?,Ceci, cela.\n,,\nfin de fichier'
    readings = read(text)
    assert [reading.start for reading in readings] == [0, *(r.end for r in readings[:-1])]
    assert readings[-1].end == len(text)


def test_equally_good_readings_leave_no_margin() -> None:
    (reading,) = read("un mot,autre mot,fin de tout\n")
    assert reading.margin < 0.25


def test_without_effort_lines_are_read_one_by_one() -> None:
    text = "Quoi ?,Ceci, cela.\n" * 5
    assert cells(text) == [reading.cells for reading in read(text, effort=1)]


def test_a_field_of_a_million_delimiters_is_given_up_at_once() -> None:
    text = "Une question " + "a," * 1_000_000 + "suite ?,Une réponse.\n"
    (reading,) = read_stretch(text, Dialect(), Shape(), Effort(25_000))
    assert (reading.kind, reading.end) == ("unsure", len(text))


def test_how_far_is_looked_first_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = (
        'Où ?,"Ici.",vu\n',
        '"Quel "prix" ?","Le "bon"."\n',
        '"Quoi ?","Ceci.\n"Et là ?","Cela."\n',
        '"Quoi ?","Ceci.\nEt là ?,"Cela, oui.",\nQui ?;Eux.\n',
        '"""Quand ?"",""Demain, tôt."""\n',
    )

    def told() -> list[tuple[object, ...]]:
        return [
            (one.cells, one.rules, round(one.cost, 6), round(min(1.0, one.margin), 6))
            for text in texts
            for one in read(text)
        ]

    step_by_step = told()
    assert len({cost for _, _, cost, _ in step_by_step}) > 3
    monkeypatch.setattr(row_repair, "_LIMITS", (30.0,))
    assert told() == step_by_step
