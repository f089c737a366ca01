"""From a registry's documents to values. They come from outside: every field may be missing or be anything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from hookstudio.model.json_value import JsonValue
from hookstudio.model.module import Advisory, ModuleVersion, Package
from hookstudio.npm.ranges import in_range, is_version, precedence
from hookstudio.npm.reply import RegistryFailed, registry_failure

_EVENTS: Final = ("preinstall", "install", "postinstall")
_WORD: Final = 300
_SENTENCE: Final = 2000
_README: Final = 2_000_000
_DEPTH: Final = 20
_CONDITIONS: Final = frozenset({"node", "node-addons", "require", "default"})
_ONLY_WHOLE: Final = ("_id", "description", "main", "type", "exports", "scripts", "license", "keywords", "repository", "author", "readme")


def package_of(document: JsonValue, name: str) -> Package:
    """The package document of *name*, abbreviated or full. Raises RegistryFailed if it is none."""
    if not isinstance(document, dict):
        raise _no_document(name)
    manifests = document.get("versions")
    if not isinstance(manifests, dict):
        raise _no_document(name)
    times = _mapping(document.get("time"))
    known = [version for version in manifests if is_version(version)]
    versions = tuple(_version(version, manifests[version], times) for version in sorted(known, key=precedence, reverse=True))
    tags = {text(tag): text(version) for tag, version in _mapping(document.get("dist-tags")).items()}
    package = Package(
        name,
        versions,
        {tag: version for tag, version in tags.items() if tag and version},
        text(document.get("description"), _SENTENCE),
        licence_of(document),
        _homepage(document.get("homepage")),
        _readme(document.get("readme")),
    )
    latest = package.version(package.latest)
    if latest is None:
        return package
    return Package(
        name,
        versions,
        package.tags,
        package.description or latest.description,
        package.licence or latest.licence,
        package.homepage,
        package.readme,
    )


def version_of(document: JsonValue, name: str) -> ModuleVersion:
    """The manifest of one version. Raises RegistryFailed if it is none."""
    version = document.get("version") if isinstance(document, dict) else None
    if not isinstance(version, str) or not is_version(version):
        raise _no_document(name)
    return _version(version, document, {})


def advisories_of(document: JsonValue, asked: Mapping[str, Sequence[str]]) -> tuple[Advisory, ...]:
    """The weaknesses that concern the versions *asked* about. Raises RegistryFailed if the answer is not as it should be."""
    if not isinstance(document, dict):
        raise _no_document("")
    found: dict[Advisory, None] = {}
    for name, entries in document.items():
        if not isinstance(entries, list):
            raise _no_document(name)
        for entry in entries:
            if not isinstance(entry, dict):
                raise _no_document(name)
            for version in asked.get(name, ()):
                concerned, fixed = _concerned(version, entry.get("vulnerable_versions"))
                if concerned:
                    severity, title = text(entry.get("severity")) or "unknown", text(entry.get("title"), _SENTENCE)
                    found[Advisory(name, version, severity, title, _homepage(entry.get("url")), fixed)] = None
    return tuple(found)


def text(value: JsonValue, limit: int = _WORD) -> str:
    """*value* as one line of at most *limit* characters; '' if it is no text."""
    if not isinstance(value, str):
        return ""
    return " ".join(_sound(value[: limit * 2]).split())[:limit]


def licence_of(manifest: Mapping[str, JsonValue]) -> str:
    """The licence, in any of the shapes that packages have had over the years."""
    value = manifest.get("license") or manifest.get("licence") or manifest.get("licenses")
    several = value if isinstance(value, list) else [value]
    words = [text(one.get("type") or one.get("name")) if isinstance(one, dict) else text(one) for one in several[:5]]
    return " OR ".join(word for word in words if word)[:_WORD]


def person_of(value: JsonValue) -> str:
    """The name of a publisher, author or the first of several maintainers."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = text(value.get("username")) or text(value.get("name"))
    return text(value).partition(" <")[0]


def count_of(value: JsonValue) -> int | None:
    """A number of bytes or downloads, None if *value* is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 2**60:
        return None
    return int(value)


def _version(version: str, manifest: JsonValue, times: Mapping[str, JsonValue]) -> ModuleVersion:
    fields = _mapping(manifest)
    whole = any(name in fields for name in _ONLY_WHOLE)
    scripts = _install_scripts(fields)
    deprecated = fields.get("deprecated")
    return ModuleVersion(
        version,
        node=_engines(fields.get("engines")),
        deprecated="deprecated" if deprecated is True else text(deprecated, _SENTENCE),
        commonjs=_is_commonjs(fields) if whole else None,
        types=_declares_types(fields) or None,
        scripts=scripts,
        has_scripts=bool(scripts) or fields.get("hasInstallScript") is True or fields.get("gypfile") is True,
        size=count_of(_mapping(fields.get("dist")).get("unpackedSize")),
        licence=licence_of(fields),
        date=text(times.get(version)),
        publisher=person_of(fields.get("_npmUser")) or person_of(fields.get("maintainers")),
        description=text(fields.get("description"), _SENTENCE),
    )


def _engines(engines: JsonValue) -> str:
    if isinstance(engines, dict):
        return text(engines.get("node"))
    several = engines if isinstance(engines, list) else [engines]
    words = [text(one) for one in several[:10]]
    return next((word.removeprefix("node").strip() for word in words if word.startswith("node")), "")


def _install_scripts(manifest: Mapping[str, JsonValue]) -> tuple[tuple[str, str], ...]:
    scripts = _mapping(manifest.get("scripts"))
    return tuple((event, command) for event in _EVENTS if (command := text(scripts.get(event), _SENTENCE)))


def _is_commonjs(manifest: Mapping[str, JsonValue]) -> bool | None:
    """Whether `require` can load the package, None where its files would have to be looked at."""
    esm = manifest.get("type") == "module"
    exports = manifest.get("exports")
    if exports is None:
        main = manifest.get("main")
        if main == "" and _declares_types(manifest):
            return None  # declarations only: there is nothing to load
        return _file_is_commonjs(main if isinstance(main, str) and main else "index.js", esm=esm)
    if isinstance(exports, dict) and any(key.startswith(".") for key in exports):
        if "." not in exports:
            return None
        exports = exports["."]
    return _target_is_commonjs(exports, esm=esm, asked_for=False, depth=0)


def _target_is_commonjs(target: JsonValue, *, esm: bool, asked_for: bool, depth: int) -> bool | None:
    """As `_is_commonjs` of what `exports` leads to; False where it leads nowhere. *asked_for*: a `require` condition led here."""
    if isinstance(target, str):
        # Such a file often has a package.json of its own beside it that makes it CommonJS.
        return _file_is_commonjs(target, esm=esm and not asked_for)
    if depth > _DEPTH:
        return None
    if isinstance(target, list):
        return _target_is_commonjs(target[0], esm=esm, asked_for=asked_for, depth=depth + 1) if target else False
    if isinstance(target, dict):
        for condition, inner in target.items():
            if condition in _CONDITIONS:
                asked = asked_for or condition == "require"
                found = _target_is_commonjs(inner, esm=esm, asked_for=asked, depth=depth + 1)
                if found is not False or not isinstance(inner, dict):
                    return found
    return False


def _file_is_commonjs(path: str, *, esm: bool) -> bool:
    if path.endswith(".mjs"):
        return False
    return not esm or path.endswith((".cjs", ".json", ".node"))


def _declares_types(manifest: Mapping[str, JsonValue]) -> bool:
    if text(manifest.get("types")) or text(manifest.get("typings")):
        return True
    stack: list[tuple[JsonValue, int]] = [(manifest.get("exports"), 0)]
    while stack:
        value, depth = stack.pop()
        if isinstance(value, dict) and depth < _DEPTH:
            if "types" in value:
                return True
            stack += [(inner, depth + 1) for inner in value.values()]
    return False


def _concerned(version: str, wanted: JsonValue) -> tuple[bool, str]:
    """Whether *version* is in a range of vulnerable ones, and the first that is not any more; what can't be read counts as in it."""
    if not isinstance(wanted, str) or not wanted.strip():
        return True, ""
    for part in wanted.split("||"):
        if in_range(version, part.strip() or "*", pre_releases=True) in (True, None):
            end = re.search(r"<\s*(\d+\.\d+\.\d+\S*)", part)
            return True, end[1] if end else ""
    return False, ""


def _homepage(value: JsonValue) -> str:
    address = text(value, _SENTENCE)
    return address if address.startswith(("https://", "http://")) else ""


def _readme(value: JsonValue) -> str:
    found = _sound(value[:_README]) if isinstance(value, str) else ""
    return "" if found.startswith("ERROR: No README data found") else found


def _sound(value: str) -> str:
    """*value* without halves of characters, which no file and no window takes, and without NUL."""
    return value.encode("utf-8", "replace").decode().replace("\0", "")


def _mapping(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _no_document(name: str) -> RegistryFailed:
    return registry_failure("EJSONPARSE", "JSON, but not what a registry says", name)
