"""Damage of whole files is peeled; single cells that talk about it are not."""

import html
import json
import quopri

import pytest

from mistral_assistant.dataset.layers import find_layers

PAIRS = [
    ("Où est l'entrée ?", "À côté du « hall », près de l'escalier.\nSuivez la flèche."),
    ("Et le café ?", "Au 2e étage, à droite ; c'est 3 €."),
    ("Qui décide ?", "Le maire & son équipe, après débat.\n\nVoilà tout."),
    ("Ça marche ?", 'Oui, "très" bien : même la nuit.'),
    ("Pourquoi pas ?", "Parce que c'est déjà complet jusqu'à l'été."),
]


def peeled(change: object, side: int | None = None) -> tuple[list[str], list[tuple[str, str]]]:
    """Damage the pairs, find the layers, return their names and the pairs without them."""
    damaged = [
        tuple(change(text) if side in (None, at) else text for at, text in enumerate(pair))  # type: ignore[operator]
        for pair in PAIRS
    ]
    layers = find_layers(damaged)  # type: ignore[arg-type]
    for layer in layers:
        damaged = [layer.cured(pair) for pair in damaged]  # type: ignore[arg-type]
    return [layer.rule for layer in layers], damaged  # type: ignore[return-value]


def named(text: str) -> str:
    """Write accents and marks as entities."""
    table = html.entities.codepoint2name
    return "".join(f"&{table[ord(c)]};" if ord(c) in table else c for c in text)


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        (named, ["entities"]),
        (lambda text: html.escape(named(text)), ["entities", "entities"]),
        (html.escape, ["entities"]),
        (lambda text: text.encode("ascii", "xmlcharrefreplace").decode(), ["entities"]),
        (lambda text: f"<p>{html.escape(text)}</p>".replace("\n", "<br>"), ["tags"]),
        (lambda text: json.dumps(text)[1:-1], ["json_escapes"]),
        (lambda text: repr(text.encode()), ["bytes_repr"]),
        (lambda text: quopri.encodestring(text.encode()).decode(), ["quoted_printable"]),
        (lambda text: text.replace("\n", "\\n"), ["literal_newlines"]),
        (lambda text: text.replace("\n", "_x000D_\n"), ["excel_escapes"]),
        (lambda text: f"'{text}", ["excel_guards"]),
        (lambda text: '="' + text.replace('"', '""') + '"', ["excel_guards"]),
        (lambda text: '"' + text.replace('"', '""') + '"', ["quoted_again", "quoted_again"]),
    ],
)  # fmt: skip
def test_each_layer_is_found_and_peeled(change: object, rules: list[str]) -> None:
    assert peeled(change) == (rules, PAIRS)


def test_prefixes_and_numbers_of_a_column_are_peeled() -> None:
    numbered = [(f"{n}. {one}", f"Réponse : {other}") for n, (one, other) in enumerate(PAIRS, 1)]
    layers = find_layers(numbered)
    assert {(layer.rule, layer.side) for layer in layers} == {("line_numbers", 0), ("prefixes", 1)}
    for layer in layers:
        numbered = [layer.cured(pair) for pair in numbered]
    assert numbered == PAIRS


@pytest.mark.parametrize(
    "pair",
    [
        ("Comment écrire &eacute; ?", "Tapez &eacute; dans la source ; on lit é."),
        ("Que fait <b>x</b> ?", "La balise <b>x</b> met en gras."),
        ("Où est C:\\nouveau ?", "Dans C:\\nouveau\\temp."),
        ("Que veut dire b'abc' ?", "b'abc' note des octets."),
        ("Et =C3=A9 ?", "C'est é en courriel."),
        ("Question : où ?", "Réponse : ici."),
        ("1. D'abord ?", "2. Ensuite."),
        ("Et '=A1 ?", "'=A1 reste un texte."),
    ],
)
def test_one_row_about_such_things_among_sound_ones_is_no_layer(pair: tuple[str, str]) -> None:
    assert find_layers([*PAIRS, pair]) == []
