"""`.hookbundle` files, as BUNDLE.md describes them: written so that equal hooks give equal bytes, read with distrust."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

from hookstudio import __version__
from hookstudio.model.bundle import Bundle, BundleRefused
from hookstudio.model.errors import StudioError
from hookstudio.storage.atomic import write_bytes
from hookstudio.storage.bundle_check import (
    FORMAT,
    HOOKS,
    MANIFEST,
    MIMETYPE_FILE,
    Bad,
    check_hashes,
    check_names,
    check_values,
    hook_entry,
    hooks_from,
    node_of,
    read_manifest,
    sha256,
)
from hookstudio.storage.failures import in_words
from hookstudio.storage.regular_file import Unfit, read_regular
from hookstudio.storage.saved_contexts import CONTEXTS
from hookstudio.storage.stored_zip import BadZip, read_zip, write_zip

ENDING: Final = ".hookbundle"
MIMETYPE: Final = b"application/vnd.hookstudio.bundle+zip"
SIZE_LIMIT: Final = 256 * 1024 * 1024
_BEGINNING: Final = write_zip([(MIMETYPE_FILE, MIMETYPE)])[: 30 + len(MIMETYPE_FILE) + len(MIMETYPE)]


def write_bundle(path: Path, bundle: Bundle) -> None:
    """Write *bundle* to *path*, over another bundle only. Raises StudioError; then *path* is as it was."""
    data = to_bytes(bundle)
    with in_words(path, "written"):
        path = Path(os.path.realpath(path)) if path.is_symlink() else path  # a link stays one
        if path.is_symlink():
            raise StudioError(f"“{path}” is a link that leads nowhere.", hint="Choose another name.")
        if path.is_dir():
            raise StudioError(f"“{path}” is a folder, not a file.", hint=f"Name a file, such as hooks{ENDING}.")
        if path.exists() and not path.is_file():
            raise StudioError(f"“{path}” is no ordinary file.", hint=f"Name a file, such as hooks{ENDING}.")
        if path.exists() and not is_bundle(path):
            raise StudioError(f"“{path}” is there already and is no bundle, so it is not overwritten.", hint="Choose another name.")
        if not path.parent.is_dir():
            raise StudioError(f"There is no folder “{path.parent}”.", hint="Make it, or choose another place.")
    write_bytes(path, data)


def to_bytes(bundle: Bundle) -> bytes:
    """The file of a bundle: the same hooks give the same bytes, on every system. Raises StudioError for what no bundle can hold."""
    files: dict[str, bytes] = {}
    for bundled in bundle.hooks:
        hook = bundled.hook
        folder = f"{HOOKS}/{hook.key}"
        files[f"{folder}/{hook.dialect.file_name}"] = bundled.code
        files |= {f"{folder}/{name}": data for name, data in bundled.modules.items()}
        files |= {f"{CONTEXTS}/{hook.type}+{hook.slug}+{name}.json": data for name, data in bundled.contexts.items()}
    document: dict[str, Any] = {"format": FORMAT, "program": __version__, "hooks": [hook_entry(bundled.hook) for bundled in bundle.hooks]}
    if bundle.node is not None:
        document["node"] = bundle.node
    document["files"] = {name: sha256(data) for name, data in files.items()}
    manifest = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    try:
        check_names(files)
        for bundled in bundle.hooks:
            check_values(bundled.hook)
        data = write_zip([(MIMETYPE_FILE, MIMETYPE), (MANIFEST, manifest), *sorted(files.items())])
    except (Bad, BadZip) as error:
        raise StudioError("These hooks can't go into one bundle.", hint=str(error).replace(" in it", "")) from error
    if len(data) > SIZE_LIMIT:
        raise StudioError(f"The bundle would be larger than {SIZE_LIMIT // (1024 * 1024)} MB.", hint="Export fewer hooks at a time.")
    return data


def read_bundle(path: Path) -> Bundle:
    """The hooks in a file from anywhere; nothing is written. Raises BundleRefused with the reason, NotFound if there is no file."""
    try:
        with in_words(path, "read"):
            data = read_regular(path, SIZE_LIMIT)[0]
    except Unfit as error:
        raise BundleRefused(f"“{path}” can't be read as a bundle: {error.message}.") from error
    try:
        return from_bytes(data)
    except BundleRefused as error:
        hint = "Nothing was written. Ask whoever made it for another copy."
        raise BundleRefused(f"“{path.name}” is not a bundle that can be imported. {error.message}", hint=hint) from error


def from_bytes(data: bytes) -> Bundle:
    """The hooks in *data*, every part of which is checked. Raises BundleRefused whose message is a sentence with the reason."""
    try:
        members = read_zip(data)
        check_names(member.name for member in members)
        if [member.name for member in members[:2]] != [MIMETYPE_FILE, MANIFEST] or members[0].data != MIMETYPE:
            raise Bad("It is a zip file, but not one that Hook Studio wrote.")
        members[0].content()
        document = read_manifest(members[1].content())
        files = {member.name: member.content() for member in members[2:]}
        check_hashes(files, document["files"])
        return Bundle(hooks_from(document["hooks"], files), node_of(document, "It"), document["program"][:100])
    except (Bad, BadZip) as error:
        raise BundleRefused(str(error)) from error


def is_bundle(path: Path) -> bool:
    """Whether a file begins as bundles do."""
    with path.open("rb") as file:
        return file.read(len(_BEGINNING)) == _BEGINNING
