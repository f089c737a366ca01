"""A stand-in for a PlusAuth tenant, on loopback: its token endpoint and its hooks, strict, and faulty where a test wants it so.

with Tenant().running() as tenant:
    tenant.records.create({"name": "a", "type": "pre-login", "content": "…"})
    tenant.fault("drop", "*/hooks/*", method="PATCH")
    ... tenant.url, tenant.client_id, tenant.client_secret ... [asked.line for asked in tenant.log]

Other programs script it over HTTP, without a token, below /-/: GET and PUT state, POST and DELETE faults, GET log, POST revoke.
The query language of `q` is not part of it: a request with `q` is refused.
"""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from tests.e2e.tenant.authority import SCOPES, Authority
from tests.e2e.tenant.faults import Asked, Fault, Manner
from tests.e2e.tenant.handler import Server, packed
from tests.e2e.tenant.records import Generation, Records, Refused
from tests.loopback import serving

_JSON: Final = "application/json"
_QUERY: Final = ("limit", "offset", "sort_by", "fields")


class Tenant:
    """The stand-in. `tenant_name`: hooks are there only for requests whose X-PlusAuth-Tenant says it. `tls`: serve https with that."""

    def __init__(
        self, generation: Generation = "v1", *, tls: ssl.SSLContext | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.tenant_name = ""
        self.log: list[Asked] = []
        self.faults: list[Fault] = []
        self.held = threading.Event()
        """Set once a fault holds a request (`silent`, `huge`)."""
        self.records = Records(generation)
        self.lock = threading.RLock()
        self.released = threading.Event()
        self._server = Server(self)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"
        self.authority = Authority(self.url, clock)

    @property
    def client_id(self) -> str:
        return self.authority.client_id

    @property
    def client_secret(self) -> str:
        return self.authority.client_secret

    @property
    def hooks(self) -> list[dict[str, Any]]:
        """What it has, in the order in which it was made; a copy."""
        with self.lock:
            return self.records.snapshot()

    @property
    def writes(self) -> list[Asked]:
        """The requests that asked to change a hook."""
        return [asked for asked in list(self.log) if asked.writes]

    def fault(self, manner: Manner, path: str = "*", **more: Any) -> Fault:
        """From now on something goes wrong; see Fault."""
        with self.lock:
            self.faults.append(Fault(manner, path, **more))
            return self.faults[-1]

    def release(self) -> None:
        """Lets requests go that a fault holds."""
        self.released.set()

    @contextlib.contextmanager
    def running(self) -> Iterator[Tenant]:
        try:
            with serving(self._server, "stand-in tenant", self.release):
                yield self
        finally:
            self._server.hang_up()

    def struck(self, method: str, path: str) -> Fault | None:
        """The fault that strikes this request."""
        return next((one for one in self.faults if one.strikes(method, path)), None)

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        """Status, content type ('': none) and body of the answer. Raises Refused."""
        parts = urlsplit(path)
        if parts.path.startswith("/-/"):
            return self._control(method, parts.path.removeprefix("/-/"), body)
        if parts.path == "/oauth2/token":
            if method != "POST":
                raise Refused(404, "entity_not_found")
            return 200, _JSON, packed(self.authority.token(headers.get("content-type", ""), body))
        words = parts.path.removeprefix("/api/v1/hooks").split("/")
        if not parts.path.startswith("/api/v1/hooks") or words[0] or len(words) > 3 or method not in SCOPES:
            raise Refused(404, "entity_not_found", "There is no such address.")
        if self.tenant_name and headers.get("x-plusauth-tenant") != self.tenant_name:
            raise Refused(404, "entity_not_found", "There is no such tenant.")
        self.authority.check(headers, method)
        hook_id = unquote(words[1]) if len(words) > 1 else ""
        packages = len(words) == 3
        if packages and words[2] != "packages":
            raise Refused(404, "entity_not_found", "There is no such address.")
        if parts.query and (method != "GET" or hook_id):
            raise Refused(400, "invalid_request", "A query has no meaning here.")
        return self._hooks(method, hook_id, packages, parts.query, lambda: _document(headers, body))

    def _hooks(self, method: str, hook_id: str, packages: bool, query: str, document: Callable[[], object]) -> tuple[int, str, bytes]:
        records = self.records
        match (method, bool(hook_id), packages):
            case ("GET", False, False):
                return 200, _JSON, packed(records.page(**_query(query)))
            case ("POST", False, False):
                return 200, _JSON, packed(records.create(document()))
            case ("GET", True, False):
                return 200, _JSON, packed(records.get(hook_id))
            case ("PATCH", True, False):
                return 200, _JSON, packed(records.change(hook_id, document()))
            case ("DELETE", True, False):
                records.delete(hook_id)
                return 204, "", b""
            case ("POST", True, True):
                return 200, "text/plain", records.add_packages(hook_id, document()).encode()
            case ("DELETE", True, True):
                return 200, "text/plain", records.remove_packages(hook_id, document()).encode()
        raise Refused(404, "entity_not_found", "There is no such address.")

    def _control(self, method: str, what: str, body: bytes) -> tuple[int, str, bytes]:
        match (method, what):
            case ("GET", "state"):
                return 200, _JSON, packed({"hooks": self.hooks})
            case ("PUT", "state"):
                self.records.put_back(json.loads(body)["hooks"])
            case ("POST", "faults"):
                self.faults.append(Fault.from_document(json.loads(body)))
            case ("DELETE", "faults"):
                self.faults.clear()
            case ("GET", "log"):
                return 200, _JSON, packed({"log": [asked.document() for asked in self.log if not asked.path.startswith("/-/")]})
            case ("POST", "revoke"):
                self.authority.revoke()
            case _:
                raise Refused(404, "entity_not_found", "There is no such address.")
        return 204, "", b""


def _query(query: str) -> dict[str, Any]:
    """The arguments of a listing. Raises Refused for those that it does not know."""
    given = parse_qs(query, keep_blank_values=True)
    if unknown := [name for name in given if name not in _QUERY]:
        raise Refused(400, "invalid_request", f"The query “{unknown[0]}” is not known.")
    found: dict[str, Any] = {}
    for name, values in given.items():
        if name in ("sort_by", "fields"):
            found[name] = ",".join(values)
            continue
        if len(values) > 1 or not values[0].isascii() or not values[0].isdigit() or (name == "limit" and int(values[0]) < 1):
            raise Refused(400, "invalid_request", f"“{name}” is no number that makes sense.")
        found[name] = int(values[0])
    return found


def _document(headers: dict[str, str], body: bytes) -> object:
    if headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
        raise Refused(400, "invalid_request", "The body has to be JSON.")
    try:
        return json.loads(body)
    except ValueError:
        raise Refused(400, "invalid_request", "The body is no JSON.") from None
