"""What is said of a plan and of what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Cancelled
from hookstudio.model.sync import Agreed, Agreement, Stopped, SyncPlan, SyncResult, digest_of, first_named
from hookstudio.ui.sync_window.plan_rows import HERE, PlanRow, Work, to_confirm
from hookstudio.ui.sync_window.words import counted

_NAMED: Final = 8
_LINES: Final = 200
_CAN_STOP: Final = "It can be cancelled at any time: what was done is noted, and the rest can be done later."


@dataclass(frozen=True, slots=True)
class WorkWords:
    """How a piece of work is called: above its plan, on the button that starts it, while it goes on, and where there is nothing to do."""

    title: Callable[[str], str]
    button: str
    going: str
    while_going: str
    nothing: str


WORDS: Final[Mapping[Work, WorkWords]] = {
    "pull": WorkWords(lambda name: f"Pull from “{name}”", "Pull", "Pulling…", "All of it comes, or nothing.", "Nothing to pull"),
    "push": WorkWords(lambda name: f"Push to “{name}”", "Push", "Pushing…", _CAN_STOP, "Nothing to push"),
    "resume": WorkWords(
        lambda name: f"Go on with the broken push to “{name}”", "Go on", "Going on with the push…", _CAN_STOP, "Nothing to go on with"
    ),
    "restore": WorkWords(lambda name: f"Put back what “{name}” had", "Put back", "Putting back…", _CAN_STOP, "Nothing to put back"),
    "back": WorkWords(
        lambda name: f"Take back the last pull from “{name}”",
        "Take back",
        "Taking back…",
        "All of it goes back, or nothing.",
        "Nothing to take back",
    ),
}


def going(plan: SyncPlan, work: Work, *, deletes: bool) -> int:
    """How many requests, or changes here, are going to be made."""
    if work in HERE:
        return plan.changes
    return len(plan.requests) - (0 if deletes else plan.deletions)


def introduction(plan: SyncPlan, work: Work, news: int, when: str = "") -> str:
    """What the plan comes to, and what it leaves alone. *news*: how many hooks it notes something of; *when* a pull was made."""
    if work == "back" and not plan.changes:
        return f"Nothing of the pull of {when} is left here. Once it is forgotten, the one before it can be taken back."
    if work == "back":
        return (
            f"The pull of {when} is taken back by {counted(plan.changes, 'change')} in this workspace, all of them or none. The tenant is "
            "asked nothing. What was changed since then is left as it is. It is one step, which “Undo” in the main window takes back."
        )
    if work == "pull":
        if not plan.changes:
            return "Nothing is to be changed here." + _told(news)
        made = (
            f"These {counted(plan.changes, 'change')} are made in this workspace, all of them or none. Nothing is sent to the tenant. "
            "It is one step, which “Undo” in the main window takes back. Nothing of what comes in is run."
        )
        return made.replace("These 1 change are", "This change is") + _settling(plan)
    left = _left_there(plan)
    if not plan.requests:
        return "Nothing is to be sent." + left + _told(news)
    sent = (
        f"Exactly these {counted(len(plan.requests), 'request')} are sent. Before each one the hook is read again: if it was changed "
        "there meanwhile, it is left alone. What the tenant has now is kept first, so that it can be put back."
    )
    return sent.replace("these 1 request are", "this request is") + left + _settling(plan)


def apply_label(plan: SyncPlan, work: Work, news: int, *, deletes: bool) -> str:
    """What the button says that does it."""
    count = going(plan, work, deletes=deletes)
    if not count and work == "back":
        return "Forget this pull"
    if not count:
        return "Remember" if news else WORDS[work].button
    return f"{WORDS[work].button}: {counted(count, 'change' if work in HERE else 'request')}"


def confirmation(plan: SyncPlan, work: Work) -> str:
    """What is said where the number of deletions has to be typed: on the tenant, or here if they are most of the hooks."""
    if work == "pull":
        count = plan.deletions_here
        return (
            f"This pull would delete {count:,} of the {counted(plan.hooks_here, 'hook')} here. If the tenant really has them no longer, "
            f"type the number {count} to confirm that. Otherwise nothing is pulled."
        )
    count = plan.deletions
    left = "it is left out, and stays there" if count == 1 else "they are left out, and stay there"
    hooks = counted(count, "hook")
    return f"{hooks} would be deleted on the tenant, for everybody. To confirm that, type the number {count}. Otherwise {left}."


def notes_of(plan: SyncPlan, work: Work, merging: Sequence[str]) -> tuple[str, ...]:
    """Sentences on what the plan leaves, and what is to be known. *merging*: hooks whose code is to be merged."""
    waiting = [key for key in plan.conflicts if key in merging] if work == "push" else []
    left = [key for key in plan.conflicts if key not in waiting]
    notes = list(plan.notes)
    if waiting:
        notes.insert(0, f"The merged code comes here by a pull first, then it can be pushed: {first_named(waiting, _NAMED)}.")
    if left:
        hooks = "1 conflict is" if len(left) == 1 else f"{len(left)} conflicts are"
        notes.insert(
            0,
            f"{hooks} left as they are, here and there, because nothing was decided: {first_named(left, _NAMED)}.".replace(
                "is left as they are", "is left as it is"
            ),
        )
    return tuple(notes)


def outcome(plan: SyncPlan, work: Work, result: SyncResult, *, deletes: bool) -> str:
    """What became of a plan, in a sentence."""
    total = going(plan, work, deletes=deletes)
    if not total and plan.decisions:
        return f"What you decided for {counted(len(plan.decisions), 'hook')} is remembered."
    if not total and work == "back":
        return "The pull is forgotten."
    if not total:
        return "Nothing had to be changed." if work == "pull" else "Nothing had to be sent."
    return f"{result.applied:,} of {counted(total, 'change' if work in HERE else 'request')} done."


def _done_of(rows: Sequence[PlanRow], result: SyncResult, *, deletes: bool) -> tuple[str, ...]:
    """What was done, a line each; the hooks that stopped and what was left out are not among it."""
    stopped, left = {stop.key for stop in result.stopped}, frozenset() if deletes else to_confirm(rows)
    done = [row for row in rows if row.hook not in stopped and row not in left]
    lines = [_done(row) for row in done[:_LINES]]
    return (*lines, *([f"and {len(done) - _LINES:,} more"] if len(done) > _LINES else []))


def _done(row: PlanRow) -> str:
    if row.kind == "settle":
        return f"Settled  {row.hook}   {row.why}"
    return f"{row.what}  {row.hook}" if row.kind.islower() else f"{row.what}  {row.where}   {row.why}"


def ending(
    plan: SyncPlan, work: Work, rows: Sequence[PlanRow], result: SyncResult, more: str, *, deletes: bool
) -> tuple[str, str, Sequence[Stopped], Sequence[str], Sequence[str]]:
    """What is said at the end: in a sentence, *more* of it, what stopped, what is to be known, what was done."""
    notes = _notes_after(plan, work, result, deletes=deletes)
    return outcome(plan, work, result, deletes=deletes), more, result.stopped, notes, _done_of(rows, result, deletes=deletes)


def _notes_after(plan: SyncPlan, work: Work, result: SyncResult, *, deletes: bool) -> tuple[str, ...]:
    """Sentences on what was not done: hooks that were not deleted on the tenant, others that were not put back."""
    left = (f"Not put back: {first_named(plan.left, _NAMED)}.",) if plan.left and work != "back" else ()
    if not plan.deletions or work in HERE or deletes:
        return (*left, *result.notes)
    count = plan.deletions
    return (f"{counted(count, 'hook')} {'was' if count == 1 else 'were'} not deleted there: that was not confirmed.", *left)


def broken(error: StudioError, left: int, done: int, total: int) -> tuple[str, str, str, str]:
    """What is said of a push that ended early, *left* of whose requests can be gone on with: title, text, details and level."""
    cancelled = isinstance(error, Cancelled)
    title, hint = "Nothing was sent", error.hint
    if left:
        title = "You broke off the push" if cancelled else "The push was broken off"
        hint = f"{done:,} of {counted(total, 'request')} {'was' if done == 1 else 'were'} done. “Go on…” does the rest, nothing twice."
    text = hint if cancelled else f"{error.message.removeprefix(f'{title}: ')} {hint}".strip()
    return title, text, error.details, "warning" if cancelled else "error"


def remembered(plan: SyncPlan, agreed: Iterable[Agreed]) -> int:
    """Of how many hooks the plan notes what was not known to be agreed."""
    known = {base.remote_id: base for base in agreed}
    return sum(1 for each in plan.agreements if _is_news(each, known.get(each.remote_id)))


def _is_news(agreement: Agreement, base: Agreed | None) -> bool:
    state = agreement.state
    if state is None or base is None:
        return (state is None) is not (base is None)
    if digest_of(state.content) != (base.digest or digest_of(base.state.content)):
        return True
    return (agreement.hook_id, replace(state, content="")) != (base.hook_id, replace(base.state, content=""))


def _left_there(plan: SyncPlan) -> str:
    """Of how many hooks a push is not taken back; why is among the notes."""
    if not plan.left:
        return ""
    hooks = "One hook is left as it is" if len(plan.left) == 1 else f"{len(plan.left):,} hooks are left as they are"
    return f" {hooks} there, because it was changed since the push.".replace("are there, because it was", "are there, because they were")


def _settling(plan: SyncPlan) -> str:
    count = len(plan.decisions)
    if not count:
        return ""
    return f" What you decided for {'the conflict' if count == 1 else f'the {count:,} conflicts'} is remembered with it."


def _told(count: int) -> str:
    if not count:
        return ""
    hooks = "one hook stands" if count == 1 else f"{count:,} hooks stand"
    return f" “Remember” only notes how {hooks} on both sides by now, so that later changes are seen for what they are."
