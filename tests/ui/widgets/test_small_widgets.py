from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from hookstudio.ui.theme import Theme, load_theme, style_sheet
from hookstudio.ui.widgets.cursor_note import CursorNote
from hookstudio.ui.widgets.elided_label import ElidedLabel
from hookstudio.ui.widgets.empty_state import EmptyState
from hookstudio.ui.widgets.hint_button import HintButton
from hookstudio.ui.widgets.number_field import padded
from hookstudio.ui.widgets.switch import Switch


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    """Each theme, put on the application for this test."""
    theme, palette = load_theme(request.param), QPalette(qapp.palette())
    qapp.setStyleSheet(style_sheet(theme))
    qapp.setPalette(theme.palette())
    yield theme
    qapp.setStyleSheet("")
    qapp.setPalette(palette)


def show(widget: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)


def test_a_switch_turns_by_mouse_and_keys(qtbot: QtBot) -> None:
    switch = Switch("Wrap lines")
    show(switch, qtbot)
    turned: list[bool] = []
    switch.toggled.connect(turned.append)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert turned == [True, False]


def test_a_switch_has_a_name_and_a_state(qtbot: QtBot) -> None:
    switch = Switch("Wrap lines")
    show(switch, qtbot)
    switch.setChecked(True)
    heard = QAccessible.queryAccessibleInterface(switch)
    assert heard.text(QAccessible.Text.Name) == "Wrap lines"
    assert heard.state().checked


def test_a_switch_looks_on_off_and_focused(theme: Theme, qtbot: QtBot) -> None:
    switch = Switch("Wrap lines")
    switch.apply_theme(theme)
    show(switch, qtbot)
    switch.clearFocus()
    left, right = (switch.rect().center() + QPoint(step, 0) for step in (-5, 5))
    off = switch.grab().toImage()
    assert (off.pixelColor(left), off.pixelColor(right)) == (theme.colour("faint"), theme.colour("surface"))
    switch.setChecked(True)
    on = switch.grab().toImage()
    assert (on.pixelColor(left), on.pixelColor(right)) == (theme.colour("accent"), theme.colour("on-accent"))
    switch.setFocus()
    qtbot.waitUntil(switch.hasFocus)
    assert switch.grab().toImage() != on


def test_a_label_that_is_too_long_is_whole_in_its_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("a very long sentence about a hook")
    show(label, qtbot)
    label.resize(60, 20)
    assert label.toolTip() == label.text() == "a very long sentence about a hook"
    label.resize(600, 20)
    assert label.toolTip() == ""
    label.resize(60, 20)
    label.setText("short")
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() < 40


def test_an_empty_state_says_it_and_offers_the_way_out(theme: Theme, qtbot: QtBot) -> None:
    empty = EmptyState("No hook is open", "Choose one in the list.", "file")
    empty.apply_theme(theme)
    clicked: list[str] = []
    button = empty.add_button("New hook", lambda: clicked.append("new"), primary=True)
    empty.add_button("Open the sample", lambda: clicked.append("sample"))
    show(empty, qtbot)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clicked == ["new"]
    assert [found.text() for found in empty.findChildren(QPushButton)] == ["New hook", "Open the sample"]
    assert (empty.accessibleName(), empty.accessibleDescription()) == ("No hook is open", "Choose one in the list.")
    signs = [label.pixmap() for label in empty.findChildren(QLabel) if not label.pixmap().isNull()]
    assert len(signs) == 1


def test_an_empty_state_without_an_explanation_leaves_no_gap(qtbot: QtBot) -> None:
    empty = EmptyState("Nothing here")
    show(empty, qtbot)
    assert [label.text() for label in empty.findChildren(QLabel) if label.text() and label.isVisible()] == ["Nothing here"]
    empty.set_text("Nothing here", "Yet.")
    assert [label.text() for label in empty.findChildren(QLabel) if label.text() and label.isVisible()] == ["Nothing here", "Yet."]


@pytest.mark.parametrize("primary", [True, False])
def test_a_button_shows_its_keys_where_there_is_room(theme: Theme, qtbot: QtBot, primary: bool) -> None:
    button, plain = HintButton("Run", "Ctrl+Return", "run", primary=primary), HintButton("Run", "", "run", primary=primary)
    for one in (button, plain):
        one.apply_theme(theme)
        show(one, qtbot)
    assert button.height() == 28
    assert button.sizeHint().width() > plain.sizeHint().width() + 20
    assert button.minimumSizeHint().width() < button.sizeHint().width()
    roomy = button.grab().toImage()
    button.resize(button.minimumSizeHint())
    assert button.grab().toImage() != roomy
    assert "Ctrl" in button.toolTip() or "⌃" in button.toolTip() or "⌘" in button.toolTip()


def test_a_primary_button_has_the_accent_and_a_plain_one_has_not(theme: Theme, qtbot: QtBot) -> None:
    primary, plain = HintButton("Run", "Ctrl+Return", primary=True), HintButton("Stop", "Ctrl+.")
    for button in (primary, plain):
        button.apply_theme(theme)
        show(button, qtbot)
    assert primary.grab().toImage().pixelColor(6, 14) == theme.colour("accent")
    assert plain.grab().toImage().pixelColor(6, 14) == theme.colour("surface")


@pytest.mark.parametrize("point", [QPoint(0, 0), QPoint(299, 199), QPoint(299, 0), QPoint(0, 199), QPoint(150, 100)])
def test_a_note_stays_inside_and_off_the_pointer(qtbot: QtBot, point: QPoint) -> None:
    parent = QWidget()
    parent.resize(300, 200)
    note = CursorNote(parent)
    show(parent, qtbot)
    note.show_at(point, "“add-claims” is a pre-login hook: it can't be moved to post-login, only within pre-login.")
    assert QRect(0, 0, 300, 200).contains(note.geometry())
    assert not note.geometry().contains(point)
    assert note.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_a_number_has_the_margin_and_the_height_of_other_fields(theme: Theme, qtbot: QtBot) -> None:
    field, line = padded(QSpinBox()), QLineEdit()
    for one in (field, line):
        one.setFixedWidth(120)
        show(one, qtbot)
    field.clearFocus()
    line.clearFocus()
    assert abs(field.height() - line.height()) <= 1
    image, ground = field.grab().toImage(), theme.colour("surface")
    assert all(image.pixelColor(x, y) == ground for x in range(2, 7) for y in range(4, field.height() - 4))
