"""Renames in a sequence that a tenant takes on which no two hooks have one name."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hookstudio.model.sync import Request
from hookstudio.model.tenant import HookState
from hookstudio.remote.plan_names import untangled

STATE = HookState("", "", "// code\n", 1, True)


def change(number: int, was: str, becomes: str) -> Request:
    old, new = replace(STATE, name=was), replace(STATE, name=becomes, content="// new\n")
    body = {"content": new.content} | ({"name": becomes} if was != becomes else {})
    return Request("PATCH", f"/hooks/r{number}", body, "why", f"pre-login/{number}", "pre-login", f"h{number}", f"r{number}", old, new, new)


def names_after(start: dict[str, HookState], requests: list[Request], *, unique: bool) -> dict[str, HookState]:
    """What the hooks are after these requests, each of which has to find what it expects, and its name free."""
    now = dict(start)
    for request in requests:
        assert request.wanted is not None and now[request.remote_id] == request.expected
        assert all(getattr(request.wanted, name) == value for name, value in request.body.items())
        assert request.agreed is not None and request.agreed.name == request.wanted.name
        others = [state.name for remote_id, state in now.items() if remote_id != request.remote_id]
        assert not unique or request.wanted.name not in others
        now[request.remote_id] = request.wanted
    return now


@given(st.permutations("abcdef"), st.permutations("abcdefgh"))
def test_whatever_is_renamed_the_name_is_free(was: list[str], becomes: list[str]) -> None:
    changes = [change(number, old, new) for number, (old, new) in enumerate(zip(was, becomes[: len(was)], strict=True))]
    start = {each.remote_id: each.expected for each in changes if each.expected is not None}
    found = untangled(changes)
    assert names_after(start, found, unique=True) == {each.remote_id: each.wanted for each in changes}
    pairs = dict(zip(was, becomes, strict=False))
    assert len(found) == len(changes) + circles(pairs)


def circles(pairs: dict[str, str]) -> int:
    """How many circles of more than one there are."""
    left, count = set(pairs), 0
    while left:
        at = start = left.pop()
        length = 1
        while (at := pairs.get(at, "")) in left:
            left.discard(at)
            length += 1
        count += at == start and length > 1
    return count


def test_two_that_swap_their_names_take_three_requests() -> None:
    first, second, last = untangled([change(1, "a", "b"), change(2, "b", "a")])
    assert (first.remote_id, second.remote_id, last.remote_id) == ("r1", "r2", "r1")
    assert first.body == {"content": "// new\n", "name": "b (on its way)"} and last.body == {"name": "b"}


def test_without_renames_nothing_is_moved() -> None:
    changes = [change(1, "b", "b"), change(2, "a", "a"), change(3, "c", "a")]
    assert untangled(changes) == changes


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("ab")), max_size=5))
def test_names_that_several_have_are_no_matter(pairs: list[tuple[str, str]]) -> None:
    changes = [change(number, old, new) for number, (old, new) in enumerate(pairs)]
    start = {each.remote_id: each.expected for each in changes if each.expected is not None}
    assert names_after(start, untangled(changes), unique=False) == {each.remote_id: each.wanted for each in changes}


def test_many_that_swap_long_names_which_begin_alike_each_get_a_name_between() -> None:
    start = "n" * 160
    changes = []
    for circle in range(40):
        one, two = f"{start}{circle}a", f"{start}{circle}b"
        changes += [change(2 * circle, one, two), change(2 * circle + 1, two, one)]
    found = untangled(changes)
    before = {each.remote_id: each.expected for each in changes if each.expected is not None}
    assert names_after(before, found, unique=True) == {each.remote_id: each.wanted for each in changes}
    assert len(found) == 120 and all(len(each.wanted.name) <= 200 for each in found if each.wanted is not None)
