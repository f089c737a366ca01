"""Auth0 Rules and Actions that come in as hooks: they run, and what could not be translated is told with file and line."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.bundle import BundlePreview
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.outcome import Outcome, Status
from hookstudio.studio.bundles import apply, preview
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from tests.studio.workspaces import new_session, slugs

RULE = """/**
 * Adds a claim.
 */
function addClaim(user, context, callback) {
  if (!user.email) return callback(new UnauthorizedError('no address'));
  user.app_metadata.plan = configuration.PLAN || 'free';
  context.idToken['https://example.com/id'] = user.user_id;
  callback(null, user, context);
}
"""
ACTION = """const { shout } = helper();
function helper() { return { shout: (text) => text.toUpperCase() }; }
exports.onExecutePostLogin = async (event, api) => {
  if (event.user.blocked) return api.access.deny('blocked');
  api.idToken.setCustomClaim('name', shout(event.client.name));
  api.accessToken.setCustomClaim('agent', event.request.user_agent);
  api.user.setAppMetadata('key', event.secrets.API_KEY);
};
"""


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[HookRunner]:
    runner = HookRunner(None, NodeRuntimes(new_session(tmp_path / "for-nodes").folders))
    yield runner
    runner.close()


def rule(folder: Path, name: str, code: str, /, **values: Any) -> None:
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    document = {"enabled": True, "name": name, "order": 1, "stage": "login_success", "script": f"./{name}.js"} | values
    (folder / "rules" / f"{name}.json").write_text(json.dumps(document))
    (folder / "rules" / f"{name}.js").write_text(code)


def bind(folder: Path, trigger: str, *names: str) -> None:
    file = folder / "triggers" / "triggers.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(file.read_text()) if file.exists() else {}
    rows = known.get(trigger, []) + [{"action_name": name, "display_name": f"The {name}"} for name in names]
    file.write_text(json.dumps(known | {trigger: rows}))


def action(folder: Path, name: str, code: str, trigger: str = "post-login", /, *, bound: bool = True, **values: Any) -> None:
    if bound:
        bind(folder, trigger, name)
    place = folder / "actions" / name
    place.mkdir(parents=True, exist_ok=True)
    document = {
        "name": name,
        "code": f"./actions/{name}/code.js",
        "runtime": "node18",
        "dependencies": [],
        "secrets": [],
        "supported_triggers": [{"id": trigger, "version": "v3"}],
        "deployed": True,
    } | values
    (folder / "actions" / f"{name}.json").write_text(json.dumps(document))
    (place / "code.js").write_text(code)


def come_in(session: Session, folder: Path) -> BundlePreview:
    shown = preview(session, folder)
    apply(session, shown, {})
    return shown


def ran(runner: HookRunner, session: Session, key: str, context: dict[str, Any], edit: tuple[str, str] = ("", "")) -> Outcome:
    hook = session.workspace.find_by_key(key)
    return runner.start_hook(session, hook, session.read_code(hook.id).text.replace(*edit), context).wait()


def test_a_rule_runs_as_a_hook(tmp_path: Path, runner: HookRunner) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    rule(folder, "Add claim", RULE)
    (folder / "rules-configs").mkdir()
    (folder / "rules-configs" / "PLAN.json").write_text('{"key": "PLAN", "value": "s3cret plan"}')
    shown = come_in(session, folder)
    assert [hook.key for hook in shown.hooks] == ["post-login/add-claim"]
    code = session.read_code(session.workspace.find_by_key("post-login/add-claim").id).text
    assert RULE.strip() in code and "  PLAN: '', // FILL IN" in code and "s3cret" not in code
    assert "rules/Add claim.js, line 6: configuration.PLAN has to be filled in: it is a constant at the top." in shown.notes

    context = {"user": {"id": "u1", "email": "a@b.c", "metadata": {"old": 1}}, "context": {"clientID": "c", "request": {}}}
    outcome = ran(runner, session, "post-login/add-claim", context, ("PLAN: ''", "PLAN: 'gold'"))
    assert outcome.status is Status.OK, outcome.error
    assert outcome.result == {
        "user": {"id": "u1", "email": "a@b.c", "metadata": {"old": 1, "plan": "gold"}},
        "context": {"clientID": "c", "request": {}, "idToken": {"https://example.com/id": "u1"}},
    }
    failed = ran(runner, session, "post-login/add-claim", {"user": {"id": "u1"}})
    assert failed.error is not None and (failed.error.name, failed.error.message) == ("UnauthorizedError", "no address")


@pytest.mark.parametrize(
    "code",
    [
        "function (user, context, callback) { callback(null, user, context); }",
        "function (user, context, callback) { callback(null, user, context); };\n",
        "(user, context, callback) => callback(null, user, context)",
        "// words\n(function named(user, context, callback) { setTimeout(() => callback(null, user, context), 5); })",
        "async function (user, context, callback) { await null; callback(null, user, context); }",
    ],
)
def test_rules_of_every_shape(tmp_path: Path, runner: HookRunner, code: str) -> None:
    session = new_session(tmp_path)
    rule(tmp_path / "export", "shape", code)
    come_in(session, tmp_path / "export")
    context = {"user": {"id": "u1", "metadata": {"a": 1}}, "context": {"accessToken": {"x": 1}}}
    outcome = ran(runner, session, "post-login/shape", context)
    assert (outcome.status, outcome.result) == (Status.OK, context)


def test_what_a_rule_takes_away_is_gone(tmp_path: Path, runner: HookRunner) -> None:
    session = new_session(tmp_path)
    acts = "delete user.user_metadata.a; user.app_metadata = { b: 2 }; delete context.idToken.x;"
    code = f"function (user, context, callback) {{ {acts} callback(null, user, context); }}"
    rule(tmp_path / "export", "taker", code)
    come_in(session, tmp_path / "export")
    outcome = ran(runner, session, "post-login/taker", {"user": {"metadata": {"a": 1, "c": 3}}, "context": {"idToken": {"x": 1}}})
    assert outcome.result == {"user": {"metadata": {"b": 2}}, "context": {"idToken": {}}}


def test_the_order_and_stage_of_rules_are_kept(tmp_path: Path) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    plain = "function (user, context, callback) { callback(null, user, context); }"
    rule(folder, "a-last", plain, order=30)
    rule(folder, "z-first", plain, order=2, enabled=False)
    rule(folder, "middle", plain, order=10)
    rule(folder, "registered", plain, stage="user_registration")
    rule(folder, "failed", plain, stage="login_failure")
    action(folder, "An action", ACTION)
    shown = come_in(session, folder)
    assert slugs(session, "post-login") == ["z-first", "middle", "a-last", "an-action"]
    assert [hook.enabled for hook in session.workspace.of_type("post-login")] == [False, True, True, True]
    assert slugs(session, "post-register") == ["registered"]
    assert all(hook.dialect is Dialect.CLASSIC for hook in session.workspace)
    assert "rules/failed.json: there is no hook for the stage “login_failure”, so the rule was left out." in shown.notes


def test_an_action_runs_as_a_hook(tmp_path: Path, runner: HookRunner) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    action(folder, "Claims", ACTION, secrets=[{"name": "API_KEY", "value": "s3cret"}, {"name": "other-key"}])
    shown = come_in(session, folder)
    code = session.read_code(session.workspace.find_by_key("post-login/claims").id).text
    assert ACTION.strip() in code and "s3cret" not in code
    assert "  API_KEY: '', // FILL IN" in code and "  \"other-key\": '', // FILL IN" in code
    assert shown.notes == (
        "actions/Claims/code.js, line 7: app_metadata and user_metadata are one here, “metadata”: what sets the one sets the other.",
        "actions/Claims/code.js, line 7: event.secrets.API_KEY has to be filled in: it is a constant at the top.",
    )

    context: dict[str, Any] = {"user": {"id": "u1"}, "context": {"clientID": "c", "clientName": "shop", "request": {"userAgent": "curl"}}}
    outcome = ran(runner, session, "post-login/claims", context, ("API_KEY: ''", "API_KEY: 'k'"))
    assert outcome.status is Status.OK, outcome.error
    assert isinstance(outcome.result, dict)
    assert outcome.result["user"] == {"id": "u1", "metadata": {"key": "k"}}
    assert outcome.result["context"] == context["context"] | {"idToken": {"name": "SHOP"}, "accessToken": {"agent": "curl"}}
    denied = ran(runner, session, "post-login/claims", {"user": {"blocked": True}, "context": {"clientName": "x"}})
    assert denied.status is Status.FAILED and denied.error is not None and denied.error.message == "blocked"


@pytest.mark.parametrize(
    ("trigger", "kind", "handler"),
    [
        ("post-login", "post-login", "onExecutePostLogin"),
        ("pre-user-registration", "pre-register", "onExecutePreUserRegistration"),
        ("post-user-registration", "post-register", "onExecutePostUserRegistration"),
        ("send-phone-message", "sms", "onExecuteSendPhoneMessage"),
        ("credentials-exchange", "pre-access-token", "onExecuteCredentialsExchange"),
    ],
)
def test_triggers_and_the_ways_to_export(tmp_path: Path, runner: HookRunner, trigger: str, kind: str, handler: str) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    deny = "api.access.deny('code', 'no')" if trigger == "credentials-exchange" else "api.access.deny('no')"
    action(folder, "named", f"exports.{handler} = async (event, api) => {{ {deny}; }};", trigger)
    action(folder, "whole", "module.exports = async (event, context) => { event.user; };", trigger, code="export/actions/whole/code.js")
    come_in(session, folder)
    failed = ran(runner, session, f"{kind}/named", {"user": {}})
    assert failed.error is not None and (failed.status, failed.error.message) == (Status.FAILED, "no")
    assert ran(runner, session, f"{kind}/whole", {"user": {}}).status is Status.OK


def test_modules_become_modules_of_the_hook(tmp_path: Path) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    lines = ["const _ = require('lodash@4.17.21');", "const c = require('crypto');", "const r = require('request');"]
    lines += ['const s = require("@scope/x@1.0.0");', "callback(null, user, context);"]
    code = "function (user, context, callback) {\n  " + "\n  ".join(lines) + "\n}"
    rule(folder, "modules", code)
    action(folder, "axios", ACTION, dependencies=[{"name": "axios", "version": "1.6.7"}, {"name": "uuid", "version": "latest"}])
    shown = come_in(session, folder)
    by_key = {hook.key: hook for hook in shown.hooks}
    assert by_key["post-login/modules"].modules == ("@scope/x@1.0.0", "lodash@4.17.21", "request")
    assert by_key["post-login/axios"].modules == ("axios@1.6.7", "uuid@latest")
    text = session.read_code(session.workspace.find_by_key("post-login/modules").id).text
    assert "require('lodash')" in text and 'require("@scope/x")' in text and "require('crypto')" in text
    place = session.hook_folder(session.workspace.find_by_key("post-login/modules").id)
    assert json.loads((place / "package.json").read_text())["dependencies"] == {"@scope/x": "1.0.0", "lodash": "4.17.21"}
    assert "rules/modules.js, line 4: “request” has no version. Add it to the hook as a module." in shown.notes
    assert "actions/axios.json: uuid has no exact version." in shown.notes


def test_what_can_not_be_translated_is_told_with_file_and_line(tmp_path: Path) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    code = "function (user, context, callback) {\n  auth0.users.updateAppMetadata(user.user_id, {});\n  global.cache = 1;\n"
    code += "  const key = '@@API_KEY@@' + '##REGION##';\n  callback(null, user, context);\n}"
    rule(folder, "old", code)
    lines = ["api.multifactor.enable('any');", "if (event.stats.logins_count > 1) return;", "api.redirect.sendUserTo(event.secrets[name]);"]
    body = "const shared = require('actions:shared');\nexports.onExecutePostLogin = async (event, api) => {\n  "
    body += "\n  ".join(lines) + "\n};\n"
    action(folder, "new", body, modules=[{"module_name": "shared"}], secrets="@@SECRETS@@")
    action(folder, "elsewhere", body, "password-reset-post-challenge")
    action(folder, "broken", "exports.onExecutePostLogin = async (event, api) => {\n  if (\n};\n")
    rule(folder, "two", "const a = 1;\nfunction (user, context, callback) { callback(null, user, context); }")
    notes = come_in(session, folder).notes
    assert sorted(hook.slug for hook in session.workspace) == ["new", "old"]
    for note in (
        "rules/old.js, line 2: auth0.users.updateAppMetadata is Auth0's management API and has no counterpart here.",
        "rules/old.js, line 3: global.cache is not kept from one run to the next.",
        "rules/old.js, line 4: @@API_KEY@@ is a placeholder of auth0-deploy-cli. Put the value there.",
        "rules/old.js, line 4: ##REGION## is a placeholder of auth0-deploy-cli. Put the value there.",
        "actions/new/code.js, line 1: “actions:shared” is a module of Auth0's own and is not here.",
        "actions/new/code.js, line 3: api.multifactor.enable has no counterpart here.",
        "actions/new/code.js, line 4: event.stats.logins_count is not known here; it is undefined.",
        "actions/new/code.js, line 5: api.redirect.sendUserTo has no counterpart here.",
        "actions/new/code.js, line 5: which secret it is, is worked out at run time.",
        "actions/new.json: its secrets are a text, not a list; those that its code names have to be filled in.",
        "actions/new.json: the module “shared” is one of Auth0's own and is not here.",
        "actions/elsewhere.json: there is no hook for the trigger “password-reset-post-challenge” of “elsewhere”, so that was left out.",
    ):
        assert note in notes, "\n".join(notes)
    assert any(note.startswith("actions/broken/code.js, line ") and "can't be parsed" in note for note in notes)
    assert any(note.startswith("rules/two.js, line ") and "left out" in note for note in notes)


RULES = {
    "context.multifactor = { provider: 'any' }": "context.multifactor has no counterpart here: that it is set does nothing.",
    "const c = context; c['redirect'] = {}": "context.redirect has no counterpart here: that it is set does nothing.",
    "const { stats } = context; if (stats.loginsCount) user.n = 1": "context.stats.loginsCount is not known here; it is undefined.",
    "if (context.request.geoip) user.n = 1": "context.request.geoip is not known here; it is undefined.",
    "const { nickname: n, ...rest } = user; user.n = n.length": "user.nickname is not known here; it is undefined.",
    "if (user.identities[0].isSocial) user.n = 1": "user.identities is of another form here; it has no isSocial, for one.",
    "enrich(context)": "context is handed on here; what is done with it there was not looked at.",
    "user.n = (user.app_metadata || {}).role === 'admin'": (
        "app_metadata and user_metadata are one here, “metadata”: what sets the one sets the other."
    ),
    "const k = 'a' + 'b'; context.idToken[k] = context.clientName + user.email; console.log(context)": "",
    "user.nickname = 'x'; user.given_name = context.request.query.name": "",
}
ACTIONS = {
    "const run = async (e, a) => {\n  a.multifactor.enable('any'); };\nexports.NAME = run;": (
        "api.multifactor.enable has no counterpart here."
    ),
    "exports.NAME = async (event, { multifactor, idToken }) => {\n  multifactor.enable('any'); };": (
        "api.multifactor.enable has no counterpart here."
    ),
    "module.exports = { NAME: async (e, a) => {\n  help(e, a); } };\nfunction help(ev, api) { api.idToken; }": "",
    "exports.NAME = (e, a) => {\n  if (e.user.email) help(a, 1); };\nconst help = (x) => { x.redirect.sendUserTo('y') }": (
        "line 3: api.redirect.sendUserTo has no counterpart here."
    ),
    "exports['NAME'] = wrap(async function (event, api) {\n  api.accessToken.addScope('x'); });\nfunction wrap(f) { return f }": (
        "api.accessToken.addScope has no counterpart here."
    ),
    "exports.NAME = async (event, api) => {\n  api.idToken.setCustomClaim('a', 1).cache.set('b', 2); };": (
        "api.cache.set has no counterpart here."
    ),
    "exports.NAME = async (event, api) => {\n  const { KEY = 'k' } = event.secrets; api.access.deny(KEY); };": (
        "event.secrets.KEY has to be filled in: it is a constant at the top."
    ),
    "exports.NAME = async ({ secrets }, api) => {\n  api.access.deny(secrets.KEY); };": (
        "event.secrets.KEY has to be filled in: it is a constant at the top."
    ),
    "exports.NAME = async (event, api) => {\n  require('helper').go(api); };": (
        "api is handed on here; what is done with it there was not looked at."
    ),
    "exports.NAME = async (event, api) => {\n  const m = api[event.client.name]; m.go(); };": (
        "which part of api it is, is worked out at run time."
    ),
    "exports.NAME = async (event) => { };\nexports.onContinuePostLogin = async () => {};": "onContinuePostLogin is never called here.",
    "let a;\nexports.NAME = make(); function make() { return (a = a.b) }": (
        "line 1: how NAME is handed out can't be seen, so what it uses was not looked at."
    ),
    "exports.NAME = async (event, api) => {\n  let a = api; for (;;) { a = a.b; if (!a) break } };": (
        "line 2: api.b has no counterpart here."
    ),
}


@pytest.mark.parametrize(("code", "expected"), RULES.items())
def test_what_a_rule_is_handed_is_followed(tmp_path: Path, code: str, expected: str) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    rule(folder, "r", f"function (user, context, callback) {{\n  {code};\n  callback(null, user, context);\n}}")
    assert come_in(session, folder).notes == ((f"rules/r.js, line 2: {expected}",) if expected else ())


@pytest.mark.parametrize(("code", "expected"), ACTIONS.items())
def test_what_an_action_is_handed_is_followed(tmp_path: Path, code: str, expected: str) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    action(folder, "a", code.replace("NAME", "onExecutePostLogin"))
    notes = come_in(session, folder).notes
    place = "" if expected.startswith("line ") else "line 2: "
    wanted = f"actions/a/code.js, {place}{expected}".replace("NAME", "onExecutePostLogin")
    assert wanted in notes if expected else not notes, notes
    assert all(hook.enabled for hook in session.workspace)
    text = session.read_code(next(iter(session.workspace)).id).text
    assert ("  KEY: '', // FILL IN" in text) is ("KEY" in code)


@pytest.mark.parametrize(
    "body",
    ["api" + ".a" * 50_000, "(" * 20_000 + "api" + ")" * 20_000, "api;" * 200_000, "let x = api; " + "x = x.a; x = x.b; x = x.c; " * 50],
)
def test_code_that_is_made_to_take_long_does_not(tmp_path: Path, body: str) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    action(folder, "a", f"exports.onExecutePostLogin = async (event, api) => {{ {body} }};")
    rule(folder, "r", f"function (api, context, callback) {{ {body} }}")
    action(folder, "fine", ACTION)
    start = time.monotonic()
    notes = come_in(session, folder).notes
    assert time.monotonic() - start < 15
    left = {note for note in notes if "too long, or too deeply nested" in note}
    assert len(left) == (0 if "x = x.a" in body else 2), notes


def test_an_action_that_nothing_can_call_comes_in_disabled(tmp_path: Path) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    action(folder, "a", "// onExecutePostLogin\nexports.onContinuePostLogin = async (event, api) => {};")
    assert come_in(session, folder).notes == (
        "actions/a/code.js, line 1: there is no onExecutePostLogin, which is what would be called, so the action comes in disabled.",
        "actions/a/code.js, line 2: onContinuePostLogin is never called here.",
    )
    assert [hook.enabled for hook in session.workspace] == [False]


def test_the_adapter_does_as_auth0_does(tmp_path: Path, runner: HookRunner) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    lines = ["api.user.setUserMetadata('gone', null);", "api.user.setAppMetadata('kept', 0);"]
    lines += ["event.user.metadata.more = 1;", "event.user.profile.a = 2;", "event.request.query.q = 'x';", "delete event.request.body.b;"]
    action(folder, "a", "exports.onExecutePostLogin = async (event, api) => {\n" + "\n".join(lines) + "\n};")
    come_in(session, folder)
    request = {"query": {"q": "1"}, "body": {"b": 1}}
    context: dict[str, Any] = {"user": {"metadata": {"gone": 1}, "profile": {}}, "context": {"request": request}}
    outcome = ran(runner, session, "post-login/a", context)
    assert outcome.status is Status.OK, outcome.error
    assert outcome.result == {"user": {"metadata": {"kept": 0}, "profile": {}}, "context": {"request": request}}


def test_what_is_bound_decides_the_order_and_what_runs(tmp_path: Path) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    for name in ("a", "b", "c", "d"):
        action(folder, name, ACTION, bound=False, deployed=name != "d")
    text = "There is no triggers/triggers.json, which says what runs in which order: the actions came in by their names, and those "
    assert preview(session, folder).notes[-1] == f"{text}that were deployed enabled."
    bind(folder, "post-login", "c", "d", "a")
    bind(folder, "pre-user-registration", "b")
    shown = come_in(session, folder)
    assert [(hook.slug, hook.enabled) for hook in session.workspace] == [("c", True), ("d", False), ("a", True), ("b", False)]
    assert "actions/b.json: “b” is not bound to post-login, so it never ran there and comes in disabled." in shown.notes


LONG = "exports.onExecutePostLogin = async (event, api) => {" + " await 1;" * 40 + " }"


@pytest.mark.parametrize(
    ("script", "note"),
    [
        (".", "“.” is no path of a file with code"),
        ("./", "“./” is no path of a file with code"),
        ("x" * 300, f"its code, “{'x' * 100}…”, is not there"),
        ("x/" * 900, f"“{'x/' * 50}…” is no path of a file with code"),
        (LONG, f"its code, “{LONG[:100]}…”, is not there"),
        ("a\nb", "“a b” is no path of a file with code"),
        ("\ud800.js", "half of a character"),
    ],
)
def test_what_can_be_no_path_is_told_and_left_out(tmp_path: Path, script: str, note: str) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    rule(folder, "bad", RULE, script=script)
    rule(folder, "late", "function (user, context, callback) { callback(null, user, context); }", order=int("9" * 400))
    rule(folder, "later", "function (user, context, callback) { callback(null, user, context); }", order=None)
    rule(folder, "soon", "function (user, context, callback) { callback(null, user, context); }", order=1.5)
    notes = come_in(session, folder).notes
    assert [hook.slug for hook in session.workspace] == ["soon", "late", "later"]
    assert [text for text in notes if note in text and text.startswith("rules/bad.json") and "left out" in text], notes


@pytest.mark.parametrize(
    ("name", "words"),
    [("tenant.yaml", "is YAML.*--format directory"), ("in/tenant.yml", "is YAML.*--format directory"), ("a.ts", "is TypeScript.*Compile")],
)
def test_what_is_no_folder_of_json_is_refused_with_what_to_do(tmp_path: Path, name: str, words: str) -> None:
    session, file = new_session(tmp_path), tmp_path / "export" / name
    file.parent.mkdir(parents=True)
    file.write_text("rules: []")
    with pytest.raises(StudioError) as refused:
        preview(session, file.parent if "/" in name else file, "sms")
    assert re.search(words, f"{refused.value.message} {refused.value.hint}"), refused.value


def test_a_dependency_that_is_no_module_is_left_out(tmp_path: Path) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    bad = [
        {"name": "../../evil", "version": "file:///etc"},
        {"name": "left-pad", "version": "file:///etc"},
        {"name": "ms", "version": "2.1.3"},
    ]
    action(folder, "a", ACTION, dependencies=bad)
    shown = come_in(session, folder)
    assert shown.hooks[0].modules == ("ms@2.1.3",)
    assert len([note for note in shown.notes if note.startswith("actions/a.json: a module was left out. “")]) == 2


@pytest.mark.parametrize("path", ["../outside.js", "./../../outside.js", "/etc/hostname", "C:/x.js", "actions/../../outside.js", "link.js"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    (tmp_path / "outside.js").write_text(ACTION)
    action(folder, "fine", ACTION)
    (folder / "link.js").symlink_to(tmp_path / "outside.js")
    action(folder, "bad", ACTION, code=path)
    with pytest.raises(StudioError, match="leaves the folder"):
        preview(session, folder)


def test_files_that_make_no_sense_are_told_and_the_rest_comes_in(tmp_path: Path) -> None:
    session, folder = new_session(tmp_path), tmp_path / "export"
    action(folder, "fine", ACTION)
    action(folder, "gone", ACTION, code="./actions/gone/none.js")
    action(folder, "nameless", ACTION, code=None, name=7, supported_triggers="x")
    for name, text in {"broken": "{", "list": "[]", "keyword": '{"deployed": @@X@@}'}.items():
        (folder / "actions" / f"{name}.json").write_text(text)
    shown = come_in(session, folder)
    assert [hook.key for hook in shown.hooks] == ["post-login/fine"]
    for file in ("broken", "list", "keyword", "gone", "nameless"):
        assert any(note.startswith(f"actions/{file}.json") for note in shown.notes), file
    (folder / "actions" / "fine.json").unlink()
    with pytest.raises(StudioError, match="can become a hook"):
        preview(session, folder)


def test_a_name_can_not_get_into_the_code(tmp_path: Path, runner: HookRunner) -> None:
    session = new_session(tmp_path)
    rule(
        tmp_path / "export",
        "x",
        "function (user, context, callback) { callback(null, user, context); }",
        name="*/ evil() /* CODE */\u2028evil()",
    )
    come_in(session, tmp_path / "export")
    (hook,) = session.workspace
    assert ran(runner, session, hook.key, {"user": {}}).status is Status.OK
