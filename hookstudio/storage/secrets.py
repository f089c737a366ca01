"""Tenants' secrets in the system's keychain, by origin and client, or from the environment, which is never stored.

Nothing here writes a secret to a file: where the system has no keychain, somebody has to be asked each time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Final, Protocol, TypeVar

from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import OutsideMissing, StudioError
from hookstudio.model.tenant_address import tenant_address

SECRET_VARIABLE: Final = "HOOKSTUDIO_CLIENT_SECRET"
TOKEN_VARIABLE: Final = "HOOKSTUDIO_TOKEN"
URL_VARIABLE: Final = "HOOKSTUDIO_TENANT_URL"
"""The address of the tenant that the secret of the environment is for: no other gets it, and nobody is asked."""
VARIABLES_HINT: Final = f"Set {SECRET_VARIABLE} or {TOKEN_VARIABLE} in the environment."
_UNSAFE: Final = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
T = TypeVar("T")


class Keychain(Protocol):
    """What is used of one of keyring's backends."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class SecretMissing(StudioError):
    """There is no secret for a tenant, and nobody to ask."""


class KeychainFailed(OutsideMissing):
    """The system's keychain did not do what it was asked."""


class Secrets:
    """*keychain* is the system's if not given; it is looked for when it is first needed."""

    def __init__(self, environment: Mapping[str, str] = os.environ, keychain: Callable[[], Keychain | None] | None = None) -> None:
        self._environment, self._look = environment, keychain
        self._keychain: Keychain | None = None
        self._looked = False

    def from_environment(self, origin: str) -> Credentials | None:
        """What the environment gives for *origin*: a token before a secret. Raises StudioError where it names what is no address."""
        token = self._environment.get(TOKEN_VARIABLE, "").strip()
        secret = self._environment.get(SECRET_VARIABLE, "").strip()
        meant = self._meant() if token or secret else ""
        if not (token or secret) or meant not in ("", origin):
            return None
        return Credentials("" if token else secret, token, "environment", meant)

    def hint(self, origin: str) -> str:
        """What to do where there is no secret for *origin*."""
        meant = self._meant()
        return VARIABLES_HINT if meant in ("", origin) else f"{URL_VARIABLE} says that the secret of the environment is for {meant} alone."

    def _meant(self) -> str:
        """The origin that the environment names, '' for none."""
        named = self._environment.get(URL_VARIABLE, "").strip()
        try:
            return tenant_address(named).origin if named else ""
        except StudioError as error:
            raise StudioError(f"{URL_VARIABLE} is no address of a tenant.", hint=error.hint, details=error.message) from None

    def find(self, origin: str, client_id: str) -> Credentials | None:
        """What the environment gives, else what the keychain has for this client of *origin*. Raises KeychainFailed, StudioError."""
        return self.from_environment(origin) or self.held(origin, client_id)

    def held(self, origin: str, client_id: str) -> Credentials | None:
        """What the keychain has. Raises KeychainFailed."""
        keychain = self._system()
        if keychain is None:
            return None
        text = _tried(lambda: keychain.get_password(_service(origin), _user(client_id)), "read")
        return _read(text) if text else None

    @property
    def can_keep(self) -> bool:
        """Whether there is a keychain."""
        return self._system() is not None

    def keep(self, origin: str, client_id: str, credentials: Credentials) -> None:
        """Put them into the keychain. Raises KeychainFailed."""
        keychain = self._system()
        if keychain is None:
            raise KeychainFailed("This system has no keychain, so the secret was not kept.", hint=VARIABLES_HINT)
        held = {"token": credentials.token} if credentials.token else {"client_secret": credentials.client_secret}
        _tried(lambda: keychain.set_password(_service(origin), _user(client_id), json.dumps(held)), "written")
        kept = _read(_tried(lambda: keychain.get_password(_service(origin), _user(client_id)), "read") or "")
        if kept is None or kept.secrets != credentials.secrets:
            raise KeychainFailed("The keychain did not keep the secret.", hint=VARIABLES_HINT)

    def forget(self, origin: str, client_id: str) -> bool:
        """Take them out of the keychain; whether they were in it. Raises KeychainFailed."""
        keychain = self._system()
        if keychain is None or _tried(lambda: keychain.get_password(_service(origin), _user(client_id)), "read") is None:
            return False
        _tried(lambda: keychain.delete_password(_service(origin), _user(client_id)), "written")
        return True

    def _system(self) -> Keychain | None:
        if not self._looked:
            self._keychain, self._looked = (self._look or system_keychain)(), True
        return self._keychain


def system_keychain() -> Keychain | None:
    """The keychain of this system, None where there is none that keeps secrets safely."""
    import keyring

    backend = _tried(keyring.get_keyring, "opened")
    inner = [*getattr(backend, "backends", ()), backend][0]
    return None if type(inner).__module__.startswith(_UNSAFE) else backend


def _service(origin: str) -> str:
    return f"Hook Studio {origin}"


def _user(client_id: str) -> str:
    return client_id or "token"


def _read(text: str) -> Credentials | None:
    try:
        held = json.loads(text)
    except ValueError:
        return None
    match held:
        case {"token": str(token)} if token:
            return Credentials(token=token, source="keychain")
        case {"client_secret": str(secret)} if secret:
            return Credentials(secret, source="keychain")
    return None


def _tried(work: Callable[[], T], doing: str) -> T:
    """Whatever the keychain of some system may raise is its failure, and never has the secret in it."""
    try:
        return work()
    except Exception as error:
        message = f"The system's keychain could not be {doing}."
        raise KeychainFailed(message, hint=f"Unlock it and try again. Or: {VARIABLES_HINT}", details=type(error).__name__) from None
