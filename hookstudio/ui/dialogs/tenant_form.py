"""The fields of a tenant: where it is, what opens it, and what it allows. What is typed is judged as it is typed."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import slugify
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import tenant_address
from hookstudio.remote.rate import LIMITS
from hookstudio.storage.tenant_files import valid_tenant_name
from hookstudio.ui.dialogs.secret_field import SecretField
from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.restyle import set_style_property

_HINT: Final = "It looks like https://TENANT.plusauth.com."
_CLIENT, _TOKEN = "client", "token"
_KEPT: Final = {
    "keychain": "It is in the system's keychain. Leave the field empty to keep it.",
    "environment": "It comes from the environment, which is asked before the keychain.",
    "asked": "It was typed and is known until Hook Studio ends.",
    "": "It is asked for when it is needed, unless you type it here.",
}
_NO_KEYCHAIN: Final = "This system has no keychain, so it is known until Hook Studio ends. It is never written to a file."


class TenantForm(QWidget):
    """`changed` comes with every change by the user. `settings` and `credentials` are what stands in the fields."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._old: TenantSettings | None = None
        self._taken: frozenset[str] = frozenset()
        self._named = self._filling = self._keychain = False
        self._stored: dict[str, Any] = {}
        self.url, self.name, self.client_id = (
            _line("tenantUrl", "https://TENANT.plusauth.com"),
            _line("tenantName", "acme"),
            _line("tenantClientId"),
        )
        self.signs_in = QComboBox()
        self.signs_in.setObjectName("tenantSignsIn")
        self.signs_in.addItem("A client id and its secret", _CLIENT)
        self.signs_in.addItem("An access token", _TOKEN)
        self.secret = SecretField("tenantSecret", theme)
        self.keep = QCheckBox("Keep it in the system's keychain")
        self.keep.setObjectName("tenantKeep")
        self.plan = QComboBox()
        self.plan.setObjectName("tenantPlan")
        for plan, (second, minute) in LIMITS.items():
            self.plan.addItem(f"{plan.capitalize()}: {second} requests a second, {minute:,} a minute", plan)
        self.api = QComboBox()
        self.api.setObjectName("tenantApi")
        self.api.addItem("The current one", "v1")
        self.api.addItem("The first generation, with packages and underscores in types", "first")
        self.tenant_header, self.scope = _line("tenantHeader"), _line("tenantScope", "All that the client was given")
        self.address_note, self.secret_note, self.name_note = _note(), _note(), _note()
        self.more = QToolButton()
        self.more.setObjectName("tenantMore")
        self.more.setText("More")
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(12)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._row("&Address", self.url, self.address_note)
        self._row("&Name", self.name, self.name_note)
        self._row("Signs in &with", self.signs_in)
        self._row("Client &id", self.client_id)
        self.secret_caption = self._row("&Secret", self.secret, self.keep, self.secret_note)
        self._row("&Plan", self.plan, _note("Hook Studio asks no more often than the plan allows."))
        self.form.addRow("", self.more)
        self._further = (
            self._row("A&PI", self.api),
            self._row("&Tenant header", self.tenant_header, _note("Only for a host that serves several tenants (X-PlusAuth-Tenant).")),
            self._row("Pe&rmissions", self.scope, _note("Asked for by name, separated by spaces. Empty asks for none by name.")),
        )
        self._open = False
        self.more.clicked.connect(lambda: self.show_more(not self._open))
        for line in (self.url, self.name, self.client_id, self.secret, self.tenant_header, self.scope):
            line.textChanged.connect(self._edited)
        self.name.textEdited.connect(self._take_name)
        self.url.textChanged.connect(self._follow_address)
        for combo in (self.signs_in, self.plan, self.api):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(12)
            combo.currentIndexChanged.connect(self._edited)
        self.keep.toggled.connect(self._edited)
        self.show_more(False)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.secret.apply_theme(theme)
        self._draw_more()

    # -- what stands in the fields ------------------------------------------------------------------

    def show_tenant(self, settings: TenantSettings | None, taken: frozenset[str], source: str, *, keychain: bool) -> None:
        """Fill the fields; None for a new tenant. *taken*: names in use; *source*: where its secret is, '' for nowhere."""
        self._old, self._taken, self._named, self._keychain = settings, taken, settings is not None, keychain
        shown = settings or TenantSettings("", "", "")
        self._filling = True
        self.url.setText(shown.url)
        self.name.setText(shown.name)
        set_style_property(self.name, "readOnly", settings is not None)
        self.client_id.setText(shown.client_id)
        self.secret.clear()
        self.secret.hide_text()
        self.tenant_header.setText(shown.tenant_header)
        self.scope.setText(shown.scope)
        self.signs_in.setCurrentIndex(self.signs_in.findData(_CLIENT if settings is None or shown.client_id else _TOKEN))
        for combo, value in ((self.plan, shown.plan), (self.api, shown.api)):
            combo.setCurrentIndex(combo.findData(value))
        self.keep.setChecked(keychain and source != "asked")
        self.show_more(bool(shown.tenant_header or shown.scope or shown.api != "v1"))
        self.point_at("")
        self.show_source(source)
        for line in (self.url, self.name, self.client_id):
            line.setCursorPosition(0)
        self._filling = False
        self._stored = self._values()
        self._refresh()

    def show_source(self, source: str) -> None:
        """Say where the tenant's secret is."""
        self.keep.setVisible(self._keychain)
        self.secret.setPlaceholderText("••••••••••••" if source else "")
        note = _KEPT[source] if self._keychain or source == "environment" else _NO_KEYCHAIN
        self.secret_note.setText(note)

    @property
    def modified(self) -> bool:
        """Whether something stands in the fields that is not stored."""
        return self._values() != self._stored

    def settings(self) -> TenantSettings:
        """What is typed. Raises StudioError for what can't be."""
        url = tenant_address(self.url.text()).base.removesuffix("/api/v1")
        name = self.name.text().strip()
        if not name:
            raise StudioError("The tenant needs a name.")
        if self._old is None:
            valid_tenant_name(name)
            if name.casefold() in self._taken:
                raise StudioError(f"There is a tenant “{name}” already.", hint="Choose another name.")
        client_id = self.client_id.text().strip() if self._by_client else ""
        if self._by_client and not client_id:
            raise StudioError("The client id is missing.", hint="It stands in the dashboard, with the client.")
        header, scope = self.tenant_header.text().strip(), " ".join(self.scope.text().split())
        return TenantSettings(name, url, client_id, self.plan.currentData(), self.api.currentData(), header, scope)

    def credentials(self) -> Credentials | None:
        """What is typed to open the tenant; None for nothing."""
        typed = self.secret.text().strip()
        if not typed:
            return None
        return Credentials(typed) if self._by_client else Credentials(token=typed)

    def point_at(self, kind: str) -> None:
        """Mark the field that a failure of this kind is about."""
        for field, kinds in ((self.url, ("address", "certificate")), (self.secret, ("credentials",)), (self.scope, ("scope",))):
            set_style_property(field, "invalid", kind in kinds and (field is not self.scope or bool(self.scope.text())))

    # ---------------------------------------------------------------------------------------------

    @property
    def _by_client(self) -> bool:
        return bool(self.signs_in.currentData() == _CLIENT)

    def _values(self) -> dict[str, Any]:
        lines = (self.url, self.name, self.client_id, self.secret, self.tenant_header, self.scope)
        combos = (self.signs_in, self.plan, self.api)
        found: dict[str, Any] = {line.objectName(): line.text() for line in lines}
        return found | {combo.objectName(): combo.currentData() for combo in combos} | {"keep": self.keep.isChecked()}

    def _edited(self) -> None:
        if not self._filling:
            self.point_at("")
            self._refresh()
            self.changed.emit()

    def _take_name(self, text: str) -> None:
        self._named = bool(text)

    def _follow_address(self) -> None:
        """A new tenant is called after its host until it gets another name."""
        if self._named or self._filling:
            return
        try:
            host = tenant_address(self.url.text()).host.partition(":")[0]
        except StudioError:
            host = ""
        proposed = slugify(host.removesuffix(".plusauth.com")) if host else ""
        if proposed.casefold() in self._taken:
            proposed = slugify(proposed, self._taken)
        self.name.setText(proposed)

    def _refresh(self) -> None:
        text, role = _HINT, "muted"
        if self.url.text().strip():
            try:
                text = f"Requests go to {tenant_address(self.url.text()).base}"
            except StudioError as error:
                text, role = f"{error.message} {error.hint}".strip(), "error"
        elif self._old is not None:
            role = "error"
        self.address_note.setText(text)
        set_style_property(self.address_note, "role", role)
        name = self.name.text().strip()
        text, role = (f"Its file is tenants/{name or 'NAME'}.toml, which goes with the workspace.", "muted")
        if self._old is None and name:
            try:
                valid_tenant_name(name)
                if name.casefold() in self._taken:
                    raise StudioError(f"There is a tenant “{name}” already.", hint="Choose another name.")
            except StudioError as error:
                text, role = f"{error.message} {error.hint}", "error"
        self.name_note.setText(text)
        set_style_property(self.name_note, "role", role)
        self.form.setRowVisible(self.client_id, self._by_client)
        self.secret_caption.setText("&Secret" if self._by_client else "T&oken")
        self.secret.setAccessibleName("Secret" if self._by_client else "Access token")

    def show_more(self, shown: bool) -> None:
        """Show the fields that few tenants need, too."""
        self._open = shown
        for caption in self._further:
            self.form.setRowVisible(caption, shown)
        self.more.setAccessibleName("Less" if shown else "More")
        self._draw_more()

    def _draw_more(self) -> None:
        self.more.setIcon(icon("chevron-down" if self._open else "chevron-right", self._theme))

    def _row(self, label: str, field: QWidget, *below: QWidget) -> QLabel:
        caption = QLabel(label)
        caption.setBuddy(field)
        caption.setFixedHeight(28)
        field.setAccessibleName(label.replace("&", ""))
        if not below:
            self.form.addRow(caption, field)
            return caption
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (field, *below):
            column.addWidget(widget)
        self.form.addRow(caption, box)
        return caption


def _line(name: str, placeholder: str = "") -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setPlaceholderText(placeholder)
    return line


def _note(text: str = "") -> QLabel:
    note = QLabel(text)
    note.setProperty("role", "muted")
    note.setTextFormat(Qt.TextFormat.PlainText)
    note.setWordWrap(True)
    return note
