"""The modules of the hook: what is added, what is out of date, what the code wants and lacks, and what is to be said about them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hookstudio.model.module import Advisories, HookModule
from hookstudio.ui.modules_panel.installed_words import installed_look
from hookstudio.ui.modules_panel.listing import Listing
from hookstudio.ui.modules_panel.panel_note import PanelNote
from hookstudio.ui.modules_panel.row_list import RowList
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.plain_tip import plain_tip

EMPTY = "No modules yet. Search npm above, or write require('name') in the code: what it needs is offered here."


class InstalledSection(QWidget):
    """The signals carry the key of a module, `add_asked` what to add."""

    add_asked = Signal(str)
    cancel_asked = Signal(str)
    update_asked = Signal(str)
    update_all_asked = Signal()
    versions_asked = Signal(str)
    readme_asked = Signal(str)
    removal_asked = Signal(str)
    menu_asked = Signal(str, QPoint)
    restore_asked = Signal()
    pin_asked = Signal(object)  # versions by name
    advisories_asked = Signal(object)  # Advisories, to be read at leisure

    def __init__(self, theme: Theme, listing: Listing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listing = listing
        self._busy: frozenset[str] = frozenset()
        self._room_for_words = True
        title = QLabel("Installed")
        title.setProperty("role", "strong")
        self.count = QLabel()
        self.count.setProperty("role", "small")
        self.update_all = QPushButton("Update all")
        self.update_all.setObjectName("updateAllModules")
        self.update_all.setProperty("link", True)
        self.update_all.setToolTip("Bring every module to the newest version that suits this hook")
        self.update_all.clicked.connect(lambda: self.update_all_asked.emit())
        self.update_all.hide()
        self.restore = PanelNote("modulesRestore", theme, slim=True)
        self.pin = PanelNote("modulesPin", theme, slim=True)
        self.weak = PanelNote("modulesWeak", theme, slim=True)
        self.list = RowList(theme)
        self.list.setObjectName("installedModules")
        self.list.setAccessibleName("Modules of this hook")
        self.empty = _small(EMPTY)
        self.empty.setObjectName("modulesEmpty")
        self.checked = _small("")
        self.checked.setObjectName("modulesAdvisories")
        self.checked.hide()
        head, notes = QHBoxLayout(), QVBoxLayout()
        head.setContentsMargins(12, 10, 8, 4)
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(self.count, 1)
        head.addWidget(self.update_all)
        notes.setContentsMargins(12, 0, 8, 0)
        notes.setSpacing(0)
        for note in (self.restore, self.pin, self.weak):
            notes.addWidget(note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(notes)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addWidget(self.checked)
        listing.changed.connect(self.refresh)
        self.list.pressed_act.connect(self._press)
        self.list.versions_asked.connect(self.versions_asked)
        self.list.readme_asked.connect(self.readme_asked)
        self.list.removal_asked.connect(self.removal_asked)
        self.list.menu_asked.connect(self.menu_asked)
        self.refresh()

    def apply_theme(self, theme: Theme) -> None:
        for part in (self.list, self.restore, self.pin, self.weak):
            part.apply_theme(theme)

    def set_busy(self, names: frozenset[str]) -> None:
        """Modules that something is done to: their buttons cancel it."""
        if names != self._busy:
            self._busy = names
            self.refresh()

    def show_words(self, room: bool) -> None:
        """Whether there is *room* for what may be missed: that there is no module yet, and that no weakness is known."""
        self._room_for_words = room
        self.checked.setVisible(bool(self.checked.text()) and room)
        self._say_empty()

    def refresh(self) -> None:
        listing = self._listing
        node = listing.subject.node_words if listing.subject is not None else ""
        self.list.rows.show([installed_look(module, node, busy=module.name in self._busy) for module in listing.modules])
        self._say_empty()
        added = sum(1 for module in listing.modules if module.version is not None)
        self.count.setText(str(added) if added else "")
        outdated = [module for module in listing.modules if module.outdated]
        self.update_all.setVisible(bool(outdated))
        self.update_all.setEnabled(not self._busy)
        self._say_restore()
        self._say_pin()
        self._say_advisories(listing.advisories)

    def _say_empty(self) -> None:
        listing = self._listing
        self.empty.setVisible(listing.known and not listing.modules and listing.error is None and self._room_for_words)

    def _say_restore(self) -> None:
        error = self._listing.error
        if error is not None:
            self.restore.say("error", f"{error.message} {error.hint}".strip(), tip=error.details[:1000])
            return
        absent = [module for module in self._listing.modules if module.version is not None and not module.present]
        if not absent or self._busy:
            self.restore.say("info", "")
        elif len(absent) == 1:
            self.restore.say("warning", f"{absent[0].name} is not installed here.", "Install", self.restore_asked.emit)
        else:
            self.restore.say("warning", f"{len(absent)} modules are not installed here.", "Install", self.restore_asked.emit)

    def _say_pin(self) -> None:
        versions = self._floating()
        texts = list(dict.fromkeys(text for module in self._listing.modules for text in module.unpinned))
        if not texts:
            self.pin.say("warning", "")
            return
        what = f"“{texts[0]}” names" if len(texts) == 1 else f"{len(texts)} imports name"
        tip = "What runs may change without you. Pin writes the versions that are installed into the code:\n" + "\n".join(texts)
        label = "Pin" if versions else ""
        self.pin.say("warning", f"{what} no exact version; PlusAuth advises one.", label, lambda: self.pin_asked.emit(versions), tip=tip)

    def _floating(self) -> Mapping[str, str]:
        """The versions to write into the code where it names none, by what stands there."""
        return {text: module.version for module in self._listing.modules if module.version is not None for text in module.unpinned}

    def _say_advisories(self, answer: Advisories | None) -> None:
        present = any(module.version is not None for module in self._listing.modules)
        found = answer.found if answer is not None and answer.checked else ()
        if found:
            names = sorted({one.name for one in found})
            count = f"{len(found)} known weakness{'' if len(found) == 1 else 'es'}"
            self.weak.say("error", f"{count}: {', '.join(names[:3])}", "Show", lambda: self.advisories_asked.emit(answer))
        else:
            self.weak.say("error", "")
        words = ""
        if answer is not None and present and not found:
            words = "No known weaknesses." if answer.checked else "Known weaknesses: not checked."
        self.checked.setText(words)
        self.checked.setToolTip(plain_tip(answer.why) if answer is not None and answer.why else "")
        self.checked.setVisible(bool(words) and self._room_for_words)

    def _press(self, key: str) -> None:
        module = self._module(key)
        if module is None:
            return
        if module.name in self._busy:
            self.cancel_asked.emit(module.name)
        elif module.version is None:
            self.add_asked.emit(f"{module.name}@{module.wanted}" if module.wanted else module.name)
        else:
            self.update_asked.emit(key)

    def _module(self, key: str) -> HookModule | None:
        return next((module for module in self._listing.modules if module.key == key), None)


def _small(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "small")
    label.setWordWrap(True)
    label.setContentsMargins(12, 4, 12, 8)
    return label
