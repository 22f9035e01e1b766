"""What people ask any house about: typical questions for the headings of its documents."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from mistral_assistant.french import fold


@dataclass(frozen=True)
class CommonSubject:
    """Opening hours, prices, cancelling …"""

    name: str
    words: tuple[str, ...]
    """Folded beginnings of words that a heading on this subject holds."""
    questions: tuple[str, ...]

    @property
    def examples(self) -> tuple[str, ...]:
        """The questions that teach a category."""
        return self.questions[:-1]

    @property
    def held_out(self) -> str:
        """The question that the evaluation of a new pack asks."""
        return self.questions[-1]


def subjects_of(heading: str, language: str) -> list[CommonSubject]:
    """Return the subjects that a heading speaks of, in the order of the list."""
    folded = f" {fold(heading)}".replace("'", " ").replace("’", " ")
    return [subject for subject in common_subjects(language)
            if any(f" {word}" in folded for word in subject.words)]  # fmt: skip


@cache
def common_subjects(language: str) -> tuple[CommonSubject, ...]:
    """Return the subjects for a language code; those in English where there are none in it."""
    text = (files(__package__) / "common_subjects.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return tuple(
        CommonSubject(name, tuple(table["words"]), tuple(table["questions"]))
        for name, table in tables.get(language, tables["en"]).items()
    )
