"""What opens a tenant, for commands: from the environment or the keychain, else asked for where there is a terminal."""

from __future__ import annotations

import sys
from dataclasses import replace

from hookstudio.cli.output import Output, one_line
from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import StudioError
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import tenant_address
from hookstudio.storage.secrets import SECRET_VARIABLE, TOKEN_VARIABLE, URL_VARIABLE
from hookstudio.studio.tenants import Tenants, lent_to_a_stranger


def credentials_for(tenants: Tenants, settings: TenantSettings, output: Output, *, trusted: bool) -> Credentials:
    """What opens the tenant. *trusted*: whether the user trusts the workspace, which says where the tenant is.

    Raises StudioError, SecretMissing where there is nobody to ask.
    """
    found = tenants.credentials(settings)
    if found is None and output.can_ask():
        found = ask(settings, output)
    if found is not None and lent_to_a_stranger(settings, found, trusted=trusted):
        _ask_about_stranger(settings, found, output)
    return found or tenants.needed_credentials(settings)


def _ask_about_stranger(settings: TenantSettings, credentials: Credentials, output: Output) -> None:
    """Raises StudioError if the answer is not yes, or there is nobody to ask."""
    variable = TOKEN_VARIABLE if credentials.token else SECRET_VARIABLE
    host, origin = tenant_address(settings.url).host, tenant_address(settings.url).origin
    what = one_line(f"{variable} of the environment opens {host}: this workspace says so, and you have not said that you trust it.")
    if not output.can_ask():
        raise StudioError(f"{what} Nothing was sent.", hint=f"Where you mean that tenant, set {URL_VARIABLE}={origin} as well.")
    output.message(f"{what}\nSend it to {one_line(host)}? [y/N]")
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise StudioError("Nothing was sent.", hint=f"{URL_VARIABLE}={origin} says that it may be sent there.")


def ask(settings: TenantSettings, output: Output) -> Credentials | None:
    """The secret that is typed, unseen; a token where the tenant has no client id. None if nothing is typed."""
    from getpass import getpass

    host = tenant_address(settings.url).host
    wanted = f"Secret of the client “{settings.client_id}”" if settings.client_id else "Access token"
    output.message(one_line(f"{wanted} for {host} (it is not shown while you type):"))
    typed = getpass("").strip()
    credentials = Credentials(typed) if settings.client_id else Credentials(token=typed)
    return replace(credentials, source="asked") if typed else None
