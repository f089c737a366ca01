"""The search: a field, what is to be said about the answer, and the rows that were found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hookstudio.model.module import HookModule, split_request
from hookstudio.ui.modules_panel.details import Details
from hookstudio.ui.modules_panel.listing import Listing
from hookstudio.ui.modules_panel.panel_note import PanelNote
from hookstudio.ui.modules_panel.result_words import ADD_ANYWAY, anyway_look, result_look
from hookstudio.ui.modules_panel.row_list import ENTER_KEYS, RowList, is_versions_key
from hookstudio.ui.modules_panel.row_look import RowLook
from hookstudio.ui.modules_panel.search import Search
from hookstudio.ui.modules_panel.search_field import SearchField
from hookstudio.ui.modules_panel.source import Source, Subject, target_of
from hookstudio.ui.theme import Theme


class SearchSection(QWidget):
    """`add_asked` carries what to add, such as 'axios' or 'axios@1.6'; the other signals the name of a package."""

    add_asked = Signal(str)
    cancel_asked = Signal(str)
    update_asked = Signal(str)
    versions_asked = Signal(str)
    readme_asked = Signal(str)
    menu_asked = Signal(str, QPoint)
    left_downwards = Signal()

    def __init__(self, theme: Theme, source: Source, listing: Listing, field: SearchField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listing, self._enter_waits = listing, False
        self._subject: Subject | None = None
        self._busy: frozenset[str] = frozenset()
        self.search, self.details = Search(source, self), Details(source, self)
        self.search.known = self.details.known
        self.field = field
        self.field.adopt()
        self.results = RowList(theme)
        self.results.setObjectName("moduleResults")
        self.results.setAccessibleName("Modules that were found")
        self.note = QLabel()
        self.note.setObjectName("moduleSearchNote")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setProperty("role", "small")
        self.note.setWordWrap(True)
        self.note.setMinimumWidth(1)
        self.note.setContentsMargins(12, 4, 12, 4)
        self.note.hide()
        self.problem = PanelNote("moduleSearchProblem", theme)
        edge, problems = QHBoxLayout(), QHBoxLayout()
        edge.setContentsMargins(12, 4, 12, 8)
        edge.addWidget(self.field)
        problems.setContentsMargins(12, 0, 12, 4)
        problems.addWidget(self.problem)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(edge)
        column.addLayout(problems)
        column.addWidget(self.note)
        column.addWidget(self.results, 1)
        self._wire()
        if field.text():
            self._typed(field.text())

    def _wire(self) -> None:
        results = self.results
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self.search.changed.connect(self.refresh)
        self.search.answered.connect(self._answered)
        self.details.found.connect(self.search.know)
        self._listing.changed.connect(self.refresh)
        results.pressed_act.connect(self._press)
        results.versions_asked.connect(lambda key: self.versions_asked.emit(key.removeprefix(ADD_ANYWAY)))
        results.readme_asked.connect(lambda key: self.readme_asked.emit(split_request(key.removeprefix(ADD_ANYWAY))[0]))
        results.menu_asked.connect(self.menu_asked)
        results.left_upwards.connect(self.field.setFocus)
        results.seen_changed.connect(self._look_up_seen)
        results.end_reached.connect(self.search.more)

    def apply_theme(self, theme: Theme) -> None:
        self.results.apply_theme(theme)
        self.problem.apply_theme(theme)

    def set_subject(self, subject: Subject | None) -> None:
        """Search for another hook, or for the same with other code."""
        before, self._subject = self._subject, subject
        self.details.set_subject(subject)
        same = subject is not None and before is not None and target_of(before) == target_of(subject)
        self.search.set_subject(subject, anew=not same)

    def set_busy(self, names: frozenset[str]) -> None:
        """Modules that something is done to: their buttons cancel it."""
        if names != self._busy:
            self._busy = names
            self.refresh()

    def forget(self) -> None:
        """Another registry: whatever was found has to be asked for again."""
        self.details.forget()
        self.search.set_subject(self._subject)

    def focus(self) -> None:
        """Put the keyboard into the field, what stands there chosen."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    # -- what is shown ----------------------------------------------------------------------------

    def refresh(self) -> None:
        search, subject = self.search, self._subject
        self.field.show_waiting((search.waiting or search.loading_more) and bool(search.text))
        if subject is None:
            looks: list[RowLook] = []
        else:
            looks = [
                result_look(one, subject.hook.dialect, subject.node_words, self._installed(one.name), busy=one.name in self._busy)
                for one in search.found
            ]
            looks = self._with_typed_name(looks)
        chosen = self.results.currentIndex().data()
        self.results.rows.show(looks)
        if looks and not self.results.currentIndex().isValid():
            self.results.choose(max(0, self.results.rows.row_of(str(chosen))))
        self._say()

    def _installed(self, name: str) -> HookModule | None:
        return self._listing.find(name)

    def _with_typed_name(self, looks: list[RowLook]) -> list[RowLook]:
        """One more row where what was typed is a version, or a name that was not found; not while the answer is awaited."""
        search = self.search
        request = search.wanted_request
        if not request or search.waiting or (search.answer is None and search.error is None):
            return looks
        exact, busy = bool(search.wanted), search.name in self._busy
        if exact:
            return [anyway_look(request, exact=True, busy=busy), *looks]
        if any(look.name == search.name for look in looks):
            return looks
        return [*looks, anyway_look(request, exact=False, busy=busy)]

    def _say(self) -> None:
        search = self.search
        words = ""
        if search.answer is not None and not search.waiting:
            words = search.answer.note
            if not search.found and not words:
                words = f"Nothing is found for “{search.name}”."
        self.note.setText(words)
        self.note.setVisible(bool(words))
        error = search.error
        if error is None:
            self.problem.say("warning", "")
        else:
            self.problem.say("warning", f"{error.message} {error.hint}".strip(), "Try again", search.ask, tip=error.details[:1000])

    # -- what is asked ----------------------------------------------------------------------------

    def _typed(self, text: str) -> None:
        self._enter_waits = False
        self.details.retry()
        self.results.clearSelection()
        self.search.type(text)

    def _answered(self) -> None:
        """The first row is chosen; a name that was typed in full and confirmed is added."""
        self.results.choose(0)
        self.results.scrollToTop()
        self.results.look_around()
        waits, self._enter_waits = self._enter_waits, False
        look = self.results.look()
        if waits and look is not None and (self.search.wanted or look.name == self.search.name):
            self.results.press(look.key)

    def _look_up_seen(self) -> None:
        known = {one.name for one in self.search.found if one.suitable is not None}
        self.details.want([key for key in self.results.seen() if not key.startswith(ADD_ANYWAY) and key not in known])

    def _press(self, key: str) -> None:
        request = key.removeprefix(ADD_ANYWAY)
        name = split_request(request)[0]
        if name in self._busy:
            self.cancel_asked.emit(name)
            return
        found = next((one for one in self.search.found if one.name == key), None)
        installed = self._installed(name) if found is not None else None
        if installed is not None and installed.version is not None:
            self.update_asked.emit(installed.name)
        else:
            self.add_asked.emit(request)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and is_versions_key(event):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """What a key in the field asks of the rows below it; whether it asks anything."""
        results, key = self.results, event.key()
        if key == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        elif is_versions_key(event):
            look = results.look()
            if look is not None and not self.search.waiting:
                self.versions_asked.emit(look.key.removeprefix(ADD_ANYWAY))
        elif key in ENTER_KEYS:
            self._enter()
        elif key == Qt.Key.Key_Down:
            if results.rows.rowCount():
                results.step(1)
            else:
                self.left_downwards.emit()
        elif key == Qt.Key.Key_Up:
            results.step(-1)
        elif key == Qt.Key.Key_PageDown:
            results.step(results.page())
        elif key == Qt.Key.Key_PageUp:
            results.step(-results.page())
        else:
            return False
        return True

    def _enter(self) -> None:
        """Add the chosen row; while its answer is awaited, rows of before are not what is meant."""
        look = self.results.look()
        if self.search.waiting:
            self._enter_waits = True
            self.search.ask()
        elif look is not None:
            self.results.press(look.key)
