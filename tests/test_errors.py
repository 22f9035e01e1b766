"""Every error prints what happened and what to do."""

import pytest

from mistral_assistant import errors


@pytest.mark.parametrize("kind", errors.AssistantError.__subclasses__())
def test_every_error_prints_its_problem_and_its_hint(kind: type[errors.AssistantError]) -> None:
    error = (
        kind("Il manque un fichier.", hint="Ajoutez-le.")
        if kind is errors.PackError
        else kind("Il manque un fichier.", "Ajoutez-le.")
    )
    assert str(error) == "Il manque un fichier. → Ajoutez-le."


def test_every_child_is_drawn_in_the_tree() -> None:
    for kind in errors.AssistantError.__subclasses__():
        assert kind.__name__ in (errors.__doc__ or "")


def test_a_pack_error_lists_its_problems_in_file_order() -> None:
    late = errors.Problem("b.toml", 2, "x", "faux", "corrigez")
    early = errors.Problem("a.toml", 9, "", "absent", "ajoutez")
    lines = str(errors.PackError("Domaine refusé.", [late, early])).splitlines()
    assert lines == [
        "Domaine refusé.",
        "  a.toml:9 : absent → ajoutez",
        "  b.toml:2 [x] : faux → corrigez",
    ]
