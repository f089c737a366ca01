"""Requests to a registry the way npm would make them: its login, proxy and certificates, with bounds."""

from __future__ import annotations

import contextlib
import os
import ssl
from collections.abc import Iterator
from typing import Final

import certifi
import urllib3
from urllib3.exceptions import InsecureRequestWarning
from urllib3.util.ssl_ import create_urllib3_context

from hookstudio.npm.configuration import Configuration, Login
from hookstudio.npm.reply import RegistryFailed, Reply, registry_failure
from hookstudio.web.exchange import REDIRECTS, Exchanges, Outgoing, Trouble, redirected, same_host, usable_proxy
from hookstudio.web.request import Request

CONNECT_S: Final = 6.0
READ_S: Final = 30.0
BODY_LIMIT: Final = 100 * 1024 * 1024
_REDIRECTS: Final = 5


class Connection:
    """Requests with one configuration. Several threads may ask at once; connections are kept for the next request."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self._exchanges = Exchanges(self._context)

    def ask(self, address: str, request: Request, *, accept: str = "application/json", body: bytes | None = None) -> Reply:
        """GET *address*, or POST the JSON in *body*. Follows redirects, where no login goes to another host.

        Raises RegistryFailed without an answer, Cancelled after `request.end()`.
        """
        with self._exchanges.under(request):
            return self._follow(address, request, accept, body)

    def close(self) -> None:
        """Ends what is under way."""
        self._exchanges.close()

    def _follow(self, address: str, request: Request, accept: str, body: bytes | None) -> Reply:
        origin, login = address, self.configuration.login_for(address)
        for _ in range(_REDIRECTS):
            reply = self._once(address, request, accept, body, login if same_host(origin, address) else Login())
            if reply.status not in REDIRECTS:
                return reply
            target = redirected(address, reply.headers.get("location", ""))
            if target in ("", address):
                break
            body, address = (None if reply.status == 303 else body), target
        raise self.failure("FETCH_ERROR", "too many or unusable redirects")

    def _once(self, address: str, request: Request, accept: str, body: bytes | None, login: Login) -> Reply:
        headers = {"accept": accept}
        headers |= {"authorization": login.header} if login.header else {}
        headers |= {"content-type": "application/json"} if body is not None else {}
        method = "GET" if body is None else "POST"
        shown = (login.certificate, login.key) if login.certificate and login.key else ("", "")
        try:
            proxy = usable_proxy(self.configuration.proxy_for(address))
            outgoing = Outgoing(method, address, headers, body, proxy, BODY_LIMIT, CONNECT_S, READ_S)
            answer = self._exchanges.once(outgoing, request, *shown)
        except Trouble as trouble:
            raise self.failure(trouble.code, trouble.text) from None
        return Reply(answer.status, answer.headers, answer.body)

    def failure(self, code: str, raw: str) -> RegistryFailed:
        """The failure in words, without secrets."""
        return registry_failure(code, self.configuration.masked(raw))

    def _context(self, certificate: str, key: str) -> ssl.SSLContext:
        configuration = self.configuration
        context = create_urllib3_context()
        if not configuration.strict_ssl:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            urllib3.disable_warnings(InsecureRequestWarning)
        try:
            if configuration.ca:
                context.load_verify_locations(cadata="\n".join(configuration.ca))
            else:
                context.load_verify_locations(certifi.where())
            if configuration.extra_ca:
                with contextlib.suppress(OSError):  # Node, too, goes on without it
                    context.load_verify_locations(configuration.extra_ca)
            if certificate:
                context.load_cert_chain(certificate, key)
            elif configuration.cert and configuration.key:
                with _as_file(configuration.cert) as certificate_file, _as_file(configuration.key) as key_file:
                    context.load_cert_chain(certificate_file, key_file)
        except (OSError, ValueError) as error:
            raise self.failure("ERR_TLS", f"npm's setting ca, cafile, cert, key, certfile or keyfile: {error}") from None
        return context


@contextlib.contextmanager
def _as_file(text: str) -> Iterator[str]:
    """A path under which *text* can be read once, without a file on the disk."""
    if os.name != "posix":
        raise ValueError("certificates as text can't be used on this system, name files with certfile and keyfile")
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "wb") as stream:
            os.set_blocking(writing, False)
            stream.write(text.encode())
        yield f"/dev/fd/{reading}"
    finally:
        os.close(reading)
