"""The files for Linux desktops: they fit the program, the system's own tools accept them, and they are put in place and taken away."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import dev_desktop
import dev_environment
import dev_steps
import dev_system
import pytest

from hookstudio.cli import WindowRequest, window_request
from hookstudio.model.bundle import Bundle, BundledHook
from hookstudio.model.hook import Hook
from hookstudio.storage.bundle_file import ENDING, MIMETYPE, to_bytes

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def bundle() -> bytes:
    return to_bytes(Bundle((BundledHook(Hook("0" * 26, "first", "first", "pre-login"), b"function handle() {}\n"),)))


def entry(path: Path = LINUX / "hookstudio.desktop") -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_entry_starts_the_program_with_the_bundle_that_was_double_clicked(tmp_path: Path) -> None:
    assert entry()["Exec"] == "hookstudio %f"
    assert entry()["MimeType"] == f"{MIMETYPE.decode()};"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "hookstudio" in project["scripts"]
    file = tmp_path / f"acme{ENDING}"
    file.write_bytes(bundle())
    assert window_request([str(file)]) == WindowRequest(None, file)


def test_a_bundle_is_known_by_its_ending_and_by_its_first_bytes() -> None:
    (kind,) = ElementTree.parse(LINUX / "hookstudio.xml").getroot()
    assert kind.get("type") == MIMETYPE.decode()
    assert [glob.get("pattern") for glob in kind.iter(f"{MIME}glob")] == [f"*{ENDING}"]
    data, matches = bundle(), list(kind.iter(f"{MIME}match"))
    assert len(matches) == 3
    for match in matches:
        value = (match.get("value") or "").replace("\\003", "\x03").replace("\\004", "\x04").encode()
        assert data[int(match.get("offset") or "-1") :].startswith(value)


def test_the_metainfo_tells_of_this_program_and_version() -> None:
    root = ElementTree.parse(LINUX / "hookstudio.metainfo.xml").getroot()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert root.findtext("launchable") == "hookstudio.desktop"
    assert root.findtext("provides/mediatype") == MIMETYPE.decode()
    assert root.findtext("project_license") == project["license"]
    release = root.find("releases/release")
    assert release is not None
    assert release.get("version") == project["version"]


def test_the_tools_of_the_system_accept_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those that are installed; which are not is printed, and `dev.py test` says it, too."""
    (tmp_path / "mime" / "packages").mkdir(parents=True)
    shutil.copy(LINUX / "hookstudio.xml", tmp_path / "mime" / "packages")
    checks: dict[str, list[str | Path]] = {
        "desktop-file-validate": ["--no-hints", LINUX / "hookstudio.desktop"],
        "xmllint": ["--noout", LINUX / "hookstudio.xml", LINUX / "hookstudio.metainfo.xml"],
        "update-mime-database": [tmp_path / "mime"],
        "appstreamcli": ["validate", "--no-net", LINUX / "hookstudio.metainfo.xml"],
    }
    assert set(checks) == set(dev_system.VALIDATORS)
    missing = [name for name in checks if shutil.which(name) is None]
    for name in checks.keys() - missing:
        done = subprocess.run(
            [name, *map(str, checks[name])], capture_output=True, encoding="utf-8", env={**os.environ, "LC_ALL": "C.UTF-8"}
        )
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        assert "error" not in f"{done.stdout}{done.stderr}".lower(), name
    with capsys.disabled():
        sys.stdout.write(f" (not installed: {', '.join(missing)}) " if missing else "")


def qt_says(data: Path, file: Path) -> str:
    """The type that Qt's MIME database, which reads what is below *data*, gives a file."""
    code = "import sys; from PySide6.QtCore import QMimeDatabase; print(QMimeDatabase().mimeTypeForFile(sys.argv[1]).name())"
    environment = {**os.environ, "XDG_DATA_HOME": str(data)}
    return subprocess.run(
        [sys.executable, "-c", code, str(file)], env=environment, capture_output=True, encoding="utf-8", check=True
    ).stdout.strip()


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for data in which `dev.py desktop` was at work, its environment being the one of the tests."""
    data = folder / "my data"
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev_environment, "ready", lambda *_extras: None)
    monkeypatch.setattr(dev_environment, "program", lambda name: Path(sys.executable) if name == "python" else folder / "a $dir" / name)
    assert dev_desktop.install() == 0
    return data


def test_it_is_put_into_the_users_desktop_and_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtGui import QImage

    if sys.platform != "linux":
        return
    data = installed(tmp_path, monkeypatch)
    start = entry(data / "applications" / "hookstudio.desktop")["Exec"]
    assert start == f'"{tmp_path}/a \\\\$dir/hookstudio" %f'
    for size in dev_desktop.SIZES:
        for place in ("apps/hookstudio", "mimetypes/application-vnd.hookstudio.bundle+zip"):
            image = QImage(str(data / "icons" / "hicolor" / f"{size}x{size}" / f"{place}.png"))
            assert (image.width(), image.height(), image.hasAlphaChannel()) == (size, size, True)
            assert image.pixelColor(size // 2, size - max(2, size // 10)).blue() > 190, "the ground of the icon"
    assert dev_desktop.remove() == 0
    left = [path for path in data.rglob("*") if path.is_file() and ("hookstudio" in path.name and path.suffix != ".cache")]
    assert left == []


def test_the_desktop_then_knows_a_bundle_without_its_ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        return
    data = installed(tmp_path, monkeypatch)
    (tmp_path / "attachment").write_bytes(bundle())
    (tmp_path / "acme.hookbundle").write_bytes(b"")
    (tmp_path / "other").write_bytes(b"PK\x03\x04" + bytes(60))
    assert qt_says(data, tmp_path / "attachment") == MIMETYPE.decode()
    assert qt_says(data, tmp_path / "acme.hookbundle") == MIMETYPE.decode()
    assert qt_says(data, tmp_path / "other") == "application/zip"


def test_elsewhere_it_is_said_that_this_is_for_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(dev_steps.SetUpFailed) as failure:
        dev_desktop.install()
    assert failure.value.status == 2


def test_without_the_tools_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    import dev_commands

    def refuse(packages: list[str], *, purpose: str) -> None:
        raise dev_steps.SetUpFailed(f"{purpose} {packages}")

    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(dev_system, "can_install", lambda: True)
    monkeypatch.setattr(dev_system, "install", refuse)
    monkeypatch.setattr(sys, "platform", "linux")
    assert dev_commands._prepare_validators() == sorted(dev_system.VALIDATORS)
