"""The comparison by itself: what a hook's state is, for every combination of what happened to it on either side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hookstudio.model.sync import Agreed, Choices, Comparison, LocalHook, SyncState, chosen, digest_of
from hookstudio.model.tenant import HookState, RemoteHook
from hookstudio.remote.plan import compare
from hookstudio.remote.plan_pull import plan_pull
from hookstudio.remote.plan_push import plan_push

A, B, C = (HookState(name, "", f"// {name}\n", 1, True) for name in ("a", "b", "c"))


def here(state: HookState | None, hook_id: str = "h1", kind: str = "pre-login") -> list[LocalHook]:
    return [] if state is None else [LocalHook(hook_id, f"{kind}/{hook_id}", kind, replace(state, order=None))]


def there(state: HookState | None, remote_id: str = "r1", kind: str = "pre-login") -> list[RemoteHook]:
    return [] if state is None else [RemoteHook(remote_id, kind, state)]


def agreed(state: HookState | None, hook_id: str = "h1", remote_id: str = "r1", *, lost: bool = False) -> list[Agreed]:
    if state is None:
        return []
    kept = replace(state, content="") if lost else state
    return [Agreed(hook_id, remote_id, "pre-login", kept, "", digest_of(state.content), lost)]


def state_of(found: Comparison) -> str:
    return " ".join(hook.state.value for hook in found)


NEWER, OTHER = replace(A, content="// newer\n"), replace(A, content="// other\n")


@pytest.mark.parametrize(
    ("local", "remote", "base", "state"),
    [
        (A, None, None, "new-here"),
        (None, A, None, "new-there"),
        (A, A, None, "equal"),
        (A, OTHER, None, "conflict"),
        (A, B, None, "new-here new-there"),
        (A, A, A, "equal"),
        (NEWER, A, A, "changed-here"),
        (A, NEWER, A, "changed-there"),
        (NEWER, NEWER, A, "equal"),
        (NEWER, OTHER, A, "conflict"),
        (None, A, A, "deleted-here"),
        (None, NEWER, A, "conflict"),
        (A, None, A, "deleted-there"),
        (NEWER, None, A, "conflict"),
        (None, None, A, ""),
        (replace(A, name="x"), replace(A, description="y"), A, "changed-there"),
        (replace(A, name="x"), replace(A, name="y"), A, "conflict"),
        (replace(A, enabled=False), replace(A, enabled=False), A, "equal"),
        (A, replace(A, order=7), A, "equal"),
        (replace(A, content="// a\r\n"), A, A, "equal"),
    ],
)
@pytest.mark.parametrize("lost", [False, True])
def test_every_combination(local: HookState | None, remote: HookState | None, base: HookState | None, state: str, lost: bool) -> None:
    found = compare(here(local), there(remote), agreed(base, lost=lost))
    assert state_of(found) == state
    assert found.forgotten == (("r1",) if base and not local and not remote else ())
    for plan in (plan_pull(found, {}), plan_push(found, {})):
        assert bool(plan.conflicts) == ("conflict" in state)
        assert not plan.requests or not plan.local_changes


def test_a_hook_made_anew_on_one_side_is_still_the_same() -> None:
    found = compare(here(NEWER), there(A, "r2"), agreed(A))
    assert [(hook.state, hook.base is not None) for hook in found] == [(SyncState.CHANGED_HERE, True)]
    [request] = plan_push(found, {}).requests
    assert (request.method, request.path, dict(request.body)) == ("PATCH", "/hooks/r2", {"content": "// newer\n"})
    found = compare(here(A, "h2"), there(NEWER), agreed(A))
    assert [hook.state for hook in found] == [SyncState.CHANGED_THERE]


def test_one_hook_here_belongs_to_one_there() -> None:
    bases = [*agreed(A), *agreed(A, remote_id="r2")]
    found = compare(here(A), [*there(A), *there(A, "r2")], bases)
    assert state_of(found) == "equal new-there" and not plan_push(found, {}).deletions


def test_of_several_with_one_name_the_equal_ones_belong_together() -> None:
    local = [*here(A, "h1"), *here(NEWER, "h2")]
    found = compare(local, [*there(NEWER, "r1"), *there(A, "r2")], [])
    assert {(hook.local.id, hook.remote.id) for hook in found if hook.local and hook.remote} == {("h1", "r2"), ("h2", "r1")}


def test_what_already_holds_the_changes_of_the_other_side_is_no_conflict() -> None:
    base = replace(A, content="one\ntwo\nthree\nfour\n")
    theirs = replace(A, content="ONE\ntwo\nthree\nfour\n")
    both = replace(A, content="ONE\ntwo\nthree\nFOUR\n")
    assert state_of(compare(here(both), there(theirs), agreed(base))) == "changed-here"
    assert state_of(compare(here(theirs), there(both), agreed(base))) == "changed-there"


def test_keys_are_distinct() -> None:
    remote = [*there(A, "r1"), *there(replace(A, name="A!"), "r2"), *there(replace(A, name="h1"), "r3")]
    found = compare(here(B, "h1"), remote, [])
    assert len({hook.key for hook in found}) == 4


def test_choices_are_looked_up_from_the_hook_to_all() -> None:
    choices: Choices = {"k": {"name": "local"}, "*": {"*": "remote", "content": "merge"}}
    found = [chosen(choices, key, name) for key, name in (("k", "name"), ("k", "content"), ("k", "enabled"), ("other", "name"))]
    assert found == ["local", "merge", "remote", "remote"]
    assert chosen({}, "k", "name") is None


def test_a_type_that_is_spelt_in_no_known_way_is_left_as_it_is() -> None:
    found = compare(here(A), [*there(A), *there(A, "r2", "pre_login"), *there(A, "r3", "invented")], agreed(A))
    assert state_of(found) == "equal"
    assert ["pre_login" in found.notes[0], "invented" in found.notes[1]] == [True, True]


def test_lost_codes_are_asked_for_where_there_is_a_conflict_only() -> None:
    asked: list[str] = []

    def recall(base: Agreed) -> Agreed:
        asked.append(base.remote_id)
        return replace(base, state=replace(base.state, content="// one\n// two\n// three\n"), code_lost=False)

    first = replace(A, content="// one\n// two\n// three\n")
    ours, theirs = replace(first, content="// ONE\n// two\n// three\n"), replace(first, content="// one\n// two\n// THREE\n")
    local = [*here(A, "h0"), *here(ours), *here(first, "h2"), *here(replace(B, content="// x\n"), "h3")]
    remote = [*there(A, "r0"), *there(theirs), *there(theirs, "r2")]
    bases = [base for number, state in enumerate((A, first, first, B)) for base in agreed(state, f"h{number}", f"r{number}", lost=True)]
    found = compare(local, remote, bases, recall=recall)
    assert state_of(found) == "equal conflict changed-there conflict"
    assert found.hooks[1].merged == "// ONE\n// two\n// THREE\n"
    assert [hook.base and hook.base.code_lost for hook in found] == [True, False, True, False]
    assert set(asked) == {"r1", "r3"}
