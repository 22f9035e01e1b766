r"""Patterns of packs: borders and letters are those of the text's language, not of ASCII."""

import re

import pytest
import re2

from mistral_assistant.domains.patterns import Pattern


def found(pattern: str, text: str) -> list[str | None]:
    return [match.group() for match in Pattern(pattern).finditer(text)]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\bété\b", "cet été, en été ; répété", ["été", "été"]),
        (r"(?i)\bécole\b", "l'ÉCOLE ou l’école", ["ÉCOLE", "école"]),
        (r"\bété\b", "ete", []),
        (r"\bété\b", "à Eté ou ete : été", ["été"]),
        (r"\bmarche\b", "il a marché, il marche", ["marche"]),
        (r"\bt\b", "l'été à t", ["t"]),
        (r"\w+", "où êtes-vous, Noël ?", ["où", "êtes", "vous", "Noël"]),
        (r"\b\w{4}\b", "fête des mères à Nîmes", ["fête"]),
        (r"\W+", "été — hiver", [" — "]),
        (r"[\w-]+", "prêt-à-porter été", ["prêt-à-porter", "été"]),
        (r"[^\W\d_]+", "été2026", ["été"]),
        (r"\b[a-zà-ÿ]+\b", "Été très œuvré", ["très"]),
        (r"\b[éè]\w*", "élan ère eau", ["élan", "ère"]),
        (r"\b[^é ]+\b", "été là t", ["là", "t"]),
        (r"\bréf\.? ?(\d+)", "la réf. 12 et ref 13", ["réf. 12"]),
        (r"\b(?:œuf|bœuf)s?\b", "un bœuf, deux œufs, du boeuf", ["bœuf", "œufs"]),
        (r"\x{e9}t\xe9\b", "été", ["été"]),
        (r"\bQ\Qé.\E\b", "Qé.x Qéax", ["Qé."]),
        (r"\bмир\b", "мир мира", ["мир"]),
        (r"\p{Lu}\w+", "le Zéphyr d'Été", ["Zéphyr", "Été"]),
        (r"[[:alpha:]]+\b", "déjà 12", ["déjà"]),
        (r"\b[A-Z]{2,}\w*", "ÉCOLE AB", ["AB"]),
    ],
)
def test_borders_and_letters_know_accents(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


PATTERNS = (r"\b\w+\b", r"\b\d{3}\b", r"[\w.]+@\w+", r"\B\w", r"\b[a-z]{3}\b", r"\w\W", r"\b\w")


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize(
    "text", ["l'été à Nîmes : 123 çà", "abc ABC éab abé 12é3 456", "a@b.fr é@é.fr", "", "éàü"]
)
def test_the_same_is_found_as_by_python(pattern: str, text: str) -> None:
    expected = [match.span() for match in re.finditer(pattern, text)]
    assert [match.span() for match in Pattern(pattern).finditer(text)] == expected


def test_groups_have_their_spans_in_the_text_as_written() -> None:
    match = Pattern(r"\b(été|hiver) (\d+)?(?P<mot>ça)?").search("l’été 26")
    assert match is not None
    assert (match.span(), match.span(1), match.groups()) == ((2, 8), (2, 5), ("été", "26", None))


def test_a_match_begins_where_it_is_asked_to() -> None:
    pattern = Pattern(r"\bété\b")
    assert pattern.match("cet été", 4) is not None
    assert pattern.match("cet été", 3) is None
    assert pattern.match("répété", 3) is None


def test_a_bad_pattern_is_refused() -> None:
    with pytest.raises(re2.error):
        Pattern(r"\bété(")


def test_text_without_end_stays_linear() -> None:
    assert found(r"\b[a-z]+\b", "é" * 20_000) == []
