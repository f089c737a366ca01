"""A workspace and a stand-in tenant, for tests of how they are brought together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hookstudio.model.credentials import Credentials
from hookstudio.model.sync import Choices, SyncPlan, SyncResult
from hookstudio.model.tenant import Generation, TenantSettings
from hookstudio.remote.client import TenantClient
from hookstudio.storage.folders import app_folders
from hookstudio.storage.tenant_files import TenantFiles
from hookstudio.studio.session import Session
from hookstudio.studio.sync import Sync
from tests.e2e.tenant.server import Tenant
from tests.remote.asking import StoodClock

CODE = "function handle(context, callback) {\n  callback(null, context)\n}\n"
ALL_LOCAL: Choices = {"*": {"*": "local"}}
ALL_REMOTE: Choices = {"*": {"*": "remote"}}
MERGED: Choices = {"*": {"content": "merge"}}


@dataclass
class Desk:
    """A workspace with a tenant called acme. Its client never really waits."""

    session: Session
    tenant: Tenant
    client: TenantClient
    sync: Sync

    def states(self) -> dict[str, str]:
        """How every hook stands that is not equal."""
        return {hook.key: hook.state.value for hook in self.sync.status().comparison if hook.state.value != "equal"}

    def pull(self, choices: Choices | None = None) -> SyncResult:
        return self.sync.pull(self.pull_plan(choices))

    def push(self, choices: Choices | None = None, *, delete: bool = True) -> SyncResult:
        plan = self.push_plan(choices)
        return self.sync.push(plan, confirm_delete=plan.deletions if delete and plan.deletions else None)

    def pull_plan(self, choices: Choices | None = None) -> SyncPlan:
        return self.sync.plan_pull(self.sync.status(), choices)

    def push_plan(self, choices: Choices | None = None) -> SyncPlan:
        return self.sync.plan_push(self.sync.status(), choices)

    def new(self, name: str, code: str = CODE, kind: str = "pre-login") -> str:
        """A new hook here; its id."""
        return self.session.create_hook(name, kind, code=code).id

    def write(self, name: str, code: str) -> None:
        self.session.save_code(self.id(name), code, None)

    def id(self, name: str) -> str:
        return next(hook.id for hook in self.session.workspace if hook.name == name)

    def code(self, name: str) -> str:
        return self.session.read_code(self.id(name)).text

    def names(self, kind: str = "pre-login") -> list[str]:
        return [hook.name for hook in self.session.workspace.of_type(kind)]

    def make_there(self, name: str, code: str = CODE, kind: str = "pre-login", **more: Any) -> dict[str, Any]:
        return self.tenant.records.create({"name": name, "type": kind, "content": code, **more})

    def there(self, name: str) -> dict[str, Any]:
        return next(hook for hook in self.tenant.hooks if hook["name"] == name)

    def change_there(self, name: str, /, **fields: Any) -> None:
        self.tenant.records.change(self.there(name)["id"], fields)

    def delete_there(self, name: str) -> None:
        self.tenant.records.delete(self.there(name)["id"])

    def names_there(self, kind: str = "pre-login") -> list[str]:
        rows = [hook for hook in self.tenant.hooks if hook["type"] == kind]
        return [hook["name"] for hook in sorted(rows, key=lambda hook: hook["order"])]


@contextmanager
def desk_at(root: Path, generation: Generation = "v1") -> Iterator[Desk]:
    clock = StoodClock()
    with Tenant(generation, clock=clock.now).running() as tenant:
        session = Session.create(root, "acme", app_folders())
        with connected(session, tenant, clock) as desk:
            yield desk


@contextmanager
def connected(session: Session, tenant: Tenant, clock: StoodClock) -> Iterator[Desk]:
    settings = TenantSettings("acme", tenant.url, tenant.client_id, plan="enterprise", api=tenant.records.generation)
    files = TenantFiles(session.edits.folder.local)
    if "acme" not in files.names():
        files.add(settings)
    with TenantClient(settings, Credentials(tenant.client_secret), clock=clock) as client:
        yield Desk(session, tenant, client, Sync(session, client))
