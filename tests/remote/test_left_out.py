"""Hooks of the tenant that can't be compared are left alone on both sides, and never taken for deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hookstudio.model.sync import Agreed, LocalHook
from hookstudio.model.tenant import HookState, RemoteHook
from hookstudio.remote.plan import compare
from hookstudio.remote.plan_pull import plan_pull
from hookstudio.remote.plan_push import plan_push

STATE = HookState("a", "", "// a\n", 1, True)
OTHER = replace(STATE, name="b", content="// b\n")
HERE = [
    LocalHook("h1", "pre-login/a", "pre-login", replace(STATE, order=None)),
    LocalHook("h2", "pre-login/b", "pre-login", replace(OTHER, order=None)),
]
AGREED = [Agreed("h1", "r1", "pre-login", STATE), Agreed("h2", "r2", "pre-login", OTHER)]


def there(kind: str) -> list[RemoteHook]:
    return [RemoteHook("r1", kind, STATE), RemoteHook("r2", "pre-login", OTHER)]


@pytest.mark.parametrize("kind", ["future-type", "pre_login", "post-login"])
def test_a_hook_whose_type_is_another_there_is_left_on_both_sides(kind: str) -> None:
    found = compare(HERE, there(kind), AGREED)
    assert [(hook.key, hook.state.value) for hook in found] == [("pre-login/b", "equal")]
    assert any(kind in note and "left as it is, here and there" in note for note in found.notes)
    assert found.forgotten == ()
    for plan in (plan_pull(found, {}), plan_push(found, {})):
        assert not plan and not plan.agreements
    changed = compare([replace(hook, state=replace(hook.state, content="// mine\n")) for hook in HERE], there(kind), AGREED)
    assert [request.key for request in plan_push(changed, {}).requests] == ["pre-login/b"]


def test_types_with_underscores_say_which_generation_it_is() -> None:
    assert "--api first" in compare([], there("pre_login"), []).notes[-1]
    assert not any("--api" in note for note in compare([], there("future-type"), []).notes)


def test_what_is_agreed_of_a_type_that_is_not_known_stays_for_the_time_when_it_is() -> None:
    found = compare([HERE[1]], there("future-type"), AGREED)
    assert [hook.key for hook in found] == ["pre-login/b"] and not plan_pull(found, {}).agreements
    assert [hook.state.value for hook in compare([HERE[1]], there("pre-login"), AGREED)] == ["equal", "deleted-here"]


def test_a_type_that_was_changed_alike_on_both_sides_is_still_the_same_hook() -> None:
    here = [replace(HERE[0], type="post-login", key="post-login/a"), HERE[1]]
    assert [hook.state.value for hook in compare(here, there("post-login"), AGREED)] == ["equal", "equal"]


def test_once_the_hook_is_deleted_here_the_one_of_the_other_type_is_pulled() -> None:
    found = compare([HERE[1]], there("post-login"), AGREED)
    assert {hook.key: hook.state.value for hook in found} == {"pre-login/b": "equal", "post-login/a": "new-there"}
    [change] = plan_pull(found, {}).local_changes
    assert (change.kind, change.type, change.remote_id) == ("create", "post-login", "r1")


@pytest.mark.parametrize("known", [AGREED, []])
def test_a_hook_that_cannot_be_read_is_left_on_both_sides(known: list[Agreed]) -> None:
    unread = RemoteHook("r1", "pre-login", HookState("a", "", "", None, False), problem="a hook whose “order” is no number of use")
    found = compare(HERE, [unread, there("pre-login")[1]], known)
    assert [(hook.key, hook.state.value) for hook in found] == [("pre-login/b", "equal")] and found.forgotten == ()
    assert found.notes == (
        "“a” can't be read (the tenant has a hook whose “order” is no number of use), and is left as it is, here and there.",
    )
    assert not plan_pull(found, {}) and not plan_push(found, {})
    gone = compare(HERE[1:], [unread, there("pre-login")[1]], known)
    assert [hook.key for hook in gone] == ["pre-login/b"] and not plan_push(gone, {}).requests
