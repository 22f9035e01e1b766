"""The shop and the workshop as they ship, to talk to and to ask."""

from datetime import datetime

import pytest
from talking import Talk

from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.system import AdvancedReasoningSystem
from mistral_assistant.reasoning.turn import Turn


@pytest.fixture(scope="module")
def shop(ecommerce: DomainPack) -> AdvancedReasoningSystem:
    """The e-commerce pack, answering offline."""
    return AdvancedReasoningSystem(ecommerce)


@pytest.fixture
def talk(shop: AdvancedReasoningSystem, now: datetime) -> Talk:
    """A conversation with the shop that has not begun."""
    return Talk(shop, now)


@pytest.fixture(scope="module")
def workshop(template_pack: DomainPack) -> AdvancedReasoningSystem:
    """The small pack that authors copy, answering offline."""
    return AdvancedReasoningSystem(template_pack)


@pytest.fixture
def turn(workshop: AdvancedReasoningSystem, now: datetime) -> Turn:
    """A turn that knowledge answers; a model may write its text."""
    return workshop.answer("Combien coûte une révision ?", now=now)
