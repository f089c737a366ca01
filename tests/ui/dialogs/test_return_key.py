"""Return does what the primary button says, and nothing at all where that can't be pressed yet."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from hookstudio.model.errors import StudioError
from hookstudio.ui.dialogs.import_hooks import ImportDialog
from hookstudio.ui.dialogs.new_hook import NewHookDialog
from hookstudio.ui.dialogs.new_workspace import NewWorkspaceDialog
from hookstudio.ui.theme import load_theme


def press_return(field: QLineEdit) -> None:
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_return_saves_a_new_hook_once_it_has_a_name(qtbot: QtBot) -> None:
    dialog = NewHookDialog("pre-login")
    dialog.show()
    press_return(dialog.name)
    assert dialog.isVisible(), "what is not complete is neither saved nor given up"
    QTest.keyClicks(dialog.name, "add-claims")
    with qtbot.waitSignal(dialog.chosen) as chosen:
        press_return(dialog.name)
    assert [one.name for one in chosen.args or ()] == ["add-claims"]
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_return_makes_a_new_workspace(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = NewWorkspaceDialog(tmp_path)
    dialog.show()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        press_return(dialog.name)
    assert chosen.args == [tmp_path / "my-hooks", "my-hooks"]
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_return_is_for_the_import_and_not_for_giving_it_up(qtbot: QtBot) -> None:
    def look(*_asked: object) -> NoReturn:
        raise StudioError("It is no bundle.")

    def do(*_asked: object) -> NoReturn:
        raise AssertionError("nothing is to be imported")

    dialog = ImportDialog("“x”", look, do, load_theme("light"))
    dialog.show()
    assert dialog.import_button.isDefault()
    qtbot.waitUntil(dialog.cancel_button.hasFocus)
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog))
