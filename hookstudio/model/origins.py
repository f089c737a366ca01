"""Which hook set, changed or removed each path of a context that went through several hooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from hookstudio.model.changes import Change, Keys, Operation
from hookstudio.model.json_value import pointer, pointer_parts


class Deed(StrEnum):
    """What a hook did to a path. SHORTENED: it took items out of the list there, which is no doing of the items that are left."""

    SET = "set"
    CHANGED = "changed"
    REMOVED = "removed"
    SHORTENED = "shortened"


@dataclass(frozen=True, slots=True)
class Mention:
    """One hook did one thing to one path. `hook` is its slug."""

    hook: str
    deed: Deed


History = tuple[Mention, ...]  # the oldest first

_WORDS = {Deed.SET: "set by", Deed.CHANGED: "changed by", Deed.REMOVED: "removed by", Deed.SHORTENED: "items removed by"}


def in_words(history: History, name_of: Callable[[str], str] = str) -> str:
    """'set by a, changed by b'; '' for a path that no hook touched. *name_of* turns a slug into what is shown."""
    return ", ".join(f"{_WORDS[mention.deed]} {name_of(mention.hook)}" for mention in history)


class _Place:
    """One path of the context and what lies below it, as far as hooks touched it. `items` follow their list as it grows and shrinks."""

    __slots__ = ("history", "items", "keys")

    def __init__(self, *history: Mention) -> None:
        self.history: History = history
        self.keys: dict[str, _Place] = {}
        self.items: list[_Place | None] = []

    def below(self, key: str | int) -> _Place:
        """The place under *key*, made if nothing was noted there yet."""
        if isinstance(key, str):
            return self.keys.setdefault(key, _Place())
        self.items.extend([None] * (key + 1 - len(self.items)))
        place = self.items[key] = self.items[key] or _Place()
        return place

    def find(self, key: str | int) -> _Place | None:
        """The place under *key*, which may be a part of a pointer."""
        if isinstance(key, str) and key in self.keys:
            return self.keys[key]
        number = int(key) if isinstance(key, int) or (key.isascii() and key.isdecimal()) else -1
        return self.items[number] if 0 <= number < len(self.items) else None

    def note(self, mention: Mention) -> None:
        """The whole value here became another one: what was known about its parts is void."""
        self.history = (*self.history, mention)
        self.keys, self.items = {}, []

    @property
    def giver(self) -> Mention | None:
        """Who gave the value that is here, and with it all that is inside."""
        return next((mention for mention in reversed(self.history) if mention.deed is not Deed.SHORTENED), None)


class Origins:
    """The hooks' deeds by path. Empty at first; `follow` takes in what each hook changed, in order.

    Items of lists are followed as they shift: an item keeps its history wherever later hooks push it, and one that only
    moved was touched by nobody. An item that is taken out is told of the list.
    """

    def __init__(self) -> None:
        self._root = _Place()

    @classmethod
    def of(cls, steps: Iterable[tuple[str, Sequence[Change]]]) -> Origins:
        """The origins after hooks, named by their slugs, that made these changes one after another."""
        origins = cls()
        for hook, changes in steps:
            origins.follow(hook, changes)
        return origins

    def follow(self, hook: str, changes: Iterable[Change]) -> None:
        """Take in what *hook* changed, as `model.changes.changes` told it."""
        for change in changes:
            if not change.keys:
                self._root.note(Mention(hook, Deed.CHANGED))
                continue
            parent = self._root
            for key in change.keys[:-1]:
                parent = parent.below(key)
            _apply(parent, change.keys[-1], change.op, hook)

    def last(self) -> dict[str, str]:
        """For each path that was set, changed or removed, as a JSON Pointer, the slug of the hook that did so last."""
        return {pointer(*keys): place.history[-1].hook for keys, place in _walk(self._root) if place.history}

    def touched(self) -> Mapping[str, History]:
        """Each path with deeds of its own, as a JSON Pointer, and these."""
        return {pointer(*keys): place.history for keys, place in _walk(self._root) if place.history}

    def history(self, path: str | Keys) -> History:
        """All that hooks did to a path of the context, a JSON Pointer or its parts; () if its value is the input's.

        What no hook touched by itself has the history of the nearest value around it that a hook gave.
        """
        place: _Place | None = self._root
        given: Mention | None = None
        for key in pointer_parts(path) if isinstance(path, str) else path:
            given = place.giver or given if place else given
            place = place.find(key) if place else None
        own = place.history if place else ()
        return own if given is None or (own and own[0].deed is Deed.SET) else (given, *own)


def path_after(keys: Keys, later: Iterable[Change]) -> Keys:
    """Where the value at *keys* is after *later* changes: its list may have grown or shrunk before it. An item that is gone is its list."""
    for change in later:
        depth = len(change.keys) - 1
        place = change.keys[depth] if depth >= 0 else None
        at = keys[depth] if 0 <= depth < len(keys) else None
        if not isinstance(place, int) or not isinstance(at, int) or keys[:depth] != change.keys[:depth]:
            continue
        if change.op is Operation.ADD and place <= at:
            keys = (*keys[:depth], at + 1, *keys[depth + 1 :])
        elif change.op is Operation.REMOVE and place < at:
            keys = (*keys[:depth], at - 1, *keys[depth + 1 :])
        elif change.op is Operation.REMOVE and place == at:
            return keys[:depth]
    return keys


def _apply(parent: _Place, key: str | int, op: Operation, hook: str) -> None:
    if isinstance(key, int) and op is not Operation.REPLACE:
        if op is Operation.ADD:
            parent.items.extend([None] * (key - len(parent.items)))
            parent.items.insert(key, _Place(Mention(hook, Deed.SET)))
            return
        del parent.items[key : key + 1]
        mention = Mention(hook, Deed.SHORTENED)
        if parent.history[-1:] != (mention,):
            parent.history = (*parent.history, mention)
        return
    deed = {Operation.ADD: Deed.SET, Operation.REPLACE: Deed.CHANGED, Operation.REMOVE: Deed.REMOVED}[op]
    parent.below(key).note(Mention(hook, deed))


def _walk(root: _Place) -> Iterator[tuple[Keys, _Place]]:
    stack: list[tuple[Keys, _Place]] = [((), root)]
    while stack:
        keys, place = stack.pop()
        yield keys, place
        inner: Iterable[tuple[str | int, _Place | None]] = chain(place.keys.items(), enumerate(place.items))
        stack.extend(reversed([((*keys, key), part) for key, part in inner if part is not None]))
