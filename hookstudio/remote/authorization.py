"""The token that opens a tenant's API: asked for with a client's credentials and renewed in time, or one that somebody already has."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from hookstudio.model.credentials import Credentials
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import TenantAddress
from hookstudio.remote.rate import Clock

FORM: Final = "application/x-www-form-urlencoded"
_BEARER: Final = ("Bearer", "bearer", "BEARER")
_EARLY_S: Final = 30.0
_LONGEST_S: Final = 10.0 * 365 * 86_400


class UnusableToken(Exception):
    """The token endpoint did not answer with a token."""


class Authorization:
    """Holds one token for all threads. *ask* posts a form to the token endpoint and returns the document that it answers."""

    def __init__(
        self,
        settings: TenantSettings,
        address: TenantAddress,
        credentials: Credentials,
        ask: Callable[[bytes], object],
        clock: Clock,
    ) -> None:
        self._settings, self._address, self._credentials = settings, address, credentials
        self._ask, self._clock = ask, clock
        self._token, self._ends = "", 0.0
        self._lock = threading.Lock()
        self.granted: tuple[str, ...] = ()
        """The permissions that the tenant said it gave; nothing where it did not say."""

    @property
    def renewable(self) -> bool:
        """Whether another token can be had when this one is refused."""
        return not self._credentials.token

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be in a text."""
        return (*self._credentials.secrets, *((self._token,) if self._token else ()))

    def token(self) -> str:
        """A token that is good for a while yet. Raises what *ask* raises, UnusableToken."""
        if self._credentials.token:
            return self._credentials.token
        with self._lock:
            if not self._token or self._clock.now() >= self._ends:
                self._fetch()
            return self._token

    def refused(self, token: str) -> None:
        """*token* was not accepted: the next one will be another."""
        with self._lock:
            if token == self._token:
                self._token = ""

    def __repr__(self) -> str:
        return f"Authorization({self._address.origin})"

    def _fetch(self) -> None:
        form = {
            "client_id": self._settings.client_id,
            "client_secret": self._credentials.client_secret,
            "grant_type": "client_credentials",
            "audience": self._address.audience,
        }
        if self._settings.scope:
            form["scope"] = self._settings.scope
        asked = self._clock.now()
        match self._ask(urlencode(form).encode()):
            case {"access_token": str(token), **rest} if fits_a_header(token) and rest.get("token_type", "Bearer") in _BEARER:
                self._token = token
                self._ends = asked + _useful(rest.get("expires_in"))
                scope = rest.get("scope")
                self.granted = tuple(scope.split()) if isinstance(scope, str) else ()
            case _:
                raise UnusableToken


def _useful(expires_in: object) -> float:
    """For how many seconds to use a token that says this of itself; without a word, until it is refused."""
    if isinstance(expires_in, bool) or not isinstance(expires_in, int | float) or not expires_in > 0:
        return _LONGEST_S
    seconds = float(min(expires_in, _LONGEST_S))
    return seconds - min(_EARLY_S, seconds / 10)


def fits_a_header(token: str) -> bool:
    """Whether *token* can be sent at all."""
    return bool(token) and token.isascii() and all(33 <= ord(letter) < 127 for letter in token)
