"""``--rehearse`` on the command line: the whole chain, nothing left behind."""

from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.cli import main


@pytest.mark.slow
@pytest.mark.usefixtures("base")
def test_the_whole_chain_is_rehearsed(
    capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("gguf")
    monkeypatch.chdir(tmp_path)
    assert main(["train", "--rehearse"]) == 0
    told = capsys.readouterr().out
    for part in ("[7/7]", "Fusion : effet", "GGUF :", "Une réponse", "Répétition réussie"):
        assert part in told
    assert list(tmp_path.iterdir()) == []
