"""Installations: the console, progress, cancelling, failures, and the questions before and after."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from hookstudio.model.errors import OutsideMissing
from hookstudio.model.module import InstallScript, LoadCheck
from hookstudio.ui.modules_panel.row_look import Act
from tests.ui.modules_panel.conftest import Bench


def test_the_console_shows_lines_as_they_come_and_keeps_them(bench: Bench) -> None:
    bench.source.installing.shut()
    bench.panel.work.add("axios")
    bench.qtbot.waitUntil(lambda: "npm http fetch GET 200 /axios" in bench.console)
    assert "Adding axios to add-country-claim" in bench.console
    assert "Done" not in bench.console
    assert bench.panel.console.console.isVisible()
    assert bench.panel.console.cancel.isVisible()
    bench.source.installing.open()
    bench.settle()
    bench.panel.work.remove("axios")
    bench.settle()
    assert bench.console.count("Done in") == 2
    assert bench.console.index("Adding axios") < bench.console.index("Removing axios")
    assert not bench.panel.console.cancel.isVisible()


def test_the_console_folds_when_all_went_well_and_one_click_opens_it(bench: Bench) -> None:
    section = bench.panel.console
    section._fold_soon.setInterval(20)
    bench.panel.work.add("axios")
    assert section.console.isVisible()
    bench.settle()
    bench.qtbot.waitUntil(lambda: not section.console.isVisible())
    assert section.title.text().startswith("Console · Done in ")
    section.fold.click()
    assert "Done in" in bench.console
    bench.panel.work.remove("axios")
    bench.settle()
    assert not section._fold_soon.isActive()
    assert section.console.isVisible()


def test_the_console_stays_open_after_a_failure_and_while_it_is_read(bench: Bench) -> None:
    section = bench.panel.console
    section._fold_soon.setInterval(20)
    bench.source.install_error = OutsideMissing("npm knows no “nope”.")
    bench.panel.work.add("nope")
    bench.settle()
    assert not section._fold_soon.isActive()
    bench.source.install_error = None
    section.console.setFocus()
    bench.panel.work.add("axios")
    bench.settle()
    bench.qtbot.wait(80)
    assert section.console.isVisible()
    bench.field.setFocus()
    bench.qtbot.waitUntil(lambda: not section.console.isVisible())


def test_what_was_added_is_told_and_listed(bench: Bench) -> None:
    bench.panel.work.add("axios")
    bench.settle()
    assert bench.told[0].text == "axios 1.0.0 was added to “add-country-claim”."
    bench.qtbot.waitUntil(lambda: bench.names(bench.installed) == ["axios"])


def test_cancelling_changes_nothing_and_tells_no_error(bench: Bench) -> None:
    bench.source.installing.shut()
    bench.search("geoip-lite")
    bench.panel.work.add("geoip-lite")
    assert [row.act for row in bench.results.rows.rows] == [Act.CANCEL]
    bench.qtbot.waitUntil(lambda: "added 1 package" in bench.console)
    bench.panel.console.cancel.click()
    bench.settle()
    assert "Cancelled after" in bench.console
    assert [notice for notice in bench.told if notice.level == "error"] == []
    assert [row.act for row in bench.results.rows.rows] == [Act.ADD]
    assert bench.source.modules == {}


def test_the_button_of_a_busy_row_cancels(bench: Bench) -> None:
    bench.source.installing.shut()
    bench.search("geoip-lite")
    bench.results.press("geoip-lite")
    bench.qtbot.waitUntil(lambda: bench.panel.operations.current is not None)
    bench.results.press("geoip-lite")
    bench.settle()
    assert "Cancelled after" in bench.console


def test_one_after_the_other_and_one_that_waits_can_be_taken_out(bench: Bench) -> None:
    bench.source.installing.shut()
    for name in ("one", "two", "three"):
        bench.panel.work.add(name)
    bench.panel.work.add("one")
    assert bench.subject is not None
    busy_names, hook_id = bench.panel.operations.busy_names, bench.subject.hook.id
    assert busy_names(hook_id) == {"one", "two", "three"}
    bench.panel.operations.cancel("two", hook_id)
    assert busy_names(hook_id) == {"one", "three"}
    bench.source.installing.open()
    bench.qtbot.waitUntil(lambda: set(bench.source.modules) == {"one", "three"})
    bench.settle()


def test_a_failure_is_told_in_words_with_the_log_and_another_try(bench: Bench) -> None:
    bench.source.install_error = OutsideMissing("npm knows no “nope”.", hint="Is the name right?", details="npm error code E404")
    bench.panel.work.add("nope")
    bench.settle()
    notice = bench.told[-1]
    assert (notice.level, notice.text, notice.details) == ("error", "npm knows no “nope”. Is the name right?", "npm error code E404")
    assert "Failed after" in bench.console
    bench.panel.console.fold.click()
    choices = {choice.label: choice.act for choice in notice.choices}
    choices["Show log"]()
    assert bench.panel.console.console.isVisible()
    bench.source.install_error = None
    choices["Try again"]()
    bench.settle()
    assert set(bench.source.modules) == {"nope"}


def test_a_module_that_node_cannot_load_is_told_with_the_version_that_it_can(bench: Bench) -> None:
    bench.source.loads["chalk"] = LoadCheck(False, "ERR_REQUIRE_ESM", "4.1.2")
    bench.panel.work.add("chalk@5.0.0")
    bench.settle()
    notice = next(notice for notice in bench.told if notice.level == "warning")
    assert notice.text == "chalk 5.0.0 was added, but Node 14 of “add-country-claim” can't load it."
    assert [choice.label for choice in notice.choices] == ["Use chalk 4.1.2", "Remove it"]
    notice.choices[0].act()
    bench.settle()
    assert [question[1] for question in bench.source.questions("add")] == ["chalk@5.0.0", "chalk@4.1.2"]


def test_a_slip_is_asked_about_before_anything_is_installed(bench: Bench) -> None:
    bench.panel.work.looks_like = lambda name: "lodash" if name == "loadsh" else ""
    question = bench.panel.question
    bench.panel.work.add("loadsh@^4")
    assert question.isVisible()
    assert question.text.text().startswith("“loadsh” looks like “lodash”")
    assert [button.text() for button in question.buttons] == ["Install lodash", "Install loadsh anyway", "Cancel"]
    assert question.buttons[0].hasFocus()
    assert bench.source.questions("add") == []
    question.buttons[2].click()
    assert not question.isVisible()
    bench.panel.work.add("loadsh@^4")
    question.buttons[0].click()
    bench.settle()
    bench.panel.work.add("loadsh")
    question.buttons[1].click()
    bench.settle()
    assert [asked[1] for asked in bench.source.questions("add")] == ["lodash@^4", "loadsh"]


def test_install_scripts_are_shown_and_run_only_when_allowed(bench: Bench) -> None:
    bench.source.wanted_scripts = (
        InstallScript("bcrypt", "5.1.0", "preinstall", "echo hello"),
        InstallScript("bcrypt", "5.1.0", "install", "node-pre-gyp install"),
        InstallScript("esbuild", "0.20.0", "postinstall", "node install.js"),
    )
    question = bench.panel.question
    bench.panel.work.add("bcrypt")
    bench.settle()
    bench.qtbot.waitUntil(lambda: question.isVisible())
    assert question.text.text().startswith("bcrypt 5.1.0 wants to run a program")
    assert question.shown.toPlainText() == "preinstall: echo hello\ninstall: node-pre-gyp install"
    question.shown.setFocus()
    here: QWidget = question.shown
    for button in question.buttons:
        QTest.keyClick(here, Qt.Key.Key_Tab)
        assert button.hasFocus()
        here = button
    assert bench.source.questions("allow") == []
    next(button for button in question.buttons if button.text() == "Run it").click()
    assert question.text.text().startswith("esbuild 0.20.0")
    bench.settle()
    assert bench.source.questions("allow") == [("bcrypt", "5.1.0")]
    question.buttons[0].click()
    assert not question.isVisible()
    bench.panel.work.add("ms")
    bench.settle()
    bench.qtbot.waitUntil(lambda: bench.names(bench.installed)[-1] == "ms")
    assert not question.isVisible()


def test_a_question_has_room_in_a_low_panel(bench: Bench) -> None:
    bench.panel.resize(300, 400)
    bench.source.wanted_scripts = (InstallScript("bcrypt", "5.1.0", "install", "node-pre-gyp install --fallback-to-build"),)
    bench.panel.work.add("bcrypt")
    bench.settle()
    question = bench.panel.question
    bench.qtbot.waitUntil(lambda: question.isVisible())
    bench.qtbot.waitUntil(lambda: question.text.height() >= question.text.heightForWidth(question.text.width()))
    assert all(question.rect().contains(button.geometry()) for button in question.buttons)
    question.buttons[-1].click()
    assert bench.panel.installed.isVisible()


def test_offline_is_said_and_can_be_ended(bench: Bench) -> None:
    asked: list[bool] = []
    bench.panel.online_asked.connect(lambda: asked.append(True))
    bench.panel.show_offline(True)
    assert bench.panel.offline.isVisible()
    bench.panel.offline.button.click()
    assert asked == [True]
    bench.panel.show_offline(False)
    assert not bench.panel.offline.isVisible()
    bench.panel.show_offline(True, changeable=False)
    assert bench.panel.offline.isVisible()
    assert not bench.panel.offline.button.isVisible()


def test_the_registry_is_looked_at_when_the_keyboard_comes_and_only_once(bench: Bench) -> None:
    for _ in range(2):
        bench.panel.console.fold.setFocus()
        bench.field.setFocus()
        bench.qtbot.waitUntil(lambda: bench.source.questions("offline") == [()])
    known: list[bool] = []
    bench.panel.offline_known.connect(known.append)
    bench.source.is_offline = True
    bench.panel.look_offline()
    bench.qtbot.waitUntil(lambda: known == [True])
    assert len(bench.source.questions("offline")) == 2


def test_nothing_is_asked_while_the_panel_is_hidden(bench: Bench) -> None:
    bench.panel.hide()
    bench.source.asked.clear()
    bench.panel.refresh(ask=True)
    bench.qtbot.wait(50)
    assert bench.source.asked == []
    bench.panel.show()
    bench.qtbot.waitUntil(lambda: ("listed", False) in bench.source.asked)
