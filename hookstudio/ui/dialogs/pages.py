"""Pages that only tell something: keyboard shortcuts, the sandbox, the program itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from hookstudio import __version__
from hookstudio.ui.commands import COMMANDS, MENUS, native
from hookstudio.ui.dialogs.room import resize_within


class _Scrolled(QScrollArea):
    """Can be made as narrow as its body and no narrower: nothing of a line is ever out of sight."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def minimumSizeHint(self) -> QSize:
        hint, body = super().minimumSizeHint(), self.widget()
        if body is None:
            return hint
        return QSize(body.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), hint.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class Page(QDialog):
    """A heading, a scrolled body and a way out."""

    def __init__(self, title: str, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        scrolled = _Scrolled()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QScrollArea.Shape.NoFrame)
        scrolled.setAccessibleName(title)
        scrolled.setWidget(body)
        if any(child.focusPolicy() & Qt.FocusPolicy.TabFocus for child in body.findChildren(QWidget)):
            scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the keyboard by itself
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(heading)
        layout.addWidget(scrolled, 1)
        layout.addWidget(buttons)


def shortcuts_page(parent: QWidget | None = None) -> Page:
    """Every command that has keys, by menu, from the declarations."""
    body = QWidget()
    grid = QGridLayout(body)
    grid.setContentsMargins(0, 0, 12, 0)
    grid.setHorizontalSpacing(32)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(0, 1)
    row = 0
    for menu in MENUS:
        commands = [command for command in COMMANDS if command.menu == menu and command.keys]
        if not commands:
            continue
        section = QLabel(menu)
        section.setProperty("role", "muted")
        grid.addWidget(section, row, 0, 1, 2)
        for command in commands:
            row += 1
            where = {"list": " (in the hook list)", "editor": " (in the code)"}.get(command.context, "")
            keys = QLabel(" or ".join(native(keys) for keys in command.keys[:2]))
            keys.setProperty("role", "keys")
            grid.addWidget(QLabel(command.title.rstrip("…") + where), row, 0)
            grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignRight)
        row += 1
        grid.setRowMinimumHeight(row, 12)
        row += 1
    grid.setRowStretch(row, 1)
    page = Page("Keyboard shortcuts", body, parent)
    page.setObjectName("shortcutsPage")
    resize_within(page, 640, 640)
    return page


def facts_page(title: str, introduction: str, facts: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> Page:
    """A list of facts: each a name, a state in one word, and a sentence."""
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 12, 0)
    column.setSpacing(4)
    opening = QLabel(introduction)
    opening.setWordWrap(True)
    column.addWidget(opening)
    column.addSpacing(12)
    for name, state, sentence in facts:
        head = QLabel(f"{name}: {state}" if state else name)
        head.setProperty("role", "strong")
        text = QLabel(sentence)
        text.setProperty("role", "muted")
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(head)
        column.addWidget(text)
        column.addSpacing(8)
    column.addStretch(1)
    page = Page(title, body, parent)
    resize_within(page, 560, 420)
    return page


def about_page(facts: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> Page:
    return facts_page(
        f"Hook Studio {__version__}",
        "Write, order, run and understand PlusAuth hooks on your desk, offline. Free software under the MIT licence.",
        facts,
        parent,
    )
