"""The real program in an empty home folder, on packs made for the test."""

import pytest
from end_to_end.hostile_texts import HOSTILE, PLAIN, SHORT
from end_to_end.place import Place


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place whose pack holds every payload wherever it can."""
    return Place(tmp_path_factory.mktemp("hostile"), HOSTILE, SHORT)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The same with harmless words."""
    return Place(tmp_path_factory.mktemp("calm"), PLAIN, "calme")
