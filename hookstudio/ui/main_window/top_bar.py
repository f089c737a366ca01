"""The bar on top: menus, the workspace, and the way to any hook or command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QMenuBar, QToolButton, QWidget

from hookstudio.ui.commands import COMMANDS, GROUPS, MENUS, native
from hookstudio.ui.icons import SPACED_ICON, icon
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.hint_button import HintButton
from hookstudio.ui.widgets.plain_tip import plain_tip
from hookstudio.ui.widgets.restyle import set_style_property

_DOT: Final = QSize(16, 16)
_LONGEST_NAME: Final = 160

_SEPARATED = {
    "workspace.import",
    "workspace.trust",
    "hook.save",
    "app.settings",
    "app.quit",
    "editor.undo",
    "editor.find",
    "editor.comment",
    "hook.run",
    "hook.rename",
    "view.hooks",
}
_SEPARATED |= {*GROUPS, "view.next_panel", "view.zoom_in", "view.theme", "help.about"}


def build_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """A menu for each word in MENUS, filled from the declared commands in their order."""
    menus: dict[str, QMenu] = {}
    for title in MENUS:
        menu = bar.addMenu(f"&{title}")
        menu.setToolTipsVisible(True)
        menus[title] = menu
        for command in COMMANDS:
            if command.menu == title:
                if command.id in _SEPARATED and not menu.isEmpty():
                    menu.addSeparator()
                menu.addAction(actions[command.id])
    return menus


class TopBar(QFrame):
    """Menus at the left, 'go to' in the middle, the workspace and its tenant at the right."""

    recent_requested = Signal(object)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self.setObjectName("topBar")
        self.setProperty("bar", "top")
        self.setFixedHeight(40)
        self.menu_bar = QMenuBar()
        self.menu_bar.setObjectName("menuBar")
        self.menus = build_menus(self.menu_bar, actions)
        self.recent_menu = QMenu("Open recent", self)
        self.menus["File"].insertMenu(actions["workspace.sample"], self.recent_menu)
        self.go_to = HintButton("Go to hook or command", "Ctrl+P", "search")
        self.go_to.setObjectName("goToButton")
        self.go_to.setAccessibleName("Go to hook or command")
        self.go_to.setToolTip(f"Go to a hook ({native('Ctrl+P')}) or a command ({native('Ctrl+Shift+P')})")
        self.go_to.setMinimumWidth(280)
        self.go_to.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.go_to.clicked.connect(actions["view.quick_open"].trigger)
        self.workspace = QToolButton()
        self.workspace.setObjectName("workspaceButton")
        self.workspace.setIconSize(SPACED_ICON)
        self.workspace.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.workspace.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chooser = QMenu(self)
        for command in ("workspace.new", "workspace.open", "workspace.sample"):
            chooser.addAction(actions[command])
        chooser.addMenu(self.recent_menu)
        self.workspace.setMenu(chooser)
        self.tenant = QToolButton()
        self.tenant.setObjectName("tenantButton")
        self.tenant.setProperty("chip", True)
        self.tenant.setIconSize(_DOT)
        self.tenant.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.tenant.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tenant.hide()
        self._said = ("", "", "")
        self.theme_button = QToolButton()
        self.theme_button.setAutoRaise(True)
        self.theme_button.setAccessibleName("Switch between light and dark")
        self.theme_button.setToolTip("Switch between light and dark")
        self.theme_button.clicked.connect(actions["view.theme"].trigger)
        left, right = QWidget(), QWidget()
        left_row, right_row = QHBoxLayout(left), QHBoxLayout(right)
        for row in (left_row, right_row):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
        self.mark = QLabel("Hook Studio")
        self.mark.setProperty("role", "strong")
        left_row.addWidget(self.mark)
        left_row.addWidget(self.menu_bar, 0, Qt.AlignmentFlag.AlignVCenter)
        left_row.addStretch(1)
        right_row.addStretch(1)
        right_row.addWidget(self.workspace)
        right_row.addWidget(self.tenant)
        right_row.addWidget(self.theme_button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 8, 0)
        layout.addWidget(left, 1)
        layout.addWidget(self.go_to)
        layout.addWidget(right, 1)

    def show_workspace(self, name: str, root: Path | None) -> None:
        """Name the open workspace; its whole path is the tooltip."""
        self.workspace.setText(name or "No workspace")
        self.workspace.setAccessibleName(f"Workspace {name}" if name else "No workspace open")
        self.workspace.setToolTip(plain_tip(str(root)) if root else "Open or make a workspace")

    def show_tenant(self, words: str, name: str = "", role: str = "", about: str = "") -> None:
        """How the workspace stands to the tenant *name*, with a dot in the colour of *role*; no words hide it."""
        self.tenant.setVisible(bool(words))
        short = self.tenant.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, _LONGEST_NAME)
        text = f"{short} · {words}" if name else words
        if (text, role, about) == self._said:
            return
        self._said = (text, role, about)
        self.tenant.setText(text)
        self.tenant.setAccessibleName(f"Tenant {name}: {words}" if name else words)
        self.tenant.setToolTip(plain_tip(about))
        styles = Qt.ToolButtonStyle
        self.tenant.setToolButtonStyle(styles.ToolButtonTextBesideIcon if role else styles.ToolButtonTextOnly)
        set_style_property(self.tenant, "quiet", not role)
        self._draw_dot()

    def show_recent(self, recent: Sequence[Path]) -> None:
        self.recent_menu.clear()
        self.recent_menu.setEnabled(bool(recent))
        for root in recent:
            action = self.recent_menu.addAction(f"{root.name}  ({root.parent})")
            action.triggered.connect(lambda _checked=False, chosen=root: self.recent_requested.emit(chosen))

    def _draw_dot(self) -> None:
        role = self._said[1]
        if self._theme is not None and role:
            self.tenant.setIcon(icon("dot", self._theme, role))

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._draw_dot()
        self.go_to.apply_theme(theme)
        self.workspace.setIcon(icon("folder", theme))
        self.theme_button.setIcon(icon("sun" if theme.dark else "moon", theme))
