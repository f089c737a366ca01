"""What a test of the connection to a tenant found, in words."""

from __future__ import annotations

from dataclasses import dataclass

from hookstudio.model.tenant import Generation, TenantSettings
from hookstudio.model.tenant_address import TenantAddress
from hookstudio.remote.failures import Kind, RemoteFailed


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """`kind` says what is wrong, '' if nothing is. `hooks`: how many the tenant has; `granted`: the permissions it said it gave.

    `notes`: what is right but worth knowing.
    """

    ok: bool
    kind: Kind | str
    message: str
    hint: str = ""
    details: str = ""
    hooks: int | None = None
    granted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def failed(address: TenantAddress, error: RemoteFailed) -> ConnectionReport:
    """The report of a failure."""
    details = "\n".join(part for part in (f"asked: {address.base}", error.details) if part)
    return ConnectionReport(False, error.kind, error.message, error.hint, details)


def worked(
    settings: TenantSettings, address: TenantAddress, total: int, granted: tuple[str, ...], seen: Generation | None
) -> ConnectionReport:
    """The report of a tenant whose hooks can be read. Whether they can be written shows only when something is written."""
    notes = []
    if seen is not None and seen != settings.api:
        name = {"v1": "today's API", "first": "the API's first generation (packages, underscores in types)"}[seen]
        notes.append(f"This tenant's hooks look like those of {name}: set the tenant's api to “{seen}”.")
    if address.origin.startswith("http://"):
        notes.append("The connection is not encrypted; it does not leave this computer.")
    many = "1 hook" if total == 1 else f"{total} hooks"
    given = f" The client may: {', '.join(granted)}." if granted else ""
    message = f"Connected to “{address.host}”: it has {many}.{given}"
    return ConnectionReport(True, "", message, hooks=total, granted=granted, notes=tuple(notes))
