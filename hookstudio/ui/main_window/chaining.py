"""Runs a chain off the window's thread and hands what comes back to the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session

if TYPE_CHECKING:
    from hookstudio.model.journey import Step
    from hookstudio.model.outcome import ConsoleLine
    from hookstudio.studio.run_chain import ChainPlan, ChainRun

    Plan = Callable[[], ChainPlan]


class Chaining(QObject):
    """At most one chain at a time. The signals arrive on the window's thread."""

    planned = Signal(object)  # ChainPlan: the texts are read, the context is made
    step_started = Signal(int, object)  # number from 0, Hook
    console = Signal(object)  # sequence of ConsoleLine
    step_ended = Signal(int, object)  # number, Step
    finished = Signal(object, object)  # ChainPlan, Journey
    failed = Signal(object)  # StudioError: it could not be started

    def __init__(self, runner: HookRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._lock = threading.Lock()
        self._chain: ChainRun | None = None
        self._going = self._stop_wanted = False
        self.finished.connect(self._forget)
        self.failed.connect(self._forget)

    @property
    def going(self) -> bool:
        return self._going

    def start(self, session: Session, make_plan: Plan) -> None:
        """Make the plan and run it, both in a thread; does nothing while another chain runs."""
        if self._going:
            return
        self._going, self._stop_wanted = True, False
        threading.Thread(target=self._work, args=(session, make_plan), name="chain", daemon=True).start()

    def stop(self) -> None:
        """End the chain at once; also one that is only about to start."""
        with self._lock:
            self._stop_wanted, chain = True, self._chain
        if chain is not None:
            chain.stop()

    def _work(self, session: Session, make_plan: Plan) -> None:
        from hookstudio.studio.run_chain import ChainListener, ChainRun

        try:
            plan = make_plan()
            self.planned.emit(plan)
            chain = ChainRun(self._runner, session, plan, ChainListener(self._started, self._printed, self._ended))
            with self._lock:
                self._chain, stop = chain, self._stop_wanted
            if stop:
                chain.stop()
            self.finished.emit(plan, chain.run())
        except StudioError as error:
            self.failed.emit(error)

    def _started(self, number: int, hook: Hook) -> None:
        self.step_started.emit(number, hook)

    def _printed(self, _number: int, lines: Sequence[ConsoleLine]) -> None:
        self.console.emit(list(lines))

    def _ended(self, number: int, step: Step) -> None:
        self.step_ended.emit(number, step)

    def _forget(self) -> None:
        with self._lock:
            self._chain = None
        self._going = False
