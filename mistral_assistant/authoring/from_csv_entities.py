"""Entity types that the messages of a CSV suggest: codes of one shape, and the usual built-ins."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mistral_assistant.authoring.toml_text import Value
from mistral_assistant.french import fold

MIN_TEXTS, MIN_VALUES = 5, 3
"""Messages that hold codes of one shape, and different codes among them."""
MIN_SHARE = 0.002
MAX_CODES = 20
_CODE = re.compile(r"(?<![^\W_])([^\W\d_]{1,6})([-_/#]| ?[nN]?° ?)?(\d{3,12})(?![^\W_])")


@dataclass(frozen=True)
class CodeShape:
    """Codes such as CMD-482913: a prefix of letters and a run of digits."""

    prefix: str
    """a-z only, as ids are."""
    separator: str
    fewest: int
    most: int
    """Digits."""

    @property
    def id(self) -> str:
        """Entity id."""
        return f"numero_{self.prefix}"

    @property
    def example(self) -> str:
        """A made-up code of this shape; nobody's real one."""
        digits = "1234567890123456789"[: self.most]
        return f"{self.prefix.upper()}{self.separator}{digits}"

    @property
    def pattern(self) -> str:
        """RE2 pattern; the first group holds the digits."""
        repeated = str(self.fewest) if self.fewest == self.most else f"{self.fewest},{self.most}"
        return rf"(?i)\b{self.prefix}[\s_/#-]*(?:n?°)?\s*(\d{{{repeated}}})\b"

    @property
    def values(self) -> Mapping[str, Value]:
        """Keys of the entity type that do not depend on a language."""
        return {
            "example": self.example,
            "pattern": self.pattern,
            "normalise": f"{self.prefix.upper()}{self.separator}$digits",
        }


def code_shapes(texts: Sequence[str]) -> list[CodeShape]:
    """Return the shapes of the codes that many messages hold, commonest first.

    A prefix that is mostly written without digits behind it is a word ("page 404") and no code.
    """
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    holding: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for text in texts:
        codes = [(fold(match[1]), *match.group(2, 3)) for match in _CODE.finditer(text)]
        holding.update({prefix for prefix, _separator, _digits in codes})
        words.update(fold(word) for word in re.findall(r"[^\W\d_]{1,6}", text))
        for prefix, separator, digits in codes:
            found[prefix].append((separator or "", digits))
    shapes = []
    for prefix, number in holding.most_common():
        values = {digits for _separator, digits in found[prefix]}
        often = number >= max(MIN_TEXTS, MIN_SHARE * len(texts)) and len(values) >= MIN_VALUES
        is_code = 2 * len(found[prefix]) > words[prefix]
        if often and is_code and re.fullmatch("[a-z]+", prefix):
            shapes.append(_shape(prefix, found[prefix]))
    return shapes[:MAX_CODES]


def _shape(prefix: str, codes: Iterable[tuple[str, str]]) -> CodeShape:
    codes = list(codes)
    separator = Counter(separator for separator, _digits in codes).most_common(1)[0][0]
    lengths = Counter(len(digits) for _separator, digits in codes)
    # A length that hardly occurs is a typing error.
    usual = [length for length, number in lengths.items() if number >= 0.05 * len(codes)]
    kept = separator if separator in ("-", "_", "/", "#") else ""
    return CodeShape(prefix, kept, min(usual), max(usual))


def holds_code(text: str, shapes: Sequence[CodeShape]) -> bool:
    """Tell whether a text names a single case, such as somebody's order."""
    prefixes = {shape.prefix for shape in shapes}
    return any(fold(match[1]) in prefixes for match in _CODE.finditer(text))
