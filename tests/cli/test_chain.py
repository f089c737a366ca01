"""`hookstudio chain`: the document, what people read, the exit status, and Ctrl-C, as a program and inside."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Answer, Inside, call, start
from tests.leaks import descendants

RUN_KEYS = ["status", "result", "error", "console", "warnings", "duration_ms", "node", "dialect", "sandbox", "seed"]
ADDS = (
    "function handle(data, callback) {\n  console.log('adding')\n  data.user.first = true\n"
    "  data.user.roles.push('one')\n  callback(null, data)\n}\n"
)
ALTERS = (
    "export async function handle(data) {\n  data.user.first = 'again'\n  data.user.roles.unshift('two')\n"
    "  delete data.user.secret\n  return data\n}\n"
)
REFUSES = "function handle(data, callback) {\n  callback(new Error('not on a Sunday'))\n}\n"
WAITS = "function handle() {\n  console.log('begun')\n  setInterval(() => {}, 1000)\n}\n"
CONTEXT = {"user": {"roles": ["user"], "secret": "s"}}


class Chained:
    """A workspace whose pre-login hooks are given by name and code."""

    def __init__(self, hookstudio: Inside, folder: Path) -> None:
        self.hookstudio, self.root = hookstudio, folder / "ws"
        assert hookstudio("init", self.root).status == 0
        self.context = folder / "context.json"
        self.context.write_text(json.dumps(CONTEXT), encoding="utf-8")

    def add(self, **codes: str) -> None:
        for name, code in codes.items():
            file = self.root.parent / (f"{name}.mjs" if "export" in code else f"{name}.js")
            file.write_text(code, encoding="utf-8")
            assert self.hookstudio("new", self.root, name, "--type", "pre-login", "--from", file).status == 0

    def run(self, *words: str | Path) -> Answer:
        return self.hookstudio("chain", self.root, "pre-login", *words)


@pytest.fixture
def chained(hookstudio: Inside, tmp_path: Path) -> Chained:
    return Chained(hookstudio, tmp_path)


def test_the_document_has_a_run_document_for_each_hook_and_says_who_set_what(chained: Chained) -> None:
    chained.add(one=ADDS, two=ALTERS)
    answer = chained.run("--context", chained.context, "--json")
    document: dict[str, Any] = answer.document
    assert (answer.status, answer.err) == (0, "")
    assert list(document) == ["status", "steps", "result", "origin"]
    assert document["status"] == "ok"
    assert [list(step) for step in document["steps"]] == [["hook", *RUN_KEYS, "changes"]] * 2
    assert [(step["hook"], step["status"], step["seed"]) for step in document["steps"]] == [("one", "ok", None), ("two", "ok", None)]
    assert [line["text"] for line in document["steps"][0]["console"]] == ["adding"]
    assert document["steps"][1]["changes"] == [
        {"op": "remove", "path": "/user/secret"},
        {"op": "add", "path": "/user/roles/0", "value": "two"},
        {"op": "replace", "path": "/user/first", "value": "again"},
    ]
    assert document["result"] == {"user": {"roles": ["two", "user", "one"], "first": "again"}}
    assert document["origin"] == {"/user/roles/0": "two", "/user/roles/2": "one", "/user/first": "two", "/user/secret": "two"}


def test_the_first_failure_ends_it_with_1(chained: Chained) -> None:
    chained.add(one=ADDS, stop=REFUSES, two=ALTERS)
    answer = chained.run("--context", chained.context, "--json")
    assert answer.status == 1
    document = answer.document
    assert (document["status"], document["result"]) == ("failed", None)
    assert [(step["hook"], step["status"]) for step in document["steps"]] == [("one", "ok"), ("stop", "failed")]
    assert document["steps"][1]["error"]["message"] == "not on a Sunday"
    assert document["steps"][1]["changes"] == []
    assert document["origin"] == {"/user/roles/1": "one", "/user/first": "one"}
    told = chained.run("--context", chained.context)
    assert told.status == 1
    assert "not on a Sunday" in told.err
    assert "“stop” ended the chain" in told.err and "not run: two" in told.err
    assert [line.split()[1:3] for line in told.out.splitlines()[:2]] == [["one", "ok"], ["stop", "failed"]]
    assert "as far as it got" in told.out


def test_people_read_a_line_for_each_hook_then_who_set_what_then_the_result(chained: Chained) -> None:
    chained.add(one=ADDS, two=ALTERS)
    answer = chained.run("--context", chained.context)
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert lines[0].split()[:3] == ["1", "one", "ok"] and lines[0].endswith("2 changes")
    assert lines[1].split()[:3] == ["2", "two", "ok"] and lines[1].endswith("3 changes")
    assert "  /user/first    set by one, changed by two" in lines
    assert "  /user/secret   removed by two" in lines
    assert json.loads("\n".join(lines[lines.index("{") :])) == {"user": {"roles": ["two", "user", "one"], "first": "again"}}
    assert "one (1 of 2)" in answer.err and "adding" in answer.err
    assert "2 hooks succeeded in" in answer.err


def test_the_same_seed_is_the_same_context_as_in_a_single_run(chained: Chained) -> None:
    chained.add(one="export const handle = async (data) => data", two="function handle(data, callback) { callback(null, data) }")
    made = chained.hookstudio("context", "--type", "pre-login", "--dialect", "esm", "--seed", "42").document
    answer = chained.run("--seed", "42", "--json")
    assert answer.document["result"] == made
    assert [step["seed"] for step in answer.document["steps"]] == [42, 42]
    assert answer.document["origin"] == {}
    told = chained.run("--seed", "42")
    assert "test context is the esm one, as “one” comes first" in told.err
    assert "Nothing changed." in told.out and "nothing changed" in told.out.splitlines()[0]
    assert "seed " in chained.run().err


def test_a_type_without_enabled_hooks_hands_back_its_context(chained: Chained) -> None:
    answer = chained.run("--context", chained.context, "--json")
    assert (answer.status, answer.document) == (0, {"status": "ok", "steps": [], "result": CONTEXT, "origin": {}})
    assert "No hook is enabled" in chained.run("--context", chained.context).err


def test_a_hook_that_hands_on_nothing_is_named(chained: Chained) -> None:
    chained.add(one="function handle(data, callback) { callback(null, null) }", two=ALTERS)
    answer = chained.run("--json")
    assert answer.status == 1
    assert "“one” handed back null, so “two”" in answer.document["steps"][0]["error"]["message"]
    assert answer.document["steps"][0]["error"]["code"] == "no-result"


def test_the_time_limit_is_each_hooks_own(chained: Chained) -> None:
    chained.add(one=ADDS, two=WAITS)
    answer = chained.run("--context", chained.context, "--timeout", "0.5", "--json")
    assert (answer.status, answer.document["status"]) == (1, "timeout")
    assert answer.document["steps"][0]["status"] == "ok"


def test_a_node_that_is_not_here_is_status_3(chained: Chained) -> None:
    chained.add(one=ADDS)
    assert chained.run("--node", "3", "--json").status == 3
    assert chained.run("--node", "24", "--context", chained.context, "--json").status == 0


def test_a_type_that_is_none_and_a_context_that_is_no_object(chained: Chained, tmp_path: Path) -> None:
    chained.add(one=ADDS)
    answer = chained.hookstudio("chain", chained.root, "later", "--json")
    assert answer.status == 2 and "not a hook type" in answer.document["error"]["message"]
    (tmp_path / "list.json").write_text("[1]", encoding="utf-8")
    answer = chained.run("--context", tmp_path / "list.json", "--json")
    assert (answer.status, answer.document["status"]) == (1, "invalid")


def test_the_program_prints_one_document_and_reads_standard_input(chained: Chained) -> None:
    chained.add(one=ADDS, two=ALTERS)
    answer = call("chain", chained.root, "pre_login", "--context", "-", "--json", stdin=json.dumps(CONTEXT).encode())
    assert (answer.status, answer.err) == (0, "")
    assert answer.document["origin"]["/user/first"] == "two"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_stops_the_chain_with_130(chained: Chained, number: signal.Signals) -> None:
    chained.add(one=ADDS, two=WAITS, three=ALTERS)
    process = start("chain", chained.root, "pre-login", "--context", chained.context, "--timeout", "60")
    assert process.stderr is not None
    while b"begun" not in (line := process.stderr.readline()):
        assert line, "the program ended before its second hook began"
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Stopped after" in err and b"Traceback" not in err
    assert out.splitlines()[1].split()[1:3] == [b"two", b"stopped"]


def test_an_interrupted_chain_is_one_document(chained: Chained) -> None:
    chained.add(one=ADDS, two=WAITS)
    process = start("chain", chained.root, "pre-login", "--context", chained.context, "--timeout", "60", "--json")
    end = time.monotonic() + 20
    while not descendants(process.pid):
        assert time.monotonic() < end, "Node was not started"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, b"")
    document = json.loads(out)
    assert (document["status"], document["result"]) == ("stopped", None)
    assert list(document) == ["status", "steps", "result", "origin"]
