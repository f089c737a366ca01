from __future__ import annotations

from hookstudio.model.hook_type import CORE_TYPE_NAMES, TYPE_NAMES
from hookstudio.model.workspace import Workspace
from hookstudio.ui.hook_list.shown_hooks import Filter, shown_groups


def names(workspace: Workspace | None, wanted: Filter, *, all_types: bool = False) -> dict[str, list[str]]:
    return {group.type.name: [hook.name for hook in group.hooks] for group in shown_groups(workspace, wanted, all_types=all_types)}


def test_the_four_types_come_first_and_others_when_used(workspace: Workspace) -> None:
    assert list(names(workspace, Filter())) == [*CORE_TYPE_NAMES, "pre-access-token"]


def test_all_types_are_shown_if_asked_for(workspace: Workspace) -> None:
    assert list(names(workspace, Filter(), all_types=True)) == list(TYPE_NAMES)


def test_without_a_workspace_the_four_types_are_empty() -> None:
    assert names(None, Filter()) == {name: [] for name in CORE_TYPE_NAMES}


def test_a_filter_finds_part_of_a_name_in_any_case(workspace: Workspace) -> None:
    assert names(workspace, Filter("COUNT")) == {"post-login": ["count-logins"]}


def test_a_filter_finds_code_too_and_keeps_the_order(workspace: Workspace) -> None:
    found = names(workspace, Filter("add", frozenset({"weekday-only", "roles"})))
    assert found == {"pre-login": ["add-claims", "weekday-only"], "pre-access-token": ["roles"]}


def test_the_total_counts_hidden_hooks(workspace: Workspace) -> None:
    assert [group.total for group in shown_groups(workspace, Filter("add"))] == [3]


def test_a_filter_without_a_match_shows_nothing(workspace: Workspace) -> None:
    assert names(workspace, Filter("zzz"), all_types=True) == {}
