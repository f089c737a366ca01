"""What is inside a bundle and how each of its hooks meets a workspace: new, equal, changed or clashing. Nothing is written."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hookstudio.model.bundle import Action, Bundle, BundledHook, BundleHook, BundlePreview, FileChange
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.module import InstallScript
from hookstudio.model.node import BUNDLED_MAJOR
from hookstudio.model.progress import Progress, counted
from hookstudio.storage.workspace_reader import Reading
from hookstudio.studio.bundle_contents import Contents
from hookstudio.studio.code_touches import LOOKED_THROUGH, touches
from hookstudio.studio.lock_credentials import without_credentials
from hookstudio.studio.workspace_edits import WorkspaceEdits

if TYPE_CHECKING:
    from hookstudio.studio.session import Session

_INSTALLING: Final = ("preinstall", "install", "postinstall", "prepare", "prepublish", "preprepare", "postprepare")
_UNREADABLE: Final = "unreadable"


class Meeting:
    """How hooks of a bundle meet those of one reading of a workspace."""

    def __init__(self, edits: WorkspaceEdits, reading: Reading, *, identified: bool = True) -> None:
        """*identified*: the ids of the bundle's hooks mean something; without, the same code is the same hook."""
        self._contents = Contents(edits, reading)
        self._identified = identified
        self._by_id = {hook.id: hook for hook in reading.workspace}
        self._by_place = {hook.key.lower(): hook for hook in reading.workspace}

    def of(self, bundled: BundledHook) -> tuple[Action, Hook | None, tuple[FileChange, ...], str]:
        """How a hook stands to the workspace, which hook it meets, what replacing that changes, and a digest of it as it is now."""
        there = self._by_id.get(bundled.hook.id)
        known = there is not None
        there = there or self._by_place.get(bundled.hook.key.lower())
        if there is None:
            return Action.NEW, None, (), ""
        try:
            here = self._contents.of(there).texts()
        except StudioError:
            here = {_UNREADABLE: _UNREADABLE}
        wanted = replace(bundled, package_json=_cleaned(bundled.package_json), lock=_cleaned(bundled.lock)).texts()
        seen = hashlib.sha256("\0".join([there.key, *(f"{name}\0{text}" for name, text in sorted(here.items()))]).encode()).hexdigest()
        name = bundled.hook.dialect.file_name
        if here == wanted or (not self._identified and here.get(name) == wanted[name]):
            return (Action.EQUAL if known or not self._identified else Action.CLASHING), there, (), seen
        names = [*wanted, *(name for name in here if name not in wanted)]
        pairs = [FileChange(name, here.get(name), wanted.get(name)) for name in names if here.get(name) != wanted.get(name)]
        return (Action.CHANGED if known else Action.CLASHING), there, tuple(pairs), seen


def preview_of(
    session: Session, source: Path, bundle: Bundle, progress: Progress | None = None, *, identified: bool = True
) -> BundlePreview:
    """What *bundle*, which was read from *source*, would bring to the workspace as it was last read. Raises StudioError, Cancelled."""
    meeting = Meeting(session.edits, session.edits.reading, identified=identified)
    for bundled in bundle.hooks:
        for name in bundled.contexts:
            session.edits.context_files.path_for(bundled.hook, name)
    hooks = tuple(_shown(bundled, meeting) for bundled in counted(bundle.hooks, progress))
    return BundlePreview(source, hooks, (*bundle.notes, *_notes(session, bundle, hooks, identified)), bundle, identified)


def _shown(bundled: BundledHook, meeting: Meeting) -> BundleHook:
    action, there, changes, seen = meeting.of(bundled)
    modules, scripts = _wants(bundled)
    code = bundled.code.decode("utf-8-sig")
    return BundleHook(
        key=bundled.hook.key,
        name=bundled.hook.name,
        action=action,
        there=there.key if there is not None else "",
        changes=changes,
        modules=_with_named(modules, code),
        scripts=scripts,
        touches=touches(code),
        code=code,
        seen=seen,
    )


def _wants(bundled: BundledHook) -> tuple[dict[str, str], tuple[InstallScript, ...]]:
    """What a hook's module files ask for, `name@version` by the name that its code has for it, and what would run at the installation.

    The latter are the packages that the lock file says have scripts, and scripts of the hook's own package.json.
    """
    if bundled.package_json is None and bundled.lock is None:
        return {}, ()
    import json

    from hookstudio.npm.lock_file import read_lock, wanted_by

    own = json.loads(bundled.package_json or b"{}").get("scripts")
    lines = own if isinstance(own, dict) else {}
    scripts = [InstallScript(bundled.hook.slug, "", event, str(lines[event])) for event in _INSTALLING if event in lines]
    lock = read_lock(_text(bundled.lock))
    scripts += [InstallScript(each.name, each.version, "install", "") for each in lock.packages.values() if each.has_scripts]
    wanted, top = wanted_by(_text(bundled.package_json)), lock.top
    spelled = {key: f"{top[key].name}@{top[key].version}" if key in top else f"{key}@{version}" for key, version in wanted.items()}
    return spelled, tuple(scripts)


def _with_named(wanted: dict[str, str], code: str) -> tuple[str, ...]:
    """*wanted*, and what the code names beyond that, unless it is too long to be looked through."""
    found = set(wanted.values())
    if len(code) <= LOOKED_THROUGH and ("require" in code or "import" in code or "from" in code):
        from hookstudio.studio.module_code import specifiers

        found |= {each.request for each in specifiers(code) if each.name not in wanted}
    return tuple(sorted(found))


def _notes(session: Session, bundle: Bundle, hooks: tuple[BundleHook, ...], identified: bool) -> list[str]:
    notes = []
    here = session.workspace.node or BUNDLED_MAJOR
    there = bundle.node or BUNDLED_MAJOR
    if bundle.program and here != there and any(bundled.hook.node is None for bundled in bundle.hooks):
        notes.append(f"Hooks that ask for no Node of their own ran on Node {there} where they are from, and run on Node {here} here.")
    if identified and _reordered(session, hooks):
        notes.append("Some hooks stand in another order in the bundle. The order of the hooks that are here already stays as it is.")
    return notes


def _reordered(session: Session, hooks: tuple[BundleHook, ...]) -> bool:
    place = {hook.key: (hook.type, index) for index, hook in enumerate(session.workspace)}
    known = [place[hook.there] for hook in hooks if hook.there in place]
    before: dict[str, int] = {}
    for kind, index in known:
        if index < before.get(kind, -1):
            return True
        before[kind] = index
    return False


def _cleaned(data: bytes | None) -> bytes | None:
    """A module file as one of the workspace is compared: without what may be credentials."""
    try:
        return None if data is None else without_credentials(data)[0]
    except RecursionError:
        return data


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8-sig")
