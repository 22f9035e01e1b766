"""Built-in recognisers of dates and durations."""

from collections.abc import Iterator

from mistral_assistant.reasoning.recognisers.message import Found, Message


def find_date(message: Message) -> Iterator[Found]:
    """Yield dates as ISO 8601 days; weeks, months and years are none, but their ends are."""
    for found in message.dates:
        if not found.vague:
            yield message.found(found.day.isoformat(), found.start, found.end)


def find_duration(message: Message) -> Iterator[Found]:
    """Yield durations in ISO 8601, such as ``P3D`` or ``PT1H30M``."""
    for found in message.durations:
        yield message.found(found.iso(), found.start, found.end)
