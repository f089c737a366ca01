"""Whatever stands in a workspace's files: opening it ends well or in a StudioError, and changes none of them."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hookstudio.model.errors import StudioError
from hookstudio.storage.toml_file import format_toml
from hookstudio.studio.session import Session
from tests.studio.workspaces import CLASSIC, again, all_files, new_session

MANIFEST = "hookstudio.toml"
HOOK = "hooks/pre-login/b/hook.toml"

_keys = st.sampled_from(["format", "name", "node", "order", "id", "description", "enabled", "dialect", "dialect_fixed", "pre-login", "x"])
_leaves = st.one_of(
    st.integers(-5, 5),
    st.booleans(),
    st.floats(),
    st.dates(),
    st.sampled_from(["a", "b", "gone", "classic", "esm", "", "..", "/", "\0", "é", "a" * 300]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
_values = st.recursive(_leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3), max_leaves=8)
_documents = st.dictionaries(_keys, _values, max_size=5).map(format_toml)


@st.composite
def _mutations(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """A change to a file that was good: some bytes cut out, others put in."""
    at, length = draw(st.integers(0, 400)), draw(st.integers(0, 20))
    inserted = draw(st.binary(max_size=12) | st.sampled_from([b"\n", b'"', b"[", b"]]", b"=", b"'''", b"\xff", b"<<<<<<< HEAD\n", b"."]))
    return lambda data: data[: at % (len(data) + 1)] + inserted + data[at % (len(data) + 1) + length :]


_spoilers = st.one_of(
    st.binary(max_size=200).map(lambda data: lambda _: data),
    _documents.map(lambda data: lambda _: data),
    _mutations(),
)


def _examples(request: pytest.FixtureRequest) -> int:
    return 3000 if request.config.getoption("--full", default=False) else 150


@pytest.mark.parametrize("file", [MANIFEST, HOOK])
def test_no_content_of_a_file_breaks_the_workspace(file: str, request: pytest.FixtureRequest) -> None:
    with tempfile.TemporaryDirectory() as folder:
        session = new_session(Path(folder), "a", "b", "c")
        path = session.root / file
        good = path.read_bytes()
        others = {name: data for name, data in all_files(session.root).items() if name != file}

        @settings(
            max_examples=_examples(request),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow],
            derandomize=True,
        )
        @given(_spoilers, st.integers(0, 2))
        def check(spoil: Callable[[bytes], bytes], act: int) -> None:
            data = spoil(good)
            path.write_bytes(data)
            with contextlib.suppress(StudioError):
                opened = again(session)
                assert path.read_bytes() == data
                readable = {hook.slug for hook in opened.workspace}
                assert readable >= ({"a", "c"} if file == HOOK else {"a", "b", "c"})
                assert all(problem.file == file and problem.message.endswith((".", '"')) for problem in opened.workspace.problems)
                _change(opened, act)
                if opened.workspace.problems:
                    assert path.read_bytes() == data, "a file that can't be read is never written"
                assert {hook.slug for hook in again(opened).workspace} == readable
            for name, kept in others.items():
                (session.root / name).write_bytes(kept)

        check()


def _change(session: Session, act: int) -> None:
    """One of the changes that touch the file, each of which may be refused in words only."""
    hook: Any = next(hook for hook in session.workspace if act != 2 or hook.slug in ("b", "c"))
    with contextlib.suppress(StudioError):
        if act == 0:
            session.move(hook.id, 1)
        elif act == 1:
            session.save_code(hook.id, CLASSIC + "// x\n", None)
        else:
            session.describe(hook.id, "other words")


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(st.text(st.characters(exclude_characters="\0/"), min_size=1, max_size=12), max_size=4), st.booleans())
def test_no_name_of_a_folder_breaks_the_workspace(names: list[str], types: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        session = new_session(Path(folder), "a")
        for name in names:
            with contextlib.suppress(OSError, UnicodeEncodeError):
                (session.root / ("hooks" if types else "hooks/pre-login") / name).mkdir()
        opened = again(session)
        assert [hook.slug for hook in opened.workspace] == ["a"]
        assert all(problem.file.isprintable() for problem in opened.workspace.problems)
        opened.create_hook("b", "pre-login", code=CLASSIC)
        assert [hook.name for hook in again(session).workspace] == ["a", "b"]
