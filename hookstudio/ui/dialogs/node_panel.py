"""The Node runtimes in the settings: what there is, what can be had, and what a workspace runs on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.node import NodeChoice, origin
from hookstudio.ui.dialogs.form import caption
from hookstudio.ui.dialogs.node_choices import default_text, fill_choices
from hookstudio.ui.node_installs import Installing, NodeInstalls
from hookstudio.ui.widgets.restyle import set_style_property


class NodePanel(QWidget):
    """A row for each major, brought up to date while it is shown. `default_chosen` carries a major, or None for the bundled one."""

    default_chosen = Signal(object)

    def __init__(
        self,
        installs: NodeInstalls,
        choices: Sequence[NodeChoice],
        *,
        workspace: bool = False,
        default: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """*choices* is what is known beforehand. *workspace*: there is one, and *default* is its Node."""
        super().__init__(parent)
        self.setObjectName("nodePanel")
        self._installs, self._rows, self._default = installs, dict[int, _Row](), default
        self.default = QComboBox()
        self.default.setObjectName("workspaceNode")
        self.default.setAccessibleName("This workspace runs on")
        self.default.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.default.setMinimumContentsLength(16)
        self.default.activated.connect(self._choose_default)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if workspace:
            form = QFormLayout()
            form.setHorizontalSpacing(24)
            form.addRow(caption("This workspace runs on", self.default), self.default)
            column.addLayout(form)
            column.addSpacing(12)
        else:
            self.default.setParent(self)
            self.default.hide()
        self._looking = QLabel("Looking for Nodes …")
        self._looking.setProperty("role", "muted")
        column.addWidget(self._looking)
        self._column = column
        self._show(choices)
        installs.seen.connect(self._show)
        installs.changed.connect(installs.look)
        installs.progressed.connect(self._refresh)
        installs.ended.connect(self._refresh)
        installs.failed.connect(self._show_failure)
        installs.look()

    def _show(self, choices: Sequence[NodeChoice]) -> None:
        self._looking.setVisible(not choices)
        for choice in choices:
            row = self._rows.get(choice.major)
            if row is None:
                row = self._rows[choice.major] = _Row(choice, self._installs)
                before = sum(1 for major in self._rows if major < choice.major)
                self._column.insertWidget(self._column.count() - (len(self._rows) - 1 - before), row)
            row.show_choice(choice)
        fill_choices(self.default, default_text(None), choices, self._default)

    def _choose_default(self) -> None:
        self._default = self.default.currentData()
        self.default_chosen.emit(self._default)

    def _refresh(self, major: int) -> None:
        if major in self._rows:
            self._rows[major].refresh()

    def _show_failure(self, major: int, error: StudioError) -> None:
        if major in self._rows:
            self._rows[major].show_failure(error)


class _Row(QWidget):
    """What is so about one major, how far its installation is, and the one button that fits."""

    def __init__(self, choice: NodeChoice, installs: NodeInstalls) -> None:
        super().__init__()
        self.setObjectName(f"node{choice.major}")
        self._choice, self._installs, self._failure = choice, installs, ""
        name = QLabel(f"Node {choice.major}")
        name.setFixedWidth(72)
        self._about = QLabel()
        self._about.setWordWrap(True)
        self._button = QPushButton()
        self._button.setMinimumWidth(128)
        self._button.clicked.connect(self._act)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(f"Installing Node {choice.major}")
        middle = QVBoxLayout()
        middle.setSpacing(2)
        middle.addStretch(1)
        middle.addWidget(self._about)
        middle.addWidget(self._progress)
        middle.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(12)
        row.addWidget(name)
        row.addLayout(middle, 1)
        row.addWidget(self._button)
        self.setMinimumHeight(34)
        self.refresh()

    def show_choice(self, choice: NodeChoice) -> None:
        if choice != self._choice:
            self._failure = ""
        self._choice = choice
        self.refresh()

    def show_failure(self, error: StudioError) -> None:
        self._failure = f"{error.message} {error.hint}".strip()
        self.refresh()

    def refresh(self) -> None:
        state, choice = self._installs.state(self._choice.major), self._choice
        text, label = self._state_words(state)
        failed = bool(self._failure) and state is None
        self._about.setText(self._failure if failed else text)
        here = choice.runtime is not None and state is None
        set_style_property(self._about, "role", "error" if failed else "" if here else "muted")
        self._progress.setVisible(state is not None)
        if state is not None:
            self._progress.setRange(0, state.total)
            self._progress.setValue(state.done)
        self._button.setVisible(bool(label))
        self._button.setText(label)
        self._button.setAccessibleName(f"{label.split(' ·')[0]} Node {choice.major}")

    def _state_words(self, state: Installing | None) -> tuple[str, str]:
        """What is so, and what the button says."""
        runtime, installed, package = self._choice.runtime, self._choice.installed, self._choice.package
        if state is not None:
            return state.words, "Cancel"
        if runtime is not None:
            also = f"; {installed.version} is installed as well" if installed is not None and installed != runtime else ""
            return f"{runtime.version}, {origin(runtime.source)}{also}", "Remove" if installed is not None else ""
        if package is not None:
            return f"{package.version} can be installed", f"Install · {package.megabytes}"
        return self._choice.why_not, ""

    def _act(self) -> None:
        major = self._choice.major
        if self._installs.state(major) is not None:
            self._installs.cancel(major)
        elif self._choice.installed is not None:
            self._installs.remove(major)
        else:
            self._failure = ""
            self._installs.install(major)
