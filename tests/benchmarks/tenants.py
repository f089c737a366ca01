"""The row about tenants: how 500 hooks stand to those of a tenant on loopback, against fetching them with nothing but requests."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import requests

from hookstudio.model.credentials import Credentials
from hookstudio.model.tenant import TenantSettings
from hookstudio.remote.client import PAGE
from hookstudio.studio.session import Session
from hookstudio.studio.sync import Sync
from hookstudio.studio.tenants import Tenants
from tests.benchmarks.bundles import workspace_with
from tests.benchmarks.table import Row, interleaved
from tests.benchmarks.windows import ROOT

CHANGED: Final = 10  # hooks that were changed on one side only, on each side
CONFLICTS: Final = 2
_NAME: Final = "acme"
_NOTE: Final = (
    f"with an open workspace that was compared before; {CHANGED} hooks were changed here, {CHANGED} there, {CONFLICTS} on both sides. "
    f"Both sides open a connection, get a token and {PAGE} hooks a page."
)


@dataclass(frozen=True)
class _Answering:
    """A stand-in tenant that runs as a program of its own."""

    url: str
    client_id: str
    client_secret: str


def status(samples: int, folder: Path, hooks: int = 500, age_s: float = 2.5) -> Row:
    """From nothing but an open workspace, whose files are *age_s* old or more, to how every hook stands."""
    few, fewer = min(CHANGED, hooks // 4), min(CONFLICTS, hooks // 4)
    with _tenant() as tenant:
        session = workspace_with(folder / "compared", hooks)
        settings = TenantSettings(_NAME, tenant.url, tenant.client_id, plan="enterprise")
        credentials = Credentials(tenant.client_secret)
        Tenants(session.root).add(settings)

        def ours() -> float:
            began = time.perf_counter()
            with Tenants(session.root).client(settings, credentials) as client:  # as many requests as its plan allows
                found = Sync(session, client).status()
            took = (time.perf_counter() - began) * 1000
            states = [hook.state.value for hook in found.comparison]
            if len(states) != hooks or tuple(map(states.count, ("changed-here", "changed-there", "conflict"))) != (few, few, fewer):
                raise RuntimeError(f"the hooks do not stand as they do: {sorted(states)}")
            return took

        def bare() -> float:
            began = time.perf_counter()
            with requests.Session() as asking:
                found = _fetched(asking, tenant)
            took = (time.perf_counter() - began) * 1000
            if len(found) != hooks:
                raise RuntimeError("not all of the hooks came")
            return took

        _agree_and_change(session, tenant, settings, credentials, few, fewer)
        time.sleep(age_s)
        what = f"Status of {hooks} hooks, tenant on loopback"
        return Row(what, "fetching the same pages with bare requests", "ms", 1.5, *interleaved(samples, ours, bare), note=_NOTE)


def _fetched(asking: requests.Session, tenant: _Answering) -> list[Any]:
    """All hooks, page by page, as documents."""
    form = {
        "client_id": tenant.client_id,
        "client_secret": tenant.client_secret,
        "grant_type": "client_credentials",
        "audience": f"{tenant.url}/api/",
    }
    token = asking.post(f"{tenant.url}/oauth2/token", data=form, timeout=30).json()["access_token"]
    asking.headers["authorization"] = f"Bearer {token}"
    found: list[Any] = []
    offset, total = 0, 1
    while len(found) < total:
        page = asking.get(f"{tenant.url}/api/v1/hooks/?limit={PAGE}&offset={offset}", timeout=30).json()
        total, offset = page["total"], offset + 1
        found += page["results"]
    return found


def _agree_and_change(
    session: Session, tenant: _Answering, settings: TenantSettings, credentials: Credentials, few: int, fewer: int
) -> None:
    """Give the tenant the hooks of the workspace, have both agree on them, and then change *few* on either side and *fewer* on both."""
    hooks = list(session.workspace)
    stored = [
        {
            "id": f"hook{number:08d}",
            "name": hook.name,
            "type": hook.type,
            "description": hook.description,
            "order": number,
            "content": session.read_code(hook.id).text,
            "enabled": hook.enabled,
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
        }
        for number, hook in enumerate(hooks)
    ]
    _put(tenant, stored)
    with Tenants(session.root).client(settings, credentials) as client:
        sync = Sync(session, client)
        sync.push(sync.plan_push(sync.status()))
    here, there = [*hooks[:few], *hooks[-fewer:]], [*stored[few : 2 * few], *stored[-fewer:]]
    for hook in here:
        session.save_code(hook.id, session.read_code(hook.id).text + "// changed here\n", None)
    for one in there:
        one["content"] = f"// changed there\n{one['content']}".replace("callback(null, data)", "callback(null, data, true)")
    _put(tenant, stored)


def _put(tenant: _Answering, hooks: list[dict[str, Any]]) -> None:
    requests.put(f"{tenant.url}/-/state", json={"hooks": hooks}, timeout=30).raise_for_status()


@contextmanager
def _tenant() -> Iterator[_Answering]:
    command = [sys.executable, "-m", "tests.e2e.tenant"]
    program = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
    assert program.stdout is not None
    try:
        yield _Answering(**json.loads(program.stdout.readline()))
    finally:
        program.terminate()
        program.communicate(timeout=10)
