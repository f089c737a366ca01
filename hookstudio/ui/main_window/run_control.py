"""Run and Stop: from the button to the run pane, the mark in the editor and the badge in the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.json_value import JsonValue
from hookstudio.model.node import wanted_major
from hookstudio.storage.settings import Settings
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from hookstudio.ui.context_panel.context_panel import ContextPanel
from hookstudio.ui.jobs import Job
from hookstudio.ui.main_window.documents import Document, Documents
from hookstudio.ui.main_window.run_bar import RunBar
from hookstudio.ui.main_window.running import Running
from hookstudio.ui.notices import Notices
from hookstudio.ui.run_pane.run_pane import RunPane

if TYPE_CHECKING:
    from hookstudio.model.outcome import ConsoleLine, Outcome


class RunControl(QObject):
    """Runs the hook of the current tab, as it is typed, on the test context that is shown."""

    begun = Signal()
    ended = Signal(str, object)  # hook id, Outcome

    def __init__(
        self,
        runner: HookRunner,
        documents: Documents,
        context: ContextPanel,
        pane: RunPane,
        bar: RunBar,
        notices: Notices,
        settings: Settings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._runner, self._documents, self._context, self._pane, self._bar = runner, documents, context, pane, bar
        self._notices, self._settings = notices, settings
        self._running = Running(runner, self)
        self._input: JsonValue = None
        self.session: Session | None = None
        self.also_running: Callable[[], bool] = lambda: False  # whether something else of the window's runs
        self.ask_first: Callable[[Session, Sequence[Hook], Callable[[], object]], object] = lambda _session, _hooks, go: go()
        self._running.console.connect(self._show_console)
        self._running.finished.connect(self._finish)
        self._running.failed.connect(self._fail)

    @property
    def running(self) -> bool:
        """Whether a hook runs, by itself or in a chain."""
        return bool(self._running.hook_id) or self.also_running()

    def run(self) -> None:
        """Run the current hook; what stands in the way is a notice."""
        document = self._documents.current()
        if document is None or self.session is None:
            self._notices.info("Open a hook first, then run it.", key="run")
            return
        if self.running:
            self._notices.info("A hook is running. Stop it first.", key="run")
            return
        try:
            self._input = self._context.value()
            hook = self.session.workspace.find(document.hook_id)
        except StudioError as error:
            self._notices.error(error, key="run")
            return
        self._notices.withdraw("run")
        session = self.session
        self.ask_first(session, [hook], lambda: self._begin(session, hook, document))

    def _begin(self, session: Session, hook: Hook, document: Document) -> None:
        if self.running or session is not self.session or self._documents.get(hook.id) is not document:
            return  # much can happen until a question is answered
        self.begun.emit()
        document.editor.clear_failure()
        timeout, seed = float(self._settings.get("run.timeout_s")), self._context.seed()
        clear = bool(self._settings.get("run.clear_console"))
        self._pane.begin(hook.name, datetime.now(), seed=seed, limit_s=timeout, clear_console=clear)
        self._running.start(session, hook, document.editor.text(), self._input, seed, timeout)
        self.refresh()

    def stop(self) -> None:
        self._running.stop()

    def refresh(self) -> None:
        """Bring the bar in line with the current hook and whether one is running."""
        document = self._documents.current()
        self._bar.show_running(running=self.running, runnable=document is not None)
        if document is None or self.session is None:
            return
        try:
            hook = self.session.workspace.find(document.hook_id)
        except StudioError:
            return
        self._bar.show_hook(hook, wanted_major(hook.node, self.session.workspace.node))

    def prepare(self) -> None:
        """Have a worker wait for the current hook; only in a trusted workspace are its modules loaded beforehand."""
        document, session = self._documents.current(), self.session
        if document is None or session is None:
            return
        code = document.editor.text()
        try:
            hook = session.workspace.find(document.hook_id)
        except StudioError:
            return
        Job(lambda _progress: self._runner.prepare_hook(session, hook, code), self).start()

    def _show_console(self, _hook_id: str, lines: Sequence[ConsoleLine]) -> None:
        self._pane.append(lines)

    def _finish(self, hook_id: str, outcome: Outcome) -> None:
        self.refresh()
        self._pane.finish(outcome, self._input)
        document = self._documents.get(hook_id)
        if document is not None:
            self.mark(document, outcome)
        self.ended.emit(hook_id, outcome)

    def mark(self, document: Document, outcome: Outcome) -> None:
        """Mark the line of the hook's text where it failed, or take the mark away."""
        from hookstudio.model.outcome import Status

        document.editor.clear_failure()
        frame = outcome.error.own_frame if outcome.error else None
        if outcome.error is not None and frame is not None and outcome.status is not Status.STOPPED:
            document.editor.show_failure(frame.line, frame.column, f"{outcome.error.name}: {outcome.error.message}")

    def _fail(self, _hook_id: str, error: StudioError) -> None:
        self._pane.show_idle()
        self._notices.error(error, key="run")
        self.refresh()
