"""The recognisers of the entity step: the built-in ones by name, and those a pack describes."""

from collections.abc import Callable, Iterable, Mapping

from mistral_assistant.reasoning.recognisers.amounts import find_amount
from mistral_assistant.reasoning.recognisers.contacts import (
    find_email,
    find_postcode,
    find_tracking,
    find_url,
)
from mistral_assistant.reasoning.recognisers.dates import find_date, find_duration
from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.reasoning.recognisers.names import find_person
from mistral_assistant.reasoning.recognisers.numbers import find_number
from mistral_assistant.reasoning.recognisers.phones import find_phone
from mistral_assistant.reasoning.recognisers.places import find_place
from mistral_assistant.reasoning.recognisers.quantities import find_quantity

Recogniser = Callable[[Message], Iterable[Found]]

BUILTINS: Mapping[str, Recogniser] = {
    "email": find_email,
    "url": find_url,
    "tracking": find_tracking,
    "phone": find_phone,
    "date": find_date,
    "amount": find_amount,
    "duration": find_duration,
    "person": find_person,
    "quantity": find_quantity,
    "postcode": find_postcode,
    "place": find_place,
    "number": find_number,
}
"""Name in ``entities.toml`` → recogniser; of two equally long finds the earlier one holds."""
