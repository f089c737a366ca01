"""The import dialog by itself: looks and acts are given to it, as a window gives them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hookstudio.model.bundle import Action, Bundle, BundledHook, BundleHook, BundlePreview, Choice, ImportResult
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.progress import Progress
from hookstudio.ui.dialogs.import_hooks import ImportDialog
from hookstudio.ui.theme import load_theme

NASTY = "<img src=x> <b>bold</b>"


def preview(*states: Action, notes: tuple[str, ...] = ()) -> BundlePreview:
    """One hook of each of these states, called by their numbers."""
    hooks = tuple(BundleHook(f"pre-login/h{n}", f"h{n} {NASTY}", state, there=f"pre-login/h{n}") for n, state in enumerate(states))
    bundled = tuple(BundledHook(Hook(each.key, each.name, each.key[10:], "pre-login"), b"code\n") for each in hooks)
    return BundlePreview(Path("x.hookbundle"), hooks, notes, Bundle(bundled))


class Desk:
    """Gives the dialog its answers and notes what it asked to have done."""

    def __init__(self, *answers: BundlePreview | StudioError) -> None:
        self.answers = list(answers)
        self.done: list[Mapping[str, Choice]] = []
        self.failure: StudioError | None = None

    def look(self, _kind: str | None, _progress: Progress) -> BundlePreview:
        answer = self.answers.pop(0)
        if isinstance(answer, StudioError):
            raise answer
        return answer

    def do(self, _shown: BundlePreview, choices: Mapping[str, Choice]) -> ImportResult:
        self.done.append(choices)
        if self.failure is not None:
            raise self.failure
        return ImportResult(())


def shown(qtbot: QtBot, desk: Desk) -> ImportDialog:
    dialog = ImportDialog("“x.hookbundle”", desk.look, desk.do, load_theme("light"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.progress.isVisible())
    return dialog


def test_nothing_is_named_in_rich_text(qtbot: QtBot) -> None:
    dialog = shown(qtbot, Desk(preview(Action.NEW, notes=(NASTY,))))
    assert NASTY in dialog.details.name.text()
    dialog.details.name.resize(20, 20)
    assert "&lt;img" in dialog.details.name.toolTip()
    for label in dialog.findChildren(QLabel):
        rich = label.textFormat() is not Qt.TextFormat.PlainText
        assert not (rich and "<" in label.text()), label.text()
    assert dialog.notes.toPlainText() == NASTY


def test_an_empty_file_has_nothing_to_import(qtbot: QtBot) -> None:
    dialog = shown(qtbot, Desk(preview()))
    assert dialog.empty.accessibleName() == "There are no hooks in it"
    assert not dialog.import_button.isEnabled()


def test_what_is_equal_needs_nothing(qtbot: QtBot) -> None:
    dialog = shown(qtbot, Desk(preview(Action.EQUAL, Action.EQUAL)))
    assert not dialog.import_button.isEnabled()
    assert not dialog.for_all.isVisible()
    assert not any(radio.isVisible() for radio in dialog.details.radios.values())


def test_several_rows_get_one_answer_and_each_only_what_fits_it(qtbot: QtBot) -> None:
    dialog = shown(qtbot, Desk(preview(Action.NEW, Action.CHANGED, Action.CLASHING, Action.EQUAL)))
    dialog.activateWindow()
    dialog.table.setFocus()
    dialog.table.selectAll()
    QTest.keyClick(dialog.table, Qt.Key.Key_R)
    assert dialog.model.choices == {"pre-login/h1": Choice.REPLACE, "pre-login/h2": Choice.REPLACE}
    QTest.keyClick(dialog.table, Qt.Key.Key_S)
    assert dialog.model.choices == {f"pre-login/h{n}": Choice.SKIP for n in range(3)}
    QTest.keyClick(dialog.table, Qt.Key.Key_A)
    assert "pre-login/h0" not in dialog.model.choices


def test_an_import_that_fails_leaves_the_dialog_as_it_was_with_the_reason(qtbot: QtBot) -> None:
    desk = Desk(preview(Action.NEW))
    desk.failure = StudioError("The disk is full.", hint="Make room.")
    dialog = shown(qtbot, desk)
    with qtbot.assertNotEmitted(dialog.imported):
        QTest.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.warning.isVisible())
    assert dialog.warning.text() == "The disk is full. Nothing was written. Make room."
    desk.failure = None
    with qtbot.waitSignals([dialog.imported, dialog.accepted]):
        QTest.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    assert len(desk.done) == 2


def test_it_can_be_left_while_it_looks_but_not_while_it_writes(qtbot: QtBot) -> None:
    looking, writing, go_on = threading.Event(), threading.Event(), threading.Event()

    def look(_kind: str | None, _progress: Progress) -> BundlePreview:
        looking.set()
        go_on.wait(10)
        return preview(Action.NEW)

    def do(_shown: BundlePreview, _choices: Mapping[str, Choice]) -> ImportResult:
        writing.set()
        go_on.wait(10)
        return ImportResult(())

    dialog = ImportDialog("x", look, do, load_theme("dark"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    assert looking.wait(10)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    go_on.set()
    other = ImportDialog("x", lambda _kind, _progress: preview(Action.NEW), do, load_theme("dark"))
    other.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(other)
    other.show()
    qtbot.waitUntil(lambda: other.import_button.isEnabled())
    go_on.clear()
    QTest.mouseClick(other.import_button, Qt.MouseButton.LeftButton)
    assert writing.wait(10)
    QTest.keyClick(other, Qt.Key.Key_Escape)
    assert other.isVisible()
    with qtbot.waitSignal(other.accepted):
        go_on.set()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_it_can_be_gone_through_with_the_keyboard(qtbot: QtBot, name: str) -> None:
    dialog = shown(qtbot, Desk(preview(Action.CHANGED, Action.NEW, notes=("a note",))))
    dialog.apply_theme(load_theme(name))
    dialog.activateWindow()
    dialog.table.setFocus()
    qtbot.waitUntil(dialog.table.hasFocus)
    met = set()
    for _ in range(20):
        widget = dialog.focusWidget()
        met.add(widget.objectName() or type(widget).__name__)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert {"importHooks", "importNotes", "importAll.replace", "importFile"} <= met
    assert any(one.startswith("importChoice") for one in met)


def test_the_next_to_decide_is_a_key_away_and_comes_round(qtbot: QtBot) -> None:
    dialog = shown(qtbot, Desk(preview(Action.NEW, Action.CHANGED, Action.EQUAL, Action.CLASHING, Action.CHANGED)))
    dialog.activateWindow()
    assert dialog.table.currentIndex().row() == 1
    rows = []
    for _ in range(3):
        QTest.keyClick(dialog.table, Qt.Key.Key_N)
        rows.append(dialog.table.currentIndex().row())
    assert rows == [3, 4, 1]
    QTest.keyClick(dialog.table, Qt.Key.Key_R)
    QTest.mouseClick(dialog.next_button, Qt.MouseButton.LeftButton)
    assert dialog.table.currentIndex().row() == 3 and dialog.table.hasFocus()
    dialog.all_buttons[Choice.SKIP].click()
    assert not dialog.next_button.isVisible()


def test_where_there_is_little_room_the_details_stand_below_the_hooks(qtbot: QtBot) -> None:
    dialog = shown(qtbot, Desk(preview(Action.CHANGED, Action.NEW)))
    dialog.resize(700, 620)
    qtbot.waitUntil(lambda: dialog.split.orientation() is Qt.Orientation.Vertical)
    assert dialog.table.columnWidth(0) > 200, "names can be read"
    dialog.resize(1000, 620)
    qtbot.waitUntil(lambda: dialog.split.orientation() is Qt.Orientation.Horizontal)
    room = dialog.screen().availableGeometry().size()
    assert ImportDialog("x", Desk(preview()).look, Desk().do, load_theme("dark"), dialog).width() <= room.width()


def test_what_can_only_be_read_offers_nothing_but_to_close(qtbot: QtBot) -> None:
    dialog = shown(qtbot, Desk(StudioError("It is cut off.")))
    assert not dialog.import_button.isVisible()
    QTest.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert dialog.cancel_button.text() == "Close" and not dialog.isVisible()
