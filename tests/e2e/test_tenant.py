"""The stand-in tenant keeps the contract, refuses what it refuses, and fails the way it is told to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.e2e.tenant.authority import SCOPES
from tests.e2e.tenant.server import Tenant

HOOK = {"name": "a", "type": "pre-login", "content": "function handle(data, callback) { callback(null, data) }"}


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    with Tenant().running() as running:
        yield running


@pytest.fixture
def bare() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def ask(bare: requests.Session, tenant: Tenant, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
    own = {"authorization": f"Bearer {tenant.authority.issue()}"} | headers
    return bare.request(method, f"{tenant.url}/api/v1{path}", json=body, headers=own, timeout=10)


def said(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_a_hook_is_made_read_changed_and_deleted(bare: requests.Session, tenant: Tenant) -> None:
    made = ask(bare, tenant, "POST", "/hooks/", HOOK).json()
    assert made == HOOK | {
        "id": "hook00000001",
        "description": None,
        "order": 0,
        "enabled": True,
        "created_at": "2026-01-01T00:00:01.000Z",
        "updated_at": "2026-01-01T00:00:01.000Z",
    }
    changed = ask(bare, tenant, "PATCH", f"/hooks/{made['id']}", {"order": 2.5, "description": "x"}).json()
    assert changed == made | {"order": 2.5, "description": "x", "updated_at": "2026-01-01T00:00:02.000Z"}
    assert ask(bare, tenant, "GET", f"/hooks/{made['id']}").json() == changed
    gone = ask(bare, tenant, "DELETE", f"/hooks/{made['id']}")
    assert (gone.status_code, gone.content, "content-type" in gone.headers) == (204, b"", False)
    assert said(ask(bare, tenant, "GET", f"/hooks/{made['id']}")) == (404, "entity_not_found")


def test_offset_counts_pages(bare: requests.Session, tenant: Tenant) -> None:
    for number in range(7):
        tenant.records.create(HOOK | {"name": str(number)})
    page = ask(bare, tenant, "GET", "/hooks/?limit=3&offset=2&fields=name").json()
    assert page == {"total": 7, "results": [{"name": "6"}]}
    page = ask(bare, tenant, "GET", "/hooks/?limit=2&offset=0&sort_by=name.desc").json()
    assert [hook["name"] for hook in page["results"]] == ["6", "5"]


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (HOOK | {"packages": []}, (422, "invalid_entity")),
        (HOOK | {"id": "mine"}, (422, "invalid_entity")),
        (HOOK | {"order": "1"}, (422, "invalid_entity")),
        (HOOK | {"order": True}, (422, "invalid_entity")),
        (HOOK | {"enabled": 1}, (422, "invalid_entity")),
        (HOOK | {"type": "pre_login"}, (422, "invalid_entity")),
        (HOOK | {"name": ""}, (422, "invalid_entity")),
        (HOOK | {"content": None}, (422, "invalid_entity")),
        ({"name": "a", "type": "pre-login"}, (422, "invalid_entity")),
        ([], (400, "invalid_request")),
    ],
)
def test_a_wrong_hook_is_refused(bare: requests.Session, tenant: Tenant, body: Any, answer: tuple[int, str]) -> None:
    assert said(ask(bare, tenant, "POST", "/hooks/", body)) == answer
    assert tenant.hooks == []


def test_a_type_cannot_be_changed(bare: requests.Session, tenant: Tenant) -> None:
    hook = tenant.records.create(HOOK)
    assert said(ask(bare, tenant, "PATCH", f"/hooks/{hook['id']}", {"type": "post-login"})) == (422, "invalid_entity")


def test_wrong_requests_are_refused(bare: requests.Session, tenant: Tenant) -> None:
    assert said(ask(bare, tenant, "GET", "/hooks/?limit=0")) == (400, "invalid_request")
    assert said(ask(bare, tenant, "GET", "/hooks/?page=1")) == (400, "invalid_request")
    assert said(ask(bare, tenant, "GET", "/users/")) == (404, "entity_not_found")
    text = bare.post(f"{tenant.url}/api/v1/hooks/", data="{}", headers={"authorization": f"Bearer {tenant.authority.issue()}"}, timeout=10)
    assert said(text) == (400, "invalid_request")


def test_only_a_good_token_gets_in(bare: requests.Session, tenant: Tenant) -> None:
    def with_header(value: str) -> tuple[int, str]:
        return said(ask(bare, tenant, "GET", "/hooks/", authorization=value))

    authority = tenant.authority
    assert with_header("") == (401, "missing_token")
    assert with_header("Basic abc") == (401, "invalid_authorization_scheme")
    assert with_header(f"Bearer {authority.issue(audience=tenant.url + '/api')}") == (401, "invalid_audience")
    assert with_header(f"Bearer {authority.issue(issuer='https://other.example')}") == (401, "invalid_issuer")
    assert with_header(f"Bearer {authority.issue(scope=(SCOPES['POST'],))}") == (401, "missing_scope")
    assert with_header("Bearer nonsense") == (401, "unauthorized_user")


def test_tokens_are_given_for_credentials_and_end(bare: requests.Session) -> None:
    now = [0.0]
    with Tenant(clock=lambda: now[0]).running() as tenant:
        form = {
            "client_id": tenant.client_id,
            "client_secret": tenant.client_secret,
            "grant_type": "client_credentials",
            "audience": f"{tenant.url}/api/",
            "scope": "read:hook",
        }
        address = f"{tenant.url}/oauth2/token"
        given = bare.post(address, data=form, timeout=10).json()
        assert (given["expires_in"], given["token_type"], given["scope"]) == (3600, "Bearer", "read:hook")
        bearer = {"authorization": f"Bearer {given['access_token']}"}
        assert bare.get(f"{tenant.url}/api/v1/hooks/", headers=bearer, timeout=10).json() == {"total": 0, "results": []}
        now[0] = 3600.0
        assert said(bare.get(f"{tenant.url}/api/v1/hooks/", headers=bearer, timeout=10)) == (401, "unauthorized_user")
        assert said(bare.post(address, data=form | {"client_secret": "x"}, timeout=10)) == (401, "invalid_client")
        assert said(bare.post(address, data=form | {"more": "x"}, timeout=10)) == (400, "invalid_request")
        assert said(bare.post(address, json=form, timeout=10)) == (400, "invalid_request")


def test_faults_come_as_scripted(bare: requests.Session, tenant: Tenant) -> None:
    tenant.fault("status", "*/hooks/", skip=1, times=1, status=429, error="too_many_requests", headers={"retry-after": "3"})
    tenant.fault("drop-after", method="POST")
    assert ask(bare, tenant, "GET", "/hooks/").status_code == 200
    slow = ask(bare, tenant, "GET", "/hooks/")
    assert (said(slow), slow.headers["retry-after"]) == ((429, "too_many_requests"), "3")
    with pytest.raises(requests.ConnectionError):
        ask(bare, tenant, "POST", "/hooks/", HOOK)
    assert [hook["name"] for hook in tenant.hooks] == ["a"]
    assert [(asked.line, asked.status) for asked in tenant.writes] == [("POST /api/v1/hooks/", 200)]


def test_the_first_generation_has_packages_and_underscores(bare: requests.Session) -> None:
    with Tenant("first").running() as tenant:
        made = ask(bare, tenant, "POST", "/hooks/", HOOK | {"type": "pre_login"}).json()
        assert made["packages"] == []
        address = f"/hooks/{made['id']}/packages"
        printed = ask(bare, tenant, "POST", address, [{"name": "axios", "version": "^1.6.7"}, {"name": "ms", "version": "latest"}])
        assert (printed.text, printed.headers["content-type"]) == ("+ axios@1.6.7\n+ ms@1.0.0\n", "text/plain")
        ask(bare, tenant, "DELETE", address, [{"name": "ms"}])
        assert tenant.hooks[0]["packages"] == [{"name": "axios", "version": "1.6.7"}]
        assert said(ask(bare, tenant, "POST", "/hooks/", HOOK)) == (422, "invalid_entity")


def test_as_a_program_it_says_where_it_is_and_takes_a_script(bare: requests.Session) -> None:
    command = [sys.executable, "-m", "tests.e2e.tenant"]
    program = subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)
    try:
        assert program.stdout is not None
        where = json.loads(program.stdout.readline())
        assert set(where) == {"url", "client_id", "client_secret"}
        script = {"manner": "status", "status": 503, "path": "/oauth2/*"}
        assert bare.post(f"{where['url']}/-/faults", json=script, timeout=10).status_code == 204
        assert bare.post(f"{where['url']}/oauth2/token", timeout=10).status_code == 503
        log = bare.get(f"{where['url']}/-/log", timeout=10).json()["log"]
        assert [(asked["method"], asked["path"], asked["status"]) for asked in log] == [("POST", "/oauth2/token", 0)]
    finally:
        program.terminate()
        program.communicate(timeout=10)
