"""Installs sets of modules: npm works in a staging folder, and what it made becomes a copy that all hooks with that set share."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from hookstudio.model.module import ModuleSet, is_module_name
from hookstudio.model.progress import Progress
from hookstudio.npm.failures import ModuleFailed, in_words
from hookstudio.npm.lock_file import (
    Lock,
    check,
    content_path,
    digest_of,
    for_npm,
    from_npm,
    manifest_with,
    project_of,
    project_of_lock,
    read_lock,
    wanted_by,
    written,
)
from hookstudio.npm.program import Answer, Npm
from hookstudio.npm.scripts import run_scripts
from hookstudio.npm.store import NO_SCRIPTS, Allowed, ModuleStore, Request
from hookstudio.npm.tree import clone

_REMEMBERED_S: Final = 7 * 24 * 3600.0
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
_ALIAS: Final = re.compile(r"npm:(.+)@([^@]+)")


class Installer:
    """Installs into one store with one npm."""

    def __init__(self, npm: Npm, store: ModuleStore) -> None:
        self._npm, self._store = npm, store

    def install(
        self,
        current: ModuleSet,
        dependencies: Mapping[str, str],
        node_version: str,
        on_line: Callable[[str], None],
        progress: Progress,
        *,
        allowed: Allowed = NO_SCRIPTS,
    ) -> ModuleSet:
        """The set that *dependencies* (all that is wanted: key → version or `npm:name@version`) become for Node *node_version*.

        Its copy is in the store afterwards; the hook's own files are not touched. What *current* has already stays at its
        version. No npm runs where another hook asked for the same in the last week. Raises ModuleFailed, Cancelled.
        """
        _check_wanted(dependencies)
        project = project_of(current.package_json, dependencies)
        manifest = manifest_with(current.package_json, dependencies)
        request = Request(project, node_version, self._npm.registry)
        max_age_s = _EVER if self._npm.offline else _REMEMBERED_S
        there = self._store.requested(request, max_age_s, allowed)
        if there is not None:
            return ModuleSet(manifest, there)
        with self._alone(request.digest, progress):
            there = self._store.requested(request, max_age_s, allowed)
            if there is not None:
                return ModuleSet(manifest, there)
            subject = _subject(current, dependencies)
            made = self._made(current, project, node_version, subject, on_line, progress, allowed)
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
    ) -> Path:
        """The copy that the lock file of *current* brings, made again if it is not there: from npm's cache as far as that has it.

        The lock file is taken as it is, whichever registry it was made against. Raises ModuleFailed, Cancelled.
        """
        if current.lock is None:
            raise ModuleFailed("There is no package-lock.json to restore the modules from.", hint="Add the modules that the hook needs.")
        lock = check(current.lock)
        there = self._store.copy_of(current.lock, allowed)
        if there is not None:
            return there
        with self._alone(digest_of(lock, allowed.ran(lock)), progress):
            there = self._store.copy_of(current.lock, allowed)
            if there is not None:
                return there
            with self._store.staging() as folder:
                project = project_of_lock(current.lock)
                if not lock.dependencies:  # npm 6 and older did not note them
                    project["dependencies"] = wanted_by(current.package_json)
                self._write(folder, project, current.lock, lock)
                if lock.installed:
                    answer = self._run(["ci", *_RESTORING], folder, node_version, on_line, progress)
                    if answer.status != 0:
                        raise answer.failure("The modules", "restored")
                    run_scripts(self._npm, folder, current.lock, allowed, on_line, progress)
                return self._store.adopt(folder, current.lock, allowed)

    def _made(
        self,
        current: ModuleSet,
        project: Mapping[str, object],
        node_version: str,
        subject: str,
        on_line: Callable[[str], None],
        progress: Progress,
        allowed: Allowed,
    ) -> str:
        """The text of the lock file of a set that npm chose and installed just now; its copy is in the store."""
        before = current.lock if current.lock is not None and read_lock(current.lock).packages else None
        with self._store.staging() as folder:
            if before is not None:
                lock = check(before)
                copy = self._store.copy_of(before)
                if copy is not None:
                    with in_words(folder):
                        # A script that changes a file must not change it in the copies of other hooks.
                        clone(copy / "node_modules", folder / "node_modules", linked=not allowed.packages)
                self._write(folder, project, before, lock)
            else:
                self._write(folder, project, None, None)
            if not project["dependencies"] and len(project) <= 2:
                text = written({"lockfileVersion": 3, "requires": True, "packages": {"": {}}})
                with in_words(folder), contextlib.suppress(FileNotFoundError):
                    (folder / "node_modules").rename(folder.parent / "without")
            else:
                answer = self._run(["install", *_INSTALLING], folder, node_version, on_line, progress)
                if answer.code == "EBADENGINE" and before is not None:
                    # A version that the lock file keeps, chosen for another Node, may be what does not fit.
                    retry = ModuleSet(current.package_json)
                    return self._made(retry, project, node_version, subject, on_line, progress, allowed)
                if answer.status != 0:
                    raise answer.failure(subject)
                with in_words(folder, "read"):
                    text = from_npm((folder / "package-lock.json").read_text(encoding="utf-8"), before)
                check(text)
                run_scripts(self._npm, folder, text, allowed, on_line, progress)
            self._store.adopt(folder, text, allowed)
        return text

    def _write(self, folder: Path, project: Mapping[str, object], lock_text: str | None, lock: Lock | None) -> None:
        """The two files that npm starts from."""
        with in_words(folder):
            (folder / "package.json").write_bytes(written(project).encode("utf-8"))
            if lock_text is not None and lock is not None:
                there = {one.integrity for one in lock.packages.values() if one.integrity and self._is_cached(one.integrity)}
                (folder / "package-lock.json").write_bytes(for_npm(lock_text, there).encode("utf-8"))

    def _run(self, arguments: list[str], folder: Path, node_version: str, on_line: Callable[[str], None], progress: Progress) -> Answer:
        return self._npm.run([*arguments, *_FOR_EACH], folder, progress=progress, on_line=on_line, target=node_version)

    def _is_cached(self, integrity: str) -> bool:
        parts = content_path(integrity)
        return parts is not None and self._npm.cache.joinpath(*parts).is_file()

    @contextlib.contextmanager
    def _alone(self, digest: str, progress: Progress) -> Iterator[None]:
        waits = "Waiting for another installation of the same modules"
        with self._store.only_one(digest, lambda: progress.cancelled, lambda: progress(0, 0, waits)):
            yield


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
