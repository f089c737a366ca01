"""Quick open and the command palette: one field, one list, the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be chosen: `detail` stands behind the title, and is searched too."""

    title: str
    detail: str
    act: Callable[[], object]


def score(wanted: str, text: str) -> int | None:
    """How well *text* answers *wanted*: lower is better, None where its letters do not all occur in order."""
    wanted, text = wanted.lower().strip(), text.lower()
    if wanted in text:
        return text.index(wanted)
    place, gaps = -1, 0
    for letter in wanted.replace(" ", ""):
        found = text.find(letter, place + 1)
        if found < 0:
            return None
        gaps += found - place - 1
        place = found
    return 1000 + gaps


def matching(entries: Sequence[Entry], wanted: str) -> list[Entry]:
    """The entries that answer *wanted*, best first; all of them, in their order, when nothing is wanted."""
    if not wanted.strip():
        return list(entries[:MOST_SHOWN])
    ranked = [(score(wanted, f"{entry.title} {entry.detail}"), place, entry) for place, entry in enumerate(entries)]
    hits = [(rank, place, entry) for rank, place, entry in ranked if rank is not None]
    return [entry for _rank, _place, entry in sorted(hits, key=lambda hit: hit[:2])[:MOST_SHOWN]]


class _TwoColumns(QStyledItemDelegate):
    """The title at the left, what is said about it at the right, in a quieter colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().paint(painter, option, index)
        detail = index.data(Qt.ItemDataRole.UserRole)
        if detail:
            painter.save()
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(option.rect.adjusted(0, 0, -12, 0), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), detail)
            painter.restore()


class Palette(QDialog):
    """A list over the window that closes itself. Escape leaves things as they were."""

    def __init__(self, entries: Sequence[Entry], prompt: str, nothing: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries, self._nothing = entries, nothing
        self._hits: list[Entry] = []
        self.field = QLineEdit()
        self.field.setObjectName("paletteField")
        self.field.setPlaceholderText(prompt)
        self.field.setAccessibleName(prompt)
        self.list = QListWidget()
        self.list.setObjectName("paletteList")
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(_TwoColumns(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("Matches")
        self.empty = QLabel(nothing)
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._choose)
        self._search("")

    def open_over(self, window: QWidget) -> None:
        """Show it in the upper middle of *window*."""
        width = min(620, window.width() - 48)
        self.resize(width, min(420, window.height() - 120))
        self.move(
            window.mapToGlobal(window.rect().topLeft()).x() + (window.width() - width) // 2,
            window.mapToGlobal(window.rect().topLeft()).y() + 48,
        )
        self.show()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}.get(Qt.Key(key))
            if step and self._hits:
                self.list.setCurrentRow(max(0, min(len(self._hits) - 1, self.list.currentRow() + step)))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose()
                return True
        return super().eventFilter(watched, event)

    def _search(self, wanted: str) -> None:
        self._hits = matching(self._entries, wanted)
        self.list.clear()
        for entry in self._hits:
            item = QListWidgetItem(entry.title)
            item.setData(Qt.ItemDataRole.UserRole, entry.detail)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title}, {entry.detail}" if entry.detail else entry.title)
            self.list.addItem(item)
        self.list.setVisible(bool(self._hits))
        self.empty.setVisible(not self._hits)
        if self._hits:
            self.list.setCurrentRow(0)

    def _choose(self, _item: QListWidgetItem | None = None) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._hits):
            chosen = self._hits[row]
            self.close()
            chosen.act()
