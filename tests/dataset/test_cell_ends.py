"""What is not listed as a possible placeholder or cut text is none."""

import numpy as np
import pytest

from mistral_assistant.dataset.cell_ends import may_be_placeholders, without_end
from mistral_assistant.dataset.endings import Habits, is_cut_off
from mistral_assistant.dataset.judge import is_placeholder
from mistral_assistant.dataset.plain_bytes import PADDING

CELLS = (
    "N/A", "n. a.", "NULL", "(vide)", "« à compléter »", "À compléter", "TODO", "todo :", "#REF!",
    "#N/A", "xxx", "...", "—", "?", "lorem ipsum", "Réponse à venir", "<vide>", "[à faire]", "-",
    "_", "nan", "None", "'brouillon'", "*TBD*", "é", "Na", "NÀ", "D'accord.", "Non, jamais.",
    "Nous livrons", "Élan", "à la maison", "7", "a",
)  # fmt: skip


def listed(cell: str) -> tuple[bool, bool]:
    data = f"x,{cell}\n".encode()
    block = np.frombuffer(data + PADDING, np.uint8)
    first, last = np.array([2]), np.array([len(data) - 1])
    return bool(may_be_placeholders(block, first, last)[0]), bool(without_end(block, last)[0])


@pytest.mark.parametrize("cell", CELLS)
def test_every_placeholder_and_every_cut_text_is_listed(cell: str) -> None:
    placeholder, open_end = listed(cell)
    assert placeholder or not is_placeholder(cell)
    habits = Habits(punctuated=1.0, often_cut=True, words=frozenset({"élan"}))
    assert open_end or not is_cut_off(cell, habits)


def test_most_texts_are_not_listed() -> None:
    texts = ("Bonjour à tous.", "Quel est le prix ?", "Une réponse…", "« Voilà »", "Oui !")
    assert [listed(text) for text in texts] == [(False, False)] * 3 + [
        (True, False),
        (False, False),
    ]
