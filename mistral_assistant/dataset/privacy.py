"""Personal data in texts: found with its place, masked consistently, or listed; French first.

Numbers with a check digit (cards, IBAN, French social security) count only if it is right.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from mistral_assistant.french import fold

_STREET = (
    r"(?:rue|avenue|av\.|boulevard|bd\.?|place|impasse|all[ée]e|chemin|route|quai|cours|square|"
    r"passage|r[ée]sidence|lotissement|sentier|faubourg|esplanade)"
)
PATTERNS: dict[str, str] = {
    "email": r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?![\w-])",
    "iban": r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0\u202f]?[A-Za-z0-9]){11,30}"
            r"(?![A-Za-z0-9])",
    "card": r"(?<![\d.,-])\d(?:[ \u00a0\u202f-]?\d){12,18}(?![\d]|[.,]\d)",
    "nir": r"(?<!\d)[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])[ .]?\d{3}"
           r"[ .]?\d{3}[ .]?\d{2}(?!\d)",
    "phone": r"(?<![\w.,/+-])(?:(?:\+|00)(?:33|32|41|352|590|594|596|262)"
             r"[ .\u00a0\u202f-]?(?:\(0\)[ .-]?)?"
             r"|0)[1-9](?:[ .\u00a0\u202f/-]?\d{2}){4}(?![\w]|[.,]\d)"
             r"|(?<![\w+])\+\d{1,3}(?:[ .\u00a0\u202f-]?\d{2,4}){2,5}(?!\d)",
    "ip": r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}"
          r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]*\d)",
    "address": r"(?<![\w.,])\d{1,4}(?:[ \u00a0]?(?:bis|ter|quater|[A-D]))?,?[ \u00a0]+" + _STREET
               + r"[ \u00a0]+(?:[\w'’.-]+[ \u00a0]?){1,6}?"
               r"(?:,?[ \u00a0]*\d{5}[ \u00a0]+[A-ZÉÈÀÎÔ][\w'’-]+(?:[ -][A-ZÉÈÀÎÔ][\w'’-]+)*"
               r"|(?=[,.;:!?\n)]|$|[ \u00a0]+(?:à|et|ou|pour|depuis|le|la)\b))",
    "handle": r"(?<![\w@/.])@[A-Za-z0-9_]{2,30}(?![\w@]|\.[a-z])",
}  # fmt: skip
"""Kind → what it looks like; the checks below decide."""
KINDS = (*PATTERNS, "name")
MASKS = {
    "email": "[COURRIEL]", "iban": "[IBAN]", "card": "[CARTE]", "nir": "[NIR]",
    "phone": "[TÉLÉPHONE]", "ip": "[IP]", "address": "[ADRESSE]", "handle": "[COMPTE]",
    "name": "[NOM]",
}  # fmt: skip
_IBAN_LENGTHS = {
    "FR": 27, "MC": 27, "BE": 16, "CH": 21, "LU": 20, "DE": 22, "ES": 24, "IT": 27, "PT": 25,
    "NL": 18, "GB": 22, "IE": 22, "AT": 20, "PL": 28, "MA": 28, "TN": 24, "SE": 24, "DK": 18,
}  # fmt: skip


@dataclass(frozen=True)
class Personal:
    """One piece of personal data in a text."""

    kind: str
    start: int
    end: int
    text: str


@dataclass
class Masker:
    """Masks texts; the same value gets the same number in the whole file."""

    kinds: Collection[str] = KINDS
    names: Sequence[str] = ()
    """People's names to be found in any case, with or without accents."""
    numbered: bool = True
    """``[COURRIEL_1]``, so that who is who can still be followed; otherwise ``[COURRIEL]``."""
    counts: Counter[str] = field(default_factory=Counter)
    _known: dict[tuple[str, str], int] = field(default_factory=dict)
    _last: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._names = names_pattern(self.names)

    def find(self, text: str) -> list[Personal]:
        """Return what is personal in a text."""
        return find(text, self.kinds, self._names)

    def mask(self, text: str) -> str:
        """Return the text with masks, and count them."""
        out, end = [], 0
        for found in self.find(text):
            out += [text[end : found.start], self._mask(found)]
            end = found.end
            self.counts[found.kind] += 1
        return "".join([*out, text[end:]]) if out else text

    @property
    def distinct(self) -> dict[str, int]:
        """Return how many different values of each kind were masked."""
        return dict(self._last)

    def _mask(self, found: Personal) -> str:
        mask = MASKS[found.kind]
        key = (found.kind, _same(found))
        if key not in self._known:
            self._last[found.kind] += 1
            self._known[key] = self._last[found.kind]
        return f"{mask[:-1]}_{self._known[key]}]" if self.numbered else mask


def find(
    text: str, kinds: Collection[str] = KINDS, names: re.Pattern[str] | None = None
) -> list[Personal]:
    """Return personal data in the order of the text; where two overlap, the kind listed first."""
    taken: list[Personal] = []
    for kind in (kind for kind in PATTERNS if kind in kinds and _may_hold(kind, text)):
        for match in _COMPILED[kind].finditer(text):
            checked = _CHECKS.get(kind, _any)(match)
            if checked:
                _take(taken, Personal(kind, match.start(), match.start() + len(checked), checked))
    if names is not None and "name" in kinds:
        for start, end in _named(text, names):
            _take(taken, Personal("name", start, end, text[start:end]))
    return sorted(taken, key=lambda found: found.start)


def names_pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    """Return what finds any of the names in a folded text; None without names."""
    folded = sorted({" ".join(fold(name).split()) for name in names if name.strip()}, key=len)
    if not folded:
        return None
    return re.compile(r"\b(?:" + "|".join(map(re.escape, reversed(folded))) + r")\b")


def _take(taken: list[Personal], new: Personal) -> None:
    if all(new.end <= old.start or new.start >= old.end for old in taken):
        taken.append(new)


def _may_hold(kind: str, text: str) -> bool:
    """Tell cheaply whether looking is worth while."""
    if kind in ("email", "handle"):
        return "@" in text
    return any(char.isdigit() for char in text)


def _named(text: str, names: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Find names whatever their accents: the text is folded letter by letter."""
    folded, places = [], []
    for place, char in enumerate(text):
        for plain in fold(char) or "":
            folded.append(plain)
            places.append(place)
    for match in names.finditer("".join(folded)):
        yield places[match.start()], places[match.end() - 1] + 1


def _same(found: Personal) -> str:
    """Return what two spellings of one value have in common."""
    if found.kind in ("phone", "card", "nir", "iban"):
        plain = re.sub(r"\(0\)|[^0-9A-Za-z+]", "", found.text).upper()
        return re.sub(r"^(?:\+|00)33", "0", plain)
    return " ".join(fold(found.text).split())


def _any(match: re.Match[str]) -> str:
    return match[0].rstrip(" \u00a0.")


def _card(match: re.Match[str]) -> str:
    digits = [int(char) for char in match[0] if char.isdigit()]
    return match[0] if len(set(digits)) > 1 and luhn(digits) else ""


def luhn(digits: Sequence[int]) -> bool:
    """Tell whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _iban(match: re.Match[str]) -> str:
    """Return the IBAN, without words that follow it."""
    plain = ""
    ends = {}
    for place, char in enumerate(match[0], 1):
        if char.isalnum():
            plain += char.upper()
            ends[len(plain)] = place
    wanted = _IBAN_LENGTHS.get(plain[:2])
    lengths = [wanted] if wanted else range(len(plain), 14, -1)
    for length in lengths:
        if length in ends and iban_checks(plain[:length]):
            return match[0][: ends[length]]
    return ""


def iban_checks(plain: str) -> bool:
    """Tell whether the two check digits are right (ISO 13616, modulo 97)."""
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def _nir(match: re.Match[str]) -> str:
    plain = re.sub(r"[ .]", "", match[0]).replace("2A", "19").replace("2B", "18")
    return match[0] if 97 - int(plain[:13]) % 97 == int(plain[13:]) else ""


_COMPILED = {
    kind: re.compile(pattern, re.IGNORECASE if kind == "address" else 0)
    for kind, pattern in PATTERNS.items()
}
_CHECKS: dict[str, Callable[[re.Match[str]], str]] = {"card": _card, "iban": _iban, "nir": _nir}
