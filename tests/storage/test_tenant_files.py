"""Tenants on disk: what was agreed survives git, other windows and other programs."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.sync import Agreement, digest_of
from hookstudio.model.tenant import HookState, TenantSettings
from hookstudio.storage import tenant_files
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.tenant_files import TenantFiles

ACME = TenantSettings("acme", "https://acme.example", "client-1")
STATE = HookState("Add claims", "what it\nis for", "function handle() {}\n", 2, True)


@pytest.fixture
def files(tmp_path: Path) -> TenantFiles:
    found = TenantFiles(LocalFolder(tmp_path))
    found.add(ACME)
    return found


def agreement(remote_id: str, state: HookState | None = STATE) -> Agreement:
    return Agreement(remote_id, f"local-{remote_id}", "pre-login", state, "2026-01-01T00:00:00.000Z")


def test_a_tenant_and_what_was_agreed_come_back_as_they_were(files: TenantFiles, tmp_path: Path) -> None:
    files.agree("acme", [agreement("r 1/ü"), agreement("r2", replace(STATE, order=None, enabled=False, content="other"))])
    found = TenantFiles(LocalFolder(tmp_path)).read("acme")
    assert found.settings == ACME
    first, second = found.agreed
    assert (first.remote_id, first.hook_id, first.type, first.state) == ("r 1/ü", "local-r 1/ü", "pre-login", STATE)
    assert first.created_at == "2026-01-01T00:00:00.000Z" and not first.code_lost
    assert second.state == replace(STATE, order=None, enabled=False, content="other")
    assert {path.stem for path in (tmp_path / "tenants" / "acme").iterdir()} == {digest_of(STATE.content), digest_of("other")}


def test_what_is_no_longer_agreed_goes_with_its_code(files: TenantFiles, tmp_path: Path) -> None:
    files.agree("acme", [agreement("r1"), agreement("r2", replace(STATE, content="other"))])
    files.agree("acme", [agreement("r2", None)])
    assert [each.remote_id for each in files.read("acme").agreed] == ["r1"]
    assert [path.stem for path in (tmp_path / "tenants" / "acme").iterdir()] == [digest_of(STATE.content)]


def test_two_windows_do_not_take_from_each_other_what_they_agreed(files: TenantFiles, tmp_path: Path) -> None:
    other = TenantFiles(LocalFolder(tmp_path))
    files.agree("acme", [agreement("r1")])
    other.agree("acme", [agreement("r2")])
    assert [each.remote_id for each in files.read("acme").agreed] == ["r1", "r2"]


def test_keys_of_other_programs_stay(files: TenantFiles, tmp_path: Path) -> None:
    files.agree("acme", [agreement("r1")])
    path = tmp_path / "tenants" / "acme.toml"
    path.write_text('owner = "team a"\n' + path.read_text().replace("[hooks.r1]", '[hooks.r1]\nreviewed = "yes"'))
    files.agree("acme", [agreement("r1", replace(STATE, name="Other")), agreement("r2")])
    files.change(replace(ACME, plan="pro"))
    text = path.read_text()
    assert 'owner = "team a"' in text and 'reviewed = "yes"' in text and 'plan = "pro"' in text and "Other" in text


@pytest.mark.parametrize(
    "other", [("acme.example", "other.example"), ('client_id = "client-1"', 'client_id = "client-1"\ntenant = "shop"')]
)
def test_what_is_agreed_with_one_tenant_is_not_agreed_with_another(files: TenantFiles, tmp_path: Path, other: tuple[str, str]) -> None:
    files.agree("acme", [agreement("r1")])
    path = tmp_path / "tenants" / "acme.toml"
    text = path.read_text()
    assert 'agreed_with = "https://acme.example/api/v1"' in text
    path.write_text(text.replace(*other, 1))
    assert files.read("acme").agreed == ()
    files.agree("acme", [])
    path.write_text(text.replace('url = "https://acme.example"', 'url = "ACME.example/api/v1/"'))
    assert [each.remote_id for each in files.read("acme").agreed] == ["r1"]
    path.write_text(text.replace(*other, 1))
    files.agree("acme", [agreement("r2")])
    assert [each.remote_id for each in files.read("acme").agreed] == ["r2"]
    path.write_text(text.replace('agreed_with = "https://acme.example/api/v1"\n', ""))
    assert [each.remote_id for each in files.read("acme").agreed] == ["r1"]
    files.agree("acme", [agreement("r1", None)])
    assert "agreed_with" not in path.read_text()


def test_nothing_is_written_where_nothing_changes(files: TenantFiles, tmp_path: Path) -> None:
    files.agree("acme", [agreement("r1")])
    before = (tmp_path / "tenants" / "acme.toml").stat().st_mtime_ns
    files.agree("acme", [agreement("r1")])
    assert (tmp_path / "tenants" / "acme.toml").stat().st_mtime_ns == before


def test_a_code_that_is_lost_or_was_changed_is_said_to_be_lost(files: TenantFiles) -> None:
    files.agree("acme", [agreement("r1")])
    code = files.code_path("acme", digest_of(STATE.content))
    code.write_bytes(STATE.content.replace("\n", "\r\n").encode())
    assert files.read("acme").agreed[0].state == STATE
    code.write_text("something else")
    [lost] = files.read("acme").agreed
    assert lost.code_lost and lost.digest == digest_of(STATE.content) and lost.state.content == ""
    code.unlink()
    assert files.read("acme").agreed[0].code_lost
    files.agree("acme", [agreement("r1")])
    assert files.read("acme").agreed[0].state == STATE


def test_an_unfinished_merge_is_named_and_never_written_over(files: TenantFiles, tmp_path: Path) -> None:
    path = tmp_path / "tenants" / "acme.toml"
    path.write_text('<<<<<<< HEAD\nurl = "https://a"\n=======\nurl = "https://b"\n>>>>>>> theirs\n')
    before = path.read_bytes()
    with pytest.raises(StudioError, match=r"acme\.toml.*unfinished git merge"):
        files.agree("acme", [agreement("r1")])
    assert path.read_bytes() == before
    assert [problem.file for problem in files.all()[1]] == ["tenants/acme.toml"]


@pytest.mark.parametrize(
    "text",
    [
        "url = 3",
        'client_id = "x"',
        'url = "u"\nplan = "gold"',
        'url = "u"\napi = "v9"',
        'url = "u"\nhooks = []',
        'url = "u"\n[hooks.a]\norder = true',
        'url = "u"\n[hooks.a]\norder = nan',
        'url = "u"\n[hooks.a]\norder = -inf',
        'url = "u"\n[hooks.a]\norder = 1' + "0" * 400,
        'url = "u"\n[hooks.a]\nname = 1',
    ],
)
def test_a_file_of_something_else_is_named(files: TenantFiles, tmp_path: Path, text: str) -> None:
    (tmp_path / "tenants" / "acme.toml").write_text(text)
    with pytest.raises(StudioError, match=r"acme\.toml"):
        files.read("acme")


def test_nothing_is_written_that_could_not_be_read_again(files: TenantFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = replace(STATE, description="é" * 19_000)
    files.agree("acme", [agreement(f"r{number}", long) for number in range(500)])
    assert len(files.read("acme").agreed) == 500
    path = tmp_path / "tenants" / "acme.toml"
    before = path.read_bytes()
    monkeypatch.setattr(tenant_files, "LIMIT", len(before) + 10_000)
    with pytest.raises(StudioError, match=r"acme\.toml” would be larger"):
        files.agree("acme", [agreement("r500", long)])
    assert path.read_bytes() == before


def test_a_link_that_leads_out_is_neither_read_nor_written(
    files: TenantFiles, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "acme.toml").write_text('url = "https://elsewhere"')
    path = tmp_path / "tenants" / "acme.toml"
    path.unlink()
    path.symlink_to(outside / "acme.toml")
    with pytest.raises(StudioError, match="leads out"):
        files.read("acme")
    with pytest.raises(StudioError):
        files.change(ACME)
    assert (outside / "acme.toml").read_text() == 'url = "https://elsewhere"'


@pytest.mark.parametrize("name", ["", "a/b", "../x", ".hidden", "con", "nul.x", "ACME", "ü", "x" * 200, "a.toml"])
def test_names_that_no_file_can_have_everywhere_are_refused(files: TenantFiles, name: str) -> None:
    with pytest.raises(StudioError):
        files.add(replace(ACME, name=name))


def test_removing_leaves_the_others(files: TenantFiles, tmp_path: Path) -> None:
    files.add(replace(ACME, name="acme-2"))
    files.agree("acme", [agreement("r1")])
    files.remove("acme")
    assert files.names() == ("acme-2",) and not (tmp_path / "tenants" / "acme").exists()
    with pytest.raises(NotFound, match="acme"):
        files.remove("acme")
    with pytest.raises(NotFound, match=r"There is no tenant “\.\./x”"):
        files.read("../x")


@pytest.mark.parametrize("pair", [("r1", "r9"), ("r4", "r6")])
def test_git_merges_what_two_people_agreed(files: TenantFiles, tmp_path: Path, pair: tuple[str, str]) -> None:
    git = shutil.which("git")
    assert git is not None

    def run(*words: str) -> None:
        own = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main")
        subprocess.run([git, *own, *words], cwd=tmp_path, check=True, capture_output=True)

    files.agree("acme", [agreement(f"r{number}") for number in (0, 2, 3, 5, 7, 8)])
    run("init")
    run("add", "tenants")
    run("commit", "-m", "one")
    run("checkout", "-b", "other")
    files.agree("acme", [agreement(pair[0], replace(STATE, content="theirs"))])
    run("add", "tenants")
    run("commit", "-m", "two")
    run("checkout", "main")
    files.agree("acme", [agreement(pair[1], replace(STATE, content="mine"))])
    run("add", "tenants")
    run("commit", "-m", "three")
    run("merge", "other")
    codes = {each.remote_id: each.state.content for each in files.read("acme").agreed}
    assert codes[pair[0]] == "theirs" and codes[pair[1]] == "mine" and len(codes) == 8
