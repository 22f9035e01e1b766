"""What can be copied or opened out of a message, to the character."""

import pytest

from mistral_assistant.tui.extracts import Extract, addresses, extracts

TEXT = """Voici :

```python
def f(x):\t# tabulation
    return  x

```

- dans une liste

      code à quatre espaces

| a | b |
|---|---|
| 1 | `|` |

    indenté
"""


def test_code_blocks_and_tables_come_in_order_and_to_the_character() -> None:
    found = extracts(TEXT)
    assert [(item.kind, item.language) for item in found] == [
        ("code", "python"),
        ("code", ""),
        ("table", ""),
        ("code", ""),
    ]
    assert found[0].text == "def f(x):\t# tabulation\n    return  x\n"
    assert found[2].text == "| a | b |\n|---|---|\n| 1 | `|` |"
    assert found[3].text == "indenté"


def test_a_fence_that_was_never_closed_can_be_copied() -> None:
    assert extracts("```\nabc") == [Extract("code", "abc")]


def test_a_text_without_blocks_has_none() -> None:
    assert extracts("Bonjour\n\n**vous**") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Voyez https://exemple.fr/a?b=1&c=2.", ["https://exemple.fr/a?b=1&c=2"]),
        ("(https://exemple.fr/a_(b)) et", ["https://exemple.fr/a_(b)"]),
        ("[ici](https://exemple.fr), puis", ["https://exemple.fr"]),
        ("« https://a.fr/ », mailto:b@a.fr !", ["https://a.fr/", "mailto:b@a.fr"]),
        ("https://a.fr https://a.fr", ["https://a.fr"]),
        ("javascript:alert(1) file:///etc/passwd ftp://a.fr https:// mailto:", []),
        ("HTTPS://EXEMPLE.FR", ["HTTPS://EXEMPLE.FR"]),
    ],
)  # fmt: skip
def test_addresses_are_those_that_may_be_opened(text: str, found: list[str]) -> None:
    assert addresses(text) == found
