"""Reading a workspace folder: every hook that can be read, and a Problem for every file that can't."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hookstudio.model.errors import NotFound
from hookstudio.model.hook import Hook, is_slug
from hookstudio.model.hook_type import TYPE_NAMES, find_type
from hookstudio.model.steps import Steps
from hookstudio.model.workspace import Problem, Workspace
from hookstudio.storage.failures import reason_of
from hookstudio.storage.hook_file import CODE_FILES, HOOK_FILE, fresh_id, hook_from
from hookstudio.storage.manifest import MANIFEST_FILE, Manifest, read_manifest
from hookstudio.storage.order import Merged, merge_order
from hookstudio.storage.regular_file import TOML_LIMIT, Unfit, is_folder, is_link, leads_outside, read_regular
from hookstudio.storage.toml_file import BadToml, parse_toml

HOOKS: Final = "hooks"
STEP: Final = 50
"""Hooks that are looked at in a step: less than a millisecond where the disk is quick."""

_SETTLED_NS: Final = 2_000_000_000  # a file younger than this could change again within one tick of its date
_LISTED: Final = 5
_TOML: Final = os.sep + HOOK_FILE
_BY_NAME = sys.platform == "win32"


@dataclass(frozen=True, slots=True)
class Found:
    """One folder under `hooks/TYPE/`: its hook, or the problem with it. `slug` is '' where the order can't name the folder."""

    slug: str
    path: str
    hook: Hook | None = None
    problem: Problem | None = None
    code: str = ""


_Stamp = tuple[int, int, int | str, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look at the folder gave. `rows`: all folder names of each type in order, unreadable ones included.

    `places` are the folders of the hooks by id, `codes` their code files; `notices` say what the order named wrongly, in sentences.
    """

    manifest: Manifest
    workspace: Workspace
    rows: Mapping[str, tuple[str, ...]]
    places: Mapping[str, str]
    codes: Mapping[str, str]
    notices: tuple[str, ...]

    def place(self, hook_id: str) -> Path:
        """The folder of a hook that was found. Raises KeyError for any other."""
        return Path(self.places[hook_id])


@dataclass(slots=True)
class WorkspaceReader:
    """Reads *root*, which is resolved, and remembers parsed files so that the next look is quick. Changes nothing."""

    root: Path
    _types: dict[str, list[Found]] = field(default_factory=dict)
    _outer: list[Problem] = field(default_factory=list)
    _last: tuple[Manifest, dict[str, list[Found]], list[Problem], Reading] | None = None
    _seen: dict[str, tuple[tuple[_Stamp, _Stamp], Found]] = field(default_factory=dict)

    def read(self) -> Reading:
        """The whole folder. Raises NewerFormat, and NotFound if it is gone."""
        manifest, self._types, self._outer = Steps(self._look()).result()
        return self._reading(manifest, self._types, self._outer)

    def steps(self) -> Generator[None, None, Reading]:
        """The same in small steps, for whoever looks beside others: what a `reread` says is not touched by it."""
        return self._reading(*(yield from self._look()))

    def _look(self) -> Generator[None, None, tuple[Manifest, dict[str, list[Found]], list[Problem]]]:
        if not self.root.is_dir():
            raise NotFound(f"“{self.root}” is no longer there.", hint="Was it moved, deleted or on a disk that was taken out?")
        manifest = read_manifest(self.root)
        folders, outer = self._type_folders()
        types: dict[str, list[Found]] = {}
        for name, paths in folders.items():
            found = types[name] = []
            for path in paths:
                for each in self._hooks_in(name, path):
                    found.append(each)
                    if len(found) % STEP == 0:
                        yield
        return manifest, types, outer

    def reread(self, type_names: Collection[str]) -> Reading:
        """The manifest and the hooks of some types as they are now, the rest as it was last read. Raises NewerFormat."""
        manifest = read_manifest(self.root)
        folders, self._outer = self._type_folders()
        for name in type_names:
            self._types[name] = [found for path in folders.get(name, ()) for found in self._hooks_in(name, path)]
        return self._reading(manifest, self._types, self._outer)

    def _type_folders(self) -> tuple[dict[str, list[str]], list[Problem]]:
        """The folders of each type (`pre_login` beside `pre-login`), dashes first, and what else lies in `hooks/`."""
        folders: dict[str, list[str]] = {}
        problems: list[Problem] = []
        for entry in self._entries(self.root / HOOKS, HOOKS, problems):
            where = _printable(f"{HOOKS}/{entry.name}")
            known = find_type(entry.name)
            if not is_folder(entry):
                if known is not None or entry.is_symlink():
                    problems.append(Problem(where, "A folder of hooks is expected here, and this is none."))
            elif known is None:
                problems.append(Problem(where, f"“{_printable(entry.name)}” is not a hook type; the hooks in this folder are left out."))
            elif is_link(entry) and leads_outside(entry.path, self.root):
                problems.append(Problem(where, "This is a link that leads out of the workspace; it is not followed."))
            else:
                folders.setdefault(known.name, []).append(entry.path)
        for name, paths in folders.items():
            paths.sort(key=lambda path: (Path(path).name != name, path))
        return folders, problems

    def _entries(self, folder: Path | str, where: str, problems: list[Problem]) -> Iterator[os.DirEntry[str]]:
        """What lies in a folder, by name, but for names that begin with a dot."""
        try:
            if Path(folder).is_symlink() and leads_outside(folder, self.root):
                problems.append(Problem(where, "This is a link that leads out of the workspace; it is not followed."))
                return
            with os.scandir(folder) as scan:
                entries = sorted((entry for entry in scan if not entry.name.startswith(".")), key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        except OSError as error:
            problems.append(Problem(where, f"This folder can't be read: {reason_of(error)}."))
            return
        yield from entries

    def _hooks_in(self, type_name: str, folder: str) -> Iterator[Found]:
        part = f"{HOOKS}/{Path(folder).name}"
        problems: list[Problem] = []
        for entry in self._entries(folder, part, problems):
            if (seen := self._seen_before(entry)) is not None:
                yield seen
                continue
            where = _printable(f"{part}/{entry.name}")
            named = entry.name if _is_text(entry.name) else ""
            if not is_folder(entry):
                if entry.is_symlink():
                    yield Found(named, entry.path, problem=Problem(where, "This link leads to no folder."))
                continue
            if is_link(entry) and leads_outside(entry.path, self.root):
                yield Found(
                    named, entry.path, problem=Problem(where, "This is a link that leads out of the workspace; it is not followed.")
                )
            elif not is_slug(entry.name):
                text = "A hook's folder has a name of letters, digits, “-”, “_” and “.” only; rename this one."
                yield Found(named, entry.path, problem=Problem(where, text))
            else:
                yield self._hook_at(type_name, entry.name, entry.path, where)
        for problem in problems:
            yield Found("", folder, problem=problem)

    def _seen_before(self, entry: os.DirEntry[str]) -> Found | None:
        """The hook in a folder as it was read before, while its files have the same names and its `hook.toml` is no other."""
        seen = self._seen.get(entry.path)
        if seen is None or is_link(entry):
            return None
        try:
            return seen[1] if seen[0] == (self._names(entry.path), _stamp(os.lstat(entry.path + _TOML))) else None
        except (Unfit, OSError):
            return None  # which is told by whoever reads it anew

    def _names(self, path: str) -> _Stamp:
        """What changes when a file in a folder comes, goes or gets another name: a folder's dates, but not on every disk of Windows."""
        return (0, 0, *self._files_in(path)) if _BY_NAME else _stamp(os.lstat(path))

    def _hook_at(self, type_name: str, slug: str, path: str, where: str) -> Found:
        file = f"{where}/{HOOK_FILE}"
        try:
            names = self._names(path)
            code_file, linked = self._files_in(path)
            if not code_file:
                return Found(slug, path, problem=Problem(f"{where}/hook.js", "The code is missing: there is no hook.js or hook.mjs here."))
            data, status = read_regular(path + _TOML, TOML_LIMIT)
            hook = hook_from(parse_toml(data), type_name=type_name, slug=slug, code_file=code_file)
        except FileNotFoundError:
            return Found(slug, path, problem=Problem(file, "The file is missing."))
        except (Unfit, BadToml) as error:
            return Found(slug, path, problem=Problem(file, f"The hook can't be read: {error}."))
        except OSError as error:
            return Found(slug, path, problem=Problem(file, f"The hook can't be read: {reason_of(error)}."))
        found = Found(slug, path, hook, None, path + os.sep + code_file)
        stamp = _stamp(status)
        if not linked and time.time_ns() - max(*stamp[:2], *names[:2]) > _SETTLED_NS:
            self._seen[path] = (names, stamp), found
        return found

    def _files_in(self, path: str) -> tuple[str, bool]:
        """The name of the code file in a hook's folder, '' for none, and whether its `hook.toml` is a link.

        Raises Unfit if there are two, or if a link leads outside.
        """
        code, linked = "", False
        with os.scandir(path) as scan:
            for entry in scan:
                name = entry.name
                if name in CODE_FILES:
                    if code:
                        raise Unfit("it has both hook.js and hook.mjs; keep the one that is meant and move the other away")
                    code = name
                elif name != HOOK_FILE:
                    continue
                if entry.is_symlink():
                    linked |= name == HOOK_FILE
                    if leads_outside(entry.path, self.root):
                        raise Unfit(f"{name} is a link that leads out of the workspace")
        return code, linked

    def _reading(self, manifest: Manifest, types: Mapping[str, list[Found]], outer: list[Problem]) -> Reading:
        """What was found, put together; the last one itself where nothing is otherwise."""
        last = self._last
        if last is not None and last[0] is manifest and last[1:3] == (types, outer):
            return last[3]
        reading = self._put_together(manifest, types, outer)
        self._last = manifest, dict(types), outer, reading
        return reading

    def _put_together(self, manifest: Manifest, types: Mapping[str, list[Found]], outer: list[Problem]) -> Reading:
        hooks: dict[str, tuple[Hook, ...]] = {}
        rows: dict[str, tuple[str, ...]] = {}
        places: dict[str, str] = {}
        codes: dict[str, str] = {}
        notices: list[str] = []
        if manifest.found is None and not manifest.problem:
            notices.append(f"{MANIFEST_FILE} is missing: the hooks stand by name, and it is made with the next change of their order.")
        problems = (
            [Problem(MANIFEST_FILE, f"The order of the hooks can't be read: {manifest.problem}. Until it is repaired they stand by name.")]
            if manifest.problem
            else []
        )
        problems += outer
        names: dict[str, Hook] = {}
        for type_name in TYPE_NAMES:
            found, twice = _by_slug(types.get(type_name, ()), self.root)
            problems += twice
            merged = merge_order(manifest.order.get(type_name, ()), found)
            notices += _notices(type_name, merged, ordered=type_name in manifest.order)
            rows[type_name] = merged.slugs
            row: list[Hook] = []
            for slug in merged.slugs:
                item = found[slug]
                hook = item.hook
                if hook is None:
                    problems += [item.problem] if item.problem else []
                elif hook.id in names:
                    problems.append(_same_id(item, hook, names[hook.id], self.root))
                else:
                    names[hook.id], places[hook.id], codes[hook.id] = hook, item.path, item.code
                    row.append(hook)
            if row:
                hooks[type_name] = tuple(row)
        workspace = Workspace(self.root, manifest.name, manifest.node, hooks, tuple(problems))
        return Reading(manifest, workspace, rows, places, codes, tuple(notices))


def _stamp(status: os.stat_result) -> _Stamp:
    """What changes with a file, also where somebody sets its date back; the numbers that a system lacks are always the same."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _by_slug(items: Collection[Found], root: Path) -> tuple[dict[str, Found], list[Problem]]:
    """The folders of one type by name; a name that is there twice (`pre-login/a` and `pre_login/a`) counts once."""
    found: dict[str, Found] = {}
    problems: list[Problem] = []
    for item in items:
        if not item.slug:
            problems += [item.problem] if item.problem else []
        elif item.slug in found:
            there = _relative(found[item.slug].path, root)
            problems.append(Problem(_relative(item.path, root), f"{there} has the same name; rename one of the two folders."))
        else:
            found[item.slug] = item
    return found, problems


def _same_id(item: Found, hook: Hook, first: Hook, root: Path) -> Problem:
    suggestion = fresh_id(hook.id, hook.type, hook.slug)
    text = f'It has the same id as {first.key}, perhaps because its folder was copied. Give it one of its own, such as: id = "{suggestion}"'
    return Problem(f"{_relative(item.path, root)}/{HOOK_FILE}", text)


def _notices(type_name: str, merged: Merged, *, ordered: bool) -> list[str]:
    notices = []
    if merged.gone:
        verb = "is" if len(merged.gone) == 1 else "are"
        notices.append(f"{_listed(merged.gone)} of {type_name} {verb} in the order but no longer on disk, and {verb} left out.")
    if merged.appended and ordered:
        was, stand = ("was", "stands") if len(merged.appended) == 1 else ("were", "stand")
        notices.append(f"{_listed(merged.appended)} of {type_name} {was} not in the order and now {stand} at its end.")
    return notices


def _listed(slugs: tuple[str, ...]) -> str:
    names = ", ".join(f"“{_printable(slug)}”" for slug in slugs[:_LISTED])
    more = len(slugs) - _LISTED
    return f"{names} and {more} more" if more > 0 else names


def _relative(path: str, root: Path) -> str:
    return _printable(Path(path).relative_to(root).as_posix())


def _is_text(name: str) -> bool:
    """Whether a name on the disk can be written into a file; names that are not UTF-8 can't."""
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)


def _printable(text: str) -> str:
    """Text from a file name or a file, without half characters and controls, and of bounded length."""
    clean = text if text.isprintable() else "".join(character if character.isprintable() else "�" for character in text)
    return clean if len(clean) <= 200 else clean[:199] + "…"
