"""The context menu of the hook list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. `keys` are shown only: the list itself handles them. `checked` is None for what is no choice."""

    name: str
    title: str
    act: Callable[[], object]
    keys: str = ""
    icon: str = ""
    enabled: bool = True
    checked: bool | None = None


def hook_menu(entries: list[Entry | None], theme: Theme, parent: QWidget) -> QMenu:
    """A menu that deletes itself when it is closed; None in *entries* is a separator."""
    menu = QMenu(parent)
    menu.setObjectName("hookMenu")
    menu.aboutToHide.connect(menu.deleteLater)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        keys = QKeySequence(entry.keys).toString(QKeySequence.SequenceFormat.NativeText)
        action = menu.addAction(f"{entry.title}\t{keys}" if keys else entry.title)
        action.setObjectName(f"hookMenu.{entry.name}")
        action.setEnabled(entry.enabled)
        if entry.icon:
            action.setIcon(icon(entry.icon, theme))
        if entry.checked is not None:
            action.setCheckable(True)
            action.setChecked(entry.checked)
        action.triggered.connect(lambda _checked=False, act=entry.act: act())
    return menu
