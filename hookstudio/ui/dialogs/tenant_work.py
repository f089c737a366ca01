"""What the dialog of the tenants has done on threads: looked up, stored, tested."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import StudioError
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import tenant_address
from hookstudio.model.workspace import Problem
from hookstudio.storage.secrets import KeychainFailed, SecretMissing
from hookstudio.studio.tenants import Tenants, lent_to_a_stranger

if TYPE_CHECKING:
    from hookstudio.model.progress import Progress
    from hookstudio.remote.client import TenantClient
    from hookstudio.remote.report import ConnectionReport


@dataclass(frozen=True, slots=True)
class Known:
    """The tenants, and where the secret of each is: keychain, environment, asked, or ''. `keychain`: whether there is one."""

    tenants: tuple[TenantSettings, ...] = ()
    problems: tuple[Problem, ...] = ()
    keychain: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """A tenant that was stored; `notes` are sentences on what else came of it."""

    settings: TenantSettings
    new: bool
    notes: tuple[str, ...] = ()


class Lent(StudioError):
    """A secret of the environment would go to an address that came with a workspace which is not trusted."""


def look(tenants: Tenants) -> Known:
    """What there is. Raises StudioError."""
    known, problems = tenants.all()
    sources = {}
    keychain = True
    try:
        keychain = tenants.secrets.can_keep
    except KeychainFailed:
        keychain = False
    for settings in known:
        found = None
        with suppress(StudioError):
            found = tenants.credentials(settings)
        sources[settings.name] = found.source if found else ""
    return Known(known, problems, keychain, sources)


def save(tenants: Tenants, settings: TenantSettings, credentials: Credentials | None, *, new: bool, keep: bool) -> Saved:
    """Store a tenant, and where it is given what opens it: in the keychain if *keep*, else for this run. Raises StudioError."""
    notes = []
    if new:
        tenants.add(settings)
    elif forgotten := tenants.change(settings):
        hooks = "1 hook" if forgotten == 1 else f"{forgotten} hooks"
        notes.append(f"It has another address now, so what was agreed about {hooks} is forgotten: they are matched by type and name.")
    try:
        if credentials is None and not keep:
            known = tenants.credentials(settings)
            if known is not None and known.source == "keychain":
                credentials = known
                tenants.secrets.forget(tenant_address(settings.url).origin, settings.client_id)
                notes.append("Its secret is no longer in the keychain. It is known until Hook Studio ends.")
        if credentials is not None and keep:
            tenants.keep(settings, credentials)
        elif credentials is not None:
            tenants.hold(settings, credentials)
    except KeychainFailed as error:
        tenants.hold(settings, credentials)
        notes.append(f"{error.message} The secret is known until Hook Studio ends.")
    return Saved(settings, new, tuple(notes))


def test(
    tenants: Tenants,
    settings: TenantSettings,
    typed: Credentials | None,
    progress: Progress,
    *,
    trusted: bool,
    opened: Callable[[TenantClient], object],
) -> ConnectionReport:
    """Ask the tenant. *opened* gets the client, so that it can be closed by whoever waits no more.

    Raises Cancelled, SecretMissing, and Lent unless *trusted*.
    """
    credentials = typed or tenants.credentials(settings)
    if credentials is None:
        what = "secret" if settings.client_id else "access token"
        raise SecretMissing(f"There is no {what} yet.", hint=f"Type the {what} of the tenant first.")
    if lent_to_a_stranger(settings, credentials, trusted=trusted):
        raise Lent(lending_words(settings))
    with tenants.client(settings, credentials, lambda: progress.cancelled) as client:
        opened(client)
        return client.test()


def lending_words(settings: TenantSettings) -> str:
    """The question before a secret of the environment goes to a host that nobody here has chosen."""
    host = tenant_address(settings.url).host
    return f"The secret in the environment would be sent to “{host}”, an address that came with this workspace, which you do not trust yet."


def address_words(settings: TenantSettings) -> str:
    """Where a tenant is, as far as that can be said."""
    try:
        return tenant_address(settings.url).base
    except StudioError as error:
        return error.message
