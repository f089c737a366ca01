"""Searching: what is typed, what is asked, which rows are shown, and what the keyboard does with them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from hookstudio.model.errors import OutsideMissing
from hookstudio.model.hook import Dialect
from hookstudio.model.module import FoundModule, ModuleState, ModuleVersion, Suitable
from hookstudio.ui.modules_panel import search
from hookstudio.ui.modules_panel.row_delegate import act_rect, more_rect
from hookstudio.ui.modules_panel.row_look import Act, Tone
from tests.ui.modules_panel.conftest import PAUSE_MS, Bench
from tests.ui.modules_panel.scripted import Gate, installed

CTRL = Qt.KeyboardModifier.ControlModifier


def test_typing_asks_once_after_a_pause_and_shows_what_was_found(bench: Bench) -> None:
    bench.search("geoip")
    assert bench.source.questions("search") == [("geoip", 0)]
    assert bench.names(bench.results)[:3] == ["geoip-country", "geoip-lite", "geoip-maxmind"]
    assert bench.results.currentIndex().row() == 0


def test_the_pause_is_as_long_as_people_type() -> None:
    assert 350 <= search.PAUSE_MS <= 400


def test_one_character_asks_nothing(bench: Bench) -> None:
    bench.search("g")
    bench.qtbot.wait(2 * PAUSE_MS)
    assert bench.source.questions("search") == []
    assert bench.names(bench.results) == []


def test_an_answer_to_what_is_no_longer_typed_is_dropped(bench: Bench) -> None:
    late = bench.source.gates["geoip"] = Gate()
    late.shut()
    bench.field.setFocus()
    QTest.keyClicks(bench.field, "geoip")
    bench.qtbot.waitUntil(lambda: bench.source.questions("search") == [("geoip", 0)])
    QTest.keyClicks(bench.field, "-lite")
    bench.qtbot.waitUntil(lambda: not bench.panel.searching.search.waiting)
    late.open()
    bench.qtbot.waitUntil(lambda: bench.panel.searching.search._under_way == 0)
    assert bench.names(bench.results) == ["geoip-lite"]


def test_the_version_that_suits_comes_for_the_rows_that_are_seen(bench: Bench) -> None:
    bench.search("geoip")
    bench.qtbot.waitUntil(lambda: bench.results.rows.rows[0].version == "4.2.68")
    first = bench.results.rows.rows[0]
    assert [chip.text for chip in first.chips] == ["MIT", "1.2 M/week", "5.0 needs Node 18"]
    assert "install script" in [chip.text for chip in bench.results.rows.rows[1].chips]
    assert ("geoip-country",) in bench.source.questions("detail")


def test_no_more_than_four_look_ups_at_once_and_none_for_rows_out_of_sight(bench: Bench) -> None:
    bench.source.shelf = {f"many-{number:03}": FoundModule(f"many-{number:03}", "1.0.0", "words", 10, "MIT") for number in range(60)}
    bench.source.page = 60
    bench.source.looking.shut()
    bench.search("many")
    bench.qtbot.waitUntil(lambda: len(bench.source.questions("detail")) == 4)
    bench.source.looking.open()
    seen = len(bench.results.seen())
    bench.qtbot.waitUntil(lambda: len(bench.source.questions("detail")) == seen)
    assert seen < 20


def test_more_is_loaded_on_scrolling_without_repeating(bench: Bench) -> None:
    bench.source.shelf = {f"many-{number:03}": FoundModule(f"many-{number:03}", "1.0.0", "words", 10, "MIT") for number in range(45)}
    bench.search("many")
    assert len([name for name in bench.names(bench.results) if name.startswith("many")]) == 20
    bench.qtbot.waitUntil(lambda: bench.results.verticalScrollBar().maximum() > 0)
    bench.results.choose(3)
    bench.results.scrollToBottom()
    bench.qtbot.waitUntil(lambda: len(bench.panel.searching.search.found) >= 40)
    assert bench.source.questions("search") == [("many", 0), ("many", 20)]
    assert bench.results.currentIndex().row() == 3
    bench.results.scrollToBottom()
    bench.qtbot.waitUntil(lambda: len(bench.panel.searching.search.found) == 45)
    assert [offset for _, offset in bench.source.questions("search")] == [0, 20, 40]


def test_arrows_move_enter_adds_escape_clears(bench: Bench) -> None:
    bench.search("geoip")
    bench.press(Qt.Key.Key_Down)
    assert bench.results.currentIndex().data() == "geoip-lite"
    bench.press(Qt.Key.Key_Up)
    bench.press(Qt.Key.Key_Down)
    bench.press(Qt.Key.Key_Return)
    bench.settle()
    assert [question[1] for question in bench.source.questions("add")] == ["geoip-lite"]
    bench.press(Qt.Key.Key_Escape)
    assert bench.field.text() == ""
    assert bench.names(bench.results) == []


def test_enter_before_the_answer_adds_only_what_was_typed_in_full(bench: Bench) -> None:
    bench.field.setFocus()
    QTest.keyClicks(bench.field, "geoip")
    bench.press(Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: not bench.panel.searching.search.waiting)
    assert bench.source.questions("add") == []
    bench.field.clear()
    QTest.keyClicks(bench.field, "geoip-lite")
    bench.press(Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: len(bench.source.questions("add")) == 1)
    bench.settle()


def test_a_name_that_the_index_lacks_can_be_added(bench: Bench) -> None:
    bench.search("@acme/private")
    assert bench.names(bench.results) == ["Add “@acme/private” anyway"]
    bench.press(Qt.Key.Key_Return)
    bench.settle()
    assert [question[1] for question in bench.source.questions("add")] == ["@acme/private"]


def test_a_typed_version_is_what_enter_adds(bench: Bench) -> None:
    bench.search("geoip-lite@1.3.2")
    assert bench.source.questions("search") == [("geoip-lite", 0)]
    assert bench.names(bench.results)[0] == "Add geoip-lite@1.3.2"
    bench.press(Qt.Key.Key_Return)
    bench.settle()
    assert [question[1] for question in bench.source.questions("add")] == ["geoip-lite@1.3.2"]


def test_what_is_no_name_is_searched_for_and_never_added(bench: Bench) -> None:
    bench.search("jwt tokens")
    assert bench.source.questions("search") == [("jwt tokens", 0)]
    assert bench.names(bench.results) == []
    bench.press(Qt.Key.Key_Return)
    assert bench.source.questions("add") == []


def test_nothing_found_a_note_and_a_failure_are_told(bench: Bench) -> None:
    section = bench.panel.searching
    bench.search("zzz-nothing")
    assert section.note.text() == "Nothing is found for “zzz-nothing”."
    bench.source.note = "This registry has no search: type the whole name."
    bench.search("geoip-lite")
    assert section.note.text() == bench.source.note
    bench.source.error = OutsideMissing("The registry can't be reached.", hint="Are you online?")
    bench.search("geoip")
    assert section.problem.text.text() == "The registry can't be reached. Are you online?"
    bench.source.error = None
    section.problem.button.click()
    bench.qtbot.waitUntil(lambda: len(section.search.found) == 6)
    assert not section.problem.isVisible()


def test_rows_show_update_and_tick_for_what_the_hook_has(bench: Bench) -> None:
    bench.source.modules = {
        "geoip-country": installed("geoip-country", "4.1.5", ModuleState.OUTDATED, suitable="4.2.68", latest="5.0.2"),
        "geoip-lite": installed("geoip-lite", "1.4.10", ModuleState.CURRENT, suitable="1.4.10"),
    }
    bench.panel.refresh(ask=True)
    bench.search("geoip")
    bench.qtbot.waitUntil(lambda: [row.act for row in bench.results.rows.rows[:3]] == [Act.UPDATE, Act.CURRENT, Act.ADD])
    bench.press(Qt.Key.Key_Return)
    bench.settle()
    assert bench.source.questions("update") == [("geoip-country",)]


def test_what_suits_is_still_known_when_something_else_was_searched_for(bench: Bench) -> None:
    bench.search("geoip-country@4.1.5")
    bench.qtbot.waitUntil(lambda: bench.results.rows.rows[-1].version == "4.2.68")
    bench.source.modules["geoip-country"] = installed("geoip-country", "4.1.5", ModuleState.UNUSED, suitable="4.2.68", outdated=True)
    bench.search("geoip")
    row = bench.results.rows.rows[0]
    assert (row.version, [chip.text for chip in row.chips if chip.tone is Tone.WARNING]) == ("4.2.68", ["5.0 needs Node 18"])
    bench.panel.refresh(ask=True)
    bench.qtbot.waitUntil(lambda: bench.results.rows.rows[0].act is Act.UPDATE)
    assert [asked for asked in bench.source.questions("detail") if asked == ("geoip-country",)] == [("geoip-country",)]


def test_a_row_does_not_claim_to_be_current_before_the_registry_was_asked(bench: Bench) -> None:
    bench.source.modules["geoip-lite"] = installed("geoip-lite", "1.4.10", ModuleState.CURRENT)
    bench.panel.refresh(ask=True)
    bench.search("geoip-lite")
    bench.qtbot.waitUntil(lambda: ("listed", True) in bench.source.asked)
    bench.qtbot.waitUntil(lambda: [rows.rows.rows[0].act for rows in (bench.installed, bench.results)] == [Act.ADDED] * 2)
    bench.source.modules["geoip-lite"] = installed("geoip-lite", "1.4.10", ModuleState.CURRENT, suitable="1.4.10")
    bench.panel.refresh(ask=True)
    bench.qtbot.waitUntil(lambda: [rows.rows.rows[0].act for rows in (bench.installed, bench.results)] == [Act.CURRENT] * 2)


def test_a_look_up_that_failed_is_made_again_for_another_text(bench: Bench) -> None:
    bench.search("geoip-bare")
    bench.qtbot.waitUntil(lambda: bench.source.questions("detail") == [("geoip-bare",)])
    bench.source.details["geoip-bare"] = Suitable(ModuleVersion("0.9.0"), "0.9.0")
    bench.search("geoip-b")
    bench.qtbot.waitUntil(lambda: bench.results.rows.rows[0].version == "0.9.0")


def test_ctrl_enter_opens_the_versions_and_enter_takes_one(bench: Bench) -> None:
    bench.source.versions["geoip-country"] = (
        (ModuleVersion("5.0.2", node=">=18"), "needs Node 18"),
        (ModuleVersion("4.2.68"), ""),
        (ModuleVersion("4.0.0", deprecated="old"), ""),
    )
    bench.search("geoip")
    bench.press(Qt.Key.Key_Return, CTRL)
    popup = bench.panel.findChild(object, "moduleVersions")  # type: ignore[type-var]
    assert popup is not None
    rows = popup.list  # type: ignore[attr-defined]
    bench.qtbot.waitUntil(lambda: rows.rows.rowCount() == 3)
    assert rows.currentIndex().data() == "4.2.68"
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    bench.settle()
    assert [question[1] for question in bench.source.questions("add")] == ["geoip-country@4.0.0"]


def test_a_click_on_the_plus_adds_and_one_beside_it_only_chooses(bench: Bench) -> None:
    bench.search("geoip")
    row = bench.results.visualRect(bench.results.rows.index(1))
    QTest.mouseClick(bench.results.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, row.center().y()))
    assert bench.results.currentIndex().row() == 1
    assert bench.source.questions("add") == []
    button = act_rect(row, bench.results._delegate.edge).center()
    assert bench.results.part_at(button) == (1, "act")
    assert bench.results.part_at(more_rect(row, bench.results._delegate.edge).center()) == (1, "more")
    QTest.mouseClick(bench.results.viewport(), Qt.MouseButton.LeftButton, pos=button)
    bench.settle()
    assert [question[1] for question in bench.source.questions("add")] == ["geoip-lite"]


def test_rows_speak_and_have_no_html(bench: Bench) -> None:
    bench.source.shelf = {"geo-bold": FoundModule("geo-bold", "1.0.0", "<b>bold</b>\nlines", licence="MIT")}
    bench.search("geo-bold")
    index = bench.results.rows.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "geo-bold 1.0.0. <b>bold</b> lines. MIT. Add geo-bold 1.0.0"
    assert bench.results.accessibleName()


def test_another_hook_is_searched_anew(bench: Bench) -> None:
    bench.search("geoip")
    assert bench.subject is not None
    bench.subject = replace(bench.subject, hook=replace(bench.subject.hook, dialect=Dialect.ESM), node=24)
    bench.source.details["geoip-country"] = Suitable(ModuleVersion("5.0.2"), "5.0.2")
    bench.panel.refresh()
    bench.qtbot.waitUntil(lambda: len(bench.source.questions("search")) == 2)
    bench.qtbot.waitUntil(lambda: bench.results.rows.rows[0].version == "5.0.2")


def test_no_hook_shows_what_to_do(bench: Bench) -> None:
    bench.subject = None
    bench.panel.refresh()
    assert bench.panel.nothing.isVisible()
    assert not bench.field.isVisible()
