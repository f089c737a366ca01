"""What a journal says is believed only where it makes sense."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookstudio.model.sync import Request
from hookstudio.model.tenant import HookState
from hookstudio.storage.push_journal import Damaged, Journal, first_line, line, read_journal

STATE = HookState("a", "", "code", 1.5, True)
OTHER = HookState("b", "", "code", None, True)
REQUESTS = (
    Request(
        "POST",
        "/hooks/",
        {"name": "a", "type": "pre-login", "content": "code", "order": 1.5, "enabled": True},
        "create",
        "pre-login/a",
        "pre-login",
        "h",
        "",
        None,
        STATE,
        STATE,
    ),
    Request("PATCH", "/hooks/r", {"name": "b", "order": None}, "rename", "pre-login/a", "pre-login", "h", "r", STATE, OTHER, OTHER),
    Request("POST", "/hooks/r/packages", {}, "install", "pre-login/a", "pre-login", "h", "r", packages=(("ms", "2.0.0"),)),
    Request("DELETE", "/hooks/d", {}, "delete", "pre-login/a", "pre-login", "", "d", STATE),
)
PLAN: dict[str, Any] = {"requests": [asdict(request) for request in REQUESTS], "known": ["r"], "before": "before-000001", "at": "now"}


def read(path: Path, data: bytes, tenant: str = "acme") -> Journal | None:
    path.write_bytes(data)
    return read_journal(path, tenant)


def changed(number: int, **fields: Any) -> dict[str, Any]:
    requests = [*PLAN["requests"]]
    requests[number] = {**requests[number], **fields}
    return {**PLAN, "requests": requests}


def test_requests_come_back_as_they_were(tmp_path: Path) -> None:
    lines = [
        line({"number": 0, "what": "sending"}),
        line({"number": 0, "what": "done", "remote_id": "n", "created_at": "t", "state": asdict(STATE)}),
        line({"number": -1, "what": "kept"}),
        line({"number": 1, "what": "sending"}),
        line({"number": 3, "what": "done"}),
    ]
    found = read(tmp_path / "j", first_line(PLAN, "acme") + b"".join(lines))
    assert found is not None
    assert (found.requests, sorted(found.done), sorted(found.sending), sorted(found.fresh)) == (REQUESTS, [0, 3], [1], [3])
    assert found.plan["before"] == "before-000001"


@pytest.mark.parametrize(("kind", "sent"), [("pre-login", "pre_login"), ("pre_unheard", "pre_unheard")])
def test_types_are_sent_as_the_generation_writes_them(tmp_path: Path, kind: str, sent: str) -> None:
    plan = changed(0, type=kind, body={**REQUESTS[0].body, "type": sent})
    assert read(tmp_path / "j", first_line(plan, "acme")) is not None


def test_what_was_pushed_to_another_tenant_is_none_here(tmp_path: Path) -> None:
    assert read(tmp_path / "j", first_line(PLAN, "acme"), "other") is None
    assert read(tmp_path / "j", line({"plan": PLAN}), "other") is None
    (tmp_path / "link").symlink_to(tmp_path / "j")
    (tmp_path / "j").write_bytes(first_line(PLAN, "acme"))
    assert read_journal(tmp_path / "link", "acme") is None


@pytest.mark.parametrize(
    "told",
    [
        {"number": 9, "what": "done"},
        {"number": True, "what": "done"},
        {"number": "0", "what": "done"},
        {"number": 0, "what": "done", "state": {"a": 1}},
        {"number": 0, "what": "done", "state": {**asdict(STATE), "order": "first"}},
        {"number": 0, "what": "done", "state": {**asdict(STATE), "order": 10**400}},
        {"number": 0, "what": "done", "remote_id": 5},
        {"number": 0, "what": "done", "created_at": []},
        {"number": 0, "what": "nonsense"},
        ["done"],
    ],
)
def test_lines_that_make_no_sense_are_left_out(tmp_path: Path, told: Any) -> None:
    found = read(tmp_path / "j", first_line(PLAN, "acme") + line(told) + b"[" * 100_000 + b"\n\xff\n")
    assert found is not None and (found.done, found.sending, found.fresh) == ({}, frozenset(), frozenset())


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"requests": {}},
        {"requests": [5]},
        {"requests": [], "known": 5},
        {"requests": [], "known": [5]},
        {"requests": [], "before": 5},
        changed(0, wanted=None),
        changed(0, method="PUT"),
        changed(0, wanted={"name": 1}),
        changed(0, wanted={**asdict(STATE), "enabled": 5}),
        changed(0, body=[1]),
        changed(0, why=7),
        changed(0, hook_id=None),
        changed(0, more=1),
        changed(1, remote_id=""),
        changed(1, remote_id=".."),
        changed(1, body={"type": "pre-login"}),
        changed(1, body={"evil": 1}),
        changed(2, packages=[["ms"]]),
        changed(2, packages=[["ms", 2]]),
        changed(2, packages="ms"),
        changed(3, expected="x"),
        changed(0, path="/hooks/r"),
        changed(0, type="sms"),
        changed(0, body={**REQUESTS[0].body, "content": "other"}),
        changed(0, body={**REQUESTS[0].body, "type": "sms"}),
        changed(0, body={"name": "a", "type": "pre-login", "content": "code", "order": 1.5}),
        changed(1, remote_id="r2"),
        changed(1, path="/hooks/r2"),
        changed(1, body={"name": "c", "order": None}),
        changed(1, body={"name": "b"}),
        changed(1, wanted={**asdict(OTHER), "content": "other"}),
        changed(1, expected=None),
        changed(2, path="/hooks/r"),
        changed(2, path="/hooks/r2/packages"),
        changed(3, path="/hooks/r"),
        changed(3, wanted=asdict(STATE)),
        changed(3, body={"name": "b"}),
    ],
)
def test_a_plan_that_makes_no_sense_is_damaged(tmp_path: Path, plan: Any) -> None:
    with pytest.raises(Damaged):
        read(tmp_path / "j", first_line(plan, "acme"))


@pytest.mark.parametrize(
    "data", [b"", b"x\n", b"{}\n", b'{"plan": []}\n', b"[" * 100_000 + b"\n", b'{"tenant": "acme", "plan": {"requests": []}}']
)
def test_what_is_no_journal_is_damaged(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Damaged):
        read(tmp_path / "j", data)


WORDS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 9)
    | st.floats()
    | st.sampled_from(["POST", "PATCH", "DELETE", "done", "sending", "r", ".."]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*PLAN, *PLAN["requests"][0], "number", "what"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.sampled_from(sorted(PLAN["requests"][0])), st.integers(0, 3), WORDS, WORDS)
def test_whatever_stands_in_one_it_is_understood_or_damaged(
    tmp_path_factory: pytest.TempPathFactory, key: str, number: int, value: Any, told: Any
) -> None:
    path = tmp_path_factory.mktemp("journal") / "j"
    path.write_bytes(
        json.dumps({"tenant": "acme", "plan": changed(number, **{key: value})}).encode() + b"\n" + json.dumps(told).encode() + b"\n"
    )
    try:
        found = read_journal(path, "acme")
    except Damaged:
        return
    assert found is not None and len(found.requests) == 4
    assert all(0 <= one < 4 for one in (*found.done, *found.sending, *found.fresh))
