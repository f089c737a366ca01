from __future__ import annotations

import uuid
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookstudio.model.hook import Dialect, Hook
from hookstudio.storage.hook_file import hook_from, hook_to_toml
from hookstudio.storage.toml_file import BadToml, format_toml, parse_toml

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NAME = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).map(str.strip).filter(bool)
EXTRA = st.dictionaries(
    TEXT.filter(lambda key: key not in ("id", "name", "description", "enabled", "dialect", "dialect_fixed", "node")),
    st.recursive(
        st.one_of(st.integers(-(2**63), 2**63 - 1), st.booleans(), TEXT, st.floats(allow_nan=False), st.dates()), st.lists, max_leaves=5
    ),
    max_size=3,
)
HOOKS = st.builds(
    Hook,
    id=st.uuids().map(str),
    name=NAME,
    slug=st.just("a"),
    type=st.just("sms"),
    description=TEXT,
    enabled=st.booleans(),
    dialect=st.sampled_from(Dialect),
    dialect_fixed=st.booleans(),
    node=st.none() | st.integers(1, 999),
)


@given(HOOKS, EXTRA)
def test_a_hook_reads_as_it_was_written_and_strangers_keys_stay(hook: Hook, extra: dict[str, Any]) -> None:
    data = hook_to_toml(hook, format_toml({"id": "old", **extra}))
    document = parse_toml(data)
    assert hook_from(document, type_name="sms", slug="a", code_file=hook.dialect.file_name) == hook
    assert {key: document[key] for key in extra} == extra
    assert hook_to_toml(hook, data) is data


def test_only_what_is_set_stands_in_the_file() -> None:
    hook = Hook(id=str(uuid.UUID(int=1)), name="A", slug="a", type="sms")
    assert list(parse_toml(hook_to_toml(hook))) == ["id", "name", "description", "enabled", "dialect"]
    fixed = Hook(id=hook.id, name="A", slug="a", type="sms", dialect_fixed=True, node=12)
    assert list(parse_toml(hook_to_toml(fixed)))[-2:] == ["dialect_fixed", "node"]


def test_a_file_may_say_little_and_begin_with_a_byte_order_mark() -> None:
    document = parse_toml(b'\xef\xbb\xbfid = "00000000-0000-0000-0000-000000000001"\r\n')
    hook = hook_from(document, type_name="sms", slug="a-b", code_file="hook.mjs")
    assert (hook.name, hook.dialect, hook.enabled, hook.node) == ("a-b", Dialect.ESM, True, None)


@pytest.mark.parametrize("text", ["." * 20_000, ("Chapter " + "." * 60 + " 1\n") * 250, "a = 1.2\n" * 2_500, '"""\n' * 5_000])
def test_a_long_description_reads_as_it_was_written(text: str) -> None:
    hook = Hook(id=str(uuid.UUID(int=1)), name="A", slug="a", type="sms", description=text)
    assert hook_from(parse_toml(hook_to_toml(hook)), type_name="sms", slug="a", code_file="hook.js") == hook


def test_keys_with_parts_without_end_are_refused_at_once() -> None:
    before = process_time()
    for text in ("a" + ".a" * 400_000 + " = 1", "[a" + ".a" * 400_000 + "]", "x = {a" + ".a" * 400_000 + " = 1}"):
        with pytest.raises(BadToml):
            parse_toml(text.encode())
    assert process_time() - before < 2
