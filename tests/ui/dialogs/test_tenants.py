"""The dialog of the tenants, with real fields, real files, and a tenant of its own on loopback."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from hookstudio.model.credentials import Credentials
from hookstudio.model.sync import Agreement
from hookstudio.model.tenant import HookState, TenantSettings
from hookstudio.storage.folders import app_folders
from hookstudio.storage.secrets import Secrets
from hookstudio.studio.session import Session
from hookstudio.studio.tenants import Tenants
from hookstudio.ui.dialogs import tenant_work
from hookstudio.ui.dialogs.tenants import TenantsDialog
from hookstudio.ui.theme import load_theme
from tests.e2e.tenant.server import Tenant
from tests.storage.keychains import HeldKeychain

LEFT = Qt.MouseButton.LeftButton
Open = Callable[..., TenantsDialog]


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    with Tenant().running() as running:
        yield running


@pytest.fixture
def keychain() -> HeldKeychain:
    return HeldKeychain()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Session.create(tmp_path / "shop", "Shop", app_folders()).root


@pytest.fixture
def tenants(root: Path, keychain: HeldKeychain) -> Tenants:
    return Tenants(root, secrets=Secrets({}, lambda: keychain), environment={})


@pytest.fixture
def open_dialog(qtbot: QtBot) -> Iterator[Open]:
    dialogs: list[TenantsDialog] = []

    def open_it(tenants: Tenants, **more: Any) -> TenantsDialog:
        dialog = TenantsDialog(tenants, load_theme("light"), **more)
        dialogs.append(dialog)
        dialog.show()
        idle(qtbot, dialog)
        return dialog

    yield open_it
    for dialog in dialogs:
        if isValid(dialog):
            dialog.done(0)


def idle(qtbot: QtBot, dialog: TenantsDialog) -> None:
    """Wait until nothing is being done."""
    qtbot.waitUntil(lambda: dialog.add_button.isEnabled() and dialog.list.count() > 0, timeout=20_000)


def write(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def press(button: QPushButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, LEFT)


def answer(dialog: TenantsDialog, label: str) -> None:
    press(next(button for button in dialog.question.buttons if button.text() == label))


def probe(qtbot: QtBot, dialog: TenantsDialog) -> str:
    """Test the connection; the words of the report."""
    press(dialog.page.test_button)
    qtbot.waitUntil(lambda: not dialog.page.testing, timeout=20_000)
    return dialog.report.words


def known(tenants: Tenants, tenant: Tenant, name: str = "acme", *, secret: str = "") -> TenantSettings:
    """A tenant of the workspace with its secret in the keychain."""
    settings = TenantSettings(name, tenant.url, tenant.client_id)
    tenants.add(settings)
    tenants.keep(settings, Credentials(secret or tenant.client_secret))
    return settings


def names(dialog: TenantsDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def on_disk(root: Path, secret: str) -> bool:
    return any(secret.encode() in path.read_bytes() for path in root.rglob("*") if path.is_file())


def test_a_tenant_is_added_by_typing(
    qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant, keychain: HeldKeychain, root: Path
) -> None:
    dialog = open_dialog(tenants)
    assert names(dialog) == ["New tenant"], "the first one is begun at once"
    form = dialog.form
    assert not dialog.page.save_button.isEnabled()
    write(form.url, f"{tenant.url}/api/v1/")
    assert form.address_note.text() == f"Requests go to {tenant.url}/api/v1"
    assert form.name.text() == "127-0-0-1", "called after its host"
    write(form.name, "staging")
    write(form.client_id, tenant.client_id)
    write(form.secret, tenant.client_secret)
    form.plan.setCurrentIndex(form.plan.findData("pro"))
    assert "600 a minute" in form.plan.currentText()
    assert "it has 0 hooks" in probe(qtbot, dialog)
    assert tenants.all()[0] == (), "a test stores nothing"
    with qtbot.waitSignal(dialog.stored) as stored:
        press(dialog.page.save_button)
    qtbot.waitUntil(lambda: "“staging” was added." in dialog.report.words)
    assert stored.args == ["staging"]
    assert tenants.all() == ((TenantSettings("staging", tenant.url, tenant.client_id, "pro"),), ())
    assert tenant.client_secret in str(keychain.held)
    assert not on_disk(root, tenant.client_secret)
    assert (names(dialog), form.secret.text(), form.modified) == (["staging"], "", False)
    assert "in the system's keychain" in form.secret_note.text()
    assert "it has 0 hooks" in probe(qtbot, dialog), "the keychain opens it"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("http://acme.plusauth.com", "without encryption"),
        ("https://user:secret@acme.plusauth.com", "sign-in"),
        ("acme .com", "no address of a tenant"),
        ("https://acme.plusauth.com/?x", "“?”"),
    ],
)
def test_an_address_is_judged_while_it_is_typed(open_dialog: Open, tenants: Tenants, typed: str, words: str) -> None:
    dialog = open_dialog(tenants)
    write(dialog.form.url, typed)
    write(dialog.form.name, "acme")
    write(dialog.form.client_id, "client")
    assert words in dialog.form.address_note.text()
    assert dialog.form.address_note.property("role") == "error"
    assert not dialog.page.save_button.isEnabled()
    assert not dialog.page.test_button.isEnabled()
    write(dialog.form.url, "acme.eu.plusauth.com")
    assert dialog.form.address_note.text() == "Requests go to https://acme.eu.plusauth.com/api/v1"
    assert dialog.page.save_button.isEnabled()


def test_names_are_files_and_are_taken_once(open_dialog: Open, tenants: Tenants, tenant: Tenant) -> None:
    known(tenants, tenant)
    dialog = open_dialog(tenants, adding=True)
    write(dialog.form.url, "https://acme.plusauth.com")
    write(dialog.form.client_id, "client")
    assert dialog.form.name.text() == "acme-2", "not the one that is taken"
    for name, words in (("ACME", "already"), ("a/b", "can't be the name"), ("con", "can't be the name")):
        write(dialog.form.name, name)
        assert words in dialog.form.name_note.text()
        assert not dialog.page.save_button.isEnabled()


def test_without_a_keychain_a_secret_is_known_for_this_run_only(qtbot: QtBot, open_dialog: Open, root: Path, tenant: Tenant) -> None:
    tenants = Tenants(root, secrets=Secrets({}, lambda: None), environment={})
    dialog = open_dialog(tenants)
    assert not dialog.form.keep.isVisible()
    assert "no keychain" in dialog.form.secret_note.text()
    write(dialog.form.url, tenant.url)
    write(dialog.form.client_id, tenant.client_id)
    write(dialog.form.secret, tenant.client_secret)
    press(dialog.page.save_button)
    qtbot.waitUntil(lambda: "was added" in dialog.report.words)
    assert "it has 0 hooks" in probe(qtbot, dialog)
    assert not on_disk(root, tenant.client_secret)
    assert tenants.credentials(tenants.find(None)) == Credentials(tenant.client_secret)


def test_a_secret_leaves_the_keychain_when_it_is_not_to_be_kept(
    qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant, keychain: HeldKeychain
) -> None:
    settings = known(tenants, tenant)
    dialog = open_dialog(tenants)
    QTest.keyClick(dialog.form.keep, Qt.Key.Key_Space)
    assert not dialog.form.keep.isChecked()
    press(dialog.page.save_button)
    qtbot.waitUntil(lambda: "no longer in the keychain" in dialog.report.words)
    assert keychain.held == {}
    found = tenants.credentials(settings)
    assert found is not None
    assert (found.client_secret, found.source) == (tenant.client_secret, "asked")


def test_a_secret_that_is_known_for_this_run_outlives_other_changes(
    qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant, keychain: HeldKeychain
) -> None:
    settings = known(tenants, tenant, secret="old")
    tenants.hold(settings, Credentials(tenant.client_secret))
    dialog = open_dialog(tenants)
    assert not dialog.form.keep.isChecked()
    assert "known until Hook Studio ends" in dialog.form.secret_note.text()
    dialog.form.plan.setCurrentIndex(2)
    press(dialog.page.save_button)
    qtbot.waitUntil(lambda: "was saved" in dialog.report.words)
    assert tenants.credentials(settings) == Credentials(tenant.client_secret)
    assert "old" in str(keychain.held)


def test_a_secret_is_masked_until_somebody_wants_to_see_it(open_dialog: Open, tenants: Tenants) -> None:
    secret = open_dialog(tenants).form.secret
    write(secret, "hunter2")
    assert "hunter2" not in secret.displayText()
    secret.show_action.trigger()
    assert secret.displayText() == "hunter2"
    secret.show_action.trigger()
    assert "hunter2" not in secret.displayText()


def test_a_token_needs_no_client(qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant) -> None:
    dialog = open_dialog(tenants)
    write(dialog.form.url, tenant.url)
    dialog.form.signs_in.setCurrentIndex(1)
    assert not dialog.form.client_id.isVisible()
    assert dialog.form.secret.accessibleName() == "Access token"
    write(dialog.form.secret, tenant.authority.issue(audience="https://elsewhere/api/"))
    assert "is not meant for the management API" in probe(qtbot, dialog)
    write(dialog.form.secret, tenant.authority.issue())
    assert "it has 0 hooks" in probe(qtbot, dialog)


def test_what_is_wrong_is_said_in_words(qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant) -> None:
    known(tenants, tenant, secret="wrong")
    dialog = open_dialog(tenants)
    assert "does not accept the client id and the secret" in probe(qtbot, dialog)
    assert dialog.form.secret.property("invalid") is True
    assert dialog.report.property("notice") == "error"
    write(dialog.form.secret, tenant.client_secret)
    assert dialog.form.secret.property("invalid") is False
    tenant.authority.granted = ("create:hook",)
    assert "lacks a permission: reading hooks" in probe(qtbot, dialog)
    tenant.authority.granted = ("read:hook",)
    tenant.fault("status", "*/hooks/*", status=429, error="too_many_requests", headers={"retry-after": "3600"})
    assert "asked too often" in probe(qtbot, dialog)
    write(dialog.form.url, f"{tenant.url}/somewhere")
    assert "no tenant's management API" in probe(qtbot, dialog)
    assert dialog.form.url.property("invalid") is True
    assert "asked: " in dialog.report.details.text()
    assert tenant.client_secret not in dialog.report.words


def test_a_certificate_that_nobody_trusts_is_named(qtbot: QtBot, open_dialog: Open, tenants: Tenants) -> None:
    certificates = Path(__file__).parents[2] / "npm" / "certificates"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    with Tenant(tls=context).running() as tenant:
        known(tenants, tenant)
        dialog = open_dialog(tenants)
        words = probe(qtbot, dialog)
    assert "is not trusted" in words
    assert "NODE_EXTRA_CA_CERTS" in words


def test_a_test_can_be_given_up(qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant) -> None:
    known(tenants, tenant)
    dialog = open_dialog(tenants)
    tenant.fault("silent", "*/hooks/*")
    press(dialog.page.test_button)
    qtbot.waitUntil(tenant.held.is_set)
    assert not dialog.list.isEnabled()
    assert dialog.page.test_button.text() == "Cancel"
    press(dialog.page.test_button)
    qtbot.waitUntil(lambda: dialog.report.words == "The test was cancelled.")
    assert dialog.page.test_button.text() == "Test connection"


def test_the_dialog_closes_while_a_connection_is_tested(qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant) -> None:
    known(tenants, tenant)
    dialog = open_dialog(tenants)
    tenant.fault("silent", "*/hooks/*")
    press(dialog.page.test_button)
    qtbot.waitUntil(tenant.held.is_set)
    job = dialog.page._job
    assert job is not None
    with qtbot.waitSignal(job.ended, timeout=20_000), qtbot.capture_exceptions() as told:
        dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert told == []


def test_a_keychain_that_takes_its_time_is_waited_for_in_words(
    qtbot: QtBot, tenants: Tenants, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(tenants, tenant)
    asked, look = threading.Event(), tenant_work.look

    def slow(of: Tenants) -> tenant_work.Known:
        asked.wait(20)
        return look(of)

    monkeypatch.setattr(tenant_work, "look", slow)
    dialog = TenantsDialog(tenants, load_theme("light"))
    dialog.show()
    qtbot.waitUntil(lambda: dialog.report.words.startswith("Reading the tenants") and dialog.report.progress.isVisible())
    asked.set()
    idle(qtbot, dialog)
    qtbot.waitUntil(lambda: not dialog.report.isVisible())
    dialog.done(0)


def test_other_values_are_stored_and_another_address_forgets_what_was_agreed(
    qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant
) -> None:
    known(tenants, tenant)
    state = HookState("first", "", "function handle() {}", 1.0, True)
    tenants.files.agree("acme", [Agreement("remote1", "here1", "pre-login", state)])
    dialog = open_dialog(tenants)
    assert dialog.form.name.isReadOnly()
    dialog.form.plan.setCurrentIndex(3)
    QTest.mouseClick(dialog.form.more, LEFT)
    assert dialog.form.tenant_header.isVisible()
    press(dialog.page.save_button)
    qtbot.waitUntil(lambda: "was saved" in dialog.report.words)
    assert (tenants.find("acme").plan, len(tenants.files.read("acme").agreed)) == ("enterprise", 1)
    write(dialog.form.url, "https://other.plusauth.com")
    press(dialog.page.save_button)
    qtbot.waitUntil(lambda: "what was agreed about 1 hook is forgotten" in dialog.report.words)
    assert tenants.files.read("acme").agreed == ()


def test_removing_can_be_taken_back(qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant, keychain: HeldKeychain) -> None:
    known(tenants, tenant)
    known(tenants, tenant, "other")
    before, held = (tenants.files.folder / "acme.toml").read_bytes(), dict(keychain.held)
    broken = tenants.files.folder / "old.toml"
    broken.write_bytes(b"<<<<<<< ours")
    dialog = open_dialog(tenants)
    assert names(dialog) == ["acme", "other", "old"]
    press(dialog.remove_button)
    qtbot.waitUntil(lambda: names(dialog) == ["other", "old"] and dialog.add_button.isEnabled())
    assert keychain.held == held, "the other tenant has the same secret"
    answer(dialog, "Undo")
    qtbot.waitUntil(lambda: names(dialog) == ["acme", "other", "old"] and dialog.add_button.isEnabled())
    assert (tenants.files.folder / "acme.toml").read_bytes() == before
    dialog.list.setCurrentRow(2)
    assert dialog.page.unread.accessibleName() == "“old” can't be read"
    assert "old.toml" in dialog.page.unread.accessibleDescription()
    assert not dialog.page.save_button.isVisible()
    press(dialog.remove_button)
    qtbot.waitUntil(lambda: names(dialog) == ["acme", "other"] and dialog.add_button.isEnabled())
    assert dialog.pending is not None
    answer(dialog, "Undo")
    qtbot.waitUntil(broken.exists)
    assert broken.read_bytes() == b"<<<<<<< ours"
    assert tenant.log == [], "nothing of this concerns the tenant itself"


def test_what_is_typed_is_not_thrown_away_unasked(qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant) -> None:
    known(tenants, tenant)
    known(tenants, tenant, "other")
    dialog = open_dialog(tenants)
    dialog.form.plan.setCurrentIndex(2)
    dialog.list.setCurrentRow(1)
    assert dialog.list.currentRow() == 0
    assert "The changes of “acme” are not saved." in dialog.question.text.text()
    answer(dialog, "Save")
    qtbot.waitUntil(lambda: dialog.list.currentRow() == 1)
    assert tenants.find("acme").plan == "pro"
    qtbot.waitUntil(lambda: dialog.add_button.isEnabled())
    press(dialog.add_button)
    write(dialog.form.url, "https://new.plusauth.com")
    dialog.reject()
    assert dialog.isVisible()
    answer(dialog, "Go on typing")
    assert dialog.form.url.text() == "https://new.plusauth.com"
    dialog.reject()
    answer(dialog, "Discard")
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())
    assert [one.name for one in tenants.all()[0]] == ["acme", "other"]


def test_a_secret_of_the_environment_goes_to_a_stranger_only_if_somebody_says_so(qtbot: QtBot, open_dialog: Open, root: Path) -> None:
    tenants = Tenants(root, secrets=Secrets({"HOOKSTUDIO_CLIENT_SECRET": "hunter2"}, lambda: None), environment={})
    tenants.add(TenantSettings("far", "https://tenant.invalid", "client"))
    lent: list[TenantSettings] = []
    dialog = open_dialog(tenants, trusted=lambda settings: settings in lent, lend=lent.append)
    assert "comes from the environment" in dialog.form.secret_note.text()
    press(dialog.page.test_button)
    qtbot.waitUntil(lambda: dialog.question.current is not None)
    assert "would be sent to “tenant.invalid”" in dialog.question.text.text()
    answer(dialog, "Do not send it")
    assert lent == []
    press(dialog.page.test_button)
    qtbot.waitUntil(lambda: dialog.question.current is not None)
    answer(dialog, "Send it")
    qtbot.waitUntil(lambda: not dialog.page.testing and "tenant.invalid" in dialog.report.words, timeout=20_000)
    assert "hunter2" not in dialog.report.words


def test_a_tenant_whose_window_is_open_stays_as_it_is(open_dialog: Open, tenants: Tenants, tenant: Tenant) -> None:
    known(tenants, tenant)
    dialog = open_dialog(tenants, in_use=lambda name: name == "acme")
    dialog.form.plan.setCurrentIndex(2)
    assert "is open. Close it first." in dialog.page.problem.text()
    assert not dialog.page.save_button.isEnabled()
    assert not dialog.remove_button.isEnabled()


def test_a_locked_keychain_is_told_and_the_tenant_is_stored_all_the_same(
    qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant, keychain: HeldKeychain
) -> None:
    dialog = open_dialog(tenants)
    write(dialog.form.url, tenant.url)
    write(dialog.form.client_id, tenant.client_id)
    write(dialog.form.secret, tenant.client_secret)
    keychain.forgetful = True
    press(dialog.page.save_button)
    qtbot.waitUntil(lambda: "known until Hook Studio ends" in dialog.report.words)
    assert [one.name for one in tenants.all()[0]] == ["127-0-0-1"]
    assert "it has 0 hooks" in probe(qtbot, dialog)


def test_what_is_being_stored_is_stored_before_the_dialog_closes(
    qtbot: QtBot, open_dialog: Open, tenants: Tenants, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = threading.Event(), threading.Event()

    def slowly(settings: TenantSettings, _credentials: Credentials) -> None:
        asked.set()
        assert answered.wait(20), settings

    monkeypatch.setattr(tenants, "keep", slowly)
    dialog = open_dialog(tenants)
    stored: list[str] = []
    dialog.stored.connect(stored.append)
    write(dialog.form.url, tenant.url)
    write(dialog.form.client_id, tenant.client_id)
    write(dialog.form.secret, tenant.client_secret)
    press(dialog.page.save_button)
    qtbot.waitUntil(asked.is_set)
    dialog.reject()
    assert dialog.isVisible()
    answered.set()
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())
    assert stored == ["127-0-0-1"]


def test_everything_has_a_name_and_follows_the_theme(open_dialog: Open, tenants: Tenants, tenant: Tenant) -> None:
    known(tenants, tenant)
    dialog = open_dialog(tenants)
    form = dialog.form
    fields = (form.url, form.name, form.client_id, form.secret, form.plan, form.api, form.tenant_header, form.scope, dialog.list)
    assert all(field.accessibleName() for field in fields)
    before = form.more.icon().pixmap(16).toImage()
    dialog.apply_theme(load_theme("dark"))
    assert form.more.icon().pixmap(16).toImage() != before
