"""Ways to npm's registries, as the user's npm, the settings, the workspace and the command line say: a client, npm itself, its cache."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hookstudio.model.errors import StudioError
from hookstudio.model.module import FoundModule, Package, is_web_address
from hookstudio.npm.tree import discard, disk_use
from hookstudio.runner.runtimes import bundled, npm_cli
from hookstudio.storage.folders import Folders
from hookstudio.storage.load_notes import LoadNotes
from hookstudio.storage.settings import Settings

if TYPE_CHECKING:
    from hookstudio.npm.failures import ModuleFailed
    from hookstudio.npm.program import Npm
    from hookstudio.npm.registry import Registry
    from hookstudio.studio.session import Session

_CACHE: Final = "npm"
_CATALOGUE_S: Final = 20.0
_NOBODY: Final = (
    *("ENOTCACHED", "ENOTFOUND", "ECONN", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH"),
    *("EPIPE", "ERR_SOCKET", "ERR_STREAM", "EIDLE"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """What decides how a registry is reached: '' is npm's own choice."""

    registry: str
    proxy: str
    offline: bool


class ModuleNetwork:
    """One user's ways. npm is asked once for each what it is configured for; the clients live as long as this. Any thread."""

    def __init__(self, folders: Folders, settings: Settings, *, registry: str = "", offline: bool = False) -> None:
        """*registry* and *offline* are what the command line says; they overrule all else. Raises StudioError for no address."""
        if registry and not is_web_address(registry):
            raise StudioError(f"“{registry}” is not the address of a registry.", hint="An address begins with https:// or http://.")
        self._settings, self._registry, self._offline = settings, registry, offline
        self._cache = folders.cache / _CACHE
        self.loads = LoadNotes(folders)
        self._lock = threading.Lock()
        self._made: dict[Way, Registry] = {}
        self._catalogue: tuple[float, Mapping[str, Package]] | None = None

    def way(self, session: Session | None) -> Way:
        """The way for a workspace, None for none: the command line's registry, else the workspace's, else the settings'."""
        registry = self._registry or (session.registry if session is not None else "") or str(self._settings.get("modules.registry"))
        offline = self._offline or bool(self._settings.get("modules.offline"))
        return Way(registry, str(self._settings.get("modules.proxy")), offline)

    def offline(self, session: Session | None) -> bool:
        """Whether no registry is to be asked."""
        return self.way(session).offline

    def registry(self, session: Session | None) -> Registry:
        """The client for a workspace; the first time takes a quarter of a second. Raises StudioError."""
        from hookstudio.npm.configuration import read_configuration
        from hookstudio.npm.registry import Registry

        way = self.way(session)
        with self._lock:
            known = self._made.get(way)
            if known is None:
                configuration = read_configuration(bundled().path, npm_cli(), registry=way.registry, proxy=way.proxy)
                known = self._made[way] = Registry(configuration, offline=way.offline, catalogue=self._rows)
        return known

    def npm(self, session: Session | None, *, offline: bool = False) -> Npm:
        """npm itself for a workspace, with a cache of our own. Raises OutsideMissing."""
        from hookstudio.npm.program import Npm

        way = self.way(session)
        return Npm(
            bundled().path,
            npm_cli(),
            self._cache,
            registry=way.registry,
            proxy=way.proxy,
            offline=offline or way.offline,
            configuration=lambda: self.registry(session).configuration,
        )

    def cached(self) -> Mapping[str, Package]:
        """What was ever downloaded, by name; the answer is kept for a moment. Raises ModuleFailed."""
        from hookstudio.npm.cached import cached_packages

        with self._lock:
            known = self._catalogue
        if known is None or time.monotonic() - known[0] > _CATALOGUE_S:
            packages = {package.name: package for package in cached_packages(self.npm(None))} if self._cache.is_dir() else {}
            known = time.monotonic(), packages
            with self._lock:
                self._catalogue = known
        return known[1]

    def forget_cached(self) -> None:
        """Something was downloaded: what the cache has is to be looked up again."""
        with self._lock:
            self._catalogue = None

    def cache_use(self) -> int:
        """Bytes of npm's cache."""
        return disk_use(self._cache)

    def empty_cache(self) -> int:
        """Delete npm's cache as far as the system lets go of it, and give the bytes that this freed."""
        before = disk_use(self._cache)
        gone = self._cache.with_name(f"{self._cache.name}-{os.urandom(4).hex()}")
        with contextlib.suppress(OSError):  # nothing there, or held by a program: then it is emptied where it is
            self._cache.replace(gone)
        for folder in (gone, self._cache):
            discard(folder)
        self.forget_cached()
        return max(0, before - disk_use(self._cache) - disk_use(gone))

    def close(self) -> None:
        """End what is under way."""
        with self._lock:
            made, self._made = list(self._made.values()), {}
        for registry in made:
            registry.close()

    def _rows(self) -> Iterator[FoundModule]:
        for package in self.cached().values():
            newest = package.version(package.latest) or (package.versions[0] if package.versions else None)
            if newest is not None:
                about = package.description or newest.description
                yield FoundModule(package.name, newest.version, about, licence=package.licence, size=newest.size, types=newest.types)


def nobody_answers(failure: ModuleFailed) -> bool:
    """Whether a failure says that no registry could be asked, so that what was downloaded before is what there is."""
    return failure.code.startswith(_NOBODY)
