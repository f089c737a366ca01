"""The line at the bottom: what protects the user, the limit, where the caret is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from hookstudio.ui.icons import SPACED_ICON, icon
from hookstudio.ui.theme import Theme


class StatusLine(QStatusBar):
    """Sandbox (a click explains it), time limit; at the right the caret and the Node."""

    sandbox_requested = Signal()
    network_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setSizeGripEnabled(False)
        self._theme: Theme | None = None
        self._bare = False
        self.sandbox = QToolButton()
        self.sandbox.setObjectName("sandboxButton")
        self.sandbox.setAutoRaise(True)
        self.sandbox.setIconSize(SPACED_ICON)
        self.sandbox.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.sandbox.setText("Sandbox: checking…")
        self.sandbox.setToolTip("What protects you from a hook")
        self.sandbox.clicked.connect(self.sandbox_requested)
        self.network = QToolButton()
        self.network.setObjectName("networkButton")
        self.network.setAutoRaise(True)
        self.network.clicked.connect(self.network_toggled)
        self.network.hide()
        self.limit, self.caret, self.node = QLabel(), QLabel(), QLabel()
        self.addWidget(self.sandbox)
        self.addWidget(self.network)
        self.addWidget(self.limit)
        self.addPermanentWidget(self.caret)
        self.addPermanentWidget(self.node)

    def show_sandbox(self, layers: Sequence[str], version: str, *, bare: bool = False) -> None:
        """Name the active layers, and the Node they are around. *bare*: they only limit time and memory, which is shown in red."""
        self._bare = bare
        self._draw_lock()
        self.sandbox.setText("Sandbox: " + (", ".join(layers) if layers else "none"))
        self.sandbox.setAccessibleName(self.sandbox.text())
        self.node.setText(f"Node {version}" if version else "")

    def show_network(self, allowed: bool | None) -> None:
        """Whether hooks of the workspace may use the network; None for no workspace."""
        self.network.setVisible(allowed is not None)
        self.network.setText("Network on" if allowed else "Network off")
        self.network.setAccessibleName(self.network.text())
        now = "Hooks of this workspace can call the internet and this machine." if allowed else "Hooks of this workspace reach nothing."
        self.network.setToolTip(f"{now} Click to switch it {'off' if allowed else 'on'}, for this workspace on this computer.")

    def show_limit(self, seconds: float) -> None:
        self.limit.setText(f"Limit {seconds:g} s")

    def show_caret(self, line: int, column: int) -> None:
        """Line and column count from 1; 0 for no editor."""
        self.caret.setText(f"Ln {line}, Col {column}" if line else "")

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._draw_lock()

    def _draw_lock(self) -> None:
        if self._theme is not None:
            self.sandbox.setIcon(icon("warning", self._theme, "error") if self._bare else icon("lock", self._theme, "ok"))
