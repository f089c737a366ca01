"""A workspace and a tenant, from connecting to the last undo, by hand: a real window, real files, and a tenant that is a program."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView

from hookstudio.ui.sync_window.sync_window import SyncWindow
from tests.e2e.conftest import GREETS, PASSES, OpenWindow
from tests.e2e.driver import StudioDriver, row_of, wait_until
from tests.storage.keychains import HeldKeychain

pytestmark = pytest.mark.usefixtures("keychain")
ROOT = Path(__file__).resolve().parents[2]
LEFT = Qt.MouseButton.LeftButton


class There:
    """The tenant, as whoever has a hand on it sees it."""

    def __init__(self, started: dict[str, str]) -> None:
        self.url, self.client_id, self.client_secret = started["url"], started["client_id"], started["client_secret"]
        self._asking = requests.Session()
        self._asking.trust_env = False

    @property
    def hooks(self) -> dict[str, dict[str, Any]]:
        """By name."""
        return {hook["name"]: hook for hook in self._ask("GET", "state")["hooks"]}

    @property
    def writes(self) -> list[str]:
        log = self._ask("GET", "log")["log"]
        return [asked["method"] for asked in log if asked["method"] != "GET" and "/hooks" in asked["path"]]

    @property
    def asked(self) -> int:
        """How many requests it got."""
        return len(self._ask("GET", "log")["log"])

    def change(self, name: str, **values: Any) -> None:
        hooks = self.hooks
        hooks[name] |= values
        self._ask("PUT", "state", {"hooks": list(hooks.values())})

    def add(self, like: str, name: str, **values: Any) -> None:
        hooks = self.hooks
        made = hooks[like] | {"id": f"made-{name}", "name": name, "order": 50} | values
        self._ask("PUT", "state", {"hooks": [*hooks.values(), made]})

    def fault(self, **fault: Any) -> None:
        self._ask("POST", "faults", fault)

    def close(self) -> None:
        self._asking.close()

    def _ask(self, method: str, what: str, body: Any = None) -> Any:
        answer = self._asking.request(method, f"{self.url}/-/{what}", json=body, timeout=20)
        assert answer.status_code in (200, 204), answer.text
        return answer.json() if answer.content else None


@pytest.fixture
def there() -> Iterator[There]:
    program = subprocess.Popen([sys.executable, "-m", "tests.e2e.tenant"], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
    assert program.stdout is not None
    tenant = There(json.loads(program.stdout.readline()))
    yield tenant
    tenant.close()
    program.terminate()
    program.communicate(timeout=20)


class Desk:
    """The window, and the one of the tenant, used by their buttons."""

    def __init__(self, studio: StudioDriver, there: There) -> None:
        self.studio, self.there = studio, there

    @property
    def chip(self) -> str:
        return str(self.studio.find("tenantButton").text()) if self.studio.has("tenantButton") else ""

    def says(self, words: str) -> None:
        wait_until(lambda: self.chip == words, f"the chip saying {words!r} (it says {self.chip!r})")

    def connect(self) -> None:
        """Connect the tenant through the dialog, as acme."""
        studio = self.studio
        self.says("Connect a tenant…")
        studio.click("tenantButton")
        wait_until(lambda: studio.has("tenantUrl") and studio.find("tenantUrl").isEnabled(), "the dialog")
        there, dialog = self.there, studio.find("tenantsDialog")
        typed = {"tenantUrl": there.url, "tenantName": "acme", "tenantClientId": there.client_id, "tenantSecret": there.client_secret}
        for name, text in typed.items():
            field = studio.find(name)
            field.setFocus()
            field.selectAll()
            QTest.keyClicks(field, text)
        dialog.form.plan.setCurrentIndex(dialog.form.plan.findData("enterprise"))
        studio.click("tenantTest")
        wait_until(lambda: "it has" in dialog.report.words, "the report")
        studio.click("tenantSave")
        wait_until(lambda: "was added" in dialog.report.words, "the tenant")
        dialog.reject()
        self.says("acme · not compared yet")

    def menu(self, label: str) -> SyncWindow:
        """Choose an entry of the chip's menu; the tenant's window once it rests."""
        menu = self.studio.find("tenantButton").menu()
        menu.aboutToShow.emit()
        [entry] = [action for action in menu.actions() if action.text() == label]
        assert entry.isEnabled(), label
        entry.trigger()
        wait_until(lambda: self.studio.has("syncWindow"), "the tenant's window")
        return self.rest()

    def rest(self) -> SyncWindow:
        window = self.studio.find("syncWindow")
        assert isinstance(window, SyncWindow)
        wait_until(lambda: not window.busy, "the end of what is under way")
        return window

    def press(self, name: str) -> SyncWindow:
        self.studio.click(name)
        return self.rest()

    def close(self) -> None:
        self.studio.find("syncWindow").close()
        wait_until(lambda: not self.studio.has("syncWindow"), "the tenant's window going")

    @property
    def planned(self) -> list[str]:
        """What the plan would do: what, and with which hook."""
        assert self.rest().frame.pages.currentWidget() is self.rest().plan_page
        if not self.studio.has("syncPlan"):
            return []
        table = self.studio.find("syncPlan")
        assert isinstance(table, QTableView)
        model = table.model()
        return [f"{model.index(row, 0).data()} {model.index(row, 1).data()}" for row in range(model.rowCount())]

    def choose(self, name: str) -> None:
        """Make the hook of that name the current one in the tenant's window."""
        window = self.rest()
        model = window.compare_page.hooks.model
        [hook] = [hook for hook in model.shown if hook.key.endswith(f"/{name}")]
        self.studio.find("syncHooks").setCurrentIndex(model.index_of(hook.token))

    def file(self, root: Path, name: str, kind: str = "pre-login") -> str:
        return (root / "hooks" / kind / name / "hook.js").read_text(encoding="utf-8")


Sit = Callable[..., Desk]


@pytest.fixture
def sit(open_window: OpenWindow, workspace: Path, there: There) -> Sit:
    """A window on the workspace, connected with the tenant and pushed to it unless told otherwise."""

    def sit_down(*, pushed: bool = True) -> Desk:
        desk = Desk(open_window(workspace), there)
        desk.connect()
        if pushed:
            desk.menu("Push…")
            desk.press("syncApplyButton")
            desk.says("acme · in sync")
        return desk

    return sit_down


def test_everything_is_shown_before_it_is_pushed_and_nothing_else_is_done(sit: Sit, there: There) -> None:
    desk = sit(pushed=False)
    assert there.writes == []
    desk.menu("Compare…")
    desk.says("acme · 4 to push")
    desk.press("syncPushButton")
    assert sorted(desk.planned) == [f"POST {key}" for key in ("post-login/after", "pre-login/first", "pre-login/second", "pre-login/third")]
    assert there.writes == []
    desk.press("syncBackButton")
    desk.press("syncPushButton")
    desk.press("syncApplyButton")
    desk.says("acme · in sync")
    assert there.writes == ["POST"] * 4
    assert {name: hook["content"] for name, hook in there.hooks.items()} == {
        "first": GREETS,
        "second": PASSES,
        "third": PASSES,
        "after": PASSES,
    }
    desk.press("syncBackButton")
    desk.press("syncPushButton")
    assert desk.planned == []
    assert there.writes == ["POST"] * 4, "the second time there is nothing to do"


def test_what_changed_there_is_pulled_into_the_open_editor_and_taken_back(sit: Sit, there: There, workspace: Path) -> None:
    desk = sit()
    desk.close()
    studio = desk.studio
    studio.open("pre-login", "second")
    there.change("second", content="// theirs\n" + PASSES)
    there.add("first", "arrived")
    desk.menu("Pull…")
    desk.says("acme · 2 to pull")
    assert sorted(desk.planned) == ["Add pre-login/arrived", "Change pre-login/second"]
    assert desk.file(workspace, "second") == PASSES
    desk.press("syncApplyButton")
    desk.says("acme · in sync")
    assert desk.file(workspace, "second") == "// theirs\n" + PASSES
    assert studio.text == "// theirs\n" + PASSES
    assert "arrived" in studio.order["pre-login"]
    assert any("Pulled from “acme”: 2 changes." in text for text in studio.notices)
    desk.close()
    studio.choose("Undo")
    wait_until(lambda: "arrived" not in studio.order["pre-login"], "what was there before")
    assert desk.file(workspace, "second") == PASSES
    wait_until(lambda: studio.text == PASSES, "the editor showing that")
    desk.says("acme · 2 to pull")
    assert there.writes == ["POST"] * 4


def test_a_pull_is_taken_back_after_a_restart_and_nothing_is_asked_for_it(
    sit: Sit, there: There, workspace: Path, open_window: OpenWindow, keychain: HeldKeychain
) -> None:
    desk = sit()
    there.change("second", content="// theirs\n" + PASSES)
    there.add("first", "arrived")
    desk.close()
    desk.menu("Pull…")
    desk.press("syncApplyButton")
    desk.says("acme · in sync")
    desk.close()
    desk.studio.window.close()
    keychain.held.clear()
    asked = there.asked
    again = Desk(open_window(workspace), there)
    again.says("acme · not compared yet")
    wait_until(lambda: again.studio.find("tenantButton").menu() is not None, "the menu")
    again.menu("Take back the last pull…")
    assert sorted(again.planned) == ["Change pre-login/second", "Move to the trash pre-login/arrived"]
    again.press("syncApplyButton")
    assert again.file(workspace, "second") == PASSES and "arrived" not in again.studio.order["pre-login"]
    assert any("The pull from “acme” was taken back: 2 changes." in text for text in again.studio.notices)
    assert there.asked == asked and not again.studio.has("secretDialog")
    window = again.press("syncBackButton")
    assert window.notes.messages() == ["There is no secret that opens the tenant yet."] and there.asked == asked
    [button] = [button for button in window.notes.findChildren(QPushButton) if button.text() == "Type the secret…"]
    QTest.mouseClick(button, LEFT)
    wait_until(lambda: again.studio.has("secretDialog"), "the question for the secret")
    again.studio.find("secretDialog").reject()
    again.close()
    again.studio.choose("Undo")
    wait_until(lambda: "arrived" in again.studio.order["pre-login"], "the pull being there again")
    assert again.file(workspace, "second") == "// theirs\n" + PASSES


def test_a_conflict_is_settled_field_by_field_and_both_sides_agree_afterwards(sit: Sit, there: There, workspace: Path) -> None:
    desk = sit()
    desk.close()
    studio = desk.studio
    hook = studio.window.session.workspace.find_by_key("pre-login/first")
    studio.open("pre-login", "first")
    studio.find("codeEditor").setText(GREETS.replace("hello from first", "hello from here"))
    studio.window.actions_by_id["hook.save"].trigger()
    studio.window.session.describe(hook.id, "described here")
    desk.says("acme · 1 to push")
    there.change("first", content=GREETS.replace("hello from first", "hello from there"), description="described there")
    desk.menu("Compare…")
    desk.says("acme · 1 conflict")
    desk.press("syncPushButton")
    assert desk.planned == [], "what nobody has decided is left alone"
    desk.press("syncBackButton")
    desk.choose("first")
    window = desk.rest()
    radios = window.compare_page.details.fields.radios
    assert ("content", "merge") not in radios, "both changed one line"
    QTest.mouseClick(radios["content", "remote"], LEFT)
    QTest.mouseClick(window.compare_page.details.fields.radios["description", "local"], LEFT)
    desk.press("syncPullButton")
    assert desk.planned == ["Change pre-login/first", "Settle pre-login/first"]
    desk.press("syncApplyButton")
    desk.says("acme · 1 to push")
    assert "hello from there" in desk.file(workspace, "first")
    assert studio.window.session.workspace.find(hook.id).description == "described here"
    assert "hello from there" in studio.text
    desk.press("syncBackButton")
    desk.press("syncPushButton")
    desk.press("syncApplyButton")
    desk.says("acme · in sync")
    now = there.hooks["first"]
    assert ("hello from there" in now["content"], now["description"]) == (True, "described here")
    assert there.writes == ["POST"] * 4 + ["PATCH"]


def test_a_push_that_breaks_is_gone_on_with_in_another_window(sit: Sit, there: There, workspace: Path, open_window: OpenWindow) -> None:
    desk = sit(pushed=False)
    desk.menu("Push…")
    there.fault(manner="status", status=403, error="access_denied", method="POST", path="*/hooks/*", skip=2, times=None)
    desk.press("syncApplyButton")
    desk.says("acme · push not finished")
    done = len(there.hooks)
    desk.studio.window.close()
    there._ask("DELETE", "faults")
    again = Desk(open_window(workspace), there)
    again.says("acme · push not finished")
    again.menu("Go on with the broken push…")
    again.press("syncApplyButton")
    again.says("acme · in sync")
    assert done < 4
    assert sorted(there.hooks) == ["after", "first", "second", "third"]
    assert len(there._ask("GET", "state")["hooks"]) == 4, "none was made twice"


def test_a_deletion_wants_to_be_typed_and_can_be_put_back(sit: Sit, there: There) -> None:
    desk = sit()
    desk.close()
    studio = desk.studio
    studio.window.hook_actions.delete(studio.window.session.workspace.find_by_key("pre-login/third").id)
    desk.says("acme · 1 to push")
    desk.menu("Push…")
    assert desk.planned == ["DELETE, left out pre-login/third"]
    assert not studio.find("syncApplyButton").isEnabled()
    number = studio.find("syncConfirmDelete")
    assert isinstance(number, QLineEdit)
    number.setFocus()
    QTest.keyClicks(number, "1")
    assert desk.planned == ["DELETE pre-login/third"]
    desk.press("syncApplyButton")
    desk.says("acme · in sync")
    assert sorted(there.hooks) == ["after", "first", "second"]
    desk.close()
    desk.menu("Put back what was there before the last push…")
    desk.press("syncApplyButton")
    wait_until(lambda: sorted(there.hooks) == ["after", "first", "second", "third"], "the hook being there again")
    assert there.hooks["third"]["content"] == PASSES


def test_text_that_is_not_saved_is_told_and_saved_from_there(sit: Sit, there: There) -> None:
    desk = sit()
    desk.close()
    studio = desk.studio
    studio.open("pre-login", "second")
    studio.take_keyboard()
    studio.type("// typed ")
    wait_until(lambda: studio.window.documents.unsaved, "unsaved text")
    desk.menu("Compare…")
    desk.says("acme · in sync")
    studio.choose("Save all")
    desk.rest()
    desk.says("acme · 1 to push")
    assert row_of(studio.tree, "pre-login", "second").isValid()
    assert there.writes == ["POST"] * 4
