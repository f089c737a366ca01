"""What the window has done with a Sync, on a thread: plans, and pushes that tell how far they came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Progress
from hookstudio.model.sync import Choices, LocalChange, SyncPlan, SyncResult
from hookstudio.studio.pull_back import PullBack
from hookstudio.studio.session import Session
from hookstudio.studio.sync import Sync
from hookstudio.studio.sync_pulled import GoingBack
from hookstudio.studio.sync_restore import Pushed
from hookstudio.studio.sync_status import Status
from hookstudio.studio.tenants import Tenants
from hookstudio.ui.sync_window.plan_rows import Work
from hookstudio.ui.sync_window.plan_words import remembered

_KINDS: Final[tuple[Literal["create", "change", "delete"], ...]] = ("change", "create", "delete")


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and of how many hooks it notes something that was not known.

    Of one that takes pushes back `pushes` can be chosen from, the last one first; it takes back those from number `before` on. `back`:
    how a pull is taken back.
    """

    plan: SyncPlan
    news: int = 0
    pushes: tuple[Pushed, ...] = ()
    before: int | None = None
    back: GoingBack | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """How a push ended: with a result or broken off, and how many of its requests are left to go on with; none if it never began."""

    result: SyncResult | None
    error: StudioError | None = None
    left: int = 0


def planning(work: Work, status: Status | None, choices: Choices, before: int | None = None) -> Callable[[Sync, Progress], Planned]:
    """What works out a plan. *before*: the first push that is taken back, if it is not only the last one. Raises StudioError."""

    def plan(sync: Sync, _progress: Progress) -> Planned:
        if work == "resume":
            return Planned(sync.plan_resume())
        if work == "restore" or status is None:
            pushes = sync.pushes()
            number = next((push.number for push in pushes if push.has_sent), None) if before is None else before
            return Planned(sync.plan_restore(number), pushes=pushes, before=number)
        found = sync.plan_pull(status, choices) if work == "pull" else sync.plan_push(status, choices)
        return Planned(found, remembered(found, status.agreed))

    return plan


def sending(work: Work, plan: SyncPlan, *, deletes: bool) -> Callable[[Sync, Progress], Sent]:
    """What carries out a plan on the tenant. Raises StudioError only if how far it came can't be told."""
    count = plan.deletions if deletes else None

    def send(sync: Sync, progress: Progress) -> Sent:
        try:
            if work == "resume":
                return Sent(sync.resume(plan, confirm_delete=count, progress=progress))
            return Sent(sync.push(plan, confirm_delete=count, progress=progress))
        except StudioError as error:
            return Sent(None, error, len(sync.unfinished()) if sync.has_begun else 0)

    return send


def planning_back(session: Session, name: str) -> Callable[[Progress], Planned]:
    """What works out how the last pull from the tenant *name* is taken back. Raises StudioError."""

    def plan(_progress: Progress) -> Planned:
        going = _pull_back(session, name).plan()
        changes = tuple(LocalChange(kind, key, key.partition("/")[0], "") for kind in _KINDS for what, key in going.what if what == kind)
        moved = tuple(key for what, key in going.what if what == "reorder")
        found = SyncPlan(local_changes=changes, reordered=moved, left=going.left, notes=going.notes)
        return Planned(found, news=1, back=going)

    return plan


def taking_back(session: Session, name: str, going: GoingBack) -> Callable[[Progress], SyncResult]:
    """What does that. Raises StudioError."""
    return lambda _progress: _pull_back(session, name).do(going)


def _pull_back(session: Session, name: str) -> PullBack:
    return PullBack(session, Tenants(session.root).find(name))
