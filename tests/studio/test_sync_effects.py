"""What a push would change for users: the codes of a plan run beside those that the tenant has, with real Nodes."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from hookstudio.model.hook import Dialect
from hookstudio.model.outcome import Status
from hookstudio.model.progress import Cancelled
from hookstudio.model.sync import Request, SyncPlan
from hookstudio.model.tenant import HookState
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from hookstudio.studio.sync_effects import Effect, Effects
from tests.patience import Patience
from tests.studio.module_hooks import module_set

ADDS = "function handle(data, callback) { data.added = { a: 1 }; callback(null, data) }\n"
ADDS_ESM = "export async function handle(data) { return { ...data, added: { a: 1 } } }\n"
SLOW = "function handle() { for (;;) {} }\n"


def pushing(session: Session, name: str, here: str, there: str, *, was: bool = True, enabled: bool = True, **fields: Any) -> Request:
    """The request that brings a hook of that code to a tenant that has another one."""
    hook = session.create_hook(name, "pre-login", code=here)
    expected, wanted = HookState(name, "", there, 10.0, was), HookState(name, "", here, 10.0, enabled)
    body = {key: getattr(wanted, key) for key in ("content", "enabled") if getattr(expected, key) != getattr(wanted, key)} | fields
    return Request("PATCH", f"/hooks/{name}", body, "", hook.key, hook.type, hook.id, name, expected, wanted, wanted)


def effects(hooks: HookRunner, session: Session, *requests: Request, **options: Any) -> tuple[Effect, ...]:
    return Effects(hooks, session, SyncPlan(requests), **{"generated": 2, **options}).run(Patience())


def test_codes_that_do_the_same_agree_whatever_their_dialect(hooks: HookRunner, session: Session) -> None:
    request = pushing(session, "a", ADDS, ADDS_ESM)
    session.set_dialect(request.hook_id, Dialect.CLASSIC)  # fixed here: the tenant's code is what it is
    told, progress = list[Effect](), Patience()
    [effect] = Effects(hooks, session, SyncPlan((request,)), generated=2, on_effect=told.append).run(progress)
    assert told == [effect] and (effect.key, effect.type, effect.reason) == ("pre-login/a", "pre-login", "")
    assert effect.agreement is not None and effect.agreement.agrees
    assert effect.headline == "Both versions agree on all 2 contexts."
    assert {(case.here.dialect, case.there.dialect) for case in effect.agreement.cases} == {("classic", "esm")}
    assert progress.notes[0] == "pre-login/a" and progress.notes[1] == "pre-login/a: Seed 1, classic (1 of 2)"


def test_differences_are_told_by_context_and_saved_ones_come_first(hooks: HookRunner, session: Session) -> None:
    here = "function handle(data, callback) { if (data.mark) data.found = true; callback(null, data) }\n"
    request = pushing(session, "a", here, here.replace("true", "false"))
    session.contexts.save(session.workspace.find(request.hook_id), "marked", {"mark": 1})
    [effect] = effects(hooks, session, request)
    assert effect.agreement is not None and not effect.agreement.agrees
    assert effect.headline == "The two versions differ on 1 of 3 contexts."
    [case] = effect.agreement.differing
    assert (case.name, case.seed) == ("marked", None)
    assert [(change.path, change.before, change.value) for change in case.changes] == [("/found", True, False)]


def test_it_has_no_network(hooks: HookRunner, session: Session) -> None:
    asks = "const net = require('net')\nfunction handle(data, callback) { const s = net.connect({port}, '127.0.0.1'); "
    asks += "s.on('error', (e) => callback(null, {code: e.code})); s.on('connect', () => callback(null, {code: 'open'})) }\n"
    session.set_network(True)
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        code = asks.replace("{port}", str(server.getsockname()[1]))
        [effect] = effects(hooks, session, pushing(session, "a", code, code + "//"), generated=1)
    assert effect.agreement is not None
    assert all(case.here.result != {"code": "open"} and case.there.result != {"code": "open"} for case in effect.agreement.cases)


def test_only_what_runs_for_users_is_compared_and_the_rest_is_told(hooks: HookRunner, session: Session) -> None:
    state = HookState("new", "", ADDS, None, True)
    plan = SyncPlan(
        (
            Request("POST", "/hooks/", {"content": ADDS}, "", "sms/new", "sms", "x", "", None, state),
            Request("POST", "/hooks/", {"content": ADDS}, "", "sms/off", "sms", "x", "", None, HookState("off", "", ADDS, None, False)),
            pushing(session, "changed", ADDS, SLOW),
            pushing(session, "ends", ADDS + " ", ADDS + "\r\n", order=5),
            pushing(session, "silent", ADDS, SLOW, was=False, enabled=False),
            pushing(session, "wakes", ADDS, SLOW, was=False),
            pushing(session, "sleeps", ADDS, SLOW, enabled=False),
            pushing(session, "moved", ADDS, ADDS, order=15),
            Request("POST", "/hooks/x/packages", {}, "", "pre-login/moved", "pre-login", "x", "y", packages=(("a", "1.0.0"),)),
            Request("DELETE", "/hooks/z", {}, "", "pre-login/gone", "pre-login", "", "z", state),
            Request("DELETE", "/hooks/z", {}, "", "pre-login/off", "pre-login", "", "z", HookState("off", "", ADDS, None, False)),
        )
    )
    found = Effects(hooks, session, plan)
    assert found.keys == ("pre-login/changed", "pre-login/ends", "pre-login/wakes")
    assert found.told == (
        "Begins to run for users: sms/new, pre-login/wakes.",
        "No longer runs for users: pre-login/sleeps, pre-login/gone.",
        "Changes nothing for users, as it is switched off: sms/off, pre-login/silent.",
        "The order of pre-login changes: another place for pre-login/ends, pre-login/moved.",
    )
    nothing = Effects(hooks, session, SyncPlan())
    assert (nothing.keys, nothing.told, nothing.run(Patience()), nothing.unprotected()) == ((), (), (), False)


def test_line_ends_are_no_change(hooks: HookRunner, session: Session) -> None:
    request = pushing(session, "a", ADDS, ADDS.replace("\n", "\r\n"))
    assert Effects(hooks, session, SyncPlan((request,))).keys == ()


def test_a_hook_that_only_ever_runs_out_of_time_is_left_soon(hooks: HookRunner, session: Session) -> None:
    started = time.monotonic()
    [effect] = effects(hooks, session, pushing(session, "a", SLOW, SLOW + "//"), generated=12, timeout_s=0.3)
    assert effect.agreement is None and time.monotonic() - started < 10
    assert effect.reason == "It was not compared to the end: after 2 of 12 contexts, it ran out of time 4 times, 0.3 s each."


def test_that_only_the_new_code_runs_out_of_time_is_a_difference(hooks: HookRunner, session: Session) -> None:
    [effect] = effects(hooks, session, pushing(session, "a", SLOW, ADDS), generated=12, timeout_s=0.5)
    assert effect.agreement is not None and len(effect.agreement.cases) == 3
    assert effect.headline == "The two versions differ on 3 of 3 contexts."
    assert effect.agreement.notes[0] == "3 of 12 contexts were tried: it ran out of time 3 times, 0.5 s each."
    assert effect.agreement.cases[0].difference == "Here it runs out of time; there it succeeds."


def test_the_budget_leaves_the_rest_with_a_reason(hooks: HookRunner, session: Session) -> None:
    slow = pushing(session, "a", SLOW, SLOW + "//")
    started = time.monotonic()
    found = effects(hooks, session, slow, pushing(session, "b", ADDS, ADDS_ESM), timeout_s=60, budget_s=0.5)
    assert time.monotonic() - started < 20
    assert [effect.reason for effect in found] == [
        "It was not compared to the end: after 0 of 2 contexts, there was no time for the others.",
        "It was not compared: the time for that was over.",
    ]


def test_it_can_be_cancelled_while_a_hook_runs_for_ever(hooks: HookRunner, session: Session) -> None:
    told = threading.Event()
    request = pushing(session, "a", SLOW, ADDS)
    started = time.monotonic()

    def late() -> bool:
        return time.monotonic() - started > 0.5

    with pytest.raises(Cancelled):
        Effects(hooks, session, SyncPlan((request,)), timeout_s=60, on_effect=lambda _effect: told.set()).run(Patience(late))
    assert not told.is_set() and time.monotonic() - started < 20


def test_hooks_that_cannot_run_here_say_why_and_the_others_are_compared(hooks: HookRunner, session: Session) -> None:
    gone = pushing(session, "gone", ADDS, SLOW)
    session.delete(gone.hook_id)
    node = pushing(session, "node", ADDS, SLOW)
    session.set_node(node.hook_id, 99)
    there = pushing(session, "there", ADDS, "import one from 'npm:one@2.0.0'\nexport function handle(data) { return data }\n")
    absent = pushing(session, "absent", ADDS, ADDS_ESM)
    session.set_modules(absent.hook_id, module_set(one="2.0.0"), "x", session.module_set(absent.hook_id))
    found = effects(hooks, session, gone, node, there, absent, pushing(session, "fine", ADDS, ADDS_ESM))
    assert [effect.agreement is None for effect in found] == [True, True, True, True, False]
    assert found[0].reason == "It was not compared. That hook is no longer in the workspace."
    assert "99" in found[1].reason
    assert found[2].reason == "It was not compared: the tenant's code wants modules that the hook has not here (one@2.0.0)."
    assert found[3].reason == "It was not compared. Its modules are not installed on this computer."


def test_code_that_cannot_be_parsed_there_is_a_difference(hooks: HookRunner, session: Session) -> None:
    [effect] = effects(hooks, session, pushing(session, "a", ADDS, "function handle( {"), generated=1)
    assert effect.agreement is not None and effect.agreement.cases[0].there.status is Status.INVALID
    assert effect.agreement.differing
