"""Several processes that train together (``accelerate launch``): the first one decides and writes.

The launcher tells each process its place in the environment.
"""

import os
from typing import Any


def is_first() -> bool:
    """Tell whether this process is the one that writes and speaks; alone it is."""
    return os.environ.get("RANK", "0") == "0"


def count() -> int:
    """Return how many processes train together."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def agreed(value: Any, device: str) -> Any:
    """Return the first process's value in all of them; they wait for each other here."""
    if count() == 1:
        return value
    from accelerate import PartialState
    from accelerate.utils import broadcast_object_list

    PartialState(cpu=device == "cpu")
    shared = [value]
    broadcast_object_list(shared)
    return shared[0]
