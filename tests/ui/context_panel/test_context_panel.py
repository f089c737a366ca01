"""The test context: generated, edited, saved, remembered."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect
from hookstudio.studio.session import Session
from hookstudio.studio.test_context import generate, to_text
from hookstudio.ui.context_panel.context_panel import ContextPanel
from hookstudio.ui.context_panel.seed_field import SeedField
from hookstudio.ui.notices import Notice
from hookstudio.ui.theme import load_theme
from tests.ui.context_panel.conftest import show


def choose_seed(panel: ContextPanel, seed: int) -> None:
    panel.seed_field.setFocus()
    panel.seed_field.selectAll()
    QTest.keyClicks(panel.seed_field, str(seed))
    QTest.keyClick(panel.seed_field, Qt.Key.Key_Return)


def save_as(qtbot: QtBot, panel: ContextPanel, name: str) -> None:
    QTest.mouseClick(panel.saved_bar.save, Qt.MouseButton.LeftButton)
    panel.saved_bar.name.selectAll()
    QTest.keyClicks(panel.saved_bar.name, name)
    QTest.keyClick(panel.saved_bar.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(panel) == name)


def shown(panel: ContextPanel) -> str:
    """What the choice of contexts says is shown."""
    choice = panel.saved_bar.choice
    return choice.currentText() if choice.currentIndex() >= 0 else choice.placeholderText()


def choose(panel: ContextPanel, name: str) -> None:
    row = panel.saved_bar.choice.findText(name)
    assert row >= 0, f"{name!r} is not in the list"
    panel.saved_bar.choice.setCurrentIndex(row)
    panel.saved_bar.choice.activated.emit(row)


def test_a_seed_gives_its_context_byte_for_byte(panel: ContextPanel) -> None:
    choose_seed(panel, 48151)
    assert panel.text() == to_text(generate("pre-login", Dialect.CLASSIC, 48151))
    assert panel.seed() == 48151
    assert panel.value() == generate("pre-login", Dialect.CLASSIC, 48151)
    assert panel.remarks.isHidden()


def test_a_seed_put_into_the_field_counts_without_return(qtbot: QtBot, panel: ContextPanel) -> None:
    panel.seed_field.setText("9007199254740991")
    qtbot.waitUntil(lambda: panel.seed() == 9007199254740991)
    assert panel.text() == to_text(generate("pre-login", Dialect.CLASSIC, 9007199254740991))


def test_the_button_makes_another_context(panel: ContextPanel) -> None:
    before, seed = panel.text(), panel.seed()
    button = panel.findChild(QPushButton, "newContextButton")
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.text() != before
    assert panel.seed() != seed and panel.seed_field.text() == str(panel.seed())


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("9999999999999999999", "A seed is at most 9,007,199,254,740,991."),
        ("1e3", "A seed is a whole number: digits only."),
        ("-5", "A seed is a whole number: digits only."),
    ],
)
def test_a_text_that_is_no_seed_is_told_beside_the_field(panel: ContextPanel, typed: str, problem: str) -> None:
    before, seed, field = panel.text(), panel.seed(), panel.seed_field
    told = panel.findChild(QLabel, "seedProblem")
    assert isinstance(told, QLabel) and told.isHidden()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told.isVisible() and told.text() == problem == field.accessibleDescription()
    assert field.hasFocus() and field.text() == typed, "it can be corrected"
    assert (panel.text(), panel.seed()) == (before, seed)
    panel.editor.setFocus()
    assert told.isHidden() and field.text() == str(seed), "the seed of what is shown"


def test_a_menu_over_the_seed_field_leaves_what_is_typed(panel: ContextPanel) -> None:
    choose_seed(panel, 9999999999999999999)
    QApplication.sendEvent(panel.seed_field, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason))
    assert panel.seed_field.text() == "9999999999999999999"


def test_a_seed_that_is_corrected_counts(panel: ContextPanel) -> None:
    choose_seed(panel, 9999999999999999999)
    choose_seed(panel, 48151)
    told = panel.findChild(QLabel, "seedProblem")
    assert isinstance(told, QLabel) and told.isHidden()
    assert panel.seed() == 48151


def test_the_keyboard_goes_through_the_whole_panel_and_out_of_it(qtbot: QtBot, panel: ContextPanel) -> None:
    before, after = QLineEdit(), QLineEdit()
    frame = QWidget()
    qtbot.addWidget(frame)
    column = QVBoxLayout(frame)
    for part in (before, panel, after):
        column.addWidget(part)
    frame.show()
    qtbot.waitExposed(frame)
    text, bar = panel.text(), panel.saved_bar
    way = [before, panel.seed_field, panel.seed_field.button, bar.choice, bar.save, bar.more, panel.editor, after]
    frame.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    for one, following in pairwise(way):
        assert QApplication.focusWidget() is one
        QTest.keyClick(one, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is following
    for one, previous in pairwise(reversed(way)):
        QTest.keyClick(one, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert QApplication.focusWidget() is previous
    assert panel.text() == text
    panel.setFocus()
    assert QApplication.focusWidget() is panel.editor, "who goes to the panel goes to its text"
    panel.setParent(None)


def test_editing_by_hand_has_no_seed_and_undo_brings_it_back_after_a_new_one(panel: ContextPanel) -> None:
    panel.editor.setText('{"user": {"email": "ada@example.com"}}')
    assert panel.seed() is None
    assert panel.value() == {"user": {"email": "ada@example.com"}}
    assert shown(panel) == "Edited by hand"
    choose_seed(panel, 7)
    assert panel.seed() == 7 and shown(panel) == "Generated"
    panel.editor.undo()
    assert panel.text() == '{"user": {"email": "ada@example.com"}}'
    assert panel.seed() is None
    panel.editor.redo()
    assert panel.seed() == 7, "the same text is the seed's again"


def test_a_mistake_is_marked_told_and_keeps_the_hook_from_running(qtbot: QtBot, panel: ContextPanel) -> None:
    panel.editor.setText('{\n  "user": {,}\n}')
    qtbot.waitUntil(lambda: panel.remarks.isVisible())
    assert panel.remarks.texts() == ["Line 2, column 12: a key in double quotes is expected here"]
    assert "can't run" in panel.remarks.heading.text()
    with pytest.raises(StudioError, match="line 2, column 12"):
        panel.value()
    panel.editor.setText("{}")
    qtbot.waitUntil(lambda: "real tenants may differ" in panel.remarks.heading.text())
    assert panel.value() == {}


def test_a_remark_leads_to_its_place(qtbot: QtBot, panel: ContextPanel) -> None:
    document = json.loads(panel.text())
    document["user"]["email"] = 3
    panel.editor.setText(json.dumps(document, indent=2))
    qtbot.waitUntil(lambda: panel.remarks.texts() == ["user.email: This should be text, but it is a number."])
    item = panel.remarks.list.item(0)
    QTest.mouseClick(panel.remarks.list.viewport(), Qt.MouseButton.LeftButton, pos=panel.remarks.list.visualItemRect(item).center())
    assert panel.editor.textCursor().block().text().strip().rstrip(",") == '"email": 3'


def test_each_hook_keeps_its_context(qtbot: QtBot, panel: ContextPanel, session: Session) -> None:
    choose_seed(panel, 7)
    panel.editor.setText('{"mine": 1}')
    show(panel, session, 1)
    qtbot.waitUntil(lambda: panel.text() != "")
    assert panel.seed() == 7, "the seed that is shown goes on"
    assert panel.text() == to_text(generate("post-login", Dialect.ESM, 7))
    show(panel, session, 0)
    assert panel.text() == '{"mine": 1}'
    assert panel.seed() is None


def test_another_dialect_makes_another_context_but_never_of_what_was_typed(qtbot: QtBot, panel: ContextPanel, session: Session) -> None:
    hook = next(iter(session.workspace))
    choose_seed(panel, 7)
    panel.set_hook(hook.type, Dialect.ESM, hook.id)
    qtbot.waitUntil(lambda: panel.text() == to_text(generate("pre-login", Dialect.ESM, 7)))
    panel.editor.setText("[]")
    panel.set_hook(hook.type, Dialect.CLASSIC, hook.id)
    assert panel.text() == "[]"


def test_a_value_is_there_at_once_for_a_run(panel: ContextPanel, session: Session) -> None:
    choose_seed(panel, 11)
    show(panel, session, 1)
    assert panel.value() == generate("post-login", Dialect.ESM, 11)
    assert panel.seed() == 11


def test_what_is_set_before_the_first_context_is_made_stays(qtbot: QtBot, session: Session) -> None:
    panel = ContextPanel(load_theme("dark"))
    qtbot.addWidget(panel)
    panel.set_session(session)
    show(panel, session, 0)
    panel.editor.setText('{"first": true}')
    qtbot.wait(400)
    assert panel.value() == {"first": True}
    panel.set_session(None)


def test_saved_contexts_come_and_go(qtbot: QtBot, panel: ContextPanel, session: Session, told: list[Notice]) -> None:
    panel.editor.setText('{"saved": [1, 2]}')
    save_as(qtbot, panel, "new user")
    hook = next(iter(session.workspace))
    assert [saved.name for saved in session.contexts.list(hook)] == ["new user"]
    assert panel.seed() is None
    choose(panel, "Generated")
    assert panel.seed() is not None
    choose(panel, "new user")
    qtbot.waitUntil(lambda: panel.value() == {"saved": [1, 2]})
    assert shown(panel) == "new user"
    panel.editor.setText('{"saved": 3}')
    assert shown(panel) == "“new user”, edited"
    panel.saved_bar.update_saved.trigger()
    qtbot.waitUntil(lambda: shown(panel) == "new user")
    assert session.contexts.read(session.contexts.list(hook)[0]) == {"saved": 3}
    panel.saved_bar.duplicate_requested.emit("new user")
    qtbot.waitUntil(lambda: shown(panel) == "new user 2")
    panel.saved_bar.rename_requested.emit("new user 2", "other")
    qtbot.waitUntil(lambda: shown(panel) == "other")
    panel.saved_bar.delete_requested.emit("other")
    qtbot.waitUntil(lambda: panel.saved_bar.choice.findText("other") < 0)
    assert panel.value() == {"saved": 3}, "the text stays"
    assert [notice.text for notice in told] == ["The test context “other” was deleted."]
    told[0].choices[0].act()
    qtbot.waitUntil(lambda: panel.saved_bar.choice.findText("other") > 0)


def test_a_name_that_can_not_be_is_a_notice(qtbot: QtBot, panel: ContextPanel, told: list[Notice]) -> None:
    panel.saved_bar.save_requested.emit("a/b")
    qtbot.waitUntil(lambda: bool(told))
    assert "can't contain" in told[0].text
    panel.editor.setText("{")
    panel.saved_bar.save_requested.emit("fine")
    assert "not valid JSON" in told[1].text


def test_escape_leaves_the_name_alone(panel: ContextPanel) -> None:
    panel.saved_bar.ask_name()
    assert panel.saved_bar.name.isVisible() and not panel.saved_bar.confirm.isEnabled()
    QTest.keyClick(panel.saved_bar.name, Qt.Key.Key_Escape)
    assert not panel.saved_bar.name.isVisible()


def test_what_was_typed_comes_back_with_the_workspace(qtbot: QtBot, panel: ContextPanel, session: Session) -> None:
    choose_seed(panel, 5)
    show(panel, session, 1)
    panel.value()
    panel.editor.setText('{"half written": ')
    panel.keep_now()
    other = ContextPanel(load_theme("light"))
    qtbot.addWidget(other)
    other.set_session(session)
    show(other, session, 1)
    assert other.text() == '{"half written": '
    show(other, session, 0)
    qtbot.waitUntil(lambda: other.seed() == 5 and other.text() == to_text(generate("pre-login", Dialect.CLASSIC, 5)))
    other.set_session(None)


def test_nonsense_in_the_remembered_state_is_passed_over(qtbot: QtBot, session: Session) -> None:
    first = next(iter(session.workspace))
    session.write_state("contexts", {first.id: {"seed": -4, "text": 7}, "gone": {"seed": True}, "x": "y"})
    panel = ContextPanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.set_session(session)
    show(panel, session, 0)
    assert isinstance(panel.value(), dict)
    panel.set_session(None)


def test_without_a_hook_there_is_nothing_to_edit(qtbot: QtBot) -> None:
    panel = ContextPanel(load_theme("light"))
    qtbot.addWidget(panel)
    assert not panel.isEnabled()
    panel.new_context()
    assert panel.text() == ""
    assert panel.seed() is None


def test_the_button_stands_inside_the_field(panel: ContextPanel) -> None:
    field = panel.findChild(SeedField)
    assert isinstance(field, SeedField)
    assert field.rect().contains(field.button.geometry())
    assert field.textMargins().right() >= field.button.width()
