from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel

from hookstudio.ui.hook_list.dragged_hook import DraggedHook
from hookstudio.ui.hook_list.hook_delegate import ROW_HEIGHT, HookDelegate
from hookstudio.ui.theme import load_theme
from hookstudio.ui.widgets.cursor_note import CursorNote
from tests.ui.hook_list.listed_hooks import Studio, make_hook

BUTTON, PLAIN, MOVE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.MoveAction


class Drag:
    """What Qt sends a view while something is dragged over it."""

    def __init__(self, studio: Studio, data: QMimeData) -> None:
        self._view, self._data = studio.tree.viewport(), data
        event = QDragEnterEvent(QPoint(60, 1), MOVE, data, BUTTON, PLAIN)
        QApplication.sendEvent(self._view, event)
        self.entered = event.isAccepted()

    def move(self, place: QPoint) -> bool:
        """Whether a drop would be taken there."""
        event = QDragMoveEvent(place, MOVE, self._data, BUTTON, PLAIN)
        QApplication.sendEvent(self._view, event)
        return event.isAccepted()

    def drop(self, place: QPoint) -> bool:
        event = QDropEvent(QPointF(place), MOVE, self._data, BUTTON, PLAIN, QEvent.Type.Drop)
        QApplication.sendEvent(self._view, event)
        return event.isAccepted()

    def leave(self) -> None:
        QApplication.sendEvent(self._view, QDragLeaveEvent())


def place(studio: Studio, name: str, *, below: bool = False) -> QPoint:
    """A point in the upper or lower half of a row."""
    rect = studio.tree.visualRect(studio.index(name))
    return QPoint(80, rect.bottom() - 4 if below else rect.top() + 4)


def dragging(studio: Studio, name: str) -> Drag:
    return Drag(studio, studio.model.mimeData([studio.model.index_of(name)]))


def note(studio: Studio) -> QLabel:
    found = studio.tree.findChild(CursorNote)
    assert isinstance(found, CursorNote)
    return found


@pytest.mark.parametrize(
    ("name", "target", "below", "order"),
    [
        ("block-disposable", "weekday-only", True, ["add-claims", "weekday-only", "block-disposable"]),
        ("block-disposable", "weekday-only", False, ["add-claims", "block-disposable", "weekday-only"]),
        ("weekday-only", "block-disposable", False, ["weekday-only", "block-disposable", "add-claims"]),
        ("weekday-only", "block-disposable", True, ["block-disposable", "weekday-only", "add-claims"]),
        ("weekday-only", "pre-login", False, ["weekday-only", "block-disposable", "add-claims"]),
    ],
)
def test_a_hook_goes_where_it_is_dropped(studio: Studio, name: str, target: str, below: bool, order: list[str]) -> None:
    drag = dragging(studio, name)
    assert drag.entered
    assert drag.move(place(studio, target, below=below))
    assert drag.drop(place(studio, target, below=below))
    assert studio.rows()["pre-login"] == order
    assert len(studio.asked) == 1 and studio.asked[0][0] == "move"


def test_dropped_where_it_was_nothing_is_asked(studio: Studio) -> None:
    assert dragging(studio, "add-claims").drop(place(studio, "add-claims", below=True))
    assert dragging(studio, "add-claims").drop(place(studio, "weekday-only"))
    assert studio.asked == []


def test_dropped_on_a_folded_type_it_goes_to_the_end(studio: Studio) -> None:
    studio.tree.collapse(studio.index("pre-login"))
    drag = dragging(studio, "block-disposable")
    assert drag.drop(place(studio, "pre-login"))
    assert studio.rows()["pre-login"][-1] == "block-disposable"


def test_below_the_last_row_is_the_end_of_the_last_type(studio: Studio) -> None:
    empty = QPoint(80, studio.tree.viewport().height() - 4)
    assert dragging(studio, "roles").move(empty)
    assert not dragging(studio, "add-claims").move(empty)


def test_another_type_is_refused_in_words_beside_the_pointer(studio: Studio) -> None:
    drag = dragging(studio, "add-claims")
    assert not drag.move(place(studio, "notify"))
    assert note(studio).isVisible()
    assert "“add-claims” is a pre-login hook" in note(studio).text()
    assert drag.move(place(studio, "weekday-only"))
    assert not note(studio).isVisible()
    drag.move(place(studio, "notify"))
    drag.leave()
    assert not note(studio).isVisible()


def test_a_drop_on_another_type_is_a_notice(studio: Studio) -> None:
    drag = dragging(studio, "add-claims")
    assert not drag.drop(place(studio, "notify"))
    assert studio.asked == []
    assert len(studio.notices) == 1 and "can't be moved to post-login" in studio.notices[0]


def test_a_hook_from_another_window_is_refused(studio: Studio) -> None:
    drag = Drag(studio, DraggedHook("elsewhere", "add-claims").to_mime())
    assert not drag.move(place(studio, "add-claims"))
    assert note(studio).text() == "That hook belongs to another workspace."


def test_foreign_things_are_not_taken(studio: Studio) -> None:
    data = QMimeData()
    data.setText("add-claims")
    assert not Drag(studio, data).entered


def test_the_drop_line_is_drawn_in_accent_with_a_dot_at_its_left(studio: Studio) -> None:
    accent = load_theme("light").colour("accent")
    drag = dragging(studio, "block-disposable")
    drag.move(place(studio, "weekday-only"))
    y = studio.tree.visualRect(studio.index("weekday-only")).top()
    image: QImage = studio.tree.viewport().grab().toImage()
    assert image.pixelColor(150, y) == accent
    assert image.pixelColor(13, y + 2) == accent and image.pixelColor(13, y - 2) == accent
    assert image.pixelColor(150, y + 3) != accent
    drag.leave()
    assert studio.tree.viewport().grab().toImage().pixelColor(150, y) != accent


def test_under_a_filter_a_hook_goes_beside_the_shown_one(studio: Studio) -> None:
    studio.field.setText("o")  # hides add-claims
    drag = dragging(studio, "block-disposable")
    assert drag.drop(place(studio, "weekday-only"))
    assert [hook.name for hook in studio.workspace.of_type("pre-login")] == ["add-claims", "block-disposable", "weekday-only"]


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_card_that_is_dragged_is_sharp_and_not_too_wide(studio: Studio, scale: float) -> None:
    delegate = studio.tree.itemDelegate()
    assert isinstance(delegate, HookDelegate)
    card = delegate.drag_picture(make_hook("a name that goes on and on " * 5), studio.tree.font(), scale)
    assert card.devicePixelRatio() == scale
    assert card.height() == ROW_HEIGHT * scale
    assert card.deviceIndependentSize().width() < 300
    middle = card.toImage().pixelColor(card.width() // 2, 3)
    assert middle == load_theme("light").colour("accent-soft")
