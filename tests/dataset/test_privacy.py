"""Personal data is found by its look and its check digit, masked alike each time, or left alone."""

import json
from pathlib import Path

import pytest

from mistral_assistant.dataset.masking import mask_file
from mistral_assistant.dataset.privacy import Masker, find
from mistral_assistant.errors import UsageError


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Écrivez à jean.dupont+x@exemple.fr.", "email", "jean.dupont+x@exemple.fr"),
        ("Tél. 06 12 34 56 78, merci", "phone", "06 12 34 56 78"),
        ("au +33 (0)1.23.45.67.89", "phone", "+33 (0)1.23.45.67.89"),
        (
            "IBAN FR14 2004 1010 0505 0001 3M02 606 merci",
            "iban",
            "FR14 2004 1010 0505 0001 3M02 606",
        ),
        ("carte 4970 1012 3456 7890 ou 4111 1111 1111 1111", "card", "4111 1111 1111 1111"),
        ("NIR 1 85 12 75 108 123 95", "nir", "1 85 12 75 108 123 95"),
        ("au 12 bis rue de la Paix, 75002 Paris.", "address", "12 bis rue de la Paix, 75002 Paris"),
        ("merci @client_75 !", "handle", "@client_75"),
        ("depuis 192.168.1.20 hier", "ip", "192.168.1.20"),
    ],
)
def test_personal_data_is_found(text: str, kind: str, found: str) -> None:
    assert [(one.kind, one.text) for one in find(text)] == [(kind, found)]


@pytest.mark.parametrize(
    "text",
    [
        "commande 4970101234567891, référence 12345678901234",
        "entre 9 h et 18 h 30, 3,90 € ou 1 234 567,89 €",
        "le 12/03/2026 à 10:00, version 1.2.3",
        "FR14 2004 1010 0505 0001 3M02 607",
        "la rue est fermée, 3 places restent",
    ],
)
def test_what_only_looks_personal_is_left(text: str) -> None:
    assert find(text) == []


def test_the_same_value_gets_the_same_mask() -> None:
    masker = Masker(names=["Éloïse Martin"])
    text = masker.mask("eloise martin : 06 12 34 56 78, a@b.fr ; +33 6 12 34 56 78, c@d.fr")
    assert text == "[NOM_1] : [TÉLÉPHONE_1], [COURRIEL_1] ; [TÉLÉPHONE_1], [COURRIEL_2]"
    assert masker.counts == {"name": 1, "phone": 2, "email": 2}


def test_a_file_is_masked_in_what_training_sees(tmp_path: Path) -> None:
    asked = {"role": "user", "content": "à a@b.fr"}
    row = {"messages": [asked, {"role": "assistant", "content": "ok"}], "source": "x@y.fr"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    done = mask_file(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    written = json.loads((tmp_path / "b.jsonl").read_text(encoding="utf-8"))
    assert written["messages"][0]["content"] == "à [COURRIEL_1]" and written["source"] == "x@y.fr"
    assert (done.rows, done.rows_with, done.counts) == (1, 1, {"email": 1})
    with pytest.raises(UsageError, match="n'existe pas"):
        mask_file(tmp_path / "a.jsonl", None, ["adn"])
