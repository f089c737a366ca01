"""How a workspace stands to what a tenant was last seen to have, without asking the tenant again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hookstudio.model.sync import HookStatus, SyncState
from hookstudio.model.tenant import RemoteHook, TenantSettings
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.storage.tenant_files import TenantFiles
from hookstudio.studio.session import Session
from hookstudio.studio.sync_journal import told_by
from hookstudio.studio.sync_status import Status, compare_sides, read_local, with_agreements

_HERE = (SyncState.NEW_HERE, SyncState.CHANGED_HERE, SyncState.DELETED_HERE)
_THERE = (SyncState.NEW_THERE, SyncState.CHANGED_THERE, SyncState.DELETED_THERE)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many hooks a push or a pull has something to do for, and on how many both sides contradict each other.

    `left_out`: how many were not compared, or can't be held here. `here`: other in this process wherever the hooks here are others.
    """

    push: int = 0
    pull: int = 0
    conflicts: int = 0
    unfinished: bool = False
    notes: tuple[str, ...] = ()
    left_out: int = 0
    here: int = field(default=0, compare=False)


def tally(status: Status) -> Tally:
    """A status in numbers. A hook of which each side changed something else counts for both directions."""
    hooks = status.comparison.hooks
    unheld = [hook for hook in hooks if _is_unheld(hook)]
    return Tally(
        sum(1 for hook in hooks if hook.state in _HERE or (hook.fields_here and hook.state is not SyncState.CONFLICT)),
        sum(
            1
            for hook in hooks
            if not hook.problem and (hook.state in _THERE or (hook.fields_there and hook.state is not SyncState.CONFLICT))
        ),
        sum(1 for hook in hooks if hook.state is SyncState.CONFLICT),
        status.unfinished,
        (*status.comparison.notes, *(f"{hook.key}: {hook.problem}" for hook in unheld)),
        status.comparison.left_out + len(unheld),
        hash(tuple((hook.token, hook.here, hook.local and hook.local.packages) for hook in hooks)),
    )


def _is_unheld(hook: HookStatus) -> bool:
    """Whether a pull would bring something of it, if it could be held here."""
    return bool(hook.problem) and (hook.state in _THERE or bool(hook.fields_there))


def follow(session: Session, settings: TenantSettings, remote: Iterable[RemoteHook]) -> Tally:
    """The hooks as they are on the disk now, beside those of the tenant as they were seen; in whatever thread. Raises StudioError."""
    folder = session.edits.folder
    local = read_local(folder, session.edits.module_files if settings.api == "first" else None)
    notes = SyncFolder(folder.local, settings.name, settings)
    agreed = with_agreements(TenantFiles(folder.local).read(settings.name, codes=False).agreed, told_by(notes.journal()))
    return tally(Status(compare_sides(local, remote, agreed), (), agreed, notes.broken_off()))
