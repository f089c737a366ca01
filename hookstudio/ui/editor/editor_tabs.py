"""The tabs of the open hooks: one page a hook, each with its own code editor."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabBar, QTabWidget, QWidget

from hookstudio.ui.editor.code_editor import CodeEditor
from hookstudio.ui.editor.tab_bar import TabBar
from hookstudio.ui.editor.tab_mark import TabMark
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.plain_tip import plain_tip

_CURRENT_NAME: Final = "codeEditor"


class EditorTabs(QTabWidget):
    """Shows open documents by the id of their hook. Closing asks first: `close_requested` tells, `remove` does it."""

    current_changed = Signal(str)  # hook id, '' when nothing is open
    close_requested = Signal(str)  # hook id
    text_changed = Signal(str)  # hook id
    caret_moved = Signal(int, int)  # line and column in the current editor

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, engine: str = "scintilla") -> None:
        """*engine*: what new tabs are made with, as the setting `editor.engine` names it."""
        super().__init__(parent)
        self.theme, self.engine = theme, engine
        self._editors: dict[str, CodeEditor] = {}
        self._marks: dict[str, TabMark] = {}
        self._header: QWidget | None = None
        self.setObjectName("editorTabs")
        self.setAccessibleName("Open hooks")
        self.setTabBar(TabBar(self))
        self.setDocumentMode(True)
        self.setMovable(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        bar = self.tabBar()
        bar.setDrawBase(False)
        bar.installEventFilter(self)
        for keys, step in (("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1), ("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self._step(step))
        self.currentChanged.connect(self._current_changed)

    # ---- documents

    def open_document(self, hook_id: str, title: str, text: str, *, tooltip: str = "") -> CodeEditor:
        """A tab for the hook, made current; one that is open already is shown as it is. Raises StudioError if the engine cannot be had."""
        if hook_id not in self._editors:
            editor = CodeEditor(self, engine=self.engine)
            editor.setProperty("hook", hook_id)
            editor.apply_theme(self.theme)
            editor.load(text)
            editor.text_changed.connect(lambda: self.text_changed.emit(hook_id))
            editor.caret_moved.connect(lambda line, column: self._caret_moved(hook_id, line, column))
            self._editors[hook_id] = editor
            index = self.addTab(editor, title)
            mark = self._marks[hook_id] = TabMark(self.theme, self.tabBar())
            mark.clicked.connect(lambda: self.close_requested.emit(hook_id))
            self.tabBar().setTabButton(index, QTabBar.ButtonPosition.RightSide, mark)
            self.set_title(hook_id, title)
            self.set_tooltip(hook_id, tooltip)
        self.show_document(hook_id)
        return self._editors[hook_id]

    def remove(self, hook_id: str) -> None:
        """Close the hook's tab and destroy its editor; nothing is asked. An unknown hook is ignored."""
        editor = self._editors.pop(hook_id, None)
        if editor is None:
            return
        del self._marks[hook_id]
        editor.setObjectName("")
        editor.blockSignals(True)
        self.removeTab(self.indexOf(editor))
        editor.deleteLater()

    def show_document(self, hook_id: str) -> None:
        """Make the hook's tab the current one. Raises KeyError if it is not open."""
        self.setCurrentWidget(self._editors[hook_id])

    def hook_ids(self) -> tuple[str, ...]:
        """The open hooks from left to right."""
        return tuple(_hook_of(self.widget(index)) for index in range(self.count()))

    def current_hook_id(self) -> str:
        """The hook of the current tab; '' when nothing is open."""
        return _hook_of(self.currentWidget())

    def editor(self, hook_id: str) -> CodeEditor:
        """The hook's editor. Raises KeyError if it is not open."""
        return self._editors[hook_id]

    def current_editor(self) -> CodeEditor | None:
        return self._editors.get(self.current_hook_id())

    # ---- the tabs' look

    def title(self, hook_id: str) -> str:
        return self.tabBar().tabText(self._index(hook_id)).replace("&&", "&")

    def set_title(self, hook_id: str, title: str) -> None:
        self.setTabText(self._index(hook_id), title.replace("&", "&&"))
        self._tell(hook_id)

    def set_tooltip(self, hook_id: str, tooltip: str) -> None:
        """*tooltip*: what hovering shows, such as the file's path."""
        self.setTabToolTip(self._index(hook_id), plain_tip(tooltip) if tooltip else "")

    def set_unsaved(self, hook_id: str, unsaved: bool) -> None:
        """Show or hide the mark of unsaved text."""
        self._marks[hook_id].set_unsaved(unsaved)
        self._tell(hook_id)

    def is_unsaved(self, hook_id: str) -> bool:
        return self._marks[hook_id].unsaved

    def set_header(self, header: QWidget) -> None:
        """Put *header* between the tabs and the editors, for all of them; this widget owns it from now on."""
        self._header = header
        header.setParent(self)
        header.installEventFilter(self)
        self._stack().installEventFilter(self)
        header.show()
        self._place_header()

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        for hook_id, editor in self._editors.items():
            editor.apply_theme(theme)
            self._marks[hook_id].apply_theme(theme)

    # ---- inside

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonRelease and watched is self.tabBar() and isinstance(event, QMouseEvent):
            index = self.tabBar().tabAt(event.position().toPoint())
            if event.button() == Qt.MouseButton.MiddleButton and index >= 0:
                self.close_requested.emit(self.hook_ids()[index])
                return True
        elif kind in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.LayoutRequest) and watched is not self.tabBar():
            self._place_header()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_header()

    def _place_header(self) -> None:
        """Scoot the pages down by the header's height and lay it over the room that this makes."""
        if self._header is None:
            return
        stack = self._stack()
        header = self._header
        height = 0 if header.isHidden() else header.sizeHint().expandedTo(header.minimumSize()).boundedTo(header.maximumSize()).height()
        if stack.contentsMargins().top() != height:
            stack.setContentsMargins(0, height, 0, 0)
        header.setGeometry(stack.x(), stack.y(), stack.width(), height)
        header.raise_()

    def _stack(self) -> QStackedWidget:
        stack = self.findChild(QStackedWidget, "qt_tabwidget_stackedwidget", Qt.FindChildOption.FindDirectChildrenOnly)
        assert stack is not None
        return stack

    def _index(self, hook_id: str) -> int:
        return self.indexOf(self._editors[hook_id])

    def _tell(self, hook_id: str) -> None:
        """Say in words what the tab shows, for who cannot see the dot."""
        title = self.title(hook_id)
        self.tabBar().setAccessibleTabName(self._index(hook_id), f"{title}, unsaved" if self.is_unsaved(hook_id) else title)
        self._marks[hook_id].setAccessibleName(f"Close {title}")

    def _step(self, step: int) -> None:
        if self.count():
            self.setCurrentIndex((self.currentIndex() + step) % self.count())
            self.currentWidget().setFocus(Qt.FocusReason.TabFocusReason)

    def _current_changed(self, _index: int) -> None:
        current = self.currentWidget()
        for editor in self._editors.values():
            editor.setObjectName(_CURRENT_NAME if editor is current else "")
        hook_id = self.current_hook_id()
        for other, mark in self._marks.items():
            mark.set_current(other == hook_id)
        if hook_id:
            self.caret_moved.emit(*self._editors[hook_id].caret())
        self.current_changed.emit(hook_id)

    def _caret_moved(self, hook_id: str, line: int, column: int) -> None:
        if hook_id == self.current_hook_id():
            self.caret_moved.emit(line, column)


def _hook_of(page: QWidget | None) -> str:
    return "" if page is None else str(page.property("hook"))
