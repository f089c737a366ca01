"""`hooks.toml` beside hooks as plain files: their order, and what of each is not its code. Written by the export, read by the import."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from hookstudio.model.bundle import BundledHook
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect, Hook
from hookstudio.storage.failures import in_words
from hookstudio.storage.hook_file import hook_from, hook_to_toml, new_hook_id
from hookstudio.storage.regular_file import leads_outside, read_regular
from hookstudio.storage.toml_file import BadToml, format_toml, parse_toml

LISTING: Final = "hooks.toml"
_LIMIT: Final = 16 * 1024 * 1024
_HEAD: Final = (
    b"# The hooks of this folder in their order, and what of each is not its code. Hook Studio reads it when the folder is imported;\n"
    b"# a file that is not named here comes in behind the others, enabled, under its own name.\n\n"
)


def write_listing(files: Sequence[tuple[str, Hook]]) -> bytes:
    """The listing of hooks in their order, each with its file as the folder has it."""
    entries = [{"file": file, **_values(hook)} for file, hook in files]
    data = _HEAD + format_toml({"hooks": entries})
    if len(data) > _LIMIT:
        data = _HEAD + format_toml({"hooks": [{key: value for key, value in entry.items() if key != "description"} for entry in entries]})
    return data


def read_listing(folder: Path) -> tuple[dict[str, dict[str, Any]], str]:
    """What the listing in *folder* says of each file, in its order, and why it can't be read, '' if it can or there is none."""
    path = folder / LISTING
    if leads_outside(path, Path(os.path.realpath(folder))):
        return {}, f"“{LISTING}” is a link that leads out of the folder and was left out."
    if not path.is_file():
        return {}, ""
    try:
        with in_words(path, "read"):
            entries = parse_toml(read_regular(path, _LIMIT)[0]).get("hooks")
        if not isinstance(entries, list):
            raise BadToml("it lists no hooks")
        told: dict[str, dict[str, Any]] = {}
        for entry in entries:
            file = entry.get("file") if isinstance(entry, dict) else None
            if not isinstance(file, str):
                raise BadToml("it lists a hook without its file")
            if file in told:
                raise BadToml(f"it lists “{file[:100]}” twice")
            told[file] = entry
            hook_from({**entry, "id": "any"}, type_name="", slug="any", code_file=Dialect.CLASSIC.file_name)
    except (BadToml, StudioError) as error:
        reason = error.message if isinstance(error, StudioError) else str(error)
        return {}, f"“{LISTING}” can't be read, so the hooks come in by the names of their files, enabled: {reason.rstrip('.')}."
    return told, ""


def as_listed(bundled: BundledHook, entry: Mapping[str, Any] | None) -> BundledHook:
    """A hook that was read from a file, with what the listing says of it."""
    if entry is None:
        return bundled
    hook = bundled.hook
    name = entry["name"] if entry.get("name") else hook.name
    suffix = PurePosixPath(str(entry["file"])).suffix.lower()
    file = (Dialect.ESM if suffix == ".mjs" else Dialect.CLASSIC).file_name
    dialect = entry.get("dialect") or hook.dialect.value
    told = {**entry, "id": new_hook_id(), "name": name, "dialect": dialect}
    made = hook_from(told, type_name=hook.type, slug=hook.slug, code_file=file)
    return replace(bundled, hook=made if suffix != ".cjs" else replace(made, dialect=hook.dialect, dialect_fixed=hook.dialect_fixed))


def _values(hook: Hook) -> dict[str, Any]:
    values = parse_toml(hook_to_toml(hook))
    return {key: value for key, value in values.items() if key != "id" and value != ""}
