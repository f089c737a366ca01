"""The list of what a hook has: what its rows say, and what can be done with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hookstudio.model.errors import StudioError
from hookstudio.model.module import Advisories, Advisory, HookModule, ModuleState
from hookstudio.ui.modules_panel.panel_note import PanelNote
from hookstudio.ui.modules_panel.row_look import Act, RowLook
from hookstudio.ui.theme import load_theme
from hookstudio.ui.widgets.plain_tip import plain_tip
from tests.ui.modules_panel.conftest import Bench
from tests.ui.modules_panel.scripted import installed


def show(bench: Bench, *modules: HookModule) -> tuple[RowLook, ...]:
    """Let the hook have *modules*, and wait until the registry was asked about them."""
    bench.source.modules = {module.key: module for module in modules}
    bench.source.asked.clear()
    bench.panel.refresh(ask=True)
    if modules:
        bench.qtbot.waitUntil(lambda: ("listed", True) in bench.source.asked)
    bench.qtbot.waitUntil(lambda: {module.key for module in bench.panel.listing.modules} == set(bench.source.modules))
    bench.qtbot.waitUntil(lambda: not any(one.suitable is None for one in bench.panel.listing.modules if one.version))
    return bench.installed.rows.rows


def test_rows_say_how_each_module_stands(bench: Bench) -> None:
    rows = show(
        bench,
        installed("geoip-country", "4.1.5", ModuleState.OUTDATED, suitable="4.2.68", latest="5.0.2", size=18_000_000),
        installed("ms", "2.1.3", ModuleState.UNUSED, suitable="2.1.3"),
        installed("old", "1.0.0", ModuleState.UNUSED, suitable="1.1.0", outdated=True),
        installed("axios", None, ModuleState.MISSING),
        installed("got", "11.8.6", ModuleState.CURRENT, suitable="11.8.6", latest="14.0.0", size=45_300),
        installed("lru", "6.0.0", ModuleState.CURRENT, suitable="6.0.0", latest="6.0.0", needed_by=("got", "a", "b")),
    )
    assert [(row.version, row.then, row.line, row.act) for row in rows] == [
        ("4.1.5", "4.2.68", "update suits Node 14 · 18 MB", Act.UPDATE),
        ("2.1.3", "", "not used in the code", Act.CURRENT),
        ("1.0.0", "1.1.0", "not used in the code", Act.UPDATE),
        ("", "", "required but not added", Act.ADD),
        ("11.8.6", "", "14.0.0 does not suit Node 14 · 45 kB", Act.CURRENT),
        ("6.0.0", "", "also needed by got, a and 1 more", Act.CURRENT),
    ]
    assert bench.panel.installed.count.text() == "5"


def test_the_disk_answers_before_the_registry(bench: Bench) -> None:
    bench.source.modules["ms"] = installed("ms", "2.1.3", ModuleState.OUTDATED, suitable="2.1.4", latest="2.1.4")
    seen: list[ModuleState] = []
    bench.panel.listing.changed.connect(lambda: seen.extend(module.state for module in bench.panel.listing.modules))
    bench.panel.refresh(ask=True)
    bench.qtbot.waitUntil(lambda: ModuleState.OUTDATED in seen)
    assert seen[0] is ModuleState.CURRENT


def test_typing_in_the_code_keeps_what_the_registry_said(bench: Bench) -> None:
    show(bench, installed("ms", "2.1.3", ModuleState.OUTDATED, suitable="2.1.4", latest="2.1.4"))
    bench.source.asked.clear()
    bench.panel.refresh()
    bench.qtbot.waitUntil(lambda: ("listed", False) in bench.source.asked)
    bench.qtbot.waitUntil(lambda: bench.installed.rows.rows[0].then == "2.1.4")
    assert ("listed", True) not in bench.source.asked


def test_update_and_update_all_and_undo(bench: Bench) -> None:
    show(
        bench,
        installed("ms", "2.1.3", ModuleState.OUTDATED, suitable="2.1.4"),
        installed("got", "1.0.0", ModuleState.OUTDATED, suitable="1.1.0"),
    )
    bench.installed.setFocus()
    QTest.keyClick(bench.installed, Qt.Key.Key_Return)
    bench.settle()
    assert bench.source.questions("update") == [("ms",)]
    assert bench.told[-1].text == "“add-country-claim” has ms 2.1.4 now."
    bench.told[-1].choices[0].act()
    assert bench.undone == [True]
    bench.qtbot.waitUntil(lambda: bench.installed.rows.rows[0].act is Act.CURRENT)
    assert bench.panel.installed.update_all.isVisible()
    bench.panel.installed.update_all.click()
    bench.settle()
    assert bench.source.questions("update")[-1] == ()
    bench.qtbot.waitUntil(lambda: not bench.panel.installed.update_all.isVisible())


def test_delete_removes_and_the_notice_offers_undo(bench: Bench) -> None:
    show(bench, installed("ms", "2.1.3", ModuleState.CURRENT, suitable="2.1.3"))
    bench.installed.setFocus()
    QTest.keyClick(bench.installed, Qt.Key.Key_Delete)
    bench.settle()
    assert bench.source.questions("remove") == [("ms",)]
    assert bench.told[-1].text == "ms was removed from “add-country-claim”."
    assert [choice.label for choice in bench.told[-1].choices] == ["Undo"]
    bench.qtbot.waitUntil(lambda: bench.panel.installed.empty.isVisible())
    assert bench.field.hasFocus()


def test_a_missing_module_is_added_as_the_code_wants_it(bench: Bench) -> None:
    show(bench, HookModule("lodash", "lodash", None, "^4", ModuleState.MISSING), installed("axios", None, ModuleState.MISSING))
    bench.installed.press("lodash")
    bench.settle()
    bench.installed.press("axios")
    bench.settle()
    assert [question[1] for question in bench.source.questions("add")] == ["lodash@^4", "axios"]


def test_what_is_not_on_this_computer_is_restored_by_one_click(bench: Bench) -> None:
    show(
        bench,
        installed("ms", "2.1.3", ModuleState.CURRENT, suitable="2.1.3", present=False),
        installed("got", "1.0.0", ModuleState.CURRENT, suitable="1.0.0", present=False),
    )
    note = bench.panel.installed.restore
    assert note.text.text() == "2 modules are not installed here."
    note.button.click()
    bench.settle()
    assert bench.source.questions("restore") == [()]
    bench.qtbot.waitUntil(lambda: not note.isVisible())


def test_floating_imports_are_told_and_pinned_by_one_click(bench: Bench) -> None:
    asked: list[tuple[object, Mapping[str, str]]] = []
    bench.panel.pin_asked.connect(lambda subject, versions: asked.append((subject, versions)))
    rows = show(bench, installed("lodash", "4.17.21", ModuleState.CURRENT, suitable="4.17.21", unpinned=("npm:lodash@^4",)))
    assert [chip.text for chip in rows[0].chips] == ["not pinned"]
    note = bench.panel.installed.pin
    assert note.text.text() == "“npm:lodash@^4” names no exact version; PlusAuth advises one."
    note.button.click()
    assert asked == [(bench.subject, {"npm:lodash@^4": "4.17.21"})]


def test_known_weaknesses_are_told_and_no_answer_is_no_all_clear(bench: Bench) -> None:
    module = installed("lodash", "4.17.15", ModuleState.CURRENT, suitable="4.17.15")
    section = bench.panel.installed
    bench.source.known_weaknesses = Advisories(False, why="The registry answers 404.")
    show(bench, module)
    bench.qtbot.waitUntil(lambda: section.checked.text() == "Known weaknesses: not checked.")
    assert section.checked.toolTip() == plain_tip("The registry answers 404.")
    bench.source.known_weaknesses = Advisories(True)
    show(bench, module)
    bench.qtbot.waitUntil(lambda: section.checked.text() == "No known weaknesses.")
    bench.source.known_weaknesses = Advisories(True, (Advisory("lodash", "4.17.15", "high", "Prototype pollution", fixed_in="4.17.21"),))
    show(bench, module)
    bench.qtbot.waitUntil(lambda: section.weak.isVisible())
    assert section.weak.text.text() == "1 known weakness: lodash"
    assert not section.checked.isVisible()
    section.weak.button.click()
    assert bench.told[-1].text == "lodash 4.17.15 has a known weakness: Prototype pollution."
    bench.told[-1].choices[0].act()
    bench.settle()
    assert bench.source.questions("add")[-1][1] == "lodash@4.17.21"


def test_the_menu_of_a_row_has_everything(bench: Bench) -> None:
    show(
        bench,
        installed("lodash", "4.17.15", ModuleState.OUTDATED, suitable="4.17.21", unpinned=("npm:lodash",), scripts=(("install", "x"),)),
    )
    menu = bench.panel.menu_for("lodash")
    assert menu is not None
    words = [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]
    assert words == [
        "Update lodash from 4.17.15 to 4.17.21",
        "Choose a version…",
        "Read the README",
        "Copy the name",
        "Write 4.17.15 into the code",
        "Install script…",
        "Remove",
    ]
    menu.close()


def test_a_list_that_cannot_be_read_is_told(bench: Bench) -> None:
    def broken(*_values: object, **_named: object) -> tuple[HookModule, ...]:
        raise StudioError("package.json can't be read.", hint="Put it right.")

    bench.source.listed = broken  # type: ignore[method-assign]
    bench.panel.refresh()
    note = bench.panel.installed.restore
    bench.qtbot.waitUntil(lambda: note.text.text() == "package.json can't be read. Put it right.")


def test_the_keyboard_goes_from_the_field_to_the_list_and_back(bench: Bench) -> None:
    show(bench, installed("ms", "2.1.3", ModuleState.CURRENT, suitable="2.1.3"))
    bench.field.clear()
    bench.field.setFocus()
    bench.press(Qt.Key.Key_Down)
    assert bench.installed.hasFocus()
    assert bench.installed.currentIndex().row() == 0
    QTest.keyClick(bench.installed, Qt.Key.Key_Up)
    assert bench.field.hasFocus()


def test_what_suited_another_node_is_no_longer_claimed(bench: Bench) -> None:
    show(bench, installed("ms", "2.1.3", ModuleState.CURRENT, suitable="2.1.3"))
    assert bench.installed.rows.rows[0].act is Act.CURRENT
    assert bench.subject is not None
    bench.subject = replace(bench.subject, node=24)
    bench.source.looking.shut()
    bench.panel.refresh()
    bench.qtbot.waitUntil(lambda: bench.installed.rows.rows[0].act is Act.ADDED)
    bench.source.looking.open()
    bench.qtbot.waitUntil(lambda: bench.installed.rows.rows[0].act is Act.CURRENT)


def test_the_words_of_a_registry_are_no_html_in_tool_tips(qtbot: QtBot) -> None:
    note = PanelNote("note", load_theme("light"))
    qtbot.addWidget(note)
    note.say("error", "It failed.", tip="<img src='/tmp/x'>")
    assert "<img" not in note.text.toolTip() and "&lt;img" in note.text.toolTip()
    note.say("error", "It failed.")
    assert note.text.toolTip() == ""
