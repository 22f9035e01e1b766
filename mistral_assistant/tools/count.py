"""Counting letters, words and occurrences in a text that the user gives."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from mistral_assistant.errors import ToolError
from mistral_assistant.french import plural
from mistral_assistant.i18n import _
from mistral_assistant.tools.french_text import Folded, fold_plain, fold_spans

_CALL = re.compile(
    r"""(?P<quote>['"])(?P<text>[^'"\n]{0,2000})(?P=quote)\.count\(\s*"""
    r"""(?P<inner>['"])(?P<what>[^'"\n]{1,200})(?P=inner)\s*\)"""
)
_LENGTH = re.compile(r"""\blen\(\s*(?P<quote>['"])(?P<text>[^'"\n]{0,2000})(?P=quote)\s*\)""")
_UNIT_WORDS = frozenset(
    "lettre lettres mot mots caractere caracteres signe signes voyelle voyelles consonne"
    " consonnes".split()
)
_IN = r"(?:dans|contient|contiennent|compte|comporte|comptent|y a[- ]t[- ]il dans|a|pour|en)"
_UNITS = re.compile(
    r"\b(?:combien (?:de |d'|y a[- ]t[- ]il de |il y a de |compte[sz]?[- ](?:on|tu|vous) de )"
    r"|(?:compte[rz]?|nombre) (?:le nombre )?(?:de |les |des ))"
    r"(?P<unit>lettres?|mots?|caracteres?|signes?|voyelles?|consonnes?)\b(?! de passe| recommandee)"
    rf"(?P<between>[^«\"“:]{{0,60}}?)(?:\b{_IN}\b|:) ?(?P<text>.+)$",
    re.DOTALL,
)
_OF_LETTER = re.compile(
    r"\b(?:combien (?:de fois )?(?:y a[- ]t[- ]il |il y a |trouve[- ]t[- ]on |apparait )?"
    r"(?:la lettre |le mot |de |d'|de lettres? |de mots? )|nombre de (?:lettres? )?)"
    r"(?P<what>[\"'«“][^\"'»”]{1,60}[\"'»”]|[^\W_])(?: (?:il )?y a[- ]t[- ]il| apparait(?:[- ]il)?"
    r"| est[- ]il present)? (?:dans|contient)(?: le mot| la phrase| le texte| les mots)?\b ?:? ?"
    r"(?P<text>.+)$",
    re.DOTALL,
)
_LEAD = re.compile(
    r"(?:(?:le|la|les|ce|cette|l') ?)?(?:mots?|phrase|texte|chaine)(?: suivante?s?)? ?:? ?"
)
_SOME = re.compile(
    r"(?:une?|mon|ma|mes|votre|vos|des|chaque|les|(?:le|la|ce|cette)"
    r"(?! (?:mot|phrase|texte|chaine)\b(?! de passe| secrete)))\b"
)
_QUOTED = re.compile(r"[«\"“](?P<a>[^»\"”]*)[»\"”]|'(?P<b>[^']+)'(?=\s*[?.!]*\s*$)")
_TEXT_END = " ?.!:;,\n"
_VOWELS = frozenset("aeiouy")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@dataclass(frozen=True)
class CountQuestion:
    """What is to be counted in which text."""

    unit: str
    """``lettre``, ``mot``, ``caractere``, ``voyelle``, ``consonne`` or ``occurrence``."""
    text: str
    what: str = ""
    """The letters looked for, for occurrences."""
    exact: bool = False
    """Asked in the manner of a program, where capitals and accents count."""


def find(text: str) -> CountQuestion | None:
    """Return what a message asks to count, if it does."""
    call = _CALL.search(text) if ".count(" in text else None
    if call:
        return CountQuestion("occurrence", call["text"], call["what"], exact=True)
    length = _LENGTH.search(text) if "len(" in text else None
    if length:
        return CountQuestion("caractere", length["text"])
    folded = fold_spans(text)
    if folded.vocabulary.isdisjoint({"combien", "nombre", "compte", "compter", "comptez"}):
        return None
    return _occurrences(folded) or _units(folded)


def answer(text: str) -> str:
    """Count what a message asks to count.

    Raises:
        ToolError: it does not ask for that.
    """
    question = find(text)
    if question is None:
        raise ToolError(
            _("Il n'y a rien à compter dans ce message."),
            _("Écrivez par exemple « combien de lettres dans bonjour ? »."),
        )
    if question.unit == "occurrence":
        return _say_occurrences(question)
    return _say_units(question)


def applies(text: str, now: datetime) -> bool:
    """Return whether the message asks to count letters, words or occurrences."""
    return find(text) is not None


def run(text: str, now: datetime) -> str:
    """Answer as :func:`answer` does."""
    return answer(text)


def _occurrences(folded: Folded) -> CountQuestion | None:
    match = _OF_LETTER.search(folded.text)
    if match is None:
        return None
    what = _typed(folded, match, "what").strip("\"'«»“” \u00a0\u202f")
    text = _given(_typed(folded, match, "text"))
    return CountQuestion("occurrence", text, what) if what and text else None


def _units(folded: Folded) -> CountQuestion | None:
    match = _UNITS.search(folded.text) if not folded.vocabulary.isdisjoint(_UNIT_WORDS) else None
    if match is None:
        return None
    unit = match["unit"].rstrip("s")
    typed = _typed(folded, match, "text")
    given = ":" in folded.text[match.end("between") : match.start("text")]
    if not given and _SOME.match(folded.text, match.start("text")) and not _QUOTED.search(typed):
        return None  # « dans un mot de passe » names a kind of text, not a text
    text = _given(typed)
    return CountQuestion("caractere" if unit == "signe" else unit, text) if text else None


def _typed(folded: Folded, match: re.Match[str], group: str) -> str:
    start, end = folded.span(*match.span(group))
    return folded.raw[start:end]


def _given(text: str) -> str:
    """Return the text to count in: what is quoted, or the rest without « le mot » and the end."""
    quoted = _QUOTED.search(text)
    if quoted:
        return (quoted["a"] or quoted["b"] or "").strip()
    folded = fold_spans(text)
    lead = _LEAD.match(folded.text)
    start = folded.span(0, lead.end())[1] if lead and lead.end() else 0
    return text[start:].strip(_TEXT_END + "\u00a0\u202f")


def _say_units(question: CountQuestion) -> str:
    text = unicodedata.normalize("NFC", question.text)
    count = _count_units(question.unit, text)
    counted = {
        "lettre": plural("{count} lettre", "{count} lettres", count),
        "mot": plural("{count} mot", "{count} mots", count),
        "caractere": plural("{count} caractère", "{count} caractères", count),
        "voyelle": plural("{count} voyelle", "{count} voyelles", count),
        "consonne": plural("{count} consonne", "{count} consonnes", count),
    }[question.unit].format(count=count)
    return f"« {question.text} » compte {counted}."


def _count_units(unit: str, text: str) -> int:
    if unit == "mot":
        return len(_WORD.findall(text))
    if unit == "caractere":
        return len(text)
    letters = [char for char in text if char.isalpha()]
    if unit == "lettre":
        return len(letters)
    vowels = sum(not _VOWELS.isdisjoint(fold_plain(char)) for char in letters)
    return vowels if unit == "voyelle" else len(letters) - vowels


def _say_occurrences(question: CountQuestion) -> str:
    """Count with the accents as typed, and say so where it makes a difference."""
    text, what = (unicodedata.normalize("NFC", part) for part in (question.text, question.what))
    exact = text.count(what) if question.exact else text.lower().count(what.lower())
    sentence = f"« {question.what} » apparaît {exact} fois dans « {question.text} »"
    loose = fold_plain(text).count(fold_plain(what))
    if loose != exact and not question.exact:
        return f"{sentence} ({loose} fois en comptant les accents)."
    return f"{sentence}."
