"""Which registries, logins, proxies and certificates npm is configured for: asked of npm itself, through a pipe."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit, urlunsplit

from hookstudio.model.errors import OutsideMissing, StudioError
from hookstudio.npm.failures import without_secrets
from hookstudio.resources import resource

_TIMEOUT_S: Final = 30.0
_LIMIT: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Login:
    """How to sign in at one registry: a token, or user and password as for HTTP's basic scheme; certificate and key are files."""

    token: str = field(default="", repr=False)
    basic: str = field(default="", repr=False)
    certificate: str = ""
    key: str = ""

    @property
    def header(self) -> str:
        """The value of the Authorization header, '' if there is none."""
        if self.token:
            return f"Bearer {self.token}"
        return f"Basic {self.basic}" if self.basic else ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What npm would use. Secrets are in no `repr`.

    `logins`: by the start of an address without its scheme, as in .npmrc: `//host/path/`. `noproxy`: ends of host names. `ca`: the
    certificates in PEM that count instead of the usual ones, `extra_ca`: a file of some that count as well. `cert`, `key`: PEM.
    `signed_in`: the sign-in, as for HTTP's basic scheme, of the scopes, '' for all others, whose registry's address has one in it.
    """

    registry: str
    scopes: Mapping[str, str] = field(default_factory=dict)
    logins: Mapping[str, Login] = field(default_factory=dict, repr=False)
    proxy: str = field(default="", repr=False)
    https_proxy: str = field(default="", repr=False)
    noproxy: tuple[str, ...] = ()
    ca: tuple[str, ...] = field(default=(), repr=False)
    extra_ca: str = ""
    cert: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    strict_ssl: bool = True
    offline: bool = False
    signed_in: Mapping[str, str] = field(default_factory=dict, repr=False)

    def registry_of(self, name: str) -> str:
        """The registry that has the package *name*, ending with a slash."""
        scope = name.partition("/")[0] if name.startswith("@") else ""
        return _with_slash(self.scopes.get(scope, self.registry))

    def login_for(self, address: str) -> Login:
        """The login of the longest entry that *address* starts with; an empty one if there is none."""
        parts = urlsplit(address)
        key = f"//{parts.netloc.rpartition('@')[2]}{parts.path}"
        while len(key) > 2:
            if key in self.logins:
                return self.logins[key]
            key = key[:-1] if key.endswith("/") else key[: key.rindex("/") + 1]
        return Login()

    def proxy_for(self, address: str) -> str:
        """The proxy that *address* is asked through, '' for none."""
        parts = urlsplit(address)
        host = (parts.hostname or "").split(".")
        for one in self.noproxy:
            end = [part for part in one.split(".") if part]
            if end and host[-len(end) :] == end:
                return ""
        return self.https_proxy if parts.scheme == "https" else self.proxy

    def for_npm(self) -> tuple[tuple[str, ...], dict[str, str]]:
        """Options and variables that make npm sign in without the sign-ins being in addresses, which it would write into its cache."""
        options: list[str] = []
        variables: dict[str, str] = {}
        for scope in sorted(self.signed_in):
            address = self.scopes[scope] if scope else self.registry
            options.append(f"--{scope}:registry={address}" if scope else f"--registry={address}")
            basic = self.login_for(address).basic
            if basic:
                variables[f"npm_config_{address.partition(':')[2]}:_auth"] = basic
        return tuple(options), variables

    def masked(self, text: str) -> str:
        """*text* without any secret of this configuration, nor what looks like one."""
        for secret in sorted(self._secrets(), key=len, reverse=True):
            text = text.replace(secret, "…")
        return without_secrets(text)

    def _secrets(self) -> set[str]:
        found = {self.key, self.proxy, self.https_proxy}
        for login in (*self.logins.values(), *(Login(basic=basic) for basic in self.signed_in.values())):
            found |= {login.token, login.basic, _decoded(login.basic).partition(":")[2]}
        for address in (self.proxy, self.https_proxy):
            password = _password_of(address)
            found |= {password, unquote(password)}
        return {one for one in found if len(one) > 2}


def read_configuration(
    node: Path,
    cli: Path,
    *,
    registry: str = "",
    proxy: str = "",
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Configuration:
    """Ask the npm whose script is *cli* what it is configured for; a quarter of a second.

    *registry* and *proxy* count instead of npm's own where they are not ''. *folder*: a project whose .npmrc counts too.
    Raises OutsideMissing where npm can't tell, StudioError where what it tells can't be used.
    """
    given = {name: value for name, value in (os.environ if environment is None else environment).items() if name != "NODE_OPTIONS"}
    question = json.dumps({"registry": registry, "proxy": proxy, "folder": str(folder or "")})
    command = [str(node), str(resource("npm", "configuration.cjs")), str(cli.resolve().parent.parent)]
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        done = subprocess.run(
            command, input=question.encode(), capture_output=True, timeout=_TIMEOUT_S, env=given, check=False, creationflags=flags
        )
        answer = json.loads(done.stdout[:_LIMIT]) if done.returncode == 0 else None
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise _unknown(type(error).__name__) from None
    if not isinstance(answer, dict):
        raise _unknown(without_secrets(done.stderr.decode("utf-8", "replace"))[-2000:])
    return _from_answer(answer)


def _unknown(details: str) -> OutsideMissing:
    return OutsideMissing(
        "npm could not say what it is configured for.",
        hint="Is one of its .npmrc files damaged or unreadable? “npm config list” in a terminal shows what it reads.",
        details=details,
    )


def _from_answer(answer: Mapping[str, Any]) -> Configuration:
    logins = {key: _login(value) for key, value in answer["logins"].items()}
    registry = _clean(answer["registry"], logins)
    scopes = {scope: _clean(address, logins) for scope, address in answer["scopes"].items()}
    return Configuration(
        registry=registry,
        scopes=scopes,
        logins=logins,
        proxy=answer["http_proxy"],
        https_proxy=answer["https_proxy"],
        noproxy=tuple(one.strip() for one in answer["noproxy"].split(",") if one.strip()),
        ca=tuple(answer["ca"]),
        extra_ca=answer["extra_ca"],
        cert=answer["cert"],
        key=answer["key"],
        strict_ssl=answer["strict_ssl"],
        offline=answer["offline"],
        signed_in={scope: found for scope, address in {"": answer["registry"], **answer["scopes"]}.items() if (found := _sign_in(address))},
    )


def _login(value: Mapping[str, Any]) -> Login:
    return Login(value.get("token") or "", value.get("basic") or "", value.get("certfile") or "", value.get("keyfile") or "")


def _clean(address: str, logins: dict[str, Login]) -> str:
    """*address* with a slash at its end and without a sign-in, which goes to *logins* instead."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise StudioError(
            f"“{without_secrets(address)[:200]}” is not the address of a registry.",
            hint="An address starts with https://. Correct it in the settings or in npm's configuration.",
        )
    host, basic = parts.netloc.rpartition("@")[2], _sign_in(address)
    if basic:
        logins.setdefault(f"//{host}{_with_slash(parts.path)}", Login(basic=basic))
    return _with_slash(urlunsplit((parts.scheme, host, parts.path, "", "")))


def _password_of(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return address  # what it is can't be told from what is none


def _sign_in(address: str) -> str:
    sign_in = urlsplit(address).netloc.rpartition("@")[0]
    return base64.b64encode(unquote(sign_in).encode()).decode() if sign_in else ""


def _with_slash(address: str) -> str:
    return address if address.endswith("/") else f"{address}/"


def _decoded(basic: str) -> str:
    try:
        return base64.b64decode(basic).decode("utf-8", "replace")
    except ValueError:
        return ""
