"""Two versions of a hook's code, compared by running both with real Nodes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hookstudio.model.errors import OutsideMissing
from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.outcome import Status
from hookstudio.model.progress import Cancelled
from hookstudio.runner.runtimes import find_runtimes
from hookstudio.studio.agreement import Agreement, Case, Comparing, Situation, Version, situations
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from tests.patience import Patience
from tests.studio.module_hooks import hook_with

ADDS = "function handle(data, callback) { data.added = { a: 1 }; callback(null, data) }\n"
ADDS_ESM = "export async function handle(data) { return { ...data, added: { a: 1 } } }\n"


def versions(session: Session, here: str, there: str) -> tuple[Version, Version]:
    hook = hook_with(session, "roles", here)
    return Version(hook, here), Version(as_esm(hook) if "export" in there else hook, there)


def as_esm(hook: Hook) -> Hook:
    return replace(hook, dialect=Dialect.ESM)


def compare(hooks: HookRunner, session: Session, here: str, there: str, contexts: int = 2, timeout_s: float = 10) -> Agreement:
    one, other = versions(session, here, there)
    found, notes = situations(session, one, other, 1, contexts)
    return Comparing(hooks, session, one, other, timeout_s=timeout_s).run(found, Patience(), notes)


def test_saved_and_generated_contexts_are_all_run_and_agree(hooks: HookRunner, session: Session) -> None:
    one, other = versions(session, ADDS, ADDS_ESM)
    session.contexts.save(one.hook, "no user", {"context": {}})
    broken = session.contexts.save(one.hook, "torn", {})
    broken.path.write_text("{", encoding="utf-8")
    found, notes = situations(session, one, other, 7, 4)
    assert [situation.name for situation in found] == ["no user", "Seed 7, classic", "Seed 8, esm", "Seed 9, classic", "Seed 10, esm"]
    assert "clientID" not in str(found[2].context) and notes and "torn" in notes[0]

    told, progress = list[Case](), Patience()
    agreement = Comparing(hooks, session, one, other, on_case=told.append).run(found, progress, notes)
    assert agreement.agrees and agreement.headline == "Both versions agree on all 5 contexts."
    assert tuple(told) == agreement.cases and [case.seed for case in told] == [None, 7, 8, 9, 10]
    assert {(case.here.dialect, case.there.dialect) for case in told} == {("classic", "esm")}
    assert agreement.notes == (notes[0], "Both versions ran without the network.")
    assert progress.notes == [situation.name for situation in found]


def test_a_difference_is_told_with_what_changes(hooks: HookRunner, session: Session) -> None:
    agreement = compare(hooks, session, ADDS, ADDS_ESM.replace("a: 1", "a: 2, b: 3"))
    assert agreement.headline == "The two versions differ on 2 of 2 contexts."
    case = agreement.cases[0]
    assert case.difference == "The results differ in 2 places." and case.varies == ()
    assert [(change.op.value, change.path, change.before, change.value) for change in case.changes] == [
        ("replace", "/added/a", 1, 2),
        ("add", "/added/b", None, 3),
    ]


@pytest.mark.parametrize(
    ("here", "there", "difference"),
    [
        ("throw new TypeError('one')", "throw new TypeError('one')", ""),
        (
            "throw new TypeError('one')",
            "throw new TypeError('two')",
            "Here it fails with “TypeError: one”; there it fails with “TypeError: two”.",
        ),
        ("throw new TypeError('one')", "throw new RangeError('one')", "“RangeError: one”."),
        ("return {}", "throw new Error('one')", "Here it succeeds; there it fails with “Error: one”."),
        ("return {}", "for (;;) {}", "Here it succeeds; there it runs out of time."),
        ("return {}", "const const", "there it can’t run with “SyntaxError"),
        ("return { n: 1 }", "return { n: 1.0, u: undefined }", ""),
        ("return { a: 1, b: 2 }", "return { b: 2, a: 1 }", ""),
    ],
)
def test_endings_and_errors_count(hooks: HookRunner, session: Session, here: str, there: str, difference: str) -> None:
    agreement = compare(hooks, session, f"function handle(data) {{ {here} }}", f"function handle(data) {{ {there} }}", 1, 1.0)
    assert difference in agreement.cases[0].difference
    assert agreement.agrees is not bool(difference)


def test_both_failing_alike_agree_and_it_is_said(hooks: HookRunner, session: Session) -> None:
    agreement = compare(hooks, session, "function handle() { throw Error('x') }", "export function handle() { throw Error('x') }")
    assert agreement.headline == "Both versions fail alike on all 2 contexts, which says little." and agreement.all_fail

    some = "{ if (data.context.clientID) throw Error('x'); return data }"
    one, other = versions(session, f"function handle(data) {some}", f"export function handle(data) {some}")
    contexts = [Situation("a", {"context": {"clientID": 1}}), Situation("b", {"context": {}})]
    agreement = Comparing(hooks, session, one, other).run(contexts, Patience())
    assert agreement.headline == "Both versions agree on all 2 contexts; on 1 of them both fail alike."


def test_what_varies_by_itself_is_not_counted_and_is_said(hooks: HookRunner, session: Session) -> None:
    body = "data.made = { at: Math.random(), list: Array(Math.floor(Math.random() * 1e3)).fill(0) }; data.kept = {value}; return data"
    same = f"function handle(data) {{ {body} }}".replace("{value}", "1")
    case = compare(hooks, session, same, "export " + same, 1).cases[0]
    assert not case.differs and set(case.varies) == {"/made/at", "/made/list"}

    case = compare(hooks, session, same, "export " + same.replace("kept = 1", "kept = 2"), 1).cases[0]
    assert case.differs and [change.path for change in case.changes] == ["/kept"] and "/made/at" in case.varies

    failing = "function handle() { throw new Error('no. ' + Math.random()) }"
    case = compare(hooks, session, failing, "export " + failing, 1).cases[0]
    assert not case.differs and case.varies == ("(what the error says)",)
    case = compare(hooks, session, failing, "export " + failing.replace("Error", "TypeError"), 1).cases[0]
    assert case.differs


@pytest.mark.parametrize(
    ("there", "difference"),
    [("null.x", "TypeError"), ("throw Error('other')", "other"), ("data.n = 2; return data", "The results differ in 1 place.")],
)
def test_a_version_that_fails_now_and_then_does_not_agree_with_everything(
    hooks: HookRunner, session: Session, there: str, difference: str
) -> None:
    coin = "function handle(data) { if (Math.random() < 0.5) throw Error('busy'); data.n = 1; return data }"
    agreement = compare(hooks, session, coin, f"export function handle(data) {{ {there} }}", 5)
    assert len(agreement.differing) == 5
    assert all(difference in case.difference for case in agreement.cases if difference[:3] != "The" or case.here.ok)


def test_a_version_that_fails_now_and_then_agrees_with_what_it_does_at_other_times(hooks: HookRunner, session: Session) -> None:
    coin = "function handle(data) { if (Math.random() < 0.5) throw Error('busy'); return { n: 1 } }"
    agreement = compare(hooks, session, coin, "function handle() { return { n: 1 } }", 5)
    assert all(not case.varies for case in agreement.differing)  # it failed each time
    assert {case.varies for case in agreement.cases} <= {(), ("(how it ends)",)}


def test_a_whole_that_varies_covers_only_what_never_comes_again(hooks: HookRunner, session: Session) -> None:
    random = "function handle() { return Math.random() }"
    assert compare(hooks, session, random, random, 1).agrees
    coin = "function handle(data) { return Math.random() < 0.5 ? [1] : { n: 1 } }"
    agreement = compare(hooks, session, coin, "function handle() { return { n: 2 } }", 3)
    assert len(agreement.differing) == 3
    assert not [case for case in compare(hooks, session, coin, coin, 3).differing if case.varies]


def test_only_the_second_version_varying_is_a_difference(hooks: HookRunner, session: Session) -> None:
    agreement = compare(hooks, session, "function handle() { return { n: 1 } }", "function handle() { return { n: Math.random() } }", 1)
    assert [change.path for change in agreement.cases[0].changes] == ["/n"]


def test_missing_modules_are_named_by_side(hooks: HookRunner, session: Session) -> None:
    there = "import one from 'npm:one@2.0.0'\nexport function handle(data) { return data }\n"
    agreement = compare(hooks, session, "function handle(data) { return data }\n", there, 1)
    assert agreement.missing_here == () and agreement.missing_there == ("one@2.0.0",)
    assert agreement.cases[0].there.status is Status.FAILED


@pytest.mark.parametrize("major", sorted({runtime.major for runtime in find_runtimes()}))
def test_each_side_runs_on_its_own_node(hooks: HookRunner, session: Session, major: int) -> None:
    hook = hook_with(session, "roles", ADDS)
    one, other = Version(replace(hook, node=major), ADDS), Version(as_esm(hook), ADDS_ESM, node="24")
    agreement = Comparing(hooks, session, one, other).run(situations(session, one, other, 1, 3)[0], Patience())
    assert agreement.agrees, agreement.differing
    assert {case.here.node.partition(".")[0] for case in agreement.cases} == {str(major)}
    assert {case.there.node.partition(".")[0] for case in agreement.cases} == {"24"}


def test_a_node_that_is_not_here_is_said_before_anything_runs(hooks: HookRunner, session: Session) -> None:
    hook = hook_with(session, "roles", ADDS)
    one, other = Version(hook, ADDS), Version(hook, ADDS, node="99")
    with pytest.raises(OutsideMissing):
        Comparing(hooks, session, one, other, on_case=lambda _case: pytest.fail("ran")).run([Situation("a", {})], Patience())


def test_it_can_be_cancelled_while_a_run_goes_on_for_ever(hooks: HookRunner, session: Session) -> None:
    one, other = versions(session, ADDS, "function handle() { for (;;) {} }")
    looks = iter([False, False, False])
    with pytest.raises(Cancelled):
        Comparing(hooks, session, one, other, timeout_s=60).run([Situation("a", {})], Patience(lambda: next(looks, True)))


def test_nothing_to_compare_on_is_no_agreement() -> None:
    agreement = Agreement(())
    assert not agreement.agrees and agreement.headline == "There was no context to compare them on."
