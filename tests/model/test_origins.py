"""Who did what to which path: against a plain model that keeps a history for every single path and renames them all as lists shift."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hookstudio.model.changes import Operation, changes, same
from hookstudio.model.json_value import JsonValue, pointer
from hookstudio.model.origins import Deed, Mention, Origins, in_words, path_after

Path = tuple[str | int, ...]
KEYS = st.sampled_from(["a", "b", "0", "~/"])
SCALARS = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["x", "y"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=10
)
CONTEXTS = st.lists(st.dictionaries(KEYS, VALUES, max_size=3) | VALUES, min_size=2, max_size=5)


def paths(value: Any, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield at, value
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from paths(part, (*at, key))


class Ledger:
    """The plain model: a document, and beside it the deeds for each of its paths, and for paths that are gone."""

    def __init__(self, value: JsonValue) -> None:
        self.value: Any = copy.deepcopy(value)
        self.deeds: dict[Path, list[Mention]] = {path: [] for path, _ in paths(value)}

    def _drop(self, place: Path) -> list[Mention]:
        gone = self.deeds.get(place, [])
        self.deeds = {path: deeds for path, deeds in self.deeds.items() if path[: len(place)] != place}
        return gone

    def _shift(self, place: Path, by: int) -> None:
        depth, first = len(place) - 1, place[-1]

        def renamed(path: Path) -> Path:
            at = path[depth] if len(path) > depth and path[:depth] == place[:-1] else None
            shifted = isinstance(at, int) and isinstance(first, int) and at >= first
            return (*path[:depth], at + by, *path[depth + 1 :]) if shifted and isinstance(at, int) else path

        self.deeds = {renamed(path): deeds for path, deeds in self.deeds.items()}

    def _give(self, place: Path, value: Any, own: list[Mention]) -> None:
        for path, _ in paths(value, place):
            self.deeds[path] = own if path == place else [own[-1]]

    def follow(self, hook: str, after: JsonValue) -> None:
        for change in changes(self.value, after):
            place, value = change.keys, copy.deepcopy(change.value)
            if not place:
                self._give((), value, [*self._drop(()), Mention(hook, Deed.CHANGED)])
                self.value = value
                continue
            holder = self.value
            for key in place[:-1]:
                holder = holder[key]
            last: Any = place[-1]
            if change.op is Operation.REPLACE:
                self._give(place, value, [*self._drop(place), Mention(hook, Deed.CHANGED)])
                holder[last] = value
            elif change.op is Operation.ADD:
                if isinstance(last, int):
                    self._shift(place, 1)
                    holder.insert(last, value)
                    self._give(place, value, [Mention(hook, Deed.SET)])
                else:
                    holder[last] = value
                    self._give(place, value, [*self._drop(place), Mention(hook, Deed.SET)])
            else:
                gone = self._drop(place)
                del holder[last]
                if isinstance(last, int):
                    self._shift(place, -1)
                    mention = Mention(hook, Deed.SHORTENED)
                    if self.deeds[place[:-1]][-1:] != [mention]:
                        self.deeds[place[:-1]].append(mention)
                else:
                    self.deeds[place] = [*gone, Mention(hook, Deed.REMOVED)]


@given(CONTEXTS)
@settings(max_examples=150, deadline=None)
def test_the_origins_are_those_of_the_plain_model(contexts: list[Any]) -> None:
    ledger, origins = Ledger(contexts[0]), Origins()
    for number, after in enumerate(contexts[1:]):
        origins.follow(f"h{number}", changes(ledger.value, after))
        ledger.follow(f"h{number}", after)
        assert same(ledger.value, after)
    for path, _ in paths(contexts[-1]):
        expected = tuple(ledger.deeds[path])
        assert origins.history(pointer(*path)) == expected, (path, expected)
        assert origins.history(path) == expected
    for place, hook in origins.last().items():
        assert origins.history(place)[-1].hook == hook


@given(CONTEXTS)
@settings(max_examples=150, deadline=None)
def test_what_differs_outside_of_lists_has_an_origin_and_what_no_hook_touched_has_none(contexts: list[Any]) -> None:
    origins = Origins.of((f"h{number}", changes(before, after)) for number, (before, after) in enumerate(pairwise(contexts)))
    known = [dict(paths(context)) for context in contexts]
    before = known[0]
    for path, value in paths(contexts[-1]):
        if isinstance(value, dict | list) or any(isinstance(key, int) for key in path):
            continue
        always = all(path in other and same(other[path], value) for other in known)
        if path not in before or not same(before[path], value):
            assert origins.history(path), path
        elif always:
            assert origins.history(path) == (), path


def origins_of(*contexts: JsonValue) -> Origins:
    return Origins.of((name, changes(before, after)) for name, (before, after) in zip("abcdefgh", pairwise(contexts), strict=False))


def test_set_changed_removed_and_set_again() -> None:
    origins = origins_of({"u": {}}, {"u": {"x": 1}}, {"u": {"x": 2}}, {"u": {}}, {"u": {"x": 3}})
    assert in_words(origins.history("/u/x")) == "set by a, changed by b, removed by c, set by d"
    assert origins.last() == {"/u/x": "d"}


def test_a_removed_path_says_who_removed_it_and_so_does_what_was_in_it() -> None:
    origins = origins_of({"u": {"p": {"q": 1}}}, {"u": {"p": {"q": 2}}}, {"u": {}})
    assert origins.last() == {"/u/p": "b"}
    assert in_words(origins.history("/u/p")) == in_words(origins.history("/u/p/q")) == "removed by b"


def test_an_item_keeps_its_origin_wherever_later_hooks_push_it() -> None:
    origins = origins_of({"r": ["user"]}, {"r": ["user", "a"]}, {"r": ["b", "user", "a"]}, {"r": ["b", "a"]})
    assert in_words(origins.history("/r/1")) == "set by a"
    assert in_words(origins.history("/r/0")) == "set by b"
    assert origins.last() == {"/r/0": "b", "/r/1": "a", "/r": "c"}
    assert in_words(origins.history("/r"), str.upper) == "items removed by C"


def test_an_item_that_only_moved_was_touched_by_nobody() -> None:
    origins = origins_of({"r": ["x", "y"]}, {"r": ["new", "x", "y"]})
    assert origins.history("/r/1") == origins.history("/r/2") == ()
    assert origins_of({"r": ["x", "y"]}, {"r": ["y"]}).history("/r/0") == ()


def test_what_a_hook_replaces_whole_is_its_own() -> None:
    origins = origins_of(
        {"m": {"k": 1, "deep": {"z": 1}}}, {"m": {"k": 2, "deep": {"z": 1}}}, {"m": "gone"}, {"m": {"k": 1}}, {"m": {"k": 5}}
    )
    assert in_words(origins.history("/m")) == "changed by b, changed by c"
    assert in_words(origins.history("/m/k")) == "changed by c, changed by d"
    assert origins.last() == {"/m": "c", "/m/k": "d"}


def test_the_whole_context_may_be_replaced() -> None:
    origins = origins_of({"a": 1}, [1, 2], [1, 3])
    assert in_words(origins.history("")) == "changed by a"
    assert in_words(origins.history("/0")) == "changed by a"
    assert in_words(origins.history("/1")) == "changed by a, changed by b"


def test_paths_that_are_not_there_have_no_history() -> None:
    origins = origins_of({"r": [1]}, {"r": [1, 2]})
    for path in ("/nothing", "/r/7", "/r/-1", "/r/²", "/r/x/y", ""):
        assert origins.history(path) == ()


def test_long_lists_that_grow_and_shrink_take_no_time() -> None:
    few: JsonValue = {"r": list(range(500))}
    many: JsonValue = {"r": list(range(60_000))}
    origins = origins_of(few, many, few, many)
    assert origins.last()["/r/59999"] == "c"
    assert origins.history("/r/499") == ()


@given(st.lists(st.lists(st.integers(0, 60), unique=True, max_size=8), min_size=3, max_size=5))
@settings(max_examples=150, deadline=None)
def test_an_item_is_found_again_where_later_changes_pushed_it(rows: list[Any]) -> None:
    found = [changes({"r": before}, {"r": after}) for before, after in pairwise(rows)]
    later = [change for step in found[1:] for change in step]
    for place, item in enumerate(rows[1]):
        match path_after(("r", place), later):
            case ("r", int(now)) if all(item in row for row in rows[1:]) and not any(change.value == item for change in later):
                assert rows[-1][now] == item
            case ("r",):
                assert any(change.before == item for change in later)
            case path:
                assert path[0] == "r"


def test_where_a_value_is_after_later_changes() -> None:
    later = changes({"r": ["a", "b", "c"], "x": 1}, {"r": ["new", "a", "c"], "x": 2})
    assert [path_after(("r", place), later) for place in range(3)] == [("r", 1), ("r",), ("r", 2)]
    assert path_after(("x",), later) == ("x",)
    assert path_after((), later) == ()
