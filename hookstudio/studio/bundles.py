"""Hooks that go out of a workspace as a bundle, and come into one: looked at first, then all of it or nothing, as one step."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from hookstudio.model.bundle import (
    Action,
    BundledHook,
    BundleHook,
    BundlePreview,
    Choice,
    Exported,
    Imported,
    ImportResult,
)
from hookstudio.model.errors import ChangedOutside, StudioError
from hookstudio.model.hook import NAME_LIMIT, Hook, slugify
from hookstudio.model.progress import Progress
from hookstudio.storage.atomic import write_new
from hookstudio.storage.bundle_file import read_bundle, write_bundle
from hookstudio.storage.failures import in_words
from hookstudio.storage.hook_file import HOOK_FILE, hook_to_toml, new_hook_id
from hookstudio.storage.trash import Trashed
from hookstudio.storage.workspace_reader import Reading
from hookstudio.studio.bundle_contents import collect
from hookstudio.studio.bundle_preview import Meeting, preview_of
from hookstudio.studio.exchange import Arrival, Exchange, Making
from hookstudio.studio.session import Session
from hookstudio.studio.undo import Step

CODE_ENDINGS: Final = (".js", ".mjs", ".cjs")


def export(session: Session, path: Path, hook_ids: Iterable[str] | None = None, progress: Progress | None = None) -> Exported:
    """Write hooks, all of them if *hook_ids* is None, to a bundle at *path*, over another bundle if there is one. Raises StudioError."""
    bundle = collect(session, hook_ids, progress)
    write_bundle(path, bundle)
    return Exported(path, tuple(bundled.hook for bundled in bundle.hooks), bundle.notes)


def preview(session: Session, path: Path, type_name: str | None = None, progress: Progress | None = None) -> BundlePreview:
    """What *path* holds and how that meets the workspace: a bundle, a code file, a folder of them, or a folder that auth0-deploy-cli wrote.

    *type_name* is the hook type of plain files, which do not say it. Nothing is written and nothing runs. Raises StudioError,
    BundleRefused with the reason for a bundle that can't be trusted to be one, TypeMissing for plain files without a type.
    """
    with in_words(path, "read"):
        folder = path.is_dir()
    from hookstudio.studio import auth0_export, plain_files

    if folder and auth0_export.is_export(path):
        return preview_of(session, path, auth0_export.read_export(path, progress), progress, identified=False)
    auth0_export.refuse_other_forms(path)
    if folder:
        return preview_of(session, path, plain_files.read_folder(path, type_name, progress), progress, identified=False)
    if path.suffix.lower() in CODE_ENDINGS:
        return preview_files(session, [path], type_name, progress)
    return preview_of(session, path, read_bundle(path), progress)


def preview_files(session: Session, paths: Sequence[Path], type_name: str | None = None, progress: Progress | None = None) -> BundlePreview:
    """The same for some code files at once, which all get one type."""
    from hookstudio.studio import plain_files

    source = paths[0] if len(paths) == 1 else paths[0].parent
    return preview_of(session, source, plain_files.read_files(paths, type_name, progress), progress, identified=False)


def planned(shown: BundlePreview, choices: Mapping[str, Choice]) -> tuple[Imported, ...]:
    """What `apply` would do with each hook. Raises StudioError if a choice is missing."""
    return tuple(Imported(hook.key, action) for hook, action in zip(shown.hooks, _actions(shown, choices), strict=True))


def apply(session: Session, shown: BundlePreview, choices: Mapping[str, Choice]) -> ImportResult:
    """Import what a preview showed: all of it or nothing. It is one step that can be taken back; nothing of it runs.

    *choices* has a choice for each hook that `needs_choice`, by key; a new hook may be skipped, too. The workspace then holds code
    from outside and is no longer trusted; taking the step back does not make it trusted again.
    Raises StudioError, and changes nothing: a choice is missing, or the workspace is no longer what the preview saw (ChangedOutside).
    """
    plan = _Import(session, shown, choices)
    if not plan.coming:
        return ImportResult(plan.result({}))
    exchange = Exchange(session.edits)
    trusted = session.trusted or session.network or session.runs_unprotected
    give_back = session.distrust()
    try:
        went, came = exchange.make(plan.types, lambda reading: plan.make(reading, exchange))
    except BaseException:
        give_back()
        raise
    session.push(_step(f"Import {_counted(len(came))} from “{shown.source.name}”", session, exchange, came, went))
    now = {hook.id: hook.key for hook in session.workspace}
    return ImportResult(plan.result(now), plan.notes(now), distrusted=trusted)


def _step(text: str, session: Session, exchange: Exchange, came: tuple[str, ...], went: tuple[Trashed, ...]) -> Step:
    state = (came, went)

    def undo() -> None:
        nonlocal state
        came, went = state
        gone, back = exchange.take_back(came, went)
        state = (back, gone)

    def redo() -> None:
        give_back = session.distrust()
        try:
            undo()
        except BaseException:
            give_back()
            raise

    return Step(text, undo, redo, long=True)


@dataclass(frozen=True, slots=True)
class _Coming:
    """A hook that is going to be written, and the key of the one that it meets."""

    shown: BundleHook
    bundled: BundledHook
    choice: Choice | None


class _Import:
    """What is going to be done, worked out on the workspace as it is under the lock."""

    def __init__(self, session: Session, shown: BundlePreview, choices: Mapping[str, Choice]) -> None:
        self._session, self._shown = session, shown
        self.coming: list[_Coming] = []
        self._actions = _actions(shown, choices)
        self._ids: dict[str, str] = {}
        for hook, bundled, action in zip(shown.hooks, shown.bundle.hooks, self._actions, strict=True):
            if action not in ("equal", "skip"):
                self.coming.append(_Coming(hook, bundled, choices[hook.key] if hook.needs_choice else None))
        keys = [key for hook in shown.hooks for key in (hook.key, hook.there) if key]
        self.types = sorted({key.partition("/")[0] for key in keys})

    def result(self, now: Mapping[str, str]) -> tuple[Imported, ...]:
        """What became of each hook; *now* are the keys of the workspace's hooks by id."""
        pairs = zip(self._shown.hooks, self._actions, strict=True)
        return tuple(Imported(hook.key, action, now.get(self._ids.get(hook.key, ""), "")) for hook, action in pairs)

    def notes(self, now: Mapping[str, str]) -> tuple[str, ...]:
        moved = [each for each in self.result(now) if each.action == "new" and each.now not in ("", each.key)]
        return tuple(
            f"The folder name of {each.key} was taken by something that is no readable hook, so it is {each.now}." for each in moved
        )

    def make(self, reading: Reading, exchange: Exchange) -> Making:
        """Write everything that comes to a staging folder; which hooks leave, and what arrives where. Raises StudioError."""
        there = self._met(reading)
        leaving = {there[each.shown.key].id for each in self.coming if each.choice is Choice.REPLACE}
        taken = exchange.taken(reading, self.types, leaving)
        names = {kind: {hook.name for hook in reading.workspace.of_type(kind) if hook.id not in leaving} for kind in self.types}
        staging = exchange.staging()
        arrivals: dict[str, Arrival] = {}
        for number, each in enumerate(sorted(self.coming, key=lambda each: each.shown.action is not Action.CHANGED)):
            hook = _placed(each, there.get(each.shown.key), taken[each.bundled.hook.type], names[each.bundled.hook.type])
            self._ids[each.shown.key] = hook.id
            contexts = _stage(staging / str(number), replace(each.bundled, hook=hook), self._session)
            arrivals[each.shown.key] = Arrival(hook, staging / str(number), contexts)
        places = self._rows(reading, there, arrivals)
        return Making(leaving, [replace(arrival, position=places[arrival.hook.id]) for arrival in arrivals.values()])

    def _met(self, reading: Reading) -> dict[str, Hook]:
        """The hook that each one of the bundle meets. Raises ChangedOutside if that is no longer what was shown."""
        meeting = Meeting(self._session.edits, reading, identified=self._shown.identified)
        met: dict[str, Hook] = {}
        for shown, bundled in zip(self._shown.hooks, self._shown.bundle.hooks, strict=True):
            action, there, _, seen = meeting.of(bundled)
            if (action, seen) != (shown.action, shown.seen):
                raise ChangedOutside(
                    f"The workspace was changed since the bundle was looked at: {shown.key} is no longer {shown.action.value}.",
                    hint="Nothing was written. Look at the bundle again.",
                )
            if there is not None:
                met[shown.key] = there
        return met

    def _rows(self, reading: Reading, there: Mapping[str, Hook], arrivals: Mapping[str, Arrival]) -> dict[str, int]:
        """The final index in its type of each hook that arrives.

        One that replaces another stands where that stood, one that is added beside another behind that. A new one stands behind
        the hook that it is behind in the bundle, before the first that follows it there, or else at the end.
        """
        rows = {kind: [hook.id for hook in reading.workspace.of_type(kind)] for kind in self.types}
        beside: dict[str, str] = {}
        for each in self.coming:
            old, new = there.get(each.shown.key), arrivals[each.shown.key].hook
            if old is not None and each.choice is Choice.REPLACE:
                row = rows[old.type]
                if old.id in row and old.type == new.type and new.id not in row[: row.index(old.id)]:
                    row[row.index(old.id)] = new.id
                elif old.id in row:
                    row.remove(old.id)
            elif old is not None:
                beside[new.id] = old.id
        for kind, row in rows.items():
            chain = self._chain(kind, there, arrivals)
            for index, hook_id in enumerate(chain):
                if hook_id in row:
                    continue
                before = (
                    beside.get(hook_id)
                    if beside.get(hook_id) in row
                    else next((other for other in reversed(chain[:index]) if other in row), None)
                )
                after = next((other for other in chain[index + 1 :] if other in row), None) if before is None else None
                row.insert(row.index(before) + 1 if before else row.index(after) if after else len(row), hook_id)
        return {hook_id: index for row in rows.values() for index, hook_id in enumerate(row)}

    def _chain(self, kind: str, there: Mapping[str, Hook], arrivals: Mapping[str, Arrival]) -> list[str]:
        """The ids that the bundle's hooks of a type have in the workspace, in the order of the bundle."""
        found = []
        for shown, bundled in zip(self._shown.hooks, self._shown.bundle.hooks, strict=True):
            if shown.key in arrivals and bundled.hook.type == kind:
                found.append(arrivals[shown.key].hook.id)
            elif shown.key in there and there[shown.key].type == kind:
                found.append(there[shown.key].id)
        return found


def _actions(shown: BundlePreview, choices: Mapping[str, Choice]) -> list[str]:
    """What is to be done with each hook. Raises StudioError if a choice is missing."""
    missing = [hook.key for hook in shown.hooks if hook.needs_choice and hook.key not in choices]
    if missing:
        raise StudioError(f"It is not decided what to do with {', '.join(missing[:5])}.", hint="Choose skip, add beside or replace.")
    return [_action(hook, choices.get(hook.key)) for hook in shown.hooks]


def _action(hook: BundleHook, choice: Choice | None) -> str:
    if hook.action is Action.EQUAL:
        return "equal"
    if choice is Choice.SKIP:
        return "skip"
    return choice.value if hook.needs_choice and choice is not None else "new"


def _placed(each: _Coming, there: Hook | None, taken: set[str], names: set[str]) -> Hook:
    """The hook as it is going to stand in the workspace: its id, name and folder. The folder and the name are taken from then on."""
    hook = each.bundled.hook
    if there is not None and each.choice is Choice.REPLACE and there.id == hook.id and there.type == hook.type:
        hook = replace(hook, slug=there.slug)
    elif each.choice is Choice.RENAME:
        name = _free_name(hook.name, names)
        same = there is not None and there.id == hook.id
        hook = replace(hook, id=new_hook_id() if same else hook.id, name=name, slug=slugify(name, taken))
    if hook.slug.lower() in taken:
        hook = replace(hook, slug=slugify(hook.slug, taken))
    taken.add(hook.slug.lower())
    names.add(hook.name)
    return hook


def _stage(folder: Path, bundled: BundledHook, session: Session) -> tuple[tuple[str, Path], ...]:
    """Write a hook's folder, and its contexts beside it; the contexts."""
    hook, files = bundled.hook, session.edits.context_files
    contexts = []
    with in_words(folder, "written"):
        folder.mkdir()
        written = {HOOK_FILE: hook_to_toml(hook), hook.dialect.file_name: bundled.code, **bundled.modules}
        for name, data in written.items():
            write_new(f"{folder}{os.sep}{name}", data)
        for number, (name, data) in enumerate(bundled.contexts.items()):
            files.path_for(hook, name)
            path = f"{folder}.{number}.json"
            write_new(path, data)
            contexts.append((name, Path(path)))
    return tuple(contexts)


def _free_name(name: str, taken: Collection[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name[: NAME_LIMIT - 6].rstrip()} {number}"
    return candidate


def _counted(count: int) -> str:
    return "1 hook" if count == 1 else f"{count} hooks"
