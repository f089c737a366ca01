"""The npm modules of hooks: finding, listing, adding, removing, updating and restoring them. Every method may take a while."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from hookstudio.model.errors import OutsideMissing, StudioError
from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.module import (
    Advisories,
    FoundModule,
    HookModule,
    InstallScript,
    ModuleSearch,
    ModuleSet,
    ModuleVersion,
    Package,
)
from hookstudio.model.node import wanted_major
from hookstudio.model.outcome import Outcome
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.npm.lock_file import read_lock
from hookstudio.npm.registry import never
from hookstudio.npm.scripts import install_scripts
from hookstudio.npm.store import NO_SCRIPTS, ModuleStore, StoreUse
from hookstudio.storage.folders import Folders
from hookstudio.storage.settings import Settings
from hookstudio.studio.module_choice import Choosing
from hookstudio.studio.module_code import key_for, specifiers
from hookstudio.studio.module_errors import missing_modules
from hookstudio.studio.module_install import Added, Installing, OnLine, Subject
from hookstudio.studio.module_keys import keys_of
from hookstudio.studio.module_list import listing, with_suitable
from hookstudio.studio.module_load import Loads
from hookstudio.studio.module_network import ModuleNetwork
from hookstudio.studio.module_place import allowed_scripts, store_folder
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner, dialect_of
from hookstudio.studio.session import Session


class Modules:
    """What a user can do with modules. To be called where waiting harms nobody; from any thread. To be closed."""

    def __init__(
        self, folders: Folders, settings: Settings, nodes: NodeRuntimes, runner: HookRunner, *, registry: str = "", offline: bool = False
    ) -> None:
        """*registry* and *offline* overrule workspace and settings. Raises StudioError for a registry that is no address."""
        self._nodes, self._runner, self._folders = nodes, runner, folders
        self._network = ModuleNetwork(folders, settings, registry=registry, offline=offline)
        self._store = ModuleStore(store_folder(folders))
        self._loads: Loads = set()

    def close(self) -> None:
        """End what is asked of registries; whoever waits for it gets Cancelled."""
        self._network.close()

    # -- finding -------------------------------------------------------------------------------------------------

    def offline(self, session: Session | None) -> bool:
        """Whether the settings, npm or the command line say that no registry is to be asked."""
        return self._network.offline(session)

    def search(
        self, session: Session | None, hook: Hook | None, code: str, text: str, offset: int = 0, *, cancelled: Callable[[], bool] = never
    ) -> ModuleSearch:
        """Modules for a text, and the one of exactly that name; those on this computer where no registry answers.

        The rows don't say yet which version suits: `detail` does, for one of them. Raises RegistryFailed, Cancelled.
        """
        del hook, code
        return self._network.registry(session).search(text, offset, cancelled=cancelled)

    def detail(
        self, session: Session | None, hook: Hook | None, code: str, name: str, *, cancelled: Callable[[], bool] = never
    ) -> FoundModule:
        """A module with the version that suits the hook; without one, a classic one on the bundled Node. Raises StudioError."""
        return self._choosing(session, hook, code, cancelled).detail(name)

    def choices(self, session: Session, hook: Hook, code: str, name: str) -> tuple[tuple[ModuleVersion, str], ...]:
        """Every version of a module, newest first, each with why it does not suit, '' if it does. Raises NotFound, RegistryFailed."""
        return self._choosing(session, hook, code).choices(name)

    def package(self, session: Session, hook: Hook, name: str) -> Package:
        """All that the registry says of a module, README and dates included. Raises RegistryFailed."""
        del hook
        return self._network.registry(session).package(name, full=True)

    def readme(self, session: Session | None, name: str) -> str:
        """The README of a module in Markdown, '' if there is none. Raises RegistryFailed."""
        return self._network.registry(session).readme(name)

    # -- what a hook has -----------------------------------------------------------------------------------------

    def listed(
        self, session: Session, hook: Hook, code: str, *, ask: bool = False, cancelled: Callable[[], bool] = never
    ) -> tuple[HookModule, ...]:
        """The modules of a hook and those that only its code names. *ask* the registry for what would suit. Raises StudioError."""
        files = session.module_set(hook.id)
        copy = self._copy(session, hook, files)
        rows = listing(files, code, copy, self._store.sizes(copy) if copy is not None else {})
        if not ask or not rows:
            return rows
        try:
            choosing = self._choosing(session, hook, code, cancelled)
        except StudioError:  # npm's configuration or the hook's Node: adding says what is wrong
            return rows
        return with_suitable(rows, choosing.suitable)

    def missing(self, outcome: Outcome, code: str) -> tuple[str, ...]:
        """What to add so that this outcome comes out otherwise: `axios`, `lodash@^4`."""
        return missing_modules(outcome, code)

    def imported(self, session: Session, hook: Hook, code: str) -> tuple[str, ...]:
        """What to add so that the `npm:` imports of an ES module find their modules; () for a classic hook. Raises StudioError."""
        if dialect_of(hook, code) is not Dialect.ESM:
            return ()
        keys = keys_of(session.module_set(hook.id).lock)
        lacked = (one.request for one in specifiers(code) if one.rewritable and key_for(one, keys) is None)
        return tuple(dict.fromkeys(lacked))

    def absent(self, session: Session, hook: Hook) -> bool:
        """Whether the lock file names modules that are not on this computer: `restore` brings them. Raises StudioError."""
        files = session.module_set(hook.id)
        return bool(keys_of(files.lock)) and self._copy(session, hook, files) is None

    def advisories(self, session: Session, hook: Hook) -> Advisories:
        """Known weaknesses of everything that is installed for a hook; not checked is never an all-clear. Raises StudioError."""
        versions: dict[str, list[str]] = {}
        for one in read_lock(session.module_set(hook.id).lock).installed:
            versions.setdefault(one.name, []).append(one.version)
        try:
            return self._network.registry(session).advisories(versions)
        except OutsideMissing as failure:
            return Advisories(False, why=f"Not checked: {failure.message}")

    def scripts(self, session: Session, hook: Hook) -> tuple[InstallScript, ...]:
        """What the packages of a hook want to run when they are installed, allowed or not. Raises StudioError."""
        files = session.module_set(hook.id)
        copy = self._copy(session, hook, files, scripts=False)
        return install_scripts(files.lock, copy) if copy is not None else ()

    def allowed(self, session: Session, hook: Hook) -> frozenset[str]:
        """Those packages, as name@version, whose install scripts the user allowed. Raises StudioError."""
        runtime = self._runner.runtime(session, hook)
        lock = session.module_set(hook.id).lock
        return frozenset(one.spelled for one in allowed_scripts(self._folders, lock, runtime).of(read_lock(lock)))

    # -- changes -------------------------------------------------------------------------------------------------

    def add(self, session: Session, hook: Hook, code: str, request: str, on_line: OnLine, progress: Progress) -> Added:
        """Add a module by `name`, `name@version`, `name@range` or `name@tag`, and try to load it; one step that undo takes back.

        Raises NotFound for what there is none of, StudioError, OutsideMissing, Cancelled: then nothing was changed.
        """
        return self.add_all(session, hook, code, (request,), on_line, progress)[0]

    def add_all(
        self, session: Session, hook: Hook, code: str, requests: Sequence[str], on_line: OnLine, progress: Progress
    ) -> tuple[Added, ...]:
        """The same for several modules in one step."""
        return self._installing(session, hook, code, on_line, progress).add(requests)

    def remove(self, session: Session, hook: Hook, names: Sequence[str], on_line: OnLine, progress: Progress) -> None:
        """Take modules away, in one step: `name` all its versions, `name@version` one. Raises NotFound, StudioError, Cancelled."""
        self._installing(session, hook, "", on_line, progress).remove(names)

    def update(
        self, session: Session, hook: Hook, code: str, names: Sequence[str], on_line: OnLine, progress: Progress, *, save: bool = False
    ) -> tuple[Added, ...]:
        """Newer versions that suit, of the modules named, of all for (); `name@version` takes that one. One step; () if nothing is newer.

        *save*: where *code*, which has to be what is saved, names old versions, it is written in that step with the new ones.
        Raises NotFound, StudioError, Cancelled.
        """
        return self._installing(session, hook, code, on_line, progress).update(names, save=save)

    def allow_scripts(self, session: Session, hook: Hook, name: str, version: str, on_line: OnLine, progress: Progress) -> None:
        """Run a package's install scripts now, and whenever this very package is installed. Raises StudioError, Cancelled."""
        self._installing(session, hook, "", on_line, progress).allow(name, version)

    def restore(self, session: Session, hook: Hook | None, on_line: OnLine, progress: Progress) -> tuple[Hook, ...]:
        """Install what the lock file of *hook*, or of every hook, names; the hooks that have modules.

        One that can't be restored does not keep the others from it. Raises what the first of them failed with, Cancelled.
        """
        restored, failed = list[Hook](), list[tuple[Hook, StudioError]]()
        self._runner.rest()  # workers that wait may see the folder of a copy that is no longer there
        for one in (hook,) if hook is not None else tuple(session.workspace):
            try:
                if self._installing(session, one, "", on_line, progress, any_node=True).restore() is not None:
                    restored.append(one)
            except Cancelled:
                raise
            except StudioError as failure:
                on_line(f"{one.key}: {failure.message}")
                failed.append((one, failure))
        if failed:
            raise _all_of(failed)
        return tuple(restored)

    # -- the store -----------------------------------------------------------------------------------------------

    def use(self) -> StoreUse:
        """What the installed copies take on the disk. Walks through all of them."""
        return self._store.use()

    def cache_use(self) -> int:
        """Bytes of npm's cache: whatever was downloaded, which is what can be added without a network."""
        return self._network.cache_use()

    def empty_cache(self) -> int:
        """Delete npm's cache, and give the bytes that this freed. Not while something is installed."""
        return self._network.empty_cache()

    def clean(self, session: Session | None = None) -> int:
        """Delete the copies that no hook of *session* and of the workspaces opened lately names; the bytes that this freed.

        Whatever else needs one restores it. Raises StudioError.
        """
        from hookstudio.storage.recent import RecentWorkspaces

        sessions = [] if session is None else [session]
        for root in RecentWorkspaces(self._folders).all():
            with contextlib.suppress(StudioError):
                if all(root != other.root for other in sessions):
                    sessions.append(Session.open(root, self._folders))
        self._runner.rest()
        return self._store.clean(_locks(sessions))

    # ------------------------------------------------------------------------------------------------------------

    def _installing(
        self, session: Session, hook: Hook, code: str, on_line: OnLine, progress: Progress, *, any_node: bool = False
    ) -> Installing:
        try:
            runtime = self._runner.runtime(session, hook)
        except OutsideMissing:
            if not any_node:
                raise
            runtime = self._nodes.find(wanted_major(None, None))
        subject = Subject(session, hook, code, dialect_of(hook, code) if code else hook.dialect, runtime)
        return Installing(subject, self._network, self._store, self._runner, on_line, progress, self._loads)

    def _choosing(self, session: Session | None, hook: Hook | None, code: str, cancelled: Callable[[], bool] = never) -> Choosing:
        if session is None or hook is None:
            return Choosing.on(self._network, session, self._nodes.find(wanted_major(None, None)).version, Dialect.CLASSIC, cancelled)
        return Choosing.on(self._network, session, self._node_version(session, hook), dialect_of(hook, code), cancelled)

    def _node_version(self, session: Session, hook: Hook) -> str:
        """Of the Node that runs a hook, or of the one that would be installed for it. Raises OutsideMissing if there is neither."""
        try:
            return self._runner.runtime(session, hook).version
        except OutsideMissing:
            package = self._nodes.package(wanted_major(hook.node, session.workspace.node))
            if package is None:
                raise
            return package.version

    def _copy(self, session: Session, hook: Hook, files: ModuleSet, *, scripts: bool = True) -> Path | None:
        """The installed copy that a run of the hook reads, None if it is not there. Without *scripts*, the one that none has touched."""
        if not keys_of(files.lock):
            return None
        try:
            runtime = self._runner.runtime(session, hook)
        except OutsideMissing:
            return self._store.copy_of(files.lock, node=self._nodes.find(wanted_major(None, None)).version)
        allowed = allowed_scripts(self._folders, files.lock, runtime) if scripts else NO_SCRIPTS
        return self._store.copy_of(files.lock, allowed, node=runtime.version)


def _all_of(failed: Sequence[tuple[Hook, StudioError]]) -> StudioError:
    """The first failure, with the others in its details."""
    hook, first = failed[0]
    others = "\n".join(f"{other.key}: {failure.message}" for other, failure in failed[1:])
    details = "\n".join(part for part in (first.details, others) if part)
    kind = OutsideMissing if isinstance(first, OutsideMissing) else StudioError
    return kind(f"{hook.key}: {first.message}", hint=first.hint, details=details)


def _locks(sessions: Iterable[Session]) -> set[str]:
    """The lock files of all hooks. One that can't be read keeps nothing."""
    found = set[str]()
    for session in sessions:
        for hook in session.workspace:
            with contextlib.suppress(StudioError):
                found.add(session.module_set(hook.id).lock or "")
    return found - {""}
