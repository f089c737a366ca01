"""The comparison in the window: what stands in it, and how it is gone through with the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from hookstudio.studio.sync_status import Status
from hookstudio.ui.sync_window.diff_view import DiffView
from hookstudio.ui.theme import load_theme
from tests.studio.syncing import Desk
from tests.ui.sync_window.opened import LONG, Opened

NASTY = "<img src=x> <b>bold</b>"


def clash(desk: Desk, name: str = "clash") -> None:
    """A hook whose code both sides changed in the same line, and which was described here and switched off there."""
    desk.new(name, LONG)
    desk.push()
    desk.write(name, LONG.replace("line 3", "line 3 here"))
    desk.session.describe(desk.id(name), "mine")
    desk.change_there(name, content=LONG.replace("line 3", "line 3 there"), enabled=False)


def test_hooks_stand_by_what_is_to_be_done_with_a_sign_and_a_word(desk: Desk, opened: Opened) -> None:
    for name in ("same", "edited", "theirs", "gone-here", "gone-there"):
        desk.new(name)
    clash(desk)
    desk.write("edited", LONG)
    desk.change_there("theirs", description="x")
    desk.session.delete(desk.id("gone-here"))
    desk.delete_there("gone-there")
    desk.new("fresh")
    desk.make_there("arrived")
    opened.compare()
    assert opened.rows == [
        "Conflicts 1",
        "  clash: Conflict: 1 to decide",
        "Changed here 1",
        "  edited: Changed here",
        "Changed there 1",
        "  theirs: Changed there",
        "New here 1",
        "  fresh: New here",
        "New there 1",
        "  arrived: New there",
        "Deleted here 1",
        "  gone-here: Deleted here",
        "Deleted there 1",
        "  gone-there: Deleted there",
    ]
    model = opened.tree.model()
    for row in range(model.rowCount()):
        assert not model.index(0, 2, model.index(row, 0)).data(Qt.ItemDataRole.DecorationRole).isNull()
    summary = opened.one(QLabel, "syncSummary").text()
    assert summary.startswith("1 conflict, 1 changed here, 1 changed there") and summary.endswith("1 in sync")
    assert [name for name, _ in opened.told] == ["status_known"] and isinstance(opened.told[0][1], Status)
    assert (opened.window.frame.pull.text(), opened.window.frame.push.text()) == ("Pull 3 hooks…", "Push 3 hooks…")
    assert "1 conflict is not decided" in opened.window.frame.problem.text()


def test_what_is_equal_is_shown_when_asked_for_and_the_filter_looks_at_names_states_and_fields(desk: Desk, opened: Opened) -> None:
    desk.new("alpha")
    desk.new("beta")
    desk.push()
    desk.session.rename(desk.id("beta"), "gamma")
    opened.compare()
    equal, search = opened.one(QCheckBox, "syncShowEqual"), opened.one(QLineEdit, "syncFilter")
    assert equal.text() == "Show equal (1)" and opened.rows == ["Changed here 1", "  gamma: Changed here"]
    equal.click()
    assert opened.rows[2:] == ["In sync 1", "  alpha: In sync"]
    for text, found in (("ALPH", ["  alpha: In sync"]), ("name", ["  gamma: Changed here"]), ("changed", ["  gamma: Changed here"])):
        search.setText(text)
        assert opened.rows[1:] == found, text
    search.setFocus()
    search.setText("nothing like it")
    assert opened.rows == [] and opened.window.compare_page.hooks.nothing.text() == "No hook fits the filter."
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == "" and opened.window.isVisible() and len(opened.rows) == 4
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert opened.tree.hasFocus()


def test_a_conflict_is_settled_field_by_field_with_the_mouse(desk: Desk, opened: Opened) -> None:
    clash(desk)
    desk.change_there("clash", description="theirs")
    opened.compare()
    opened.choose("clash")
    page = opened.window.compare_page
    assert not any(radio.isChecked() for radio in page.details.fields.radios.values())
    assert ("content", "merge") not in page.details.fields.radios  # both changed one line
    page.details.fields.radios["content", "local"].click()
    assert opened.rows[1] == "  clash: Conflict: 1 to decide"
    page.details.fields.radios["description", "remote"].click()
    assert opened.rows[1] == "  clash: Conflict: decided"
    assert page.decisions.choices == {"pre-login/clash": {"content": "local", "description": "remote"}}
    opened.one(QPushButton, "syncDecideHook.none").click()
    assert page.decisions.choices == {} and not any(radio.isChecked() for radio in page.details.fields.radios.values())


def test_a_conflict_is_settled_with_keys_and_for_all_hooks_at_once(desk: Desk, opened: Opened) -> None:
    clash(desk)
    desk.new("merge", LONG)
    desk.push()
    desk.write("merge", f"{LONG}// mine\n")
    desk.change_there("merge", content=f"// theirs\n{LONG}")
    opened.compare()
    decisions = opened.window.compare_page.decisions
    assert opened.tree.hasFocus()
    opened.choose("merge")
    for key, choices in (
        (Qt.Key.Key_M, {"pre-login/merge": {"content": "merge"}}),
        (Qt.Key.Key_T, {"pre-login/merge": {"content": "remote"}}),
        (Qt.Key.Key_U, {}),
        (Qt.Key.Key_H, {"pre-login/merge": {"content": "local"}}),
    ):
        opened.key(key)
        assert decisions.choices == choices
    opened.choose("clash")
    opened.key(Qt.Key.Key_M)
    assert "pre-login/clash" not in decisions.choices  # the same line cannot be merged
    opened.press("syncDecideAll.merge")
    assert decisions.choices == {"pre-login/merge": {"content": "merge"}}
    opened.press("syncDecideAll.remote")
    assert decisions.choices == {"pre-login/merge": {"content": "remote"}, "pre-login/clash": {"content": "remote"}}
    opened.tree.setFocus()
    opened.tree.setCurrentIndex(opened.tree.model().index(0, 0))
    opened.key(Qt.Key.Key_H)
    assert {*decisions.choices["pre-login/clash"].values(), *decisions.choices["pre-login/merge"].values()} == {"local"}
    opened.choose("clash")
    QTest.keyClick(opened.tree, Qt.Key.Key_Return)
    assert opened.window.compare_page.details.fields.radios["content", "local"].hasFocus()


def test_decisions_stay_for_what_stands_as_it_stood(desk: Desk, opened: Opened) -> None:
    clash(desk, "one")
    clash(desk, "two")
    opened.compare()
    opened.press("syncDecideAll.local")
    desk.change_there("two", content="// again\n")
    opened.press("syncCompareButton")
    assert opened.window.compare_page.decisions.choices == {"pre-login/one": {"content": "local"}}


def test_both_sides_and_what_was_agreed_can_be_looked_at_and_the_merged_code(desk: Desk, opened: Opened) -> None:
    desk.new("merge", LONG)
    desk.push()
    desk.write("merge", f"{LONG}// mine\n")
    desk.change_there("merge", content=f"// theirs\n{LONG}")
    opened.compare()
    opened.choose("merge")
    diff = opened.window.compare_page.details.diff
    assert [diff.views.tabText(n) for n in range(diff.views.count())] == [
        "Here and there",
        "Three ways",
        "Changed here",
        "Changed there",
        "Merged",
    ]
    for number, titles, left, right in (
        (2, ("Last agreed", "Here, in this workspace"), "", "+ // mine"),
        (3, ("Last agreed", "There, on the tenant"), "", "+ // theirs"),
        (0, ("Here, in this workspace", "There, on the tenant"), "- // mine", "+ // theirs"),
        (4, ("Here, in this workspace", "Merged: the changes of both sides"), "", "+ // theirs"),
    ):
        diff.views.setCurrentIndex(number)
        opened.wait(lambda titles=titles: (diff.panes.captions[0].text(), diff.panes.captions[1].text()) == titles)  # type: ignore[misc]
        assert left in diff.panes.left.toPlainText() and right in diff.panes.right.toPlainText()
    assert "// mine" in diff.panes.right.toPlainText()
    diff.views.setCurrentIndex(0)
    opened.window.compare_page.details.fields.radios["content", "merge"].click()
    assert diff.views.tabText(diff.views.currentIndex()) == "Merged"


def test_a_conflict_is_shown_three_ways(desk: Desk, opened: Opened) -> None:
    clash(desk)
    mine = LONG.replace("line 3", "line 3 here").replace("// line 5\n", "")
    desk.write("clash", f"{mine}// end\n")
    opened.compare()
    opened.choose("clash")
    diff = opened.window.compare_page.details.diff
    diff.views.setCurrentIndex(1)
    opened.wait(diff.three.isVisible)
    here, agreed, there = (pane.toPlainText().split("\n") for pane in diff.three.panes)
    assert (here[3], agreed[3], there[3]) == ("~ // line 3 here", "! // line 3", "~ // line 3 there")
    assert (here[5], agreed[5], there[5]) == ("- ", "  // line 5", "  // line 5")
    assert (here[-1], agreed[-1], there[-1]) == ("+ // end", "  ", "  ") and len(here) == len(agreed) == len(there)
    for pane in diff.three.panes:
        assert pane.isReadOnly() and pane.accessibleName()


def test_a_description_and_an_order_are_told_on_both_sides(desk: Desk, opened: Opened) -> None:
    for name in ("a", "b", "c"):
        desk.new(name)
    desk.push()
    desk.session.describe(desk.id("b"), "first line\nsecond line")
    desk.session.move(desk.id("c"), 0)
    opened.compare()
    opened.choose("b")
    details = opened.window.compare_page.details
    said = {label.accessibleName() for label in details.fields.findChildren(QLabel)}
    assert "Description, Here: first line↵second line" in said and "Description, There: (empty)" in said
    assert details.diff.texts.tabText(0) == "Description"
    opened.wait(lambda: "+ second line" in details.diff.panes.right.toPlainText())
    opened.choose("c")
    said = {label.accessibleName() for label in details.fields.findChildren(QLabel)}
    assert {"Order, Here: 1 of 3", "Order, There: 3 of 3"} <= said
    assert "Moved here: 1 of 3, there 3 of 3." in details.notes.text()


def test_a_hook_deleted_on_one_side_and_changed_on_the_other_is_kept_or_deleted(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    desk.push()
    desk.session.delete(desk.id("a"))
    desk.change_there("a", content=LONG)
    opened.compare()
    opened.choose("a")
    radios = opened.window.compare_page.details.fields.radios
    assert [radio.text() for radio in radios.values()] == ["Here: delete it", "There: keep it"]
    radios["hook", "remote"].click()
    opened.plan("pull")
    assert opened.planned == ["Add | pre-login/a | The whole hook", "Settle | pre-login/a | The hook itself"]


def test_there_may_be_nothing_or_nothing_to_do(desk: Desk, opened: Opened) -> None:
    opened.compare()
    empty = opened.window.compare_page.empty
    assert empty.isVisible() and empty.accessibleName() == "No hooks on either side"
    desk.new("a")
    desk.push()
    opened.compare()
    assert empty.isVisible() and empty.accessibleName() == "Everything is in sync"
    opened.window.compare_page.show_all.click()
    assert opened.rows == ["In sync 1", "  a: In sync"]


def test_unsaved_text_is_told_and_saved(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    opened.unsaved = 2
    opened.compare()
    assert opened.notes == ["2 hooks have unsaved text, which is not compared."]
    [save] = [button for button in opened.window.notes.findChildren(QPushButton) if button.text() == "Save all"]
    save.click()
    opened.rest()
    assert opened.saved == 1 and opened.notes == [] and len(opened.told) == 2


def test_a_tenant_that_does_not_answer_is_told_and_asked_again(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    desk.tenant.fault("status", "*/hooks/*", status=403, error="missing_scope")
    opened.compare()
    [note] = opened.notes
    assert note.startswith("The client lacks a permission: reading hooks. Give it")
    assert opened.told[0][0] == "failed" and opened.window.compare_page.empty.accessibleName() == "Not compared"
    assert not opened.window.frame.pull.isEnabled()
    buttons = {button.text(): button for button in opened.window.notes.findChildren(QPushButton)}
    buttons["Details"].click()
    [details] = opened.window.notes.findChildren(QPlainTextEdit)
    assert details.isVisible() and "missing_scope" in details.toPlainText()
    buttons["Try again"].click()
    opened.rest()
    assert opened.notes == [] and opened.rows == ["New here 1", "  a: New here"]


def test_what_can_not_be_seen_is_written_out(desk: Desk, opened: Opened) -> None:
    desk.make_there("a", f"// \u202e hidden\n{LONG}", description="one\u202etwo")
    opened.compare()
    diff = opened.window.compare_page.details.diff
    opened.wait(lambda: "// \\u202e hidden" in diff.panes.right.toPlainText())
    said = {label.text() for label in opened.window.compare_page.details.fields.findChildren(QLabel)}
    assert "one\\u202etwo" in said


def test_nothing_is_read_as_rich_text_and_long_names_give_way(desk: Desk, opened: Opened) -> None:
    desk.new(f"{NASTY} {'long ' * 16}")
    desk.make_there(f"{NASTY} there", description=NASTY)
    opened.compare()
    for row in range(2):
        index = opened.tree.model().index(row, 0)
        opened.tree.setCurrentIndex(opened.tree.model().index(0, 0, index))
        assert NASTY in opened.window.compare_page.details.name.text()
        assert "<img" not in str(opened.tree.currentIndex().data(Qt.ItemDataRole.ToolTipRole))
        for label in opened.window.findChildren(QLabel):
            assert label.textFormat() is Qt.TextFormat.PlainText or "<" not in label.text(), label.text()
    opened.window.resize(920, 500)
    assert opened.window.width() == 920 and opened.window.minimumSizeHint().height() <= 500


def test_everything_that_has_the_keyboard_has_a_name_and_the_theme_changes_live(desk: Desk, opened: Opened) -> None:
    clash(desk)
    opened.compare()
    opened.choose("clash")
    diff = opened.window.compare_page.details.diff
    opened.wait(lambda: "line 3 there" in diff.panes.right.toPlainText())
    for widget in opened.window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            named = widget.accessibleName() or getattr(widget, "text", lambda: "")()
            assert named, (type(widget).__name__, widget.objectName(), type(widget.parentWidget()).__name__)
    dark = load_theme("dark")
    opened.window.apply_theme(dark)
    group = opened.tree.model().index(0, 0)
    assert group.data(Qt.ItemDataRole.ForegroundRole) == dark.colour("warning")


def test_a_secret_that_is_refused_can_be_typed_anew_from_the_window(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    opened.secret = "wrong"
    opened.compare()
    [button] = [each for each in opened.window.notes.findChildren(QPushButton) if each.text() == "Type another secret…"]
    opened.wait(opened.window.frame.compare.hasFocus)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened.asked == 1
    opened.secret = ""
    opened.compare()
    assert opened.notes == [] and opened.rows == ["New here 1", "  a: New here"]
    desk.tenant.fault("drop", "*", times=None)
    opened.compare()
    assert not any("secret" in each.text() for each in opened.window.notes.findChildren(QPushButton) if each.isVisible())


def test_pulling_comes_first_and_says_so(desk: Desk, opened: Opened) -> None:
    desk.new("mine")
    desk.make_there("theirs")
    opened.compare()
    frame = opened.window.frame
    assert (frame.pull.text(), frame.push.text()) == ("Pull 1 hook…", "Push 1 hook…")
    assert frame.pull.property("primary") and not frame.push.property("primary")
    assert frame.problem.text().startswith("Pull first, then push")
    assert not frame.pull.icon().isNull() and not frame.push.icon().isNull()


def test_where_there_is_little_room_signs_stand_before_the_names(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    opened.compare()
    panel = opened.window.compare_page.hooks
    for width, first in ((300, True), (600, False)):
        panel.resize(width, 400)
        assert opened.tree.isColumnHidden(2) is first
        index = panel.model.index(0, 0, panel.model.index(0, 0))
        assert (index.data(Qt.ItemDataRole.DecorationRole) is not None) is first
        assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "a, pre-login, New here"


def test_the_tabs_stand_in_one_line_where_there_is_room(desk: Desk, opened: Opened) -> None:
    clash(desk)
    desk.change_there("clash", description="theirs")
    opened.compare()
    [hook] = opened.window.compare_page.comparison
    diff = DiffView(load_theme("light"))
    opened.qtbot.addWidget(diff)
    diff.show_hook(hook)
    diff.show()
    for width, in_line in ((560, False), (900, True)):
        diff.resize(width, 300)
        opened.wait(lambda in_line=in_line: (diff.texts.y() == diff.views.y()) is in_line)  # type: ignore[misc]
        assert diff.width() == width and diff.views.geometry().right() <= width


def test_where_nothing_differs_it_is_said_once(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    desk.push()
    opened.compare()
    summary = opened.one(QLabel, "syncSummary")
    assert not summary.isVisible()
    opened.window.compare_page.show_all.click()
    assert summary.isVisible() and summary.text() == "1 in sync" and opened.rows == ["In sync 1", "  a: In sync"]


def test_keys_decide_for_what_is_selected_and_shown_and_nothing_else(desk: Desk, opened: Opened) -> None:
    for name in ("alpha", "beta"):
        desk.new(name)
    desk.new("gamma", kind="post-login")
    desk.push()
    for name in ("alpha", "beta", "gamma"):
        desk.write(name, "// mine\n")
        desk.change_there(name, content="// theirs\n")
    opened.compare()
    panel, decisions = opened.window.compare_page.hooks, opened.window.compare_page.decisions
    tokens = {hook.key: hook.token for hook in panel.model.shown}
    flags = QItemSelectionModel.SelectionFlag

    def choose(key: str, how: QItemSelectionModel.SelectionFlag) -> None:
        opened.tree.selectionModel().setCurrentIndex(panel.model.index_of(tokens[key]), how | flags.Rows)

    choose("pre-login/alpha", flags.ClearAndSelect)
    choose("pre-login/beta", flags.Select)
    choose("pre-login/beta", flags.Deselect)  # it is still the current one
    opened.key(Qt.Key.Key_H)
    assert {*decisions.choices} == {"pre-login/alpha"}
    opened.key(Qt.Key.Key_U)
    opened.tree.selectionModel().select(panel.model.index(0, 0), flags.ClearAndSelect | flags.Rows)  # the group
    choose("pre-login/alpha", flags.Select)
    opened.key(Qt.Key.Key_H)
    assert {*decisions.choices} == {"pre-login/alpha"}
    opened.key(Qt.Key.Key_U)
    panel.filter.setText("post-login")
    assert panel.caption.text() == "1 of 3 conflicts:"
    opened.press("syncDecideAll.local")
    assert {*decisions.choices} == {"post-login/gamma"}
    panel.filter.setText("nothing fits this")
    assert not panel.every.isEnabled()
    panel.filter.clear()
    assert panel.caption.text() == "All conflicts:" and panel.every.isEnabled()


def test_what_could_not_be_read_keeps_the_rest_from_looking_as_if_all_were_in_sync(desk: Desk, opened: Opened) -> None:
    for name in ("a", "b"):
        desk.new(name)
    desk.push()
    desk.session.code_path(desk.session.workspace.find(desk.id("a"))).write_bytes(b"// \xff\n")
    opened.compare()
    page = opened.window.compare_page
    assert page.empty.accessibleName() == "What was compared is in sync" and page.notes.isVisible()
    desk.session.code_path(desk.session.workspace.find(desk.id("b"))).write_bytes(b"// \xff\n")
    opened.compare()
    assert page.empty.accessibleName() == "Nothing was compared"
