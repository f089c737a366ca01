"""`run` inside this process, on real Node: what is run, on which context, and how it is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hookstudio.cli.output import Output, visible
from hookstudio.cli.run_report import console_text
from hookstudio.cli.target import split_target
from hookstudio.model.hook import Dialect
from hookstudio.model.outcome import ConsoleLine
from hookstudio.runner.runtimes import bundled
from hookstudio.studio.test_context import generate
from tests.cli.program import Inside

KEYS = ["status", "result", "error", "console", "warnings", "duration_ms", "node", "dialect", "sandbox", "seed"]


def hook(folder: Path, code: str, name: str = "hook.js") -> Path:
    (folder / name).write_text(code, encoding="utf-8")
    return folder / name


def test_the_document_of_a_run_that_succeeds(hookstudio: Inside, tmp_path: Path) -> None:
    file = hook(
        tmp_path, "function handle(data, callback) {\n  console.log('für', data.user.id)\n  callback(null, { user: data.user, new: 1 })\n}"
    )
    answer = hookstudio("run", file, "--seed", "42", "--json")
    assert answer.status == 0
    assert answer.err == ""
    document = answer.document
    assert list(document) == KEYS
    user = generate("pre-login", Dialect.CLASSIC, 42)["user"]
    assert isinstance(user, dict)
    assert document["status"] == "ok"
    assert document["result"] == {"user": user, "new": 1}
    assert document["error"] is None
    assert [(line["level"], line["text"]) for line in document["console"]] == [("log", f"für {user['id']}")]
    assert document["console"][0]["at_ms"] >= 0
    assert (document["node"], document["dialect"], document["seed"]) == (bundled().version, "classic", 42)
    assert document["warnings"] == []
    assert document["sandbox"][:1] == ["process"]
    assert 0 < document["duration_ms"] < 10_000


def test_the_document_of_a_run_that_fails(hookstudio: Inside, tmp_path: Path) -> None:
    file = hook(
        tmp_path,
        "function handle(data, callback) {\n  callback(Object.assign(new RangeError('no'), { code: 'E_NO', cause: new Error('why') }))\n}",
    )
    answer = hookstudio("run", "--json", file, "--seed", "1")
    assert answer.status == 1
    document = answer.document
    assert (document["status"], document["result"]) == ("failed", None)
    error = document["error"]
    assert (error["name"], error["message"], error["code"]) == ("RangeError", "no", "E_NO")
    assert error["cause"]["message"] == "why"
    frame = error["stack"][0]
    assert (frame["line"], frame["module"]) == (2, None)
    assert set(frame) == {"function", "line", "column", "module"}


@pytest.mark.parametrize(
    ("name", "code", "status", "word"),
    [
        ("hook.js", "function handle(data, callback) {", "invalid", "SyntaxError"),
        ("hook.mjs", "export function handle(data) {", "invalid", "SyntaxError"),
        ("hook.js", "const other = 1", "invalid", "handle"),
        ("hook.js", "", "invalid", "handle"),
        ("hook.js", "function handle() { setInterval(() => {}, 50) }", "timeout", "TimeoutError"),
        ("hook.js", "function handle() { process.exit(3) }", "crashed", "exit"),
    ],
)
def test_other_endings_are_status_1_and_say_what_happened(
    hookstudio: Inside, tmp_path: Path, name: str, code: str, status: str, word: str
) -> None:
    answer = hookstudio("run", hook(tmp_path, code, name), "--timeout", "0.5", "--json")
    assert answer.status == 1
    assert answer.document["status"] == status
    assert word in json.dumps(answer.document["error"])
    assert answer.document["result"] is None


def test_a_random_seed_is_told_and_gives_the_run_again(hookstudio: Inside, tmp_path: Path) -> None:
    file = hook(tmp_path, "function handle(data) { return data }")
    first = hookstudio("run", file, "--json").document
    assert isinstance(first["seed"], int)
    again = hookstudio("run", file, "--json", "--seed", str(first["seed"])).document
    assert again["result"] == first["result"]


@pytest.mark.parametrize(
    ("name", "code", "dialect"),
    [
        ("hook.js", "function handle(d) { return d }", "classic"),
        ("hook.js", "export async function handle(d) { return d }", "esm"),
        ("hook.mjs", "export async function handle(d) { return d }", "esm"),
        ("hook.cjs", "exports.handle = d => d", "classic"),
    ],
)
def test_the_dialect_and_the_context_follow_the_code(hookstudio: Inside, tmp_path: Path, name: str, code: str, dialect: str) -> None:
    document = hookstudio("run", hook(tmp_path, code, name), "--seed", "5", "--json", "--type", "pre_mfa").document
    assert (document["status"], document["dialect"]) == ("ok", dialect)
    assert document["result"] == generate("pre-mfa", Dialect(dialect), 5)


def test_the_context_of_a_file(hookstudio: Inside, tmp_path: Path) -> None:
    (tmp_path / "context.json").write_text('\ufeff{"user": {"name": "Zoë"}, "half": "\\ud800"}', encoding="utf-8")
    file = hook(tmp_path, "function handle(data) { data.seen = data.user.name; return data }")
    answer = hookstudio("run", file, "--context", tmp_path / "context.json", "--json")
    assert answer.status == 0
    assert answer.document["seed"] is None
    assert answer.document["result"]["seen"] == "Zoë"


@pytest.mark.parametrize("text", ["[]", "3", "null", '"x"', "true"])
def test_a_context_that_is_no_object_cannot_be_run(hookstudio: Inside, tmp_path: Path, text: str) -> None:
    (tmp_path / "context.json").write_text(text, encoding="utf-8")
    answer = hookstudio("run", hook(tmp_path, "function handle(d) { return d }"), "--context", tmp_path / "context.json", "--json")
    assert answer.status == 1
    assert answer.document["status"] == "invalid"
    assert "JSON object" in answer.document["error"]["message"]


def test_a_number_too_large_for_javascript_makes_the_run_invalid(hookstudio: Inside, tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text('{"user": {"visits": 1e999}}', encoding="utf-8")
    answer = hookstudio("run", hook(tmp_path, "function handle(data) { return data }"), "--context", tmp_path / "c.json", "--json")
    assert (answer.status, answer.err, answer.document["status"]) == (1, "", "invalid")
    assert "too large for JavaScript" in answer.document["error"]["message"]
    assert "1e999" in hookstudio("run", "--help").out


def test_a_hook_of_a_workspace_has_its_own_type_and_contexts(hookstudio: Inside, workspace: Path) -> None:
    document = hookstudio("run", f"{workspace}:pre-access-token/roles-to-claims", "--seed", "3", "--json").document
    assert (document["status"], document["dialect"]) == ("ok", "esm")
    assert "https://example.com/claims/roles" in document["result"]["context"]["accessToken"]
    saved = next((workspace / "contexts").glob("*throw-away*"))
    answer = hookstudio("run", f"{workspace}:pre_login/block-disposable", "--context", saved, "--json")
    assert (answer.status, answer.document["status"]) == (1, "failed")
    assert "permanent" in answer.document["error"]["message"]


def test_a_hook_of_a_workspace_keeps_its_type(hookstudio: Inside, workspace: Path) -> None:
    answer = hookstudio("run", f"{workspace}:pre-login/block-disposable", "--type", "sms", "--json")
    assert answer.status == 2
    assert "is a pre-login hook" in answer.document["error"]["message"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("acme:pre-login/a", ("acme", "pre-login/a")),
        ("/srv/acme:pre-login/a", ("/srv/acme", "pre-login/a")),
        ("C:\\acme:pre-login/a", ("C:\\acme", "pre-login/a")),
        ("C:/acme:pre-login/a b", ("C:/acme", "pre-login/a b")),
        ("a:b:sms/x", ("a:b", "sms/x")),
        ("hook.js", None),
        ("folder/hook.js", None),
        ("C:/hooks/hook.js", None),
        ("C:\\hooks\\hook.js", None),
        (":pre-login/a", None),
        ("acme:", None),
        ("acme:pre-login", None),
        ("acme:pre-login/", None),
    ],
)
def test_a_target_is_split_at_its_last_colon(text: str, parts: tuple[str, str] | None) -> None:
    assert split_target(text) == parts


def test_a_file_whose_name_looks_like_a_hook_of_a_workspace_is_a_file(
    hookstudio: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd:sms").mkdir()
    hook(tmp_path / "odd:sms", "function handle(d) { return d }", "a.js")
    assert hookstudio("run", "odd:sms/a.js", "--json").document["status"] == "ok"


def test_for_people_the_result_is_standard_output_and_the_rest_is_not(hookstudio: Inside, tmp_path: Path) -> None:
    file = hook(
        tmp_path,
        "function handle(d, cb) { console.warn('careful\\nnow'); d.user = { id: 1 }; delete d.context; d.add = [1]; cb(null, d); cb() }",
    )
    (tmp_path / "c.json").write_text('{"user": {"id": 0}, "context": {}}', encoding="utf-8")
    answer = hookstudio("run", file, "--context", tmp_path / "c.json")
    assert answer.status == 0
    result, changes = answer.out.split("\n\n")
    assert json.loads(result) == {"user": {"id": 1}, "add": [1]}
    assert changes.splitlines() == ["3 changes", "  - /context", "  ~ /user/id  0 → 1", "  + /add  [1]"]
    assert "warn   careful\n" in answer.err
    assert "warning: " in answer.err
    assert f"Node {bundled().version} · classic" in answer.err
    assert "Succeeded in" in answer.err


def test_for_people_a_failure_names_lines_cause_and_code(hookstudio: Inside, tmp_path: Path) -> None:
    file = hook(
        tmp_path, "function handle() {\n  const e = new TypeError('first')\n  e.code = 'E1'\n  e.cause = new Error('second')\n  throw e\n}"
    )
    answer = hookstudio("run", file, "--seed", "1")
    assert (answer.status, answer.out) == (1, "")
    assert "TypeError: first (E1)\n    at handle 2:13\n" in answer.err
    assert "caused by Error: second" in answer.err
    assert "Failed after" in answer.err


def test_nothing_changed_is_said(hookstudio: Inside, tmp_path: Path) -> None:
    assert hookstudio("run", hook(tmp_path, "function handle(d) { return d }")).out.endswith("\nNothing changed.\n")


def test_what_a_hook_prints_cannot_take_over_the_terminal(hookstudio: Inside, tmp_path: Path) -> None:
    file = hook(tmp_path, "function handle(d) { console.log('\\x1b]0;title\\x07\\x1b[2J'); throw new Error('\\x1b[31mred\\r') }")
    err = hookstudio("run", file).err
    assert "\x1b" not in err and "\x07" not in err and "\r" not in err
    assert "␛[2J" in err and "␛[31mred" in err
    assert visible("a\tb\r\nc\x9b\x7f") == "a\tb\nc�␡"


def test_console_lines_have_time_and_level_and_further_lines_are_indented() -> None:
    text = console_text(ConsoleLine("log", "one\ntwo", 3.14159), Output(as_json=False))
    assert text == "   3.1 ms  log    one\n                  two"
    long = console_text(ConsoleLine("log", "x" * 100_000, 1), Output(as_json=False))
    assert len(long) < 25_000 and long.endswith("(100000 characters)")
