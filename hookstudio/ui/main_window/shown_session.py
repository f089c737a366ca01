"""Brings the window's panels in line with the open workspace: when another one is opened, and with every change of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import StudioError
from hookstudio.ui.main_window import layout_state

if TYPE_CHECKING:
    from hookstudio.model.workspace import Workspace
    from hookstudio.studio.session import Session
    from hookstudio.ui.main_window.main_window import MainWindow


class ShownSession(QObject):
    """Gives each panel what it shows of the session; the session itself is the window's."""

    _told = Signal(object)  # the session's workspace, from whatever thread changed it
    _undo_told = Signal(object)  # from whatever thread made another step the next one

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._settling = False
        self._unsubscribe: Callable[[], None] = lambda: None
        self._told.connect(self._follow)
        self._undo_told.connect(window.slots.refresh)
        window.hook_actions.turned.connect(lambda: window.documents.check_files(tell=False))
        window.hook_actions.turning_changed.connect(window.slots.refresh)

    def show(self, session: Session | None) -> None:
        """Go over to another workspace, or to the start page."""
        window = self._window
        self.keep_state()
        self._unsubscribe()
        self._unsubscribe = lambda: None
        self._settling = True
        try:
            self._fill(session)
        finally:
            self._settling = False
        window.show_recent()
        self.current_changed(window.tabs.current_hook_id())
        self._focus_work()
        window.watch.set_session(session)

    def _fill(self, session: Session | None) -> None:
        """Give the panels what they show of *session*, and open what was open."""
        window = self._window
        window.documents.set_session(session)
        window.session = window.hook_actions.session = window.run_control.session = session
        window.chain_control.set_session()
        window.context_panel.set_session(session)
        window.modules.set_session(session)
        window.tenants.set_session(session)
        window.run_pane.show_idle()
        for dock in window.docks:
            dock.setVisible(session is not None)
        if session is None:
            window.setWindowTitle("Hook Studio")
            window.top_bar.show_workspace("", None)
            return
        self._unsubscribe = _both(session.subscribe(self._told.emit), session.steps.changed.add(self._undo_told.emit))
        window.hook_list.set_code_search(session.find_in_code)
        window.workspaces.remember(session.root)
        self._workspace_changed(session.workspace)
        state = session.read_state(layout_state.STATE)
        layout_state.put_back(window, state)
        self._open_drafts(session)
        first = next(iter(session.workspace), None)
        if not state and first is not None:
            window.documents.open(first.id)
        for text in session.notices:
            window.notices.info(text)

    def _focus_work(self) -> None:
        """Put the keyboard where work goes on: the code, else the list; the ways to begin where there is no workspace."""
        window = self._window
        document = window.documents.current()
        place = window.centre.start_page if window.session is None else document.editor if document else window.hook_list
        place.setFocus()

    def _follow(self) -> None:
        if self._window.session is not None:
            self._workspace_changed(self._window.session.workspace)

    def _workspace_changed(self, workspace: Workspace) -> None:
        window = self._window
        window.setWindowTitle(f"{workspace.name} – Hook Studio")
        window.top_bar.show_workspace(workspace.name, workspace.root)
        window.hook_list.show_workspace(workspace)
        window.hook_dock.show_note(str(sum(1 for _ in workspace)))
        window.documents.workspace_changed()
        window.chain_control.workspace_changed(workspace)
        window.parse_watch.workspace_changed()
        window.protection.show()
        window.run_control.refresh()
        window.slots.refresh()
        self._show_problems(workspace)

    def _show_problems(self, workspace: Workspace) -> None:
        notices = self._window.notices
        if not workspace.problems:
            notices.withdraw("problems")
            return
        first, *others = workspace.problems
        text = f"{first.file}: {first.message}" + (f" And {len(others)} more." if others else "")
        details = "\n".join(f"{problem.file}: {problem.message}" for problem in workspace.problems)
        notices.warn(text, details=details if others else "", key="problems")

    def _open_drafts(self, session: Session) -> None:
        """Bring back what was typed and not saved when the program ended."""
        documents, current = self._window.documents, self._window.tabs.current_hook_id()
        known = {hook.id for hook in session.workspace}
        for draft in session.drafts.all():
            if draft.hook_id in known and documents.get(draft.hook_id) is None:
                documents.open(draft.hook_id)
        if current:
            documents.open(current)

    def current_changed(self, hook_id: str) -> None:
        """Another hook is in front, or none."""
        if self._settling:
            return  # tabs come and go; the last one counts
        window = self._window
        if window.session is None:
            window.centre.show_start_page()
        elif hook_id:
            window.centre.show_tabs()
        else:
            window.centre.show_nothing_open()
        document = window.documents.current()
        if document is None:
            window.status.show_caret(0, 0)
        else:
            hook = document.hook
            window.context_panel.set_hook(hook.type, hook.dialect, hook.id)
            window.hook_list.select(hook_id)
            window.status.show_caret(*document.editor.caret())
            window.apply_editor_settings()
        window.protection.show()
        window.run_control.refresh()
        window.run_control.prepare()
        window.slots.refresh()

    def keep_state(self) -> None:
        """Remember how the window is laid out for this workspace."""
        session = self._window.session
        if session is not None:
            try:
                session.write_state(layout_state.STATE, layout_state.take(self._window))
            except StudioError as error:
                self._window.notices.error(error)

    def leave(self) -> None:
        """Follow the session no more: the window closes."""
        self._unsubscribe()


def _both(first: Callable[[], None], second: Callable[[], None]) -> Callable[[], None]:
    def end() -> None:
        first()
        second()

    return end
