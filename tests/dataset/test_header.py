"""Names of columns in any language, and rows that only look like names."""

import pytest

from mistral_assistant.dataset.header import (
    by_place,
    columns_of,
    header_score,
    is_generic,
    names_columns,
    role_of,
)


@pytest.mark.parametrize(
    "names",
    [
        ["instruction", "response"], ["Question", "Réponse"], ["PROMPT", "Completion "],
        ["entrée", "sortie"], ["user", "assistant"], ["instrution", "reponce"],
        ["Question posée", "Réponse donnée"], ["input", "output"], ["query", "answer"],
        ["id", "question", "réponse", "date"], ["instruction", "instruction"],
    ],
)  # fmt: skip
def test_both_sides_are_found_by_name(names: list[str]) -> None:
    assert header_score(names) >= 0.6
    assert columns_of(names).has_pairs


@pytest.mark.parametrize(
    "cells",
    [
        ["Bonjour", "Bonjour !"], ["Merci", "Avec plaisir."], ["Où est ma réponse ?", "Ici."],
        ["Une question pour vous", "Oui ?"], ["7", "8"],
    ],
)  # fmt: skip
def test_rows_are_no_headers(cells: list[str]) -> None:
    assert header_score(cells) < 0.6


def test_alpaca_has_an_input_beside_the_instruction() -> None:
    columns = columns_of(["instruction", "input", "output"])
    assert (columns.instruction, columns.input, columns.response) == (0, 1, 2)


def test_swapped_columns_are_taken_by_name() -> None:
    columns = columns_of(["response", "instruction"])
    assert (columns.instruction, columns.response) == (1, 0)


def test_a_person_can_say_what_a_column_is() -> None:
    columns = columns_of(["Avant", "question"], {"avant": "response"})
    assert (columns.instruction, columns.response) == (1, 0)


def test_a_dialogue_has_a_speaker_and_a_message() -> None:
    columns = columns_of(["session", "speaker", "message", "time"])
    assert columns.is_dialogue
    assert (columns.conversation, columns.role, columns.content) == (0, 1, 2)


def test_letters_and_numbered_columns_say_nothing() -> None:
    assert is_generic(["A", "B"]) and is_generic(["Colonne 1", "Colonne 2"])
    assert not is_generic(["Bonjour", "Bonsoir"])
    assert by_place(2).guessed


@pytest.mark.parametrize(("name", "role"), [("Réponses", "response"), ("x", ""), ("prix", "")])
def test_roles_of_single_names(name: str, role: str) -> None:
    assert role_of(name)[0] == role


def test_identifiers_and_names_above_numbers_are_a_header() -> None:
    assert names_columns(["id_tweet", "texte", "date"], [["1", "Bonjour", "2025-01-02"]])
    assert names_columns(["ville", "habitants"], [["Nîmes", "148 000"], ["Arles", "50 000"]])
    assert not names_columns(["Oui", "Non"], [["Merci", "Pardon"]])
