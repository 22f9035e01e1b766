"""Damage that a whole file shows in its cells: found on a sample, peeled off layer by layer.

A layer is peeled only where the sample proves that it is systematic; cells that merely talk about
entities, escapes or prefixes stay as they are.
"""

from collections.abc import Iterator, Sequence

from mistral_assistant.dataset import column_layers, escapes, markup
from mistral_assistant.dataset.layer import Layer

MOST_LAYERS = 8

_OF_CELLS = (
    escapes.find_bytes_repr,
    escapes.find_quoted_printable,
    escapes.find_json_escapes,
    escapes.find_percent,
    markup.find_tags,
    markup.find_entities,
    escapes.find_slashes,
    escapes.find_literal_newlines,
    escapes.find_excel_escapes,
    column_layers.find_guards,
)
_OF_COLUMNS = (
    column_layers.find_quoted_again,
    column_layers.find_numbers,
    column_layers.find_prefix,
    column_layers.find_bullets,
    column_layers.find_end_marks,
)
_REPEATED = frozenset({"entities"})
"""What an export may have done twice."""


def find_layers(pairs: Sequence[tuple[str, str]]) -> list[Layer]:
    """Return the layers of damage of a sample, the outermost first."""
    layers: list[Layer] = []
    pairs = [pair for pair in pairs if pair[0].strip() and pair[1].strip()]
    while pairs and len(layers) < MOST_LAYERS:
        layer = next(_detected(pairs, layers), None)
        if layer is None:
            break
        layers.append(layer)
        pairs = [layer.cured(pair) for pair in pairs]
    return layers


def _detected(pairs: Sequence[tuple[str, str]], known: Sequence[Layer]) -> Iterator[Layer]:
    """Yield the layers that a sample shows and that are not peeled yet."""
    rules = {layer.rule for layer in known}
    cells = [cell for pair in pairs for cell in pair]
    for find in _OF_CELLS:
        layer = find(cells)
        if layer and (layer.rule not in rules or layer.rule in _REPEATED):
            yield layer
    for side in (0, 1):
        column = [pair[side] for pair in pairs]
        peeled = {layer.rule for layer in known if layer.side == side}
        for find_in_column in _OF_COLUMNS:
            layer = find_in_column(column, side)
            if layer and layer.rule not in peeled and any(layer.apply(c) != c for c in column):
                yield layer
