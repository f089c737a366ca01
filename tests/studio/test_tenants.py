"""Tenants of a workspace as the window uses them: changed, taken out and put back, with what opens them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.sync import Agreement
from hookstudio.model.tenant import HookState, TenantSettings
from hookstudio.storage.folders import app_folders
from hookstudio.storage.secrets import KeychainFailed, Secrets
from hookstudio.studio.session import Session
from hookstudio.studio.tenants import Tenants, lent_to_a_stranger
from tests.storage.keychains import HeldKeychain

ACME = TenantSettings("acme", "https://acme.plusauth.com", "client")
STATE = HookState("first", "", "function handle() {}\n", 1.0, True)


@pytest.fixture
def keychain() -> HeldKeychain:
    return HeldKeychain()


@pytest.fixture
def tenants(tmp_path: Path, keychain: HeldKeychain) -> Tenants:
    """One tenant with an agreed hook, and its secret in the keychain."""
    root = Session.create(tmp_path / "shop", "Shop", app_folders()).root
    made = Tenants(root, secrets=Secrets({}, lambda: keychain), environment={})
    made.add(ACME)
    made.files.agree("acme", [Agreement("remote1", "here1", "pre-login", STATE)])
    made.keep(ACME, Credentials("hunter2"))
    return made


def files(tenants: Tenants) -> dict[str, bytes]:
    return {str(path.relative_to(tenants.files.folder)): path.read_bytes() for path in tenants.files.folder.rglob("*") if path.is_file()}


def test_a_tenant_that_was_taken_away_comes_back_as_it_was(tenants: Tenants, keychain: HeldKeychain) -> None:
    before, held = files(tenants), dict(keychain.held)
    removed = tenants.take_away("acme")
    assert (files(tenants), keychain.held, removed.note) == ({}, {}, "")
    assert "hunter2" not in repr(removed)
    tenants.put_back(removed)
    assert (files(tenants), keychain.held) == (before, held)
    with pytest.raises(StudioError, match="another tenant “acme”"):
        tenants.put_back(removed)
    with pytest.raises(NotFound):
        tenants.take_away("../acme")


def test_a_file_that_cannot_be_understood_comes_back_as_it_was(tenants: Tenants) -> None:
    broken = tenants.files.folder / "acme.toml"
    broken.write_bytes(b"<<<<<<< ours\nurl = 1\n")
    removed = tenants.take_away("acme")
    assert not broken.exists()
    tenants.put_back(removed)
    assert broken.read_bytes() == b"<<<<<<< ours\nurl = 1\n"


def test_a_secret_that_another_tenant_needs_stays(tenants: Tenants, keychain: HeldKeychain) -> None:
    tenants.add(TenantSettings("same", ACME.url, ACME.client_id, tenant_header="b"))
    assert tenants.take_away("acme").credentials is None
    assert len(keychain.held) == 1


def test_a_locked_keychain_does_not_hold_up_a_removal(tenants: Tenants, keychain: HeldKeychain) -> None:
    keychain.locked = True
    removed = tenants.take_away("acme")
    assert "may still be there" in removed.note
    assert files(tenants) == {}


def test_another_address_forgets_what_was_agreed(tenants: Tenants) -> None:
    assert tenants.change(TenantSettings("acme", ACME.url + "/", "other", plan="pro")) == 0
    assert len(tenants.files.read("acme").agreed) == 1
    assert tenants.change(TenantSettings("acme", "https://b.plusauth.com", "other")) == 1
    assert tenants.files.read("acme").agreed == ()
    assert tenants.find("acme").url == "https://b.plusauth.com"


@pytest.mark.parametrize(
    "other",
    [
        TenantSettings("acme", ACME.url, "client", tenant_header="shop"),
        TenantSettings("acme", ACME.url + "/two", "client"),
        TenantSettings("acme", "https://b.plusauth.com", "client"),
        TenantSettings("acme", ACME.url, "another"),
    ],
)
def test_what_was_agreed_with_one_tenant_is_not_taken_over_by_another_of_its_name(tenants: Tenants, other: TenantSettings) -> None:
    before = files(tenants)
    with pytest.raises(StudioError, match=r"another tenant “acme”.*client “client”"):
        tenants.add(other)
    assert files(tenants) == before
    assert tenants.add(TenantSettings("acme", ACME.url + "/api/v1/", "client", plan="pro")) is False
    assert len(tenants.files.read("acme").agreed) == 1


def test_a_tenant_whose_address_is_none_can_be_repaired_and_is_in_nobodys_way(tenants: Tenants, keychain: HeldKeychain) -> None:
    broken = tenants.files.folder / "broken.toml"
    broken.write_text('url = "http://far.example"\nclient_id = "c"\n', encoding="utf-8")
    removed = tenants.take_away("acme")
    assert (removed.credentials is not None, keychain.held) == (True, {})
    assert tenants.take_away("broken").settings is None
    broken.write_text('url = "http://far.example"\nclient_id = "c"\n', encoding="utf-8")
    assert tenants.change(TenantSettings("broken", "https://far.example", "c")) == 0
    assert tenants.find("broken").url == "https://far.example"


def test_what_is_typed_is_held_for_this_run_and_gives_way_to_the_keychain(tenants: Tenants, keychain: HeldKeychain) -> None:
    tenants.hold(ACME, Credentials(token="typed"))
    assert tenants.credentials(ACME) == Credentials(token="typed")
    assert "typed" not in str(keychain.held)
    tenants.keep(ACME, Credentials("newer"))
    assert tenants.credentials(ACME) == Credentials("newer", source="keychain")
    tenants.hold(ACME, Credentials("again"))
    tenants.hold(ACME, None)
    assert tenants.credentials(ACME) == Credentials("newer", source="keychain")
    keychain.locked = True
    with pytest.raises(KeychainFailed):
        tenants.credentials(ACME)


@pytest.mark.parametrize(
    ("source", "url", "trusted", "asks"),
    [
        ("environment", ACME.url, False, True),
        ("environment", ACME.url, True, False),
        ("environment", "http://127.0.0.1:80", False, False),
        ("keychain", ACME.url, False, False),
        ("asked", ACME.url, False, False),
    ],
)
def test_a_secret_of_the_environment_goes_to_no_stranger_unasked(source: str, url: str, trusted: bool, asks: bool) -> None:
    settings = TenantSettings("acme", url, "client")
    assert lent_to_a_stranger(settings, Credentials("hunter2", source=source), trusted=trusted) is asks


def test_a_secret_that_the_environment_gives_to_one_tenant_asks_nothing_there_and_goes_nowhere_else(tenants: Tenants) -> None:
    secret = Credentials("hunter2", source="environment", origin="https://acme.plusauth.com")
    assert not lent_to_a_stranger(ACME, secret, trusted=False)
    tenants.client(ACME, secret).close()
    with pytest.raises(StudioError, match=r"for https://acme\.plusauth\.com alone"):
        tenants.client(TenantSettings("b", "https://b.plusauth.com", "client"), secret)
