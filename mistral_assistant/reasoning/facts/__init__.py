"""The hard facts of a text: figures with units, dates, contacts and names, as comparable values.

The recognisers of ``reasoning.entities`` fill a pack's entity types for the dialogue; here every
figure of an answer and of its sources is read in the same way, so that they can be compared.
"""

from mistral_assistant.reasoning.facts.extract import find_facts
from mistral_assistant.reasoning.facts.values import Day, Fact, Figure

__all__ = ["Day", "Fact", "Figure", "find_facts"]
