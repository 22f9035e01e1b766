"""Parts that share no question."""

from mistral_assistant.chat import ChatMessage
from mistral_assistant.training.rows import Row
from mistral_assistant.training.splitting import same_question, split_rows


def rows(*questions: str) -> list[Row]:
    return [
        Row(number, (ChatMessage("user", text), ChatMessage("assistant", "x")))
        for number, text in enumerate(questions, 1)
    ]


def test_the_same_question_typed_otherwise_stays_in_one_part() -> None:
    found = rows(*(form for n in range(20) for form in (f"Où est le {n} ?", f"ou est LE {n}")))
    parts = split_rows(found, 0.2, 0.2, 1)
    held = [
        {same_question(row.question) for row in part}
        for part in (parts.train, parts.validation, parts.test)
    ]
    assert [len(part) for part in held] == [12, 4, 4]
    assert not (held[0] & held[1] or held[0] & held[2] or held[1] & held[2])
    assert sorted(row.number for part in (parts.train, parts.validation, parts.test)
                  for row in part) == list(range(1, 41))  # fmt: skip


def test_the_seed_alone_decides() -> None:
    found = rows(*(f"q{n}" for n in range(50)))
    assert split_rows(found, 0.1, 0.1, 3) == split_rows(found[::-1], 0.1, 0.1, 3)
    assert split_rows(found, 0.1, 0.1, 3) != split_rows(found, 0.1, 0.1, 4)


def test_few_rows_still_give_every_part_and_very_few_are_all_learned() -> None:
    parts = split_rows(rows(*(f"q{n}" for n in range(10))), 0.01, 0.01, 1)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (8, 1, 1)
    parts = split_rows(rows(*(f"q{n}" for n in range(9))), 0.1, 0.1, 1)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (9, 0, 0)


def test_a_part_that_nobody_wants_is_empty() -> None:
    parts = split_rows(rows(*(f"q{n}" for n in range(20))), 0.0, 0.1, 1)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (18, 0, 2)
