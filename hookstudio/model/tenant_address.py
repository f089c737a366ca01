"""Where a tenant is: from what somebody typed to the addresses that requests go to."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from hookstudio.model.errors import AnotherTenant, StudioError
from hookstudio.model.tenant import TenantSettings


@dataclass(frozen=True, slots=True)
class TenantAddress:
    """`origin`: scheme, host and port, by which secrets are kept; `base`: what the addresses of the API begin with, no slash at its end."""

    origin: str
    base: str

    @property
    def token_endpoint(self) -> str:
        return f"{self.origin}/oauth2/token"

    @property
    def audience(self) -> str:
        return f"{self.origin}/api/"

    @property
    def host(self) -> str:
        return self.origin.partition("://")[2]

    @property
    def on_loopback(self) -> bool:
        return _on_loopback(urlsplit(self.origin).hostname or "")


def tenant_address(url: str) -> TenantAddress:
    """The addresses that *url* means; without a scheme it means https. Raises StudioError for what no secret may be sent to."""
    text = url.strip()
    if not text:
        raise StudioError("The tenant's address is empty.", hint="It looks like https://TENANT.plusauth.com.")
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    named = re.fullmatch(r"[^\s/?#@\\%<>\x00-\x20\x7f]+", host) and not re.search(r"[\\\x00-\x20]", text)
    if parts.scheme not in ("http", "https") or not named:
        raise StudioError("That is no address of a tenant.", hint="It looks like https://TENANT.plusauth.com.")
    if parts.username is not None or parts.password is not None:
        raise StudioError("The tenant's address has a sign-in in it.", hint="Leave it away: secrets are never written beside the address.")
    if parts.query or parts.fragment:
        raise StudioError("The tenant's address has a “?” or a “#” in it.", hint="It ends with the host, or with /api/v1.")
    if parts.scheme == "http" and not _on_loopback(host):
        raise StudioError(
            f"“{host}” would be asked without encryption: its address starts with http://.",
            hint="Use https://. Plain http is for tenants on this computer only.",
        )
    shown = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    origin = f"{parts.scheme}://{shown}" + (f":{port}" if port not in (None, default) else "")
    path = parts.path.rstrip("/")
    return TenantAddress(origin, f"{origin}{path}" if re.search(r"/api/v\d+$", path) else f"{origin}{path}/api/v1")


def which_tenant(settings: TenantSettings) -> str:
    """Which tenant it is, whatever it is called here and whoever asks: the address of its API, and its name on a host that serves several.

    '' for an address that is none: nothing is the same as that.
    """
    try:
        base = tenant_address(settings.url).base
    except StudioError:
        return ""
    return f"{base} {settings.tenant_header}".strip()


def asked_as(settings: TenantSettings) -> str:
    """Which tenant it is, and as which client it is asked: what a plan is made for."""
    return f"{which_tenant(settings)} as {settings.client_id}"


def refuse_another(settings: TenantSettings, tenant: str) -> None:
    """Raise AnotherTenant where *settings* are not of the tenant, or not for the client, that something was looked at or planned for."""
    if asked_as(settings) != tenant:
        raise AnotherTenant(
            f"“{settings.name}” is another tenant by now: {tenant_address(settings.url).host}, asked as “{settings.client_id}”.",
            hint="Nothing was done. Compare again.",
        )


def _on_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
