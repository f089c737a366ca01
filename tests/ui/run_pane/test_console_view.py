"""The console on the screen: order, limits, filters, floods, links."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hookstudio.model.outcome import ConsoleLine, HookError, Outcome, StackFrame, Status
from hookstudio.ui.run_pane.console_log import Filter
from hookstudio.ui.run_pane.console_view import ConsoleView
from hookstudio.ui.run_pane.failure_passage import failure_passage
from hookstudio.ui.run_pane.passage import Passage
from hookstudio.ui.theme import load_theme

START = datetime(2026, 5, 1, 14, 2, 11)


def messages(count: int, level: str = "log") -> list[ConsoleLine]:
    return [ConsoleLine(level, f"message {number}", float(number)) for number in range(count)]


def written(qtbot: QtBot, view: ConsoleView) -> list[str]:
    """The lines in the document once nothing waits any more."""
    qtbot.waitUntil(lambda: not view.log.has_waiting)
    return view.document().toPlainText().split("\n")


def failure() -> Passage:
    stack = (StackFrame("handle", 6, 17), StackFrame("run", 3, 1, "axios"), StackFrame("load", 4, 1, "node:vm"), StackFrame("", 9, 2))
    error = HookError("TypeError", "no country", stack=stack, cause=HookError("Error", "no entry", stack=(StackFrame("look", 2, 5),)))
    return failure_passage(Outcome(Status.FAILED, error=error, duration_ms=3))


def test_messages_appear_in_order_with_their_lines(qtbot: QtBot, console: ConsoleView) -> None:
    console.append_items([ConsoleLine("log", "one", 1), ConsoleLine("error", "two\n  lines", 2)], START)
    console.append_items([ConsoleLine("info", "three", 3)], START)
    assert written(qtbot, console) == ["one", "two", "  lines", "three"]
    assert console.toPlainText() == "14:02:11.001 log   one\n14:02:11.002 error two\n  lines\n14:02:11.003 info  three"


def test_empty_messages_are_lines_of_their_own(qtbot: QtBot, console: ConsoleView) -> None:
    for level in ("log", "warn", "log"):
        console.append_items([ConsoleLine(level, "", 0), ConsoleLine(level, "", 0)], START)
    console.append_items([failure(), ConsoleLine("log", "", 0)], START)
    lines = written(qtbot, console)
    assert lines[:7] == [""] * 6 + ["Failed after 3.0 ms"]
    assert lines[-1] == "" and len(lines) == 6 + len(failure().lines) + 1


def test_what_waits_is_already_told(console: ConsoleView) -> None:
    console.append_items(messages(50), START)
    assert console.log.has_waiting
    assert console.toPlainText().endswith("message 49")


def test_the_last_messages_are_kept_and_the_others_counted(qtbot: QtBot, console: ConsoleView) -> None:
    console.append_items(messages(60), START)
    written(qtbot, console)
    console.append_items([ConsoleLine("warn", f"later {number}\nmore", 0) for number in range(60)], START)
    lines = written(qtbot, console)
    assert lines[0] == "message 20"
    assert lines[-2:] == ["later 59", "more"]
    assert console.toPlainText().startswith("20 earlier lines were dropped: the console keeps the last 100.\n")


def test_every_first_line_finds_its_message_after_drops(qtbot: QtBot, console: ConsoleView) -> None:
    for start in range(0, 300, 30):
        console.append_items([ConsoleLine("log", f"m{number}\nmore" * (1 + number % 2), 0) for number in range(start, start + 30)], START)
        written(qtbot, console)
    console.verticalScrollBar().setValue(0)
    beginnings = [entry for _, entry, _ in console.visible_blocks() if entry]
    assert len(beginnings) > 3
    for entry, number in zip(beginnings, range(200, 300), strict=False):
        assert entry.item.text.startswith(f"m{number}\n")


def test_a_filter_shows_what_fits_and_gives_the_rest_back(qtbot: QtBot, console: ConsoleView) -> None:
    console.append_items([*messages(3), *messages(3, "error")], START)
    written(qtbot, console)
    console.set_filter(Filter(hidden=frozenset({"log"})))
    assert written(qtbot, console) == ["message 0", "message 1", "message 2"]
    assert "log " not in console.toPlainText()
    console.set_filter(Filter(text="MESSAGE 2"))
    assert written(qtbot, console) == ["message 2", "message 2"]
    console.append_items(messages(3), START)
    assert written(qtbot, console) == ["message 2"] * 3
    console.set_filter(Filter())
    assert len(written(qtbot, console)) == 9


def test_it_follows_the_end_until_the_user_scrolls_up(qtbot: QtBot, console: ConsoleView) -> None:
    bar = console.verticalScrollBar()
    console.append_items(messages(50), START)
    written(qtbot, console)
    assert bar.value() == bar.maximum() > 0
    bar.setValue(5)
    top = console.firstVisibleBlock().text()
    console.append_items(messages(53, "info"), START)
    written(qtbot, console)
    assert console.log.dropped == 3
    assert console.firstVisibleBlock().text() == top, "what is read stays where it is"
    console.append_items(messages(10), START)
    written(qtbot, console)
    assert bar.value() == 0, "what was read is gone; what is left of it is shown"
    bar.setValue(bar.maximum())
    console.append_items(messages(5), START)
    written(qtbot, console)
    assert bar.value() == bar.maximum()


def test_a_selection_can_be_copied(qtbot: QtBot, console: ConsoleView) -> None:
    console.append_items(messages(3), START)
    written(qtbot, console)
    cursor = console.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.KeepAnchor, 2)
    console.setTextCursor(cursor)
    console.copy()
    assert QApplication.clipboard().text() == "message 0\nmessage 1\n"


def click_on(view: ConsoleView, text: str) -> None:
    cursor = view.document().find(text)
    assert not cursor.isNull(), f"the console does not say {text!r}"
    cursor.setPosition(cursor.selectionStart() + 2)
    view.setTextCursor(cursor)
    view.ensureCursorVisible()
    place = view.cursorRect(cursor).center() + QPoint(1, 0)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_own_frames_lead_to_their_place(qtbot: QtBot, console: ConsoleView) -> None:
    console.append_items([*messages(5), failure()], START)
    written(qtbot, console)
    with qtbot.waitSignal(console.place_requested) as asked:
        click_on(console, "line 6, column 17")
    assert asked.args == [6, 17]
    console.setTextCursor(console.document().find("line 2, column 5"))
    with qtbot.waitSignal(console.place_requested) as asked:
        QTest.keyClick(console, Qt.Key.Key_Return)
    assert asked.args == [2, 5]


def test_foreign_frames_are_folded_until_asked_for(qtbot: QtBot, console: ConsoleView) -> None:
    console.append_items([*messages(2), failure(), ConsoleLine("log", "after", 9)], START)
    before = written(qtbot, console)
    fold = next(number for number, line in enumerate(before) if "2 frames in axios, node:vm" in line)
    assert "axios:3:1" not in console.toPlainText()
    click_on(console, "2 frames in")
    after = written(qtbot, console)
    assert after[fold : fold + 2] == ["    at run (axios:3:1)", "    at load (node:vm:4:1)"]
    assert after[:fold] == before[:fold]
    assert after[fold + 2 :] == before[fold + 1 :]
    assert "axios:3:1" in console.toPlainText()
    assert [entry.item.text for _, entry, _ in console.visible_blocks() if entry][-1] == "after", "later messages are still found"


def test_clear_empties_everything(qtbot: QtBot, console: ConsoleView) -> None:
    console.append_items(messages(150), START)
    written(qtbot, console)
    console.clear()
    assert (console.toPlainText(), console.document().toPlainText(), console.dropped_note()) == ("", "", "")
    console.append_items(messages(1), START)
    assert written(qtbot, console) == ["message 0"]


def test_a_theme_changes_what_is_already_there(qtbot: QtBot, console: ConsoleView) -> None:
    console.append_items(messages(2, "error"), START)
    written(qtbot, console)
    dark = load_theme("dark")
    console.apply_theme(dark)
    assert written(qtbot, console) == ["message 0", "message 1"]
    cursor = console.document().find("message 1")
    assert cursor.charFormat().foreground().color() == dark.colour("error")


@pytest.mark.parametrize(
    "line",
    ["x" * 20_000_000, "\n" * 500_000, "\u202e" * 100_000, "e\u0301\u0302\u0303" * 50_000, "<b>&amp;</b>" * 10_000],
    ids=["one line", "line breaks", "overrides", "accents", "markup"],
)
def test_hostile_messages_neither_stall_nor_break_the_console(qtbot: QtBot, console: ConsoleView, line: str) -> None:
    console.append_items([ConsoleLine("log", line, 0)] * 20, START)
    console.append_items([ConsoleLine("log", "the end", 0)], START)
    began = time.perf_counter()
    assert written(qtbot, console)[-1] == "the end"
    assert time.perf_counter() - began < 5
    assert console.toPlainText().endswith("log   the end")


def test_a_flood_leaves_the_window_alive(qtbot: QtBot, console: ConsoleView) -> None:
    """Each step of the window's loop stays short while 300,000 messages come in batches, as a run delivers them."""
    console.set_limit(10_000)
    batches = [[ConsoleLine("log" if n % 7 else "warn", f"line {n}", n / 300) for n in range(k, k + 500)] for k in range(0, 300_000, 500)]
    longest = 0.0
    for number, batch in enumerate(batches):
        began = time.process_time()
        console.append_items(batch, START)
        if number % 10 == 0:
            QApplication.processEvents()
        longest = max(longest, time.process_time() - began)
    qtbot.waitUntil(lambda: not console.log.has_waiting, timeout=10_000)
    assert longest < 0.15
    assert console.document().blockCount() == 10_000
    assert console.dropped_note().startswith("290,000 earlier lines were dropped")
    assert console.toPlainText().endswith("line 299999")


def test_a_filter_that_nothing_passes_says_so(qtbot: QtBot, console: ConsoleView) -> None:
    console.set_placeholder("The hook printed nothing.")
    assert console.empty_note() == "The hook printed nothing."
    console.append_items(messages(3), START)
    written(qtbot, console)
    assert console.empty_note() == ""
    console.set_filter(Filter(text="zzz"))
    assert written(qtbot, console) == [""]
    assert console.empty_note() == "None of the 3 lines matches the filter. Clear it, or show more levels."
    console.clear()
    assert console.empty_note() == "The hook printed nothing."


def test_a_word_without_end_is_wrapped(qtbot: QtBot, console: ConsoleView) -> None:
    console.append_items([ConsoleLine("log", "token " + "eyJhbGciOiJSUzI1NiJ9" * 40, 1)], START)
    written(qtbot, console)
    qtbot.waitUntil(lambda: console.blockBoundingRect(console.document().firstBlock()).height() > 3 * console.fontMetrics().height())
    assert console.horizontalScrollBar().maximum() == 0
    console.set_wrap(False)
    qtbot.waitUntil(lambda: console.horizontalScrollBar().maximum() > 0)
    console.set_wrap(True)
    qtbot.waitUntil(lambda: console.horizontalScrollBar().maximum() == 0)
