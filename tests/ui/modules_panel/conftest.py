"""A modules panel on the screen, for a hook of a workspace, with a source that does as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from hookstudio.ui.modules_panel import search
from hookstudio.ui.modules_panel.modules_panel import ModulesPanel
from hookstudio.ui.modules_panel.row_list import RowList
from hookstudio.ui.modules_panel.source import Subject
from hookstudio.ui.notices import Notice, Notices
from hookstudio.ui.theme import load_theme
from tests.ui.finding import child
from tests.ui.modules_panel.scripted import ScriptedModules, geo_shelf

PAUSE_MS = 60  # the pause after typing; nobody types here


@dataclass
class Bench:
    """The panel and its parts, what it asked and what it told."""

    panel: ModulesPanel
    source: ScriptedModules
    qtbot: QtBot
    subject: Subject | None
    told: list[Notice] = field(default_factory=list)
    undone: list[bool] = field(default_factory=list)

    @property
    def field(self) -> QLineEdit:
        return child(self.panel, QLineEdit, "moduleSearchField")

    @property
    def results(self) -> RowList:
        return child(self.panel, RowList, "moduleResults")

    @property
    def installed(self) -> RowList:
        return child(self.panel, RowList, "installedModules")

    @property
    def console(self) -> str:
        return self.panel.console.console.toPlainText()

    def names(self, rows: RowList) -> list[str]:
        model = rows.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def search(self, text: str) -> None:
        """Type *text* and wait for the answer."""
        self.field.setFocus()
        self.field.clear()
        QTest.keyClicks(self.field, text)
        self.qtbot.waitUntil(lambda: not self.panel.searching.search.waiting)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.field, key, modifiers)

    def settle(self) -> None:
        """Wait until nothing is being installed."""
        self.qtbot.waitUntil(lambda: self.panel.operations.current is None)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    session = Session.create(tmp_path / "workspace", "acme", app_folders())
    session.create_hook("add-country-claim", "pre-login", code="function handle(data, callback) { callback(null, data) }")
    session.create_hook("second", "post-login", code="export async function handle(data) { return data }")
    return session


@pytest.fixture
def bench(qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(search, "PAUSE_MS", PAUSE_MS)
    source, notices = ScriptedModules(), Notices()
    geo_shelf(source)
    hook = next(iter(session.workspace))
    theme = load_theme("light")
    bench: Bench
    panel = ModulesPanel(theme, lambda: source, lambda: bench.subject, notices)
    qtbot.addWidget(panel)
    bench = Bench(panel, source, qtbot, Subject(session, hook, session.read_code(hook.id).text, 14))
    notices.posted.connect(bench.told.append)
    panel.work.undo = lambda: bench.undone.append(True)
    panel.resize(320, 640)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: panel.listing.known)
    yield bench
    for gate in (source.searching, source.installing, source.looking, *source.gates.values()):
        gate.open()
    panel.close_work()
