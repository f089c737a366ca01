"""The difference of two contexts: applied to the first, it gives the second."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hookstudio.model.changes import Change, Operation, changes, same
from hookstudio.model.json_value import JsonValue, pointer_parts

SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False, allow_infinity=False) | st.text("ab/~", max_size=3)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text("ab/~", max_size=2), inner, max_size=4), max_leaves=12
)


def apply(value: JsonValue, operations: tuple[Change, ...]) -> JsonValue:
    """An independent, plain reading of RFC 6902 for the three operations."""
    root: Any = [copy.deepcopy(value)]
    for change in operations:
        parts = ["0", *pointer_parts(change.path)]
        place: Any = root
        for part in parts[:-1]:
            place = place[int(part)] if isinstance(place, list) else place[part]
        last = parts[-1]
        if isinstance(place, list):
            if change.op is Operation.ADD:
                assert 0 <= int(last) <= len(place)
                place.insert(int(last), copy.deepcopy(change.value))
            elif change.op is Operation.REMOVE:
                del place[int(last)]
            else:
                place[int(last)] = copy.deepcopy(change.value)
        elif change.op is Operation.REMOVE:
            del place[last]
        else:
            assert (last in place) is (change.op is Operation.REPLACE)
            place[last] = copy.deepcopy(change.value)
    result: JsonValue = root[0]
    return result


@given(VALUES, VALUES)
def test_applying_the_changes_gives_the_other_value(before: JsonValue, after: JsonValue) -> None:
    assert same(apply(before, changes(before, after)), after)


@given(VALUES)
def test_nothing_changed_is_no_change(value: JsonValue) -> None:
    assert changes(value, copy.deepcopy(value)) == ()


def test_true_is_not_one_and_one_is_one_point_zero() -> None:
    assert not same([True], [1])
    assert same({"a": 1}, {"a": 1.0})
    assert [c.path for c in changes({"a": True, "b": 1}, {"a": 1, "b": 1.0})] == ["/a"]


def test_documents_have_a_value_only_where_rfc_6902_wants_one() -> None:
    before: JsonValue = {"gone": 1, "kept": 1, "other": "x"}
    documents = [change.to_document() for change in changes(before, {"kept": 1, "other": None, "a/b": []})]
    assert documents == [
        {"op": "remove", "path": "/gone"},
        {"op": "replace", "path": "/other", "value": None},
        {"op": "add", "path": "/a~1b", "value": []},
    ]


def test_an_item_put_into_a_list_is_one_addition() -> None:
    assert [change.to_document() for change in changes(["a", "b"], ["a", "new", "b"])] == [{"op": "add", "path": "/1", "value": "new"}]


def test_long_lists_are_compared_in_time() -> None:
    before: JsonValue = list(range(50_000))
    after: JsonValue = [*range(49_000), "x"]
    assert same(apply(before, changes(before, after)), after)


def test_deep_values_do_not_exhaust_the_stack() -> None:
    before: JsonValue = "a"
    after: JsonValue = "b"
    for _ in range(200):
        before, after = [before], [{"k": after}]
    assert changes(before, after)
