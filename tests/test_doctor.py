"""What the doctor finds, and what it must never tell."""

import getpass
import os
import platform
import sqlite3
import stat
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from mistral_assistant.doctor import EXTRAS, Examined, examine, redacted
from mistral_assistant.settings import Settings

ROOT = Path(__file__).parent.parent


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def line(found: Sequence[Examined], name: str) -> Examined:
    return next(item for item in found if item.name == name)


def test_everything_that_decides_what_runs_is_examined(settings: Settings) -> None:
    found = examine(settings, {})
    names = [item.name for item in found]
    for name in ("Python", "terminal", "processeur", "mémoire", "disque", "GPU", "jeton du hub",
                 "[engine]", "domaine ecommerce", "SQLite", "→ réponses", "→ chat"):  # fmt: skip
        assert name in names
    assert {item.state for item in found} <= {"ok", "warning", "info"}
    assert platform.python_version() in line(found, "Python").text
    assert "hors ligne" in line(found, "→ réponses").text
    assert not (settings.data_dir).exists(), "a look leaves nothing behind"


def test_who_answers_and_where_the_settings_stand_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    found = examine(replace(settings, backend="server"), {}, tmp_path / "a.toml")
    assert line(found, "→ réponses").text.startswith("server ; sinon hors ligne")
    assert line(found, "→ réglages").text == str(tmp_path / "a.toml")
    assert line(examine(settings, {}), "→ réglages").text.endswith("settings.toml")


def test_the_extras_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for extra, needed in project["optional-dependencies"].items():
        names = [item.split(">")[0] for item in needed if not item.startswith("mistral-assistant[")]
        assert extra == "dev" or set(EXTRAS[extra]) == set(names)


def test_a_missing_extra_comes_with_the_command_that_installs_it(settings: Settings) -> None:
    for extra in EXTRAS:
        text = line(examine(settings, {}), f"[{extra}]").text
        assert "manque" not in text or f"pip install 'mistral-assistant[{extra}]'" in text


def test_a_broken_pack_is_counted_and_the_others_run(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "packs" / "jardin").mkdir(parents=True)
    (tmp_path / "packs" / "jardin" / "pack.toml").write_text("[")
    found = examine(Settings(domains=(tmp_path / "packs",), data_dir=settings.data_dir), {})
    assert line(found, "domaine jardin").state == "warning"
    assert "packs check jardin" in line(found, "domaine jardin").text
    assert line(found, "→ réponses").state == "ok"


def test_a_server_that_answers_is_told_from_one_that_does_not(settings: Settings) -> None:
    found = examine(settings, {"Essai": "http://127.0.0.1:1/v1/models"})
    assert line(found, "Essai") == Examined("Essai", "info", "pas trouvé")


def test_the_wal_bug_of_an_older_sqlite_is_named(settings: Settings) -> None:
    text = line(examine(settings, {}), "SQLite").text
    assert text.startswith(sqlite3.sqlite_version)
    assert ("WAL-reset" in text) == (sqlite3.sqlite_version_info < (3, 51, 3))


def program(folder: Path, text: str) -> None:
    file = folder / "nvidia-smi"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'NVIDIA H100, 81559 MiB, 570.1'; echo 'NVIDIA T4, 15360 MiB, 570.1'",
         "NVIDIA H100, 81559 MiB, 570.1 ; NVIDIA T4, 15360 MiB, 570.1"),
        ("printf 'GPU \\377'", "GPU \ufffd"),
        ("exit 9", "nvidia-smi ne répond pas"),
    ],
)  # fmt: skip
def test_the_gpu_is_what_its_driver_says(
    script: str, said: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert line(examine(settings, {}), "GPU").text == said


@pytest.mark.parametrize("place", ["variable", "file"])
def test_a_hub_token_is_noticed_and_never_shown(
    place: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    assert line(examine(settings, {}), "jeton du hub").text == "absent"
    if place == "variable":
        monkeypatch.setenv("HF_TOKEN", "hf_secret")
    else:
        (tmp_path / "token").write_text("hf_secret")
    found = examine(settings, {})
    assert line(found, "jeton du hub").text == "présent"
    assert not any("hf_secret" in item.text for item in found)


def test_no_name_of_a_person_or_a_machine_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "camille.martin"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USER", "cmartin")
    text = f"{home}/domains · /data/CMartin_2/x · {platform.node()} · cmartinet"
    told = redacted([Examined("domaine", "ok", text)])[0].text
    assert told.startswith("~/domains · /data/***_2/x · ")
    assert told.endswith("cmartinet")
    assert "camille" not in told and platform.node() not in told.split(" · ")


def test_the_report_of_this_very_machine_holds_no_name(settings: Settings) -> None:
    names = {getpass.getuser(), platform.node(), str(Path.home())} - {"root", "localhost", ""}
    found = redacted(examine(Settings(data_dir=Path.home() / "données"), {}))
    assert not [item for item in found for name in names if name in item.text]
    assert line(found, "→ conversations").text == "gardées dans ~/données"
