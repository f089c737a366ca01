"""Secrets are in the system's keychain, by origin, or in the environment, and in no file and no message."""

from __future__ import annotations

import subprocess
import sys

import pytest
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend

from hookstudio.model.credentials import Credentials
from hookstudio.storage import secrets
from hookstudio.storage.secrets import KeychainFailed, Secrets
from tests.storage.keychains import HeldKeychain

ORIGIN = "https://acme.plusauth.com"


@pytest.fixture
def keychain() -> HeldKeychain:
    return HeldKeychain()


def kept_in(keychain: HeldKeychain, **environment: str) -> Secrets:
    return Secrets(environment, lambda: keychain)


@pytest.mark.parametrize("credentials", [Credentials("hunter2"), Credentials(token="a.b.c")])
def test_what_was_kept_is_found_by_origin_and_client(keychain: HeldKeychain, credentials: Credentials) -> None:
    own = kept_in(keychain)
    assert own.can_keep
    own.keep(ORIGIN, "client", credentials)
    found = own.find(ORIGIN, "client")
    assert found is not None
    assert (found.client_secret, found.token, found.source) == (credentials.client_secret, credentials.token, "keychain")
    assert own.find("https://other.plusauth.com", "client") is None
    assert own.find(ORIGIN, "other") is None
    assert own.forget(ORIGIN, "client")
    assert (own.find(ORIGIN, "client"), own.forget(ORIGIN, "client"), keychain.held) == (None, False, {})


def test_the_environment_comes_first_and_is_not_stored(keychain: HeldKeychain) -> None:
    kept_in(keychain).keep(ORIGIN, "client", Credentials("kept"))
    keychain.locked = True
    found = kept_in(keychain, HOOKSTUDIO_CLIENT_SECRET=" given\n").find(ORIGIN, "client")
    assert found == Credentials("given", source="environment")
    found = kept_in(keychain, HOOKSTUDIO_CLIENT_SECRET="given", HOOKSTUDIO_TOKEN="a.b.c").find(ORIGIN, "client")
    assert found == Credentials(token="a.b.c", source="environment")
    assert list(keychain.held.values()) == ['{"client_secret": "kept"}']


def test_a_secret_of_the_environment_that_is_for_one_tenant_is_for_no_other(keychain: HeldKeychain) -> None:
    kept_in(keychain).keep("https://other.example", "client", Credentials("kept"))
    own = kept_in(keychain, HOOKSTUDIO_TOKEN="a.b.c", HOOKSTUDIO_TENANT_URL=f"{ORIGIN}/api/v1")
    assert own.find(ORIGIN, "client") == Credentials(token="a.b.c", source="environment", origin=ORIGIN)
    assert own.find("https://other.example", "client") == Credentials("kept", source="keychain")
    assert own.find(f"{ORIGIN}.evil.example", "client") is None
    assert ORIGIN in own.hint("https://other.example") and ORIGIN not in own.hint(ORIGIN)


def test_without_a_keychain_only_the_environment_is_left() -> None:
    own = Secrets({}, lambda: None)
    assert (own.can_keep, own.find(ORIGIN, "client"), own.forget(ORIGIN, "client")) == (False, None, False)
    with pytest.raises(KeychainFailed) as caught:
        own.keep(ORIGIN, "client", Credentials("hunter2"))
    assert "HOOKSTUDIO_CLIENT_SECRET" in caught.value.hint


def test_a_locked_keychain_is_told_without_its_words(keychain: HeldKeychain) -> None:
    keychain.locked = True
    with pytest.raises(KeychainFailed) as caught:
        kept_in(keychain).find(ORIGIN, "client")
    assert (caught.value.details, caught.value.__cause__, "hunter2" in caught.value.message) == ("KeyringLocked", None, False)


def test_a_keychain_that_keeps_nothing_is_told(keychain: HeldKeychain) -> None:
    keychain.forgetful = True
    with pytest.raises(KeychainFailed, match="did not keep"):
        kept_in(keychain).keep(ORIGIN, "client", Credentials("hunter2"))


@pytest.mark.parametrize("strange", ["", "nonsense", "[]", '{"token": 5}', '{"client_secret": ""}'])
def test_a_strange_entry_is_none(keychain: HeldKeychain, strange: str) -> None:
    kept_in(keychain).keep(ORIGIN, "client", Credentials("hunter2"))
    for key in keychain.held:
        keychain.held[key] = strange
    assert kept_in(keychain).find(ORIGIN, "client") is None


def test_only_keychains_that_keep_secrets_safely_count(keychain: HeldKeychain, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    plain = type("PlaintextKeyring", (HeldKeychain,), {"__module__": "keyrings.alt.file"})
    unsafe: list[object] = [object.__new__(kind) for kind in (fail.Keyring, null.Keyring, plain)]
    for backend, usable in ((keychain, True), *((one, False) for one in unsafe)):
        monkeypatch.setattr(keyring, "get_keyring", lambda backend=backend: backend)
        assert (secrets.system_keychain() is not None) is usable
        monkeypatch.setattr(ChainerBackend, "backends", [backend])
        monkeypatch.setattr(keyring, "get_keyring", lambda: object.__new__(ChainerBackend))
        assert (secrets.system_keychain() is not None) is usable


def test_keyring_is_imported_when_it_is_needed() -> None:
    program = "import sys, hookstudio.storage.secrets; sys.exit('keyring' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
