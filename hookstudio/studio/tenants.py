"""The tenants of a workspace: which there are, what opens them, and clients for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import StudioError
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import tenant_address
from hookstudio.model.workspace import Problem
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.secrets import VARIABLES_HINT, SecretMissing, Secrets
from hookstudio.storage.tenant_files import TenantFiles

if TYPE_CHECKING:
    from hookstudio.remote.client import TenantClient

CERTIFICATES: Final = ("NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE")
"""Variables that name a file with certificates to trust besides the usual ones; SSL_CERT_FILE counts anyway."""


class Tenants:
    """The tenants of the workspace in *root*. Every method raises StudioError."""

    def __init__(self, root: Path, *, secrets: Secrets | None = None, environment: Mapping[str, str] = os.environ) -> None:
        self.files = TenantFiles(LocalFolder(root.resolve()))
        self._environment = environment
        self.secrets = secrets or Secrets(environment)

    def all(self) -> tuple[tuple[TenantSettings, ...], tuple[Problem, ...]]:
        """The tenants by name, and the files that can't be read."""
        return self.files.all()

    def find(self, name: str | None) -> TenantSettings:
        """The tenant of that name; without one, the only one there is."""
        names = self.files.names()
        if name is None and not names:
            raise StudioError("This workspace has no tenant.", hint="“hookstudio tenant add WORKSPACE NAME --url URL” adds one.")
        if name is None and len(names) > 1:
            raise StudioError("Which tenant? This workspace has several.", hint=f"Name one of them: {', '.join(names)}.")
        return self.files.read(names[0] if name is None else name).settings

    def add(self, settings: TenantSettings) -> bool:
        """Write down a tenant; whether it is new. One that is there keeps what was agreed with it: address and client must be the same."""
        origin = tenant_address(settings.url).origin
        if settings.name not in self.files.names():
            self.files.add(settings)
            return True
        old = self.files.read(settings.name).settings
        if (tenant_address(old.url).origin, old.client_id) != (origin, settings.client_id):
            raise StudioError(
                f"There is another tenant “{settings.name}” in this workspace: {old.url}.", hint="Take another name, or remove it first."
            )
        self.files.change(settings)
        return False

    def remove(self, name: str) -> bool:
        """Forget a tenant, what was agreed with it, and its secret; whether the keychain had one."""
        try:
            settings = self.files.read(name).settings
            origin = tenant_address(settings.url).origin
        except StudioError:
            self.files.remove(name)
            return False
        self.files.remove(name)
        return self.secrets.forget(origin, settings.client_id)

    def keep(self, settings: TenantSettings, credentials: Credentials) -> None:
        """Put what opens a tenant into the keychain."""
        self.secrets.keep(tenant_address(settings.url).origin, settings.client_id, credentials)

    def credentials(self, settings: TenantSettings) -> Credentials | None:
        """What opens the tenant, from the environment or the keychain; None where somebody has to be asked."""
        return self.secrets.find(tenant_address(settings.url).origin, settings.client_id)

    def needed_credentials(self, settings: TenantSettings) -> Credentials:
        """The same where nobody can be asked. Raises SecretMissing."""
        found = self.credentials(settings)
        if found is None:
            raise SecretMissing(f"There is no secret for the tenant “{settings.name}”, and nobody to ask.", hint=VARIABLES_HINT)
        return found

    def client(self, settings: TenantSettings, credentials: Credentials, cancelled: Callable[[], bool] = lambda: False) -> TenantClient:
        """A client of the tenant, to be closed by whoever asked for it."""
        from hookstudio.remote.client import TenantClient

        named = next((self._environment[name] for name in CERTIFICATES if self._environment.get(name)), None)
        return TenantClient(settings, credentials, ca=None if named is None else Path(named), cancelled=cancelled)
