"""The real npm, a store and an installer over the stand-in registry, for the tests of installing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hookstudio.model.module import ModuleSet
from hookstudio.npm.installer import Installer, Restored
from hookstudio.npm.program import Npm
from hookstudio.npm.store import NO_SCRIPTS, Allowed, ModuleStore
from hookstudio.runner.runtimes import bundled, npm_cli
from tests.npm.stand_in import StandIn, npm_environment
from tests.patience import Patience

NODE = "24.19.0"


@dataclass
class Engine:
    """All that belongs together, in *folder*. `address`: of the registry. `settings`: the user's .npmrc, beside the registry."""

    folder: Path
    address: str
    settings: str = ""
    offline: bool = False
    folder_of_store: str = "modules"
    lines: list[str] = field(default_factory=list)

    @property
    def npm(self) -> Npm:
        environment = npm_environment(self.folder / "home", f"registry={self.address}/\n{self.settings}")
        cache = self.folder / "cache"
        return Npm(bundled().path, npm_cli(), cache, offline=self.offline, environment=environment)

    @property
    def store(self) -> ModuleStore:
        return ModuleStore(self.folder / self.folder_of_store)

    def install(
        self,
        current: ModuleSet | None = None,
        node: str = NODE,
        until: Callable[[], bool] = lambda: False,
        **wanted: str,
    ) -> ModuleSet:
        """Install that set: keyword arguments are modules, with `_` for what no Python name can hold."""
        dependencies = {name.replace("__", "/").replace("_", "-"): version for name, version in wanted.items()}
        return self.installer.install(current or ModuleSet(), dependencies, node, self.lines.append, Patience(until))

    def restore(self, current: ModuleSet, node: str = "", allowed: Allowed = NO_SCRIPTS) -> Path:
        return self.restored(current, node, allowed).copy

    def restored(self, current: ModuleSet, node: str = "", allowed: Allowed = NO_SCRIPTS) -> Restored:
        return self.installer.restore(current, self.lines.append, Patience(), node_version=node, allowed=allowed)

    @property
    def installer(self) -> Installer:
        return Installer(self.npm, self.store)


@dataclass(frozen=True)
class Stock:
    """What was installed once for several tests, with a registry that lasts as long as they do."""

    registry: StandIn
    folder: Path
    made: ModuleSet

    def engine(self, folder: Path) -> Engine:
        """One of a test's own, in *folder*, with the same store and the same cache."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Engine(folder, self.registry.address)


@contextmanager
def stock_of(folder: Path, **packages: Mapping[str, str]) -> Iterator[Stock]:
    """A stock of packages, version 1.0.0, made of these files."""
    with StandIn().running() as registry:
        for name, files in packages.items():
            registry.publish(name, "1.0.0", files=files)
        engine = Engine(folder, registry.address)
        wanted = dict.fromkeys(packages, "1.0.0")
        yield Stock(registry, folder, engine.installer.install(ModuleSet(), wanted, NODE, engine.lines.append, Patience()))


def versions(made: ModuleSet) -> dict[str, str]:
    """Of every package in the lock file, by path without the leading node_modules/."""
    assert made.lock is not None
    packages: dict[str, Any] = json.loads(made.lock)["packages"]
    return {path.removeprefix("node_modules/"): entry["version"] for path, entry in packages.items() if path}
