"""A tenant that is taken out of a workspace with what was agreed with it, byte by byte, so that it can be put back as it was."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hookstudio.model.errors import StudioError
from hookstudio.storage.atomic import write_bytes
from hookstudio.storage.failures import in_words
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.regular_file import CODE_LIMIT, Unfit, is_plain, read_regular, refuse_outside
from hookstudio.storage.tenant_files import LIMIT, TENANTS, TenantFiles, is_code_file


@dataclass(frozen=True, slots=True)
class RemovedTenant:
    """`text` of its file, as it was, readable or not; `link`: where the file led, if it was a link; `codes` by the names of their files."""

    name: str
    text: bytes = b""
    link: str = ""
    codes: Mapping[str, bytes] = field(default_factory=dict)


def take_tenant(local: LocalFolder, name: str) -> RemovedTenant:
    """Remove a tenant's file and the agreed codes. Raises NotFound, and StudioError where they can't be read or removed."""
    files = TenantFiles(local)
    path, folder = files.folder / f"{name}.toml", files.folder / name
    with local.locked():
        if name not in files.names():
            files.read(name)
        refuse_outside(files.folder, local.root)
        link = str(path.readlink()) if path.is_symlink() else ""
        text = b"" if link else _read(path, LIMIT)
        codes = {}
        if folder.is_dir() and not folder.is_symlink():
            codes = {code.name: _read(code, CODE_LIMIT) for code in sorted(folder.iterdir()) if is_code_file(code) and is_plain(code)}
        files.remove(name)
    return RemovedTenant(name, text, link, codes)


def put_back(local: LocalFolder, removed: RemovedTenant) -> None:
    """Bring a tenant back: first the codes, then the file that names them. Raises StudioError if there is another one of that name."""
    files = TenantFiles(local)
    path, folder = files.folder / f"{removed.name}.toml", files.folder / removed.name
    with local.locked(), in_words(path, "written"):
        refuse_outside(folder, local.root)
        if os.path.lexists(path):
            raise StudioError(f"There is another tenant “{removed.name}” in {TENANTS} by now.", hint="Remove that one first.")
        folder.parent.mkdir(exist_ok=True)
        if removed.codes:
            folder.mkdir(exist_ok=True)
        for name, code in removed.codes.items():
            write_bytes(folder / name, code, staging=local.staging())
        if removed.link:
            path.symlink_to(removed.link)
        else:
            write_bytes(path, removed.text, staging=local.staging())


def _read(path: Path, limit: int) -> bytes:
    with in_words(path, "read"):
        try:
            return read_regular(path, limit)[0]
        except Unfit as error:
            raise StudioError(f"“{path}” can't be read: {error}.", hint="Remove the tenant's file by hand.") from error
