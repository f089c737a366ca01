"""The page of a chain by itself: rows as they come, who set what, finding paths, secrets, long lists, comparisons."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hookstudio.model.changes import changes
from hookstudio.model.hook import Hook
from hookstudio.model.journey import Journey, Step
from hookstudio.model.json_value import JsonValue
from hookstudio.model.outcome import ConsoleLine, HookError, Outcome, RunWarning, StackFrame, Status
from hookstudio.ui.main_window.chain_control import moves_back
from hookstudio.ui.run_pane.chain_page import ChainPage
from hookstudio.ui.run_pane.json_tree_model import MARK
from hookstudio.ui.run_pane.order_panel import differences
from hookstudio.ui.run_pane.origin_tree import OriginTreeModel
from hookstudio.ui.run_pane.run_pane import Page, RunPane
from hookstudio.ui.theme import load_theme

AT = datetime(2026, 5, 1, 14, 2, 11)


def hook(name: str) -> Hook:
    return Hook(f"id-{name}", name.title(), name, "pre-login")


def journey(*contexts: JsonValue, failing: Outcome | None = None, left: Sequence[str] = ()) -> Journey:
    """One hook, called a, b, c …, for each step from context to context; then perhaps one that fails, and some that did not run."""
    steps = [
        Step(hook("abcdefgh"[number]), Outcome(Status.OK, after, duration_ms=1.5), changes(contexts[number], after))
        for number, after in enumerate(contexts[1:])
    ]
    if failing is not None:
        steps.append(Step(hook("failing"), failing))
    planned = [*(step.hook for step in steps), *(hook(name) for name in left)]
    return Journey.of("pre-login", contexts[0], planned, steps, seed=42)


FAILED = Outcome(Status.FAILED, error=HookError("TypeError", "no <b>user</b>", stack=(StackFrame("handle", 2, 3),)), duration_ms=2)


@pytest.fixture
def page(qtbot: QtBot) -> ChainPage:
    page = ChainPage(load_theme("light"))
    qtbot.addWidget(page)
    page.resize(776, 240)
    page.show()
    qtbot.waitExposed(page)
    return page


def rows(page: ChainPage) -> list[str]:
    model = page.steps.steps
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def set_by(page: ChainPage, *path: str | int) -> str:
    index = page.origins.view.tree.index_of(path)
    return str(index.siblingAtColumn(MARK).data())


@pytest.mark.parametrize("seen", [True, False])
def test_the_tree_opens_at_the_first_path_that_a_hook_touched(page: ChainPage, seen: bool) -> None:
    page.setVisible(seen)
    many: dict[str, JsonValue] = {f"key{number:03d}": number for number in range(200)}
    inside: dict[str, JsonValue] = {"deep": {"x": 1}}
    before: JsonValue = {**many, "late": inside, **{f"more{number}": 0 for number in range(100)}}
    after: JsonValue = {**many, "late": {"deep": {"x": 2}}, **{f"more{number}": 0 for number in range(100)}, "last": 1}
    page.finish(journey(before, after), "1 hook")
    page.show()
    view = page.origins.view
    rect = view.visualRect(view.tree.index_of(("late", "deep", "x")))
    assert rect.isValid() and view.viewport().rect().contains(rect.center())
    assert page.origins.words.text() == "2 paths touched by hooks", "nothing is chosen yet"
    view.scrollToTop()
    page.hide()
    page.show()
    assert view.verticalScrollBar().value() == 0, "who scrolled away is not taken back"


def test_rows_fill_as_the_chain_goes_on(page: ChainPage) -> None:
    model = page.steps.steps
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    found = journey({"x": 1}, {"x": 2, "y": 1}, {"x": 2, "y": 1}, failing=FAILED, left=["last"])
    page.begin(found.planned, "4 hooks")
    assert rows(page) == ["A, waiting", "B, waiting", "Failing, waiting", "Last, waiting"]
    assert page.journey() is None
    page.start_step(0)
    assert rows(page)[0] == "A, running…"
    for number, step in enumerate(found.steps):
        page.end_step(number, step)
    assert rows(page)[:3] == ["A, ok, 1.5 ms, 2 changes", "B, ok, 1.5 ms, no changes", "Failing, failed, 2.0 ms"]
    assert [model.rowCount(model.index(row, 0)) for row in range(4)] == [2, 0, 1, 0]
    page.finish(found, "4 hooks")
    assert rows(page)[3] == "Last, not run"
    assert model.index(0, 0, model.index(2, 0)).data() == "TypeError: no <b>user</b>"
    assert "<" not in model.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "as far as it got" in page.origins.heading.text()
    assert page.journey() is found
    del tester


def test_the_tree_says_who_set_what(page: ChainPage) -> None:
    found = journey(
        {"u": {"kept": 1}, "r": ["user"]},
        {"u": {"kept": 1, "x": {"z": 1}}, "r": ["user", "a"]},
        {"u": {"kept": 1, "x": {"z": 2}}, "r": ["b", "user", "a"]},
    )
    page.show_journey(found, "")
    assert set_by(page, "u", "kept") == ""
    assert set_by(page, "u", "x") == "set by A"
    assert set_by(page, "u", "x", "z") == "changed by B"
    assert [set_by(page, "r", place) for place in range(3)] == ["set by B", "", "set by A"]
    tree = page.origins.view.tree
    assert tree.index_of(("u", "x", "z")).data(OriginTreeModel.OwnRole) is True
    assert tree.index_of(("u", "x", "z")).data(Qt.ItemDataRole.ToolTipRole) == "\u200bset by A, changed by B"
    assert page.origins.view.isExpanded(tree.index_of(("u", "x"))), "what was touched is open"
    assert page.origins.words.text() == "4 paths touched by hooks"


def test_a_change_leads_to_its_path_wherever_it_is_now(page: ChainPage) -> None:
    found = journey({"r": ["user"], "gone": 1}, {"r": ["user", "a"], "gone": 1}, {"r": ["b", "user", "a"]})
    page.show_journey(found, "")
    page.steps.expandAll()
    model = page.steps.steps
    page.steps.setCurrentIndex(model.index(0, 0, model.index(0, 0)))
    page.steps.setFocus()
    QTest.keyClick(page.steps, Qt.Key.Key_Return)
    assert page.origins.view.currentIndex().siblingAtColumn(1).data() == '"a"'
    assert page.origins.words.text() == "/r/2: set by A"
    page.steps.change_requested.emit(1, 0)
    assert page.origins.words.text() == "/gone: removed by B"


def test_hooks_are_opened_by_click_and_return_and_folded_by_arrows(qtbot: QtBot, page: ChainPage) -> None:
    page.show_journey(journey({}, {"x": 1}, failing=FAILED), "")
    index = page.steps.steps.index(0, 0)
    with qtbot.waitSignal(page.hook_requested) as asked:
        QTest.mouseClick(page.steps.viewport(), Qt.MouseButton.LeftButton, pos=page.steps.visualRect(index).center())
    assert asked.args == ["id-a"]
    QTest.keyClick(page.steps, Qt.Key.Key_Right)
    assert page.steps.isExpanded(index)
    QTest.keyClick(page.steps, Qt.Key.Key_Left)
    assert not page.steps.isExpanded(index)
    with qtbot.waitSignal(page.hook_requested) as asked:
        page.steps.activated.emit(page.steps.steps.index(0, 0, page.steps.steps.index(1, 0)))
    assert asked.args == ["id-failing"], "the error leads to the hook, too"


def test_a_path_is_found_by_pointer_and_by_text(qtbot: QtBot, page: ChainPage) -> None:
    page.show_journey(journey({"user": {"email": "x", "name": "y"}, "old": 1}, {"user": {"email": "z", "name": "y"}}), "")
    field, view = page.origins.field, page.origins.view
    page.origins.focus_find()
    QTest.keyClicks(field, "/user/email")
    qtbot.waitUntil(lambda: page.origins.words.text() == "/user/email: changed by A")
    assert view.currentIndex().data() == "email"
    field.setText("/old")
    qtbot.waitUntil(lambda: page.origins.words.text() == "/old: removed by A")
    field.setText("NAME")
    qtbot.waitUntil(lambda: view.currentIndex().data() == "name")
    assert page.origins.words.text() == "/user/name: as it came in"
    field.setText("e")
    qtbot.waitUntil(lambda: view.currentIndex().data() == "user")
    seen = []
    for _ in range(4):
        QTest.keyClick(field, Qt.Key.Key_Return)
        qtbot.wait(20)
        seen.append(view.currentIndex().data())
    assert {"email", "name", "user"} <= set(seen), "behind the last match comes the first"
    field.setText("nowhere")
    qtbot.waitUntil(lambda: page.origins.words.text() == "Nothing found")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_secrets_are_dots_in_the_journey(page: ChainPage) -> None:
    page.show_journey(journey({"password": "old"}, {"password": "new", "token": {"client_secret": "s3cret"}}), "")
    model = page.steps.steps
    shown = [str(model.index(row, 0, model.index(0, 0)).data()) for row in range(2)]
    assert shown == ['changed /password "••••••"', 'added /token {"client_secret": "••••••"}']


def test_long_chains_and_long_lists_of_changes_stay_quick(page: ChainPage) -> None:
    before: JsonValue = {"kept": 1}
    after: JsonValue = {"kept": 1, "many": list(range(10)), **{f"key{number}": number for number in range(50_000)}}
    found = journey(before, after, {"kept": 1})
    begin = time.perf_counter()
    page.show_journey(found, "")
    page.steps.expandAll()
    page.steps.scrollToBottom()
    page.origins.view.scrollToBottom()
    QApplication.processEvents()
    assert time.perf_counter() - begin < 3
    many = [Step(hook(f"h{number}"), Outcome(Status.OK, {}, duration_ms=1)) for number in range(1_000)]
    page.show_journey(Journey.of("pre-login", {}, [step.hook for step in many], many, seed=1), "")
    assert len(rows(page)) == 1_000


def test_a_journey_is_copied_as_the_command_line_prints_it(page: ChainPage) -> None:
    found = journey({}, {"x": 1})
    page.show_journey(found, "")
    page.copy()
    copied: Any = json.loads(QApplication.clipboard().text())
    assert copied == json.loads(json.dumps(found.to_document()))


def test_what_two_orders_have_different(page: ChainPage) -> None:
    before, after = journey({}, {"x": 1}), journey({}, {"x": 2})
    page.show_comparison(before, after, differences(before, after), "")
    assert page.comparing
    assert page.order.heading.text() == "New order: 1 difference"
    assert [(change.before, change.value) for change in page.order.view.changes()] == [(1, 2)]
    page.show_comparison(before, before, differences(before, before), "")
    assert page.order.heading.text() == "New order: no difference"
    failed = journey({}, failing=FAILED)
    page.show_comparison(failed, before, differences(failed, before), "")
    assert page.order.heading.text() == "New order: the chain succeeds"
    page.show_journey(before, "")
    assert not page.comparing


def test_everything_has_a_name_and_both_themes_are_drawn(page: ChainPage) -> None:
    page.show_journey(journey({}, {"x": 1}, failing=FAILED, left=["last"]), "summary")
    page.steps.expandAll()
    grounds = []
    for name in ("light", "dark"):
        page.apply_theme(load_theme(name))
        grounds.append(page.grab().toImage())
    assert grounds[0] != grounds[1]
    for part in (page.steps, page.origins.view, page.origins.field, page.order.view, page.order.keep):
        assert part.accessibleName()


def test_a_chain_in_the_pane(pane: RunPane) -> None:
    assert "Run chain" in pane.chain.note.words()
    warned = Outcome(Status.OK, {"x": 1}, duration_ms=1, warnings=(RunWarning("not-json", "something is lost"),))
    steps = [Step(hook("a"), warned, changes({}, {"x": 1})), Step(hook("failing"), FAILED)]
    found = Journey.of("pre-login", {}, [step.hook for step in steps], steps, seed=42)
    pane.begin_chain(found.planned, "pre-login chain", AT, seed=42)
    assert pane.ending_text().startswith("running…")
    for number, step in enumerate(steps):
        pane.start_step(number, step.hook, 2)
        pane.append([ConsoleLine("log", f"from {step.hook.slug}", 1)])
        pane.end_step(number, step)
    pane.finish_chain(found, "2 hooks")
    text = [line.partition(" log   ")[2] or line for line in pane.console.view.toPlainText().split("\n")]
    assert text[:5] == ["A (1 of 2)", "from a", "Warning: something is lost", "Failing (2 of 2)", "from failing"]
    assert "TypeError: no <b>user</b>" in "\n".join(text)
    assert pane.ending_text().startswith("Failing: failed after 2.0 ms  seed 42")
    assert pane._tabs.currentIndex() == Page.CHAIN
    assert "no <b>user</b>" in pane.result.note.words()
    ok = journey({}, {"x": 1})
    pane.finish_chain(ok, "1 hook")
    assert json.loads(pane.result.view.toJson()) == {"x": 1}
    assert pane.ending_text().startswith("chain ok in 1.5 ms")
    pane.finish_chain(Journey.of("sms", {}, (), (), seed=1), "")
    assert pane.chain.note.words().startswith("No hook of sms is enabled")
    assert pane.ending_text().startswith("nothing to run")


@pytest.mark.parametrize(
    ("now", "wanted", "count"),
    [("abcd", "abcd", 0), ("bcda", "abcd", 1), ("dabc", "abcd", 1), ("acbd", "abcd", 1), ("dcba", "abcd", 3), ("ba", "ab", 1)],
)
def test_the_way_back_to_an_order_is_short(now: str, wanted: str, count: int) -> None:
    moves = moves_back(tuple(now), tuple(wanted))
    row = list(now)
    for name, place in moves:
        row.remove(name)
        row.insert(place, name)
    assert "".join(row) == wanted
    assert len(moves) == count
