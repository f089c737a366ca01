"""Our icons: SVG files of one colour, tinted with a role of the theme and drawn by Qt at the size and scale that is asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from hookstudio.resources import resource
from hookstudio.ui.memory_files import serve

if TYPE_CHECKING:
    from hookstudio.ui.theme import Theme

APPLICATION_ICON: Final = "hookstudio"
SPACED_ICON: Final = QSize(22, 16)  # for a button with icon and text: the icon is drawn in the middle of it


def icon(name: str, theme: Theme, role: str = "muted") -> QIcon:
    """The icon *name* in the colour of *role*, faint where it is disabled. Raises KeyError for a name that is none."""
    _sources()[name]
    found = QIcon(f"{icon_folder(theme, role)}/{name}.svg")
    found.addFile(f"{icon_folder(theme, 'faint')}/{name}.svg", QSize(), QIcon.Mode.Disabled)
    return found


def icon_folder(theme: Theme, role: str) -> str:
    """The folder, that holds every icon in the colour of *role* as NAME.svg."""
    colour = theme.colour(role).name()
    return serve(f"icons/{colour[1:]}", _tinted(colour))


def icon_names() -> tuple[str, ...]:
    """The names of all icons, sorted."""
    return tuple(sorted(_sources()))


def application_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    return QIcon(str(resource("icons", f"{APPLICATION_ICON}.svg")))


@cache
def _tinted(colour: str) -> dict[str, bytes]:
    return {f"{name}.svg": text.replace("currentColor", colour).encode() for name, text in _sources().items()}


@cache
def _sources() -> dict[str, str]:
    files = sorted(resource("icons").glob("*.svg"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files if file.stem != APPLICATION_ICON}
