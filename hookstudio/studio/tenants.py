"""The tenants of a workspace: which there are, what opens them, and clients for them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import is_slug
from hookstudio.model.sync import Agreement
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import tenant_address, which_tenant
from hookstudio.model.workspace import Problem
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.removed_tenant import RemovedTenant, put_back, take_tenant
from hookstudio.storage.secrets import KeychainFailed, SecretMissing, Secrets
from hookstudio.storage.sync_folder import SYNC, SyncFolder
from hookstudio.storage.tenant_files import TenantFiles

if TYPE_CHECKING:
    from hookstudio.remote.client import TenantClient
    from hookstudio.remote.rate import Bucket

CERTIFICATES: Final = ("NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE")
"""Variables that name a file with certificates to trust besides the usual ones; SSL_CERT_FILE counts anyway."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A tenant that was taken out, with the secret that the keychain had. `note`: what could not be done, a sentence."""

    name: str
    files: RemovedTenant
    settings: TenantSettings | None = None
    credentials: Credentials | None = None
    note: str = ""


class Tenants:
    """The tenants of the workspace in *root*. Every method raises StudioError. What is typed is held for as long as this object is."""

    def __init__(self, root: Path, *, secrets: Secrets | None = None, environment: Mapping[str, str] = os.environ) -> None:
        self._local = LocalFolder(root.resolve())
        self.files = TenantFiles(self._local)
        self._environment = environment
        self.secrets = secrets or Secrets(environment)
        self._typed: dict[tuple[str, str], Credentials] = {}
        self._buckets: dict[tuple[str, str], Bucket] = {}

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
        return self.files.read(names[0] if name is None else name, codes=False).settings

    def add(self, settings: TenantSettings) -> bool:
        """Write down a tenant; whether it is new. One that is there keeps what was agreed: address, header and client are the same."""
        tenant_address(settings.url)  # what is none is not written down
        if settings.name not in self.files.names():
            self.files.add(settings)
            return True
        old = self.files.read(settings.name, codes=False).settings
        if (which_tenant(old), old.client_id) != (which_tenant(settings), settings.client_id):
            named = (("client", old.client_id), ("header", old.tenant_header))
            told = old.url + "".join(f", {what} “{word}”" for what, word in named if word)
            raise StudioError(
                f"There is another tenant “{settings.name}” in this workspace: {told}.",
                hint="Take another name, or remove it first.",
            )
        self.files.change(settings)
        return False

    def remove(self, name: str) -> bool:
        """Forget a tenant, what was agreed with it, and its secret; whether the keychain had one."""
        try:
            settings = self.files.read(name, codes=False).settings
            origin = tenant_address(settings.url).origin
        except StudioError:
            with self._at_rest(name):
                self.files.remove(name)
            return False
        with self._at_rest(name):
            self.files.remove(name)
        return self.secrets.forget(origin, settings.client_id)

    def change(self, settings: TenantSettings) -> int:
        """Store other settings of a tenant. At another address nothing is agreed; of how many hooks that was forgotten."""
        old = self.files.read(settings.name, codes=False)
        tenant_address(settings.url)
        forgotten = () if which_tenant(old.settings) == which_tenant(settings) else old.agreed
        with self._at_rest(settings.name):
            self.files.agree(settings.name, [Agreement(each.remote_id) for each in forgotten])
            self.files.change(settings)
        return len(forgotten)

    def take_away(self, name: str) -> Removed:
        """Remove a tenant, what was agreed with it, and its secret, so that all of it can be put back."""
        try:
            settings = self.files.read(name, codes=False).settings
            where = _where(settings)
        except StudioError:
            with self._at_rest(name):
                return Removed(name, take_tenant(self._local, name))
        with self._at_rest(name):
            files = take_tenant(self._local, name)
        if any(which_tenant(other) and where == _where(other) for other in self.all()[0]):
            return Removed(name, files, settings)
        try:
            held = self.secrets.held(*where)
            if held is not None:
                self.secrets.forget(*where)
        except KeychainFailed as error:
            return Removed(name, files, settings, note=f"{error.message} Its secret may still be there.")
        return Removed(name, files, settings, held)

    @contextlib.contextmanager
    def _at_rest(self, name: str) -> Iterator[None]:
        """Nobody on this computer pushes to the tenant inside the block. Raises StudioError."""
        if not is_slug(name) or self._local.existing(SYNC, name) is None:  # nobody has ever pushed to it
            yield
            return
        with SyncFolder(self._local, name).alone():
            yield

    def put_back(self, removed: Removed) -> None:
        """Bring a tenant back, and its secret. Raises KeychainFailed where only the secret could not be."""
        put_back(self._local, removed.files)
        if removed.settings is not None and removed.credentials is not None:
            self.keep(removed.settings, removed.credentials)

    def keep(self, settings: TenantSettings, credentials: Credentials) -> None:
        """Put what opens a tenant into the keychain."""
        self.secrets.keep(*_where(settings), credentials)
        self._typed.pop(_where(settings), None)

    def hold(self, settings: TenantSettings, credentials: Credentials | None) -> None:
        """Keep what opens a tenant for as long as this object lasts, and nowhere else; None forgets it."""
        self._typed.pop(_where(settings), None)
        if credentials is not None:
            self._typed[_where(settings)] = replace(credentials, source="asked")

    def credentials(self, settings: TenantSettings) -> Credentials | None:
        """What opens the tenant: what was typed, the environment's or the keychain's; None where somebody has to be asked."""
        return self._typed.get(_where(settings)) or self.secrets.find(*_where(settings))

    def needed_credentials(self, settings: TenantSettings) -> Credentials:
        """The same where nobody can be asked. Raises SecretMissing."""
        found = self.credentials(settings)
        if found is None:
            raise SecretMissing(
                f"There is no secret for the tenant “{settings.name}”, and nobody to ask.", hint=self.secrets.hint(_where(settings)[0])
            )
        return found

    def client(self, settings: TenantSettings, credentials: Credentials, cancelled: Callable[[], bool] = lambda: False) -> TenantClient:
        """A client of the tenant, to be closed by whoever asked for it."""
        from hookstudio.remote.client import TenantClient
        from hookstudio.remote.rate import Bucket

        address = tenant_address(settings.url)
        if credentials.origin not in ("", address.origin):
            raise StudioError(f"The secret of the environment is for {credentials.origin} alone, and was not sent to “{address.host}”.")
        bucket = self._buckets.setdefault((address.origin, settings.plan), Bucket(settings.plan))
        named = next((self._environment[name] for name in CERTIFICATES if self._environment.get(name)), None)
        return TenantClient(settings, credentials, ca=None if named is None else Path(named), cancelled=cancelled, bucket=bucket)


def lent_to_a_stranger(settings: TenantSettings, credentials: Credentials, *, trusted: bool) -> bool:
    """Whether a secret of the environment would go to an address that came with a workspace which the user does not trust.

    Not where the environment itself names the address.
    """
    return credentials.source == "environment" and not credentials.origin and not trusted and not tenant_address(settings.url).on_loopback


def _where(settings: TenantSettings) -> tuple[str, str]:
    """What a secret is known by: the origin that it opens, and the client."""
    return tenant_address(settings.url).origin, settings.client_id
