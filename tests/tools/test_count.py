"""Counting letters, words and occurrences."""

from datetime import datetime

import pytest

from mistral_assistant.errors import ToolError
from mistral_assistant.tools.count import answer, applies, find

NOW = datetime(2026, 3, 12, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("combien de lettres dans anticonstitutionnellement ?", "25 lettres"),
        ("Combien y a-t-il de lettres dans le mot bonjour ?", "7 lettres"),
        ("combien de lettres a le mot « Noël » ?", "4 lettres"),
        ("combien de lettres dans l'été ?", "4 lettres"),
        ("combien de mots dans « le chat est parti » ?", "4 mots"),
        ("combien de mots dans la phrase aujourd'hui il pleut", "3 mots"),
        ("compte les mots : un deux trois", "3 mots"),
        ('combien de caractères compte "l\'été" ?', "5 caractères"),
        ("combien de voyelles dans oiseau", "5 voyelles"),
        ("combien de consonnes dans oiseau", "1 consonne"),
        ("'église'.count('é')", "« é » apparaît 1 fois dans « église »."),
        ("'banana'.count('an')", "apparaît 2 fois"),
        ("len('abc')", "3 caractères"),
        ("combien de r dans arrière ?", "apparaît 3 fois"),
        ("combien de e dans élève ?", "apparaît 1 fois dans « élève » (3 fois en comptant"),
        ("combien de fois la lettre s dans Mississippi ?", "apparaît 4 fois"),
        ('combien de fois le mot "la" dans "la la lère" ?', "apparaît 2 fois"),
        ("combien de e\u0301 dans e\u0301te\u0301 ?", "apparaît 2 fois"),
    ],
)
def test_what_is_asked_for_is_counted(text: str, expected: str) -> None:
    assert expected in answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "bonjour",
        "combien de colis dans ma commande ?",
        "combien d'articles dans mon panier ?",
        "combien de mots de passe dans mon compte ?",
        "combien de caractères dans un mot de passe ?",
        "combien de caractères dans la clé Wi-Fi d'origine ?",
        "combien coûte la livraison ?",
        "je n'ai pas reçu la lettre dans ma boîte",
        "combien de jours dans le mois ?",
    ],
)
def test_other_questions_with_combien_are_left_alone(text: str) -> None:
    assert find(text) is None
    assert not applies(text, NOW)


def test_counting_nothing_is_refused() -> None:
    with pytest.raises(ToolError, match="rien à compter"):
        answer("bonjour")
