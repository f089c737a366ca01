"""Asks for the secret of a tenant that is to be asked something."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from hookstudio.model.credentials import Credentials
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import tenant_address
from hookstudio.ui.dialogs.form import FormDialog
from hookstudio.ui.dialogs.secret_field import SecretField
from hookstudio.ui.theme import Theme


class SecretDialog(FormDialog):
    """Emits `given` with Credentials, and whether they go into the keychain."""

    given = Signal(object, bool)

    def __init__(
        self, settings: TenantSettings, theme: Theme, parent: QWidget | None = None, *, keychain: bool = True, why: str = ""
    ) -> None:
        """*keychain*: whether the system has one; *why* it is asked for, a sentence."""
        what = "Secret" if settings.client_id else "Access token"
        super().__init__(f"{what} for “{settings.name}”", "Go on", parent)
        self.setObjectName("secretDialog")
        self._settings = settings
        host = tenant_address(settings.url).host
        whose = f"The secret of the client “{settings.client_id}”" if settings.client_id else "An access token"
        self.about = QLabel(f"{why} {whose} goes to {host} and nowhere else.".strip())
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.form.addRow(self.about)
        self.secret = SecretField("secretField", theme)
        self.add_row(f"&{what}", self.secret)
        self.keep = QCheckBox("Keep it in the system's keychain")
        self.keep.setObjectName("secretKeep")
        self.keep.setChecked(keychain)
        note = QLabel("It is known until Hook Studio ends, and never written to a file.")
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        self.form.addRow("", self.keep if keychain else note)
        self.secret.textChanged.connect(lambda text: self.accept_button.setEnabled(bool(text.strip())))
        self.accept_button.setEnabled(False)
        self.accepted.connect(self._give)
        self.secret.setFocus()

    def apply_theme(self, theme: Theme) -> None:
        self.secret.apply_theme(theme)

    def _give(self) -> None:
        typed = self.secret.text().strip()
        found = Credentials(typed) if self._settings.client_id else Credentials(token=typed)
        self.given.emit(found, self.keep.isChecked() and self.keep.isVisibleTo(self))
