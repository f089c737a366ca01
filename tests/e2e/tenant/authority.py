"""Tokens of a stand-in tenant: who gets one, what it is good for, when it ends."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from tests.e2e.tenant.records import Refused

SCOPES: Final = {"GET": "read:hook", "POST": "create:hook", "PATCH": "update:hook", "DELETE": "delete:hook"}
"""What each method needs. The vendor does not publish its names: these are this stand-in's own."""

_FORM: Final = "application/x-www-form-urlencoded"
_WANTED: Final = ("client_id", "client_secret", "grant_type", "audience")


@dataclass
class Token:
    audience: str
    scope: tuple[str, ...]
    ends: float
    issuer: str


class Authority:
    """Hands out tokens for client credentials, and looks at those that come in.

    `granted`: what the client may do. `lifetime_s`: how long a token is good for. `clock`: seconds, for tests that don't wait.
    """

    def __init__(self, origin: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.client_id, self.client_secret = "stand-in-client", secrets.token_urlsafe(24)
        self.origin, self.clock = origin, clock
        self.granted = tuple(SCOPES.values())
        self.lifetime_s = 3600
        self.tokens: dict[str, Token] = {}

    @property
    def audience(self) -> str:
        return f"{self.origin}/api/"

    def token(self, content_type: str, body: bytes) -> dict[str, Any]:
        """The answer of the token endpoint. Raises Refused."""
        if content_type.partition(";")[0].strip().lower() != _FORM:
            raise Refused(400, "invalid_request", "The body has to be a form.")
        try:
            given = parse_qs(body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
        except ValueError:
            raise Refused(400, "invalid_request", "That is no form.") from None
        unknown = set(given) - {*_WANTED, "scope"}
        if unknown or any(name not in given for name in _WANTED) or any(len(values) > 1 for values in given.values()):
            raise Refused(400, "invalid_request", f"Wanted once each: {', '.join(_WANTED)}; scope is optional.")
        if given["grant_type"] != ["client_credentials"]:
            raise Refused(400, "unsupported_grant_type")
        if (given["client_id"], given["client_secret"]) != ([self.client_id], [self.client_secret]):
            raise Refused(401, "invalid_client", "client authentication failed")
        asked = given.get("scope", [""])[0].split()
        if set(asked) - set(SCOPES.values()):
            raise Refused(400, "invalid_scope", "A scope that does not exist.")
        scope = tuple(one for one in self.granted if not asked or one in asked)
        token = self.issue(audience=given["audience"][0], scope=scope)
        return {"access_token": token, "expires_in": self.lifetime_s, "token_type": "Bearer", "scope": " ".join(scope)}

    def issue(self, *, audience: str | None = None, scope: tuple[str, ...] | None = None, issuer: str | None = None) -> str:
        """A token, a good one unless said otherwise."""
        text = secrets.token_urlsafe(32)
        granted = self.granted if scope is None else scope
        self.tokens[text] = Token(audience or self.audience, granted, self.clock() + self.lifetime_s, issuer or self.origin)
        return text

    def revoke(self) -> None:
        """No token handed out so far is good any more."""
        self.tokens.clear()

    def check(self, headers: Mapping[str, str], method: str) -> None:
        """Raises Refused unless the request may be made."""
        header = headers.get("authorization", "")
        if not header:
            raise Refused(401, "missing_token", "Authorization token is not provided.")
        scheme, _, text = header.partition(" ")
        if scheme.lower() != "bearer":
            raise Refused(401, "invalid_authorization_scheme", "It must be “Bearer”.")
        token = self.tokens.get(text.strip())
        if token is None or token.ends <= self.clock():
            raise Refused(401, "unauthorized_user", "The token is not valid, or no longer.")
        if token.issuer != self.origin:
            raise Refused(401, "invalid_issuer", "The token is meant for another tenant.")
        if token.audience != self.audience:
            raise Refused(401, "invalid_audience", "The token has a wrong audience.")
        if SCOPES[method] not in token.scope:
            raise Refused(401, "missing_scope", f"The token lacks {SCOPES[method]}.")
