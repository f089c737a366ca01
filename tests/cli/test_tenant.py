"""`hookstudio tenant`: tenants are added, listed, tested and removed; secrets go into the keychain or nowhere."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from hookstudio.cli.output import Output
from hookstudio.model.credentials import Credentials
from hookstudio.model.tenant_address import TenantAddress
from hookstudio.storage import secrets
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from hookstudio.studio.tenants import Tenants
from tests.cli.program import PROGRAM, Inside, call
from tests.e2e.tenant.server import Tenant
from tests.storage.keychains import HeldKeychain


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    with Tenant().running() as running:
        yield running


@pytest.fixture
def keychain(monkeypatch: pytest.MonkeyPatch) -> HeldKeychain:
    """The system's keychain, for commands in this process."""
    held = HeldKeychain()
    monkeypatch.setattr(secrets, "system_keychain", lambda: held)
    return held


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody at a terminal types, unseen, one after the other."""
    typed: list[str] = []
    monkeypatch.setattr(Output, "can_ask", lambda output: not output.as_json)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: typed.pop(0))
    return typed


def held_nowhere(folder: Path, secret: str) -> bool:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return bool(files) and not any(secret.encode() in path.read_bytes() for path in files)


def test_a_tenant_is_added_tested_listed_and_removed(
    hookstudio: Inside, workspace: Path, tenant: Tenant, keychain: HeldKeychain, typing: list[str]
) -> None:
    typing.append(tenant.client_secret)
    added = hookstudio("tenant", "add", workspace, "staging", "--url", tenant.url, "--client-id", tenant.client_id, "--plan", "pro")
    assert (added.status, added.out) == (0, f"Added the tenant staging: {tenant.url}/api/v1\n")
    assert "keychain" in added.err
    assert len(keychain.held) == 1
    assert held_nowhere(workspace, tenant.client_secret)
    listed = hookstudio("tenant", "list", workspace, "--json").document
    row = {"name": "staging", "url": tenant.url, "client_id": tenant.client_id, "plan": "pro", "api": "v1"}
    assert listed == {"tenants": [row], "problems": []}
    tested = hookstudio("tenant", "test", workspace)
    assert (tested.status, "0 hooks" in tested.out) == (0, True)
    removed = hookstudio("tenant", "remove", workspace, "staging")
    assert (removed.status, "no longer in the keychain" in removed.err, keychain.held) == (0, True, {})
    assert list((workspace / "tenants").iterdir()) == []
    assert hookstudio("tenant", "test", workspace).status == 2


def test_a_secret_of_the_environment_is_used_and_not_stored(
    hookstudio: Inside, workspace: Path, tenant: Tenant, keychain: HeldKeychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOKSTUDIO_CLIENT_SECRET", tenant.client_secret)
    words = ("tenant", "add", workspace, "live", "--url", tenant.url, "--client-id", tenant.client_id, "--json")
    assert hookstudio(*words).document["secret"] == "not kept"
    assert (hookstudio("tenant", "test", workspace, "live", "--json").document["ok"], keychain.held) == (True, {})
    assert held_nowhere(workspace, tenant.client_secret)


def test_adding_again_changes_the_secret_and_keeps_what_was_agreed(
    hookstudio: Inside, workspace: Path, tenant: Tenant, keychain: HeldKeychain, typing: list[str]
) -> None:
    typing += ["old", tenant.client_secret, "other"]
    words = ("tenant", "add", workspace, "staging", "--url", tenant.url, "--client-id", tenant.client_id)
    hookstudio(*words)
    tested = hookstudio("tenant", "test", workspace, "--json")
    assert (tested.status, tested.document["kind"]) == (3, "credentials")
    file = workspace / "tenants" / "staging.toml"
    file.write_text(file.read_text("utf-8") + '\n[more]\nid = "1"\n', encoding="utf-8")
    assert hookstudio(*words, "--plan", "basic").out.startswith("Changed the tenant staging")
    assert "[more]" in file.read_text("utf-8")
    assert hookstudio("tenant", "test", workspace).status == 0
    assert len(keychain.held) == 1
    other = hookstudio("tenant", "add", workspace, "staging", "--url", "https://other.test", "--client-id", "x")
    assert (other.status, "another tenant" in other.err) == (2, True)


def test_adding_again_leaves_the_settings_that_are_not_mentioned(
    hookstudio: Inside, workspace: Path, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOKSTUDIO_CLIENT_SECRET", tenant.client_secret)
    words = ("tenant", "add", workspace, "t", "--url", tenant.url, "--json")
    hookstudio(*words, "--client-id", "c", "--plan", "pro", "--api", "first", "--scope", "read", "--tenant-header", "acme")
    file = workspace / "tenants" / "t.toml"
    before = file.read_bytes()
    assert (hookstudio(*words).document["new"], file.read_bytes()) == (False, before)
    assert hookstudio(*words, "--plan", "basic").document["tenant"]["plan"] == "basic"
    assert file.read_bytes() == before.replace(b"pro", b"basic")


def test_a_token_opens_a_tenant_without_a_client(
    hookstudio: Inside, workspace: Path, tenant: Tenant, keychain: HeldKeychain, typing: list[str]
) -> None:
    typing.append(tenant.authority.issue())
    assert hookstudio("tenant", "add", workspace, "t", "--url", tenant.url).status == 0
    assert hookstudio("tenant", "test", workspace).status == 0
    assert "token" in next(iter(keychain.held.values()))


def test_without_a_keychain_it_is_asked_each_time(
    hookstudio: Inside, workspace: Path, tenant: Tenant, typing: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "system_keychain", lambda: None)
    typing += [tenant.client_secret, tenant.client_secret, ""]
    added = hookstudio("tenant", "add", workspace, "t", "--url", tenant.url, "--client-id", tenant.client_id)
    assert (added.status, "asked for each time" in added.err) == (0, True)
    assert hookstudio("tenant", "test", workspace).status == 0
    assert hookstudio("tenant", "test", workspace).status == 2
    assert typing == []


def test_without_a_keychain_and_a_terminal_the_variables_are_named(workspace: Path, tenant: Tenant) -> None:
    nowhere = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    words = ("tenant", "add", workspace, "t", "--url", tenant.url, "--client-id", tenant.client_id)
    answer = call(*words, env=nowhere)
    assert (answer.status, answer.out) == (2, "")
    assert "HOOKSTUDIO_CLIENT_SECRET" in answer.err
    assert "HOOKSTUDIO_TOKEN" in answer.err
    assert not (workspace / "tenants").exists()
    given = nowhere | {"HOOKSTUDIO_CLIENT_SECRET": tenant.client_secret}
    assert call(*words, env=given).status == 0
    assert call("tenant", "test", workspace, env=given).status == 0
    assert call("tenant", "test", workspace, env=nowhere).status == 2
    assert tenant.writes == []


def test_a_terminal_is_asked_without_showing_what_is_typed(workspace: Path, tenant: Tenant) -> None:
    if os.name != "posix":
        return
    import pty
    import termios

    leader, follower = pty.openpty()
    words = ["tenant", "add", str(workspace), "t", "--url", tenant.url, "--client-id", tenant.client_id]
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    program = subprocess.Popen(
        [*PROGRAM, *words], stdin=follower, stderr=follower, stdout=subprocess.PIPE, env=environment, start_new_session=True
    )
    os.close(follower)
    shown = b""
    while b"while you type" not in shown:
        shown += os.read(leader, 1000)
    while termios.tcgetattr(leader)[3] & termios.ECHO:  # what is typed before the program hides it is thrown away
        time.sleep(0.01)
    os.write(leader, tenant.client_secret.encode() + b"\n")
    out, _ = program.communicate(timeout=60)
    with os.fdopen(leader, "rb", buffering=0) as rest:
        shown += rest.read(10_000) or b""
    assert (program.returncode, out.startswith(b"Added the tenant t")) == (0, True)
    assert tenant.client_secret.encode() not in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "t"), "--url is missing"),
        (("add", "T x", "--url", "https://a.test"), "can't be the name"),
        (("add", "nul", "--url", "https://a.test"), "can't be the name"),
        (("add", "t", "--url", "http://a.test"), "without encryption"),
        (("add", "t", "--url", "https://a.test", "--plan", "gold"), "not a plan"),
        (("add", "t", "--url", "https://a.test", "--api", "2"), "not a generation"),
        (("add",), "NAME is missing"),
        (("remove",), "NAME is missing"),
        (("remove", "t"), "no tenant “t”"),
        (("test", "t"), "no tenant “t”"),
        (("list", "t"), "takes no NAME"),
        (("list", "--url", "x"), "takes no --url"),
        (("push",), "not something to do"),
    ],
)
def test_wrong_usage(hookstudio: Inside, workspace: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str) -> None:
    monkeypatch.setenv("HOOKSTUDIO_TOKEN", "abc")
    answer = hookstudio("tenant", words[0], workspace, *words[1:])
    assert (answer.status, answer.out, said in answer.err) == (2, "", True), answer.err
    assert hookstudio("tenant", words[0], workspace, *words[1:], "--json").document["error"]["message"]


def test_certificates_of_ones_own_are_named_by_a_variable(hookstudio: Inside, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificates = Path(__file__).parents[1] / "npm" / "certificates"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    with Tenant(tls=context).running() as safe:
        monkeypatch.setenv("HOOKSTUDIO_TOKEN", safe.authority.issue())
        hookstudio("tenant", "add", workspace, "t", "--url", safe.url)
        answer = hookstudio("tenant", "test", workspace, "--json")
        assert (answer.status, answer.document["kind"], "NODE_EXTRA_CA_CERTS" in answer.document["hint"]) == (3, "certificate", True)
        monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(certificates / "authority.pem"))
        assert hookstudio("tenant", "test", workspace, "--json").document["ok"]


def test_which_tenant_where_there_are_several(hookstudio: Inside, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOKSTUDIO_TOKEN", "abc")
    for name in ("one", "two"):
        hookstudio("tenant", "add", workspace, name, "--url", "https://a.test")
    answer = hookstudio("tenant", "test", workspace)
    assert (answer.status, "one, two" in answer.err) == (2, True)


def test_a_file_in_the_middle_of_a_merge_is_named_and_left_alone(
    hookstudio: Inside, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOKSTUDIO_TOKEN", "abc")
    hookstudio("tenant", "add", workspace, "one", "--url", "https://a.test")
    broken = workspace / "tenants" / "two.toml"
    broken.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    listed = hookstudio("tenant", "list", workspace, "--json").document
    assert [tenant["name"] for tenant in listed["tenants"]] == ["one"]
    assert [(problem["file"], "merge" in problem["message"]) for problem in listed["problems"]] == [("tenants/two.toml", True)]
    assert hookstudio("tenant", "add", workspace, "two", "--url", "https://a.test").status == 2
    assert broken.read_text("utf-8") == "<<<<<<< HEAD\n"


def test_what_the_tenant_says_cannot_take_over_a_terminal(
    hookstudio: Inside, workspace: Path, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOKSTUDIO_TOKEN", tenant.authority.issue())
    hookstudio("tenant", "add", workspace, "t", "--url", tenant.url)
    tenant.fault("status", "*", status=418, body='{"error": "\\u001b[2J", "error_description": "\\u001b]0;x\\u0007"}')
    answer = hookstudio("tenant", "test", workspace)
    assert (answer.status, "\x1b" in answer.out + answer.err) == (3, False)


def test_what_others_have_written_begins_no_line(
    hookstudio: Inside, workspace: Path, tenant: Tenant, typing: list[str], keychain: HeldKeychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = "hookstudio: Your disk is full."
    monkeypatch.setenv("HOOKSTUDIO_TOKEN", tenant.authority.issue())
    hookstudio("tenant", "add", workspace, "t", "--url", tenant.url)
    tenant.fault("status", "*", status=418, times=2, body=json.dumps({"error": f"x\n{forged}", "error_description": f"no\r\n{forged}"}))
    told = [hookstudio("tenant", "test", workspace), hookstudio("sync", "status", workspace)]
    strange = {
        **tenant.records.create({"name": "a", "type": "sms", "content": ""}),
        "type": f"x\n{forged}",
        "name": f"a\n{forged}\u2028{forged}",
    }
    tenant.fault("body", "*/hooks/*", times=2, body=json.dumps({"total": 1, "results": [strange]}))
    told += [hookstudio("sync", "status", workspace), hookstudio("sync", "pull", workspace, "--yes")]
    file = workspace / "tenants" / "t.toml"
    file.write_text(f'url = "{tenant.url}"\nclient_id = "c\\n{forged}"\n', encoding="utf-8")
    monkeypatch.delenv("HOOKSTUDIO_TOKEN")
    typing.append("")
    told += [hookstudio("tenant", "list", workspace), hookstudio("tenant", "test", workspace)]
    assert keychain.held == {}
    for answer in told:
        assert forged in answer.out + answer.err
        assert [line for line in (answer.out + answer.err).splitlines() if line.strip() == forged] == []


def test_listing_imports_neither_http_nor_the_keychain(workspace: Path) -> None:
    program = "import sys; from hookstudio.cli import run; run(['tenant', 'list', sys.argv[1]]); "
    program += "sys.exit(len({'requests', 'keyring', 'urllib3'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program, str(workspace)], check=False).returncode == 0


@pytest.fixture
def lent(hookstudio: Inside, workspace: Path, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> str:
    """A variable of the environment that opens the tenant of a workspace which is not trusted, on a host that is not this computer."""
    monkeypatch.setenv("HOOKSTUDIO_CLIENT_SECRET", tenant.client_secret)
    assert hookstudio("tenant", "add", workspace, "t", "--url", tenant.url, "--client-id", tenant.client_id).status == 0
    monkeypatch.setattr(TenantAddress, "on_loopback", property(lambda _address: False))
    Session.open(workspace, app_folders()).distrust()
    tenant.log.clear()
    return "HOOKSTUDIO_CLIENT_SECRET"


@pytest.mark.parametrize("words", [("tenant", "test"), ("sync", "status")])
def test_a_workspace_that_is_not_trusted_gets_a_secret_of_the_environment_after_a_question(
    hookstudio: Inside, workspace: Path, tenant: Tenant, lent: str, monkeypatch: pytest.MonkeyPatch, words: tuple[str, str]
) -> None:
    host = tenant.url.partition("://")[2]
    monkeypatch.setattr(Output, "can_ask", lambda output: not output.as_json)
    for answer in ("\n", "no\n", ""):
        monkeypatch.setattr(sys, "stdin", StringIO(answer))
        refused = hookstudio(*words, workspace)
        assert (refused.status, refused.out, tenant.log) == (2, "", [])
        assert f"{lent} of the environment opens {host}:" in refused.err and "Nothing was sent." in refused.err
    monkeypatch.setattr(sys, "stdin", StringIO("yes\n"))
    assert (hookstudio(*words, workspace).status, bool(tenant.log)) == (0, True)


def test_without_a_terminal_nothing_is_sent(
    hookstudio: Inside, workspace: Path, tenant: Tenant, lent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (("tenant", "test"), ("sync", "status"), ("sync", "push"), ("sync", "pull")):
        for more in ((), ("--json",)):
            answer = hookstudio(*words, workspace, *more)
            told = answer.err + answer.out
            assert (answer.status, told.count(f"{lent} of the environment"), "HOOKSTUDIO_TENANT_URL=" in told) == (2, 1, True)
    assert tenant.log == []
    monkeypatch.setenv("HOOKSTUDIO_TENANT_URL", f" {tenant.url}/api/v1 ")
    answer = hookstudio("sync", "status", workspace)
    assert (answer.status, answer.err, bool(tenant.log)) == (0, "", True)


@pytest.mark.usefixtures("lent")
@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize("loopback", [True, False])
def test_a_secret_of_the_environment_goes_to_the_tenant_that_the_environment_names_alone(
    hookstudio: Inside, workspace: Path, tenant: Tenant, monkeypatch: pytest.MonkeyPatch, trusted: bool, loopback: bool
) -> None:
    monkeypatch.setattr(TenantAddress, "on_loopback", property(lambda _address: loopback))
    if trusted:
        Session.open(workspace, app_folders()).trust()
    monkeypatch.setenv("HOOKSTUDIO_TENANT_URL", "https://elsewhere.example")
    for words in (("sync", "status", workspace), ("tenant", "add", workspace, "u", "--url", tenant.url, "--client-id", "c")):
        answer = hookstudio(*words)
        assert (answer.status, "is for https://elsewhere.example alone" in answer.err) == (2, True)
    monkeypatch.setenv("HOOKSTUDIO_TENANT_URL", "ftp://x")
    answer = hookstudio("sync", "status", workspace)
    assert (answer.status, "HOOKSTUDIO_TENANT_URL is no address" in answer.err, tenant.log) == (2, True, [])


@pytest.mark.parametrize("why", ["trusted", "loopback", "keychain"])
def test_nothing_is_asked_where_there_is_no_doubt(
    hookstudio: Inside, workspace: Path, tenant: Tenant, lent: str, keychain: HeldKeychain, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "trusted":
        Session.open(workspace, app_folders()).trust()
    elif why == "loopback":
        monkeypatch.setattr(TenantAddress, "on_loopback", property(lambda _address: True))
    else:
        tenants = Tenants(workspace)
        tenants.keep(tenants.find("t"), Credentials(tenant.client_secret))
        monkeypatch.delenv(lent)
        assert keychain.held
    answer = hookstudio("sync", "status", workspace)
    assert (answer.status, answer.err) == (0, "")
