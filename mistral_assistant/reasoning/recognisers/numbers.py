"""Built-in recogniser of bare numbers."""

import re
from collections.abc import Iterator

from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.tools.french_numbers import Number


def find_number(message: Message) -> Iterator[Found]:
    """Yield every number as a decimal with a dot; percentages have the unit ``%``."""
    for number in message.numbers:
        if number.weak or _is_code(message, number):
            continue
        start, sign = number.start, ""
        if number.figures and re.search(r"(?:^|[ (])-$", message.before(start, 2)):
            start, sign = start - 1, "-"
        percent = re.match(r" ?%| pour ?cents?\b", message.text[number.end : number.end + 12])
        end = number.end + percent.end() if percent else number.end
        yield message.found(f"{sign}{number.value:f}", start, end, "%" if percent else "")


def _is_code(message: Message, number: Number) -> bool:
    """Return whether figures are part of a word or a code: ``20e``, ``128Go``, ``0612``."""
    if not number.figures:
        return False
    written = message.text[number.start : number.end]
    code = len(written) > 1 and written[0] == "0" and written.isdecimal()
    return code or message.text[number.end : number.end + 1].isalpha()
