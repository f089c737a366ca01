"""The bar over the editor: what the current hook is, and the buttons that run and stop it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from hookstudio.model.hook import Hook
from hookstudio.ui.commands import native
from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme, load_theme
from hookstudio.ui.widgets.hint_button import HintButton
from hookstudio.ui.widgets.restyle import set_style_property


class RunBar(QFrame):
    """Chips for type, dialect and Node (a click opens the properties), then Stop, Run chain and Run; a thin line while it runs."""

    properties_requested = Signal()

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._running = load_theme("light"), False
        self.setObjectName("runBar")
        self.setProperty("bar", "top")
        self.type, self.dialect, self.node = self._chip(), self._chip(), self._chip()
        self.stop_button = QPushButton("Stop")
        self.stop_button.setObjectName("stopButton")
        self.stop_button.setProperty("primary", False)
        self.stop_button.setToolTip(f"Stop the running hook ({native('Ctrl+.')})")
        self.stop_button.setAccessibleName("Stop the running hook")
        self.stop_button.clicked.connect(actions["hook.stop"].trigger)
        self.chain_button = QPushButton("Run chain")
        self.chain_button.setObjectName("runChainButton")
        self.chain_button.setToolTip(
            f"Run the enabled hooks of this type in order, each on the result of the one before ({native('Ctrl+Shift+Return')})"
        )
        self.chain_button.setAccessibleName("Run the chain of this hook's type")
        self.chain_button.clicked.connect(actions["hook.run_chain"].trigger)
        self.run_button = HintButton("Run", "Ctrl+Return", "run", primary=True)
        self.run_button.setObjectName("runButton")
        self.run_button.setToolTip(f"Run this hook on the test context ({native('Ctrl+Return')} or {native('F5')})")
        self.run_button.setAccessibleName("Run this hook")
        self.run_button.clicked.connect(actions["hook.run"].trigger)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(2)
        self.progress.setAccessibleName("Running")
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 12, 2)
        row.setSpacing(8)
        for chip in (self.type, self.dialect, self.node):
            row.addWidget(chip)
        row.addStretch(1)
        row.addWidget(self.stop_button)
        row.addWidget(self.chain_button)
        row.addWidget(self.run_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.progress)
        self.setMinimumHeight(40)
        self.show_running(running=False, runnable=False)

    def _chip(self) -> QToolButton:
        chip = QToolButton()
        chip.setProperty("chip", True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(self.properties_requested)
        return chip

    def show_hook(self, hook: Hook, major: int) -> None:
        """Say what the current hook is; *major* is the Node that will run it."""
        self.type.setText(hook.type)
        self.dialect.setText(hook.dialect.value)
        self.node.setText(f"Node {major}")
        for chip, what in ((self.type, "Type"), (self.dialect, "Dialect"), (self.node, "Runs on")):
            chip.setToolTip(f"{what}: {chip.text()}. Click to change.")
            chip.setAccessibleName(f"{what}: {chip.text()}")

    def show_running(self, *, running: bool, runnable: bool) -> None:
        self.run_button.setEnabled(runnable and not running)
        self.chain_button.setEnabled(runnable and not running)
        self.stop_button.setEnabled(running)
        set_style_property(self.stop_button, "primary", running)
        self._running = running
        self._show_stop_sign()
        self.progress.setVisible(running)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.run_button.apply_theme(theme)
        self._show_stop_sign()

    def _show_stop_sign(self) -> None:
        self.stop_button.setIcon(icon("stop", self._theme, "on-accent" if self._running else "muted"))
