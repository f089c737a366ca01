"""Runs the current hook off the window's thread and hands what comes back to the window."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.json_value import JsonValue
from hookstudio.studio.run_hook import HookRun, HookRunner
from hookstudio.studio.session import Session

if TYPE_CHECKING:
    from hookstudio.model.outcome import ConsoleLine


class Running(QObject):
    """At most one run at a time. The signals arrive on the window's thread, with the id of the hook that ran."""

    console = Signal(str, object)  # sequence of ConsoleLine
    finished = Signal(str, object)  # Outcome
    failed = Signal(str, object)  # StudioError: it could not be started
    _started = Signal(object)

    def __init__(self, runner: HookRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._run: HookRun | None = None
        self._stop_wanted = False
        self._hook_id = ""
        self._started.connect(self._keep_run)
        self.finished.connect(self._forget)
        self.failed.connect(self._forget)

    @property
    def hook_id(self) -> str:
        """The hook that runs now, or ''."""
        return self._hook_id

    def start(self, session: Session, hook: Hook, code: str, context: JsonValue, seed: int | None, timeout_s: float) -> None:
        """Start the hook's current text on that context; does nothing while another one runs."""
        if self._hook_id:
            return
        self._hook_id, self._stop_wanted, hook_id = hook.id, False, hook.id

        def console(lines: Sequence[ConsoleLine]) -> None:
            self.console.emit(hook_id, list(lines))

        def work() -> None:
            try:
                run = self._runner.start_hook(session, hook, code, context, seed=seed, timeout_s=timeout_s, on_console=console)
                self._started.emit(run)
                self.finished.emit(hook_id, run.wait())
            except StudioError as error:
                self.failed.emit(hook_id, error)

        threading.Thread(target=work, name="run", daemon=True).start()

    def stop(self) -> None:
        """Stop the run at once; also one that is only about to start."""
        self._stop_wanted = True
        if self._run is not None:
            self._run.stop()

    def _keep_run(self, run: HookRun) -> None:
        self._run = run
        if self._stop_wanted:
            run.stop()

    def _forget(self) -> None:
        self._run, self._hook_id = None, ""
