"""The client of a registry: packages, versions, READMEs and advisories by its HTTP API. Its search is in `searching`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from hookstudio.model.module import Advisories, FoundModule, ModuleSearch, ModuleVersion, Package, is_module_name
from hookstudio.npm.asking import Asking
from hookstudio.npm.configuration import Configuration
from hookstudio.npm.documents import advisories_of, package_of, version_of
from hookstudio.npm.kept import Kept
from hookstudio.npm.reply import RegistryFailed, registry_failure
from hookstudio.npm.searching import NO_SUCH_SERVICE, Searching
from hookstudio.web.request import Request

_ABBREVIATED: Final = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8"
_KEPT_S: Final = 300.0
_MISSING_KEPT_S: Final = 30.0


def never() -> bool:
    """For work that nobody cancels."""
    return False


class Registry:
    """Asks the registries of a configuration. Methods block and may be called from any thread; *cancelled* is looked at all the time.

    `catalogue`: what is on this computer anyway; it is searched when the registry is not to be asked, or can't be reached.
    Raises RegistryFailed where there is no usable answer, Cancelled where nobody waits for one any more. To be closed.
    """

    def __init__(
        self, configuration: Configuration, *, offline: bool = False, catalogue: Callable[[], Iterable[FoundModule]] | None = None
    ) -> None:
        self.configuration = configuration
        self.offline = offline or configuration.offline
        self._asking = Asking(configuration, offline=self.offline)
        self._searching = Searching(self._asking, self._look_up, catalogue)
        self._packages: Kept[Package] = Kept(64, _KEPT_S)
        self._versions: Kept[ModuleVersion] = Kept(1024, _KEPT_S)
        self._missing: Kept[str] = Kept(512, _MISSING_KEPT_S)
        self._with_versions: set[str] = set()

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends whatever is under way, with Cancelled for whoever waits for it."""
        self._asking.close()

    def search(self, text: str, offset: int = 0, size: int = 20, cancelled: Callable[[], bool] = never) -> ModuleSearch:
        """Search for *text* and look its exact name up at the same time. `note` says what stood in the way of a search."""
        return self._searching.search(text, max(0, offset), max(1, min(size, 250)), cancelled)

    def package(self, name: str, full: bool = False, cancelled: Callable[[], bool] = never) -> Package:
        """A package with its versions. *full*: with the README and the dates, which can be a hundred times the bytes."""
        _check(name)
        kept = self._kept_package(name, full=full)
        return kept or self._asking.wait(self._asking.begin(lambda request: self._package(name, request, full=full)), cancelled)

    def version(self, name: str, version: str, cancelled: Callable[[], bool] = never) -> ModuleVersion:
        """One version of a package, or the one that a tag names, with how it is loaded."""
        _check(name)
        kept = self._kept_version(name, version)
        return kept or self._asking.wait(self._asking.begin(lambda request: self._version(name, version, request)), cancelled)

    def readme(self, name: str, cancelled: Callable[[], bool] = never) -> str:
        """The README of a package in Markdown, '' if the registry has none."""
        return self.package(name, full=True, cancelled=cancelled).readme

    def advisories(self, versions: Mapping[str, Sequence[str]], cancelled: Callable[[], bool] = never) -> Advisories:
        """Known weaknesses of *versions* by name. Whatever is no proper answer is “not checked”, with why: never an all-clear."""
        asked = {name: sorted(set(one)) for name, one in sorted(versions.items()) if one}
        if not asked:
            return Advisories(True)
        if self.offline:
            return Advisories(False, why="Not checked: offline.")
        body, path = json.dumps(asked).encode(), "-/npm/v1/security/advisories/bulk"
        try:
            question = self._asking.begin(lambda request: self._asking.ask(self.configuration.registry, path, request, body=body))
            reply = self._asking.wait(question, cancelled)
            if reply.status in NO_SUCH_SERVICE:
                return Advisories(False, why="Not checked: this registry has no security advisories.")
            self._asking.expect(reply)
            return Advisories(True, advisories_of(reply.document(), asked))
        except RegistryFailed as failure:
            return Advisories(False, why=f"Not checked: {failure.message}")

    def _kept_package(self, name: str, *, full: bool) -> Package | None:
        return self._packages.get((name, True)) or (None if full else self._packages.get((name, False)))

    def _kept_version(self, name: str, version: str) -> ModuleVersion | None:
        kept = self._versions.get((name, version))
        package = self._kept_package(name, full=False) if kept is None else None
        if package is None:
            return kept
        found = package.version(package.tags.get(version, version))
        return found if found is not None and found.commonjs is not None else None

    def _look_up(self, name: str, request: Request) -> FoundModule:
        """The row of the package of exactly that name, by its latest version: a small document."""
        found = self._kept_version(name, "latest") or self._version(name, "latest", request)
        return FoundModule(
            name,
            version=found.version,
            description=found.description,
            licence=found.licence,
            size=found.size,
            publisher=found.publisher,
            date=found.date,
            types=True if name.startswith("@types/") else found.types,
            deprecated=found.deprecated,
        )

    def _version(self, name: str, version: str, request: Request) -> ModuleVersion:
        self._raise_if_missing(name)
        registry = self.configuration.registry_of(name)
        reply = self._asking.ask(registry, f"{_path(name)}/{quote(version, safe='')}", request)
        if reply.status == 200:
            found = version_of(reply.document(), name)
            self._with_versions.add(registry)
        elif reply.status == 404 and version == "latest" and registry in self._with_versions:
            # Half of what is typed is no name: one question is enough for it.
            self._missing.put(name, name)
            raise registry_failure("E404", "no latest version", name)
        elif reply.status in NO_SUCH_SERVICE:
            # No such version, no such package, or a registry that has documents of whole packages only.
            package = self._kept_package(name, full=False) or self._package(name, request, full=False)
            wanted = package.latest if version == "latest" else package.tags.get(version, version)
            known = package.version(wanted)
            if known is None:
                raise registry_failure("ETARGET", f"{name}@{version}", name)
            found = known
        else:
            self._asking.expect(reply, name)
            raise registry_failure("FETCH_ERROR", f"status {reply.status}", name)
        for key in {version, found.version}:
            self._versions.put((name, key), found)
        return found

    def _package(self, name: str, request: Request, *, full: bool) -> Package:
        self._raise_if_missing(name)
        accept = "application/json" if full else _ABBREVIATED
        reply = self._asking.ask(self.configuration.registry_of(name), _path(name), request, accept=accept)
        if reply.status == 404:
            self._missing.put(name, name)
        self._asking.expect(reply, name)
        package = package_of(reply.document(), name)
        self._packages.put((name, full), package)
        return package

    def _raise_if_missing(self, name: str) -> None:
        if self._missing.get(name) is not None:
            raise registry_failure("E404", "asked a moment ago", name)


def _path(name: str) -> str:
    return quote(name, safe="@").replace("%2F", "%2f")


def _check(name: str) -> None:
    if not is_module_name(name):
        raise registry_failure("E404", "no name of a package", name[:214])
