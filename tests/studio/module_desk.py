"""Modules over the stand-in registry, with the real npm and the bundled Node, as the window and the command line use them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.module import HookModule
from hookstudio.model.outcome import Outcome
from hookstudio.runner.run import Runner
from hookstudio.storage.folders import Folders
from hookstudio.storage.settings import Settings
from hookstudio.studio.module_install import Added
from hookstudio.studio.modules import Modules
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from tests.npm.stand_in import StandIn, npm_environment
from tests.patience import Patience
from tests.studio.workspaces import folders_in


@dataclass
class Desk:
    """One user with a workspace, a runner, and modules from that registry."""

    session: Session
    runner: HookRunner
    modules: Modules
    registry: StandIn
    settings: Settings
    lines: list[str] = field(default_factory=list)

    def hook(self, name: str, code: str, dialect: Dialect | None = None) -> Hook:
        return self.session.create_hook(name, "pre-login", code=code, dialect=dialect)

    def code(self, hook: Hook) -> str:
        return self.session.read_code(hook.id).text

    def add(self, hook: Hook, request: str, code: str | None = None, until: Callable[[], bool] = lambda: False) -> Added:
        return self.modules.add(self.session, hook, self.code(hook) if code is None else code, request, self.lines.append, Patience(until))

    def remove(self, hook: Hook, *names: str) -> None:
        self.modules.remove(self.session, hook, names, self.lines.append, Patience())

    def update(self, hook: Hook, *names: str, code: str | None = None) -> tuple[Added, ...]:
        return self.modules.update(self.session, hook, self.code(hook) if code is None else code, names, self.lines.append, Patience())

    def restore(self, hook: Hook | None = None) -> tuple[Hook, ...]:
        return self.modules.restore(self.session, hook, self.lines.append, Patience())

    def listed(self, hook: Hook, code: str | None = None, *, ask: bool = False) -> dict[str, HookModule]:
        rows = self.modules.listed(self.session, hook, self.code(hook) if code is None else code, ask=ask)
        return {row.key if row.version is not None else f"{row.name} {row.wanted}".strip(): row for row in rows}

    def run(self, hook: Hook, code: str | None = None) -> Outcome:
        return self.runner.start_hook(self.session, hook, self.code(hook) if code is None else code, {}).wait(30)


@contextmanager
def desk_with(registry: StandIn, folder: Path, monkeypatch: pytest.MonkeyPatch, settings: str = "") -> Iterator[Desk]:
    """A desk in *folder*; *settings* is what the user's .npmrc says beside the registry."""
    environment = npm_environment(folder / "npm", f"registry={registry.address}/\n{settings}")
    for name in set(os.environ) - set(environment):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    folders: Folders = folders_in(folder)
    session = Session.create(folder / "ws", "Test", folders)
    nodes, kept = NodeRuntimes(folders), Settings(folders.settings_file)
    runner = HookRunner(Runner(), nodes)
    modules = Modules(folders, kept, nodes, runner)
    try:
        yield Desk(session, runner, modules, registry, kept)
    finally:
        modules.close()
        runner.close()
