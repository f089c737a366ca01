"""Work off the window's thread, and the one way from what happened to what is seen."""

from __future__ import annotations

import threading
from collections import Counter
from functools import partial

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Progress
from hookstudio.ui.commands import COMMANDS, MENUS, make_actions
from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import MOST_DETAILS, MOST_SHOWN, Choice, Notice, NoticeArea, Notices
from hookstudio.ui.theme import load_theme
from tests.ui.finding import child


def test_a_job_works_elsewhere_and_reports_here(qtbot: QtBot, qapp: QObject) -> None:
    seen: list[tuple[str, bool]] = []

    def note(what: str) -> None:
        seen.append((what, threading.current_thread() is threading.main_thread()))

    def work(progress: Progress) -> int:
        assert threading.current_thread() is not threading.main_thread()
        progress(1, 2, "half")
        return 42

    job = Job(work, qapp)
    job.progressed.connect(lambda *_: note("progress"))
    job.succeeded.connect(lambda result: note(f"result {result}"))
    with qtbot.waitSignal(job.ended):
        job.start()
    assert seen == [("progress", True), ("result 42", True)]


def test_an_expected_failure_is_told_and_a_bug_keeps_its_traceback(qtbot: QtBot, qapp: QObject) -> None:
    def fail(_progress: Progress) -> None:
        raise StudioError("No.", hint="Do this.")

    def break_down(_progress: Progress) -> None:
        raise ValueError("unforeseen")

    for work, message, details in ((fail, "No.", ""), (break_down, "Something went wrong inside Hook Studio.", "unforeseen")):
        job = Job(work, qapp)
        errors: list[StudioError] = []
        job.failed.connect(errors.append)
        with qtbot.waitSignal(job.ended):
            job.start()
        (error,) = errors
        assert error.message == message
        assert details in error.details


def test_a_job_whose_owner_is_gone_is_cancelled_and_drops_what_it_found(qtbot: QtBot) -> None:
    go_on, found = threading.Event(), list[object]()
    owner = QObject()

    def work(progress: Progress) -> str:
        go_on.wait(10)
        assert progress.cancelled
        return "late"

    job = Job(work, owner)
    job.succeeded.connect(found.append)
    job.start()
    with qtbot.waitSignal(job.ended):
        owner.deleteLater()
        del owner
        qtbot.waitUntil(lambda: job.cancelled)
        go_on.set()
    assert found == []


def area(qtbot: QtBot) -> tuple[Notices, NoticeArea]:
    notices = Notices()
    shown = NoticeArea(notices, load_theme("light"))
    qtbot.addWidget(shown)
    return notices, shown


def test_an_error_is_shown_with_its_hint_and_its_details_one_click_away(qtbot: QtBot) -> None:
    notices, shown = area(qtbot)
    notices.error(StudioError("The file is full.", hint="Make room.", details="ENOSPC"))
    assert shown.messages() == ["The file is full. Make room."]
    more = next(button for button in shown.findChildren(QPushButton) if button.text() == "Details")
    more.click()
    child(shown, QToolButton).click()
    assert shown.messages() == []
    assert shown.isHidden()


def test_a_choice_acts_and_the_notice_goes(qtbot: QtBot) -> None:
    notices, shown = area(qtbot)
    done: list[str] = []
    notices.info("“x” was deleted.", Choice("Undo", lambda: done.append("undo")))
    QTest.mouseClick(child(shown, QPushButton), Qt.MouseButton.LeftButton)
    assert done == ["undo"]
    assert shown.messages() == []


def test_notices_replace_and_make_room(qtbot: QtBot) -> None:
    notices, shown = area(qtbot)
    notices.info("first", key="k")
    notices.info("second", key="k")
    assert shown.messages() == ["second"]
    notices.post(Notice("error", "stays", stays=True))
    for number in range(MOST_SHOWN + 2):
        notices.info(f"passing {number}")
    assert len(shown.messages()) == MOST_SHOWN
    assert "stays" in shown.messages()
    notices.info("again")
    notices.info("again")
    assert shown.messages().count("again") == 1
    notices.info("keyed", key="k")
    notices.withdraw("k")
    assert "keyed" not in shown.messages()


def test_commands_are_unique_and_every_one_is_bound(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert max(Counter(command.id for command in COMMANDS).values()) == 1
    assert max(Counter((command.context, keys) for command in COMMANDS for keys in command.keys).values()) == 1
    assert {command.menu for command in COMMANDS} == set(MENUS)
    done: list[str] = []
    actions = make_actions({command.id: partial(done.append, command.id) for command in COMMANDS}, window)
    actions["hook.run"].trigger()
    assert done == ["hook.run"]
    assert not actions["hook.rename"].shortcuts(), "keys of a panel belong to the panel"


def test_a_job_that_is_held_back_starts_once_it_is_released(qtbot: QtBot) -> None:
    started = threading.Event()
    Job.hold()
    job = Job(lambda _progress: started.set(), QObject())
    try:
        job.start()
        assert not started.wait(0.05)
    finally:
        with qtbot.waitSignal(job.ended):
            Job.release()
    assert started.is_set()


@pytest.mark.parametrize(("text", "least", "most"), [("one line", 20, 40), ("a word and more " * 16, 41, 100), ("line\n" * 200, 160, 160)])
def test_details_are_as_high_as_their_text_up_to_a_limit(qtbot: QtBot, text: str, least: int, most: int) -> None:
    notices = Notices()
    area = NoticeArea(notices, load_theme("light"))
    qtbot.addWidget(area)
    area.resize(600, 400)
    notices.post(Notice("info", "Text", text))
    area.show()
    next(button for button in area.findChildren(QPushButton) if button.text() == "Details").click()
    details = child(area, QPlainTextEdit)
    qtbot.waitUntil(lambda: details.isVisible() and least <= details.height() <= most)
    assert MOST_DETAILS == 160
