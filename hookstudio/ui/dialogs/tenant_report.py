"""What a test of the connection to a tenant found, in words, where it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QProgressBar, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.restyle import set_style_property

if TYPE_CHECKING:
    from hookstudio.model.errors import StudioError
    from hookstudio.remote.report import ConnectionReport


class TenantReport(QFrame):
    """A sign, what is so, and below it what to do about it, what is worth knowing, and the raw details."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tenantReport")
        self._theme, self._level = theme, "info"
        self.sign, self.message, self.more, self.details = QLabel(), QLabel(), QLabel(), QLabel()
        for label in (self.message, self.more, self.details):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.more.setProperty("role", "muted")
        self.details.setProperty("role", "small")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        for row, widget in enumerate((self.message, self.more, self.details, self.progress)):
            grid.addWidget(widget, row, 1)
        self.hide()

    @property
    def words(self) -> str:
        """All that is said."""
        return "\n".join(label.text() for label in (self.message, self.more, self.details) if label.text())

    def show_running(self, text: str) -> None:
        """Something goes on."""
        self._say("info", text)
        self.progress.setAccessibleName(text)
        self.progress.show()

    def show_report(self, report: ConnectionReport) -> None:
        more = "\n".join(line for line in (report.hint, *report.notes) if line)
        self._say("ok" if report.ok else "error", report.message, more, report.details)

    def show_error(self, error: StudioError) -> None:
        self._say("error", error.message, error.hint, error.details)

    def tell(self, level: str, message: str, more: str = "") -> None:
        """Another word about the tenant: *level* is info, ok, warning or error."""
        self._say(level, message, more)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        role = "accent" if self._level == "info" else self._level
        self.sign.setPixmap(icon(self._level, theme, role).pixmap(QSize(16, 16), self.devicePixelRatioF()))

    def _say(self, level: str, message: str, more: str = "", details: str = "") -> None:
        self._level = level
        set_style_property(self, "notice", level)
        for label, text in ((self.message, message), (self.more, more), (self.details, details)):
            label.setText(text)
            label.setVisible(bool(text))
        self.setAccessibleName(self.words)
        self.progress.hide()
        self.apply_theme(self._theme)
        self.show()
