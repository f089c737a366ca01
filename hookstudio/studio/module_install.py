"""Changing the modules of one hook: a new set is installed and tried, and only then are the hook's two files written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.module import LoadCheck, ModuleSet, Target, split_request
from hookstudio.model.node import Runtime
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.npm.failures import ModuleFailed
from hookstudio.npm.installer import Installer, Restored
from hookstudio.npm.lock_file import check, manifest_with, read_lock, wanted_by
from hookstudio.npm.lock_rules import fingerprint
from hookstudio.npm.ranges import is_version, precedence
from hookstudio.npm.store import Allowed, ModuleStore
from hookstudio.storage.script_choices import ScriptChoices
from hookstudio.studio.module_changes import Wanted, matching, names_of, updated, with_modules, without_modules
from hookstudio.studio.module_choice import Choosing, Chosen, kind_of
from hookstudio.studio.module_code import how_to_load, repinned
from hookstudio.studio.module_fit import newest_fit
from hookstudio.studio.module_keys import Installed, Keys, keys_of
from hookstudio.studio.module_load import Loading, Loads
from hookstudio.studio.module_network import ModuleNetwork
from hookstudio.studio.module_place import allowed_scripts
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session

OnLine = Callable[[str], None]
_INPUT: Final = ("EINVALIDLOCK", "EJSON", "EUSAGE", "EINVALIDPACKAGE", "EUNDECLARED")
_OURS: Final = '{\n  "private": true,\n  "dependencies": {}\n}\n'


@dataclass(frozen=True, slots=True)
class Added:
    """A module that a hook has now. `before` is the version that it replaced, '' for none.

    `use` is the line that loads it; `code` the hook's code with the new version where it names the old one, None where it needs no change.
    """

    name: str
    version: str
    load: LoadCheck
    key: str
    use: str
    before: str = ""
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The hook whose modules are changed, with its text, saved or not, and what it runs on."""

    session: Session
    hook: Hook
    code: str
    dialect: Dialect
    runtime: Runtime


@dataclass(frozen=True, slots=True)
class Installing:
    """One change. *on_line* gets npm's lines as they come. Cancelling it at any moment changes nothing.

    `loads` is what the changes before have loaded: a set that another hook has is not tried again.
    """

    subject: Subject
    network: ModuleNetwork
    store: ModuleStore
    runner: HookRunner
    on_line: OnLine
    progress: Progress
    loads: Loads = field(default_factory=set)

    def add(self, requests: Sequence[str]) -> tuple[Added, ...]:
        """Add modules by `name`, `name@version`, `name@range` or `name@tag`, in one step. Raises StudioError, Cancelled."""
        subject = self.subject
        with subject.session.modules.alone(subject.hook.id, self.progress):
            current = subject.session.module_set(subject.hook.id)
            self.progress(0, 0, "Asking the registry")
            chosen = [self._choosing().choose(request) for request in requests]
            self._refuse_two(chosen)
            wanted, keys = wanted_by(current.package_json), keys_of(current.lock)
            news = [Installed(one.name, one.version) for one in chosen]
            made, copy = self._installed(current, self._with(wanted, keys, news), offline=any(one.cached for one in chosen))
            added = tuple(self._added(current, made, copy, one) for one in dict.fromkeys(chosen))
            self._write(current, made, f"Add {_listed(one.name for one in chosen)} to “{subject.hook.name}”")
        return added

    def _refuse_two(self, chosen: Sequence[Chosen]) -> None:
        versions: dict[str, str] = {}
        for one in chosen:
            if versions.setdefault(one.name, one.version) != one.version and self.subject.dialect is not Dialect.ESM:
                raise StudioError(
                    f"A classic hook can have one version of “{one.name}” only: `require` knows no versions.",
                    hint=f"Add {one.name}@{versions[one.name]} or {one.spelled}.",
                )

    def remove(self, names: Sequence[str]) -> None:
        """Take modules away, in one step: `name` all its versions, `name@version` one. Raises NotFound, StudioError, Cancelled."""
        subject = self.subject
        with subject.session.modules.alone(subject.hook.id, self.progress):
            current = subject.session.module_set(subject.hook.id)
            wanted = wanted_by(current.package_json)
            left = without_modules(wanted, keys_of(current.lock), names)
            if left:
                made, _copy = self._installed(current, left)
            else:
                emptied = manifest_with(current.package_json, {})
                made = ModuleSet(None if emptied.replace("\r", "") == _OURS else emptied)
            self._write(current, made, f"Remove {_listed(names)} from “{subject.hook.name}”")

    def update(self, names: Sequence[str], *, save: bool = False) -> tuple[Added, ...]:
        """Take the newest versions that suit, of all modules or of those named, or the ones that `name@version` says; in one step.

        *save*: the code, which has to be what is saved, is written in that step with the new versions where it names the old ones.
        What is there is empty if nothing is newer. Raises NotFound, StudioError, Cancelled.
        """
        subject = self.subject
        with subject.session.modules.alone(subject.hook.id, self.progress):
            current = subject.session.module_set(subject.hook.id)
            wanted, keys = wanted_by(current.package_json), keys_of(current.lock)
            self.progress(0, 0, "Asking the registry")
            versions = self._newer(names_of(wanted, keys), names)
            if not versions:
                return ()
            known = names_of(wanted, keys)
            offline = any(one.cached for one in versions.values())
            target = updated(wanted, keys, {key: one.version for key, one in versions.items()})
            made, copy = self._installed(current, target, offline=offline)
            changes = {(one.name, known[key].version): one.version for key, one in versions.items()}
            code = repinned(subject.code, changes)
            after = code if code != subject.code else None
            added = []
            for key, one in versions.items():
                row = self._added(current, made, copy, one, code)
                added.append(replace(row, before=known[key].version, code=after))
            title = f"Update {_listed(one.name for one in versions.values())} of “{subject.hook.name}”"
            self._write(current, made, title, (subject.code, code) if save and after is not None else None)
        return tuple(added)

    def allow(self, name: str, version: str) -> None:
        """Run the install scripts of a package that the hook has, and allow them from now on. Raises StudioError, Cancelled."""
        subject = self.subject
        with subject.session.modules.alone(subject.hook.id, self.progress):
            current = subject.session.module_set(subject.hook.id)
            lock = read_lock(current.lock)
            prints = {one.path: fingerprint(lock, one.path) for one in lock.installed if (one.name, one.version) == (name, version)}
            if not prints:
                raise NotFound(f"“{name}@{version}” is not among this hook's modules.", hint="Look at its modules again.")
            if not all(prints.values()):
                raise StudioError(
                    f"The lock file does not say for sure what “{name}@{version}” and what it needs are made of.",
                    hint="Remove it and add it again: then its scripts can be allowed.",
                )
            folders, runtime = subject.session.folders, subject.runtime
            known = allowed_scripts(folders, current.lock, runtime)
            allowed = Allowed(known.paths | set(prints), runtime.path, runtime.version)
            self._installer().restore(current, self.on_line, self.progress, node_version=runtime.version, allowed=allowed)
            ScriptChoices(folders).allow(f"{name}@{version}", prints.values())
            self.network.forget_cached()

    def restore(self) -> Path | None:
        """The installed copy of what the lock file names, made if need be; None without one. Raises ModuleFailed, Cancelled."""
        subject = self.subject
        current = subject.session.module_set(subject.hook.id)
        if not keys_of(current.lock):
            if current.lock is not None and current.lock.strip():
                self._checked(current.lock)
            return None
        return self._restored(current)

    def _newer(self, known: Mapping[str, Installed], names: Sequence[str]) -> dict[str, Chosen]:
        """For names of package.json the versions to take instead."""
        asked: dict[str, str] = {}
        for text in names:
            name, version = (text, "") if text in known else split_request(text)
            keys = matching(known, name)
            newest = max(keys, key=lambda key: precedence(known[key].version))
            asked |= dict.fromkeys(keys, "") if not version else {newest: version}
        choosing, found = self._choosing(), dict[str, Chosen]()
        for key in asked if names else known:
            one, version = known[key], asked.get(key, "")
            if not version and any(other.name == one.name and _after(other.version, one.version) for other in known.values()):
                version = f"^{one.version}"  # an older one that lies beside a newer stays what it is
            try:
                chosen = choosing.choose(f"{one.name}@{version}" if version else one.name)
            except (StudioError, ModuleFailed):
                if asked.get(key) or names:
                    raise
                self.on_line(f"{one.name}: the registry has nothing for this hook")
                continue
            if chosen.version != one.version and (asked.get(key) or _after(chosen.version, one.version)):
                found[key] = chosen
        return found

    def _added(self, current: ModuleSet, made: ModuleSet, copy: Path, chosen: Chosen, code: str | None = None) -> Added:
        keys = keys_of(made.lock)
        key = next((key for key, one in keys.items() if one == Installed(chosen.name, chosen.version)), chosen.name)
        load = self._loading().check(copy, keys, key, self.subject.code if code is None else code)
        if load.loads and not load.message:
            with contextlib.suppress(StudioError):
                self.network.loads.forget(self._kind(), chosen.spelled)
        elif not load.loads:
            load = self._with_fit(current, chosen, load)
        before = sorted({one.version for one in keys_of(current.lock).values() if one.name == chosen.name}, key=precedence)
        replaced = [version for version in before if not any(one == Installed(chosen.name, version) for one in keys.values())]
        use = how_to_load(chosen.name, chosen.version, self.subject.dialect)
        return Added(chosen.name, chosen.version, load, key, use, replaced[-1] if replaced else "")

    def _with_fit(self, current: ModuleSet, chosen: Chosen, load: LoadCheck) -> LoadCheck:
        """The check with the newest version that was really loaded in its place, if one of a few tries could be."""
        wanted, keys = wanted_by(current.package_json), keys_of(current.lock)

        def loads(version: str) -> bool:
            self.on_line(f"{chosen.name} {chosen.version} can't be loaded: trying {version}")
            try:
                made, copy = self._installed(current, self._with(wanted, keys, [Installed(chosen.name, version)]), offline=chosen.cached)
            except Cancelled:
                raise
            except StudioError:
                return False
            there = keys_of(made.lock)
            key = next((key for key, one in there.items() if one == Installed(chosen.name, version)), chosen.name)
            return self._loading().check(copy, there, key, "").loads

        try:
            versions = self._choosing().older(chosen.name, chosen.version)
        except ModuleFailed:
            return load
        fit = newest_fit(versions, loads)
        if fit is None:
            return load
        too_new = (chosen.version, *versions[: versions.index(fit)])
        with contextlib.suppress(StudioError):
            self.network.loads.add(self._kind(), [f"{chosen.name}@{version}" for version in too_new])
        return replace(load, fits=fit)

    def _kind(self) -> str:
        return kind_of(Target(self.subject.runtime.version, self.subject.dialect))

    def _with(self, wanted: Wanted, keys: Keys, news: Sequence[Installed]) -> dict[str, str]:
        return with_modules(wanted, keys, self.subject.code, self.subject.dialect, news)

    def _installed(self, current: ModuleSet, wanted: Wanted, *, offline: bool = False) -> tuple[ModuleSet, Path]:
        """The set for what is wanted, and its copy. The hook's files are not touched."""
        installer = self._installer(offline=offline)
        version = self.subject.runtime.version
        try:
            made = installer.install(current, wanted, version, self.on_line, self.progress)
        except ModuleFailed as failure:
            raise self._told(failure) from failure
        self.network.forget_cached()
        return made, self._copy(made, installer).copy

    def _copy(self, files: ModuleSet, installer: Installer) -> Restored:
        """The installed copy of a set, with the install scripts that are allowed run; made if it is not there."""
        runtime = self.subject.runtime
        allowed = allowed_scripts(self.subject.session.folders, files.lock, runtime)
        try:
            return installer.restore(files, self.on_line, self.progress, node_version=runtime.version, allowed=allowed)
        except ModuleFailed as failure:
            raise self._told(failure) from failure

    def _restored(self, current: ModuleSet) -> Path:
        """The installed copy of what the hook has; what its lock file does not say of the packages is noted in there."""
        restored = self._copy(current, self._installer())
        if restored.files != current:
            session, hook = self.subject.session, self.subject.hook
            with session.modules.alone(hook.id, self.progress):
                self.on_line(f"package-lock.json of {hook.key} says now what is in its packages.")
                session.set_modules(hook.id, restored.files, f"Note what was installed for “{hook.name}”", current)
        return restored.copy

    def _checked(self, lock: str) -> None:
        try:
            check(lock)
        except ModuleFailed as failure:
            raise self._told(failure) from failure

    def _told(self, failure: ModuleFailed) -> StudioError:
        """A failure as the command line ends with it: what the registry does not have is wrong input, not a missing registry."""
        if failure.code in _INPUT:
            return StudioError(failure.message, hint=failure.hint, details=failure.details)
        if failure.code in ("E404", "ETARGET"):
            return NotFound(failure.message, hint=failure.hint, details=failure.details)
        if failure.code == "EBADENGINE":
            name, _, version = failure.package.rpartition("@")
            try:
                found = self._choosing().suitable(name).version if name else None
            except StudioError:
                found = None
            told = failure.with_fit(found.version) if found is not None and found.version != version else failure
            return StudioError(told.message, hint=told.hint, details=told.details)
        return failure

    def _write(self, current: ModuleSet, made: ModuleSet, text: str, code: tuple[str, str] | None = None) -> None:
        if self.progress.cancelled:
            raise Cancelled("The installation was cancelled.", hint="Nothing was changed.")
        session, hook = self.subject.session, self.subject.hook
        session.modules.write(hook.id, made, text, current, code)
        if code is not None:
            session.drafts.discard(hook.id)

    def _installer(self, *, offline: bool = False) -> Installer:
        return Installer(self.network.npm(self.subject.session, offline=offline), self.store)

    def _choosing(self) -> Choosing:
        session, runtime, dialect = self.subject.session, self.subject.runtime, self.subject.dialect
        return Choosing.on(self.network, session, runtime.version, dialect, lambda: self.progress.cancelled)

    def _loading(self) -> Loading:
        return Loading(self.runner, self.subject.runtime, self.subject.dialect, self.progress, self.loads)


def _after(one: str, other: str) -> bool:
    return is_version(one) and precedence(one) > precedence(other)


def _listed(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(names))
    return ", ".join(found) if len(found) <= 3 else f"{len(found)} modules"
