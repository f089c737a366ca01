"""The modules panel: search, what the hook has, what is asked, and what npm says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.module import Advisories, HookModule, split_request
from hookstudio.ui.jobs import Job
from hookstudio.ui.modules_panel.console_section import ConsoleSection
from hookstudio.ui.modules_panel.figures import short_name
from hookstudio.ui.modules_panel.inline_question import InlineQuestion
from hookstudio.ui.modules_panel.installed_section import InstalledSection
from hookstudio.ui.modules_panel.listing import Listing
from hookstudio.ui.modules_panel.operations import Operations
from hookstudio.ui.modules_panel.panel_note import PanelNote
from hookstudio.ui.modules_panel.row_list import RowList
from hookstudio.ui.modules_panel.row_look import Act
from hookstudio.ui.modules_panel.search_field import SearchField
from hookstudio.ui.modules_panel.search_section import SearchSection
from hookstudio.ui.modules_panel.shares import shares
from hookstudio.ui.modules_panel.source import Source, Subject, target_of
from hookstudio.ui.modules_panel.work import ModuleWork
from hookstudio.ui.notices import Choice, Notice, Notices
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.empty_state import EmptyState

ROOMY: Final = 620  # pixels: room for a question and everything else
MIDDLING: Final = 340  # for two lists and the console
LOW: Final = 300


class ModulesPanel(QWidget):
    """Shows the hook that *provide* gives, with its code as it is typed; `refresh` when either is another one."""

    pin_asked = Signal(object, object)  # Subject, versions by name: to be written into the code
    online_asked = Signal()
    offline_known = Signal(bool)  # whether no registry is to be asked, as settings and npm have it

    def __init__(
        self,
        theme: Theme,
        source: Source,
        provide: Callable[[], Subject | None],
        notices: Notices,
        parent: QWidget | None = None,
        *,
        field: SearchField | None = None,
    ) -> None:
        """*field*: the one that the user may be typing into already."""
        super().__init__(parent)
        self.setObjectName("modulesPanel")
        self._theme, self._source, self._provide, self._notices = theme, source, provide, notices
        self._subject: Subject | None = None
        self._stale = self._stale_ask = True
        self._looked = False
        self.listing = Listing(source, self)
        self.operations = Operations(self)
        self.question = InlineQuestion(theme)
        self.offline = PanelNote("modulesOffline", theme)
        self.searching = SearchSection(theme, source, self.listing, field if field is not None else SearchField())
        self.installed = InstalledSection(theme, self.listing)
        self.console = ConsoleSection(theme, self.operations)
        self.work = ModuleWork(source, self.operations, self.question, notices, provide, self)
        self.nothing = EmptyState("No hook is open", "Open a hook to see its modules and to add more.", "module")
        self._lay_out()
        self._wire()
        self.apply_theme(theme)
        self._show_page()

    def _lay_out(self) -> None:
        notes = QVBoxLayout()
        notes.setContentsMargins(12, 0, 12, 0)
        notes.setSpacing(4)
        for note in (self.offline, self.question):
            notes.addWidget(note)
        self._page = QWidget()
        self._page.installEventFilter(self)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(notes)
        column.addWidget(self.searching)
        column.addWidget(self.installed)
        column.addStretch(1)
        column.addWidget(self.console)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.nothing)
        self._pages.addWidget(self._page)

    def _wire(self) -> None:
        work, operations = self.work, self.operations
        for section in (self.searching, self.installed):
            section.add_asked.connect(work.add)
            section.cancel_asked.connect(self._cancel)
            section.versions_asked.connect(
                partial(self._open_versions, self.searching.results if section is self.searching else self.installed.list)
            )
            section.readme_asked.connect(self.open_readme)
            section.menu_asked.connect(self._open_menu)
        self.searching.update_asked.connect(self._update)
        self.installed.update_asked.connect(self._update)
        self.installed.update_all_asked.connect(lambda: work.update())
        self.installed.removal_asked.connect(self._remove)
        self.installed.restore_asked.connect(self._restore)
        self.installed.pin_asked.connect(self._pin)
        self.installed.advisories_asked.connect(self._show_advisories)
        self.searching.left_downwards.connect(self.installed.list.setFocus)
        self.installed.list.left_upwards.connect(self.focus_search)
        self.question.answered.connect(self.focus_search)
        self.question.shown_changed.connect(self._make_room)
        self.searching.field.entered.connect(self._look_once)
        self.searching.field.textChanged.connect(lambda _text: self._make_room())
        work.changed.connect(self._hook_changed)
        work.log_asked.connect(self.console.open)
        operations.changed.connect(self._show_busy)

    # -- what is shown ----------------------------------------------------------------------------

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.question, self.offline, self.searching, self.installed, self.console, self.nothing):
            part.apply_theme(theme)

    def refresh(self, *, ask: bool = False) -> None:
        """Look again at what *provide* gives; with *ask*, have the registry asked whether there is anything newer.

        While the panel can't be seen this waits until it can.
        """
        if not self.isVisible():
            self._stale, self._stale_ask = True, self._stale_ask or ask
            return
        ask, self._stale, self._stale_ask = ask or self._stale_ask, False, False
        before, subject = self._subject, self._provide()
        self._subject = subject
        other = subject is None or before is None or target_of(before) != target_of(subject)
        if other:
            self.question.forget()
        self._show_page()
        self._show_busy()
        self.searching.set_subject(subject)
        self.listing.refresh(subject, ask=ask or other)

    def look_offline(self) -> None:
        """Ask how things are with the registry: it takes npm a moment to read its configuration, which searching then need not."""
        self._looked, session = True, self._subject.session if self._subject is not None else None
        job = Job(lambda _progress: self._source().offline(session), self)
        job.succeeded.connect(self.offline_known.emit)
        job.start()  # a failure is told by what needs the registry

    def _look_once(self) -> None:
        if not self._looked and self._subject is not None:
            self.look_offline()

    def show_offline(self, offline: bool, *, changeable: bool = True) -> None:
        """Say that only what was downloaded before is to be had, or no longer. *changeable*: a button changes that."""
        if offline == bool(self.offline.text.text()):
            return
        words = "Offline: what was downloaded before." if offline else ""
        self.offline.say("info", words, "Go online" if changeable else "", self.online_asked.emit)
        self._make_room()
        self.searching.search.ask()

    def forget_answers(self) -> None:
        """Another registry, or another way to it: what one said before no longer counts."""
        self.searching.forget()
        self.listing.forget()
        self.look_offline()
        self.refresh(ask=True)

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.searching.focus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_search()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In a low panel what matters now takes the place of the rest: a question, then what is searched for."""
        height, asked, searched = self.height(), self.question.current is not None, bool(self.searching.field.text())
        self.installed.setVisible(not (asked and height < (ROOMY if searched else MIDDLING)) and not (searched and height < LOW))
        tight = searched and height < ROOMY
        self.console.squeeze(height < (ROOMY if asked else MIDDLING), narrow=tight)
        self.searching.results.setVisible(not asked or height >= LOW)
        self.installed.show_words(not tight)
        self.offline.setVisible(bool(self.offline.text.text()) and (not asked or height >= LOW))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._share_room()
        return super().eventFilter(watched, event)

    def _share_room(self) -> None:
        """Give each list its height: what is left when all the rest has what it needs."""
        layout, found, kept = self._page.layout(), self.searching.results, self.installed.list
        if layout is None:
            return
        shown = [rows for rows in (found, kept) if rows.isVisibleTo(self._page)]
        whole = layout.totalHeightForWidth(self._page.width()) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        rest = whole - sum(rows.wanted_height for rows in shown)
        heights = shares(self._page.height() - rest, *(rows.heights() if rows in shown else [] for rows in (found, kept)))
        for rows, height in zip((found, kept), heights, strict=True):
            rows.set_share(height)

    def leave(self) -> None:
        """Give up what is going on: the panel goes over to another workspace."""
        self._looked = False
        self.operations.leave()
        self.question.forget()

    def close_work(self) -> None:
        """The same, and wait a moment for what is going on to clean up after itself: the window goes."""
        self.leave()
        self.operations.wait()

    def _show_page(self) -> None:
        self._pages.setCurrentWidget(self.nothing if self._subject is None else self._page)

    def _show_busy(self) -> None:
        busy = self.operations.busy_names(self._subject.hook.id) if self._subject is not None else frozenset[str]()
        self.searching.set_busy(busy)
        self.installed.set_busy(busy)

    def _hook_changed(self, hook_id: str) -> None:
        if self._subject is not None and self._subject.hook.id == hook_id:
            self.refresh(ask=True)

    # -- what is asked ----------------------------------------------------------------------------

    def _update(self, key: str) -> None:
        module = self.listing.find(key)
        if module is not None:
            self.work.update((module,))

    def _cancel(self, name: str) -> None:
        if self._subject is not None:
            self.operations.cancel(name, self._subject.hook.id)

    def _remove(self, key: str) -> None:
        module = self.listing.find(key)
        if module is not None and module.version is not None:
            self.work.remove(self.listing.request_of(module))

    def _restore(self) -> None:
        self.work.restore([module.name for module in self.listing.modules if module.version is not None and not module.present])

    def _pin(self, versions: object) -> None:
        subject = self._provide()
        if subject is not None:
            self.pin_asked.emit(subject, versions)

    def _show_advisories(self, answer: Advisories) -> None:
        lines = [
            f"{one.name} {one.version}: {one.severity}: {one.title}"
            + (f"; fixed in {one.fixed_in}" if one.fixed_in else "")
            + (f"\n  {one.address}" if one.address else "")
            for one in answer.found
        ]
        first = answer.found[0]
        text = f"{first.name} {first.version} has a known weakness: {first.title}." + (
            f" And {len(lines) - 1} more." if len(lines) > 1 else ""
        )
        choices = (
            (Choice(f"Use {short_name(first.name)} {first.fixed_in}", partial(self.work.add, f"{first.name}@{first.fixed_in}")),)
            if first.fixed_in
            else ()
        )
        self._notices.post(Notice("warning", text, "\n".join(lines), choices, stays=True, key="advisories"))

    def _open_versions(self, rows: RowList, key: str) -> None:
        from hookstudio.ui.modules_panel.version_list import VersionList

        subject, module = self._provide(), self.listing.find(key)
        name = module.name if module is not None else _name(key)
        if subject is None or not name:
            return
        popup = VersionList(self._theme, self._source, subject, name, (module.version or "") if module is not None else "", self)

        def choose(version: str) -> None:
            if module is not None and module.version is not None and self.listing.request_of(module) == name:
                self.work.change(module, version)
            else:
                self.work.add(f"{name}@{version}", sure=module is not None)

        popup.chosen.connect(choose)
        place = rows.visualRect(rows.rows.index(max(0, rows.rows.row_of(key))))
        popup.open_at(QRect(rows.viewport().mapToGlobal(place.topLeft()), place.size()))

    def open_readme(self, key: str) -> None:
        """Show the README of a module in a window of its own."""
        from hookstudio.ui.modules_panel.readme_page import ReadmePage

        subject, module = self._provide(), self.listing.find(key)
        if subject is not None:
            name = module.name if module is not None else key
            ReadmePage(self._theme, self._source, subject, name, self.window()).show()

    def _open_menu(self, key: str, where: QPoint) -> None:
        menu = self.menu_for(key)
        if menu is not None:
            menu.popup(where)

    def menu_for(self, key: str) -> QMenu | None:
        """Everything that can be done with the module of a row."""
        rows = self.searching.results if self.sender() is self.searching or self.searching.results.hasFocus() else self.installed.list
        look = rows.look(key) or self.searching.results.look(key) or self.installed.list.look(key)
        if look is None:
            return None
        module: HookModule | None = self.listing.find(key)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if look.act.alive:
            menu.addAction("Cancel" if look.act is Act.CANCEL else look.act_words, partial(rows.press, key))
        menu.addAction("Choose a version…\tCtrl+Enter", partial(self._open_versions, rows, key))
        menu.addAction("Read the README\tSpace", partial(self.open_readme, key))
        menu.addAction("Copy the name", partial(QGuiApplication.clipboard().setText, look.name))
        if module is not None and module.unpinned and module.version is not None:
            menu.addAction(f"Write {module.version} into the code", partial(self._pin, dict.fromkeys(module.unpinned, module.version)))
        if module is not None and module.scripts and self._subject is not None:
            menu.addAction("Install script…", partial(self.work.ask_scripts, self._subject, again=True))
        if module is not None and module.version is not None:
            menu.addSeparator()
            menu.addAction("Remove\tDel", partial(self._remove, key))
        return menu


def _name(request: str) -> str:
    try:
        return split_request(request)[0]
    except StudioError:
        return ""
