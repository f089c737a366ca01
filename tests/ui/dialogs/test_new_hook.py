"""The dialog that asks for a new hook."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hookstudio.model.hook import Dialect
from hookstudio.ui.dialogs.new_hook import NewHook, NewHookDialog


def test_the_button_waits_for_the_required_fields(qtbot: QtBot) -> None:
    dialog = NewHookDialog()
    qtbot.addWidget(dialog)
    assert not dialog.accept_button.isEnabled()
    QTest.keyClicks(dialog.name, "add claims")
    assert not dialog.accept_button.isEnabled()
    dialog.type.setCurrentIndex(dialog.type.findData("pre-register"))
    assert dialog.accept_button.isEnabled()
    assert "stored" in dialog.type_note.text()
    dialog.name.clear()
    assert not dialog.accept_button.isEnabled()


def test_it_gives_what_was_chosen(qtbot: QtBot) -> None:
    dialog = NewHookDialog("post-login")
    qtbot.addWidget(dialog)
    QTest.keyClicks(dialog.name, "  tell slack ")
    QTest.keyClicks(dialog.description, "why")
    dialog.dialect.setCurrentIndex(1)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    wanted = chosen.args[0]
    assert isinstance(wanted, NewHook)
    assert (wanted.name, wanted.type, wanted.description, wanted.dialect) == ("tell slack", "post-login", "why", Dialect.ESM)
    assert "export" in wanted.code


def test_a_template_chosen_stays_chosen_in_the_other_dialect(qtbot: QtBot) -> None:
    dialog = NewHookDialog("pre-login")
    qtbot.addWidget(dialog)
    dialog.template.setCurrentIndex(1)
    chosen, classic = dialog.template.currentData(), dialog.preview.toPlainText()
    dialog.dialect.setCurrentIndex(1)
    assert dialog.template.currentData() == chosen
    assert dialog.preview.toPlainText() != classic


def test_a_name_that_cannot_be_is_said(qtbot: QtBot) -> None:
    dialog = NewHookDialog("pre-login")
    qtbot.addWidget(dialog)
    dialog.name.setText("x" * 300)
    assert "at most 200" in dialog.problem.text()
    assert not dialog.accept_button.isEnabled()
