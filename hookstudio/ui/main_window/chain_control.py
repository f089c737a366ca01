"""Run chain: from the button to the journey, the marks in list and editor, and what another order would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.workspace import Workspace
from hookstudio.studio.session import Session
from hookstudio.ui.jobs import Job
from hookstudio.ui.main_window.chaining import Chaining
from hookstudio.ui.notices import Choice, Notice

if TYPE_CHECKING:
    from hookstudio.model.journey import Journey, Step
    from hookstudio.model.outcome import ConsoleLine
    from hookstudio.studio.run_chain import ChainPlan
    from hookstudio.ui.main_window.main_window import MainWindow

KEY = "chain-order"  # of the notice about a new order


@dataclass(frozen=True, slots=True)
class Done:
    """A chain that ran, and the order of all hooks of its type then, the disabled ones included."""

    plan: ChainPlan
    journey: Journey
    row: tuple[str, ...]


class ChainControl(QObject):
    """Runs the enabled hooks of a type as they are typed, and compares when they are put into another order."""

    ended = Signal(object, object)  # ChainPlan, Journey

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._chaining = Chaining(window.runner, self)
        self._done: Done | None = None  # the last chain whose order was kept
        self._tried: Done | None = None  # the same in a new order, while the user decides
        self._told: tuple[str, ...] = ()  # the order that the notice is about
        self._comparing = False
        self._failing = ""  # the hook whose places the console shows
        self._count = 0
        self._session: Session | None = None  # whose chain runs or ran last
        chaining, pane = self._chaining, window.run_pane
        chaining.planned.connect(self._planned)
        chaining.step_started.connect(self._step_started)
        chaining.console.connect(self._print)
        chaining.step_ended.connect(self._step_ended)
        chaining.finished.connect(self._finished)
        chaining.failed.connect(self._failed)
        window.run_control.begun.connect(self._forget_failing)
        pane.location_requested.connect(self._open_failing)
        pane.hook_requested.connect(window.documents.open)
        pane.order_kept.connect(self.keep)
        pane.order_refused.connect(self.undo_move)

    @property
    def running(self) -> bool:
        return self._chaining.going

    def set_session(self) -> None:
        """Another workspace: what ran in the one before is forgotten."""
        self.stop()
        self._done = self._tried = self._session = None
        self._told, self._failing = (), ""
        self._window.notices.withdraw(KEY)

    def stop(self) -> None:
        self._chaining.stop()

    # -- running ----------------------------------------------------------------------------------

    def run(self, type_name: str = "") -> None:
        """Run the chain of a type, or that of the hook which is open or chosen; what stands in the way is a notice."""
        window, session = self._window, self._window.session
        if session is None:
            return
        document = window.documents.current()
        here = session.workspace.find(document.hook_id) if document is not None else window.chosen_hook()
        type_name = type_name or (here.type if here is not None else "")
        if not type_name:
            window.notices.info("Open or choose a hook first: the chain of its type is run.")
            return
        if window.run_control.running:
            window.notices.info("A hook is running. Stop it first.")
            return
        panel, own = window.context_panel, document is not None and here is not None and here.type == type_name
        try:
            seed = panel.seed() if own else panel.seed_field.seed()
            given = panel.value() if own and seed is None else None
        except StudioError as error:
            window.notices.error(error)
            return
        texts = self._texts(session, type_name)
        limit = float(window.settings.get("run.timeout_s"))

        def plan() -> ChainPlan:
            from hookstudio.studio.run_chain import ChainPlan, chain_context, links_of
            from hookstudio.studio.seed import random_seed

            links = links_of(session, type_name, lambda hook: texts.get(hook.id))
            if own and seed is None:
                return ChainPlan(type_name, links, given, None, limit)
            chosen = seed if seed is not None else random_seed()
            return ChainPlan(type_name, links, chain_context(type_name, links, chosen), chosen, limit)

        hooks = [hook for hook in session.workspace.of_type(type_name) if hook.enabled]

        def start() -> None:
            if window.run_control.running or window.session is not session:
                return  # much can happen until a question is answered
            self._comparing, self._tried = False, None
            window.notices.withdraw(KEY)
            self._begin(hooks, f"{type_name} chain", seed)
            self._session = session
            self._chaining.start(session, plan)
            window.run_control.refresh()

        window.run_control.ask_first(session, hooks, start)

    def _texts(self, session: Session, type_name: str) -> dict[str, str]:
        """The text of each hook of a type that is open, saved or not."""
        documents = ((hook.id, self._window.documents.get(hook.id)) for hook in session.workspace.of_type(type_name))
        return {hook_id: document.editor.text() for hook_id, document in documents if document is not None}

    def _begin(self, hooks: list[Hook], name: str, seed: int | None) -> None:
        window = self._window
        self._count, self._failing = len(hooks), ""
        for hook in hooks:
            if (document := window.documents.get(hook.id)) is not None:
                document.editor.clear_failure()
        limit, clear = float(window.settings.get("run.timeout_s")), bool(window.settings.get("run.clear_console"))
        window.run_pane.begin_chain(hooks, name, datetime.now(), seed=seed, limit_s=limit, clear_console=clear)
        window.show_panel(window.run_dock, lambda: None)

    @property
    def _gone(self) -> bool:
        """Whether the chain belongs to a workspace that is no longer shown."""
        return self._session is None or self._session is not self._window.session

    def _planned(self, plan: ChainPlan) -> None:
        if not self._gone:
            self._window.run_pane.chain.summary.setText(_summary(plan))

    def _step_started(self, number: int, hook: Hook) -> None:
        if not self._gone:
            self._window.run_pane.start_step(number, hook, self._count)

    def _print(self, lines: Sequence[ConsoleLine]) -> None:
        if not self._gone:
            self._window.run_pane.append(lines)

    def _step_ended(self, number: int, step: Step) -> None:
        window = self._window
        if self._gone:
            return
        window.run_pane.end_step(number, step)
        self._mark(step)

    def _mark(self, step: Step) -> None:
        """Say in the list and in the editor whether that hook failed."""
        window = self._window
        window.hook_list.set_failed(step.hook.id, failed=not step.outcome.ok)
        if not step.outcome.ok:
            self._failing = step.hook.id
        document = window.documents.get(step.hook.id)
        if document is not None:
            window.run_control.mark(document, step.outcome)

    def _finished(self, plan: ChainPlan, journey: Journey) -> None:
        window, session = self._window, self._window.session
        window.run_control.refresh()
        window.run_control.prepare()
        if session is None or self._gone:
            return
        summary = _summary(plan)
        window.run_pane.finish_chain(journey, summary)
        row = tuple(hook.id for hook in session.workspace.of_type(plan.type))
        done = Done(plan, journey, row)
        if self._comparing and self._done is not None:
            self._comparing = False
            self._tried = done
            self._compare(self._done.journey, done, summary)
        else:
            self._done = done
        self.workspace_changed(session.workspace)
        self.ended.emit(plan, journey)

    def _compare(self, before: Journey, done: Done, summary: str) -> None:
        """Work out how the results of two orders differ, which may take a while, and show it."""
        from hookstudio.ui.run_pane.order_panel import differences

        job = Job(lambda _progress: differences(before, done.journey), self)

        def show(found: object) -> None:
            if self._tried is done and isinstance(found, tuple):
                self._window.run_pane.chain.show_comparison(before, done.journey, found, summary)

        job.succeeded.connect(show)
        job.start()

    def _failed(self, error: StudioError) -> None:
        self._comparing = False
        if not self._gone:
            self._window.run_pane.show_idle()
            self._window.notices.error(error)
        self._window.run_control.refresh()

    def _forget_failing(self) -> None:
        self._failing = ""

    def _open_failing(self) -> None:
        if self._failing:
            self._window.documents.open(self._failing)

    # -- another order ----------------------------------------------------------------------------

    def workspace_changed(self, workspace: Workspace) -> None:
        """Offer to compare when the hooks of the last chain were put into another order."""
        done = self._done
        if done is None or self.running:
            return
        before = [hook.id for hook in done.plan.hooks]
        now = tuple(hook.id for hook in workspace.of_type(done.plan.type) if hook.enabled)
        if set(now) != set(before) or list(now) == before:
            self._back_to_last()
            return
        if now == self._told:
            return
        self._leave_comparison()
        self._told = now
        self._window.notices.post(
            Notice(
                "info",
                f"Order of {done.plan.type} changed since the last chain run. Run it again to see what the new order changes.",
                choices=(Choice("Compare", self.compare), Choice("Undo the move", self.undo_move)),
                stays=True,
                key=KEY,
            )
        )

    def compare(self) -> None:
        """Run the same hooks, texts and context in the new order, and show what that changes."""
        window, session, done = self._window, self._window.session, self._done
        if session is None or done is None:
            return
        if window.run_control.running:
            window.notices.info("A hook is running. Stop it first.")
            self._told = ()
            return
        window.notices.withdraw(KEY)
        plan = done.plan.in_order([hook.id for hook in session.workspace.of_type(done.plan.type)])
        self._comparing = True
        self._begin(list(plan.hooks), f"{plan.type} chain, new order", plan.seed)
        self._chaining.start(session, lambda: plan)
        window.run_control.refresh()

    def keep(self) -> None:
        """The new order stays: its chain is the last one from now on."""
        if self._tried is None:
            return
        self._done, self._tried, self._told = self._tried, None, ()
        self._window.notices.withdraw(KEY)
        self._show(self._done)

    def undo_move(self) -> None:
        """Put the hooks back into the order that the last chain ran in."""
        session, done = self._window.session, self._done
        if session is None or done is None:
            return
        now = tuple(hook.id for hook in session.workspace.of_type(done.plan.type))
        wanted = [hook_id for hook_id in done.row if hook_id in now]
        for hook_id, position in moves_back(now, (*wanted, *(hook_id for hook_id in now if hook_id not in wanted))):
            self._window.hook_actions.move(hook_id, position)

    def _back_to_last(self) -> None:
        """The order is again the one that ran, or the hooks are no longer the same: nothing is to be decided."""
        if self._told:
            self._told = ()
            self._window.notices.withdraw(KEY)
        self._leave_comparison()

    def _leave_comparison(self) -> None:
        if self._tried is not None and self._done is not None:
            self._tried = None
            self._show(self._done)

    def _show(self, done: Done) -> None:
        self._window.run_pane.finish_chain(done.journey, _summary(done.plan))
        self._failing = ""
        for step in done.journey.steps:
            self._mark(step)


def moves_back(now: tuple[str, ...], wanted: tuple[str, ...]) -> list[tuple[str, int]]:
    """Moves (what, final index) that bring the row *now* into the order *wanted*: a single one wherever one is enough."""
    if now == wanted:
        return []
    for hook_id in now:
        if [other for other in now if other != hook_id] == [other for other in wanted if other != hook_id]:
            return [(hook_id, wanted.index(hook_id))]
    row, moves = list(now), []
    for place, hook_id in enumerate(wanted):
        if row[place] != hook_id:
            row.remove(hook_id)
            row.insert(place, hook_id)
            moves.append((hook_id, place))
    return moves


def _hooks(number: int) -> str:
    return f"{number} hook{'' if number == 1 else 's'}"


def _summary(plan: ChainPlan) -> str:
    """'3 hooks of pre-login · classic context': the first hook decides whose context is generated."""
    from hookstudio.studio.run_chain import chain_dialect

    whose = f"{chain_dialect(plan.links)} context" if plan.seed is not None else "your own context"
    return f"{_hooks(len(plan.links))} of {plan.type} · {whose}"
