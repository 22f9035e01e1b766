from pathlib import Path

import pytest

from mistral_assistant.domains.evaluation import read_evaluation, read_training
from mistral_assistant.domains.loader import check_pack, find_packs, packaged_folder

SHIPPED = find_packs([packaged_folder()])


@pytest.mark.parametrize("path", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_pack_has_no_problem_and_no_warning(path: Path) -> None:
    assert [str(problem) for problem in check_pack(path)] == []


@pytest.mark.parametrize("path", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_pack_can_be_tested_and_trained_on(path: Path) -> None:
    assert read_evaluation(path)
    assert read_training(path)
