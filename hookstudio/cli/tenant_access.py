"""What opens a tenant, for commands: from the environment or the keychain, else asked for where there is a terminal."""

from __future__ import annotations

import sys
from dataclasses import replace

from hookstudio.cli.output import Output, visible
from hookstudio.model.credentials import Credentials
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import tenant_address
from hookstudio.studio.tenants import Tenants


def credentials_for(tenants: Tenants, settings: TenantSettings, output: Output) -> Credentials:
    """What opens the tenant. Raises StudioError, SecretMissing where there is nobody to ask."""
    found = tenants.credentials(settings)
    if found is None and can_ask(output):
        found = ask(settings, output)
    return found or tenants.needed_credentials(settings)


def can_ask(output: Output) -> bool:
    """Whether there is somebody at a terminal."""
    return not output.as_json and all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def ask(settings: TenantSettings, output: Output) -> Credentials | None:
    """The secret that is typed, unseen; a token where the tenant has no client id. None if nothing is typed."""
    from getpass import getpass

    host = tenant_address(settings.url).host
    wanted = f"Secret of the client “{settings.client_id}”" if settings.client_id else "Access token"
    output.message(visible(f"{wanted} for {host} (it is not shown while you type):"))
    typed = getpass("").strip()
    credentials = Credentials(typed) if settings.client_id else Credentials(token=typed)
    return replace(credentials, source="asked") if typed else None
