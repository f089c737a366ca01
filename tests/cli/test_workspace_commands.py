"""init, new, list and move: what they do to a folder, and their documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from hookstudio.model.hook import Dialect
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from tests.cli.program import Inside


def slugs(document: dict[str, list[dict[str, object]]], type_name: str) -> list[object]:
    row = next(row for row in document["types"] if row["type"] == type_name)
    hooks = row["hooks"]
    assert isinstance(hooks, list)
    return [hook["slug"] for hook in hooks]


def test_init_makes_a_trusted_workspace_named_after_its_folder(hookstudio: Inside, tmp_path: Path) -> None:
    answer = hookstudio("init", tmp_path / "acme hooks", "--json")
    assert answer.status == 0
    assert answer.document == {"workspace": str((tmp_path / "acme hooks").resolve()), "name": "acme hooks", "hooks": 0}
    assert answer.err == ""
    session = Session.open(tmp_path / "acme hooks", app_folders())
    assert session.trusted
    assert list(session.workspace) == []


def test_init_never_touches_a_workspace_that_is_there(hookstudio: Inside, workspace: Path) -> None:
    before = (workspace / "hookstudio.toml").read_bytes()
    answer = hookstudio("init", workspace, "--json")
    assert answer.status == 2
    assert "already a workspace" in answer.document["error"]["message"]
    assert (workspace / "hookstudio.toml").read_bytes() == before


def test_list_gives_the_hooks_by_type_in_order(hookstudio: Inside, workspace: Path) -> None:
    document = hookstudio("list", workspace, "--json").document
    assert set(document) == {"workspace", "types", "problems"}
    assert document["problems"] == []
    assert [row["type"] for row in document["types"]] == ["pre-login", "post-login", "pre-register", "post-register", "pre-access-token"]
    assert slugs(document, "pre-login") == ["block-disposable", "add-country-claim", "weekday-only"]
    first = document["types"][0]["hooks"][0]
    assert set(first) == {"id", "name", "slug", "type", "dialect", "enabled", "node"}
    assert first | {"id": ""} == {
        "id": "",
        "name": "block-disposable",
        "slug": "block-disposable",
        "type": "pre-login",
        "dialect": "classic",
        "enabled": True,
        "node": None,
    }


def test_list_for_people_names_what_counts(hookstudio: Inside, workspace: Path) -> None:
    answer = hookstudio("list", workspace)
    lines = answer.out.splitlines()
    assert any("weekday-only" in line and "esm" in line and "off" in line for line in lines)
    assert lines.index("pre-login") < lines.index("post-login")
    assert "\x1b" not in answer.out


def test_files_that_cannot_be_read_are_problems_and_the_rest_is_listed(hookstudio: Inside, workspace: Path) -> None:
    broken = workspace / "hooks" / "pre-login" / "block-disposable" / "hook.toml"
    broken.write_text("name = [", encoding="utf-8")
    answer = hookstudio("list", workspace, "--json")
    assert answer.status == 0
    (problem,) = answer.document["problems"]
    assert problem["file"] == "hooks/pre-login/block-disposable/hook.toml"
    assert problem["message"]
    assert "add-country-claim" in slugs(answer.document, "pre-login")
    assert broken.read_text(encoding="utf-8") == "name = ["
    assert "problem: hooks/pre-login/block-disposable/hook.toml" in hookstudio("list", workspace).err


def test_new_takes_a_blank_hook_at_the_end_of_its_type(hookstudio: Inside, workspace: Path) -> None:
    answer = hookstudio("new", workspace, "Größe prüfen", "--type", "pre_login", "--description", "Ein Test", "--json")
    assert answer.status == 0
    document = answer.document
    assert set(document) == {"hook", "file"}
    assert document["hook"]["slug"] == "groe-prufen"
    assert (document["hook"]["type"], document["hook"]["dialect"]) == ("pre-login", "classic")
    assert "function handle" in Path(document["file"]).read_text("utf-8")
    assert slugs(hookstudio("list", workspace, "--json").document, "pre-login")[-1] == "groe-prufen"
    session = Session.open(workspace, app_folders())
    assert session.workspace.find(document["hook"]["id"]).description == "Ein Test"


@pytest.mark.parametrize(
    ("name", "code", "options", "dialect", "fixed"),
    [
        ("a.js", "function handle(d, c) { c(null, d) }", [], Dialect.CLASSIC, False),
        ("a.js", "export const handle = async d => d", [], Dialect.ESM, False),
        ("a.mjs", "const handle = async d => d", [], Dialect.ESM, True),
        ("a.js", "function handle(d) { return d }", ["--dialect", "esm"], Dialect.ESM, True),
        ("a.mjs", "export const handle = async d => d", ["--dialect", "classic"], Dialect.CLASSIC, True),
        ("a.txt", "function handle(d) { return d }", [], Dialect.CLASSIC, False),
    ],
)
def test_new_takes_the_code_of_a_file(
    hookstudio: Inside, workspace: Path, tmp_path: Path, name: str, code: str, options: list[str], dialect: Dialect, fixed: bool
) -> None:
    (tmp_path / name).write_text(code, encoding="utf-8")
    document = hookstudio("new", workspace, "taken", "--type", "sms", "--from", tmp_path / name, *options, "--json").document
    assert Path(document["file"]).read_text("utf-8") == code
    assert Path(document["file"]).name == dialect.file_name
    hook = Session.open(workspace, app_folders()).workspace.find_by_key("sms/taken")
    assert (hook.dialect, hook.dialect_fixed) == (dialect, fixed)


def test_a_new_esm_hook_is_a_module(hookstudio: Inside, workspace: Path) -> None:
    document = hookstudio("new", workspace, "m", "--type", "sms", "--dialect", "esm", "--json").document
    assert document["hook"]["dialect"] == "esm"
    assert "export" in Path(document["file"]).read_text("utf-8")


def test_move_puts_a_hook_at_its_final_position_and_lists_the_row(hookstudio: Inside, workspace: Path) -> None:
    answer = hookstudio("move", workspace, "pre-login/weekday-only", "--to", "1", "--json")
    assert answer.status == 0
    assert answer.document["type"] == "pre-login"
    assert [hook["slug"] for hook in answer.document["hooks"]] == ["weekday-only", "block-disposable", "add-country-claim"]
    hookstudio("move", workspace, "pre_login/weekday-only", "--to", "2")
    assert slugs(hookstudio("list", workspace, "--json").document, "pre-login") == ["block-disposable", "weekday-only", "add-country-claim"]
    hookstudio("move", workspace, "pre-login/block-disposable", "--to", "3")
    assert slugs(hookstudio("list", workspace, "--json").document, "pre-login") == ["weekday-only", "add-country-claim", "block-disposable"]


@pytest.mark.parametrize("position", ["0", "4", "-1", "1.5", "first", "", "99999999999"])
def test_a_position_outside_of_the_type_is_refused_and_nothing_moves(hookstudio: Inside, workspace: Path, position: str) -> None:
    before = (workspace / "hookstudio.toml").read_bytes()
    answer = hookstudio("move", workspace, "pre-login/weekday-only", "--to", position, "--json")
    assert answer.status == 2
    assert "osition" in answer.document["error"]["message"]
    assert (workspace / "hookstudio.toml").read_bytes() == before


def test_a_hook_is_named_by_its_folder_or_by_a_name_that_only_it_has(hookstudio: Inside, workspace: Path) -> None:
    for _ in range(2):
        hookstudio("new", workspace, "Twin", "--type", "sms")
    hookstudio("new", workspace, "Only me", "--type", "sms")
    assert hookstudio("move", workspace, "sms/Only me", "--to", "1").status == 0
    answer = hookstudio("move", workspace, "sms/Twin", "--to", "1", "--json")
    assert answer.status == 2
    assert "sms/twin, sms/twin-2" in answer.document["error"]["hint"]
