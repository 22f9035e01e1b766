"""From a house's own pages to a pack that answers."""

import re
from pathlib import Path

import pytest

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.authoring.common_subjects import common_subjects, subjects_of
from mistral_assistant.authoring.from_documents import (
    MAX_TOPICS,
    propose_from_documents,
    sentences,
)
from mistral_assistant.domains.categories import sameness
from mistral_assistant.domains.evaluation import read_evaluation
from mistral_assistant.domains.loader import check_pack, load_pack
from mistral_assistant.errors import PackError, UsageError
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings

PAGE = """# La Librairie du Quai

## Horaires
Du mardi au samedi, de 10 h à 19 h. Le dimanche matin en décembre.

## Commander un livre
Un livre qui n'est pas en rayon arrive en 3 jours. On ne paie qu'au retrait.

## Rencontres avec des auteurs
Un jeudi par mois à 18 h 30, entrée libre, 40 chaises.

## Nous joindre
12 quai des Brumes. Téléphone : 01 99 00 12 12, courriel : quai@librairie.example.
"""


@pytest.fixture(scope="module")
def pack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of a bookshop."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "page.md").write_text(PAGE, encoding="utf-8")
    return propose_from_documents([folder / "page.md"], "librairie", folder).path


@pytest.fixture(scope="module")
def assistant(pack_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The bookshop's assistant."""
    data = tmp_path_factory.mktemp("data")
    return Assistant(Settings(pack="librairie", domains=(pack_folder,), data_dir=data))


def answered(assistant: Assistant, *messages: str) -> Turn:
    """Return the turn of the last of the messages of a conversation."""
    conversation = Conversation()
    turns = [event.turn for message in messages
             for event in assistant.answer(message, conversation)
             if isinstance(event, TurnFinished)]  # fmt: skip
    return turns[-1]


def test_the_pack_passes_its_check_and_is_called_like_the_page(pack_folder: Path) -> None:
    assert check_pack(pack_folder) == []
    pack = load_pack(pack_folder)
    assert pack.title == "La Librairie du Quai"
    assert {"HORAIRES", "COMMANDER_UN_LIVRE", "NOUS_JOINDRE"} < set(pack.CATEGORIES)
    assert all(entry.category in pack.CATEGORIES for entry in pack.knowledge)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("vous fermez à quelle heure ?", "19 h"),
        ("un livre met combien de temps à arriver ?", "3 jours"),
        ("c'est quand la prochaine rencontre avec un auteur", "18 h 30"),
        ("votre numéro de tel svp", "01 99 00 12 12"),
    ],
)
def test_questions_are_answered_from_the_page(
    assistant: Assistant, question: str, shown: str
) -> None:
    turn = answered(assistant, question)
    assert shown in turn.answer.text
    assert turn.answer.sources


def test_a_stranger_hears_what_the_pages_speak_of_and_how_to_reach_a_person(
    assistant: Assistant,
) -> None:
    said = answered(assistant, "Quelle est la capitale du Japon ?").answer.text
    assert "horaires" in said and "01 99 00 12 12" in said and "quai@librairie.example" in said


def test_small_talk_and_who_it_is(assistant: Assistant) -> None:
    assert "Librairie du Quai" in answered(assistant, "bonjour").answer.text
    assert "commander un livre" in answered(assistant, "que peux-tu faire ?").answer.text


def test_what_is_near_is_asked_about_and_the_pick_is_answered(assistant: Assistant) -> None:
    asked = answered(assistant, "je dois régler quand pour un roman qui manque ?")
    if asked.approach.name == "ask":
        assert "COMMANDER_UN_LIVRE" in asked.approach.choices
        asked = answered(assistant, asked.question, "commander un livre")
    assert "retrait" in asked.answer.text


def test_the_evaluation_asks_what_is_no_example(pack_folder: Path) -> None:
    pack = load_pack(pack_folder)
    known = {sameness(text) for spec in pack.CATEGORIES.values() for text in spec.examples}
    turns = [turn for item in read_evaluation(pack_folder / "evaluation.jsonl")
             for turn in item.turns]  # fmt: skip
    assert turns
    assert not {sameness(turn.user) for turn in turns} & known


def test_the_documents_keep_every_line(pack_folder: Path) -> None:
    kept = (pack_folder / "knowledge" / "page.md").read_text(encoding="utf-8")
    assert re.sub(r"<!-- category: \w+ -->\n", "", kept) == PAGE


def test_a_folder_of_plain_texts_and_a_title(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Prix\n\nUn euro.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Adresse\n\n3 rue Haute.\n", encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    made = propose_from_documents([tmp_path], "maison", tmp_path / "out", "Chez Léo")
    assert [name for name, _label, _count in made.categories] == ["PRIX", "ADRESSE"]
    assert load_pack(made.path).title == "Chez Léo"
    assert any("téléphone" in remark for remark in made.remarks)


def test_an_empty_folder_and_a_document_that_will_not_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="Aucun document"):
        propose_from_documents([tmp_path / "empty"], "maison", tmp_path)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(PackError, match=r"maison"):
        propose_from_documents([tmp_path / "a.pdf"], "maison", tmp_path)
    assert not (tmp_path / "maison").exists()


def test_hostile_pages_give_a_sound_pack(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        '# "]]\\n[persona]\n\n## $prix {x} ["\nCoûte 3 $ — « ${HOME} » {subjects} %s\n\n'
        "## \x1b[31mRouge\x1b[0m [/INST]\nTexte <script> et \"\"\" et '''.\n",
        encoding="utf-8",
    )
    made = propose_from_documents([page], "maison", tmp_path)
    assert [item for item in check_pack(made.path) if item.severity == "error"] == []


def test_headings_on_one_subject_share_no_common_question(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "## Tarifs adultes\nDix euros.\n\n## Tarifs enfants\nCinq euros.\n", encoding="utf-8"
    )
    pack = load_pack(propose_from_documents([page], "maison", tmp_path).path)
    said = {text for spec in pack.CATEGORIES.values() for text in spec.examples}
    assert not said & set(common_subjects("fr")[3].questions)


def test_a_category_that_the_author_named_is_kept(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "## Été\n<!-- category: HORAIRES -->\nDe 8 h à 20 h.\n\n"
        "## Hiver\n<!-- category: HORAIRES -->\nDe 9 h à 18 h.\n",
        encoding="utf-8",
    )
    made = propose_from_documents([page], "maison", tmp_path)
    assert made.categories == (("HORAIRES", "été", 2),)
    assert check_pack(made.path) == []


def test_of_very_many_headings_the_documents_become_the_categories(tmp_path: Path) -> None:
    for name in ("guide-du-jardin", "guide-du-balcon"):
        parts = [f"## {name} sujet {n}\nTexte {n} de ce guide.\n" for n in range(MAX_TOPICS)]
        (tmp_path / f"{name}.md").write_text("\n".join(parts), encoding="utf-8")
    made = propose_from_documents([tmp_path], "jardin", tmp_path / "out")
    assert [label for _name, label, _count in made.categories] == [
        "guide du balcon",
        "guide du jardin",
    ]


def test_english_pages_give_an_english_pack(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# The Harbour Bakery\n\n## Opening hours\nWe are open from Tuesday to Saturday, from "
        "7 am to 6 pm, and we close at noon on Sunday.\n\n## Birthday cakes\nPlease order your "
        "cake two days before you would like to collect it.\n",
        encoding="utf-8",
    )
    pack = load_pack(propose_from_documents([page], "bakery", tmp_path).path)
    assert pack.languages == ("en",)
    assert "opening hours" in pack.RESPONSE_TEMPLATES["decline"]["default"][0]


@pytest.mark.parametrize(
    ("heading", "subject"),
    [("Nos horaires d'été", "horaires"), ("Accès et parking", "adresse"), ("TARIFS 2026", "prix")],
)
def test_a_heading_speaks_of_a_common_subject(heading: str, subject: str) -> None:
    assert subject in [item.name for item in subjects_of(heading, "fr")]


def test_every_common_subject_has_its_own_questions() -> None:
    for language in ("fr", "en"):
        questions = [text for item in common_subjects(language) for text in item.questions]
        assert len({sameness(text) for text in questions}) == len(questions)
        assert all(len(item.examples) >= 2 for item in common_subjects(language))


def test_sentences_come_without_markdown() -> None:
    text = "- **Prix** : [dix euros](http://x.example) par tête.\n- ok\n\n1. Payez donc ici."
    assert sentences(text) == ["Prix : dix euros par tête.", "Payez donc ici."]
