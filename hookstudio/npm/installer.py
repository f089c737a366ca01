"""Installs sets of modules: npm works in a staging folder, and what it made becomes a copy that all hooks with that set share."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from hookstudio.model.module import ModuleSet, is_module_name
from hookstudio.model.progress import Progress
from hookstudio.npm.failures import ModuleFailed, in_words, is_network
from hookstudio.npm.freshness import Freshness
from hookstudio.npm.lock_file import (
    Lock,
    check,
    content_path,
    for_npm,
    from_npm,
    manifest_with,
    project_of,
    project_of_lock,
    read_lock,
    wanted_by,
    with_integrity,
    written,
)
from hookstudio.npm.lock_rules import digest_of, without_integrity
from hookstudio.npm.program import Answer, Npm
from hookstudio.npm.scripts import run_scripts
from hookstudio.npm.store import NO_SCRIPTS, Allowed, ModuleStore, Request
from hookstudio.npm.tree import clone
from hookstudio.npm.vouched import Vouched

_REMEMBERED_S: Final = 7 * 24 * 3600.0
_NOTES: Final = "fetched.json"
_EVER: Final = float("inf")
_FOR_EACH: Final = (
    "--omit=dev",
    "--include=optional",
    "--include=peer",
    "--install-strategy=hoisted",
    # Nobody runs the programs of a hook's modules; only install scripts do, which link them for themselves.
    "--bin-links=false",
    "--package-lock=true",
    "--package-lock-only=false",
    "--lockfile-version=3",
    "--omit-lockfile-registry-resolved=false",
    "--replace-registry-host=always",
    "--force=false",
    "--allow-git=none",
    "--allow-file=none",
    "--allow-directory=none",
    "--strict-allow-scripts=false",
)
_INSTALLING: Final = ("--save", "--save-exact", "--engine-strict")
# With a date npm asks for the same documents as when it installs, so that what was restored once can be added without a network.
_RESTORING: Final = ("--prefer-offline", "--engine-strict=false", "--before=9999-12-31")
# What an old answer of the registry, kept by npm, may be to blame for.
_STALE: Final = ("ETARGET", "ENOVERSIONS", "E404", "EBADENGINE", "ERESOLVE")
_ALIAS: Final = re.compile(r"npm:(.+)@([^@]+)")


@dataclass(frozen=True)
class _Order:
    """What is to be made, as npm reads it, for which Node, and whom to tell."""

    project: Mapping[str, Any]
    node: str
    subject: str
    on_line: Callable[[str], None]
    progress: Progress

    @property
    def wanted(self) -> frozenset[str]:
        """The wanted modules as name@version."""
        found = self.project["dependencies"].items()
        return frozenset(spec.removeprefix("npm:") if _ALIAS.fullmatch(spec) else f"{key}@{spec}" for key, spec in found)


@dataclass(frozen=True, slots=True)
class Restored:
    """The copy that a lock file brings, and the hook's files as they are to be: with what is in each package."""

    copy: Path
    files: ModuleSet


class Installer:
    """Installs into one store with one npm."""

    def __init__(self, npm: Npm, store: ModuleStore) -> None:
        self._npm, self._store = npm, store
        self._fresh, self._vouched = Freshness(npm.cache), Vouched(npm.cache)

    def install(
        self,
        current: ModuleSet,
        dependencies: Mapping[str, str],
        node_version: str,
        on_line: Callable[[str], None],
        progress: Progress,
    ) -> ModuleSet:
        """The set that *dependencies* (all that is wanted: key → version or `npm:name@version`) become for Node *node_version*.

        Its copy is in the store afterwards, no script has run; the hook's own files are not touched. What *current* has already
        stays at its version. No npm runs where another hook asked for the same in the last week. Raises ModuleFailed, Cancelled.
        """
        _check_wanted(dependencies)
        project = project_of(current.package_json, dependencies)
        manifest = manifest_with(current.package_json, dependencies)
        request = Request(project, node_version, self._npm.registry)
        max_age_s = _EVER if self._npm.offline else _REMEMBERED_S
        there = self._store.requested(request, max_age_s)
        if there is not None:
            return ModuleSet(manifest, there)
        with self._alone(request.digest, progress):
            there = self._store.requested(request, max_age_s)
            if there is not None:
                return ModuleSet(manifest, there)
            order = _Order(project, node_version, _subject(current, dependencies), on_line, progress)
            made = self._made(current.lock, order)
            self._store.note_request(request, made)
        return ModuleSet(manifest, made)

    def restore(
        self,
        current: ModuleSet,
        on_line: Callable[[str], None],
        progress: Progress,
        *,
        node_version: str = "",
        allowed: Allowed = NO_SCRIPTS,
    ) -> Restored:
        """The copy that the lock file of *current* brings, made again if it is not there: from npm's cache as far as that has it.

        The lock file is taken as it is, whichever registry it was made against; where it does not say what is in a package, what was
        fetched now is noted in it. Raises ModuleFailed, Cancelled.
        """
        if current.lock is None:
            raise ModuleFailed("There is no package-lock.json to restore the modules from.", hint="Add the modules that the hook needs.")
        lock = check(current.lock)
        there = self._store.copy_of(current.lock, allowed, node=node_version)
        if there is not None:
            return Restored(there, current)
        with self._alone(digest_of(lock, allowed.ran(lock), node=node_version), progress):
            there = self._store.copy_of(current.lock, allowed, node=node_version)
            if there is not None:
                return Restored(there, current)
            plain = self._store.copy_of(current.lock, node=node_version)
            files = current
            if plain is None:
                plain, files = self._restored(current, lock, node_version, on_line, progress)
            if not allowed.of(lock):
                return Restored(plain, files)
            assert files.lock is not None
            with self._store.staging() as folder:
                with in_words(folder):
                    clone(plain / "node_modules", folder / "node_modules")
                run_scripts(self._npm, folder, files.lock, allowed, on_line, progress)
                return Restored(self._store.adopt(folder, files.lock, allowed, node=node_version), files)

    def _restored(
        self, current: ModuleSet, lock: Lock, node_version: str, on_line: Callable[[str], None], progress: Progress
    ) -> tuple[Path, ModuleSet]:
        """The copy that a lock file brings, fetched now, and that file with what is in its packages; no script has run."""
        assert current.lock is not None
        with self._store.staging() as folder:
            project = project_of_lock(current.lock)
            if lock.old:
                project["dependencies"] = wanted_by(current.package_json) or project["dependencies"]
            self._write(folder, project, current.lock)
            if lock.installed:
                answer, _ = self._run(["ci", *_RESTORING], folder, node_version, on_line, progress)
                if answer.status != 0:
                    raise answer.failure("The modules", "restored")
            text = self._complete(current.lock, folder)
            self._vouched.note(read_lock(text).installed)
            return self._store.adopt(folder, text, node=node_version), replace(current, lock=text)

    def _made(self, before: str | None, order: _Order) -> str:
        """The lock file of a set that npm chose and installed just now; its copy is in the store. *before*: the one that it grew from."""
        if before is not None:
            check(before)
        wanted = {one.rpartition("@")[0] for one in _new(before, order.wanted)}
        text = None
        if not self._npm.offline and wanted and self._fresh.known(wanted):
            text = self._attempt(before, order, cached_first=True)
        if text is None:
            text = self._attempt(before, order, cached_first=False)
        if text is None:
            text = self._attempt(None, order, cached_first=False)
        assert text is not None
        return text

    def _attempt(self, before: str | None, order: _Order, *, cached_first: bool) -> str | None:
        """As `_made`, in one start of npm; None if it is worth another one: asking the registry anew, or without the lock file *before*."""
        with self._store.staging() as folder:
            copy = self._store.copy_of(before, node=order.node) if before is not None else None
            if copy is not None:
                with in_words(folder):
                    clone(copy / "node_modules", folder / "node_modules")
            self._write(folder, order.project, before)
            if not order.wanted and len(order.project) <= 2:
                text = written({"lockfileVersion": 3, "requires": True, "packages": {"": {}}})
                with in_words(folder), contextlib.suppress(FileNotFoundError):
                    (folder / "node_modules").rename(folder.parent / "without")
            else:
                arguments = ["install", *_INSTALLING, *(["--prefer-offline"] if cached_first else [])]
                answer, asked = self._run(arguments, folder, order.node, order.on_line, order.progress)
                if answer.status != 0:
                    failure = answer.failure(order.subject)
                    # A version that the lock file keeps, chosen for another Node, may be what does not fit.
                    kept = before is not None and failure.package not in order.wanted
                    if (cached_first and answer.code in _STALE) or (answer.code == "EBADENGINE" and kept):
                        return None
                    raise failure
                with in_words(folder, "read"):
                    text = from_npm((folder / "package-lock.json").read_text(encoding="utf-8"), before)
                text = self._complete(text, folder)
                self._vouched.note(read_lock(text).installed)
                chosen = {one.rpartition("@")[0] for one in _new(before, {one.spelled for one in check(text).packages.values()})}
                if cached_first and not self._fresh.known(chosen):
                    return None
                if asked and not cached_first:
                    self._fresh.note(chosen)
            self._store.adopt(folder, text, node=order.node)
        return text

    def _write(self, folder: Path, project: Mapping[str, Any], lock_text: str | None) -> None:
        """The two files that npm starts from."""
        with in_words(folder):
            (folder / "package.json").write_bytes(written(project).encode("utf-8"))
            if lock_text is not None:
                vouched = self._vouched.of(read_lock(lock_text).packages.values())
                there = {one.path for one in vouched if self._is_cached(one.integrity)}
                (folder / "package-lock.json").write_bytes(for_npm(lock_text, there).encode("utf-8"))

    @staticmethod
    def _complete(text: str, folder: Path) -> str:
        """The lock file with what is in each package that npm has just put into *folder*. Raises ModuleFailed."""
        unknown = {one.path: one for one in without_integrity(read_lock(text)) if (folder / one.path).is_dir()}
        if not unknown:
            return text
        try:
            found = json.loads((folder.parent / _NOTES).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = {}
        lacking = sorted(one.spelled for path, one in unknown.items() if path not in found)
        if lacking:
            raise ModuleFailed("npm does not tell what it fetched.", hint="Try again.", details=", ".join(lacking))
        return with_integrity(text, {path: found[path] for path in unknown})

    def _run(
        self, arguments: list[str], folder: Path, node_version: str, on_line: Callable[[str], None], progress: Progress
    ) -> tuple[Answer, bool]:
        """Run npm, once more from its cache alone where nobody answers; if that fails too, the first answer is what counts.

        Also whether the registry itself has spoken.
        """
        command, notes = [*arguments, *_FOR_EACH], folder.parent / _NOTES
        answer = self._npm.run(command, folder, progress=progress, on_line=on_line, target=node_version, notes=notes)
        if answer.code == "EINTEGRITY":  # what npm had in its cache may have been damaged there; it has thrown that away by now
            answer = self._npm.run(command, folder, progress=progress, on_line=on_line, target=node_version, notes=notes)
        if answer.status == 0 or self._npm.offline or not is_network(answer.code):
            return answer, not self._npm.offline and "(cache stale)" not in answer.log
        on_line("The registry can't be reached: trying with what was downloaded before.")
        second = self._npm.run([*command, "--offline"], folder, progress=progress, on_line=on_line, target=node_version, notes=notes)
        return (second if second.status == 0 else answer), False

    def _is_cached(self, integrity: str) -> bool:
        parts = content_path(integrity)
        return parts is not None and self._npm.cache.joinpath(*parts).is_file()

    @contextlib.contextmanager
    def _alone(self, digest: str, progress: Progress) -> Iterator[None]:
        waits = "Waiting for another installation of the same modules"
        with self._store.only_one(digest, lambda: progress.cancelled, lambda: progress(0, 0, waits)):
            yield


def _new(before: str | None, spelled: Iterable[str]) -> set[str]:
    """Those of some packages (name@version) that the lock file *before* has not."""
    return set(spelled) - {one.spelled for one in read_lock(before).packages.values()}


def _check_wanted(dependencies: Mapping[str, str]) -> None:
    for key, wanted in dependencies.items():
        alias = _ALIAS.fullmatch(wanted)
        name, version = (alias[1], alias[2]) if alias else (key, wanted)
        if not is_module_name(key) or not is_module_name(name) or not version or re.search(r"[:/\\\0]|^\.", version):
            raise ModuleFailed(
                f"“{key}: {wanted}” can't be installed: it is no version of a module.",
                hint="Hook Studio installs what registries have: no folders, archives or git addresses.",
                code="EINVALIDPACKAGE",
            )


def _subject(current: ModuleSet, dependencies: Mapping[str, str]) -> str:
    """What is new or changed, in words."""
    before = wanted_by(current.package_json)
    changed = [key for key, wanted in dependencies.items() if before.get(key) != wanted]
    if not changed or len(changed) > 3:
        return "The modules"
    return ", ".join(
        f"{key} {dependencies[key]}" if ":" not in dependencies[key] else dependencies[key].removeprefix("npm:") for key in changed
    )
