"""The run pane as the window uses it: begin, append, finish, and what stands in each page then."""

from __future__ import annotations

import json
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar
from pytestqt.qtbot import QtBot

from hookstudio.model.json_value import JsonValue
from hookstudio.model.outcome import ConsoleLine, HookError, Outcome, RunWarning, StackFrame, Status
from hookstudio.ui.run_pane.run_pane import Page, RunPane
from hookstudio.ui.theme import load_theme, style_sheet

AT = datetime(2026, 5, 1, 14, 2, 11)
CONTEXT: JsonValue = {"user": {"id": "u1", "metadata": {"visits": 41}}}
RESULT: JsonValue = {"user": {"id": "u1", "metadata": {"visits": 42, "country": "TR"}}}


def tabs(pane: RunPane) -> QTabBar:
    bar = pane.findChild(QTabBar)
    assert isinstance(bar, QTabBar)
    return bar


def current(pane: RunPane) -> Page:
    return Page(tabs(pane).currentIndex())


def failed(status: Status = Status.FAILED) -> Outcome:
    return Outcome(status, error=HookError("TypeError", "no <b>country</b>", stack=(StackFrame("handle", 6, 17),)), duration_ms=3.1, seed=7)


def test_idle_says_what_to_do(pane: RunPane) -> None:
    assert "Run the hook" in pane.result.note.words()
    assert "Run the hook" in pane.changes.note.words()
    assert pane.console.view.toPlainText() == ""
    assert pane.result.view.toJson() == ""
    assert pane.ending_text() == ""


def test_a_run_that_succeeds(pane: RunPane) -> None:
    pane.begin("add-country", AT, seed=48151)
    assert pane.ending_text().startswith("running…")
    assert "has not handed back" in pane.result.note.words()
    pane.append([ConsoleLine("log", "country TR", 3.114)])
    assert pane.console.view.toPlainText() == "14:02:11.003 log   country TR", "lines are there before the run has ended"
    pane.finish(Outcome(Status.OK, RESULT, duration_ms=6.2, seed=48151), CONTEXT)
    assert pane.ending_text() == "ok in 6.2 ms  seed 48151 · 14:02:11"
    assert json.loads(pane.result.view.toJson()) == RESULT
    assert pane.changes.view.model().rowCount() == 2
    assert pane.findChild(QTabBar).accessibleTabName(Page.CHANGES) == "Changes, 2 changes"  # type: ignore[union-attr]
    assert current(pane) is Page.CONSOLE, "the page that is looked at stays"


def test_a_run_that_fails_leaves_no_old_result(qtbot: QtBot, pane: RunPane) -> None:
    pane.begin("x", AT)
    pane.finish(Outcome(Status.OK, RESULT), CONTEXT)
    pane.show_page(Page.RESULT)
    pane.begin("x", AT)
    pane.append([ConsoleLine("log", "before", 1)])
    pane.finish(failed(), CONTEXT)
    assert pane.result.view.toJson() == ""
    assert pane.changes.view.model().rowCount() == 0
    assert "no <b>country</b>" in pane.result.note.words(), "words of a hook are no markup"
    assert pane.ending_text() == "failed after 3.1 ms  seed 7 · 14:02:11"
    assert current(pane) is Page.CONSOLE, "where the failure is told"
    text = pane.console.view.toPlainText()
    assert text.startswith("14:02:11.001 log   before\nFailed after 3.1 ms\nTypeError: no <b>country</b>\n    at handle line 6, column 17")
    view = pane.console.view
    qtbot.waitUntil(lambda: not view.log.has_waiting)
    view.setTextCursor(view.document().find("line 6"))
    with qtbot.waitSignal(pane.location_requested) as asked:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert asked.args == [6, 17]


def test_the_time_that_a_run_takes_is_told_while_it_runs(qtbot: QtBot, pane: RunPane) -> None:
    pane.begin("slow", AT, limit_s=10)
    qtbot.waitUntil(lambda: pane.ending_text().startswith("running… 1"), timeout=3_000)
    pane.finish(failed(Status.TIMEOUT), CONTEXT)
    assert pane.ending_text().startswith("timed out after")


def test_warnings_and_what_was_dropped_are_said_once(pane: RunPane) -> None:
    pane.begin("x", AT)
    warnings = (
        RunWarning("timer-left", "The hook left 1 timer running."),
        RunWarning("console-dropped", "290,000 of 300,000 console lines were dropped; the latest 10,000 lines are kept."),
    )
    pane.append([ConsoleLine("log", "the last", 0)])
    pane.finish(Outcome(Status.OK, CONTEXT, warnings=warnings), CONTEXT)
    assert pane.console.view.toPlainText().split("\n") == [
        "290,000 of 300,000 console lines were dropped; the latest 10,000 lines are kept.",
        "14:02:11.000 log   the last",
        "Warning: The hook left 1 timer running.",
    ]
    assert pane.console.dropped.isVisible()
    pane.begin("x", AT)
    assert pane.console.dropped.isHidden()


def test_the_end_stays_in_view_when_the_line_about_dropped_ones_appears(qtbot: QtBot, pane: RunPane) -> None:
    view = pane.console.view
    pane.begin("x", AT)
    for start in range(0, 12_000, 500):
        pane.append([ConsoleLine("log", f"line {number}", 0) for number in range(start, start + 500)])
        QApplication.processEvents()
    qtbot.waitUntil(lambda: not view.log.has_waiting)
    assert pane.console.dropped.isVisible()
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    pane.resize(pane.width(), pane.height() - 60)
    QApplication.processEvents()
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    pane.resize(500, pane.height() + 100)
    QApplication.processEvents()
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_a_flood_ends_at_the_failure(qtbot: QtBot, pane: RunPane) -> None:
    view = pane.console.view
    pane.begin("x", AT)
    for start in range(0, 30_000, 500):
        pane.append([ConsoleLine("log", f"line {number}", 0) for number in range(start, start + 500)])
        QApplication.processEvents()
        assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum(), "new lines are seen as they come"
    pane.finish(failed(), CONTEXT)
    qtbot.waitUntil(lambda: not view.log.has_waiting)
    QApplication.processEvents()
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    shown = [view.document().findBlockByNumber(view.firstVisibleBlock().blockNumber() + row).text() for row in range(40)]
    assert any("country" in line for line in shown)


def test_the_console_can_be_kept_from_run_to_run(pane: RunPane) -> None:
    for name in ("first", "second"):
        pane.begin(name, AT, clear_console=False)
        pane.append([ConsoleLine("log", name, 0)])
        pane.finish(Outcome(Status.OK, CONTEXT), CONTEXT)
    assert pane.console.view.toPlainText() == "14:02:11.000 log   first\nsecond, 14:02:11\n14:02:11.000 log   second"


def test_nothing_changed_and_null_are_states_of_their_own(pane: RunPane) -> None:
    pane.begin("x", AT)
    pane.finish(Outcome(Status.OK, CONTEXT), CONTEXT)
    assert "Nothing changed" in pane.changes.note.words()
    pane.begin("x", AT)
    pane.finish(Outcome(Status.OK, None), CONTEXT)
    assert "null" in pane.result.note.words()
    assert pane.changes.view.model().rowCount() == 1


def test_a_result_that_is_too_large_says_so(pane: RunPane) -> None:
    pane.begin("x", AT)
    pane.finish(Outcome(Status.FAILED, error=HookError("TypeError", "The result can't be JSON: it is larger than 64 MB.")), CONTEXT)
    assert pane.result.note.words().startswith("The result is too large")


def test_a_large_context_is_compared_aside(qtbot: QtBot, pane: RunPane) -> None:
    before: JsonValue = {"rows": [{"id": number, "name": f"n{number}"} for number in range(20_000)]}
    after: JsonValue = {"rows": [{"id": number, "name": f"n{number}"} for number in range(20_000)], "new": 1}
    pane.begin("x", AT)
    pane.finish(Outcome(Status.OK, after), before)
    assert "Comparing" in pane.changes.note.words()
    qtbot.waitUntil(lambda: pane.changes.view.model().rowCount() == 1, timeout=10_000)


def test_a_late_comparison_does_not_show_in_the_next_run(qtbot: QtBot, pane: RunPane) -> None:
    before: JsonValue = {"rows": list(range(50_000))}
    pane.begin("x", AT)
    pane.finish(Outcome(Status.OK, {"rows": list(range(1, 50_001))}), before)
    pane.begin("y", AT)
    pane.finish(Outcome(Status.OK, RESULT), CONTEXT)
    qtbot.wait(300)
    assert pane.changes.view.model().rowCount() == 2


def test_a_double_click_on_a_change_shows_it_in_the_result(pane: RunPane) -> None:
    pane.begin("x", AT)
    pane.finish(Outcome(Status.OK, RESULT), CONTEXT)
    pane.show_page(Page.CHANGES)
    view = pane.changes.view
    place = view.visualRect(view.model().index(1, 1)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert current(pane) is Page.RESULT
    assert pane.result.view.current_path() == ("user", "metadata", "country")


def test_tabs_by_mouse_and_keyboard(pane: RunPane) -> None:
    bar = tabs(pane)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(Page.CHANGES).center())
    assert pane.changes.isVisible()
    QTest.keyClick(bar, Qt.Key.Key_Left)
    assert pane.result.isVisible()


def test_the_console_is_filtered_copied_saved_and_cleared(qtbot: QtBot, pane: RunPane) -> None:
    pane.begin("x", AT)
    pane.append([ConsoleLine("error", "bad thing", 0), ConsoleLine("log", "good thing", 0), ConsoleLine("debug", "bad", 0)])
    page = pane.console
    QTest.keyClicks(page.field, "BAD")
    qtbot.waitUntil(lambda: page.view.toPlainText() == "14:02:11.000 error bad thing\n14:02:11.000 debug bad")
    page.level_actions["debug"].trigger()
    assert page.view.toPlainText() == "14:02:11.000 error bad thing"
    page.copy_all()
    assert QApplication.clipboard().text() == "14:02:11.000 error bad thing\n"
    page.field.clear()
    page.level_actions["debug"].trigger()
    qtbot.waitUntil(lambda: page.view.toPlainText().count("\n") == 2)
    with qtbot.waitSignal(pane.save_requested) as asked:
        page.save_requested.emit(page.view.whole_text())
    assert asked.args is not None and asked.args[0].count("thing") == 2
    page.view.clear()
    assert page.view.toPlainText() == ""


def test_who_goes_to_the_pane_goes_to_what_it_shows(pane: RunPane) -> None:
    pane.activateWindow()
    pane.setFocus()
    assert pane.console.view.hasFocus()
    pane.show_page(Page.RESULT)
    pane.setFocus()
    assert tabs(pane).hasFocus(), "there is no result yet"
    pane.begin("x", AT)
    pane.finish(Outcome(Status.OK, RESULT), CONTEXT)
    for page, view in ((Page.RESULT, pane.result.view), (Page.CHANGES, pane.changes.view)):
        pane.show_page(page)
        pane.setFocus()
        assert view.hasFocus(), page


def test_find_goes_where_the_focus_is(pane: RunPane) -> None:
    pane.begin("x", AT)
    pane.finish(Outcome(Status.OK, RESULT), CONTEXT)
    assert not pane.find_if_focused()
    pane.activateWindow()
    pane.show_page(Page.RESULT)
    pane.result.view.setFocus()
    assert pane.find_if_focused() and pane.result.field.hasFocus()
    pane.show_page(Page.CONSOLE)
    pane.console.view.setFocus()
    assert pane.find_if_focused() and pane.console.field.hasFocus()


def test_its_state_comes_back_and_nonsense_does_not(qtbot: QtBot, pane: RunPane) -> None:
    pane.show_page(Page.CHANGES)
    pane.console.wrap.click()
    state = json.loads(json.dumps(pane.state()))
    other = RunPane(load_theme("dark"))
    qtbot.addWidget(other)
    other.restore(state)
    assert current(other) is Page.CHANGES
    assert not other.console.wrap.isChecked()
    other.restore({"page": 17, "wrap": "no"})
    assert current(other) is Page.CHANGES


def test_both_themes_reach_every_part(pane: RunPane) -> None:
    pane.begin("x", AT)
    pane.append([ConsoleLine("error", "bad", 0)])
    pane.finish(Outcome(Status.OK, RESULT), CONTEXT)
    for name in ("dark", "light"):
        theme = load_theme(name)
        pane.setStyleSheet(style_sheet(theme))
        pane.apply_theme(theme)
        for page in Page:
            pane.show_page(page)
            QApplication.processEvents()
            picture = pane.grab().toImage()
            corner = picture.pixelColor(picture.width() // 2, picture.height() - 4)
            assert corner == theme.colour("surface"), f"{page.name} in {name}"
