"""Column names in any case, order and language, and the role that each column plays."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

ALIASES: Mapping[str, tuple[str, ...]] = {
    "instruction": (
        "instruction", "instructions", "question", "questions", "prompt", "prompts", "entree",
        "query", "demande", "consigne", "requete", "user", "utilisateur", "client", "human",
        "message utilisateur", "texte entree", "source text", "q", "request", "frage",
        "pregunta", "domanda", "user message", "message client", "intitule",
    ),
    "response": (
        "response", "responses", "reponse", "reponses", "answer", "answers", "sortie", "output",
        "outputs", "completion", "completions", "assistant", "reply", "target", "cible",
        "resultat", "r", "a", "gpt", "bot", "texte sortie", "antwort", "respuesta", "risposta",
        "reponse attendue", "expected answer", "expected output", "agent", "conseiller",
        "message assistant", "assistant message", "solution",
    ),
    "input": ("input", "context", "contexte"),
    "role": ("role", "from", "speaker", "locuteur", "auteur", "author", "expediteur", "sender"),
    "content": ("content", "contenu", "value", "text", "texte", "message", "msg", "body"),
    "conversation": (
        "conversation id", "conversation", "dialogue id", "dialog id", "thread id", "session id",
        "chat id", "id conversation", "conv id", "fil", "session", "thread", "ticket",
    ),
    "messages": ("messages", "conversations", "dialogue", "chat"),
}  # fmt: skip
"""Names of each role, folded as :func:`folded` does; the first is the usual one."""

_GENERIC = re.compile(
    r"(?:col(?:onne|umn)?|champ|field|f|c|texte?|x|unnamed|var|v|_)?[ _:.-]*\d*|[a-z]", re.I
)
_SENTENCE = re.compile(r"[!?;]|\.(?!$|\w)|\w{7,}\.$")
_NAME = re.compile(r"[^\W\d][\w'’.-]*(?:[ _/-][\w'’.()-]+){0,4} ?:?")
_IDENTIFIER = re.compile(r"[^\W\d][\w.-]*")
_NUMBER = re.compile(r"[-+]?\d[\d.,:/ T-]*")
_NEAR = 0.76
"""Similarity from which a misspelt name is understood."""

_MOST_COLUMNS = 60
LONGEST_NAME = 60
"""Characters of a column's name."""


@dataclass(frozen=True)
class Columns:
    """Which column holds what; -1 where there is none."""

    names: tuple[str, ...] = ()
    instruction: int = -1
    response: int = -1
    input: int = -1
    role: int = -1
    content: int = -1
    conversation: int = -1
    messages: int = -1
    guessed: bool = False
    """By place, since no name said so."""
    aliases: tuple[tuple[str, str], ...] = field(default=())
    """(name in the file, role) where they differ."""

    def others(self, wanted: Sequence[str]) -> dict[str, int]:
        """Return name → place of the columns to keep beside the pair; ``*`` asks for all."""
        sides = {self.instruction, self.response, self.input}
        names = {folded(name) for name in wanted}
        every = "*" in wanted
        return {
            name: place
            for place, name in enumerate(self.unique_names(len(self.names)))
            if place not in sides and (every or folded(name) in names)
        }

    def unique_names(self, width: int) -> list[str]:
        """Return a different name for each of ``width`` columns."""
        found: dict[str, None] = {}
        for place in range(width):
            name = self.names[place].strip() if place < len(self.names) else ""
            name = name or f"column {place + 1}"
            found[name if name not in found else f"{name} {place + 1}"] = None
        return list(found)

    @property
    def has_pairs(self) -> bool:
        """Both sides of a pair have a column."""
        return self.instruction >= 0 and self.response >= 0

    @property
    def is_dialogue(self) -> bool:
        """One message per row, with who speaks."""
        return not self.has_pairs and self.role >= 0 and self.content >= 0


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Return a name without case, accents, marks and punctuation."""
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())


@lru_cache(maxsize=4096)
def role_of(name: str, near: bool = True) -> tuple[str, float]:
    """Return (role, how sure from 0 to 1); the role is empty where the name is none of ours."""
    plain = folded(name)
    if not plain or len(name) > LONGEST_NAME or "?" in name:
        return "", 0.0
    for role, names in ALIASES.items():
        if plain in names:
            return role, 1.0
    if not near or len(plain) < 5:
        return "", 0.0
    best, similarity = "", 0.0
    for role in ("instruction", "response"):
        for known in ALIASES[role]:
            if len(known) < 5:
                continue
            ratio = fuzz.ratio(plain, known) / 100
            if ratio > similarity:
                best, similarity = role, ratio
    if similarity >= _NEAR:
        return best, similarity
    words = plain.split()
    if 1 < len(words) <= 4:
        exact = {role_of(word, near=False)[0] for word in words if len(word) > 4}
        exact &= {"instruction", "response"}
        if len(exact) == 1:
            return exact.pop(), 0.8
    return "", 0.0


def header_score(cells: Sequence[str], known: Collection[str] = ()) -> float:
    """Return from 0 to 1 how well these cells name the two sides of a pair (or a dialogue).

    ``known`` are names that a person gave; a row that holds one is the header.
    """
    if len(cells) > _MOST_COLUMNS or any(len(cell) > LONGEST_NAME for cell in cells):
        return 0.0
    if any(folded(cell) in known for cell in cells) and all(map(is_name, cells)):
        return 1.0
    if len(cells) < 2 or any(_SENTENCE.search(cell) for cell in cells):
        return 0.0
    roles: dict[str, float] = {}
    for cell in cells:
        role, sure = role_of(cell)
        roles[role] = max(roles.get(role, 0.0), sure)
    asked = max(roles.get("instruction", 0.0), roles.get("input", 0.0))
    answered, content = roles.get("response", 0.0), roles.get("content", 0.0)
    pair = max(min(asked, max(answered, content)), min(content, answered))
    duplicate = 0.0
    if len(cells) == 2 and folded(cells[0]) == folded(cells[1]):
        duplicate = 0.9 * (roles.get("instruction", 0.0) or roles.get("response", 0.0))
    dialogue = min(roles.get("role", 0.0), roles.get("content", 0.0))
    one_side = 0.0
    if any(role_of(cell) == ("instruction", 1.0) or role_of(cell) == ("response", 1.0)
           for cell in cells if len(cell) > 4) and all(map(is_name, cells)):  # fmt: skip
        one_side = 0.65
    return max(pair, dialogue, duplicate, one_side)


def is_name(cell: str) -> bool:
    """Tell whether a cell reads as the name of a column: short, a few words, no sentence."""
    return not cell or _NAME.fullmatch(cell.strip()) is not None


def names_columns(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a first row names the columns below it, whatever they are for.

    Identifiers of three columns do, and names above numbers; two short texts above others do not.
    """
    if len(cells) < 2 or not all(map(is_name, cells)) or not all(cell.strip() for cell in cells):
        return False
    if len({folded(cell) for cell in cells}) < len(cells) or any(map(_is_number, cells)):
        return False
    numeric = any(
        all(_is_number(row[place]) for row in rows if place < len(row) and row[place].strip())
        for place in range(len(cells))
    )
    identifiers = all(_IDENTIFIER.fullmatch(cell.strip()) for cell in cells)
    return bool(rows) and (numeric or (identifiers and len(cells) > 2))


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell.strip()) is not None


def is_generic(cells: Sequence[str]) -> bool:
    """Tell whether the cells are letters, numbers or "colonne 1": a header that says nothing."""
    names = [folded(cell) for cell in cells]
    return (
        len(names) > 1
        and all(len(name) <= 12 and _GENERIC.fullmatch(name) for name in names)
        and any(names)
        and len(set(names)) == len(names)
    )


def columns_of(names: Sequence[str], renamed: Mapping[str, str] | None = None) -> Columns:
    """Give each column its role by name; ``renamed`` maps a name in the file to one of ours."""
    wanted = {folded(name): role for name, role in (renamed or {}).items()}
    places: dict[str, tuple[int, float]] = {}
    aliases: list[tuple[str, str]] = []
    for place, name in enumerate(names):
        role, sure = role_of(name)
        if folded(name) in wanted:
            role, sure = wanted[folded(name)], 2.0
        role = _other_side(role, places, names, place)
        if role and sure > places.get(role, (0, 0.0))[1]:
            places[role] = (place, sure)
            if name.strip() != role:
                aliases.append((name.strip(), role))
    found = {role: place for role, (place, _) in places.items()}
    if "instruction" not in found and "response" in found and "input" in found:
        found["instruction"] = found.pop("input")
    for one, other in (("response", "instruction"), ("instruction", "response")):
        if one not in found and other in found and "role" not in found and "content" in found:
            found[one] = found.pop("content")
    at = {role: found.get(role, -1) for role in ALIASES}
    return Columns(
        tuple(names),
        at["instruction"],
        at["response"],
        at["input"],
        at["role"],
        at["content"],
        at["conversation"],
        at["messages"],
        aliases=tuple(aliases),
    )


def _other_side(
    role: str, places: Mapping[str, tuple[int, float]], names: Sequence[str], place: int
) -> str:
    """A second column of the same exact name is the other side: "texte,texte" cannot be both."""
    other = {"instruction": "response", "response": "instruction"}.get(role)
    if other and role in places and other not in places:
        first = places[role][0]
        if folded(names[first]) == folded(names[place]) and len(names) == 2:
            return other
    return role


def by_place(width: int, texts: Sequence[int] = ()) -> Columns:
    """Take the first two text columns as the two sides, where no header says what is what."""
    chosen = list(texts[:2]) if len(texts) >= 2 else list(range(width))[:2]
    if len(chosen) < 2:
        return Columns(guessed=True)
    return Columns(instruction=chosen[0], response=chosen[1], guessed=True)
