"""`hookstudio sync restore --list` and `--here`: which pushes can be taken back, and the last pull taken back."""

from __future__ import annotations

from hookstudio.cli.output import Output, one_line
from hookstudio.cli.sync_consent import Consent, count
from hookstudio.cli.sync_report import tell_notes
from hookstudio.model.errors import StudioError
from hookstudio.model.sync import SyncResult
from hookstudio.model.tenant import TenantSettings
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.studio.pull_back import PullBack
from hookstudio.studio.session import Session
from hookstudio.studio.sync_restore import pushes

_LEFT = 1
_SHOWN = 5


def list_pushes(local: LocalFolder, name: str, output: Output) -> int:
    """Show the pushes that are kept, the last one first."""
    found = list(pushes(SyncFolder(local, name)))
    rows = [{"number": one.number, "at": one.at, "requests": one.requests, "done": list(one.done)} for one in found]
    output.document({"tenant": name, "pushes": rows})
    for one in found:
        more = f"; and {len(one.done) - _SHOWN} more" if len(one.done) > _SHOWN else ""
        what = "; ".join(one.done[:_SHOWN]) + more if one.done else "nothing was done"
        output.result(one_line(f"{one.number:>4}  {one.at}  {len(one.done)} of {one.requests}: {what}"))
    if not found:
        output.result("No push to this tenant is kept.")
    else:
        output.message("“hookstudio sync restore --before NUMBER” takes that push back, and those after it.")
    return 0


def restore_here(session: Session, settings: TenantSettings, consent: Consent, output: Output, *, dry_run: bool) -> int:
    """Take the last pull back. Raises StudioError."""
    back = PullBack(session, settings)
    going = back.plan()
    output.message(one_line(f"The pull of {going.pulled.at}:"))
    for kind, key in going.what:
        output.result(one_line(f"{kind:<7} {key}"))
    tell_notes(going.notes, output)
    result = SyncResult()
    if not dry_run:
        if going and not consent.given(f"Put back {count(len(going.what), 'thing')} here?"):
            raise StudioError("Nothing was put back.")
        result = back.do(going)
    output.document(
        {
            "tenant": settings.name,
            "requests": [],
            "changes": [{"hook": key, "action": kind, "fields": []} for kind, key in going.what if kind != "reorder"],
            "reordered": [key for kind, key in going.what if kind == "reorder"],
            "applied": result.applied,
            "conflicts": [],
            "left": list(going.left),
            "notes": list(going.notes),
        }
    )
    if dry_run:
        output.result("Nothing was written, neither here nor there.")
    else:
        output.result(f"{result.applied} of {len(going.what)} done." if going.what else "There is nothing to do.")
    return _LEFT if going.left else 0
