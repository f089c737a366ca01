from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QFile, QIODevice, QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QApplication

from hookstudio.resources import resource
from hookstudio.ui.icons import application_icon, icon, icon_file, icon_names
from hookstudio.ui.memory_files import serve
from hookstudio.ui.theme import load_theme

PROMISED = [
    "run",
    "stop",
    "plus",
    "search",
    "close",
    "copy",
    "clear",
    "save",
    "filter",
    "chevron-right",
    "chevron-down",
    "grip",
    "trash",
    "duplicate",
    "edit",
    "settings",
    "keyboard",
    "command",
    "folder",
    "new-folder",
    "sample",
    "random",
    "refresh",
    "warning",
    "error",
    "ok",
    "info",
    "wrap",
    "undo",
    "redo",
    "more",
    "module",
    "context",
    "console",
    "changes",
    "file",
    "lock",
    "node",
    "moon",
    "sun",
    "eye",
]


def inked(image: QImage) -> int:
    """How many pixels are not fully transparent."""
    return sum(image.pixelColor(x, y).alpha() > 0 for x in range(image.width()) for y in range(image.height()))


def test_the_icons_that_panels_rely_on_are_there() -> None:
    assert set(PROMISED) <= set(icon_names())


@pytest.mark.parametrize("name", icon_names())
def test_an_icon_draws_in_the_colour_of_its_role(qapp: QApplication, name: str) -> None:
    assert qapp is not None
    theme = load_theme("dark")
    image = icon(name, theme, "accent").pixmap(QSize(32, 32)).toImage()
    assert image.size() == QSize(32, 32)
    assert inked(image) > 8
    solid = {image.pixelColor(x, y).name() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() == 255}
    assert solid <= {theme.colour("accent").name()}


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_an_icon_is_drawn_at_the_scale_of_the_screen(qapp: QApplication, scale: float) -> None:
    assert qapp is not None
    pixmap = icon("search", load_theme("light")).pixmap(QSize(16, 16), scale)
    assert pixmap.size() == QSize(round(16 * scale), round(16 * scale))
    assert pixmap.devicePixelRatio() == scale


def test_a_disabled_icon_is_faint(qapp: QApplication) -> None:
    assert qapp is not None
    theme = load_theme("light")
    image = icon("stop", theme, "text").pixmap(QSize(16, 16), QIcon.Mode.Disabled).toImage()
    assert image.pixelColor(8, 8) == theme.colour("faint")


def test_an_icon_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        icon("unicorn", load_theme("light"))


@pytest.mark.parametrize("name", icon_names())
def test_an_icon_has_no_colour_of_its_own(name: str) -> None:
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 16 16"' in text and 'stroke-width="1.5"' in text
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', text)) <= {"none", "currentColor"}


def test_the_application_icon_is_sharp_at_every_size(qapp: QApplication) -> None:
    assert qapp is not None
    for size in (16, 48, 256):
        assert application_icon().pixmap(QSize(size, size)).size() == QSize(size, size)


def test_two_roles_of_one_colour_share_their_files() -> None:
    theme = load_theme("light")
    assert icon_file("run", theme, "surface") == icon_file("run", theme, "on-accent")
    assert icon_file("run", theme, "muted") != icon_file("run", theme, "text")


def read(path: str) -> bytes:
    file = QFile(path)
    assert file.open(QIODevice.OpenModeFlag.ReadOnly), path
    return bytes(file.readAll().data())


def test_files_in_memory_are_read_back_byte_for_byte() -> None:
    names = ["a", "zebra", "Äpfel", "b" * 60, *map(str, range(50))]
    contents = {f"{name}.bin": name.encode() * number for number, name in enumerate(names)}
    places = {name: serve(f"test/files/{name}", content) for name, content in contents.items()}
    for name, content in contents.items():
        assert places[name] == f":/test/files/{name}"
        assert read(places[name]) == content
    assert not QFile.exists(":/test/files/missing.bin")


def test_a_file_in_memory_is_served_once() -> None:
    assert serve("test/once", b"first") == serve("test/once", b"second")
    assert read(":/test/once") == b"first"
