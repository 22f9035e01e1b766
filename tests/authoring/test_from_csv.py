"""From a CSV file to a pack that loads, answers, and says what should be looked at."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shop_csv import shop_rows, write_csv
from talking import Talk

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.authoring.from_csv import Proposal, propose_pack
from mistral_assistant.authoring.from_csv_answers import agreeing_responses
from mistral_assistant.authoring.from_csv_entities import code_shapes
from mistral_assistant.authoring.near_duplicates import near_duplicate_groups
from mistral_assistant.domains.categories import sameness
from mistral_assistant.domains.evaluation import read_evaluation, read_training
from mistral_assistant.domains.loader import check_pack, load_pack
from mistral_assistant.errors import UsageError
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.reasoning.system import AdvancedReasoningSystem
from mistral_assistant.settings import Settings

ALL = ("instruction", "response", "category")


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Proposal:
    """A pack from a file with a category column."""
    folder = tmp_path_factory.mktemp("labelled")
    return propose_pack(write_csv(folder / "shop.csv", ALL, shop_rows()), "boutique", folder)


@pytest.fixture(scope="module")
def unlabelled(tmp_path_factory: pytest.TempPathFactory) -> Proposal:
    """A pack from messages and responses alone."""
    folder = tmp_path_factory.mktemp("unlabelled")
    rows = [row[:2] for row in shop_rows()]
    return propose_pack(write_csv(folder / "shop.csv", ALL[:2], rows), "boutique", folder, 4)


@pytest.fixture(scope="module")
def text_only(tmp_path_factory: pytest.TempPathFactory) -> Proposal:
    """A pack from messages alone."""
    folder = tmp_path_factory.mktemp("text")
    rows = [row[:1] for row in shop_rows()]
    return propose_pack(write_csv(folder / "shop.csv", ("text",), rows), "boutique", folder)


@pytest.fixture(params=["labelled", "unlabelled", "text_only"])
def proposal(request: pytest.FixtureRequest) -> Proposal:
    """Each of the three."""
    found: Proposal = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def talk(labelled: Proposal, now: datetime) -> Iterator[Talk]:
    system = AdvancedReasoningSystem(load_pack(labelled.path))
    yield Talk(system, now)
    system.close()


def test_a_proposed_pack_has_no_problem(proposal: Proposal) -> None:
    assert check_pack(proposal.path) == []


def test_an_assistant_answers_from_it_at_once(
    unlabelled: Proposal, tmp_path: Path, now: datetime
) -> None:
    folder = unlabelled.path.parent
    assistant = Assistant(Settings(pack="boutique", domains=(folder,), data_dir=tmp_path))
    question = "j'ai oublié mon mot de passe, que faire ?"
    last = list(assistant.answer(question, Conversation(), now=now))[-1]
    assert isinstance(last, TurnFinished)
    assert last.turn.approach.name == "knowledge"
    assert "mot de passe oublié" in last.turn.answer.text


def test_the_category_column_decides(labelled: Proposal) -> None:
    assert labelled.categories == (
        ("LIVRAISON", "Livraison", 16),
        ("PAIEMENT", "Paiement", 16),
        ("COMPTE", "Compte", 16),
        ("GARANTIE", "Garantie", 16),
    )


def test_without_one_the_subjects_are_found(unlabelled: Proposal) -> None:
    assert [rows for _id, _label, rows in unlabelled.categories] == [16, 16, 16, 16]
    written = {row.category for row in read_training(unlabelled.path)}
    assert written == {name for name, _label, _rows in unlabelled.categories}


def test_no_message_of_the_evaluation_is_nearly_an_example(labelled: Proposal) -> None:
    pack = load_pack(labelled.path)
    asked = [turn.user for one in read_evaluation(labelled.path) for turn in one.turns]
    taught = [text for spec in pack.CATEGORIES.values() for text in spec.examples]
    taught += [question for entry in pack.knowledge for question in entry.questions]
    groups = near_duplicate_groups([*asked, *taught])
    assert 4 <= len(asked) <= 8
    assert not set(groups[: len(asked)]) & set(groups[len(asked) :])


def test_every_evaluated_turn_names_a_category(proposal: Proposal) -> None:
    known = load_pack(proposal.path).CATEGORIES
    for conversation in read_evaluation(proposal.path):
        assert all(turn.category in known for turn in conversation.turns)


def test_the_training_file_is_copied_with_the_packs_categories(labelled: Proposal) -> None:
    rows = [(row.instruction, row.response, row.category) for row in read_training(labelled.path)]
    assert rows == [(text, said, category.upper()) for text, said, category in shop_rows()]


def test_a_greeting_a_question_a_thank_you_and_a_stranger(talk: Talk) -> None:
    assert talk.say("Bonjour").approach.rule == "salutation"
    answered = talk.say("Comment changer le mot de passe ?")
    assert answered.context.category == "COMPTE" and answered.approach.name == "knowledge"
    assert talk.say("merci beaucoup").approach.rule == "fin-conversation"
    elsewhere = Talk(talk.system, talk.now)
    assert elsewhere.say("qui a peint la Joconde ?").approach.rule == "hors-sujet"


def test_text_only_files_give_a_pack_without_answers(text_only: Proposal, now: datetime) -> None:
    pack = load_pack(text_only.path)
    assert pack.knowledge == () and not (text_only.path / "training.csv").exists()
    assert any("n'a pas de réponses" in remark for remark in text_only.remarks)
    system = AdvancedReasoningSystem(pack)
    turn = Talk(system, now).say("J'ai oublié mon mot de passe sur le site")
    system.close()
    assert turn.approach.rule == "sans-reponse"
    assert turn.answer.text.startswith("Votre question porte sur ce sujet : ")


def test_one_response_for_a_whole_category_becomes_a_template(tmp_path: Path) -> None:
    same = "Pour tout paiement, 5 $ de frais : voyez $page."
    rows = [(text, same if category == "Paiement" else said, category)
            for text, said, category in shop_rows()]  # fmt: skip
    path = propose_pack(write_csv(tmp_path / "a.csv", ALL, rows), "boutique", tmp_path).path
    assert check_pack(path) == []
    pack = load_pack(path)
    assert pack.RESPONSE_TEMPLATES["PAIEMENT"]["default"] == (same.replace("$", "$$"),)
    assert all(entry.category != "PAIEMENT" for entry in pack.knowledge)


def test_responses_that_differ_in_a_figure_or_deny_do_not_agree() -> None:
    assert agreeing_responses(["Le port coûte 4 €."] * 3) == ("Le port coûte 4 €.",)
    assert agreeing_responses([f"Le port coûte {price} €." for price in (4, 5, 6)]) == ()
    denied = ["Nous livrons en Suisse."] * 2 + ["Nous ne livrons pas en Suisse."] * 2
    assert agreeing_responses(denied) == ()


def test_nearly_equal_responses_are_one_passage_with_all_questions(tmp_path: Path) -> None:
    same = "Le lien reste valable une heure."
    rows = [(text, same if category == "Compte" and at % 16 < 8 else said, category)
            for at, (text, said, category) in enumerate(shop_rows())]  # fmt: skip
    path = propose_pack(write_csv(tmp_path / "a.csv", ALL, rows), "boutique", tmp_path).path
    merged = [entry for entry in load_pack(path).knowledge if "valable une heure" in entry.text]
    assert len(merged) == 1 and len(merged[0].questions) > 3


def test_codes_of_one_shape_become_an_entity_with_an_invented_example(labelled: Proposal) -> None:
    entity = load_pack(labelled.path).entities["numero_cmd"]
    assert (entity.example, entity.normalise) == ("CMD-123456", "CMD-$digits")
    rare = ["voir page 404", *(f"article {number} ?" for number in range(100, 120))]
    assert code_shapes(rare) == []
    assert [shape.prefix for shape in code_shapes([f"FR{n}00" for n in range(1, 9)])] == ["fr"]


def test_a_response_that_names_a_single_case_is_no_knowledge(tmp_path: Path) -> None:
    rows = [(text, f"{said} Votre commande CMD-482950 est partie." if at == 2 else said, category)
            for at, (text, said, category) in enumerate(shop_rows())]  # fmt: skip
    proposal = propose_pack(write_csv(tmp_path / "a.csv", ALL, rows), "boutique", tmp_path)
    assert all("CMD-" not in entry.text for entry in load_pack(proposal.path).knowledge)
    assert any("nomme un cas particulier" in remark for remark in proposal.remarks)


def test_a_message_in_two_categories_teaches_one_of_them(tmp_path: Path) -> None:
    text = shop_rows()[0][0]
    rows = [*shop_rows(), (text.upper(), "Autre chose.", "Garantie")]
    proposal = propose_pack(write_csv(tmp_path / "a.csv", ALL, rows), "boutique", tmp_path)
    assert check_pack(proposal.path) == []
    pack = load_pack(proposal.path)
    owners = [name for name, spec in pack.CATEGORIES.items()
              if sameness(text) in map(sameness, spec.examples)]  # fmt: skip
    assert owners == ["LIVRAISON"]
    assert any("aussi dans une autre catégorie" in remark for remark in proposal.remarks)


def test_the_readme_names_every_category_and_every_remark(proposal: Proposal) -> None:
    text = (proposal.path / "README.md").read_text(encoding="utf-8")
    for name, _label, rows in proposal.categories:
        assert f"| {name} | " in text and f" | {rows} | «" in text
    for remark in proposal.remarks:
        assert remark in text


def test_english_messages_get_an_english_pack(tmp_path: Path) -> None:
    subjects = ("where is the parcel that i ordered", "how can i pay the invoice by card")
    ends = ("today", "now", "please", "from my phone", "at home", "for the shop", "in the end",
            "without the box")  # fmt: skip
    rows = [(f"{subject} {end}",) for subject in subjects for end in ends]
    path = propose_pack(write_csv(tmp_path / "a.csv", ("text",), rows), "shop", tmp_path, 2).path
    assert check_pack(path) == []
    pack = load_pack(path)
    assert pack.languages == ("en",)
    assert pack.RESPONSE_TEMPLATES["SALUTATION"]["default"][0].startswith("Hello")


def test_one_category_for_all_or_nearly_all_rows_is_remarked(tmp_path: Path) -> None:
    rows = [(text, said, "Tout" if at else "Autre") for at, (text, said, _c) in
            enumerate(shop_rows())]  # fmt: skip
    mostly = propose_pack(write_csv(tmp_path / "a.csv", ALL, rows), "presque", tmp_path)
    assert any("TOUT contient 98 % des lignes" in remark for remark in mostly.remarks)
    only = propose_pack(write_csv(tmp_path / "b.csv", ALL, rows[1:]), "tout", tmp_path)
    assert any("Une seule catégorie" in remark for remark in only.remarks)
    assert check_pack(only.path) == []


def test_groups_of_messages_that_have_nothing_in_common_are_called_fragile(
    tmp_path: Path, unlabelled: Proposal
) -> None:
    random = Random(1)
    rows = [(" ".join("".join(random.choices("abcdefghijklmnop", k=6)) for _word in range(6)),)
            for _row in range(400)]  # fmt: skip
    proposal = propose_pack(write_csv(tmp_path / "a.csv", ("text",), rows), "bruit", tmp_path)
    assert any("fragiles" in remark for remark in proposal.remarks)
    assert not any("fragiles" in remark for remark in unlabelled.remarks)


def test_other_names_of_columns_are_said(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", ("Question", "Réponse", "category"), shop_rows())
    (remark, *_others) = propose_pack(file, "boutique", tmp_path).remarks
    assert remark == "Colonnes lues : « Question » (messages), « Réponse » (réponses)."


def test_too_many_values_in_the_category_column_are_refused(tmp_path: Path) -> None:
    rows = [(f"message {chr(97 + n % 26)}{n}", "oui", f"sujet {n}") for n in range(201)]
    with pytest.raises(UsageError, match="201 valeurs"):
        propose_pack(write_csv(tmp_path / "a.csv", ALL, rows), "boutique", tmp_path)


def test_an_existing_folder_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "boutique").mkdir()
    with pytest.raises(UsageError, match="existe déjà"):
        propose_pack(write_csv(tmp_path / "a.csv", ALL, shop_rows()), "boutique", tmp_path)
    assert list((tmp_path / "boutique").iterdir()) == []


HOSTILE = [
    '"', "'''", '"""', "\\", "$", "$nom", "${", "\n[[rule]]\n", "\t", "\x00", "\x1b[2J", "\u2028",
    "\x85", "|", "<!-- category: X -->", "## ", "é", "👍", "доставка", ",", ";", "\ufeff",
    "a.b." * 40, "CMD-482913", "x" * 3000, " ", "İ", "´",
]  # fmt: skip
CELL = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), min_size=1, max_size=5).map("".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cells=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12),
    columns=st.sampled_from([1, 2, 3]),
)
def test_whatever_stands_in_the_cells_the_pack_is_valid(
    tmp_path_factory: pytest.TempPathFactory,
    cells: list[tuple[str, str, str]],
    columns: int,
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    clean = [tuple(cell.encode("utf-8", "replace").decode() for cell in row) for row in cells]
    rows = [row[:columns] for row in (*clean, *shop_rows()[:24])]
    path = propose_pack(write_csv(folder / "a.csv", ALL[:columns], rows), "essai", folder).path
    assert [str(problem) for problem in check_pack(path) if problem.severity == "error"] == []
    for line in (path / "evaluation.jsonl").read_text(encoding="utf-8").split("\n")[:-1]:
        assert json.loads(line)["turns"]


def test_a_file_of_nothing_but_hostile_cells_gives_a_pack_that_answers(
    tmp_path: Path, now: datetime
) -> None:
    rows = [(text + str(n) * 2, text, text) for n in range(2) for text in HOSTILE]
    path = propose_pack(write_csv(tmp_path / "a.csv", ALL, rows), "essai", tmp_path).path
    assert [problem for problem in check_pack(path) if problem.severity == "error"] == []
    system = AdvancedReasoningSystem(load_pack(path))
    assert Talk(system, now).say("${ [[rule]] $nom").answer.text
    system.close()
