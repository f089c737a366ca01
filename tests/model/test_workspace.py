"""Workspaces as values: order, keys and names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import Hook, is_slug, slugify, valid_name
from hookstudio.model.hook_type import CORE_TYPE_NAMES, TYPE_NAMES, hook_type
from hookstudio.model.workspace import Workspace


def workspace(*names: str, type_name: str = "pre-login") -> Workspace:
    hooks = tuple(Hook(id=f"id-{name}", name=name, slug=slugify(name), type=type_name) for name in names)
    return Workspace(Path("w"), "w", hooks={type_name: hooks})


def names(value: Workspace) -> list[str]:
    return [hook.name for hook in value]


def test_moving_names_the_final_position() -> None:
    value = workspace("a", "b", "c")
    assert names(value.moved("id-a", 2)) == ["b", "c", "a"]
    assert names(value.moved("id-c", 0)) == ["c", "a", "b"]
    assert names(value.moved("id-b", 1)) == ["a", "b", "c"]
    assert names(value) == ["a", "b", "c"]


@pytest.mark.parametrize("position", [-1, 3])
def test_moving_outside_the_row_is_refused_in_words(position: int) -> None:
    with pytest.raises(StudioError, match="Position") as caught:
        workspace("a", "b", "c").moved("id-a", position)
    assert "1 to 3" in caught.value.hint


def test_types_come_in_their_listed_order_the_core_ones_first() -> None:
    assert TYPE_NAMES[:4] == CORE_TYPE_NAMES == ("pre-login", "post-login", "pre-register", "post-register")
    late = Hook(id="s", name="s", slug="s", type="sms")
    assert names(workspace("p", type_name="post-login").added(late).added(Hook(id="f", name="f", slug="f", type="pre-login"))) == [
        "f",
        "p",
        "s",
    ]


def test_a_key_is_the_slug_or_a_unique_exact_name() -> None:
    value = workspace("Add claims", "other").added(Hook(id="x", name="other", slug="other-2", type="pre-login"))
    assert value.find_by_key("pre-login/add-claims").name == value.find_by_key("pre_login/Add claims").name == "Add claims"
    assert value.find_by_key("pre-login/other").slug == "other"
    with pytest.raises(NotFound):
        value.find_by_key("pre-login/nothing")
    with pytest.raises(NotFound):
        value.find_by_key("other")
    twice = value.replaced(Hook(id="id-other", name="twin", slug="one", type="pre-login"))
    twice = twice.replaced(Hook(id="x", name="twin", slug="two", type="pre-login"))
    with pytest.raises(StudioError, match="2 hooks"):
        twice.find_by_key("pre-login/twin")


def test_slugs_follow_the_written_rule() -> None:
    assert slugify("Ünïcode & Läuft!") == "unicode-lauft"
    assert slugify("日本") == "hook"
    assert slugify("日本", {"hook", "hook-2"}) == "hook-3"
    assert slugify("con") == "con-2"
    assert slugify("a", {"a"}) == "a-2"


@given(st.text(max_size=80))
def test_every_slug_is_a_portable_folder_name(name: str) -> None:
    assert is_slug(slugify(name))


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201, "a\x00"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(StudioError):
        valid_name(name)


def test_types_are_read_with_underscores_and_written_with_dashes() -> None:
    assert hook_type("Pre_Login").name == "pre-login"
    with pytest.raises(StudioError, match="not a hook type"):
        hook_type("login")
