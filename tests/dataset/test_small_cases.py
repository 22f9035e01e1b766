"""Sixteen small files of the kinds one gets from others: what comes out, and what is said."""

from pathlib import Path

import pytest

from mistral_assistant.dataset.csv_repair import repair
from mistral_assistant.errors import DataError

pytest.importorskip("charset_normalizer")

HEAD = "instruction,response\n"
CASES: dict[str, tuple[bytes, list[tuple[str, str]], set[str]]] = {
    "quoted": (
        f'{HEAD}"Le four, où est-il ?","Là.\nÀ gauche, dit ""ici""."\n'.encode(),
        [("Le four, où est-il ?", 'Là.\nÀ gauche, dit "ici".')], set()),
    "comma in the response": (
        f"{HEAD}Quels jours ?,Le lundi, le mardi, sauf en août.\n".encode(),
        [("Quels jours ?", "Le lundi, le mardi, sauf en août.")], {"unquoted_delimiter"}),
    "comma in the question, ambiguous": (
        f"{HEAD}Bonsoir, où est le four ?,Il est à la cave.\n".encode(),
        [("Bonsoir, où est le four ?", "Il est à la cave.")], {"unquoted_delimiter"}),
    "French Excel": (
        "instruction;response\r\nOù payer ?;À la caisse, dès 10 € d'achat.\r\n".encode("cp1252"),
        [("Où payer ?", "À la caisse, dès 10 € d'achat.")], {"encoding", "delimiter"}),
    "byte order mark": (
        b"\xef\xbb\xbf" + f"{HEAD}Où ?,Ici même.\n".encode(), [("Où ?", "Ici même.")], set()),
    "tab": ("instruction\tresponse\nOù ?\tIci, là.\n".encode(),
            [("Où ?", "Ici, là.")], {"delimiter"}),
    "other names": ("Question,RÉPONSE\nOù ?,Ici même.\n".encode(),
                    [("Où ?", "Ici même.")], {"column_alias"}),
    "more columns": (
        "id,response,instruction,date\n1,Ici même.,Où ?,2026-01-02\n2,Demain.,Quand ?,\n".encode(),
        [("Où ?", "Ici même."), ("Quand ?", "Demain.")], set()),
    "mojibake": (
        (HEAD + "Où est le thé ?,Il a été bu.\n".encode().decode("cp1252")).encode(),
        [("Où est le thé ?", "Il a été bu.")], {"mojibake"}),
    "unclosed quote, ambiguous": (
        f'{HEAD}Salut,"Salut !\nMerci,"De rien."\nÀ plus,À demain !\n'.encode(),
        [("Salut", "Salut !"), ("Merci", "De rien."), ("À plus", "À demain !")],
        {"unclosed_quote"}),
    "empty and twice": (
        f"{HEAD}Salut,Salut !\nSalut,Salut !\nOù ?,\n,Ici.\n,\nMerci,De rien.\n".encode(),
        [("Salut", "Salut !"), ("Merci", "De rien.")], {"empty", "duplicate"}),
    "UTF-16": (f"{HEAD}Salut,Salut à toi !\n".encode("utf-16"),
               [("Salut", "Salut à toi !")], {"encoding"}),
    "no header, ambiguous": (b"Salut,Salut !\nMerci,De rien.\n",
                             [("Salut", "Salut !"), ("Merci", "De rien.")], {"no_header"}),
    "backslashes": (f"{HEAD}Où ?,Dans C:\\temp\\notes.txt.\n".encode(),
                    [("Où ?", "Dans C:\\temp\\notes.txt.")], set()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_small_file_comes_out_right_with_what_is_to_be_said(name: str, tmp_path: Path) -> None:
    data, pairs, warned = CASES[name]
    (tmp_path / "case.csv").write_bytes(data)
    done = repair(tmp_path / "case.csv")
    assert list(done.pairs) == pairs
    told = {rule for entry in done.report.entries() for rule in entry.rules} - {"header"}
    told |= set(done.report.file_rules)
    assert told >= warned and bool(told) == bool(warned - {"blank"})


@pytest.mark.parametrize(
    ("text", "told"),
    [("instruction\nOù ?\n", "Colonne manquante : response.*« instruction »"), ("", "est vide")],
)
def test_without_pairs_the_reason_is_told(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "case.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=told):
        repair(tmp_path / "case.csv")
