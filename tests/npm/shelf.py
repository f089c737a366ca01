"""The packages of the stand-in registry: their archives and the documents about them, made from a few words each."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_INSTALL_EVENTS = ("preinstall", "install", "postinstall")
_ABBREVIATED = (
    *("name", "version", "deprecated", "bin", "directories", "dist", "engines", "os", "cpu", "libc", "funding"),
    *("dependencies", "optionalDependencies", "devDependencies", "bundleDependencies", "peerDependencies", "peerDependenciesMeta"),
    *("hasInstallScript", "_hasShrinkwrap"),
)


@dataclass
class Release:
    """One published version: its manifest as in package.json, and its archive."""

    manifest: dict[str, Any]
    data: bytes
    unpacked: int
    date: str


@dataclass
class Entry:
    """A package and what a registry knows of it beside its versions."""

    releases: dict[str, Release] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    readme: str = ""
    downloads: int = 0
    publisher: str = "someone"


class Shelf:
    """All packages. `missing_fields`: names of fields that this registry, as some mirrors do, leaves out of every document."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.missing_fields: set[str] = set()
        self.advisories: dict[str, list[dict[str, Any]]] = {}

    def publish(
        self,
        name: str,
        version: str = "1.0.0",
        files: Mapping[str, str] | None = None,
        *,
        tag: str = "latest",
        readme: str = "",
        downloads: int = 0,
        date: str = "2024-01-02T03:04:05.678Z",
        **manifest: Any,
    ) -> None:
        """Put a version on the shelf, over one of the same number. *manifest*: fields of its package.json (`dependencies=`, `engines=` …).

        Without *files* it is one CommonJS module that exports its name and version.
        """
        words = {"name": name, "version": version, "main": "index.js", "description": f"{name} for tests", "license": "MIT", **manifest}
        words = {key: value for key, value in words.items() if value is not None}
        code = f"module.exports = {{ name: {json.dumps(name)}, version: {json.dumps(version)} }};\n"
        contents = {"index.js": code} if files is None else dict(files)
        packed = {key: value for key, value in words.items() if key != "deprecated"}
        data, unpacked = _archive({"package.json": json.dumps(packed), **contents})
        entry = self.entries.setdefault(name, Entry())
        entry.releases[version] = Release(words, data, unpacked, date)
        entry.tags[tag] = version
        entry.readme, entry.downloads = readme or entry.readme, downloads or entry.downloads

    def deprecate(self, name: str, version: str, message: str) -> None:
        self.entries[name].releases[version].manifest["deprecated"] = message

    def archive(self, name: str, version: str) -> bytes | None:
        entry = self.entries.get(name)
        release = entry.releases.get(version) if entry else None
        return release.data if release else None

    def document(self, name: str, address: str, *, full: bool) -> dict[str, Any] | None:
        """The package document, abbreviated or *full*; None if there is no such package."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        versions = {version: self._manifest(name, one, address, full=full) for version, one in entry.releases.items()}
        newest = max(one.date for one in entry.releases.values())
        document: dict[str, Any] = {"name": name, "dist-tags": entry.tags, "versions": versions}
        if not full:
            return {**document, "modified": newest}
        latest = entry.releases[entry.tags.get("latest", next(iter(entry.releases)))].manifest
        times = {"created": newest, "modified": newest, **{version: one.date for version, one in entry.releases.items()}}
        document |= {"_id": name, "readme": entry.readme, "time": times, "maintainers": [{"name": entry.publisher}]}
        return self._kept(document | {key: latest[key] for key in ("description", "license", "homepage") if key in latest})

    def version(self, name: str, wanted: str, address: str) -> dict[str, Any] | None:
        """The full manifest of a version or tag."""
        entry = self.entries.get(name)
        release = entry.releases.get(entry.tags.get(wanted, wanted)) if entry else None
        return self._manifest(name, release, address, full=True) if release else None

    def search(self, text: str, size: int, start: int) -> dict[str, Any]:
        """The answer of a search, in the public registry's shape."""
        words = text.lower().split()
        found = [
            name for name in self.entries if all(word in f"{name} {self._latest(name).get('description', '')}".lower() for word in words)
        ]
        found.sort(key=lambda name: (name != text, not name.startswith(text), -self.entries[name].downloads, name))
        objects = [self._row(name) for name in found[start : start + size]]
        return {"objects": objects, "total": len(found), "time": "2024-01-02T03:04:05.678Z"}

    def advise(self, asked: Mapping[str, Iterable[str]]) -> dict[str, Any]:
        return {name: self.advisories[name] for name in asked if name in self.advisories}

    def _latest(self, name: str) -> dict[str, Any]:
        entry = self.entries[name]
        return entry.releases[entry.tags.get("latest", next(reversed(entry.releases)))].manifest

    def _row(self, name: str) -> dict[str, Any]:
        entry, latest = self.entries[name], self._latest(name)
        release = entry.releases[latest["version"]]
        package: dict[str, Any] = {key: latest[key] for key in ("name", "version", "description", "keywords", "license") if key in latest}
        package |= {"date": release.date, "links": {"npm": ""}, "publisher": {"username": entry.publisher}, "maintainers": []}
        numbers = {"monthly": entry.downloads * 4, "weekly": entry.downloads}
        return {"package": self._kept(package), "downloads": numbers, "score": {"final": 1.0}, "searchScore": 1.0}

    def _manifest(self, name: str, release: Release, address: str, *, full: bool) -> dict[str, Any]:
        words, version = release.manifest, release.manifest["version"]
        dist = {
            "tarball": f"{address}/{name}/-/{name.rpartition('/')[2]}-{version}.tgz",
            "integrity": integrity(release.data),
            "shasum": hashlib.sha1(release.data, usedforsecurity=False).hexdigest(),
            "fileCount": 2,
            "unpackedSize": release.unpacked,
        }
        scripts = any(event in words.get("scripts", {}) for event in _INSTALL_EVENTS)
        whole = {**words, "dist": self._kept(dist)} | ({"hasInstallScript": True} if scripts else {})
        return self._kept(whole if full else {key: whole[key] for key in _ABBREVIATED if key in whole})

    def _kept(self, document: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in document.items() if key not in self.missing_fields}


def integrity(data: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def _archive(files: Mapping[str, str]) -> tuple[bytes, int]:
    """A package's archive, the same bytes for the same *files*, and its size unpacked."""
    buffer, unpacked = io.BytesIO(), 0
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for path, text in files.items():
            data = text.encode()
            member = tarfile.TarInfo(f"package/{path}")
            member.size, member.mode, unpacked = len(data), 0o644, unpacked + len(data)
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue(), unpacked
