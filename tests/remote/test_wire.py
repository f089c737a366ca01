"""Documents of the API are read with distrust: a hook comes out, or Malformed does."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookstudio.model.tenant import HookState, RemoteHook
from hookstudio.remote import wire

HOOK: dict[str, Any] = {
    "id": "h1",
    "name": "a",
    "type": "pre-login",
    "description": None,
    "order": 1.5,
    "content": "x",
    "enabled": False,
    "created_at": None,
    "updated_at": "2026-01-01T00:00:00.000Z",
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
DAMAGED = st.dictionaries(st.sampled_from([*HOOK, "packages", "more"]), VALUES, max_size=4).map(lambda new: HOOK | new)
ROWS = st.lists(DAMAGED | VALUES, max_size=3)
GENERATIONS = st.sampled_from(["v1", "first"])


def sound(hook: RemoteHook) -> None:
    state = hook.state
    assert hook.id
    assert hook.type
    for text in (hook.id, hook.type, state.name, state.description, state.content, hook.created_at, hook.updated_at):
        text.encode()
    assert state.order is None or abs(state.order) <= 2**53
    assert isinstance(state.enabled, bool)


@given(found=DAMAGED | VALUES, api=GENERATIONS)
def test_a_hook_is_sound_or_malformed(found: Any, api: Any) -> None:
    with contextlib.suppress(wire.Malformed):
        sound(wire.read_hook(found, api))


@given(
    results=st.lists(DAMAGED | VALUES, max_size=3),
    more=st.dictionaries(st.text(max_size=5), VALUES, max_size=2),
    total=VALUES,
    api=GENERATIONS,
)
def test_a_page_is_sound_or_malformed(results: list[Any], more: dict[str, Any], total: Any, api: Any) -> None:
    found = more | {"total": total, "results": results}
    assert wire.generation(found) in (None, "v1", "first")
    try:
        page = wire.read_page(found, api)
    except wire.Malformed:
        return
    assert page.total >= 0
    for hook in page.hooks:
        sound(hook)


@given(body=st.binary() | VALUES.map(lambda value: json.dumps(value).encode()))
def test_whatever_a_body_is_it_is_a_document_or_malformed(body: bytes) -> None:
    name, words = wire.said(body)
    assert (len(name) <= 100, len(words) <= 1000) == (True, True)
    with contextlib.suppress(wire.Malformed):
        wire.document(body)


@given(
    state=st.builds(
        HookState,
        st.text(min_size=1, max_size=20).filter(lambda text: _encodes(text)),
        st.text(max_size=20).filter(lambda text: _encodes(text)),
        st.text(max_size=50).filter(lambda text: _encodes(text)),
        st.none() | st.integers(0, 10**9) | st.floats(-1e9, 1e9),
        st.booleans(),
    ),
    api=GENERATIONS,
)
def test_what_is_written_is_read_again(state: HookState, api: Any) -> None:
    sent = json.loads(wire.packed(wire.new_hook("pre-id-token", state, api)))
    hook = wire.read_hook({"id": "h1", **sent}, api)
    assert (hook.type, hook.state) == ("pre-id-token", state)


@pytest.mark.parametrize("part", [b"{},", b"[],", b"1,", b'"",', b'{"":[{}]},'])
def test_what_is_large_by_many_values_is_not_unpacked(part: bytes) -> None:
    with pytest.raises(wire.Malformed, match="more values"):
        wire.document(b"[" + part * (6_000_000 // len(part)) + b"1]")


@pytest.mark.parametrize("text", ['{[,]} \\ " \n' * 1_000_000, "\\" * 5_000_000, '\\"' * 3_000_000 + "{"])
def test_what_is_large_by_its_texts_is_read(text: str) -> None:
    assert wire.document(json.dumps([text, {"a": text}]).encode()) == [text, {"a": text}]


def test_depth_and_size_are_bounded() -> None:
    with pytest.raises(wire.Malformed):
        wire.document(b"[" * 1_000_000)
    with pytest.raises(wire.Malformed, match="no JSON"):
        wire.document(b"NaN")
    with pytest.raises(wire.Malformed, match="5242881 bytes"):
        wire.read_hook(HOOK | {"content": "x" * (wire.CONTENT_LIMIT + 1)}, "v1")
    assert len(wire.read_hook(HOOK | {"content": "x" * wire.CONTENT_LIMIT}, "v1").state.content) == wire.CONTENT_LIMIT


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", ""),
        ("id", ".."),
        ("type", ""),
        ("content", None),
        ("enabled", None),
        ("order", True),
        ("order", float("inf")),
        ("name", "\ud800"),
    ],
)
def test_what_is_no_hook(key: str, value: object) -> None:
    with pytest.raises(wire.Malformed):
        wire.read_hook(HOOK | {key: value}, "v1")


@pytest.mark.parametrize(
    ("key", "value"),
    [("order", 1e300), ("order", 2**53 + 2), ("description", 7), ("content", "x" * 5_300_000), ("enabled", 1), ("type", 1)],
)
def test_a_hook_that_cannot_be_read_leaves_the_others(key: str, value: object) -> None:
    page = wire.read_page({"total": 2, "results": [HOOK | {"id": "h0", key: value}, HOOK]}, "v1")
    bad, good = page.hooks
    assert (bad.id, bad.state.name, key in bad.problem or "enabled" in bad.problem) == ("h0", HOOK["name"], True)
    assert good == wire.read_hook(HOOK, "v1") and not good.problem
    for hook_id in (None, "", ".."):
        with pytest.raises(wire.Malformed):
            wire.read_page({"total": 1, "results": [HOOK | {"id": hook_id, key: value}]}, "v1")


def test_the_first_generation_may_leave_things_out() -> None:
    hook = wire.read_hook({"id": "h1", "name": "a", "type": "pre_mfa"}, "first")
    assert hook == RemoteHook("h1", "pre-mfa", HookState("a", "", "", None, True))
    with pytest.raises(wire.Malformed):
        wire.read_hook({"id": "h1", "name": "a", "type": "pre_mfa"}, "v1")


def _encodes(text: str) -> bool:
    return not any(0xD800 <= ord(letter) < 0xE000 for letter in text)
