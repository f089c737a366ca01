"""What a bundle has to be before anything of it is used: its names, its manifest, its hooks."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NoReturn

from hookstudio.model.bundle import BundledHook
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect, Hook, is_slug, valid_name
from hookstudio.model.hook_type import TYPE_NAMES
from hookstudio.storage.hook_file import DESCRIPTION_LIMIT, NODE_LIMIT, hook_to_toml, is_hook_id
from hookstudio.storage.module_files import LIMIT, LOCK_FILE, PACKAGE_FILE
from hookstudio.storage.regular_file import CODE_LIMIT, CONTEXT_LIMIT
from hookstudio.storage.saved_contexts import CONTEXTS, valid_context_name
from hookstudio.storage.stored_zip import shown
from hookstudio.storage.toml_file import BadToml, parse_toml

FORMAT: Final = 1
MIMETYPE_FILE, MANIFEST, HOOKS = "mimetype", "manifest.json", "hooks"
MODULE_FILES: Final = (PACKAGE_FILE, LOCK_FILE)
_MANIFEST_KEYS: Final = frozenset({"format", "program", "node", "hooks", "files"})
_HOOK_KEYS: Final = frozenset({"type", "slug", "id", "name", "description", "enabled", "dialect", "dialect_fixed", "node"})
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³")}
)
_NOT_ON_WINDOWS: Final = frozenset('<>:"|?*')


class Bad(ValueError):
    """The message is a sentence for the user."""


def check_names(names: Iterable[str]) -> None:
    """Raises Bad for a name that leads elsewhere, that some system can't hold, or that is another one there."""
    known: dict[str, str] = {}
    for name in names:
        _check_name(name)
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
        other = known.setdefault(folded, name)
        if other is not name:
            how = "is in it twice" if other == name else f"and “{shown(other)}” in it are one and the same name on some systems"
            raise Bad(f"“{shown(name)}” {how}.")


def read_manifest(data: bytes) -> dict[str, Any]:
    """The manifest as a document of the present format. Raises Bad."""
    document = _json_object(data, f"Its {MANIFEST}", unique=True)
    number = document.get("format")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise Bad(f"Its {MANIFEST} does not say which format it has.")
    if number > FORMAT:
        raise Bad(f"It has format {number}, and this version of Hook Studio reads bundles up to format {FORMAT}: a newer one is needed.")
    strange = sorted(document.keys() - _MANIFEST_KEYS)
    if strange:
        raise Bad(f"Its {MANIFEST} has “{shown(strange[0])}”, which format {FORMAT} does not know.")
    if not isinstance(document.get("program"), str) or not isinstance(document.get("hooks"), list):
        raise Bad(f"Its {MANIFEST} is not complete.")
    if not isinstance(document.get("files"), dict) or not all(isinstance(value, str) for value in document["files"].values()):
        raise Bad(f"Its {MANIFEST} does not list the files.")
    node_of(document, "It")
    return document


def check_hashes(files: Mapping[str, bytes], told: Mapping[str, str]) -> None:
    """Raises Bad unless exactly the files that the manifest tells are there, each with its hash."""
    for name in told:
        if name not in files:
            raise Bad(f"“{shown(name)}” is missing from it.")
    for name, data in files.items():
        if name not in told:
            raise Bad(f"“{shown(name)}” in it is not listed in its {MANIFEST}.")
        if told[name] != sha256(data):
            raise Bad(f"“{shown(name)}” in it is not what the {MANIFEST} says: its SHA-256 is another one.")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def hooks_from(entries: list[Any], files: Mapping[str, bytes]) -> tuple[BundledHook, ...]:
    """The hooks that the manifest describes with their files, all of which must belong to one. Raises Bad."""
    by_place: dict[str, dict[str, bytes]] = {}
    for name, data in files.items():
        place, inner = _place_of(name)
        by_place.setdefault(place, {})[inner] = data
    hooks, ids, places = [], set(), set()
    for entry in entries:
        hook = _hook_from(entry)
        place = hook.key.lower()
        if hook.id in ids:
            raise Bad(f"Two hooks in it have the same id, {hook.id}.")
        if place in places:
            raise Bad(f"“{hook.key}” is in it twice.")
        ids.add(hook.id)
        places.add(place)
        hooks.append(_with_files(hook, by_place.pop(hook.key, {})))
    if by_place:
        raise Bad(f"It has files of “{shown(next(iter(by_place)))}”, which is none of its hooks.")
    return tuple(hooks)


def hook_entry(hook: Hook) -> dict[str, Any]:
    """A hook's values as the manifest has them."""
    entry: dict[str, Any] = {key: getattr(hook, key) for key in _HOOK_KEYS}
    entry["dialect"] = hook.dialect.value
    return {key: value for key, value in entry.items() if value is not None}


def node_of(document: Mapping[str, Any], whose: str) -> int | None:
    node = document.get("node")
    if node is not None and (isinstance(node, bool) or not isinstance(node, int) or not 1 <= node <= NODE_LIMIT):
        raise Bad(f"{whose} asks for a Node that is no major version.")
    return node


def _check_name(name: str) -> None:
    told = shown(name)
    if not name or "\0" in name or not name.isprintable():
        raise Bad(f"A name in it is empty or has control characters: “{told}”.")
    if "\\" in name:
        raise Bad(f"“{told}” in it has a backslash in its name.")
    if name.startswith("/") or (name[1:2] == ":" and name[0].isalpha()):
        raise Bad(f"“{told}” in it is an absolute path.")
    for part in name.split("/"):
        if part in ("", ".", ".."):
            raise Bad(f"“{told}” in it leads out of its folder or is no plain path.")
        if part[-1] in ". ":
            raise Bad(f"“{told}” in it has a name that ends with a dot or a space, which Windows does not keep.")
        if part.partition(".")[0].rstrip().casefold() in _RESERVED:
            raise Bad(f"“{told}” in it has a name that Windows keeps for devices.")
        if not _NOT_ON_WINDOWS.isdisjoint(part):
            raise Bad(f"“{told}” in it has a character that Windows has in no name.")


def _place_of(name: str) -> tuple[str, str]:
    """Which hook (`TYPE/SLUG`) a file belongs to, and what it is called there. Raises Bad for what no bundle has."""
    parts = name.split("/")
    if len(parts) == 4 and parts[0] == HOOKS:
        return f"{parts[1]}/{parts[2]}", parts[3]
    if len(parts) == 2 and parts[0] == CONTEXTS and parts[1].endswith(".json") and parts[1].count("+") == 2:
        type_name, slug, rest = parts[1].split("+")
        return f"{type_name}/{slug}", f"{CONTEXTS}/{rest.removesuffix('.json')}"
    raise Bad(f"“{shown(name)}” in it is no file that a bundle has.")


def _hook_from(entry: Any) -> Hook:
    if not isinstance(entry, dict) or entry.keys() - _HOOK_KEYS:
        raise Bad(f"A hook in its {MANIFEST} has values that format {FORMAT} does not know.")
    type_name, slug = entry.get("type"), entry.get("slug")
    if type_name not in TYPE_NAMES:
        raise Bad(f"“{shown(str(type_name))}” in it is not a hook type that this version of Hook Studio knows.")
    if not isinstance(slug, str) or not is_slug(slug):
        raise Bad(f"“{shown(str(slug))}” in it can't be the folder of a hook.")
    where = f"“{type_name}/{slug}” in it"
    texts = {key: entry.get(key, "") for key in ("id", "name", "description", "dialect")}
    flags = {key: entry.get(key) for key in ("enabled", "dialect_fixed")}
    if not all(isinstance(text, str) for text in texts.values()) or not all(isinstance(flag, bool) for flag in flags.values()):
        raise Bad(f"{where} has a value of the wrong kind.")
    if not is_hook_id(texts["id"]):
        raise Bad(f"{where} has no id that can be used.")
    if texts["dialect"] not in tuple(Dialect):
        raise Bad(f"{where} has a dialect that is neither classic nor esm.")
    try:
        if valid_name(texts["name"]) != texts["name"]:
            raise Bad(f"{where} has a name with white space around it.")
    except StudioError as error:
        raise Bad(f"{where} has a name that can't be used: {error.message}") from None
    hook = Hook(
        id=texts["id"],
        name=texts["name"],
        slug=slug,
        type=type_name,
        description=texts["description"],
        enabled=bool(flags["enabled"]),
        dialect=Dialect(texts["dialect"]),
        dialect_fixed=bool(flags["dialect_fixed"]),
        node=node_of(entry, where),
    )
    check_values(hook)
    return hook


def check_values(hook: Hook) -> None:
    """Raises Bad where a hook's own words can't be stored and read again."""
    if len(hook.description) > DESCRIPTION_LIMIT:
        raise Bad(f"“{hook.key}” has a description of more than {DESCRIPTION_LIMIT:,} characters.")
    if not hook.description.isprintable() or hook.description.count(".") > 100:
        try:
            parse_toml(hook_to_toml(hook))
        except (BadToml, UnicodeEncodeError):
            raise Bad(f"“{hook.key}” has a description that can't be stored.") from None


def _with_files(hook: Hook, files: dict[str, bytes]) -> BundledHook:
    code = files.pop(hook.dialect.file_name, None)
    if code is None:
        raise Bad(f"The code of “{hook.key}” is missing from it: a {hook.dialect.value} hook has a {hook.dialect.file_name}.")
    _check_code(code, hook.key)
    package, lock = (files.pop(name, None) for name in MODULE_FILES)
    for name, data in zip(MODULE_FILES, (package, lock), strict=True):
        if data is not None:
            check_modules(hook, name, data)
    contexts = {}
    for inner in sorted(files):
        folder, _, name = inner.partition("/")
        if folder != CONTEXTS:
            raise Bad(f"“{shown(hook.key + '/' + inner)}” in it is no file that a hook has.")
        contexts[name] = files[inner]
        check_context(hook, name, files[inner])
    return BundledHook(hook, code, package, lock, contexts)


def check_modules(hook: Hook, name: str, data: bytes) -> None:
    """Raises Bad unless that can be the file *name* with the modules of *hook*."""
    told = f"The {name} of “{hook.key}”"
    _check_size(data, LIMIT, told)
    _json_object(data, told)


def check_context(hook: Hook, name: str, data: bytes) -> None:
    """Raises Bad unless that can be a saved context of *hook*."""
    told = f"The context “{shown(name)}” of “{hook.key}”"
    try:
        if valid_context_name(name) != name:
            raise Bad(f"{told} has a name that can't be used.")
    except StudioError as error:
        raise Bad(f"{told} has a name that can't be used: {error.message}") from None
    _check_size(data, CONTEXT_LIMIT, told)
    _json(data, told)


def _check_code(code: bytes, key: str) -> None:
    _check_size(code, CODE_LIMIT, f"The code of “{key}”")
    try:
        code.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Bad(f"The code of “{key}” in it is not UTF-8 text.") from None


def _check_size(data: Collection[int], limit: int, what: str) -> None:
    if len(data) > limit:
        raise Bad(f"{what} in it is larger than {limit // (1024 * 1024)} MB.")


def _json_object(data: bytes, what: str, *, unique: bool = False) -> dict[str, Any]:
    value = _json(data, what, unique=unique)
    if not isinstance(value, dict):
        raise Bad(f"{what} is not a JSON object.")
    return value


def _json(data: bytes, what: str, *, unique: bool = False) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_unique if unique else None)
    except (ValueError, RecursionError):
        raise Bad(f"{what} is not valid JSON.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
