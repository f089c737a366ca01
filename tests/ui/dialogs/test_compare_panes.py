"""Two codes beside each other: what differs is marked, and in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from hookstudio.studio.sync_diff import three_rows
from hookstudio.ui.dialogs.code_panes import Line, code_pane, paint_lines
from hookstudio.ui.dialogs.compare_panes import ComparePanes, side_by_side
from hookstudio.ui.sync_window.three_panes import ThreePanes
from hookstudio.ui.theme import load_theme

TINTS = {"~": "warning-soft", "+": "ok-soft", "-": "error-soft"}
LONG = ", ".join(f"key{number}: {number}" for number in range(90))
CODE = "".join(f"// line {number}\n" for number in range(80)) + f"const a = {{ {LONG} }}\n"


def marked(pane: QPlainTextEdit) -> list[str]:
    """The pieces of the text with a background of their own."""
    return [text for text, ground in pieces(pane) if ground is not None]


def pieces(pane: QPlainTextEdit) -> list[tuple[str, QColor | None]]:
    """The text in pieces of one format, each with its background if it has one."""
    found: list[tuple[str, QColor | None]] = []
    block = pane.document().begin()
    while block.isValid():
        units, formats = block.text().encode("utf-16-le"), block.textFormats()
        for each in formats:
            ground = each.format.background()
            painted = ground.style() is not Qt.BrushStyle.NoBrush
            text = units[each.start * 2 : (each.start + each.length) * 2].decode("utf-16-le")
            found.append((text, QColor(ground.color()) if painted else None))
        block = block.next()
    return found


def sees(pane: QPlainTextEdit, text: str) -> bool:
    """Whether all of *text* is in the visible part of the pane."""
    start, end = QTextCursor(pane.document()), QTextCursor(pane.document())
    start.setPosition(pane.toPlainText().index(text))
    end.setPosition(start.position() + len(text))
    area = pane.viewport().rect()
    return all(area.contains(pane.cursorRect(each).center()) for each in (start, end))


def test_a_difference_far_down_and_far_to_the_right_is_marked_and_seen(qtbot: QtBot) -> None:
    panes = ComparePanes(("a", "b"), TINTS, load_theme("light"))
    qtbot.addWidget(panes)
    panes.resize(700, 300)
    panes.show()
    panes.show_rows(list(side_by_side(CODE, CODE.replace("key70: 70", "key70: other"))))
    qtbot.waitUntil(lambda: sees(panes.left, "70: 70") and sees(panes.right, "70: other"))
    assert (marked(panes.left), marked(panes.right)) == (["70"], ["other"])
    panes.right.horizontalScrollBar().setValue(20)
    assert panes.left.horizontalScrollBar().value() == 20


def test_what_only_one_line_has_is_brought_into_sight_on_both_sides(qtbot: QtBot) -> None:
    panes = ComparePanes(("a", "b"), TINTS, load_theme("light"))
    qtbot.addWidget(panes)
    panes.resize(700, 300)
    panes.show()
    panes.show_rows(list(side_by_side(CODE.replace(" 70,", " 70 + more,"), CODE)))
    qtbot.waitUntil(lambda: sees(panes.left, "more"))
    assert (marked(panes.left), marked(panes.right)) == ([" + more"], [])
    assert panes.right.horizontalScrollBar().value() == panes.left.horizontalScrollBar().value() > 0


def test_a_short_text_does_not_hold_a_long_one_back(qtbot: QtBot) -> None:
    panes = ComparePanes(("a", "b"), TINTS, load_theme("light"))
    qtbot.addWidget(panes)
    panes.resize(700, 300)
    panes.show()
    panes.show_rows([("~", "short", LONG)])
    bar = panes.right.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 100)
    bar.setValue(100)
    assert (bar.value(), panes.left.horizontalScrollBar().value()) == (100, 0)


def test_three_ways_mark_what_each_side_did_and_that_in_the_agreed_line(qtbot: QtBot) -> None:
    panes = ThreePanes(("here", "agreed", "there"), load_theme("light"))
    qtbot.addWidget(panes)
    panes.resize(700, 300)
    panes.show()
    rows = three_rows(CODE.replace("key70: 70", "key70: here"), CODE, CODE.replace("key71: 71", "key71: there"))
    assert rows is not None
    panes.show_rows(rows)
    qtbot.waitUntil(lambda: sees(panes.panes[0], "key70: here"))
    assert [marked(pane) for pane in panes.panes] == [["here"], ["70", "71"], ["there"]]


def test_marks_stand_where_they_should_behind_what_takes_two_units(qtbot: QtBot) -> None:
    pane = code_pane("x")
    qtbot.addWidget(pane)
    pane.setPlainText("🙂🙂 word")
    paint_lines(pane, [Line(0, "warning-soft", ((3, 7),))], load_theme("light"))
    assert marked(pane) == ["word"]


def _luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])


@pytest.mark.parametrize("name", ["light", "dark"])
def test_marked_text_can_be_read(name: str, qtbot: QtBot) -> None:
    theme = load_theme(name)
    for role in TINTS.values():
        pane = code_pane("x")
        qtbot.addWidget(pane)
        pane.setPlainText("word")
        paint_lines(pane, [Line(0, role, ((0, 4),))], theme)
        [(_, ground)] = pieces(pane)
        assert ground is not None
        dark, light = sorted((_luminance(ground), _luminance(theme.colour("text"))))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, role
