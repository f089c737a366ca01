"""Bundles: hooks on their way from one workspace to another, what meets them there, and what is decided for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from enum import StrEnum
from pathlib import Path
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.module import InstallScript

_DIFF_LINES: Final = 3000  # matching lines costs up to the square of their number
_CUT: Final = "… and so on\n"


class BundleRefused(StudioError):
    """A file is no bundle that can be trusted to be one; the message is the reason. Nothing was written."""


class Action(StrEnum):
    """How a hook of a bundle stands to the workspace. `clashing`: another hook, with another id, has its type and folder name."""

    NEW = "new"
    EQUAL = "equal"
    CHANGED = "changed"
    CLASHING = "clashing"


class Choice(StrEnum):
    """What is to be done with a hook. `rename` adds it beside the one that is there, under a name of its own."""

    SKIP = "skip"
    RENAME = "rename"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class BundledHook:
    """A hook with everything that travels with it. `contexts` maps the names of its saved contexts to their files."""

    hook: Hook
    code: bytes
    package_json: bytes | None = None
    lock: bytes | None = None
    contexts: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def modules(self) -> Mapping[str, bytes]:
        """The files that say which modules it has, by name."""
        files = {"package.json": self.package_json, "package-lock.json": self.lock}
        return {name: data for name, data in files.items() if data is not None}

    def described(self) -> str:
        """Its values as lines, to be compared."""
        hook = self.hook
        lines = [f"type: {hook.type}", f"name: {hook.name}", f"enabled: {'yes' if hook.enabled else 'no'}"]
        lines += [f"dialect: {hook.dialect.value}{', chosen by hand' if hook.dialect_fixed else ''}", f"Node: {hook.node or 'not said'}"]
        lines += [f"description: {line}" for line in hook.description.splitlines()]
        return "\n".join(lines) + "\n"

    def texts(self) -> dict[str, str]:
        """All of it as texts by file name, the values as `hook`, to be compared."""
        files = {self.hook.dialect.file_name: self.code, **self.modules}
        files |= {f"contexts/{name}.json": data for name, data in self.contexts.items()}
        return {"hook": self.described(), **{name: data.decode("utf-8", "replace").removeprefix("\ufeff") for name, data in files.items()}}


@dataclass(frozen=True, slots=True)
class Bundle:
    """Hooks in order, types in theirs. `node`: what the workspace they are from runs hooks on that ask for no Node of their own.

    `program` is the version that wrote it; `notes` are sentences on what could not be taken along.
    """

    hooks: tuple[BundledHook, ...]
    node: int | None = None
    program: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a hook here and in the bundle; None where there is none."""

    name: str
    here: str | None
    there: str | None

    @property
    def diff(self) -> str:
        """The difference, from here to there, as a unified diff; of long files the changed middle as a whole, cut where it is long."""
        here, there = ((text or "").splitlines(keepends=True) for text in (self.here, self.there))
        if len(here) + len(there) > _DIFF_LINES:
            here, there = _middle(here, there)
        lines = unified_diff(here, there, f"here/{self.name}", f"bundle/{self.name}")
        return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


@dataclass(frozen=True, slots=True)
class BundleHook:
    """A hook of a bundle as it is shown before anything is written.

    `there` is the key of the hook that it meets, '' for none. `modules`: what it wants, such as `axios@1.6.7`. `scripts`: programs that
    its packages would like to run when they are installed. `touches`: what its code names beyond its context, in words.
    """

    key: str
    name: str
    action: Action
    there: str = ""
    changes: tuple[FileChange, ...] = ()
    modules: tuple[str, ...] = ()
    scripts: tuple[InstallScript, ...] = ()
    touches: tuple[str, ...] = ()
    code: str = ""
    seen: str = field(default="", repr=False)

    @property
    def diff(self) -> str:
        """What replacing the hook that is there would change, as a unified diff; '' if there is none."""
        return "".join(change.diff for change in self.changes)

    @property
    def needs_choice(self) -> bool:
        return self.action in (Action.CHANGED, Action.CLASHING)


@dataclass(frozen=True, slots=True)
class BundlePreview:
    """What is inside a bundle, and how it meets a workspace. `notes` are sentences for the user.

    `identified`: its hooks have ids of their own; those of plain files were made up for the import.
    """

    source: Path
    hooks: tuple[BundleHook, ...]
    notes: tuple[str, ...]
    bundle: Bundle = field(repr=False)
    identified: bool = True


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one hook: `action` is `new`, `equal`, `skip`, `rename` or `replace`; `now` its key in the workspace, '' if skipped."""

    key: str
    action: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. `distrusted`: what was trusted or allowed in the workspace no longer is, for it holds code from outside."""

    hooks: tuple[Imported, ...]
    notes: tuple[str, ...] = ()
    distrusted: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote, and sentences on what it left out."""

    path: Path
    hooks: tuple[Hook, ...]
    notes: tuple[str, ...] = ()


def _middle(here: list[str], there: list[str]) -> tuple[list[str], list[str]]:
    """Both without their common beginning and end, three lines of which stay, and cut so that comparing them takes no time."""
    shortest, start = min(len(here), len(there)), 0
    while start < shortest and here[start] == there[start]:
        start += 1
    end = 0
    while end < shortest - start and here[-1 - end] == there[-1 - end]:
        end += 1
    first, kept = max(0, start - 3), max(0, end - 3)
    return _cut(here[first : len(here) - kept]), _cut(there[first : len(there) - kept])


def _cut(lines: list[str]) -> list[str]:
    return lines if len(lines) <= _DIFF_LINES // 2 else [*lines[: _DIFF_LINES // 2], _CUT]
