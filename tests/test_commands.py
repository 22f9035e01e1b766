"""Which messages are commands, and which only look like one."""

import pytest

from mistral_assistant.commands import COMMANDS, ParsedCommand, parse
from mistral_assistant.errors import UsageError
from mistral_assistant.french import fold

PACKS = ("ecommerce", "support-technique")


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    ("word", "name"),
    [(word, item.name) for item in COMMANDS for word in (item.name, *item.aliases)],
)
def test_every_name_is_understood_with_and_without_a_slash(
    word: str, name: str, slash: str
) -> None:
    assert parse(slash + word, PACKS) == ParsedCommand(name)
    assert parse(f"  {slash}{fold(word).upper()} \n", PACKS) == ParsedCommand(name)


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
