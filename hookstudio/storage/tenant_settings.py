"""The settings in `tenants/NAME.toml`: where a tenant is and as which client it is asked. What else stands in the file is kept.

Secrets are never in it: the folder is shared.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.tenant import Generation, Plan, TenantSettings
from hookstudio.model.workspace import Problem
from hookstudio.storage.atomic import sync_folder, write_bytes
from hookstudio.storage.failures import in_words
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.regular_file import TOML_LIMIT, Unfit, leads_outside, read_regular
from hookstudio.storage.toml_file import BadToml, format_toml, parse_toml

TENANTS: Final = "tenants"
_SUFFIX: Final = ".toml"
_RESERVED: Final = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class KnownTenants:
    """The tenants of a workspace, by name, and the files that can't be read."""

    tenants: tuple[TenantSettings, ...]
    problems: tuple[Problem, ...]


class TenantSettingsFiles:
    """The settings of the tenants of the workspace in *root*."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._folder = self._root / TENANTS
        self._local = LocalFolder(self._root)

    def path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"

    def all(self) -> KnownTenants:
        """Every tenant; whatever can't be read is a problem."""
        found: list[TenantSettings] = []
        problems: list[Problem] = []
        for name in self._names():
            try:
                found.append(self.read(name))
            except StudioError as error:
                problems.append(Problem(f"{TENANTS}/{name}{_SUFFIX}", error.message))
        return KnownTenants(tuple(found), tuple(problems))

    def read(self, name: str) -> TenantSettings:
        """The settings of one tenant. Raises StudioError, NotFound."""
        return settings_from(name, self.document(name), self.path(name))

    def document(self, name: str) -> dict[str, Any]:
        """The whole file. Raises StudioError, NotFound."""
        path = self.path(valid_tenant_name(name))
        try:
            if leads_outside(path, self._root):
                raise Unfit("it is a link that leads out of the workspace")
            with in_words(path, "read"):
                data, _ = read_regular(path, TOML_LIMIT)
            return parse_toml(data)
        except NotFound:
            known = ", ".join(self._names()) or "none yet"
            raise NotFound(f"There is no tenant “{name}” in this workspace.", hint=f"Its tenants: {known}.") from None
        except (Unfit, BadToml) as error:
            why = error.message if isinstance(error, Unfit) else str(error)
            raise StudioError(f"“{path}” can't be used: {why}.", hint="Put the file in order, or take an older copy of it.") from None

    def write(self, settings: TenantSettings) -> None:
        """Write the settings; what else is in the file stays. Raises StudioError."""
        path = self.path(valid_tenant_name(settings.name))
        with self._local.locked():
            if self._folder.is_symlink():
                raise StudioError(f"“{self._folder}” is a link, and tenants are kept in a real folder only.", hint="Delete the link.")
            with in_words(self._folder, "made"):
                self._folder.mkdir(exist_ok=True)
            old = self.document(settings.name) if os.path.lexists(path) else {}
            write_bytes(path, format_toml(with_settings(old, settings)), staging=self._local.staging())

    def remove(self, name: str) -> None:
        """Forget the tenant and what was agreed with it. Raises StudioError, NotFound."""
        path = self.path(valid_tenant_name(name))
        with self._local.locked():
            if not os.path.lexists(path):
                self.document(name)
            with in_words(path, "deleted"):
                path.unlink()
                sync_folder(self._folder)
            agreed = self._folder / name
            if agreed.is_dir() and not agreed.is_symlink():
                shutil.rmtree(agreed, ignore_errors=True)
            with contextlib.suppress(OSError):
                self._folder.rmdir()

    def _names(self) -> list[str]:
        try:
            if leads_outside(self._folder, self._root):
                return []
            with os.scandir(self._folder) as entries:
                names = [entry.name.removesuffix(_SUFFIX) for entry in entries if entry.name.endswith(_SUFFIX)]
        except OSError:
            return []
        return sorted(name for name in names if _valid(name))


def valid_tenant_name(name: str) -> str:
    """*name*, if it can be one on every system. Raises StudioError."""
    if not _valid(name):
        raise StudioError(f"“{name}” can't be the name of a tenant.", hint="Take lower-case letters, digits, - and _, such as “staging”.")
    return name


def settings_from(name: str, document: Mapping[str, Any], path: Path) -> TenantSettings:
    """The settings in the *document* of the tenant *name*. Raises StudioError that names the file."""

    def text(key: str, among: tuple[str, ...] = (), default: str = "") -> Any:
        value = document.get(key, default)
        if not isinstance(value, str) or (among and value not in among):
            wanted = f"one of {', '.join(among)}" if among else "a text"
            raise StudioError(f"“{path}” can't be used: “{key}” is not {wanted}.", hint="Correct it, or add the tenant again.")
        return value

    if not text("url"):
        raise StudioError(f"“{path}” can't be used: it has no “url”.", hint="Correct it, or add the tenant again.")
    return TenantSettings(
        name=name,
        url=text("url"),
        client_id=text("client_id"),
        plan=text("plan", get_args(Plan), "free"),
        api=text("api", get_args(Generation), "v1"),
        tenant_header=text("tenant_header"),
        scope=text("scope"),
    )


def with_settings(document: Mapping[str, Any], settings: TenantSettings) -> dict[str, Any]:
    """*document* with these settings, which come first; those that say nothing are left out."""
    values = {
        "url": settings.url,
        "client_id": settings.client_id,
        "plan": settings.plan,
        "api": settings.api,
        "tenant_header": settings.tenant_header,
        "scope": settings.scope,
    }
    return {key: value for key, value in values.items() if value} | {key: value for key, value in document.items() if key not in values}


def _valid(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name not in _RESERVED
