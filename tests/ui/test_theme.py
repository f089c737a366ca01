from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QFile, Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from hookstudio.ui.theme import ROLES, STATUSES, StyleSheet, Theme, Themes, load_theme, style_sheet

NAMES = ("light", "dark")


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """The application, and afterwards as it was before: without a style sheet."""
    palette = QPalette(qapp.palette())
    yield qapp
    qapp.styleHints().setColorScheme(Qt.ColorScheme.Unknown)
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setProperty("theme", None)


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    channels = [value / 255 for value in (colour.red(), colour.green(), colour.blue())]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)


GROUNDS = ("background", "surface", "raised", "accent-soft", *(f"{status}-soft" for status in STATUSES))
READ = [
    *((text, ground) for text in ("text", "muted") for ground in GROUNDS),
    *((status, ground) for status in STATUSES for ground in ("background", "surface", f"{status}-soft")),
    *((f"code-{token}", "surface") for token in ("keyword", "string", "number", "comment", "call")),
    *(("accent", ground) for ground in ("background", "surface", "raised", "accent-soft")),
    ("on-accent", "accent"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("text", "ground"), READ)
def test_what_is_read_has_a_contrast_of_four_and_a_half(name: str, text: str, ground: str) -> None:
    theme = load_theme(name)
    assert contrast(theme.colour(text), theme.colour(ground)) >= 4.5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mixture", ["accent-hover", "accent-pressed"])
def test_the_primary_button_is_readable_while_it_is_used(name: str, mixture: str) -> None:
    theme = load_theme(name)
    ground = theme.mixed("accent", "text", 0.12 if mixture == "accent-hover" else 0.25)
    assert contrast(theme.colour("on-accent"), ground) >= 4.5


@pytest.mark.parametrize("name", NAMES)
def test_a_theme_has_every_role(name: str) -> None:
    theme = load_theme(name)
    assert (theme.name, theme.dark) == (name, name == "dark")
    assert all(theme.colour(role).isValid() for role in ROLES)
    assert theme.colour("text") == QColor("#e4e8ef" if theme.dark else "#1c2330")


def test_a_colour_may_be_altered_without_altering_the_theme() -> None:
    load_theme("light").colour("accent").setAlpha(0)
    assert load_theme("light").colour("accent").alpha() == 255


def test_a_theme_that_lacks_a_role_is_refused() -> None:
    colours = dict.fromkeys(ROLES, "#123456")
    del colours["muted"]
    with pytest.raises(ValueError, match="muted"):
        Theme("broken", False, colours)


def test_a_role_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="shiny"):
        Theme("broken", False, dict.fromkeys([*ROLES, "shiny"], "#123456"))


def test_a_colour_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="accent"):
        Theme("broken", False, dict.fromkeys(ROLES, "#123456") | {"accent": "#12345"})


@pytest.mark.parametrize("name", NAMES)
def test_every_placeholder_resolves(application: QApplication, name: str) -> None:
    assert not application.styleSheet()
    text = style_sheet(load_theme(name))
    assert "@" not in text and "$" not in text
    pictures = re.findall(r"url\(([^)]*)\)", text)
    assert len(pictures) > 10
    for picture in pictures:
        assert QFile.exists(picture), picture
        assert not QIcon(picture).pixmap(16, 16).isNull(), picture


def test_a_placeholder_that_nobody_knows_is_found() -> None:
    with pytest.raises(KeyError):
        StyleSheet("QLabel { color: @shiny; }").substitute({"text": "#123456"})


def test_a_hyphen_belongs_to_the_placeholder() -> None:
    assert StyleSheet("@accent-soft;").substitute({"accent-soft": "#fff", "accent": "#000"}) == "#fff;"


@pytest.mark.parametrize("name", NAMES)
def test_qt_accepts_the_style_sheet_and_draws_by_it(application: QApplication, qtbot: QtBot, name: str) -> None:
    themes = Themes(application, name)
    button = QPushButton("Run")
    button.setProperty("primary", True)
    qtbot.addWidget(button)
    button.show()
    assert button.height() == 28
    assert button.grab().toImage().pixelColor(6, 14) == themes.current.colour("accent")


def test_a_chosen_theme_is_put_on_at_once(application: QApplication, qtbot: QtBot) -> None:
    themes = Themes(application, "light")
    button = QPushButton("Stop")
    qtbot.addWidget(button)
    button.show()
    seen: list[Theme] = []
    themes.changed.connect(seen.append)
    themes.choose("dark")
    themes.choose("dark")
    assert [theme.name for theme in seen] == ["dark"]
    assert themes.current.dark and themes.choice == "dark"
    assert application.palette().color(QPalette.ColorRole.Window) == themes.current.colour("background")
    assert button.grab().toImage().pixelColor(6, 14) == themes.current.colour("surface")


def test_the_theme_follows_the_system(application: QApplication) -> None:
    themes = Themes(application)
    assert themes.choice == "system"
    application.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert themes.current.name == "dark"
    application.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert themes.current.name == "light"


def test_a_chosen_theme_does_not_follow_the_system(application: QApplication) -> None:
    themes = Themes(application, "light")
    application.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert themes.current.name == "light"


def test_a_second_choice_with_the_same_colours_changes_nothing(application: QApplication) -> None:
    themes = Themes(application, "light")
    seen: list[Theme] = []
    themes.changed.connect(seen.append)
    themes.choose("system")
    assert (seen, themes.choice) == ([], "system")


def test_a_theme_that_does_not_exist_is_refused(application: QApplication) -> None:
    with pytest.raises(ValueError, match="pink"):
        Themes(application, "pink")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_placeholder_text_is_as_readable_as_other_quiet_text(
    application: QApplication, qtbot: QtBot, name: str, kind: type[QLineEdit | QPlainTextEdit]
) -> None:
    theme = Themes(application, name).current
    field = kind()
    qtbot.addWidget(field)
    field.show()
    assert field.palette().color(QPalette.ColorRole.PlaceholderText) == theme.colour("muted")
