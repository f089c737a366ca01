"""What a push would change for users: the code here and the tenant's are run on the same contexts before anything is sent."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.model.outcome import Status
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.model.sync import Request, SyncPlan, first_named, plain_ends
from hookstudio.model.tenant import HookState
from hookstudio.studio.agreement import GENERATED, WITHOUT_NETWORK, Agreement, Case, Comparing, Situation, Version, situations
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session

TIMEOUT_S: Final = 5.0
BUDGET_S: Final = 60.0
"""What a user is let wait for all hooks of a plan."""

_TIMEOUTS: Final = 3  # runs of a hook that may run out of time before the rest is left
_SEED: Final = 1  # the same plan is tried on the same contexts
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Effect:
    """What pushing one hook's code changes. `reason`: why it was not compared, a sentence, '' where it was.

    In the agreement, here is the code that is pushed, there the one that the tenant has.
    """

    key: str
    type: str
    agreement: Agreement | None
    reason: str = ""

    @property
    def headline(self) -> str:
        """One line for people."""
        return self.reason if self.agreement is None else self.agreement.headline


class Effects:
    """Compares the codes that a plan sends with those that the tenant has. `run` in whatever thread; nothing is asked or sent.

    `keys`: the hooks that it compares, which are those that run for users afterwards and whose code changes. `told`: sentences on what
    the plan changes for users besides.
    """

    def __init__(
        self,
        runner: HookRunner,
        session: Session,
        plan: SyncPlan,
        *,
        generated: int = GENERATED,
        timeout_s: float = TIMEOUT_S,
        budget_s: float | None = None,
        on_effect: Callable[[Effect], object] = lambda _effect: None,
    ) -> None:
        """*timeout_s* is for one run, *budget_s* for all hooks: those that it leaves no time for are given with that as the reason.

        *on_effect* is told of each hook, in the thread that runs.
        """
        self._runner, self._session, self._on_effect = runner, session, on_effect
        self._generated, self._timeout_s, self._budget_s = generated, timeout_s, budget_s
        self._requests = tuple(request for request in plan.requests if _is_compared(request))
        self.keys = tuple(request.key for request in self._requests)
        self.told = _told(plan)

    def unprotected(self) -> bool:
        """Whether the codes would run with no wall of the system around them, and nobody has allowed that; may take 100 ms."""
        if self._session.runs_unprotected:
            return False
        return any(self._is_bare(request) for request in self._requests)

    def run(self, progress: Progress) -> tuple[Effect, ...]:
        """Compare every hook of `keys`; *progress* counts hooks. Raises Cancelled."""
        ends = None if self._budget_s is None else time.monotonic() + self._budget_s
        found = list[Effect]()
        for number, request in enumerate(self._requests):
            told = _Told(progress, number, len(self._requests), request.key, ends)
            told(0, 0)
            found.append(self._effect(request, told))
            self._on_effect(found[-1])
        progress(len(found), len(found))
        return tuple(found)

    def _effect(self, request: Request, progress: _Told) -> Effect:
        if progress.given_up:
            raise _cancelled()
        if progress.late:
            return _left(request, "It was not compared: the time for that was over.")
        watch, contexts = _Watch(), list[Situation]()
        try:
            here, there = self._versions(request)
            contexts, notes = situations(self._session, here, there, _SEED, self._generated)
            comparing = Comparing(self._runner, self._session, here, there, timeout_s=self._timeout_s, on_case=watch)
            agreement = comparing.run(contexts, progress, notes)
        except _GaveUp:
            return _partly(request, watch, len(contexts), f"it ran out of time {watch.timeouts} times, {self._timeout_s:g} s each")
        except Cancelled:
            if progress.given_up or not progress.late:
                raise
            return _partly(request, watch, len(contexts), "there was no time for the others")
        except StudioError as error:
            return _left(request, f"It was not compared. {error.message}")
        if agreement.missing_here or agreement.missing_there:
            return _left(request, _missing(agreement))
        return Effect(request.key, request.type, agreement)

    def _versions(self, request: Request) -> tuple[Version, Version]:
        """The code that is pushed, and the tenant's in the dialect that it is written in. Raises StudioError where they can't run."""
        assert request.wanted is not None and request.expected is not None
        hook = self._session.workspace.find(request.hook_id)
        if self._runner.module_place(self._session, hook, self._runner.runtime(self._session, hook)).absent:
            raise StudioError("Its modules are not installed on this computer.")
        return Version(hook, request.wanted.content), Version(replace(hook, dialect_fixed=False), request.expected.content)

    def _is_bare(self, request: Request) -> bool:
        try:
            return self._runner.protection(self._session, self._session.workspace.find(request.hook_id), network=False).bare
        except StudioError:  # it can't run anyway
            return False


class _GaveUp(Exception):
    """The runs of a hook run out of time again and again."""


class _Watch:
    """Keeps the cases of a hook. Raises _GaveUp once too many runs ran out of time."""

    def __init__(self) -> None:
        self.cases = list[Case]()
        self.timeouts = 0

    def __call__(self, case: Case) -> None:
        self.cases.append(case)
        self.timeouts += sum(1 for outcome in (case.here, case.there) if outcome.status is Status.TIMEOUT)
        if self.timeouts >= _TIMEOUTS:
            raise _GaveUp


class _Told:
    """Tells of one hook's contexts as a part of all hooks; is cancelled once the time is over as well."""

    def __init__(self, progress: Progress, number: int, total: int, key: str, ends: float | None) -> None:
        self._progress, self._number, self._total, self._key, self._ends = progress, number, total, key, ends

    @property
    def given_up(self) -> bool:
        return self._progress.cancelled

    @property
    def late(self) -> bool:
        return self._ends is not None and time.monotonic() >= self._ends

    @property
    def cancelled(self) -> bool:
        return self.given_up or self.late

    def __call__(self, done: int, total: int, note: str = "") -> None:
        where = f": {note} ({done} of {total})" if total else ""
        self._progress(self._number, self._total, f"{self._key}{where}")


def _is_compared(request: Request) -> bool:
    was, wanted = request.expected, request.wanted
    if request.method != "PATCH" or was is None or wanted is None or not wanted.enabled:
        return False
    return "content" in request.body and plain_ends(was.content) != plain_ends(wanted.content)


def _cancelled() -> Cancelled:
    return Cancelled("The comparison was cancelled.", hint="Nothing was changed.")


def _left(request: Request, reason: str) -> Effect:
    return Effect(request.key, request.type, None, reason)


def _partly(request: Request, watch: _Watch, total: int, why: str) -> Effect:
    """What is known of a hook of which not all contexts were tried: a difference that was found is worth telling, an agreement is not."""
    if not any(case.differs for case in watch.cases):
        return _left(request, f"It was not compared to the end: after {len(watch.cases)} of {total} contexts, {why}.")
    note = f"{len(watch.cases)} of {total} contexts were tried: {why}."
    return Effect(request.key, request.type, Agreement(tuple(watch.cases), notes=(note, WITHOUT_NETWORK)))


def _missing(agreement: Agreement) -> str:
    parts = []
    for whose, names in (("the code here", agreement.missing_here), ("the tenant's code", agreement.missing_there)):
        if names:
            parts.append(f"{whose} wants modules that the hook has not here ({', '.join(names)})")
    return f"It was not compared: {' and '.join(parts)}."


def _told(plan: SyncPlan) -> tuple[str, ...]:
    """What begins, stops and moves."""
    begin, stop, silent, moved = list[str](), list[str](), list[str](), dict[str, list[str]]()
    for request in plan.requests:
        was, wanted = request.expected, request.wanted
        if not _runs(was) and _runs(wanted):
            begin.append(request.key)
        elif _runs(was) and not _runs(wanted) and (wanted is not None or request.method == "DELETE"):
            stop.append(request.key)
        elif "content" in request.body and not _runs(wanted):
            silent.append(request.key)
        if request.method == "PATCH" and "order" in request.body and _runs(wanted):
            moved.setdefault(request.type, []).append(request.key)
    told = [f"Begins to run for users: {first_named(begin, _NAMED)}."] if begin else []
    told += [f"No longer runs for users: {first_named(stop, _NAMED)}."] if stop else []
    told += [f"Changes nothing for users, as it is switched off: {first_named(silent, _NAMED)}."] if silent else []
    return (*told, *(f"The order of {kind} changes: another place for {first_named(keys, _NAMED)}." for kind, keys in moved.items()))


def _runs(state: HookState | None) -> bool:
    return state is not None and state.enabled
