"""Where a pack would put its own examples if it had not been taught them.

Near-duplicates are left out together, or they would vouch for each other.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from mistral_assistant.authoring.near_duplicates import near_duplicate_groups
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.themes import learn_categories

FOLDS = 5
"""A fifth of the examples is left out at a time; the pack is learned anew for each."""


@dataclass(frozen=True)
class LeftOut:
    """An example, and what the others say it is."""

    text: str
    category: str
    found: str
    """Category it would go to; empty for outside the domain."""
    confidence: float
    """Of ``found``; where that is empty, of the likeliest category."""

    @property
    def elsewhere(self) -> bool:
        """Another category of the pack claims it."""
        return self.found not in ("", self.category)


def left_out_examples(pack: DomainPack) -> list[LeftOut]:
    """Judge every example by a pack that was not taught it, in the order of the pack."""
    examples = [(text, name) for name, spec in pack.CATEGORIES.items() for text in spec.examples]
    groups = near_duplicate_groups([text for text, _name in examples])
    judged: dict[int, LeftOut] = {}
    for fold in range(FOLDS):
        held = [at for at, number in enumerate(groups) if number % FOLDS == fold]
        judged.update(_judged(pack, examples, held) if held else {})
    return [judged[at] for at in range(len(examples))]


def _judged(
    pack: DomainPack, examples: list[tuple[str, str]], held: list[int]
) -> dict[int, LeftOut]:
    hidden = set(held)
    kept: dict[str, list[str]] = defaultdict(list)
    for at, (text, name) in enumerate(examples):
        if at not in hidden:
            kept[name].append(text)
    taught = {
        name: replace(spec, examples=tuple(kept[name])) for name, spec in pack.CATEGORIES.items()
    }
    categoriser = learn_categories(replace(pack, CATEGORIES=taught))
    judged = {}
    for at in held:
        text, name = examples[at]
        found = categoriser.categorise(text)
        best = found.ranked[0][0] if found.decision != "outside" else ""
        judged[at] = LeftOut(text, name, best, found.confidence)
    return judged
