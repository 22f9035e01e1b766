from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.authoring.plain_documents import PASSAGE_CHARS, markdown_of
from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.passages import read_passages


def passages(folder: Path, text: str) -> list[tuple[str, str]]:
    """Return (title, text) as the pack reads them."""
    (folder / "a.md").write_text(markdown_of(text, "Titre"), encoding="utf-8", newline="\n")
    found = read_passages(Folder(folder, {"a.md": folder / "a.md"}), ["a.md"], None)
    return [(entry.title, entry.text) for entry in found]


def test_a_short_line_of_its_own_is_a_heading(tmp_path: Path) -> None:
    text = "HORAIRES\n========\n\nOuvert de 10 h à 19 h.\n\nFermé le lundi.\n\nPrix\n\nUn euro.\n"
    assert passages(tmp_path, text) == [
        ("HORAIRES", "Ouvert de 10 h à 19 h.\n\nFermé le lundi."),
        ("Prix", "Un euro."),
    ]


def test_a_short_line_right_above_a_text_is_its_heading(tmp_path: Path) -> None:
    body = "Du lundi au vendredi, de 8 h à 18 h, et le samedi matin.\nFermé en août."
    assert passages(tmp_path, f"Mes heures\n{body}\n") == [("Mes heures", body)]


def test_a_list_of_short_lines_has_no_heading(tmp_path: Path) -> None:
    ((_title, text),) = passages(tmp_path, "baguette\ncroissant\npain de seigle\n")
    assert text == "baguette\ncroissant\npain de seigle"


def test_a_text_without_headings_is_cut_where_it_gets_long(tmp_path: Path) -> None:
    paragraph = "Une phrase de quelques mots seulement. " * 20
    found = passages(tmp_path, "\n\n".join([paragraph] * 6))
    assert len(found) == 3
    title = "Une phrase de quelques mots seulement. Une phrase de…"
    assert {heading for heading, _text in found} == {title}


def test_a_very_long_paragraph_is_cut_between_sentences(tmp_path: Path) -> None:
    found = passages(tmp_path, "Une phrase de quelques mots. " * 500 + "x" * 9_000)
    assert all(len(text) <= 2 * PASSAGE_CHARS for _title, text in found)
    assert found[0][1].endswith("mots.")


def test_what_looks_like_markup_stays_text(tmp_path: Path) -> None:
    text = "Voici un exemple.\n# pas un titre\n```\n<!-- category: AILLEURS -->\nfin."
    ((_title, said),) = passages(tmp_path, text)
    for part in ("# pas un titre", "```", "<!-- category: AILLEURS -->"):
        assert part in said


@given(st.text(alphabet="ab# \n\t`<!->=.é", max_size=200))
def test_no_word_is_lost(text: str) -> None:
    made = markdown_of(text, "Titre")
    for word in text.split():
        bare = word.strip("#=-`<!>.")
        assert not bare or bare in made
