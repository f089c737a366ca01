"""The themes: colours by role, put onto the whole application as a palette and a style sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from string import Template
from typing import Final

import tomli
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from hookstudio.resources import resource
from hookstudio.ui.fonts import scaled_font, size_in_style_sheets, small_font
from hookstudio.ui.icons import icon_file

STATUSES: Final = ("ok", "warning", "error")
CHOSEN_STYLE: Final = "chosenStyle"  # a property of an application that was made with Fusion
ROLES: Final = (
    *("background", "surface", "raised", "line", "text", "muted", "faint", "accent", "accent-soft", "on-accent"),
    *(role for status in STATUSES for role in (status, f"{status}-soft")),
    *(f"code-{token}" for token in ("keyword", "string", "number", "comment", "call")),
)


class Theme:
    """One theme: a colour for every role. Two themes of one name are the same."""

    def __init__(self, name: str, dark: bool, colours: Mapping[str, str]) -> None:
        """*colours* maps every role to '#rrggbb'. Raises ValueError if one is missing, unknown or no colour."""
        if wrong := set(ROLES) ^ set(colours):
            raise ValueError(f"theme {name}: missing or unknown roles: {', '.join(sorted(wrong))}")
        self.name, self.dark = name, dark
        self._colours = {role: QColor.fromString(text) for role, text in colours.items()}
        if bad := [role for role, colour in self._colours.items() if not colour.isValid()]:
            raise ValueError(f"theme {name}: not a colour: {', '.join(bad)}")

    def __repr__(self) -> str:
        return f"Theme({self.name!r})"

    def colour(self, role: str) -> QColor:
        """The colour of *role*, a new object that the caller may alter. Raises KeyError for a role that is none."""
        return QColor(self._colours[role])

    def mixed(self, role: str, other: str, share: float) -> QColor:
        """A colour between two roles: *share* (0 to 1) of *other*."""
        a, b = self._colours[role], self._colours[other]
        pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
        return QColor(*(round(x + (y - x) * share) for x, y in pairs))

    def palette(self) -> QPalette:
        """The colours as Qt's own controls use them."""
        palette = QPalette()
        groups = QPalette.ColorRole
        for group, role in _PALETTE.items():
            palette.setColor(groups[group], self._colours[role])
        for group in ("WindowText", "Text", "ButtonText"):
            palette.setColor(QPalette.ColorGroup.Disabled, groups[group], self._colours["faint"])
        palette.setColor(QPalette.ColorGroup.Disabled, groups.Highlight, self._colours["raised"])
        palette.setColor(QPalette.ColorGroup.Disabled, groups.HighlightedText, self._colours["muted"])
        return palette


_PALETTE: Final = {
    "Window": "background",
    "WindowText": "text",
    "Base": "surface",
    "AlternateBase": "background",
    "Text": "text",
    "PlaceholderText": "muted",
    "Button": "surface",
    "ButtonText": "text",
    "BrightText": "error",
    "ToolTipBase": "raised",
    "ToolTipText": "text",
    "Highlight": "accent",
    "HighlightedText": "on-accent",
    "Accent": "accent",
    "Link": "accent",
    "LinkVisited": "accent",
    "Light": "surface",
    "Midlight": "raised",
    "Mid": "line",
    "Dark": "line",
    "Shadow": "line",
}


@cache
def load_theme(name: str) -> Theme:
    """The theme of the file resources/themes/NAME.toml."""
    document = tomli.loads(resource("themes", f"{name}.toml").read_text(encoding="utf-8"))
    return Theme(document["name"], document["dark"], document["colours"])


class StyleSheet(Template):
    """A style sheet with placeholders: '@ROLE' a colour, '@icons/ROLE/NAME.svg' an icon, '@small' and '@large' font sizes.

    '@accent-hover', '@accent-pressed' and '@scroll' are mixed from two roles.
    """

    delimiter = "@"
    idpattern = r"[a-z]+(?:-[a-z]+)*"
    flags = re.NOFLAG


_MIXTURES: Final = {
    "accent-hover": ("accent", "text", 0.12),
    "accent-pressed": ("accent", "text", 0.25),
    "scroll": ("line", "faint", 0.35),
}
_ICON = re.compile(r"@icons/([a-z-]+)/([a-z-]+)\.svg")


def style_sheet(theme: Theme) -> str:
    """The style sheet of the program in the colours of *theme*, its font sizes from the application's font."""
    source = "\n".join(file.read_text(encoding="utf-8") for file in sorted(resource("styles").glob("*.qss")))
    text = _ICON.sub(lambda match: icon_file(match[2], theme, match[1]), source)
    font = QApplication.font()
    values = {role: theme.colour(role).name() for role in ROLES}
    values |= {name: theme.mixed(*mixture).name() for name, mixture in _MIXTURES.items()}
    values |= {"small": size_in_style_sheets(small_font(font)), "large": size_in_style_sheets(scaled_font(font, 1.25))}
    return StyleSheet(text).substitute(values)


class Themes(QObject):
    """The current theme of *application*: chosen, or the one that fits the system's colours, followed as they change."""

    changed = Signal(object)  # Theme

    def __init__(self, application: QApplication, choice: str = "system", parent: QObject | None = None, *, styled: bool = True) -> None:
        """*styled* False: the style sheet waits for `style`, which spares the widgets made meanwhile from being styled twice."""
        super().__init__(parent)
        self._styled = styled
        self._application, self._choice = application, ""
        self._current = load_theme("light")
        self._hints = application.styleHints()
        if application.property(CHOSEN_STYLE) is None:
            application.setStyle("Fusion")
            application.setProperty(CHOSEN_STYLE, "fusion")
        self._hints.colorSchemeChanged.connect(self._system_changed)
        self.choose(choice)

    @property
    def current(self) -> Theme:
        return self._current

    @property
    def choice(self) -> str:
        """'system', 'light' or 'dark'."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Use the theme 'light' or 'dark', or with 'system' the one that fits the system. Raises ValueError otherwise."""
        if choice not in ("system", "light", "dark"):
            raise ValueError(f"no such theme: {choice}")
        if choice == self._choice:
            return
        self._choice = choice
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._hints.setColorScheme(schemes.get(choice, Qt.ColorScheme.Unknown))  # title bars and the system's own dialogs
        self._apply(choice if choice != "system" else _fitting(self._hints.colorScheme()))

    def _system_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._choice == "system":
            self._apply(_fitting(scheme))

    def _apply(self, name: str) -> None:
        theme = load_theme(name)
        if theme is self._current and self._application.property("theme") == name:
            return
        self._current = theme
        self._application.setProperty("theme", name)
        self._application.setPalette(theme.palette())
        if self._styled:
            self._application.setStyleSheet(style_sheet(theme))
        self.changed.emit(theme)

    def style(self) -> None:
        """Put on the style sheet that waited."""
        if not self._styled:
            self._styled = True
            self._application.setStyleSheet(style_sheet(self._current))


def _fitting(scheme: Qt.ColorScheme) -> str:
    return "dark" if scheme is Qt.ColorScheme.Dark else "light"
