"""Which messages are commands, and which only look like one."""

import pytest

from mistral_assistant.commands import COMMANDS, Command
from mistral_assistant.errors import UsageError
from mistral_assistant.french import fold
from mistral_assistant.typed_commands import ParsedCommand, parse

PACKS = ("ecommerce", "support-technique")


NAMES = [(word, item) for item in COMMANDS for word in (item.name, *item.aliases)]


@pytest.mark.parametrize(("word", "item"), NAMES, ids=[word for word, _item in NAMES])
def test_every_name_is_understood_whatever_its_case_and_accents(word: str, item: Command) -> None:
    assert parse(f"/{word}", PACKS) == ParsedCommand(item.name)
    assert parse(f"  /{fold(word).upper()} \n", PACKS) == ParsedCommand(item.name)
    bare = None if item.slash else ParsedCommand(item.name)
    assert parse(word, PACKS) == bare
    assert parse(f"  {fold(word).upper()} \n", PACKS) == bare


@pytest.mark.parametrize("word", ["modifier", "bien", "mal", "sources", "corriger", "copier"])
def test_what_may_answer_a_question_of_ours_is_no_command_without_a_slash(word: str) -> None:
    assert parse(word) is None
    assert parse(f"/{word}") == ParsedCommand(word)


@pytest.mark.parametrize(
    ("text", "argument"),
    [("température 0.3", "0.3"), ("Temperature 0,3", "0.3"), ("/température 2", "2")],
)
def test_a_number_behind_a_command_is_understood(text: str, argument: str) -> None:
    assert parse(text) == ParsedCommand("température", argument)


@pytest.mark.parametrize("text", ["/température 3", "/graine 1.5", "/copier 0", "/graine nan"])
def test_a_number_out_of_range_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert "nombre de" in caught.value.hint


@pytest.mark.parametrize("text", ["température du colis", "graine de lin", "copier la facture"])
def test_words_behind_a_command_make_it_a_question(text: str) -> None:
    assert parse(text) is None


def test_no_two_commands_share_a_name() -> None:
    names = [fold(name) for item in COMMANDS for name in (item.name, *item.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "domaine Windows inaccessible ?",
        "aide moi à choisir",
        "aide\nmoi",
        "debug mon ordinateur",
        "quitter le site sans payer",
        "thème du magasin",
        "Où en est ma commande ?",
        "/etc/hosts est vide",
        "/",
        "/ quitter",
        "q ?",
    ],
)
def test_an_ordinary_message_is_no_command(text: str) -> None:
    assert parse(text, PACKS) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("domaine ecommerce", "ecommerce"),
        ("Domaine E-commerce", "ecommerce"),
        ("/domaine SUPPORT TECHNIQUE", "support-technique"),
        ("pack support-technique", "support-technique"),
    ],
)
def test_a_pack_is_found_whatever_its_spelling(text: str, name: str) -> None:
    assert parse(text, PACKS) == ParsedCommand("domaine", name)


def test_a_theme_is_named_in_either_language() -> None:
    assert parse("thème clair") == parse("/theme light") == ParsedCommand("thème", "light")


def test_a_pack_is_passed_on_as_typed_while_the_packs_are_unknown() -> None:
    assert parse("/domaine Jardin") == ParsedCommand("domaine", "Jardin")
    assert parse("domaine Jardin") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/hitsorique", "« /historique »"),
        ("/xyzxyz", "« aide »"),
        ("/aide moi", "« aide »"),
        ("/domaine ecomerce", "« ecommerce »"),
        ("/domaine jardin", "ecommerce, support-technique"),
        ("/thème bleu", "clair, sombre"),
    ],
)
def test_a_wrong_slash_command_says_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(text, PACKS)
    assert said in str(raised.value)
