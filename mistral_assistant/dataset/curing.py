"""What happens to the two cells of a pair: mojibake, the file's layers of damage, the verdict."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mistral_assistant.dataset.endings import Habits, learn_habits
from mistral_assistant.dataset.judge import fault, quick_fault
from mistral_assistant.dataset.layer import Layer
from mistral_assistant.dataset.layers import find_layers
from mistral_assistant.dataset.markup import row_entities
from mistral_assistant.dataset.mojibake import CODECS, FOLLOWERS, LEADS, undone, wrong_encodings
from mistral_assistant.dataset.normalise import uncovered, without_invisible

Pair = tuple[str, str]


@dataclass(frozen=True)
class Cure:
    """The treatment of a file, decided on its first pairs."""

    layers: tuple[Layer, ...] = ()
    habits: Habits = Habits()
    wrong_encodings: tuple[str, ...] = CODECS
    visible_only: bool = True
    """Take invisible characters out, which hide damage from the layers."""


_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0300-\u036f\u061c\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff0-\uffff\U000e0000-\U0010ffff"
)
_COMPOSED = (
    "\u0340-\u0387\u0483-\u0487\u0591-\u1dff\u1f00-\u1fff\u2000\u2001\u20d0-\u20dc\u20e1\u20e5-\u20f0"
    "\u2126\u212a\u212b\u2329\u232a\u2adc\u2cef-\u2cf1\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099\u309a"
    "\ua66f-\ua6f1\ua806-\uabed\uf900-\ufaff\ufb1d-\ufb4e\ufe20-\ufe2f\U000101fd-\U0001e94a\U0002f800-\U0002fa1f"
)
"""What may not be in NFC: characters that have another form, and those that join the one before."""
REMARKABLE_CHARACTERS = _UNSEEN + _COMPOSED
"""For a character class; where one of them stands, a text is never plain."""
# One class of first characters and then what each needs: the engine skips to that class quickly.
_REMARKABLE = re.compile(
    f"[&?{_UNSEEN}{_COMPOSED}{LEADS}](?:"
    f"(?<=[{_UNSEEN}{_COMPOSED}])"
    "|(?<=&)(?:#|[A-Za-z]+;)"
    r"|(?<=\?)(?:[a-zà-ÿ](?!\w*=)|(?<= \?)[ ,.;)])"
    f"|(?<=[{LEADS}])(?:[{FOLLOWERS} \n]|$)"
    ")"
)
"""What one of the steps below may want to look at."""


def is_plain_text(text: str) -> bool:
    """Tell whether nothing in a text can be in need of a cure; then it is in NFC too."""
    return not _REMARKABLE.search(text)


def is_plain(pair: Pair) -> bool:
    """Tell whether nothing in a pair can be in need of a cure; most pairs pass here."""
    return is_plain_text(f"{pair[0]}\n{pair[1]}")


def find_cure(sample: Sequence[Pair], visible_only: bool = True) -> Cure:
    """Decide which layers of damage a file has and what its sound pairs look like."""
    wrong = wrong_encodings(text for pair in sample for text in pair)
    pairs = [without_mojibake(pair, wrong) for pair in sample]
    pairs = [(uncovered(pair[0]), uncovered(pair[1])) for pair in pairs]
    layers = find_layers(pairs)
    for layer in layers:
        pairs = [layer.cured(pair) for pair in pairs]
    pairs = [without_mojibake(pair) for pair in pairs] if layers else pairs
    return Cure(tuple(layers), learn_habits(pairs), wrong, visible_only)


def cured(pair: Pair, cure: Cure) -> tuple[Pair, set[str], str]:
    """Return (the pair repaired, the rules that this took, why it is beyond repair or empty)."""
    rules: set[str] = set()
    if not cure.layers and is_plain(pair):
        return pair, rules, quick_fault(pair, cure.habits)
    pair = _step(pair, without_mojibake(pair, cure.wrong_encodings), "mojibake", rules)
    if cure.visible_only:
        pair = uncovered(pair[0]), uncovered(pair[1])
    for layer in cure.layers:
        pair = _step(pair, layer.cured(pair), layer.rule, rules)
    pair = _step(pair, row_entities(pair), "entities", rules)
    if rules:
        pair = _step(pair, without_mojibake(pair), "mojibake", rules)
    return pair, rules, fault(pair if cure.visible_only else visible(pair), cure.habits)


def visible(pair: Pair) -> Pair:
    """Return both sides without characters that nobody sees."""
    return without_invisible(pair[0]), without_invisible(pair[1])


def _step(before: Pair, after: Pair, rule: str, rules: set[str]) -> Pair:
    if after != before:
        rules.add(rule)
    return after


def without_mojibake(pair: Pair, codecs: tuple[str, ...] = CODECS) -> Pair:
    """Undo mojibake in each side."""
    one, other = undone(pair[0], codecs), undone(pair[1], codecs)
    return one[0] if one else pair[0], other[0] if other else pair[1]
