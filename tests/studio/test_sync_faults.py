"""Pushes that are broken anywhere, by the network, the tenant or the end of the program: the next status explains what is, and resuming
ends where an unbroken push would have."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.errors import StudioError
from tests.e2e.tenant.faults import Manner
from tests.studio.syncing import CODE, Desk, desk_at

ROOT = Path(__file__).parents[2]
METHODS = ("POST", "PATCH", "DELETE", "GET")
WAYS: tuple[tuple[Manner, dict[str, Any]], ...] = (
    ("drop", {}),
    ("drop-after", {}),
    ("cut", {}),
    ("status", {"status": 500}),
    ("status", {"status": 503}),
    ("status", {"status": 429, "error": "too_many_requests"}),
    ("status", {"status": 429, "error": "too_many_requests", "headers": {"Retry-After": "1"}}),
    ("status", {"status": 401, "error": "unauthorized_user"}),
    ("status", {"status": 403, "error": "missing_scope"}),
    ("html", {}),
    ("body", {"body": "null"}),
)


def prepare(desk: Desk) -> None:
    """A push with everything in it: two hooks to be made, three to be changed, one to be moved, two to be deleted."""
    for name in "abcdefg":
        desk.new(name)
    desk.push()
    for name in "abc":
        desk.write(name, CODE + f"// {name}\n")
    desk.session.rename(desk.id("a"), "a2")
    desk.session.move(desk.id("g"), 0)
    for name in "de":
        desk.session.delete(desk.id(name))
    desk.new("h")
    desk.new("i", kind="sms")


def wanted(desk: Desk) -> set[tuple[Any, ...]]:
    """What the tenant has, but for ids and times."""
    return {tuple(hook[name] for name in ("type", "name", "content", "description", "enabled", "order")) for hook in desk.tenant.hooks}


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[Any, ...]]:
    """What the tenant has after the same push where nothing goes wrong."""
    with desk_at(tmp_path_factory.mktemp("unbroken") / "w") as desk:
        prepare(desk)
        desk.push()
        return wanted(desk)


def explained(desk: Desk, before: set[str]) -> None:
    """A status says of each hook either that it is equal or what is still to be done of what was; nothing is in conflict."""
    states = desk.states()
    assert set(states) <= before, states
    assert set(states.values()) <= {"new-here", "changed-here", "deleted-here"}, states


def resume(desk: Desk) -> None:
    count = sum(1 for request in desk.sync.unfinished() if request.method == "DELETE")
    result = desk.sync.resume(confirm_delete=count)
    assert not result.stopped, result.stopped


def check_end(desk: Desk, unbroken: set[tuple[Any, ...]]) -> None:
    assert wanted(desk) == unbroken
    assert len(desk.tenant.hooks) == len(unbroken)
    assert desk.states() == {} and not desk.push_plan() and desk.sync.folder.journal() is None


def broken_by_faults(folder: Path, seed: int, unbroken: set[tuple[Any, ...]]) -> None:
    dice = random.Random(seed)
    with desk_at(folder / "w") as desk:
        prepare(desk)
        before = set(desk.states())
        plan = desk.push_plan()
        for _ in range(dice.randint(1, 3)):
            manner, more = dice.choice(WAYS)
            times = dice.choice((1, 2, None))
            desk.tenant.fault(manner, "*/hooks/*", method=dice.choice(METHODS), skip=dice.randint(0, 6), times=times, **more)
        try:
            desk.sync.push(plan, confirm_delete=plan.deletions)
        except StudioError as error:
            assert error.message
        desk.tenant.faults.clear()
        explained(desk, before)
        resume(desk) if desk.sync.folder.journal() is not None else desk.push()
        check_end(desk, unbroken)


@pytest.mark.parametrize("seed", range(20))
def test_a_push_that_the_network_or_the_tenant_broke(tmp_path: Path, seed: int, unbroken: set[tuple[Any, ...]]) -> None:
    broken_by_faults(tmp_path, seed, unbroken)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(20, 440))
def test_a_push_that_was_broken_many_times(tmp_path: Path, seed: int, unbroken: set[tuple[Any, ...]]) -> None:
    broken_by_faults(tmp_path, seed, unbroken)


def broken_by_a_kill(folder: Path, seed: int, unbroken: set[tuple[Any, ...]]) -> None:
    """The program is killed while the tenant holds one of its requests, carried out or not."""
    dice = random.Random(seed)
    with desk_at(folder / "w") as desk:
        prepare(desk)
        before = set(desk.states())
        manner: Manner = dice.choice(("silent", "silent-after"))
        desk.tenant.fault(manner, "*/hooks/*", method=dice.choice(("POST", "PATCH", "DELETE")), skip=dice.randint(0, 1))
        words = (str(desk.session.root), desk.tenant.url, desk.tenant.client_id, desk.tenant.client_secret)
        killed_while(lambda action: [sys.executable, "-m", "tests.studio.push_program", *words, action], desk.tenant.held)
        desk.tenant.faults.clear()
        explained(desk, before)
        if dice.random() < 0.5:
            done = subprocess.run([sys.executable, "-m", "tests.studio.push_program", *words, "resume"], cwd=ROOT, timeout=60, check=False)
            assert done.returncode == 0
        else:
            resume(desk)
        check_end(desk, unbroken)


def killed_while(command: Callable[[str], list[str]], held: threading.Event) -> None:
    process = subprocess.Popen(command("push"), cwd=ROOT, stderr=subprocess.PIPE)
    try:
        assert held.wait(60), process.communicate(timeout=10)
    finally:
        process.kill()
        process.communicate(timeout=60)


@pytest.mark.parametrize("seed", range(5))
def test_a_push_whose_program_was_killed(tmp_path: Path, seed: int, unbroken: set[tuple[Any, ...]]) -> None:
    broken_by_a_kill(tmp_path, seed, unbroken)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(5, 60))
def test_a_push_whose_program_was_killed_many_times(tmp_path: Path, seed: int, unbroken: set[tuple[Any, ...]]) -> None:
    broken_by_a_kill(tmp_path, seed, unbroken)


def test_a_new_push_after_a_broken_one_makes_no_duplicates(tmp_path: Path, unbroken: set[tuple[Any, ...]]) -> None:
    with desk_at(tmp_path / "w") as desk:
        prepare(desk)
        plan = desk.push_plan()
        desk.tenant.fault("drop-after", "*/hooks/*", method="POST", skip=1)
        desk.tenant.fault("drop", "*/hooks/?*", method="GET", times=None)
        with pytest.raises(StudioError):
            desk.sync.push(plan, confirm_delete=2)
        desk.tenant.faults.clear()
        desk.push()
        check_end(desk, unbroken)


def test_what_was_changed_here_after_a_broken_push_is_no_conflict(tmp_path: Path) -> None:
    with desk_at(tmp_path / "w") as desk:
        prepare(desk)
        plan = desk.push_plan()
        desk.tenant.fault("status", "*/hooks/*", method="DELETE", times=None, status=403, error="missing_scope")
        with pytest.raises(StudioError, match="broken off"):
            desk.sync.push(plan, confirm_delete=2)
        desk.tenant.faults.clear()
        desk.write("a2", CODE + "// newer\n")
        assert desk.states()["pre-login/a"] == "changed-here"
        resume(desk)
        assert desk.states() == {"pre-login/a": "changed-here"}
        desk.push()
        assert desk.there("a2")["content"].endswith("// newer\n") and desk.states() == {}


def test_a_resumed_push_leaves_what_was_changed_there_meanwhile(tmp_path: Path) -> None:
    with desk_at(tmp_path / "w") as desk:
        prepare(desk)
        plan = desk.push_plan()
        desk.tenant.fault("status", "*/hooks/*", method="PATCH", times=None, status=403, error="missing_scope")
        with pytest.raises(StudioError):
            desk.sync.push(plan, confirm_delete=2)
        desk.tenant.faults.clear()
        desk.change_there("a", content="// theirs\n")
        desk.change_there("d", enabled=False)
        result = desk.sync.resume(confirm_delete=2)
        assert {stop.key for stop in result.stopped} == {"pre-login/a", "pre-login/d"}
        assert desk.there("a")["content"] == "// theirs\n" and desk.there("d")["enabled"] is False
        assert set(desk.states().values()) == {"conflict"}


def test_two_pushes_at_once_do_not_mix(tmp_path: Path) -> None:
    with desk_at(tmp_path / "w") as desk:
        prepare(desk)
        plan = desk.push_plan()
        with desk.sync.folder.alone(), pytest.raises(StudioError, match="under way"):
            desk.sync.push(plan)
        assert desk.sync.push(plan, confirm_delete=2).applied == len(plan.requests)


def test_a_hook_that_was_made_before_anybody_heard_of_it_is_not_made_again(tmp_path: Path) -> None:
    with desk_at(tmp_path / "w") as desk:
        desk.new("a")
        plan = desk.push_plan()
        desk.tenant.fault("drop-after", "*/hooks/*", method="POST")
        desk.tenant.fault("status", "*limit*", method="GET", skip=1, times=None, status=500)
        with pytest.raises(StudioError, match="broken off"):
            desk.sync.push(plan)
        assert len(desk.tenant.hooks) == 1 and len(desk.tenant.writes) == 1
        desk.tenant.faults.clear()
        result = desk.sync.resume()
        assert (result.applied, result.stopped, len(desk.tenant.writes)) == (1, (), 1)
        assert desk.states() == {} and desk.sync.folder.journal() is None


def test_a_tenant_that_says_yes_and_does_nothing_is_not_believed(tmp_path: Path) -> None:
    with desk_at(tmp_path / "w") as desk:
        desk.new("a")
        desk.push()
        desk.write("a", CODE + "// more\n")
        plan = desk.push_plan()
        desk.tenant.fault("status", "*/hooks/*", method="PATCH", times=None, status=200, body=json.dumps(desk.there("a")))
        result = desk.sync.push(plan)
        assert result.applied == 0 and "did not take it" in result.stopped[0].reason
        desk.tenant.faults.clear()
        assert desk.states() == {"pre-login/a": "changed-here"}
        assert desk.push().applied == 1 and desk.states() == {}


def test_what_was_created_meanwhile_is_not_created_again(tmp_path: Path) -> None:
    """Its answer got lost, and a pull agreed on it; or somebody else created it from the same files, and they are taken over."""
    for lost in (True, False):
        with desk_at(tmp_path / f"w{lost}") as desk:
            ids = [desk.new(name) for name in "ab"]
            if lost:
                desk.tenant.fault("drop-after", "*/hooks/", method="POST", times=1)
                desk.tenant.fault("drop", "*/hooks*", method="GET", skip=2, times=None)
            else:
                desk.tenant.fault("drop", "*/hooks/", method="POST", times=None)
            with pytest.raises(StudioError):
                desk.push()
            desk.tenant.faults.clear()
            if not lost:
                desk.make_there("a", order=desk.sync.unfinished()[0].body.get("order", 0))
            assert desk.names_there() == ["a"]
            assert desk.pull().applied == 0
            assert [request.hook_id for request in desk.sync.unfinished()] == ids[1:]
            assert desk.sync.plan_resume().requests == desk.sync.unfinished()
            assert desk.sync.resume().applied == 1
            assert desk.names_there() == ["a", "b"] and desk.states() == {} and desk.sync.folder.journal() is None


def test_what_is_left_of_a_push_is_shown_as_it_is_done_whatever_its_notes_say(tmp_path: Path) -> None:
    with desk_at(tmp_path / "w") as desk:
        for name in "az":
            desk.new(name)
        desk.push()
        desk.session.describe(desk.id("a"), "words")
        desk.tenant.fault("drop", "*/hooks/*", method="PATCH", times=None)
        with pytest.raises(StudioError):
            desk.push()
        desk.tenant.faults.clear()
        path = tmp_path / "w" / ".hookstudio" / "sync" / "acme" / "journal.jsonl"
        first, rest = path.read_text().split("\n", 1)
        document = json.loads(first)
        [request], there = document["plan"]["requests"], desk.there("z")
        was = {**request["expected"], "name": "z", "order": there["order"]}
        evil = {**request, "remote_id": there["id"], "expected": was, "wanted": {**was, "content": "// evil\n"}}
        path.write_text(f"{json.dumps({**document, 'plan': {**document['plan'], 'requests': [evil]}})}\n{rest}")
        assert not desk.sync.unfinished() and "else than it does" in desk.sync.folder.damage()
        whole = {**evil, "path": f"/hooks/{there['id']}", "body": {"content": "// evil\n"}}
        path.write_text(f"{json.dumps({**document, 'plan': {**document['plan'], 'requests': [whole]}})}\n{rest}")
        [shown] = desk.sync.unfinished()
        assert (shown.path, shown.why) == (f"/hooks/{there['id']}", "change code of pre-login/a (“z”)")
        path.write_text(f"{json.dumps({**document, 'plan': {**document['plan'], 'requests': [evil]}})}\n{rest}")
        assert desk.sync.resume().applied == 0 and desk.there("z")["content"] == CODE
