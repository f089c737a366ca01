"""Random edits on both sides: nothing that anybody wrote is lost unless a conflict was shown, and a second sync does nothing."""

from __future__ import annotations

import itertools
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from hookstudio.model.sync import Choices
from hookstudio.model.tenant import HookState
from hookstudio.model.tenant_address import which_tenant
from hookstudio.storage.tenant_files import TenantFiles
from hookstudio.studio.sync_pulled import plan_back, take_back
from tests.studio.syncing import ALL_LOCAL, ALL_REMOTE, Desk, desk_at

KINDS = ("pre-login", "post-login")
_numbers = itertools.count()

Edit = tuple[str, str, int, int]
ACTS = ("new", "code", "append", "name", "description", "enabled", "move", "delete")
EDITS = st.lists(
    st.tuples(st.sampled_from(("here", "there")), st.sampled_from(ACTS), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8
)
ROUNDS = st.lists(st.tuples(EDITS, st.sampled_from(("pull", "push", "both", "nothing"))), min_size=1, max_size=3)


def hooks_here(desk: Desk) -> list[Any]:
    return list(desk.session.workspace)


def edit_here(desk: Desk, act: str, which: int, value: int) -> str:
    mark = f"H{next(_numbers)}"
    rows = hooks_here(desk)
    if act == "new" or not rows:
        desk.session.create_hook(f"new {mark}", KINDS[value % 2], code=f"// {mark}\nfunction handle() {{}}\n")
        return f"// {mark}"
    hook = rows[which % len(rows)]
    match act:
        case "code":
            desk.session.save_code(hook.id, f"// {mark}\nfunction handle() {{}}\n// end\n", None)
            return f"// {mark}"
        case "append":
            desk.session.save_code(hook.id, desk.session.read_code(hook.id).text + f"// {mark}\n", None)
            return f"// {mark}"
        case "name":
            desk.session.rename(hook.id, f"name {mark}")
            return f"name {mark}"
        case "description":
            desk.session.describe(hook.id, f"about {mark}")
            return f"about {mark}"
        case "enabled":
            desk.session.set_enabled(hook.id, not hook.enabled)
        case "move":
            desk.session.move(hook.id, value % len(desk.session.workspace.of_type(hook.type)))
        case "delete":
            desk.session.delete(hook.id)
    return ""


def edit_there(desk: Desk, act: str, which: int, value: int) -> str:
    mark = f"T{next(_numbers)}"
    records, rows = desk.tenant.records, desk.tenant.hooks
    if act == "new" or not rows:
        desk.make_there(f"new {mark}", f"// {mark}\nfunction handle() {{}}\n", KINDS[value % 2], order=value)
        return f"// {mark}"
    hook = rows[which % len(rows)]
    match act:
        case "code":
            records.change(hook["id"], {"content": f"// {mark}\nfunction handle() {{}}\n// end\n"})
            return f"// {mark}"
        case "append":
            records.change(hook["id"], {"content": f"// {mark}\n" + hook["content"]})
            return f"// {mark}"
        case "name":
            records.change(hook["id"], {"name": f"name {mark}"})
            return f"name {mark}"
        case "description":
            records.change(hook["id"], {"description": f"about {mark}"})
            return f"about {mark}"
        case "enabled":
            records.change(hook["id"], {"enabled": not hook["enabled"]})
        case "move":
            records.change(hook["id"], {"order": value * 7})
        case "delete":
            records.delete(hook["id"])
    return ""


def texts_here(desk: Desk) -> str:
    return "\n".join(f"{hook.name}\n{hook.description}\n{desk.session.read_code(hook.id).text}" for hook in desk.session.workspace)


def texts_there(desk: Desk) -> str:
    return "\n".join(f"{hook['name']}\n{hook['description']}\n{hook['content']}" for hook in desk.tenant.hooks)


def do(desk: Desk, command: str, choices: Choices | None = None) -> int:
    done = 0
    if command in ("pull", "both"):
        done += desk.pull(choices).applied
    if command in ("push", "both"):
        result = desk.push(choices)
        assert not result.stopped
        done += result.applied
    return done


def marks(text: str) -> set[str]:
    return {word for line in text.splitlines() for word in line.replace("//", " ").split() if word[1:].isdigit() and word[0] in "HT"}


def contested(desk: Desk) -> list[tuple[HookState | None, HookState | None]]:
    """What both sides have of the hooks that are in conflict, but for their order."""
    found = []
    for hook in desk.sync.status().comparison:
        if hook.fields_conflict:
            here, there = (state and replace(state, order=None) for state in (hook.here, hook.there))
            found.append((here, there))
    return found


def check_nothing_lost(desk: Desk, command: str, shared: set[str]) -> None:
    """Whatever was never on both sides is still on one of them after a command; of a conflict nothing is touched."""
    new = (marks(texts_here(desk)) | marks(texts_there(desk))) - shared
    before = contested(desk)
    do(desk, command)
    assert new <= marks(texts_here(desk)) | marks(texts_there(desk))
    shared |= marks(texts_here(desk)) & marks(texts_there(desk))
    now = [
        (hook.here and replace(hook.here, order=None), hook.there and replace(hook.there, order=None))
        for hook in desk.sync.status().comparison
    ]
    assert all(pair in now for pair in before)


def sides_agree(desk: Desk) -> None:
    assert desk.states() == {}
    here = {
        (kind, hook.name): (hook.description, hook.enabled, desk.session.read_code(hook.id).text)
        for kind in KINDS
        for hook in desk.session.workspace.of_type(kind)
    }
    there = {(hook["type"], hook["name"]): (hook["description"] or "", hook["enabled"], hook["content"]) for hook in desk.tenant.hooks}
    assert here == there
    for kind in KINDS:
        rows = sorted((h for h in desk.tenant.hooks if h["type"] == kind), key=lambda h: (h["order"], h["created_at"], h["id"]))
        assert [hook.name for hook in desk.session.workspace.of_type(kind)] == [hook["name"] for hook in rows]


def only_conflicts_are_left(desk: Desk) -> None:
    """But for an order that can't be sent as long as a hook in conflict would have to get another number."""
    comparison = desk.sync.status().comparison
    contested_types = {hook.type for hook in comparison if hook.fields_conflict}
    for hook in comparison:
        held = hook.fields_here == ("order",) and not hook.fields_there and hook.type in contested_types
        assert hook.state.value in ("equal", "conflict") or held, (hook.key, hook.state, hook.fields_here, hook.fields_there)


def story(rounds: list[tuple[list[Edit], str]], preferred: Choices) -> None:
    with tempfile.TemporaryDirectory() as folder, desk_at(Path(folder) / "w") as desk:
        for name in ("a", "b", "c"):
            desk.new(name, f"// {name}\nfunction handle() {{}}\n// end\n")
        desk.push()
        shared: set[str] = set()
        for edits, command in rounds:
            for side, act, which, value in edits:
                (edit_here if side == "here" else edit_there)(desk, act, which, value)
            if command != "nothing":
                check_nothing_lost(desk, command, shared)
        for _ in range(2):
            check_nothing_lost(desk, "both", shared)
        only_conflicts_are_left(desk)
        assert do(desk, "both") == 0
        do(desk, "both", preferred)
        do(desk, "both", preferred)
        sides_agree(desk)
        writes, files = len(desk.tenant.writes), {path: path.read_bytes() for path in desk.session.root.rglob("*") if path.is_file()}
        assert do(desk, "both") == 0 and len(desk.tenant.writes) == writes
        assert files == {path: path.read_bytes() for path in desk.session.root.rglob("*") if path.is_file()}


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(ROUNDS, st.sampled_from((ALL_LOCAL, ALL_REMOTE)))
def test_nothing_is_lost_and_a_second_sync_does_nothing(rounds: list[tuple[list[Edit], str]], preferred: Choices) -> None:
    story(rounds, preferred)


def shared_files(desk: Desk) -> dict[str, bytes]:
    root = desk.session.root
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file() and ".hookstudio" not in path.parts
    }


def on_the_tenant(desk: Desk) -> list[tuple[Any, ...]]:
    """What the tenant has, but for ids and times."""
    names = ("type", "name", "content", "description", "enabled")
    return sorted((*(str(hook[name]) for name in names), hook["order"] or 0) for hook in desk.tenant.hooks)


def edit(desk: Desk, edits: list[Edit], *, only: str = "") -> set[str]:
    """The edits, or those of one side; what was written there."""
    return {
        (edit_here if side == "here" else edit_there)(desk, act, which, value) for side, act, which, value in edits if only in ("", side)
    }


@settings(max_examples=15, deadline=None, suppress_health_check=QUIET)
@given(EDITS, st.sampled_from(({}, ALL_LOCAL, ALL_REMOTE)))
def test_a_pull_that_is_taken_back_was_never_made(edits: list[Edit], choices: Choices) -> None:
    with tempfile.TemporaryDirectory() as folder, desk_at(Path(folder) / "w") as desk:
        for name in ("a", "b", "c"):
            desk.new(name, f"// {name}\nfunction handle() {{}}\n// end\n")
        desk.push()
        edit(desk, edits)
        before, states, plan = shared_files(desk), desk.states(), desk.pull_plan(choices)
        desk.sync.pull(plan)
        if not plan.changes:
            return
        going = plan_back(desk.session, desk.sync.folder, which_tenant(desk.client.settings))
        assert not going.left
        take_back(desk.session, going, TenantFiles(desk.session.edits.folder.local), "acme", desk.sync.folder)
        now = shared_files(desk)
        assert {name: data for name, data in now.items() if name.startswith("hooks/")} == {
            name: data for name, data in before.items() if name.startswith("hooks/")
        }
        assert desk.states() == states


@settings(max_examples=20, deadline=None, suppress_health_check=QUIET)
@given(EDITS, EDITS)
def test_a_push_that_is_taken_back_leaves_what_others_wrote_since(pushed: list[Edit], later: list[Edit]) -> None:
    with tempfile.TemporaryDirectory() as folder, desk_at(Path(folder) / "w") as desk:
        for name in ("a", "b", "c"):
            desk.new(name, f"// {name}\nfunction handle() {{}}\n// end\n")
        desk.push()
        edit(desk, pushed)
        before = on_the_tenant(desk)
        if not desk.push().applied:
            return
        plan = desk.sync.plan_restore()
        assert not plan.left
        written = [mark for mark in edit(desk, later, only="there") if mark]
        marked = {mark for mark in written if mark in texts_there(desk)}
        plan = desk.sync.plan_restore()
        result = desk.sync.push(plan, confirm_delete=plan.deletions or None)
        assert not result.stopped and all(mark in texts_there(desk) for mark in marked)
        if not any(side == "there" for side, *_ in later):
            assert on_the_tenant(desk) == before and not plan.left


@pytest.mark.full
@pytest.mark.parametrize("part", range(10))
def test_nothing_is_lost_in_many_more_stories(part: int) -> None:
    @seed(part)
    @settings(max_examples=150, deadline=None, suppress_health_check=QUIET, database=None)
    @given(ROUNDS, st.sampled_from((ALL_LOCAL, ALL_REMOTE)))
    def stories(rounds: list[tuple[list[Edit], str]], preferred: Choices) -> None:
        story(rounds, preferred)

    stories()
