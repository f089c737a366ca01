"""Why a tenant did not do what it was asked, in words, and never with a secret in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal
from urllib.parse import quote, quote_plus

from hookstudio.model.errors import OutsideMissing
from hookstudio.web.exchange import Trouble

Kind = Literal[
    "address", "certificate", "credentials", "audience", "scope", "rate", "server", "protocol", "missing", "exists", "plan", "refused"
]

_DETAILS_LIMIT: Final = 2_000
_NOT_SENT: Final = ("ENOTFOUND", "ECONNREFUSED", "CERT_UNTRUSTED", "ERR_SSL", "ERR_TLS", "EINVALIDPROXY")

_TROUBLES: Final[Mapping[str, tuple[Kind, str, str]]] = {
    "ENOTFOUND": ("address", "There is no host “{host}”.", "Check the tenant's address, and the network."),
    "ECONNREFUSED": ("address", "Nobody answers at “{host}”.", "Check the tenant's address, the network and the proxy."),
    "ECONNRESET": ("address", "The connection to “{host}” broke.", "Check the network and the proxy, then try again."),
    "ETIMEDOUT": ("address", "“{host}” did not answer in time.", "Check the network and the proxy, then try again."),
    "EINVALIDPROXY": ("address", "The proxy's address is not one.", "Correct the proxy in the environment (HTTPS_PROXY)."),
    "CERT_UNTRUSTED": (
        "certificate",
        "The certificate of “{host}” is not trusted.",
        "If your organisation has a certificate authority of its own, name its file in the variable NODE_EXTRA_CA_CERTS or SSL_CERT_FILE.",
    ),
    "ERR_SSL": ("certificate", "No encrypted connection to “{host}” came about.", "Check the tenant's address and the proxy."),
    "ERR_TLS": (
        "certificate",
        "The file with certificates can't be used.",
        "Check the file that NODE_EXTRA_CA_CERTS or SSL_CERT_FILE names.",
    ),
}
_UNUSABLE: Final[tuple[Kind, str, str]] = (
    "protocol",
    "“{host}” gave no usable answer.",
    "A proxy or a login page may have answered.",
)

_CREDENTIALS: Final = "Check the client id and the secret, and that the client may use the grant type “client credentials”."
_REFUSALS: Final[Mapping[str, tuple[Kind, str, str]]] = {
    "invalid_client": ("credentials", "“{host}” does not accept the client id and the secret.", _CREDENTIALS),
    "unauthorized_client": ("credentials", "“{host}” does not let this client in.", _CREDENTIALS),
    "invalid_grant": ("credentials", "“{host}” does not let this client in.", _CREDENTIALS),
    "unsupported_grant_type": ("credentials", "“{host}” does not let this client in by its secret.", _CREDENTIALS),
    "missing_token": ("credentials", "“{host}” found no token in the request.", "A proxy may have taken it out."),
    "invalid_authorization_scheme": ("credentials", "“{host}” does not take this kind of token.", "It has to be an access token (Bearer)."),
    "invalid_issuer": ("credentials", "The token is meant for another tenant.", "Check the tenant's address; take a token of this tenant."),
    "unauthorized_user": (
        "credentials",
        "“{host}” does not accept the token, or no longer.",
        "Take a new token, or check the client's rights.",
    ),
    "invalid_audience": (
        "audience",
        "The token is not meant for the management API of “{host}”.",
        "A token's audience has to be {audience}, slash included; authorize the client for the Management API.",
    ),
    "invalid_target": (
        "audience",
        "“{host}” gives this client no token for its management API.",
        "Authorize the client for the Management API in the dashboard (Resources, Management Api, Clients).",
    ),
    "access_denied": (
        "audience",
        "“{host}” gives this client no token for its management API.",
        "Authorize the client for the Management API in the dashboard (Resources, Management Api, Clients).",
    ),
    "missing_scope": (
        "scope",
        "The client lacks a permission: {doing}.",
        "Give it the permissions for hooks in the dashboard (Resources, Management Api, Clients).",
    ),
    "invalid_scope": ("scope", "“{host}” does not know a permission that was asked for by name.", "Correct the tenant's scope."),
    "plan_limit_exceeded": ("plan", "The tenant's plan has no room for this.", "Delete hooks there, or change the plan."),
    "entity_not_found": (
        "missing",
        "“{host}” does not have it.",
        "It may have been deleted there, or this is no tenant's address.",
    ),
    "already_exists": ("exists", "The tenant has such a hook already.", "Rename one of the two."),
    "too_many_requests": ("rate", "“{host}” is asked too often at the moment.", "Try again in a minute, or choose the tenant's real plan."),
}
_BY_STATUS: Final[Mapping[int, str]] = {
    401: "unauthorized_user",
    402: "plan_limit_exceeded",
    403: "missing_scope",
    404: "entity_not_found",
    409: "already_exists",
    429: "too_many_requests",
}
_DOING: Final = {"GET": "reading hooks", "POST": "creating hooks", "PATCH": "changing hooks", "DELETE": "deleting hooks"}


class RemoteFailed(OutsideMissing):
    """A tenant did not do what it was asked. `kind` says what is wrong; `status` is the answer's, 0 without one.

    `unsure`: a request to change something may have been carried out all the same: look before it is made again.
    """

    def __init__(
        self, message: str, *, kind: Kind, hint: str = "", details: str = "", status: int = 0, unsure: bool = False, error: str = ""
    ) -> None:
        super().__init__(message, hint=hint, details=details)
        self.kind: Kind = kind
        self.status, self.unsure, self.error = status, unsure, error

    def without(self, secrets: Iterable[str]) -> RemoteFailed:
        """The same with none of *secrets* in its texts."""
        known = tuple(secrets)
        return RemoteFailed(
            masked(self.message, known),
            kind=self.kind,
            hint=masked(self.hint, known),
            details=masked(self.details, known),
            status=self.status,
            unsure=self.unsure,
            error=masked(self.error, known),
        )


def no_answer(trouble: Trouble, host: str, *, sure: bool) -> RemoteFailed:
    """For a request that got none; *sure*: one that changes nothing."""
    kind, message, hint = _TROUBLES.get(trouble.code, _UNUSABLE)
    unsure = not sure and trouble.code not in _NOT_SENT
    return RemoteFailed(message.format(host=host), kind=kind, hint=hint, details=f"{trouble.code}: {trouble.text}", unsure=unsure)


def refusal(status: int, error: str, words: str, host: str, method: str, *, audience: str = "") -> RemoteFailed:
    """For an answer with *status* that says *error* ('' for nothing of the kind) and, masked, *words*."""
    name = error if error in _REFUSALS else _BY_STATUS.get(status, "")
    details = f"{status} {error}: {words}".rstrip(": ")[:_DETAILS_LIMIT]
    if status >= 500:
        message, hint = f"“{host}” has a fault of its own ({status}).", "Try again later."
        return RemoteFailed(message, kind="server", hint=hint, details=details, status=status, unsure=method != "GET", error=error)
    if not name:
        said = f" It says: {words}" if words else ""
        message = f"“{host}” does not take it.{said}"
        return RemoteFailed(message, kind="refused", hint="The details say what it said.", details=details, status=status, error=error)
    kind, message, hint = _REFUSALS[name]
    filled = {"host": host, "doing": _DOING.get(method, "this"), "audience": audience or "the origin with /api/"}
    return RemoteFailed(message.format(**filled), kind=kind, hint=hint.format(**filled), details=details, status=status, error=error)


def elsewhere(host: str, target: str, status: int, *, sure: bool) -> RemoteFailed:
    """For a redirect to another host, '' for no address at all; *sure*: of a request that changes nothing."""
    where = f"“{target}”" if target else "what is no address"
    return RemoteFailed(
        f"“{host}” sends requests on to {where}, which is not followed: secrets stay where they belong.",
        kind="address",
        hint="If that is the tenant's right address, change it.",
        details=f"{status}",
        status=status,
        unsure=not sure,
    )


def in_circles(host: str, method: str, status: int, *, sure: bool) -> RemoteFailed:
    """For a redirect within the host that is not followed, or one that never ends; *sure*: of a request that changes nothing."""
    how = "round in circles" if method == "GET" else "on to another address of its own, which is not followed when something is changed"
    hint = "Check the tenant's address."
    return RemoteFailed(f"“{host}” sends requests {how}.", kind="address", hint=hint, details=f"{status}", status=status, unsure=not sure)


def unusable(host: str, what: str, method: str) -> RemoteFailed:
    """For an answer that is not what the API gives; *what* it is instead, in words."""
    _, message, hint = _UNUSABLE
    return RemoteFailed(message.format(host=host), kind="protocol", hint=hint, details=what, status=200, unsure=method != "GET")


def masked(text: str, secrets: Iterable[str]) -> str:
    """*text* without any of the secrets, also as they stand in forms and addresses."""
    for secret in secrets:
        for form in {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}:
            if form:
                text = text.replace(form, "…")
    return text
