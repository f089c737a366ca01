from __future__ import annotations

import errno
import tomllib
from pathlib import Path

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.storage.settings import SETTINGS, Settings


def test_every_setting_accepts_its_default_and_is_described() -> None:
    assert len({setting.key for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.accepted(setting.default) == setting.default
        assert type(setting.default) is setting.kind
        assert setting.title and setting.description.endswith(".") and setting.group and "." in setting.key


def test_a_value_is_kept_for_the_next_program(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.toml"
    settings = Settings(path)
    assert settings.get("appearance.theme") == "system" and settings.get("run.timeout_s") == 10.0
    settings.set("appearance.theme", "dark")
    settings.set("run.timeout_s", 5)
    assert tomllib.loads(path.read_text()) == {"appearance": {"theme": "dark"}, "run": {"timeout_s": 5.0}}
    later = Settings(path)
    assert later.get("appearance.theme") == "dark"
    assert later.get("run.timeout_s") == 5.0 and isinstance(later.get("run.timeout_s"), float)
    later.reset("appearance.theme")
    assert Settings(path).get("appearance.theme") == "system"


def test_an_address_is_kept_as_it_is_or_left_empty(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    settings = Settings(path)
    for address in ("https://npm.example.com/sub/", "http://[::1]:4873", ""):
        settings.set("modules.registry", address)
        assert Settings(path).get("modules.registry") == address


def test_listeners_hear_what_was_set(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml")
    heard: list[str] = []
    stop = settings.subscribe(heard.append)
    settings.set("editor.wrap", True)
    settings.set("editor.wrap", True)
    stop()
    settings.set("editor.wrap", False)
    assert heard == ["editor.wrap"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("appearance.theme", "pink"),
        ("editor.font_size", 7.5),
        ("editor.font_size", 1000),
        ("editor.tab_width", True),
        ("editor.wrap", 1),
        ("run.timeout_s", float("nan")),
        ("run.timeout_s", 0),
        ("modules.registry", "npm.example.com"),
        ("modules.registry", "ftp://npm.example.com/"),
        ("modules.proxy", "http://ada:secret@proxy.example.com:8080"),
        ("modules.proxy", "http:// proxy"),
        ("modules.offline", "yes"),
    ],
)
def test_values_that_do_not_fit_are_refused_and_read_as_the_default(tmp_path: Path, key: str, value: bool | int | float | str) -> None:
    path = tmp_path / "settings.toml"
    settings = Settings(path)
    with pytest.raises(StudioError, match="can't be") as caught:
        settings.set(key, value)
    assert caught.value.hint
    assert not path.exists()

    group, _, name = key.partition(".")
    text = f"{value!r}".lower().replace("'", '"')
    path.write_text(f"[{group}]\n{name} = {text}\n")
    assert Settings(path).get(key) == settings.get(key)


def test_two_programs_and_a_newer_one_keep_each_others_values(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[future]\nkey = "x"\n')
    first, second = Settings(path), Settings(path)
    first.set("editor.wrap", True)
    second.set("editor.tab_width", 4)
    assert tomllib.loads(path.read_text()) == {"future": {"key": "x"}, "editor": {"wrap": True, "tab_width": 4}}
    assert second.get("editor.wrap") is True


@pytest.mark.parametrize("data", [b"\xff", b"a = ", b"editor = 5\n"])
def test_a_bad_file_means_defaults_and_is_kept_aside(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(data)
    settings = Settings(path)
    assert settings.get("editor.tab_width") == 2
    unreadable = data != b"editor = 5\n"
    assert bool(settings.problem) is unreadable and path.read_bytes() == data
    settings.set("editor.tab_width", 8)
    assert Settings(path).get("editor.tab_width") == 8 and not settings.problem
    kept = [entry for entry in tmp_path.iterdir() if "unreadable" in entry.name]
    assert [entry.read_bytes() for entry in kept] == ([data] if unreadable else [])


def test_settings_that_can_not_be_written_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(tmp_path / "settings.toml")

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StudioError, match="read-only"):
        settings.set("editor.wrap", True)
    assert settings.get("editor.wrap") is False
