"""Which Node, dialect and modules a run gets; and every template, run on generated contexts by real Node."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.errors import OutsideMissing, StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.hook_type import TYPE_NAMES
from hookstudio.model.outcome import Outcome, Status
from hookstudio.runner.runtimes import bundled, find_runtimes
from hookstudio.storage.folders import app_folders
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner, _closes_network, dialect_of, find_runtime
from hookstudio.studio.sample import create_sample
from hookstudio.studio.session import Session
from hookstudio.studio.templates import Template, templates_for
from hookstudio.studio.test_context import generate

DENYING = {"block-disposable", "limit-attempts", "allow-networks", "require-verified-email", "link-verified-only"}
TEMPLATES = [template for name in TYPE_NAMES[:9] for dialect in Dialect for template in templates_for(name, dialect)]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return create_sample(tmp_path / "acme", app_folders())


def run_template(runner: HookRunner, template: Template, context: dict[str, Any]) -> Outcome:
    file = Path(f"{template.id}.{'mjs' if template.dialect is Dialect.ESM else 'js'}")
    return runner.start_file(file, template.code, template.dialect, context).wait(30)


@pytest.mark.parametrize("template", TEMPLATES, ids=[f"{t.type}-{t.dialect.value}-{t.id}" for t in TEMPLATES])
def test_a_template_runs_on_generated_contexts(hooks: HookRunner, template: Template) -> None:
    for seed in (1, 48151):
        context = generate(template.type, template.dialect, seed)
        outcome = run_template(hooks, template, context)
        assert outcome.warnings == ()
        if template.id in DENYING and outcome.status is Status.FAILED:
            assert outcome.error is not None and outcome.error.name == "Error" and outcome.error.message.endswith(".")
        else:
            assert outcome.ok, outcome.error
            assert isinstance(outcome.result, dict) and outcome.result.keys() == context.keys()


USER: dict[str, Any] = {
    "block-disposable": ({"email": "a@Inbox.Mailinator.com"}, {"email": "a@notmailinator.com"}),
    "limit-attempts": ({"login_attempts": 5}, {"login_attempts": 4}),
    "require-verified-email": ({"email": "a@example.com", "email_verified": False}, {"email": "a@example.com", "email_verified": True}),
    "allow-networks": ({"roles": ["admin"]}, {"roles": ["viewer"]}),
    "link-verified-only": ({"email": "a@example.com", "email_verified": False}, {"email": "A@example.com", "email_verified": True}),
}


@pytest.mark.parametrize("template", [t for t in TEMPLATES if t.id in DENYING], ids=lambda t: f"{t.type}-{t.dialect.value}-{t.id}")
def test_a_template_that_denies_does_so_where_it_should(hooks: HookRunner, template: Template) -> None:
    denied, allowed = USER[template.id]
    context: dict[str, Any] = generate(template.type, template.dialect, 7)
    context["context"]["request"]["ip"] = "203.0.113.9"
    context["context"]["externalUser"] = {"email": "a@example.com"}
    assert run_template(hooks, template, {**context, "user": denied}).status is Status.FAILED
    assert run_template(hooks, template, {**context, "user": allowed}).ok
    if template.id == "limit-attempts":
        assert run_template(hooks, template, {**context, "user": {"blocked": True}}).status is Status.FAILED


@pytest.mark.parametrize("dialect", list(Dialect))
def test_what_templates_add_is_there(hooks: HookRunner, dialect: Dialect) -> None:
    def result(type_name: str, template_id: str, context: dict[str, Any]) -> Any:
        template = next(t for t in templates_for(type_name, dialect) if t.id == template_id)
        return run_template(hooks, template, context).result

    context: dict[str, Any] = generate("post-login", dialect, 3)
    context["user"]["metadata"] = {"visits": 41, "kept": True}
    assert result("post-login", "count-logins", context)["user"]["metadata"].items() >= {"visits": 42, "kept": True}.items()
    user = {"email": " Ada@Example.COM ", "profile": {"given_name": " Ada  M. ", "family_name": "Lovelace"}}
    stored = result("pre-register", "normalise-profile", {"user": user, "context": {}})["user"]
    assert (stored["email"], stored["name"]) == ("ada@example.com", "Ada M. Lovelace")
    claims = {"user": {"roles": ["editor"], "profile": {"locale": "en-GB"}}, "context": {"accessToken": {}, "idToken": {}}}
    assert result("pre-access-token", "roles-to-claims", claims)["context"]["accessToken"]["https://example.com/claims/roles"] == ["editor"]
    assert result("pre-id-token", "profile-claims", claims)["context"]["idToken"] == {"locale": "en-GB"}


def test_every_hook_of_the_sample_runs(hooks: HookRunner, session: Session) -> None:
    for hook in session.workspace:
        if hook.slug == "weekday-only":
            continue  # whether it lets people in is a question of the day
        context = generate(hook.type, hook.dialect, 42)
        outcome = hooks.start_hook(session, hook, session.read_code(hook.id).text, context, seed=42).wait(30)
        assert (outcome.status, outcome.seed, outcome.dialect) == (Status.OK, 42, hook.dialect.value), outcome.error
        assert outcome.console or hook.slug in ("normalise-profile", "roles-to-claims")


def test_what_runs_is_the_text_that_is_given_in_the_dialect_that_it_is_written_in(hooks: HookRunner, session: Session) -> None:
    hook = session.workspace.find_by_key("pre-login/block-disposable")
    outcome = hooks.start_hook(session, hook, "export const handle = async () => ({ unsaved: true })", {}).wait(30)
    assert (outcome.result, outcome.dialect, outcome.seed) == ({"unsaved": True}, "esm", None)
    fixed = replace(hook, dialect_fixed=True)
    assert dialect_of(fixed, "export const handle = 1") is Dialect.CLASSIC


def test_only_the_modules_beside_the_code_are_readable(hooks: HookRunner, session: Session, tmp_path: Path) -> None:
    def add_module(folder: Path, name: str, value: str) -> None:
        place = folder / "node_modules" / name
        place.mkdir(parents=True)
        (place / "index.js").write_text(f"module.exports = '{value}'", encoding="utf-8")

    hook = session.workspace.find_by_key("pre-login/block-disposable")
    add_module(session.hook_folder(hook.id), "own", "mine")
    code = "function handle(data) { return { own: require('own') } }"
    assert hooks.start_hook(session, hook, code, {}).wait(30).result == {"own": "mine"}
    other = session.workspace.find_by_key("pre-login/add-country-claim")
    assert hooks.start_hook(session, other, code, {}).wait(30).status is Status.FAILED
    add_module(tmp_path / "files", "own", "beside")
    assert hooks.start_file(tmp_path / "files" / "a.js", code, Dialect.CLASSIC, {}).wait(30).result == {"own": "beside"}


def test_a_prepared_worker_runs_the_hook(hooks: HookRunner, session: Session) -> None:
    hook = session.workspace.find_by_key("pre-login/block-disposable")
    code = session.read_code(hook.id).text
    hooks.prepare_hook(session, hook, code)
    assert hooks.start_hook(session, hook, code, generate(hook.type, hook.dialect, 1)).wait(30).ok


def test_stop_ends_a_run_at_once(hooks: HookRunner, tmp_path: Path) -> None:
    run = hooks.start_file(tmp_path / "a.js", "function handle() { for (;;) {} }", Dialect.CLASSIC, {}, seed=9)
    assert not run.done
    with pytest.raises(TimeoutError):
        run.wait(0.01)
    run.stop()
    outcome = run.wait(10)
    assert (outcome.status, outcome.seed, run.done) == (Status.STOPPED, 9, True)


@pytest.mark.parametrize("context", [None, 1, [], "text", False])
def test_a_context_that_is_no_object_is_refused_without_node(hooks: HookRunner, tmp_path: Path, context: Any) -> None:
    run = hooks.start_file(tmp_path / "a.js", "function handle(d) { return d }", Dialect.CLASSIC, context)
    run.stop()
    assert run.done
    outcome = run.wait()
    assert outcome.status is Status.INVALID
    assert outcome.error is not None and "JSON object" in outcome.error.message


def test_the_node_of_a_run() -> None:
    own, nodes = bundled(), NodeRuntimes(app_folders())
    assert find_runtime(nodes, None, None) == own
    assert find_runtime(nodes, own.major, 12) == own
    for wanted in (str(own.major), own.version, f"v{own.version}", f" {own.major} "):
        assert find_runtime(nodes, 12, 12, wanted) == own
    for runtime in find_runtimes():
        assert find_runtime(nodes, None, None, runtime.version).version == runtime.version
    with pytest.raises(OutsideMissing, match="Node 3 is not on this machine"):
        find_runtime(nodes, 3, None)
    with pytest.raises(OutsideMissing, match=r"Node 24\.0\.9 is not on this machine"):
        find_runtime(nodes, None, None, "24.0.9")
    for nonsense in ("", "x", "20.1", "20.1.2.3", "-20", "２０", "lts"):
        with pytest.raises(StudioError, match="not a version of Node"):
            find_runtime(nodes, None, None, nonsense)


@pytest.mark.parametrize(
    ("sandbox", "node", "closes"),
    [
        (("process", "permissions", "namespace", "seccomp"), "24.19.0", True),
        (("process", "seccomp", "landlock"), "12.22.12", True),
        (("process", "permissions"), "24.19.0", False),
        (("process", "permissions"), "26.10.0", True),
        (("process", "job-object"), "20.20.2", False),
    ],
)
def test_a_network_that_is_off_and_open_all_the_same_is_told(sandbox: tuple[str, ...], node: str, closes: bool) -> None:
    assert _closes_network(Outcome(Status.OK, result={}, node=node, sandbox=sandbox)) is closes
