"""A window on a workspace and a stand-in tenant, and what a test asks of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from hookstudio.model.credentials import Credentials
from hookstudio.remote.client import TenantClient
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.sync import Sync
from hookstudio.ui.sync_window.sync_window import SyncWindow
from hookstudio.ui.theme import load_theme
from tests.remote.asking import StoodClock
from tests.studio.syncing import CODE, Desk
from tests.ui.finding import child

W = TypeVar("W", bound=QWidget)
LONG = "".join(f"// line {number}\n" for number in range(9)) + CODE


@dataclass
class Opened:
    """The window, and what it told. Buttons are pressed by their object names."""

    desk: Desk
    runner: HookRunner
    qtbot: QtBot
    unsaved: int = 0
    saved: int = 0
    secret: str = ""
    asked: int = 0
    told: list[tuple[str, object]] = field(default_factory=list)

    def open(self) -> SyncWindow:
        window = self.window = SyncWindow(
            "acme",
            "acme.example",
            self._sync,
            self.desk.session,
            self.runner,
            load_theme("light"),
            unsaved=lambda: self.unsaved,
            save_all=self._save_all,
            ask_secret=self._ask_secret,
        )
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.qtbot.addWidget(window)
        for name in ("status_known", "pulled", "taken_back", "pushed", "failed"):
            getattr(window, name).connect(lambda value, name=name: self.told.append((name, value)))
        window.show()
        window.activateWindow()
        self.wait(window.isActiveWindow)
        return window

    def compare(self) -> None:
        """Open it, if it is not open, and compare."""
        if not hasattr(self, "window"):
            self.open()
        self.window.compare()
        self.rest()

    def plan(self, work: str) -> None:
        """Show the plan of a pull or push by its button."""
        self.press(f"sync{work.title()}Button")
        assert self.shows(self.window.plan_page)

    def apply(self) -> None:
        """Do what the plan says, to its end and the comparison after it."""
        self.press("syncApplyButton")

    def press(self, name: str) -> None:
        """Click a button, and wait till nothing is under way any more."""
        button = child(self.window, QPushButton, name)
        assert button.isVisible() and button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.rest()

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.busy, timeout=20_000)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=20_000)

    def shows(self, page: QWidget) -> bool:
        return self.window.frame.pages.currentWidget() is page

    def choose(self, name: str) -> None:
        """Make the hook of that name the current one."""
        model = self.window.compare_page.hooks.model
        [hook] = [hook for hook in model.shown if hook.key.endswith(f"/{name}")]
        self.tree.setCurrentIndex(model.index_of(hook.token))

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.tree, key)

    def type_number(self, text: str) -> None:
        number = self.one(QLineEdit, "syncConfirmDelete")
        number.clear()
        QTest.keyClicks(number, text)

    def one(self, kind: type[W], name: str) -> W:
        return child(self.window, kind, name)

    @property
    def tree(self) -> QTreeView:
        return self.one(QTreeView, "syncHooks")

    @property
    def rows(self) -> list[str]:
        """What stands in the list, groups without and hooks with an indent."""
        model = self.tree.model()
        lines = []
        for row in range(model.rowCount()):
            group = model.index(row, 0)
            lines.append(" ".join(str(group.data()).split()))
            lines += [f"  {model.index(n, 0, group).data()}: {model.index(n, 2, group).data()}" for n in range(model.rowCount(group))]
        return lines

    @property
    def planned(self) -> list[str]:
        """The rows of the plan: what, hook, path or fields."""
        model = self.one(QTableView, "syncPlan").model()
        return [" | ".join(str(model.index(row, column).data()) for column in range(3)) for row in range(model.rowCount())]

    @property
    def plan_notes(self) -> list[str]:
        notes = self.window.plan_page.notes
        return [notes.item(row).text() for row in range(notes.count())]

    @property
    def outcome(self) -> list[str]:
        """The title of the result, and the lines below it."""
        page = self.window.result_page
        return [page.title.text(), *(page.stopped.item(row).text() for row in range(page.stopped.count()))]

    @property
    def notes(self) -> list[str]:
        return self.window.notes.messages()

    def _sync(self, cancelled: Callable[[], bool]) -> Sync:
        credentials = Credentials(self.secret or self.desk.tenant.client_secret)
        return Sync(self.desk.session, TenantClient(self.desk.client.settings, credentials, clock=StoodClock(), cancelled=cancelled))

    def _ask_secret(self) -> None:
        self.asked += 1

    def _save_all(self) -> None:
        self.saved += 1
        self.unsaved = 0
