"""`tenants/NAME.toml`: a tenant of the workspace, and the last state of each hook on which both sides agreed.

The code of that state is in `tenants/NAME/SHA256.js`, written before the file that names it.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import is_slug, slugify
from hookstudio.model.sync import Agreed, Agreement, digest_of, plain_ends
from hookstudio.model.tenant import HookState, TenantSettings, is_order
from hookstudio.model.tenant_address import which_tenant
from hookstudio.model.workspace import Problem
from hookstudio.storage.atomic import write_bytes
from hookstudio.storage.failures import in_words, reason_of
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.regular_file import CODE_LIMIT, Unfit, followed, leads_outside, read_regular, refuse_outside
from hookstudio.storage.toml_file import BadToml, format_toml, parse_toml

TENANTS: Final = "tenants"
LIMIT: Final = 64 * 1024 * 1024
_PLANS: Final = ("free", "basic", "pro", "enterprise")
_GENERATIONS: Final = ("v1", "first")
_SETTINGS: Final = {"url": "url", "client_id": "client_id", "plan": "plan", "api": "api", "tenant": "tenant_header", "scope": "scope"}
_WITH: Final = "agreed_with"
_KNOWN: Final = ("hook", "type", "name", "description", "order", "enabled", "content", "created_at")


def valid_tenant_name(name: str) -> str:
    """*name*, if it can be a tenant's. Raises StudioError."""
    stem = name.partition(".")[0]
    if name.endswith(".toml"):  # its codes would be where the file of another one is
        raise StudioError(
            f"“{name}” can't be the name of a tenant.", hint=f"Take “{name.removesuffix('.toml')}”; the ending is the file's."
        )
    if not is_slug(name) or slugify(stem) == f"{stem.lower()}-2":  # reserved on some system
        raise StudioError(f"“{name}” can't be the name of a tenant.", hint="It names a file: letters, digits, “-”, “_” and “.” only.")
    return name


@dataclass(frozen=True, slots=True)
class TenantFile:
    """What one of the files says. `document` is all of it, with what others put there."""

    settings: TenantSettings
    agreed: tuple[Agreed, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict)


class TenantFiles:
    """The tenants of one workspace. Changes are made under its lock, on what the disk holds at that moment."""

    def __init__(self, local: LocalFolder) -> None:
        self._local, self.folder = local, local.root / TENANTS

    def names(self) -> tuple[str, ...]:
        """The tenants' names, in order; files whose names can't be a tenant's are left out."""
        try:
            found = [path.stem for path in self.folder.iterdir() if path.suffix == ".toml" and is_slug(path.stem)]
        except OSError:
            return ()
        return tuple(sorted(found))

    def all(self) -> tuple[tuple[TenantSettings, ...], tuple[Problem, ...]]:
        """All that can be read, and what is wrong with the others."""
        tenants, problems = [], []
        for name in self.names():
            try:
                tenants.append(self.read(name, codes=False).settings)
            except StudioError as error:
                problems.append(Problem(f"{TENANTS}/{name}.toml", error.message))
        return tuple(tenants), tuple(problems)

    def read(self, name: str, *, codes: bool = True) -> TenantFile:
        """A tenant as it is now. Raises NotFound, and StudioError naming the file if it can't be read.

        Without *codes* those of the agreed states count as lost, which is enough to see what was changed.
        """
        path = self._path(name)
        try:
            found = _parsed(name, self._bytes(path))
            return replace(found, agreed=tuple(self.recalled(name, base) for base in found.agreed)) if codes else found
        except FileNotFoundError:
            known = ", ".join(self.names()) or "none yet: “hookstudio tenant add” adds one"
            raise NotFound(f"There is no tenant “{name}” in this workspace.", hint=f"Its tenants: {known}.") from None
        except (Unfit, BadToml) as error:
            raise StudioError(
                f"“{path}” can't be read: {error}.", hint="Repair the file, for example by finishing the merge; nothing is written into it."
            ) from error
        except OSError as error:
            raise StudioError(f"“{path}” can't be read: {reason_of(error)}.") from error

    def recalled(self, name: str, base: Agreed) -> Agreed:
        """An agreed state with its code, if that is lost and there is a file that has it."""
        code = self._code(name, base.digest) if base.code_lost else None
        return base if code is None else replace(base, state=replace(base.state, content=code), code_lost=False)

    def add(self, settings: TenantSettings) -> None:
        """Store a new tenant. Raises StudioError for a name that is taken or can't be a file's."""
        name = valid_tenant_name(settings.name)
        with self._local.locked():
            if name.casefold() in {other.casefold() for other in self.names()}:
                raise StudioError(f"There is a tenant “{name}” already.", hint="Remove it first, or choose another name.")
            self._write(name, _with_settings({}, settings))

    def change(self, settings: TenantSettings) -> None:
        """Store other settings of a tenant; what was agreed stays. Raises StudioError."""
        with self._local.locked():
            self._write(settings.name, _with_settings(self.read(settings.name, codes=False).document, settings))

    def remove(self, name: str) -> None:
        """Forget a tenant and what was agreed with it; nothing is asked of it. Raises NotFound."""
        with self._local.locked():
            path = self._path(name)
            if not os.path.lexists(path):
                self.read(name)
            refuse_outside(self.folder, self._local.root)
            with in_words(path, "removed"):
                path.unlink()
            self._prune(name, set())
            with contextlib.suppress(OSError):
                (self.folder / name).rmdir()  # what somebody else has put there stays

    def agree(self, name: str, agreements: Iterable[Agreement]) -> None:
        """Remember what is agreed of some hooks: first the codes, then the file; codes that nothing names go. Raises StudioError."""
        told = tuple(agreements)
        if not told:
            return
        with self._local.locked():
            found = self.read(name, codes=False)
            document = dict(found.document)
            before = document.pop("hooks", {})
            hooks = dict(before) if _is_of(document, found.settings) else {}
            for each in told:
                if each.state is None:
                    hooks.pop(each.remote_id, None)
                    continue
                entry = _entry(each, each.state, hooks.get(each.remote_id, {}))
                if not each.digest:
                    self._keep_code(name, entry["content"], each.state.content)
                hooks[each.remote_id] = entry
            if hooks != before:
                which = {_WITH: which_tenant(found.settings)} if hooks else {}
                kept = {key: value for key, value in document.items() if key != _WITH}
                self._write(name, {**kept, **which, "hooks": {key: hooks[key] for key in sorted(hooks)}})
                self._prune(name, {str(entry.get("content")) for entry in hooks.values()})

    def code_path(self, name: str, digest: str) -> Path:
        """The file with an agreed code."""
        return self.folder / name / f"{digest}.js"

    def _path(self, name: str) -> Path:
        if not is_slug(name):
            raise NotFound(f"There is no tenant “{name}” in this workspace.", hint=f"Its tenants: {', '.join(self.names()) or 'none yet'}.")
        return self.folder / f"{name}.toml"

    def _bytes(self, path: Path) -> bytes:
        if leads_outside(path, self._local.root):
            raise Unfit("it is a link that leads out of the workspace")
        return read_regular(path, LIMIT)[0]

    def _write(self, name: str, document: Mapping[str, Any]) -> None:
        path = self._path(name)
        refuse_outside(self.folder, self._local.root)
        with in_words(path, "written"):
            self.folder.mkdir(exist_ok=True)
        data = format_toml(document)
        if len(data) > LIMIT:  # it could not be read again
            raise StudioError(f"“{path}” would be larger than {LIMIT // (1024 * 1024)} MB.", hint="Shorten the descriptions of hooks.")
        write_bytes(followed(path, self._local.root), data, staging=self._local.staging())

    def _code(self, name: str, digest: str) -> str | None:
        """The code with this hash, None if there is no file that has it."""
        path = self.code_path(name, digest)
        if not re.fullmatch(r"[0-9a-f]{64}", digest) or leads_outside(path, self._local.root):
            return None
        try:
            text = plain_ends(read_regular(path, CODE_LIMIT)[0].decode())
        except (OSError, Unfit, UnicodeDecodeError):
            return None
        return text if digest_of(text) == digest else None

    def _keep_code(self, name: str, digest: str, content: str) -> None:
        if self._code(name, digest) is not None:
            return
        path = self.code_path(name, digest)
        refuse_outside(path, self._local.root)
        with in_words(path.parent, "made"):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, plain_ends(content).encode(), staging=self._local.staging())

    def _prune(self, name: str, named: set[str]) -> None:
        """Remove codes that nothing names. One that can't be removed does no harm."""
        folder = self.folder / name
        if folder.is_symlink() or leads_outside(folder, self._local.root):
            return
        with contextlib.suppress(OSError):
            for path in folder.iterdir():
                if is_code_file(path) and path.stem not in named:
                    path.unlink()


def is_code_file(path: Path) -> bool:
    """Whether a file beside the agreed codes is one of them, by its name."""
    return path.suffix == ".js" and re.fullmatch(r"[0-9a-f]{64}", path.stem) is not None


@lru_cache(maxsize=4)
def _parsed(name: str, data: bytes) -> TenantFile:
    """What a file with these bytes says, its codes lost. Nobody changes the document."""
    document = parse_toml(data)
    settings, agreed = _settings(name, document), tuple(_agreed(document))
    return TenantFile(settings, agreed if _is_of(document, settings) else (), document)


def _is_of(document: Mapping[str, Any], settings: TenantSettings) -> bool:
    """Whether what is agreed was agreed with the tenant that the file names: somebody may have written another address into it."""
    which = which_tenant(settings)
    return bool(document.get(_WITH, which) == which)


def _agreed(document: Mapping[str, Any]) -> Iterator[Agreed]:
    hooks = document.get("hooks", {})
    if not isinstance(hooks, dict) or not all(isinstance(entry, dict) for entry in hooks.values()):
        raise BadToml("its hooks are not tables")
    for remote_id, entry in hooks.items():
        name, description, digest, kind, hook_id, created_at = (
            _text(entry, key, remote_id) for key in ("name", "description", "content", "type", "hook", "created_at")
        )
        state = HookState(name, description, "", _order(entry.get("order"), remote_id), entry.get("enabled", True) is True)
        yield Agreed(hook_id, remote_id, kind, state, created_at, digest, True)


def _settings(name: str, document: Mapping[str, Any]) -> TenantSettings:
    values: dict[str, Any] = {"plan": "free", "api": "v1"}
    for key, attribute in _SETTINGS.items():
        value = document.get(key, values.get(attribute, ""))
        if not isinstance(value, str):
            raise BadToml(f"its {key} is not text")
        values[attribute] = value
    if values["plan"] not in _PLANS:
        raise BadToml(f"its plan “{values['plan'][:40]}” is none of {', '.join(_PLANS)}")
    if values["api"] not in _GENERATIONS:
        raise BadToml(f"its api “{values['api'][:40]}” is none of {', '.join(_GENERATIONS)}")
    if not values["url"]:
        raise BadToml("it has no url")
    return TenantSettings(name, **values)


def _with_settings(document: Mapping[str, Any], settings: TenantSettings) -> dict[str, Any]:
    given = {key: getattr(settings, attribute) for key, attribute in _SETTINGS.items()}
    written = {key: value for key, value in given.items() if value or key in ("url", "client_id")}
    hooks = document.get("hooks")
    kept = {key: value for key, value in document.items() if key not in given and key != "hooks"}
    return written | kept | ({} if hooks is None else {"hooks": hooks})


def _entry(each: Agreement, state: HookState, old: Mapping[str, Any]) -> dict[str, Any]:
    entry = {
        "hook": each.hook_id,
        "type": each.type,
        "name": state.name,
        "description": state.description,
        "order": state.order,
        "enabled": state.enabled,
        "content": each.digest or digest_of(state.content),
        "created_at": each.created_at or None,
    }
    return {key: value for key, value in entry.items() if value is not None} | {
        key: value for key, value in old.items() if key not in _KNOWN
    }


def _text(entry: Mapping[str, Any], key: str, remote_id: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise BadToml(f"the {key} of its hook {remote_id[:40]} is not text")
    return value


def _order(value: object, remote_id: str) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or not is_order(value):
        raise BadToml(f"the order of its hook {remote_id[:40]} is not a number")
    return value
