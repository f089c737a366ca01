"""The question for the secret of a tenant."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hookstudio.model.credentials import Credentials
from hookstudio.model.tenant import TenantSettings
from hookstudio.ui.dialogs.tenant_secret import SecretDialog
from hookstudio.ui.theme import load_theme


@pytest.mark.parametrize(
    ("client", "keychain", "given", "label"),
    [
        ("client", True, (Credentials("hunter2"), True), "Secret"),
        ("client", False, (Credentials("hunter2"), False), "Secret"),
        ("", True, (Credentials(token="hunter2"), True), "Access token"),
    ],
)
def test_what_is_typed_is_given_once_there_is_something(
    qtbot: QtBot, client: str, keychain: bool, given: tuple[Credentials, bool], label: str
) -> None:
    settings = TenantSettings("acme", "https://acme.plusauth.com", client)
    dialog = SecretDialog(settings, load_theme("light"), keychain=keychain, why="It was not accepted.")
    dialog.show()
    assert dialog.about.text().startswith("It was not accepted.")
    assert "acme.plusauth.com and nowhere else" in dialog.about.text()
    assert dialog.secret.accessibleName() == label
    assert dialog.keep.isVisible() is keychain
    words = " ".join(part.text() for part in dialog.findChildren(QLabel) if part.isVisible())
    assert ("never written to a file" in words) is not keychain
    QTest.keyClicks(dialog.secret, "  ")
    assert not dialog.accept_button.isEnabled()
    QTest.keyClicks(dialog.secret, "hunter2 ")
    assert "hunter2" not in dialog.secret.displayText()
    with qtbot.waitSignal(dialog.given) as told:
        QTest.keyClick(dialog.secret, Qt.Key.Key_Return)
    assert tuple(told.args or ()) == given
