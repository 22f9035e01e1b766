"""Flag > environment > file > default, and a clear message for everything else."""

import errno
from pathlib import Path

import pytest

from mistral_assistant.errors import SettingsError
from mistral_assistant.settings import Settings, load_settings


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_defaults_hold_without_a_file(tmp_path: Path) -> None:
    settings = load_settings({}, {}, tmp_path / "absent.toml")
    assert settings == Settings(data_dir=settings.data_dir)


def test_a_flag_beats_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, 'pack = "du-fichier"\nlang = "en"\ntheme = "textual-light"\n')
    environment = {"MISTRAL_ASSISTANT_PACK": "du-milieu", "MISTRAL_ASSISTANT_LANG": "fr"}
    settings = load_settings({"pack": "du-drapeau", "lang": None}, environment, file)
    assert (settings.pack, settings.lang, settings.theme) == ("du-drapeau", "fr", "textual-light")


def test_several_folders_and_a_home_are_understood(tmp_path: Path) -> None:
    file = write(tmp_path, 'domains = ["~/a", "b"]\n')
    assert load_settings({}, {}, file).domains == (Path.home() / "a", Path("b"))


def test_an_environment_variable_becomes_the_type_of_its_setting(tmp_path: Path) -> None:
    environment = {"MISTRAL_ASSISTANT_DEBUG": "oui", "MISTRAL_ASSISTANT_DATA_DIR": str(tmp_path)}
    settings = load_settings({}, environment, tmp_path / "absent.toml")
    assert settings.debug is True
    assert settings.data_dir == tmp_path


def test_an_unknown_key_names_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="« pck » n'est pas un réglage.*« pack »"):
        load_settings({}, {}, write(tmp_path, 'pck = "x"\n'))


@pytest.mark.parametrize(
    "text",
    [
        'data_dir = "~nobody-here/x"',
        "domains = [1]",
        "debug = 3",
        "pack = 1",
        "domains = 1",
        'lang = "xx"',
        "pack = [",
        "[" * 5000,
    ],
)
def test_a_wrong_value_or_file_is_a_settings_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="settings.toml"):
        load_settings({}, {}, write(tmp_path, text + "\n"))


def test_a_file_that_is_not_utf_8_is_a_settings_error(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b'pack = "\xff"\n')
    with pytest.raises(SettingsError, match="illisible : ce n'est pas de l'UTF-8"):
        load_settings({}, {}, file)


def test_what_is_no_toml_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="pas du TOML à la ligne 2, colonne"):
        load_settings({}, {}, write(tmp_path, 'lang = "fr"\npack = "x\n'))


def test_a_file_that_may_not_be_read_is_told_without_the_advice_to_remove_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(SettingsError, match="accès refusé") as caught:
        load_settings({}, {}, tmp_path / "settings.toml")
    assert "Errno" not in str(caught.value) and "supprimez" not in str(caught.value)


@pytest.mark.parametrize(("text", "value"), [("on", True), ("OFF", False), ("non", False)])
def test_yes_and_no_have_several_words(text: str, value: bool, tmp_path: Path) -> None:
    environment = {"MISTRAL_ASSISTANT_DEBUG": text}
    assert load_settings({}, environment, tmp_path / "absent.toml").debug is value


def test_what_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MISTRAL_ASSISTANT_TOOLS"):
        load_settings({}, {"MISTRAL_ASSISTANT_TOOLS": "peut-être"}, tmp_path / "absent.toml")


def test_a_backend_that_does_not_exist_is_refused_with_the_choices(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"backend": "magie"}, {}, tmp_path / "settings.toml")
    assert "server" in caught.value.hint


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    file = write(tmp_path, 'pck = "x"\n\nlang = "xx"\ndebug = 3\n')
    with pytest.raises(SettingsError) as raised:
        load_settings({"send_key": "tab"}, {"MISTRAL_ASSISTANT_BACKEND": "cloud"}, file)
    told = str(raised.value)
    assert "5 réglages" in told
    for part in ("toml:1 : « pck »", "toml:3 : la langue", "toml:4", "_BACKEND", "--send-key"):
        assert part in told


@pytest.mark.parametrize("backend", ["offline", "server", "engine"])
def test_the_model_can_be_named_in_the_file(tmp_path: Path, backend: str) -> None:
    file = write(tmp_path, f'backend = "{backend}"\nserver = "http://h:1/v1"\nmodel = "m"\n')
    settings = load_settings({}, {}, file)
    assert (settings.backend, settings.server, settings.model) == (backend, "http://h:1/v1", "m")


@pytest.mark.parametrize("text", ['backend = "x"', 'send_key = "x"', 'server = "localhost:80"'])
def test_an_impossible_choice_names_what_is_possible(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({}, {}, write(tmp_path, text + "\n"))
    assert raised.value.hint
