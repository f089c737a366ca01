"""Modules that the code asks for and a hook lacks: fetched when the code is saved, or offered after a save, a run or a chain."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from hookstudio.model.errors import StudioError
from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import Choice

if TYPE_CHECKING:
    from hookstudio.model.hook import Hook
    from hookstudio.model.journey import Journey
    from hookstudio.model.outcome import Outcome
    from hookstudio.studio.run_chain import ChainPlan
    from hookstudio.ui.main_window.main_window import MainWindow
    from hookstudio.ui.main_window.modules_control import ModulesControl
    from hookstudio.ui.modules_panel.source import Subject

KEY: Final = "missing-modules"
ABSENT: Final = ""  # stands for what the lock file names and this computer lacks
_PREFIX: Final = "npm:"


class ModuleOffers(QObject):
    """Fetches by itself only what an ES module names as `npm:…`, in a trusted workspace, once; all else the user is asked."""

    def __init__(self, window: MainWindow, control: ModulesControl) -> None:
        super().__init__(control)
        self._window, self._control = window, control
        self._told: set[tuple[str, str]] = set()  # id of a hook and a request that was fetched or offered after a save

    def wire(self) -> None:
        """Follow the other parts of the window, once they are there."""
        window = self._window
        window.run_control.ended.connect(self._ran)
        window.chain_control.ended.connect(self._chain_ran)
        window.documents.saved.connect(self._saved)

    def withdraw(self) -> None:
        """What was offered does not hold any more."""
        self._window.notices.withdraw(KEY)

    def forget(self) -> None:
        """Another workspace."""
        self._told.clear()
        self.withdraw()

    # -- after a run ------------------------------------------------------------------------------

    def _ran(self, hook_id: str, outcome: Outcome) -> None:
        self.withdraw()
        subject = self._control.subject_of(hook_id)
        if subject is not None:
            self._look(subject.hook, subject.code, outcome)

    def _chain_ran(self, plan: ChainPlan, journey: Journey) -> None:
        self.withdraw()
        step = journey.failing
        link = next((one for one in plan.links if step is not None and one.hook.id == step.hook.id), None)
        if step is not None and link is not None:
            self._look(link.hook, link.code, step.outcome)

    def _look(self, hook: Hook, code: str, outcome: Outcome) -> None:
        """Offer what would have made that run come out otherwise."""
        session = self._window.session
        if outcome.ok or outcome.error is None or session is None:
            return

        def work(_progress: object) -> tuple[str, ...]:
            from hookstudio.studio.module_errors import NOT_FOUND, missing_modules

            missing = missing_modules(outcome, code)
            if missing or outcome.error is None or outcome.error.code not in NOT_FOUND:
                return missing
            return (ABSENT,) if self._control.source().absent(session, hook) else ()

        job = Job(work, self)
        job.succeeded.connect(lambda requests: self._offer(hook, requests) if session is self._window.session else None)
        job.start()

    # -- after a save -----------------------------------------------------------------------------

    def _saved(self, hook_id: str) -> None:
        subject = self._control.subject_of(hook_id)
        if subject is None or _PREFIX not in subject.code:
            return

        def work(_progress: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
            from hookstudio.model.module import split_request
            from hookstudio.npm.lookalike import looks_like

            requests = tuple(self._control.source().imported(subject.session, subject.hook, subject.code))
            slips = tuple(one for one in requests if looks_like(split_request(one)[0]))
            return tuple(one for one in requests if one not in slips), slips

        job = Job(work, self)
        job.succeeded.connect(lambda found: self._take(subject, *found))
        job.start()

    def _take(self, subject: Subject, sure: Sequence[str], slips: Sequence[str]) -> None:
        """Fetch what was imported for the first time; names that look like a slip are left to the user."""
        window, hook = self._window, subject.hook
        if window.session is not subject.session:
            return
        fresh = [one for one in sure if (hook.id, one) not in self._told]
        asked = [one for one in slips if (hook.id, one) not in self._told]
        self._told |= {(hook.id, one) for one in (*fresh, *asked)}
        if not subject.session.trusted:
            asked, fresh = [*fresh, *asked], []
        if fresh:
            window.show_panel(self._control.dock, lambda: None)
            self._control.panel.work.fetch(subject, fresh)
        self._offer(hook, asked)

    # ------------------------------------------------------------------------------------------------------------

    def _offer(self, hook: Hook, requests: Sequence[str]) -> None:
        if not requests:
            return
        from hookstudio.ui.modules_panel.figures import short_name

        if ABSENT in requests:
            choice = Choice("Install them", partial(self._restore, hook.id))
            self._window.notices.warn(f"The modules of “{hook.name}” are not installed on this computer.", choice, key=KEY)
            return
        choices = tuple(Choice(f"Add {short_name(request)}", partial(self._add, hook.id, request)) for request in requests[:3])
        those = f"“{requests[0]}” is" if len(requests) == 1 else f"{len(requests)} modules are"
        self._window.notices.warn(f"{those} not added to “{hook.name}”.", *choices, key=KEY)

    def _add(self, hook_id: str, request: str) -> None:
        """Add a module where the user can see how that goes."""
        if self._shown(hook_id):
            self._control.panel.work.add(request)

    def _restore(self, hook_id: str) -> None:
        if self._shown(hook_id):
            self._control.panel.work.restore(())

    def _shown(self, hook_id: str) -> bool:
        """Bring the hook and the panel to the front; whether the hook is still there."""
        window = self._window
        try:
            if window.documents.open(hook_id) is None:
                return False
        except StudioError as error:
            window.notices.error(error)
            return False
        window.show_panel(self._control.dock, lambda: None)
        return True
