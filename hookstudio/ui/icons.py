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
    found = QIcon(icon_file(name, theme, role))
    found.addFile(icon_file(name, theme, "faint"), QSize(), QIcon.Mode.Disabled)
    return found


class Icons:
    """The icons of one theme for whoever draws the same ones again and again."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._made: dict[tuple[str, str], QIcon] = {}

    def get(self, name: str, role: str) -> QIcon:
        """The icon *name* in the colour of *role*. Raises KeyError for a name that is none."""
        found = self._made.get((name, role))
        if found is None:
            found = self._made[name, role] = icon(name, self._theme, role)
        return found


def icon_file(name: str, theme: Theme, role: str) -> str:
    """The file of the icon *name* in the colour of *role*. Raises KeyError for a name that is none."""
    return _tinted(name, theme.colour(role).name())


def icon_names() -> tuple[str, ...]:
    """The names of all icons, sorted."""
    return tuple(sorted(file.stem for file in resource("icons").glob("*.svg") if file.stem != APPLICATION_ICON))


def application_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    return QIcon(str(resource("icons", f"{APPLICATION_ICON}.svg")))


@cache
def _tinted(name: str, colour: str) -> str:
    return serve(f"icons/{colour[1:]}/{name}.svg", _source(name).replace("currentColor", colour).encode())


@cache
def _source(name: str) -> str:
    try:
        return resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyError(name) from None
