"""Properties, settings, new workspace, palette, comparison and the pages that only tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.node import NodeChoice, Runtime
from hookstudio.storage.settings import SETTINGS, Settings
from hookstudio.ui.commands import COMMANDS
from hookstudio.ui.dialogs.compare import CompareDialog
from hookstudio.ui.dialogs.compare_panes import side_by_side
from hookstudio.ui.dialogs.new_workspace import NewWorkspaceDialog
from hookstudio.ui.dialogs.pages import facts_page, shortcuts_page
from hookstudio.ui.dialogs.palette import Entry, Palette, matching, score
from hookstudio.ui.dialogs.properties import PropertiesDialog
from hookstudio.ui.dialogs.settings import SettingsPage
from hookstudio.ui.theme import load_theme
from hookstudio.ui.widgets.switch import Switch
from tests.ui.finding import child

HOOK = Hook("1", "add-claims", "add-claims", "pre-login", node=12)


def test_properties_show_and_give_values(qtbot: QtBot) -> None:
    dialog = PropertiesDialog(HOOK, [NodeChoice(24, Runtime(24, "24.1.0", Path("n"), "bundled"), None, None)], 24)
    qtbot.addWidget(dialog)
    assert "not on this machine" in dialog.node.currentText()
    dialog.name.setText("other")
    dialog.dialect.setCurrentIndex(1)
    dialog.node.setCurrentIndex(0)
    value = dialog.value()
    assert (value.name, value.dialect, value.node) == ("other", Dialect.ESM, None)
    dialog.name.clear()
    assert not dialog.accept_button.isEnabled()
    assert dialog.problem.text() == "A hook needs a name."


def test_a_form_is_never_too_low_for_its_explanations(qtbot: QtBot) -> None:
    dialog = PropertiesDialog(HOOK, [], 24)
    qtbot.addWidget(dialog)
    dialog.resize(480, 120)  # as Qt does where a form needs more than two thirds of the screen
    dialog.show()
    for label in dialog.findChildren(QLabel):
        if label.wordWrap() and label.text():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.name.hasFocus)


def test_settings_have_a_field_for_every_declaration_and_keep_it_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml")
    page = SettingsPage(settings, load_theme("light"))
    qtbot.addWidget(page)
    for setting in SETTINGS:
        assert child(page, QWidget, setting.key).accessibleName() == setting.title
    theme = child(page, QComboBox, "appearance.theme")
    theme.setCurrentIndex(theme.findData("dark"))
    QTest.mouseClick(child(page, Switch, "editor.wrap"), Qt.MouseButton.LeftButton)
    child(page, QDoubleSpinBox, "run.timeout_s").setValue(2.5)
    kept = Settings(tmp_path / "settings.toml")
    assert (kept.get("appearance.theme"), kept.get("editor.wrap"), kept.get("run.timeout_s")) == ("dark", True, 2.5)


def test_an_address_is_kept_once_it_is_typed_and_one_that_is_none_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml")
    page = SettingsPage(settings, load_theme("light"))
    qtbot.addWidget(page)
    page.show()
    field = child(page, QLineEdit, "modules.registry")
    field.setFocus()
    QTest.keyClicks(field, "https://npm.example.com/")
    assert settings.get("modules.registry") == ""
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert settings.get("modules.registry") == "https://npm.example.com/"
    field.clear()
    QTest.keyClicks(field, "nonsense")
    with qtbot.waitSignal(page.failed) as failed:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert failed.args is not None and "can't be nonsense" in failed.args[0].message
    assert field.text() == settings.get("modules.registry") == "https://npm.example.com/"
    field.clear()
    page.hide()
    assert settings.get("modules.registry") == ""


def test_the_folder_of_a_new_workspace_follows_its_name_until_it_is_edited(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = NewWorkspaceDialog(tmp_path)
    qtbot.addWidget(dialog)
    dialog.name.setText("Shop hooks")
    assert dialog.value() == (tmp_path / "shop-hooks", "Shop hooks")
    dialog.folder.setFocus()
    dialog.folder.clear()
    QTest.keyClicks(dialog.folder, "relative")
    assert not dialog.accept_button.isEnabled()
    dialog.folder.setText(str(tmp_path / "mine"))
    dialog.name.setText("Another")
    assert dialog.value() == (tmp_path / "mine", "Another")


def test_matches_are_ranked() -> None:
    entries = [Entry(title, "", print) for title in ("set-country-claim", "add-claims", "weekday")]
    assert [entry.title for entry in matching(entries, "claim")] == ["add-claims", "set-country-claim"]
    assert [entry.title for entry in matching(entries, "wkdy")] == ["weekday"]
    assert matching(entries, "zzz") == []
    assert matching(entries, "  ") == entries
    assert score("ac", "add-claims") is not None


def test_the_palette_is_used_with_the_keyboard(qtbot: QtBot) -> None:
    window, done = QWidget(), list[str]()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    entries = [Entry("first", "one", lambda: done.append("first")), Entry("second", "two", lambda: done.append("second"))]
    palette = Palette(entries, "Go", "Nothing", window)
    palette.open_over(window)
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["second"]
    again = Palette(entries, "Go", "Nothing is called like that.", window)
    again.open_over(window)
    QTest.keyClicks(again.field, "zzz")
    assert again.empty.isVisible()
    QTest.keyClick(again.field, Qt.Key.Key_Escape)
    assert done == ["second"]


@pytest.mark.parametrize(
    ("mine", "theirs", "signs"),
    [("a\nb", "a\nb", ["", ""]), ("a\nb", "a\nc", ["", "~"]), ("a\nb", "a", ["", "+"]), ("a", "a\nb", ["", "-"]), ("", "", [])],
)
def test_two_versions_stand_side_by_side(mine: str, theirs: str, signs: list[str]) -> None:
    rows = list(side_by_side(mine, theirs))
    assert [row[0] for row in rows] == signs


def test_comparing_ends_in_one_answer_or_leaves_the_question(qtbot: QtBot) -> None:
    dialog = CompareDialog("x", "a\nb", "a\nc", load_theme("dark"))
    qtbot.addWidget(dialog)
    assert dialog.left.toPlainText() == "a\nb"
    assert dialog.right.toPlainText() == "a\nc"
    tint = load_theme("dark").colour("warning-soft")
    qtbot.waitUntil(lambda: dialog.left.document().findBlockByNumber(1).blockFormat().background().color() == tint)
    with qtbot.waitSignal(dialog.take_theirs), qtbot.waitSignal(dialog.accepted):
        dialog.take_theirs_button.click()
    other = CompareDialog("x", "a", "b", load_theme("light"))
    qtbot.addWidget(other)
    with qtbot.waitSignal(other.rejected), qtbot.assertNotEmitted(other.keep_mine):
        other.reject()


def test_the_shortcut_page_lists_every_command_with_keys(qtbot: QtBot) -> None:
    page = shortcuts_page()
    qtbot.addWidget(page)
    texts = " | ".join(label.text() for label in page.findChildren(QLabel))
    for command in COMMANDS:
        assert not command.keys or command.title.rstrip("…") in texts, command.title


def test_the_shortcut_page_says_which_panel_keys_belong_to(qtbot: QtBot) -> None:
    page = shortcuts_page()
    qtbot.addWidget(page)
    texts = {label.text() for label in page.findChildren(QLabel)}
    page.show()
    assert child(page, QScrollArea).horizontalScrollBar().maximum() == 0, "all of it is wide enough to be read"
    assert {"Select the next occurrence (in the code)", "Add a caret below (in the code)", "Duplicate (in the hook list)"} <= texts


def test_what_is_scrolled_and_where_a_folder_is_typed_have_names(qtbot: QtBot) -> None:
    page, dialog = shortcuts_page(), NewWorkspaceDialog(Path("/somewhere"))
    for window in (page, dialog):
        qtbot.addWidget(window)
    assert child(page, QScrollArea).accessibleName() == "Keyboard shortcuts"
    assert dialog.folder.accessibleName() == "Folder of the workspace"


def test_facts_are_sentences_with_their_state(qtbot: QtBot) -> None:
    page = facts_page("Title", "Words.", [("Process", "active", "Own process.")])
    qtbot.addWidget(page)
    assert {"Process: active", "Own process."} <= {label.text() for label in page.findChildren(QLabel)}


def test_settings_can_be_made_narrow_and_nothing_gets_out_of_sight(qtbot: QtBot, tmp_path: Path) -> None:
    page = SettingsPage(Settings(tmp_path / "settings.toml"), load_theme("light"))
    qtbot.addWidget(page)
    page.show()
    page.resize(200, 300)
    scrolled = child(page, QScrollArea)
    assert scrolled.horizontalScrollBar().maximum() == 0
    assert page.width() < 560, "there is room for it where the screen is small"
    field = child(page, QLineEdit, "modules.registry")
    caption = next(label for label in page.findChildren(QLabel) if label.buddy() is field)
    middle = caption.mapToGlobal(caption.contentsRect().topLeft()).y() + caption.fontMetrics().height() / 2
    assert abs(middle - field.mapToGlobal(field.rect().center()).y()) <= 1.5, "in line with its field"


def test_a_comparison_begins_where_the_two_differ(qtbot: QtBot) -> None:
    same = [f"line {number}" for number in range(300)]
    dialog = CompareDialog("x", "\n".join([*same, "mine", *same]), "\n".join([*same, "theirs", *same]), load_theme("light"))
    qtbot.addWidget(dialog)
    dialog.show()
    for pane, word in ((dialog.left, "mine"), (dialog.right, "theirs")):
        qtbot.waitUntil(lambda shown=pane: 260 < shown.firstVisibleBlock().blockNumber() < 300)  # type: ignore[misc]
        assert pane.textCursor().block().text() == word
