"""Every error that a user can meet. What happened, where, and what to do about it.

AssistantError
├── UsageError          a wrong command line or chat command
├── SettingsError       the settings file
├── PackError           a domain pack; carries every Problem found
├── StoreError          the conversation store
├── KnowledgeError      the knowledge index
├── BackendError        whatever speaks for the model
├── ModelError          the files of a model, an adapter or a tokenizer
├── ToolError           a calculation or look-up that was refused
├── DataError           training data that cannot be read
└── TrainingError       a fine-tuning run that cannot start or go on
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in a file that a person wrote."""

    file: str
    """Path relative to the folder that was checked, with forward slashes."""
    line: int
    """1-based; 0 where the fault belongs to the whole file."""
    key: str
    """Dotted key, column or entry; empty where there is none."""
    what: str
    remedy: str
    severity: str = "error"
    """``error`` or ``warning``; warnings do not stop a pack from loading."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f" [{self.key}]" if self.key else ""
        return f"{place}{key} : {self.what} → {self.remedy}"


class AssistantError(Exception):
    """What happened (``problem``) and what to do (``hint``), both for the user's eyes."""

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.problem} → {self.hint}" if self.hint else self.problem


class UsageError(AssistantError):
    """A command line or chat command that cannot be carried out as typed."""


class SettingsError(AssistantError):
    """The settings file holds something that is not a setting."""


class StoreError(AssistantError):
    """The conversation store cannot be read or written."""


class UnknownIdError(StoreError):
    """A conversation or message that the store does not (or no longer) hold."""


class KnowledgeError(AssistantError):
    """The knowledge index cannot be built or searched."""


class BackendError(AssistantError):
    """The backend failed before or during an answer."""


class ModelError(AssistantError):
    """A model, adapter or tokenizer that is missing, damaged or not what it claims to be."""


class ToolError(AssistantError):
    """A tool refused its input."""


class DataError(AssistantError):
    """Training data that cannot be read, or that lacks what is needed."""


class TrainingError(AssistantError):
    """A fine-tuning run that cannot start, or cannot go on."""


class PackError(AssistantError):
    """A domain pack that cannot be used, with every problem found in it."""

    def __init__(self, problem: str, problems: Sequence[Problem] = (), hint: str = "") -> None:
        super().__init__(problem, hint)
        self.problems = tuple(sorted(problems))

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"  {problem}" for problem in self.problems)])
