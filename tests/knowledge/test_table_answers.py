"""Questions about a catalogue: what is read off one record, off two, and off all of them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from mistral_assistant.chat import Passage
from mistral_assistant.domains.loader import load_pack
from mistral_assistant.domains.pack import Table
from mistral_assistant.knowledge.table_answers import answered
from mistral_assistant.knowledge.table_questions import completed, read_question
from mistral_assistant.knowledge.table_view import ANSWER
from mistral_assistant.knowledge.table_words import TableWords

PACK = Path(__file__).parents[2] / "domains" / "applications"
TODAY = date(2026, 3, 12)


@pytest.fixture(scope="module")
def table() -> Table:
    return load_pack(PACK).tables["applications"]


@pytest.fixture(scope="module")
def words(table: Table) -> TableWords:
    return TableWords(table)


def ask(words: TableWords, text: str, named: Sequence[str] = (), *earlier: str) -> Passage:
    """Return the computed answer; an empty passage where there is none."""
    question = read_question(words, text, named)
    question = completed(question, [read_question(words, said) for said in earlier])
    rows = [row for row in words.table.rows if row.cells["nom"] in named]
    found = answered(words.table, question, rows, TODAY, str.istitle)
    return found[0] if found else Passage("", "", 0.0)


@pytest.mark.parametrize(
    ("text", "name", "kind", "value"),
    [
        ("Qui héberge AGATE ?", "AGATE", "field", "Salle Ardoise"),
        ("l hebergeur de lutrin", "Lutrin", "field", "Biblionum"),
        ("statu de Facto", "Facto", "field", "En extinction"),
        ("Où est hébergée Vigie+ ?", "Vigie+", "provisional", ""),
        ("Quelle est l'URL de Facto ?", "Facto", "absent", ""),
        ("Lutrin est-elle en production ?", "Lutrin", "yes", "En production"),
        ("Est-ce que Navette est en production ?", "Navette", "no", "En projet"),
        ("Marée est-elle nationale ou locale ?", "Marée", "field", "Nationale"),
        ("Qui est le chef de projet de Belvédère ?", "Belvédère", "field", "Karim Oualid"),
        ("Quel est le budget de Lutrin ?", "Lutrin", "absent", ""),
        ("Quelle est la fermeture prévue de Facto ?", "Facto", "field", "31/12/2026"),
    ],
)
def test_a_question_about_one_application(
    words: TableWords, text: str, name: str, kind: str, value: str
) -> None:
    found = ask(words, text, [name])
    assert found.fields[ANSWER] == kind
    assert value in found.fields.get("value", "")


@pytest.mark.parametrize(
    ("text", "kind", "names", "others"),
    [
        ("Quelles applications sont en construction ?", "list", "GRAINE, Vigie+", "AGATE"),
        ("Combien d'applications utilisent Oracle ?", "count", "Facto, Horizon Paie", "AGATE"),
        ("Quelles applis sous MariaDB ou MySQL ?", "list", "DÉCLIC, Doc'Val, Lutrin", "AGATE"),
        ("Quelles applications ne sont pas en production ?", "list", "Navette", "AGATE"),
        ("Quelles applications n'ont pas d'hébergeur ?", "list", "Navette, Vigie+", "AGATE"),
        ("Quelles applications ont ouvert avant 2010 ?", "list", "Facto", "Doc'Val"),
        ("Quelles applications ont plus de 10 000 utilisateurs ?", "list", "DÉCLIC", "AGATE"),
        ("Toutes les applications du domaine culture", "list", "Lutrin", "AGATE"),
        ("Quelles applications sont hébergées chez Zorglub ?", "none", "", "AGATE"),
    ],
)
def test_a_question_about_all_applications(
    words: TableWords, text: str, kind: str, names: str, others: str
) -> None:
    found = ask(words, text)
    assert found.fields.get(ANSWER, "none") == kind
    assert all(name in found.fields["items"] for name in names.split(", ") if name)
    assert others not in found.fields.get("items", "")


def test_a_place_keeper_is_counted_as_not_available(words: TableWords) -> None:
    found = ask(words, "répartition des applications par hébergeur")
    assert "- non disponible : 3" in found.fields["items"]
    assert "Oui" not in found.fields["items"]


def test_versions_of_a_base_are_counted_together(words: TableWords) -> None:
    found = ask(words, "Quelle est la base de données la plus utilisée ?")
    assert (found.fields["value"], found.fields["count"]) == ("PostgreSQL", "6")


def test_the_oldest_and_the_largest_are_found(words: TableWords) -> None:
    assert ask(words, "Quelle application est la plus ancienne ?").fields["name"] == "Facto"
    assert ask(words, "Quelle application a le plus d'utilisateurs ?").fields["name"] == "DÉCLIC"


def test_who_depends_on_an_application_is_told_from_what_it_depends_on(words: TableWords) -> None:
    forwards = ask(words, "De quoi dépend Belvédère ?", ["Belvédère"])
    backwards = ask(words, "Quelles applications dépendent de CartoVal ?", ["CartoVal"])
    assert forwards.fields["value"] == "PIVOT, CartoVal"
    assert backwards.fields["items"] == "Belvédère, GRAINE, Vigie+"


def test_two_applications_are_compared(words: TableWords) -> None:
    found = ask(words, "AGATE et Lutrin ont-elles le même hébergeur ?", ["AGATE", "Lutrin"])
    assert found.fields["items"] == "- hébergeur : AGATE : Salle Ardoise ; Lutrin : Biblionum"


@pytest.mark.parametrize(
    ("text", "earlier", "names"),
    [
        ("et celles en construction ?", "Quelles applications sont en production ?", "Vigie+"),
        ("et sous Oracle ?", "Combien d'applications utilisent PostgreSQL ?", "Facto"),
        ("lesquelles ?", "Combien d'applications sont vitales ?", "PIVOT"),
    ],
)
def test_a_short_message_goes_on_with_the_last_question(
    words: TableWords, text: str, earlier: str, names: str
) -> None:
    assert names in ask(words, text, [], earlier).fields["items"]


def test_a_field_without_an_application_asks_which(words: TableWords) -> None:
    assert ask(words, "Quel est le statut ?").fields[ANSWER] == "which"
    unknown = ask(words, "Qui héberge Zéphyrin ?")
    assert (unknown.fields[ANSWER], unknown.fields["name"]) == ("unknown", "Zéphyrin")


def test_small_talk_asks_the_table_nothing(words: TableWords) -> None:
    for text in ("Bonjour", "merci beaucoup", "Quel temps fera-t-il ?", "Donne-moi une recette"):
        assert ask(words, text).text == ""


def test_an_answer_cites_the_records_it_rests_on(words: TableWords, table: Table) -> None:
    question = read_question(words, "Qui héberge AGATE ?", ["AGATE"])
    row = next(row for row in table.rows if row.cells["nom"] == "AGATE")
    found = answered(table, question, [row], TODAY, str.istitle)
    assert [passage.source for passage in found] == ["applications.md · AGATE"] * 2
