"""How a workspace stands to what a tenant was last seen to have, without asking the tenant again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hookstudio.model.sync import SyncState
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
    """How many hooks a push or a pull has something to do for, and on how many both sides contradict each other."""

    push: int = 0
    pull: int = 0
    conflicts: int = 0
    unfinished: bool = False
    notes: tuple[str, ...] = ()


def tally(status: Status) -> Tally:
    """A status in numbers. A hook of which each side changed something else counts for both directions."""
    hooks = status.comparison.hooks
    return Tally(
        sum(1 for hook in hooks if hook.state in _HERE or (hook.fields_here and hook.state is not SyncState.CONFLICT)),
        sum(1 for hook in hooks if hook.state in _THERE or (hook.fields_there and hook.state is not SyncState.CONFLICT)),
        sum(1 for hook in hooks if hook.state is SyncState.CONFLICT),
        status.unfinished,
        status.comparison.notes,
    )


def follow(session: Session, settings: TenantSettings, remote: Iterable[RemoteHook]) -> Tally:
    """The hooks as they are on the disk now, beside those of the tenant as they were seen; in whatever thread. Raises StudioError."""
    folder = session.edits.folder
    local = read_local(folder, session.edits.module_files if settings.api == "first" else None)
    notes = SyncFolder(folder.local, settings.name, settings)
    journal = notes.journal()
    agreed = with_agreements(TenantFiles(folder.local).read(settings.name, codes=False).agreed, told_by(journal))
    return tally(Status(compare_sides(local, remote, agreed), (), agreed, journal is not None and not notes.running()))
