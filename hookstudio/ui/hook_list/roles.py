"""What the rows of the hook list tell beyond their text."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import Qt


class Role(IntEnum):
    """Types have TYPE, COUNT, EXPLANATION and BRIEF, hooks have all but COUNT and BRIEF. HOOK is the Hook itself, HOOK_ID '' for a type."""

    TYPE = Qt.ItemDataRole.UserRole + 1
    COUNT = Qt.ItemDataRole.UserRole + 2
    EXPLANATION = Qt.ItemDataRole.UserRole + 3
    HOOK = Qt.ItemDataRole.UserRole + 4
    HOOK_ID = Qt.ItemDataRole.UserRole + 5
    ENABLED = Qt.ItemDataRole.UserRole + 6
    DIALECT = Qt.ItemDataRole.UserRole + 7
    UNSAVED = Qt.ItemDataRole.UserRole + 8
    FAILED = Qt.ItemDataRole.UserRole + 9
    BRIEF = Qt.ItemDataRole.UserRole + 10
