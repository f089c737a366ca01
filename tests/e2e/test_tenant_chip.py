"""The tenant in the window: its chip, its menu, the questions for what opens it. No tenant is asked before the user wants it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from hookstudio.model.credentials import Credentials
from hookstudio.model.tenant import TenantSettings
from hookstudio.storage import secrets
from hookstudio.storage.folders import app_folders
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.storage.trust import Trust
from hookstudio.studio import sync
from hookstudio.studio.sync_status import compare_sides
from hookstudio.studio.tenants import Tenants
from tests.e2e.conftest import GREETS, PASSES, OpenWindow
from tests.e2e.driver import StudioDriver, wait_until
from tests.e2e.tenant.server import Tenant
from tests.storage.keychains import HeldKeychain

pytestmark = pytest.mark.usefixtures("keychain")
LEFT = Qt.MouseButton.LeftButton
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    with Tenant().running() as running:
        yield running


@pytest.fixture
def connected(workspace: Path, tenant: Tenant) -> Path:
    """A workspace with the tenant acme, whose secret nobody knows yet."""
    Tenants(workspace).add(TenantSettings("acme", tenant.url, tenant.client_id, plan="enterprise"))
    return workspace


def chip(studio: StudioDriver) -> str:
    return str(studio.find("tenantButton").text()) if studio.has("tenantButton") else ""


def says(studio: StudioDriver, words: str) -> None:
    wait_until(lambda: chip(studio) == words, f"the chip saying {words!r}, which says {chip(studio)!r}")


def command(studio: StudioDriver, name: str) -> None:
    action = studio.window.actions_by_id[f"tenant.{name}"]
    assert action.isEnabled(), name
    action.trigger()


def shown(studio: StudioDriver, name: str) -> Any:
    wait_until(lambda: studio.has(name), name)
    return studio.find(name)


def give_secret(studio: StudioDriver, secret: str, *, keep: bool = False) -> None:
    """Answer the question for the secret by typing."""
    dialog = shown(studio, "secretDialog")
    field = dialog.findChild(QLineEdit, "secretField")
    field.setFocus()
    QTest.keyClicks(field, secret)
    if dialog.keep.isChecked() is not keep:
        QTest.keyClick(dialog.keep, Qt.Key.Key_Space)
    QTest.mouseClick(dialog.accept_button, LEFT)
    wait_until(lambda: not studio.has("secretDialog"), "the question going")


def compared(studio: StudioDriver, tenant: Tenant) -> QWidget:
    """Compare by the command, typing the secret; the tenant's window once it knows."""
    command(studio, "compare")
    give_secret(studio, tenant.client_secret)
    window = shown(studio, "syncWindow")
    wait_until(lambda: not window.busy and "comparing" not in chip(studio), "the comparison")
    assert isinstance(window, QWidget)
    return window


def menu_of(studio: StudioDriver) -> list[str]:
    menu = studio.find("tenantButton").menu()
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_without_a_tenant_the_chip_offers_to_connect_one(
    open_window: OpenWindow, workspace: Path, tenant: Tenant, keychain: HeldKeychain
) -> None:
    studio = open_window()
    assert not studio.has("tenantButton"), "there is no workspace"
    studio.window.workspaces.open(workspace)
    says(studio, "Connect a tenant…")
    actions = studio.window.actions_by_id
    assert [name for name in ("compare", "pull", "push", "test", "list") if actions[f"tenant.{name}"].isEnabled()] == ["compare", "list"]
    studio.click("tenantButton")
    dialog = shown(studio, "tenantsDialog")
    wait_until(lambda: studio.has("tenantUrl") and studio.find("tenantUrl").isEnabled(), "the fields")
    for name, text in (("tenantUrl", tenant.url), ("tenantClientId", tenant.client_id), ("tenantSecret", tenant.client_secret)):
        field = studio.find(name)
        field.setFocus()
        QTest.keyClicks(field, text)
    studio.click("tenantSave")
    says(studio, "127-0-0-1 · not compared yet")
    wait_until(lambda: "was added" in dialog.report.words, "the word")
    dialog.reject()
    assert tenant.log == []
    assert keychain.held
    back = ["Put back what was there before the last push…", "Take back the last pull…"]
    assert menu_of(studio) == ["Compare…", "Pull…", "Push…", *back, "Test connection", "Tenants…"]


def test_a_tenant_is_compared_once_its_secret_is_typed_and_then_follows_what_is_saved(
    open_window: OpenWindow, connected: Path, tenant: Tenant, keychain: HeldKeychain
) -> None:
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    studio.take_keyboard()
    QTest.keyClick(studio.typing_area, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    shown(studio, "secretDialog").reject()
    says(studio, "acme · needs a secret")
    assert (tenant.log, studio.has("syncWindow")) == ([], False)
    window = compared(studio, tenant)
    says(studio, "acme · 4 to push")
    assert keychain.held == {}, "it was not to be kept"
    for name in ("first", "second", "third"):
        tenant.records.create({"name": name, "type": "pre-login", "content": GREETS if name == "first" else PASSES})
    tenant.records.create({"name": "after", "type": "post-login", "content": PASSES})
    studio.window.tenants.syncing.compare()
    says(studio, "acme · in sync")
    window.close()
    wait_until(lambda: not studio.has("syncWindow"), "the window going")
    asked = len(tenant.log)
    studio.open("pre-login", "second")
    studio.take_keyboard()
    studio.type("// typed ")
    studio.window.actions_by_id["hook.save"].trigger()
    says(studio, "acme · 1 conflict")
    assert "changed the same" in studio.find("tenantButton").toolTip()
    studio.window.hook_actions.set_enabled(studio.window.session.workspace.find_by_key("pre-login/second").id, False)
    studio.find("codeEditor").setText(PASSES)
    studio.window.actions_by_id["hook.save"].trigger()
    studio.window.actions_by_id["workspace.undo"].trigger()
    says(studio, "acme · in sync")
    (connected / "hooks" / "post-login" / "after" / "hook.js").write_text(GREETS, encoding="utf-8")
    studio.window.watch.look()
    says(studio, "acme · 1 conflict")
    assert len(tenant.log) == asked, "the tenant was not asked"


def test_the_current_tenant_is_remembered_and_can_be_changed(open_window: OpenWindow, connected: Path, tenant: Tenant) -> None:
    Tenants(connected).add(TenantSettings("staging", tenant.url, tenant.client_id))
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    menu = menu_of(studio)
    assert menu[-3:] == ["acme", "staging", "Tenants…"]
    actions = {action.text(): action for action in studio.find("tenantButton").menu().actions()}
    assert (actions["acme"].isChecked(), actions["staging"].isChecked()) == (True, False)
    actions["staging"].trigger()
    says(studio, "staging · not compared yet")
    studio.window.close()
    again = open_window(connected)
    assert chip(again) == "staging · not compared yet", "at once"
    assert tenant.log == []


def test_a_push_that_was_broken_off_is_known_from_the_start(open_window: OpenWindow, connected: Path, tenant: Tenant) -> None:
    SyncFolder(LocalFolder(connected), "acme").begin({"requests": [], "known": []})
    studio = open_window(connected)
    says(studio, "acme · push not finished")
    assert "Go on with the broken push…" in menu_of(studio)
    assert studio.window.actions_by_id["tenant.resume"].isEnabled()
    assert tenant.log == []


def test_a_secret_that_is_not_accepted_is_asked_for_anew(
    open_window: OpenWindow, connected: Path, tenant: Tenant, keychain: HeldKeychain
) -> None:
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    command(studio, "compare")
    give_secret(studio, "wrong", keep=True)
    says(studio, "acme · secret not accepted")
    assert "Type another secret…" in menu_of(studio)
    [button] = [each for each in studio.find("syncWindow").findChildren(QPushButton) if each.text() == "Type another secret…"]
    QTest.mouseClick(button, LEFT)
    shown(studio, "secretDialog").reject()
    wait_until(lambda: not studio.has("secretDialog"), "the question going")
    command(studio, "compare")
    assert "does not accept" in shown(studio, "secretDialog").about.text()
    give_secret(studio, tenant.client_secret, keep=True)
    says(studio, "acme · 4 to push")
    wait_until(lambda: tenant.client_secret in str(keychain.held), "the keychain having it")


def test_a_keychain_that_is_locked_is_told_and_the_secret_can_be_typed(
    open_window: OpenWindow, connected: Path, tenant: Tenant, keychain: HeldKeychain
) -> None:
    keychain.locked = True
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    command(studio, "compare")
    assert "keychain could not be read" in shown(studio, "secretDialog").about.text()
    give_secret(studio, tenant.client_secret)
    says(studio, "acme · 4 to push")


def test_a_tenant_that_cannot_be_reached_and_a_file_that_cannot_be_read(open_window: OpenWindow, connected: Path, tenant: Tenant) -> None:
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    compared(studio, tenant)
    tenant.fault("drop", "*", times=None)
    studio.window.tenants.syncing.compare()
    says(studio, "acme · can't be reached")
    tenant.faults.clear()
    studio.window.tenants.syncing.compare()
    says(studio, "acme · 4 to push")
    (connected / "tenants" / "acme.toml").write_text("<<<<<<< ours", encoding="utf-8")
    command(studio, "compare")
    wait_until(lambda: any("acme.toml" in text and "can't be read" in text for text in studio.notices), "the reason")


def test_the_connection_is_tested_from_the_menu_and_a_test_can_be_given_up(
    open_window: OpenWindow, connected: Path, tenant: Tenant
) -> None:
    tenants = Tenants(connected)
    tenants.keep(tenants.find("acme"), Credentials(tenant.client_secret))
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    command(studio, "test")
    wait_until(lambda: any("it has 0 hooks" in text for text in studio.notices), "the result")
    says(studio, "acme · not compared yet")
    tenant.authority.granted = ()
    command(studio, "test")
    wait_until(lambda: any("lacks a permission" in text for text in studio.notices), "the result")
    says(studio, "acme · permission missing")
    tenant.fault("silent", "*/hooks/*")
    command(studio, "test")
    wait_until(tenant.held.is_set, "the tenant being asked")
    studio.choose("Cancel")
    assert not any("Testing" in text for text in studio.notices)


def test_a_secret_of_the_environment_is_sent_to_a_stranger_only_after_a_question(
    open_window: OpenWindow, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(secrets.SECRET_VARIABLE, "hunter2")
    Tenants(workspace).add(TenantSettings("far", "https://tenant.invalid", "client"))
    Trust(app_folders()).remove(workspace)
    studio = open_window(workspace)
    says(studio, "far · not compared yet")
    command(studio, "compare")
    wait_until(lambda: any("would be sent to “tenant.invalid”" in text for text in studio.notices), "the question")
    assert not studio.has("syncWindow")
    studio.choose("Cancel")
    command(studio, "compare")
    wait_until(lambda: any(b.isVisible() and b.text() == "Send it" for b in studio.window.findChildren(QPushButton)), "the question")
    studio.choose("Send it")
    says(studio, "far · can't be reached")
    studio.window.workspaces.open(workspace)
    wait_until(lambda: not studio.has("syncWindow"), "the window going")
    says(studio, "far · not compared yet")
    command(studio, "compare")
    wait_until(lambda: any("would be sent" in text for text in studio.notices), "the question, for it was a yes for that time only")
    studio.window.show_session(None)
    assert not any("would be sent" in text for text in studio.notices), "it was of the workspace that is closed"


def test_a_secret_of_the_environment_goes_where_the_environment_says_without_a_question_and_nowhere_else(
    open_window: OpenWindow, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(secrets.SECRET_VARIABLE, "hunter2")
    monkeypatch.setenv(secrets.URL_VARIABLE, "https://tenant.invalid")
    Tenants(workspace).add(TenantSettings("far", "https://tenant.invalid", "client"))
    Trust(app_folders()).remove(workspace)
    studio = open_window(workspace)
    says(studio, "far · not compared yet")
    command(studio, "compare")
    says(studio, "far · can't be reached")
    assert not any("would be sent" in text for text in studio.notices)
    monkeypatch.setenv(secrets.URL_VARIABLE, "https://other.invalid")
    studio.window.workspaces.open(workspace)
    wait_until(lambda: not studio.has("syncWindow"), "the window going")
    says(studio, "far · not compared yet")
    command(studio, "compare")
    shown(studio, "secretDialog").reject()


def test_a_tenant_on_this_computer_and_a_trusted_workspace_need_no_question(
    open_window: OpenWindow, connected: Path, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(secrets.SECRET_VARIABLE, tenant.client_secret)
    Trust(app_folders()).remove(connected)
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    command(studio, "compare")
    says(studio, "acme · 4 to push")


def test_a_removed_tenant_can_be_put_back_after_the_dialog_is_closed(open_window: OpenWindow, connected: Path, tenant: Tenant) -> None:
    before = (connected / "tenants" / "acme.toml").read_bytes()
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    command(studio, "list")
    shown(studio, "tenantsDialog")
    wait_until(lambda: studio.find("tenantRemove").isEnabled(), "the list")
    studio.click("tenantRemove")
    says(studio, "Connect a tenant…")
    wait_until(lambda: studio.find("tenantAdd").isEnabled(), "the end of it")
    shown(studio, "tenantsDialog").reject()
    wait_until(lambda: not studio.has("tenantsDialog"), "the dialog going")
    studio.choose("Undo")
    says(studio, "acme · not compared yet")
    assert (connected / "tenants" / "acme.toml").read_bytes() == before
    assert tenant.log == []


def test_another_workspace_has_tenants_of_its_own(open_window: OpenWindow, connected: Path, tenant: Tenant, tmp_path: Path) -> None:
    from hookstudio.studio.session import Session

    other = Session.create(tmp_path / "other", "Other", app_folders()).root
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    compared(studio, tenant)
    studio.window.workspaces.open(other)
    says(studio, "Connect a tenant…")
    wait_until(lambda: not studio.has("syncWindow"), "the window of the other one's tenant going")
    studio.window.workspaces.open(connected)
    says(studio, "acme · not compared yet")
    command(studio, "compare")
    shown(studio, "secretDialog").reject()


def test_the_palette_finds_what_can_be_done_with_a_tenant(open_window: OpenWindow, connected: Path) -> None:
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    entries = [entry.title for entry in studio.window.slots._command_entries()]
    assert {"Tenant: Compare…", "Tenant: Pull…", "Tenant: Push…", "Tenant: Tenants…"} <= set(entries)
    assert "Tenant: Go on with the broken push…" not in entries


def test_opening_a_workspace_loads_nothing_that_talks_to_tenants(connected: Path) -> None:
    program = """
import json, sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
application = QApplication([])
from hookstudio.ui.open import open_studio
window = open_studio(Path(sys.argv[1]))
end = time.monotonic() + 20
while window.top_bar.tenant.text() != "acme · not compared yet" and time.monotonic() < end:
    application.processEvents()
heavy = ("urllib3", "requests", "keyring", "hookstudio.studio.sync", "hookstudio.studio.tenants", "hookstudio.remote")
found = [name for name in sys.modules if name.startswith((*heavy, "hookstudio.ui.dialogs.tenant", "hookstudio.ui.sync_window"))]
sys.stdout.write("\\n" + json.dumps([window.top_bar.tenant.text(), found]))
sys.stdout.flush()
window.close()
"""
    done = subprocess.run([sys.executable, "-c", program, str(connected)], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60)
    assert json.loads(done.stdout.splitlines()[-1]) == ["acme · not compared yet", []], done.stderr


def test_what_is_saved_while_it_is_being_compared_counts(
    open_window: OpenWindow, connected: Path, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    compared(studio, tenant)
    window = studio.find("syncWindow")
    for name in ("first", "second", "third"):
        tenant.records.create({"name": name, "type": "pre-login", "content": GREETS if name == "first" else PASSES})
    tenant.records.create({"name": "after", "type": "post-login", "content": PASSES})
    studio.window.tenants.syncing.compare()
    says(studio, "acme · in sync")
    asked, let_go = threading.Event(), threading.Event()

    def compare_late(*sides: Any) -> Any:
        asked.set()
        let_go.wait(20)
        return compare_sides(*sides)

    monkeypatch.setattr(sync, "compare_sides", compare_late)
    studio.window.tenants.syncing.compare()
    wait_until(asked.is_set, "both sides having been read")
    session = studio.window.session
    session.set_enabled(session.workspace.find_by_key("pre-login/second").id, False)
    wait_until(lambda: studio.window.tenants.standing("acme").tally.conflicts == 1, "it being counted beside what was seen before")
    let_go.set()
    wait_until(lambda: not window.busy, "the comparison")
    says(studio, "acme · 1 conflict")
    wait_until(lambda: "Hooks here were changed since this comparison." in window.notes.messages(), "the window saying so, too")


def test_a_window_is_about_one_tenant_whatever_its_name_stands_for_later(
    open_window: OpenWindow, connected: Path, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(secrets.SECRET_VARIABLE, tenant.client_secret)
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    command(studio, "push")
    shown(studio, "syncApplyButton")
    window = studio.find("syncWindow")
    wait_until(lambda: window.frame.apply.isEnabled(), "the plan")
    toml = connected / "tenants" / "acme.toml"
    with Tenant().running() as other:
        other.authority.client_secret = tenant.client_secret
        toml.write_text(toml.read_text(encoding="utf-8").replace(tenant.url, other.url), encoding="utf-8")
        studio.click("syncApplyButton")
        wait_until(lambda: not window.busy and "Nothing was sent" in window.result_page.title.text(), "the refusal")
        says(studio, "acme · not compared yet")
        assert (other.log, tenant.writes, tenant.url.endswith(window.frame.host.text())) == ([], [], True)
        studio.click("syncBackButton")
        wait_until(lambda: any("another tenant by now" in text for text in window.notes.messages()), "why it is not compared")
        assert other.log == []
        [button] = [each for each in window.findChildren(QPushButton) if each.text() == "Compare with that one"]
        QTest.mouseClick(button, LEFT)
        says(studio, "acme · 4 to push")
        assert other.log != [] and other.url.endswith(studio.find("syncWindow").frame.host.text())
        studio.window.close()


def test_a_secret_is_asked_for_once_and_only_by_the_workspace_that_is_open(
    open_window: OpenWindow, connected: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hookstudio.studio.session import Session
    from hookstudio.ui.dialogs.tenant_secret import SecretDialog

    other = Session.create(tmp_path / "other", "Other", app_folders()).root
    studio = open_window(connected)
    says(studio, "acme · not compared yet")
    asked: list[str] = []
    access = studio.window.tenants.access
    access.ask("acme", lambda _settings: asked.append("first"))
    dialog = shown(studio, "secretDialog")
    raised: list[str] = []
    monkeypatch.setattr(dialog, "raise_", lambda: raised.append("again"))
    for wish in ("second", "third"):
        raised.clear()
        access.ask("acme", partial(lambda wish, _settings: asked.append(wish), wish))
        wait_until(lambda: raised, "the question coming to the front")
    assert [each for each in studio.window.findChildren(SecretDialog) if each.isVisible()] == [dialog]
    give_secret(studio, "typed")
    assert asked == ["third"]
    access.ask("acme", lambda _settings: asked.append("refused"), anew="It was refused.")
    left = shown(studio, "secretDialog")
    studio.window.workspaces.open(other)
    wait_until(lambda: not studio.has("secretDialog"), "the question going with its workspace")
    left.given.emit(Credentials("late"), False)
    assert asked == ["third"]
