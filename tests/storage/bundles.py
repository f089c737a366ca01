"""Bundles for tests: good ones, and ones that somebody tampered with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from hookstudio.model.bundle import Bundle, BundledHook
from hookstudio.model.hook import Dialect, Hook
from hookstudio.storage.bundle_file import MIMETYPE, to_bytes
from hookstudio.storage.stored_zip import read_zip, write_zip

CODE = b"function handle(data, callback) {\n  callback(null, data)\n}\n"
MODULE = b"export async function handle(data) {\n  return data\n}\n"


def bundled(name: str, kind: str = "pre-login", **values: Any) -> BundledHook:
    """A hook with that name and folder name; *values* go to the hook, or to what is bundled with it."""
    outside = {key: values.pop(key) for key in ("code", "package_json", "lock", "contexts") if key in values}
    dialect = values.get("dialect", Dialect.CLASSIC)
    code = outside.pop("code", MODULE if dialect is Dialect.ESM else CODE)
    hook = Hook(**{"id": f"id-{name}", "name": name, "slug": name, "type": kind, **values})
    return BundledHook(hook, code, **outside)


def some_bundle() -> Bundle:
    """Four hooks that have between them whatever a hook can have."""
    package = b'{"dependencies": {"axios": "1.6.7"}}\n'
    return Bundle(
        (
            bundled("one", description="Erste Zeile.\nZweite “Zeile”.", contexts={"Grüße": b'{"user": {}}\n', "b": b"{}\n"}),
            bundled("two", dialect=Dialect.ESM, enabled=False, node=20),
            bundled("three", package_json=package, lock=b'{"lockfileVersion": 3, "packages": {}}\n'),
            bundled("one", "post-login", id="id-post", dialect_fixed=True),
        ),
        node=22,
    )


def document_of(data: bytes) -> dict[str, Any]:
    """The manifest of a bundle."""
    manifest: dict[str, Any] = json.loads(read_zip(data)[1].data)
    return manifest


def files_of(data: bytes) -> dict[str, bytes]:
    """The files of a bundle but for the first two."""
    return {member.name: member.data for member in read_zip(data)[2:]}


def packed(document: Mapping[str, Any], files: Mapping[str, bytes], *, hashes: bool = True) -> bytes:
    """A bundle with this manifest and these files, their hashes made true unless told otherwise; nothing is checked."""
    whole = dict(document)
    if hashes:
        whole["files"] = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return write_zip([("mimetype", MIMETYPE), ("manifest.json", json.dumps(whole).encode()), *files.items()])


def good() -> bytes:
    return to_bytes(some_bundle())
