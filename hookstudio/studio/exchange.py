"""Hooks that leave a workspace, others that come, files of them that are written anew, other orders: all of it or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hookstudio.model.errors import ChangedOutside, NotFound, StudioError
from hookstudio.model.hook import Hook, slugify
from hookstudio.storage.atomic import write_new
from hookstudio.storage.failures import in_words
from hookstudio.storage.moves import Move
from hookstudio.storage.regular_file import CODE_LIMIT, Unfit, read_regular
from hookstudio.storage.trash import Trashed
from hookstudio.storage.workspace_reader import Reading
from hookstudio.studio.workspace_edits import WorkspaceEdits


@dataclass(frozen=True, slots=True)
class Arrival:
    """A hook that comes in: where its folder and its contexts (name and file) are now, and its index in its type, None for the end.

    Of `hook` the type, the slug and the id count: the rest is in the folder. `item`: what it was in the trash, if it comes from there.
    """

    hook: Hook
    folder: Path
    contexts: tuple[tuple[str, Path], ...] = ()
    position: int | None = None
    item: Trashed | None = None


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Files of a hook that stays: what they have to be now and what they become, by name; None where there is no file."""

    hook_id: str
    expected: Mapping[str, bytes | None]
    wanted: Mapping[str, bytes | None]

    def reversed(self) -> Rewrite:
        return Rewrite(self.hook_id, self.wanted, self.expected)


@dataclass(frozen=True, slots=True)
class Making:
    """What is to be done. `leaving`: the ids of hooks that go to the trash; `rows`: the ids of types' hooks in the order wanted."""

    leaving: Collection[str] = ()
    arriving: Sequence[Arrival] = ()
    rewrites: Sequence[Rewrite] = ()
    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)


Plan = Callable[[Reading], Making]


class Exchange:
    """Exchanges hooks of one workspace, in one act on the disk under its lock."""

    def __init__(self, edits: WorkspaceEdits) -> None:
        self._edits, self._folder = edits, edits.folder

    def make(
        self, types: Iterable[str], plan: Plan, note: Callable[[Sequence[Trashed]], object] = lambda _items: None
    ) -> tuple[tuple[Trashed, ...], tuple[str, ...]]:
        """Do what *plan* says of the workspace as it is: the ids that leave, and what arrives at free places of *types*.

        *note* is told what goes to the trash as the last thing before it counts as done, also where the program is killed then.
        What went to the trash, and the ids that came. Raises StudioError; then nothing has changed.
        """
        return self._edits.under_lock(tuple(types), lambda reading: self._make(reading, plan, note))

    def staging(self) -> Path:
        """An empty folder for what is to arrive; only within a plan."""
        return self._folder.moves.staging()

    def take_back(
        self,
        came: Collection[str],
        went: Sequence[Trashed],
        rewrites: Sequence[Rewrite] = (),
        rows: Mapping[str, Sequence[str]] | None = None,
    ) -> tuple[tuple[Trashed, ...], tuple[str, ...]]:
        """The same the other way round: what came leaves, as far as it is still there, and what went is there again.

        *rewrites* are the ones that were made; *rows* the orders from before. Raises StudioError, and changes nothing, where a file is
        no longer what was written.
        """
        types = {item.type for item in went} | {hook.type for hook in self._edits.workspace if hook.id in came} | {*(rows or {})}
        types |= {self._edits.workspace.find(rewrite.hook_id).type for rewrite in rewrites}

        def plan(reading: Reading) -> Making:
            leaving = [hook_id for hook_id in came if hook_id in reading.places]
            taken = self.taken(reading, types, leaving)
            arriving = [self.from_trash(reading, item.token, taken, leaving) for item in went]
            return Making(leaving, arriving, [rewrite.reversed() for rewrite in rewrites], rows or {})

        return self.make(sorted(types), plan)

    def taken(self, reading: Reading, types: Iterable[str], leaving: Collection[str]) -> dict[str, set[str]]:
        """The folder names of each type that nothing can arrive at, in lower case, once *leaving* are gone."""
        gone = set(leaving)
        taken = {}
        for kind in types:
            free = {hook.slug.lower() for hook in reading.workspace.of_type(kind) if hook.id in gone}
            taken[kind] = set(self._folder.taken(reading, kind)) - free
        return taken

    def from_trash(self, reading: Reading, token: str, taken: dict[str, set[str]], leaving: Collection[str]) -> Arrival:
        """The arrival of a hook from the trash. *taken* as `taken` gives it, to which its name is added. Raises StudioError."""
        item = self._edits.trash.find(token)
        if item.hook_id in reading.places and item.hook_id not in leaving:
            raise StudioError(f"“{item.name}” is in the workspace already.", hint=f"The deleted one is in “{item.folder}”.")
        names = taken[item.type]
        slug = slugify(item.slug, names) if item.slug.lower() in names else item.slug
        names.add(slug.lower())
        contexts = tuple((path.stem.split("+", 2)[-1], path) for path in item.contexts)
        hook = Hook(id=item.hook_id, name=item.name, slug=slug, type=item.type)
        return Arrival(hook, item.hook_folder, contexts, item.position, item)

    def _make(
        self, reading: Reading, plan: Plan, note: Callable[[Sequence[Trashed]], object]
    ) -> tuple[tuple[Trashed, ...], tuple[str, ...]]:
        self._folder.moves.clear()  # what a killed program staged
        try:
            return self._done(reading, plan(reading), note)
        except BaseException:
            self._folder.moves.clear()  # the empty places in the trash go with the next purge
            raise

    def _done(
        self, reading: Reading, making: Making, note: Callable[[Sequence[Trashed]], object]
    ) -> tuple[tuple[Trashed, ...], tuple[str, ...]]:
        gone = {hook_id: reading.workspace.find(hook_id) for hook_id in making.leaving}
        rows = {kind: [hook.id for hook in reading.workspace.of_type(kind)] for kind in {hook.type for hook in gone.values()}}
        items = self._edits.trash.slots([(hook, rows[hook.type].index(hook.id)) for hook in gone.values()])
        moves = list(self._leaving(reading, items, gone))
        moves += self._rewriting(reading, making)
        moves += self._arriving(making.arriving, frozenset(move.source for move in moves))
        made = [item.folder for item in items]

        def then() -> None:
            self._store_order(reading, gone, making)
            note(items)

        self._folder.moves.make(moves, then, made)
        for arrival in making.arriving:
            if arrival.item is not None:
                self._edits.trash.forget(arrival.item)
        return items, tuple(arrival.hook.id for arrival in making.arriving)

    def _rewriting(self, reading: Reading, making: Making) -> Iterator[Move]:
        """The old files go aside, the new ones come from where they are staged."""
        if not making.rewrites:
            return
        aside = self._folder.local.folder("exchange", "old")
        staged = self._folder.local.folder("exchange", "files")
        count = 0
        for rewrite in making.rewrites:
            place = reading.place(rewrite.hook_id)
            for name in rewrite.wanted:
                _check(place / name, rewrite.expected[name])
                if rewrite.wanted[name] == rewrite.expected[name]:
                    continue
                count += 1
                if rewrite.expected[name] is not None:
                    yield Move(place / name, aside / str(count))
                data = rewrite.wanted[name]
                if data is not None:
                    with in_words(staged, "written"):
                        write_new(f"{staged}{os.sep}{count}", data)
                    yield Move(staged / str(count), place / name)

    def _leaving(self, reading: Reading, items: Sequence[Trashed], gone: dict[str, Hook]) -> Iterable[Move]:
        contexts = self._edits.context_files.by_hook() if items else {}
        for item in items:
            hook = gone[item.hook_id]
            yield Move(reading.place(hook.id), item.hook_folder)
            for _, path in contexts.get((hook.type, hook.slug), ()):
                yield Move(path, item.folder / path.name)

    def _arriving(self, arriving: Sequence[Arrival], leaving: Collection[Path]) -> Iterable[Move]:
        files = self._edits.context_files
        if any(arrival.contexts for arrival in arriving):
            files.make_folder()
        folders = {kind: self._folder.type_folder(kind) for kind in {arrival.hook.type for arrival in arriving}}
        for arrival in arriving:
            yield Move(arrival.folder, folders[arrival.hook.type] / arrival.hook.slug)
            for name, path in arrival.contexts:
                yield Move(path, _free(files.path_for(arrival.hook, name), leaving))

    def _store_order(self, reading: Reading, gone: dict[str, Hook], making: Making) -> None:
        if reading.manifest.problem:
            return  # then hooks stand by name till the user has repaired it
        away = {(hook.type, hook.slug) for hook in gone.values()}
        kinds = {hook.type for hook in gone.values()} | {arrival.hook.type for arrival in making.arriving} | {*making.rows}
        kept = {kind: tuple(slug for slug in reading.rows.get(kind, ()) if (kind, slug) not in away) for kind in kinds}
        lists = {kind: [hook.slug for hook in reading.workspace.of_type(kind) if hook.id not in gone] for kind in kinds}
        for arrival in sorted(making.arriving, key=lambda each: (each.position is None, each.position or 0)):
            row = lists[arrival.hook.type]
            row.insert(len(row) if arrival.position is None else arrival.position, arrival.hook.slug)
        slugs = {hook.id: hook.slug for hook in (*reading.workspace, *(arrival.hook for arrival in making.arriving))}
        for kind, ids in making.rows.items():
            places = {slugs[hook_id]: index for index, hook_id in enumerate(ids) if hook_id in slugs}
            lists[kind].sort(key=lambda slug: places.get(slug, len(places)))
        if kinds:
            self._folder.write_rows(replace(reading, rows={**reading.rows, **kept}), lists)


def _check(path: Path, expected: bytes | None) -> None:
    """Raises ChangedOutside if the file at *path* is not what it has to be."""
    found: bytes | None
    try:
        with in_words(path, "read"):
            found = read_regular(path, CODE_LIMIT)[0]
    except NotFound:
        found = None
    except Unfit as error:
        raise StudioError(f"“{path}” could not be read: {error.message}.") from error
    if found != expected:
        raise ChangedOutside(f"“{path}” was changed meanwhile.", hint="Nothing was written.")


def _free(path: Path, leaving: Collection[Path]) -> Path:
    """*path*, or with a number where a file of that name stays."""
    candidate, number = path, 1
    while candidate not in leaving and os.path.lexists(candidate):
        number += 1
        candidate = path.with_name(f"{path.stem} {number}{path.suffix}")
    return candidate
