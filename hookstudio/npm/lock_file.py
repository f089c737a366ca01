"""Reading and writing the texts of package.json and package-lock.json. Both may come from anywhere: nothing in them is taken on trust."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hookstudio.model.module import is_module_name
from hookstudio.npm.failures import ModuleFailed

RESOLUTION_KEYS: Final = ("devDependencies", "optionalDependencies", "peerDependencies", "peerDependenciesMeta", "overrides")
"""What else in a package.json decides which versions are chosen."""

_PREFIX: Final = "node_modules/"
_NO_HOST: Final = "https://nowhere.invalid/"
_SIZE_LIMIT: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock file. `path` is where it lies (`node_modules/a/node_modules/b`), `key` the last part of that,
    `name` the package's own: another one for an alias. `dev`: needed by devDependencies only, so it is not installed.
    `required`: those of its dependencies without which it can't be. `systems`, `processors`: what it is made for, as npm's `os` and
    `cpu`; `unsure`: it names further conditions, which only npm can judge.
    """

    path: str
    name: str
    version: str
    integrity: str = ""
    resolved: str = ""
    dev: bool = False
    optional: bool = False
    bundled: bool = False
    has_scripts: bool = False
    deprecated: str = ""
    node: str = ""
    dependencies: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    systems: tuple[str, ...] = ()
    processors: tuple[str, ...] = ()
    unsure: bool = False

    @property
    def key(self) -> str:
        return self.path.rpartition(_PREFIX)[2]

    @property
    def spelled(self) -> str:
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True)
class Lock:
    """What a lock file says: its packages by path, and what its package.json wanted. Empty for a text that is none.

    `others`: what the package.json wanted besides, such as optional ones.
    `old`: of npm 6 or older, which note neither what the package.json wanted (everything on top counts) nor what packages are made for.
    """

    packages: Mapping[str, Locked] = field(default_factory=dict)
    dependencies: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    old: bool = False

    @property
    def installed(self) -> tuple[Locked, ...]:
        """The packages that an installation brings, sorted by path."""
        return tuple(self.packages[path] for path in sorted(self.packages) if not self.packages[path].dev)

    @property
    def top(self) -> dict[str, Locked]:
        """The packages that the hook itself asks for and has, by key."""
        wanted = {key: self.packages.get(_PREFIX + key) for key in self.dependencies}
        return {key: found for key, found in wanted.items() if found is not None}

    def seen_from(self, path: str, key: str) -> Locked | None:
        """What `require(key)` finds from the package at *path* ('' is the hook)."""
        while True:
            found = self.packages.get(f"{path}/{_PREFIX}{key}" if path else _PREFIX + key)
            if found is not None or not path:
                return found
            path = path.rpartition(f"/{_PREFIX}")[0] if f"/{_PREFIX}" in path else ""

    def needed(self, key: str) -> frozenset[str]:
        """The paths of what the hook's module *key* needs, its own among them."""
        first = self.packages.get(_PREFIX + key)
        seen: set[str] = set()
        waiting = [first] if first is not None else []
        while waiting:
            one = waiting.pop()
            if one.path in seen:
                continue
            seen.add(one.path)
            waiting += [found for name in one.dependencies if (found := self.seen_from(one.path, name)) is not None]
        return frozenset(seen)

    def needed_by(self, key: str) -> tuple[str, ...]:
        """The hook's other modules that need the module *key*, too."""
        path = _PREFIX + key
        return tuple(sorted(other for other in self.dependencies if other != key and path in self.needed(other)))


def read_lock(text: str | None) -> Lock:
    """What is readable of a lock file of any version; an empty Lock for None or a text that is none. Never raises."""
    document = _object(text)
    packages = document.get("packages")
    old = not isinstance(packages, dict)
    if not isinstance(packages, dict):
        packages = dict(_old_packages(document.get("dependencies"), "", 0))
    found = {path: _locked(path, entry) for path, entry in packages.items() if path and isinstance(entry, dict)}
    if old:
        return Lock(found, {one.key: one.version for one in found.values() if one.path == _PREFIX + one.key and not one.dev}, old=True)
    root = packages.get("")
    root = root if isinstance(root, dict) else {}
    others = [key for kind in ("optionalDependencies", "peerDependencies") for key in _texts(root.get(kind))]
    return Lock(found, _texts(root.get("dependencies")), others=tuple(others))


def wanted_by(package_json: str | None) -> dict[str, str]:
    """The `dependencies` of a package.json: key → version, range or `npm:name@version`. {} for a text that is none. Never raises."""
    return _texts(_object(package_json).get("dependencies"))


def manifest_with(package_json: str | None, dependencies: Mapping[str, str]) -> str:
    """A package.json with these dependencies; whatever else *package_json* says stays, as do its indent and its line ends.

    Raises ModuleFailed if *package_json* is no JSON object: it is the user's, and what is wrong with it can't be guessed.
    """
    document: dict[str, Any] = {"private": True}
    text = package_json or ""
    if text.strip():
        document = _object(text)
        if not document and not re.fullmatch(r"\s*\{\s*\}\s*", text.removeprefix("\ufeff")):
            raise ModuleFailed(
                "package.json is not a JSON object.", hint="Correct it, or delete it: then it is written anew.", code="EJSON"
            )
    indent = re.search(r"\n([ \t]+)\S", text)
    document["dependencies"] = dict(sorted(dependencies.items()))
    made = written(document, indent[1] if indent else "  ")
    return made.replace("\n", "\r\n") if "\r\n" in text else made


def written(document: Mapping[str, Any], indent: str = "  ") -> str:
    """JSON as npm writes it."""
    text = json.dumps(document, indent=indent, ensure_ascii=False) + "\n"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can name but no file can hold
        return json.dumps(document, indent=indent) + "\n"
    return text


def project_of(package_json: str | None, dependencies: Mapping[str, str]) -> dict[str, Any]:
    """What npm needs to know of a package.json to choose versions, and no more: neither scripts nor folders nor addresses."""
    document = _object(package_json)
    kept = {key: cleaned for key in RESOLUTION_KEYS if (cleaned := _from_registries(document.get(key), 0))}
    return {"private": True, "dependencies": dict(sorted(dependencies.items())), **kept}


def project_of_lock(text: str) -> dict[str, Any]:
    """The package.json that a lock file was made for, as its own first entry tells it."""
    packages = _object(text).get("packages")
    root = packages.get("") if isinstance(packages, dict) else None
    document: dict[str, Any] = {"private": True, "dependencies": dict(read_lock(text).dependencies)}
    if isinstance(root, dict):
        document |= {key: root[key] for key in RESOLUTION_KEYS if isinstance(root.get(key), dict)}
    return document


def check(text: str) -> Lock:
    """The lock, if it may be given to npm: every package lies in node_modules and comes from a registry. Raises ModuleFailed."""
    lock = read_lock(text)
    document = _object(text)
    packages = document.get("packages")
    packages = packages if isinstance(packages, dict) else {}
    if len(text) > _SIZE_LIMIT or not (lock.packages or packages or "lockfileVersion" in document):
        raise _damaged("It is not JSON of the kind that npm writes.")
    for path, one in lock.packages.items():
        keys = path.split("/" + _PREFIX)
        if not path.startswith(_PREFIX) or not all(is_module_name(key) for key in [keys[0].removeprefix(_PREFIX), *keys[1:]]):
            raise _damaged(f"It names a package at “{path[:200]}”: a folder outside of the modules.")
        if one.resolved and not one.resolved.lower().startswith(("https://", "http://")):
            raise _damaged(f"{one.key} comes from “{one.resolved[:200]}”: Hook Studio installs what registries have.")
        if not one.version and not one.bundled:
            raise _damaged(f"{one.key} has no version.")
        if ":" in one.version or "/" in one.version:
            raise _damaged(f"{one.key} comes from “{one.version[:200]}”: Hook Studio installs what registries have.")
    hashes: dict[tuple[str, str], str] = {}
    for one in lock.packages.values():
        kind = one.integrity.partition("-")[0]
        if one.integrity and hashes.setdefault((one.spelled, kind), one.integrity) != one.integrity:
            raise _damaged(f"It names two archives as {one.spelled[:200]}.")
    links = [path for path, entry in packages.items() if isinstance(entry, dict) and entry.get("link")]
    if links:
        raise _damaged(f"{links[0].removeprefix(_PREFIX)[:200]} is a link to a folder: Hook Studio installs what registries have.")
    return lock


def for_npm(text: str, cached: Iterable[str]) -> str:
    """The lock as npm is to read it: no address in it is asked, so that it serves whichever registry it was made against.

    npm asks the registry that it is configured for where a package is; the archives of those at the paths *cached* are there already.
    """
    document = _object(text)
    packages = document.get("packages")
    if not isinstance(packages, dict):
        return written({**document, "dependencies": _without_addresses(document.get("dependencies"), 0)})
    there = frozenset(cached)
    made: dict[str, Any] = {}
    for path, entry in packages.items():
        if path and isinstance(entry, dict):
            one = _locked(path, entry)
            entry = {key: value for key, value in entry.items() if key != "resolved"}
            if path in there:
                base = one.name.rpartition("/")[2]
                entry["resolved"] = f"{_NO_HOST}{one.name}/-/{base}-{one.version}.tgz"
        made[path] = entry
    return written({**document, "packages": made})


def from_npm(text: str, before: str | None) -> str:
    """The lock as it is kept: without the name of the folder it was made in, with the addresses that the one *before* it had."""
    document = _object(text)
    document.pop("name", None)
    known = read_lock(before).packages
    packages = document.get("packages")
    packages = packages if isinstance(packages, dict) else {}
    for path, entry in packages.items():
        if not path or not isinstance(entry, dict):
            continue
        old, invented = known.get(path), str(entry.get("resolved", "")).startswith(_NO_HOST)
        if invented:
            del entry["resolved"]
        same = old is not None and (old.version, old.integrity) == (entry.get("version"), entry.get("integrity", ""))
        if same and old is not None and old.resolved and "resolved" not in entry:
            packages[path] = _in_order(entry, "resolved", old.resolved)
    return written(document)


def with_integrity(text: str, found: Mapping[str, str]) -> str:
    """The lock with what is in the packages at these paths."""
    document = _object(text)
    packages = document.get("packages")
    for path, integrity in found.items():
        if isinstance(packages, dict):
            packages[path] = _in_order(packages[path], "integrity", integrity)
            continue
        tree: Any = document
        keys = path.removeprefix(_PREFIX).split(f"/{_PREFIX}")
        for key in keys[:-1]:
            tree = tree["dependencies"][key]
        tree["dependencies"][keys[-1]] = _in_order(tree["dependencies"][keys[-1]], "integrity", integrity)
    return written(document)


def digest_text(value: object) -> str:
    """A short name for a value of JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("ascii")).hexdigest()[:32]


def content_path(integrity: str) -> tuple[str, ...] | None:
    """Where npm's cache keeps what has this integrity: the parts of a path below its folder, None if it is no integrity."""
    for hashed in integrity.split():
        algorithm, _, encoded = hashed.partition("?")[0].partition("-")
        try:
            raw = base64.b64decode(encoded, validate=True).hex()
        except (ValueError, binascii.Error):
            continue
        if algorithm in ("sha512", "sha384", "sha256", "sha1") and len(raw) > 8:
            return "_cacache", "content-v2", algorithm, raw[:2], raw[2:4], raw[4:]
    return None


def _locked(path: str, entry: Mapping[str, Any]) -> Locked:
    def text(key: str) -> str:
        value = entry.get(key)
        return value if isinstance(value, str) else ""

    named: list[str] = []
    for key in ("dependencies", "optionalDependencies", "peerDependencies"):
        named += _texts(entry.get(key))
    about = entry.get("peerDependenciesMeta")
    free = {key for key, one in about.items() if isinstance(one, dict) and one.get("optional")} if isinstance(about, dict) else set()
    engines = _texts(entry.get("engines"))
    return Locked(
        path,
        text("name") or path.rpartition(_PREFIX)[2],
        text("version"),
        text("integrity"),
        text("resolved"),
        dev=entry.get("dev") is True,
        optional=entry.get("optional") is True or entry.get("devOptional") is True,
        bundled=entry.get("inBundle") is True,
        has_scripts=entry.get("hasInstallScript") is True,
        deprecated=text("deprecated"),
        node=engines.get("node", ""),
        dependencies=tuple(dict.fromkeys(named)),
        required=frozenset(named) - set(_texts(entry.get("optionalDependencies"))) - free,
        systems=_words(entry.get("os")),
        processors=_words(entry.get("cpu")),
        unsure="npm" in engines or "libc" in entry,
    )


def _old_packages(tree: object, path: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The packages of a lock file of npm 6 and older, which nests them, in today's form."""
    if not isinstance(tree, dict) or depth > 100:
        return
    for name, entry in tree.items():
        if not isinstance(entry, dict) or not isinstance(name, str):
            continue
        here = f"{path}/{_PREFIX}{name}" if path else _PREFIX + name
        version = entry.get("version")
        kept = {key: value for key, value in entry.items() if key not in ("dependencies", "requires", "bundled")}
        if isinstance(version, str) and version.startswith("npm:"):
            kept["name"], _, kept["version"] = version.removeprefix("npm:").rpartition("@")
        yield here, {**kept, "dependencies": entry.get("requires"), "inBundle": entry.get("bundled")}
        yield from _old_packages(entry.get("dependencies"), here, depth + 1)


def _in_order(entry: Mapping[str, Any], new: str, text: str) -> dict[str, Any]:
    """*entry* with a *new* field where npm puts it, so that the file differs in nothing that is the same."""
    after = "resolved" if new == "integrity" and "resolved" in entry else "version"
    made: dict[str, Any] = {}
    for key, value in entry.items():
        made[key] = value
        if key == after:
            made[new] = text
    return made if new in made else {new: text, **made}


def _without_addresses(tree: object, depth: int) -> object:
    """The packages of a lock file of npm 6 without where they were fetched from."""
    if not isinstance(tree, dict) or depth > 100:
        return {}
    made: dict[str, object] = {}
    for name, entry in tree.items():
        if isinstance(entry, dict):
            kept = {key: value for key, value in entry.items() if key != "resolved"}
            deeper = {"dependencies": _without_addresses(kept["dependencies"], depth + 1)} if "dependencies" in kept else {}
            made[name] = {**kept, **deeper}
    return made


def _from_registries(value: object, depth: int) -> Any:
    """*value* without what names a folder, an archive or a git address."""
    if isinstance(value, str):
        elsewhere = ":" in value.removeprefix("npm:") or ("/" in value and not value.startswith("npm:")) or value.startswith(".")
        return None if elsewhere else value
    if isinstance(value, dict) and depth < 20:
        return {key: kept for key, one in value.items() if (kept := _from_registries(one, depth + 1)) is not None}
    return value if isinstance(value, bool) else None


def _object(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads((text or "").removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str)}


def _words(value: object) -> tuple[str, ...]:
    several = value if isinstance(value, list) else [value]
    return tuple(one for one in several if isinstance(one, str))


def _damaged(what: str) -> ModuleFailed:
    return ModuleFailed(
        f"The lock file can't be used. {what}",
        hint="Put package-lock.json back as it was, or delete it and add the modules again.",
        code="EINVALIDLOCK",
    )
