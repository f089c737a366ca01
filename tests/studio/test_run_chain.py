"""Chains on real Node: order, what each hook gets, the first failure, stop, unsaved text, and hooks that hand back nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.errors import OutsideMissing, StudioError
from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.journey import Journey, Step
from hookstudio.model.origins import in_words
from hookstudio.model.outcome import ConsoleLine, Status
from hookstudio.runner.run import Runner
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_chain import ChainListener, ChainPlan, ChainRun, chain_context, chain_dialect, links_of
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from tests.studio.workspaces import CLASSIC, new_session

ADD_A = "function handle(data, callback) { console.log('a saw', Object.keys(data).length); data.a = 1; callback(null, data) }"
RAISE_A = "export async function handle(data) { data.a += 1; data.list = ['x']; return data }"
LIST = "function handle(data, callback) { data.list.unshift('first'); delete data.gone; callback(null, data) }"
FAILS = "function handle(data, callback) {\n  callback(new Error('not today'))\n}"
ENDLESS = "function handle() { console.log('begun'); for (;;) {} }"


def session_with(tmp_path: Path, **codes: str) -> Session:
    session = new_session(tmp_path)
    for name, code in codes.items():
        session.create_hook(name, "pre-login", code=code)
    return session


def run_chain(hooks: HookRunner, session: Session, context: Any, listener: ChainListener | None = None, **options: Any) -> Journey:
    plan = ChainPlan("pre-login", links_of(session, "pre-login"), context, **options)
    return ChainRun(hooks, session, plan, listener).run()


def test_each_hook_gets_what_the_one_before_handed_back(hooks: HookRunner, tmp_path: Path) -> None:
    session = session_with(tmp_path, one=ADD_A, two=RAISE_A, three=LIST)
    journey = run_chain(hooks, session, {"gone": True}, seed=7)
    assert (journey.status, journey.result) == (Status.OK, {"a": 2, "list": ["first", "x"]})
    assert [step.hook.slug for step in journey.steps] == ["one", "two", "three"]
    assert [step.outcome.dialect for step in journey.steps] == ["classic", "esm", "classic"]
    assert [step.outcome.seed for step in journey.steps] == [7, 7, 7]
    assert [[change.to_document() for change in step.changes] for step in journey.steps] == [
        [{"op": "add", "path": "/a", "value": 1}],
        [{"op": "replace", "path": "/a", "value": 2}, {"op": "add", "path": "/list", "value": ["x"]}],
        [{"op": "remove", "path": "/gone"}, {"op": "add", "path": "/list/0", "value": "first"}],
    ]
    assert journey.origin == {"/a": "two", "/list": "two", "/list/0": "three", "/gone": "three"}
    assert in_words(journey.history("/a")) == "set by one, changed by two"
    assert in_words(journey.history("/list/1")) == "set by two"
    assert journey.duration_ms == sum(step.outcome.duration_ms for step in journey.steps)
    document = journey.to_document()
    assert list(document) == ["status", "steps", "result", "origin"]
    assert next(iter(document["steps"][0])) == "hook"


def test_disabled_hooks_are_left_out_and_the_order_is_that_of_the_workspace(hooks: HookRunner, tmp_path: Path) -> None:
    session = session_with(tmp_path, one=ADD_A, off=FAILS, two=RAISE_A)
    session.set_enabled(session.workspace.find_by_key("pre-login/off").id, False)
    session.move(session.workspace.find_by_key("pre-login/two").id, 0)
    journey = run_chain(hooks, session, {"a": 5})
    assert journey.result == {"a": 1, "list": ["x"]}
    assert [step.hook.slug for step in journey.steps] == ["two", "one"]


def test_the_first_failure_ends_it(hooks: HookRunner, tmp_path: Path) -> None:
    journey = run_chain(hooks, session_with(tmp_path, one=ADD_A, two=FAILS, three=LIST), {})
    assert (journey.status, journey.result) == (Status.FAILED, None)
    assert [step.outcome.status for step in journey.steps] == [Status.OK, Status.FAILED]
    assert [hook.slug for hook in journey.planned] == ["one", "two", "three"]
    assert journey.failing is not None and journey.failing.hook.slug == "two"
    assert journey.failing.outcome.error is not None and journey.failing.outcome.error.message == "not today"
    assert journey.failing.changes == ()
    assert (journey.context, journey.origin) == ({"a": 1}, {"/a": "one"})


@pytest.mark.parametrize(("value", "kind"), [("null", "null"), ("[1]", "a list"), ("'text'", "text"), ("7", "a number")])
def test_a_hook_that_hands_on_no_object_is_named(hooks: HookRunner, tmp_path: Path, value: str, kind: str) -> None:
    code = f"function handle(data, callback) {{ callback(null, {value}) }}"
    journey = run_chain(hooks, session_with(tmp_path, giver=code, taker=ADD_A), {})
    assert [step.outcome.status for step in journey.steps] == [Status.FAILED]
    error = journey.steps[0].outcome.error
    assert error is not None and error.code == "no-result"
    assert error.message == f"“giver” handed back {kind}, so “taker”, which comes next, has no context to run on."


def test_the_last_hook_may_hand_back_null(hooks: HookRunner, tmp_path: Path) -> None:
    journey = run_chain(hooks, session_with(tmp_path, one=ADD_A, two="function handle(data, callback) { callback(null, null) }"), {})
    assert (journey.status, journey.result, journey.origin[""]) == (Status.OK, None, "two")


def test_a_chain_of_no_hooks_hands_back_the_context(hooks: HookRunner, tmp_path: Path) -> None:
    journey = run_chain(hooks, session_with(tmp_path), {"kept": 1})
    assert (journey.status, journey.steps, journey.result, journey.origin) == (Status.OK, (), {"kept": 1}, {})


def test_unsaved_text_is_what_runs_and_the_first_hook_decides_about_the_context(hooks: HookRunner, tmp_path: Path) -> None:
    session = session_with(tmp_path, one=FAILS, two=RAISE_A)
    texts = {"one": "export const handle = async (data) => ({ ...data, a: 40 })"}
    links = links_of(session, "pre_login", lambda hook: texts.get(hook.slug))
    assert [link.dialect for link in links] == [Dialect.ESM, Dialect.ESM]
    assert (chain_dialect(links), chain_dialect(())) == (Dialect.ESM, Dialect.CLASSIC)
    context = chain_context("pre-login", links, 3)
    assert "headers" in context["context"]["request"]
    journey = ChainRun(hooks, session, ChainPlan("pre-login", links, context, 3)).run()
    assert isinstance(journey.result, dict) and journey.result["a"] == 41
    with pytest.raises(StudioError, match="not a hook type"):
        links_of(session, "later")


def test_another_order_of_the_same_hooks_texts_and_context(hooks: HookRunner, tmp_path: Path) -> None:
    session = session_with(tmp_path, one=ADD_A, two=RAISE_A)
    plan = ChainPlan("pre-login", links_of(session, "pre-login"), {"a": 5}, 1)
    other = plan.in_order([hook.id for hook in reversed(plan.hooks)])
    assert [hook.slug for hook in other.hooks] == ["two", "one"]
    results = [ChainRun(hooks, session, each).run().result for each in (plan, other)]
    assert results == [{"a": 2, "list": ["x"]}, {"a": 1, "list": ["x"]}]


def test_what_happens_is_told_while_it_happens(hooks: HookRunner, tmp_path: Path) -> None:
    told: list[str] = []
    chatty = "function handle(data, callback) { console.log('hello'); setTimeout(() => callback(null, data), 20) }"

    def console(number: int, lines: Sequence[ConsoleLine]) -> None:
        told.extend(f"{number}: {line.text}" for line in lines)

    def ended(number: int, step: Step) -> None:
        told.append(f"{number} ended {step.outcome.status.value}")

    def started(number: int, hook: Hook) -> None:
        told.append(f"{number} started {hook.slug}")

    run_chain(hooks, session_with(tmp_path, one=chatty, two=chatty), {}, ChainListener(started, console, ended))
    assert told == ["0 started one", "0: hello", "0 ended ok", "1 started two", "1: hello", "1 ended ok"]


def in_thread(run: ChainRun) -> Callable[[], Journey]:
    found: list[Journey] = []
    thread = threading.Thread(target=lambda: found.append(run.run()))
    thread.start()

    def wait() -> Journey:
        thread.join(20)
        return found[0]

    return wait


def test_stop_ends_the_hook_and_the_chain_at_once(hooks: HookRunner, tmp_path: Path) -> None:
    session, begun = session_with(tmp_path, one=ADD_A, two=ENDLESS, three=LIST), threading.Event()
    plan = ChainPlan("pre-login", links_of(session, "pre-login"), {}, timeout_s=60)
    run = ChainRun(hooks, session, plan, ChainListener(console=lambda number, _lines: begun.set() if number == 1 else None))
    wait = in_thread(run)
    assert begun.wait(20)
    run.stop()
    journey = wait()
    assert journey.status is Status.STOPPED
    assert [step.outcome.status for step in journey.steps] == [Status.OK, Status.STOPPED]
    assert journey.result is None


def test_stop_between_two_hooks_starts_no_other(hooks: HookRunner, tmp_path: Path) -> None:
    session = session_with(tmp_path, one=ADD_A, two=LIST)
    plan = ChainPlan("pre-login", links_of(session, "pre-login"), {})
    run = ChainRun(hooks, session, plan, ChainListener(ended=lambda _number, _step: run.stop()))
    journey = run.run()
    assert (journey.status, len(journey.steps), journey.result) == (Status.STOPPED, 1, None)


def test_each_hook_has_its_own_time(hooks: HookRunner, tmp_path: Path) -> None:
    slow = "function handle(data, callback) { setTimeout(() => callback(null, data), 700) }"
    journey = run_chain(hooks, session_with(tmp_path, one=slow, two=slow), {}, timeout_s=1.2)
    assert journey.ok and journey.duration_ms > 1300
    journey = run_chain(hooks, session_with(tmp_path / "other", one=ADD_A, two=ENDLESS), {}, timeout_s=0.3)
    assert journey.status is Status.TIMEOUT


def test_a_node_that_is_not_here_is_told_before_anything_runs(hooks: HookRunner, tmp_path: Path) -> None:
    session = session_with(tmp_path, one=ADD_A, two=LIST)
    session.set_node(session.workspace.find_by_key("pre-login/two").id, 3)
    told: list[int] = []
    with pytest.raises(OutsideMissing, match="Node 3"):
        run_chain(hooks, session, {}, ChainListener(started=lambda number, _hook: told.append(number)))
    assert told == []


def test_a_context_that_is_no_object_is_refused_by_the_first_hook(hooks: HookRunner, tmp_path: Path) -> None:
    journey = run_chain(hooks, session_with(tmp_path, one=ADD_A), [1])
    assert journey.status is Status.INVALID
    assert journey.steps[0].outcome.error is not None and "JSON object" in journey.steps[0].outcome.error.message


def _until_waiting(runner: Runner, count: int) -> None:
    deadline = time.monotonic() + 20
    while runner.waiting != count:
        assert time.monotonic() < deadline, runner.waiting
        time.sleep(0.005)


def test_workers_wait_for_the_next_hooks_of_a_chain_that_need_no_other_kind(tmp_path: Path) -> None:
    session = new_session(tmp_path, "first", "second", "third", "fourth")
    first, second, *_ = session.workspace.of_type("pre-login")
    with Runner() as runner:
        hooks = HookRunner(runner, NodeRuntimes(session.folders))
        hooks.prepare_hook(session, first, CLASSIC)
        _until_waiting(runner, 4)
        session.set_enabled(second.id, False)
        for other in session.workspace.of_type("pre-login")[2:]:
            session.set_node(other.id, 99)
        hooks.prepare_hook(session, first, CLASSIC)
        _until_waiting(runner, 1)
