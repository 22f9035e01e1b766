"""Every kind of fault that a pack author can make is reported with file, line, key and remedy."""

from pathlib import Path

import pytest
from pack_faults import FAULTS
from pack_faults.fault import CATEGORIES, RULES, Fault, break_pack, find, line_of

from mistral_assistant.domains.loader import check_pack, load_pack
from mistral_assistant.errors import PackError


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_fault_is_reported_with_its_place_and_remedy(pack_path: Path, fault: Fault) -> None:
    break_pack(pack_path, fault)
    problem = find(check_pack(pack_path), fault)
    assert problem.line == line_of(pack_path, fault)
    assert fault.remedy in problem.remedy
    assert problem.remedy


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if fault.stops], ids=lambda fault: fault.id
)
def test_only_errors_stop_a_pack_from_loading(pack_path: Path, fault: Fault) -> None:
    break_pack(pack_path, fault)
    if fault.severity == "warning":
        assert load_pack(pack_path).name == "template"
        return
    with pytest.raises(PackError) as caught:
        load_pack(pack_path)
    assert fault.what in str(caught.value)


def test_faults_that_can_coexist_stand_in_one_report(pack_path: Path) -> None:
    """No fault hides another one, in the same file or elsewhere."""
    faults = [fault for fault in FAULTS if fault.together]
    for fault in faults:
        break_pack(pack_path, fault)
    problems = check_pack(pack_path)
    assert len(faults) >= 20
    for fault in faults:
        assert find(problems, fault).line == line_of(pack_path, fault), fault.id


def test_a_syntax_error_hides_only_what_follows_in_its_own_file(pack_path: Path) -> None:
    break_pack(pack_path, next(fault for fault in FAULTS if fault.id == "duplicate-category"))
    break_pack(pack_path, next(fault for fault in FAULTS if fault.id == "unknown-approach"))
    files = {problem.file for problem in check_pack(pack_path) if problem.severity == "error"}
    assert files == {CATEGORIES, RULES}


def test_every_broken_pack_names_all_its_problems_when_printed(pack_path: Path) -> None:
    for fault in FAULTS[:8]:
        if fault.together:
            break_pack(pack_path, fault)
    with pytest.raises(PackError) as caught:
        load_pack(pack_path)
    printed = str(caught.value).splitlines()
    assert len(printed) == 1 + len(caught.value.problems)
    assert all(" → " in line for line in printed)
