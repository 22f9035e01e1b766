"""The settings file is written in place: what a person wrote there stays."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.errors import SettingsError
from mistral_assistant.settings import NAMES, Settings, load_settings
from mistral_assistant.settings_file import EXPLAINED, fresh_text, save_settings, toml, with_values

MINE = """# à moi
theme = "nord"  # la nuit # oui
domains = [
  "a",  # ici
  "b",
]

# la langue du bureau
lang = "fr"
"""


def test_a_value_changes_in_its_place_and_keeps_its_comment() -> None:
    changed = with_values(MINE, {"theme": "clair"})
    assert changed == MINE.replace('theme = "nord"', 'theme = "clair"')


def test_a_value_of_several_lines_is_replaced_as_a_whole() -> None:
    changed = with_values(MINE, {"domains": (Path("c"),)})
    assert 'domains = ["c"]\n\n# la langue' in changed
    assert '"b"' not in changed


def test_a_new_value_comes_to_the_end_with_its_explanation() -> None:
    changed = with_values(MINE, {"pack": "jardin"})
    assert changed.startswith(MINE)
    assert changed.endswith(f'# {EXPLAINED["pack"]}\npack = "jardin"\n')


def test_a_new_value_takes_the_place_of_its_commented_line() -> None:
    changed = with_values('# pack = "ecommerce"\n# fin\n', {"pack": "jardin"})
    assert changed == 'pack = "jardin"\n# fin\n'


def test_a_line_inside_a_text_is_no_setting() -> None:
    text = "pack = '''\nlang = \"en\"\n'''\nlang = \"fr\"\n"
    assert with_values(text, {"lang": "en"}) == text.replace('"fr"', '"en"')


def test_windows_line_ends_stay() -> None:
    assert with_values('lang = "fr"\r\n# fin\r\n', {"lang": "en"}) == 'lang = "en"\r\n# fin\r\n'


def test_a_fresh_file_explains_every_setting_and_sets_none(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(fresh_text(), encoding="utf-8")
    assert load_settings({}, {}, file) == load_settings({}, {}, tmp_path / "absent.toml")
    assert set(EXPLAINED) == set(NAMES)
    assert all(f"# {name} = " in fresh_text() for name in NAMES if name != "data_dir")


def test_a_saved_file_is_private_and_read_back(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.toml"
    save_settings(file, {"theme": "clair", "debug": True, "domains": [tmp_path]})
    read = load_settings({}, {}, file)
    assert (read.theme, read.debug, read.domains) == ("clair", True, (tmp_path,))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(file.parent) == ["settings.toml"]


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text(MINE, encoding="utf-8")
    link = tmp_path / "settings.toml"
    link.symlink_to(tmp_path / "real.toml")
    save_settings(link, {"lang": "en"})
    assert link.is_symlink()
    assert 'lang = "en"' in (tmp_path / "real.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "changes"),
    [("pack = [", {"lang": "en"}), (MINE, {"lang": "xx"}), (MINE, {"nothing": 1})],
)
def test_a_broken_file_or_a_wrong_value_leaves_the_file_alone(
    tmp_path: Path, text: str, changes: dict[str, object]
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="settings.toml"):
        save_settings(file, changes)
    assert file.read_text(encoding="utf-8") == text


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="settings.toml"):
        save_settings(tmp_path / "file" / "settings.toml", {"lang": "en"})


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    import tomllib

    assert tomllib.loads(with_values(MINE, {"model": text}))["model"] == text
    assert tomllib.loads(f"x = {toml(text)}")["x"] == text


def test_every_setting_has_a_default_that_can_be_written() -> None:
    assert all(toml(getattr(Settings(data_dir=Path("x")), name)) for name in NAMES)
