"""Started oddly: without standard streams, interrupted before it is there, with names that no system takes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.program import PROGRAM, Inside, call

ECHO = "function handle(data, callback) { console.log('here'); callback(null, data) }"
LONG = "1" * 5000


@pytest.fixture
def echo(tmp_path: Path) -> Path:
    (tmp_path / "echo.js").write_text(ECHO, encoding="utf-8")
    return tmp_path / "echo.js"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- 2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_hook_runs_whatever_streams_are_closed(echo: Path, closed: str) -> None:
    script = f'exec "$@" {closed}'
    began = time.monotonic()
    done = subprocess.run(["/bin/sh", "-c", script, "sh", *PROGRAM, "run", str(echo), "--json"], capture_output=True, timeout=60)
    assert done.returncode == 0
    assert time.monotonic() - began < 15
    assert done.stderr == b""
    if ">&-" in closed.replace("2>&-", ""):
        assert done.stdout == b""
    else:
        assert [line["text"] for line in json.loads(done.stdout)["console"]] == ["here"]


def test_a_context_on_a_closed_standard_input_is_bad_input(echo: Path) -> None:
    command = ["/bin/sh", "-c", 'exec "$@" <&-', "sh", *PROGRAM, "run", str(echo), "--json", "--context", "-"]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, b"")
    assert "Standard input is closed" in json.loads(done.stdout)["error"]["message"]


INTERRUPTED_AT = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == wanted:
            os.kill(os.getpid(), signal.SIGINT)

from hookstudio.__main__ import main
sys.meta_path.insert(0, Interrupting())
wanted, sys.argv[:2] = sys.argv[1], ["hookstudio"]
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main())
"""


def interrupted_at(module: str, *words: str | Path) -> subprocess.CompletedProcess[bytes]:
    """The program, sent SIGINT as it begins to import *module*."""
    command = [sys.executable, "-c", INTERRUPTED_AT, module, *map(str, words)]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)


@pytest.mark.parametrize(
    "module", ["hookstudio.cli", "argparse", "hookstudio.cli.arguments", "hookstudio.cli.run_command", "hookstudio.studio.test_context"]
)
def test_an_interrupt_before_the_run_begins_is_stopped_and_130(echo: Path, module: str) -> None:
    done = interrupted_at(module, "run", echo, "--json")
    assert (done.returncode, done.stderr) == (130, b"")
    document = json.loads(done.stdout)
    assert (document["status"], document["result"], document["console"]) == ("stopped", None, [])


def test_a_chain_tells_of_an_early_interrupt_alike(tmp_path: Path) -> None:
    done = interrupted_at("hookstudio.cli.chain_command", "chain", tmp_path, "pre-login", "--json")
    assert (done.returncode, done.stderr) == (130, b"")
    document = json.loads(done.stdout)
    assert (document["status"], document["steps"]) == ("stopped", [])


def test_other_commands_are_interrupted_before_they_do_anything(tmp_path: Path) -> None:
    done = interrupted_at("hookstudio.cli.workspace_commands", "init", tmp_path / "new", "--json")
    assert (done.returncode, done.stderr) == (130, b"")
    assert json.loads(done.stdout)["error"]["message"] == "Interrupted."
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("module", ["hookstudio.cli", "hookstudio.ui.display", "shiboken6", "PySide6.QtWidgets", "hookstudio.ui.open"])
def test_an_interrupt_before_there_is_a_window_is_130(module: str) -> None:
    done = interrupted_at(module, "--json")
    assert (done.returncode, done.stderr) == (130, b"")
    assert json.loads(done.stdout)["error"]["message"] == "Interrupted."


@pytest.mark.parametrize("words", [["run", "{echo}"], ["chain", "{folder}", "pre-login"]])
def test_an_interrupt_is_heard_while_the_context_is_awaited(hookstudio: Inside, echo: Path, words: list[str]) -> None:
    assert hookstudio("init", echo.parent / "acme").status == 0
    command = [*PROGRAM, *(word.format(echo=echo, folder=echo.parent / "acme") for word in words), "--json", "--context", "-"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(b"{" + b" " * 1_000_000)  # more than a pipe holds: once it is written, somebody reads
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    assert json.loads(process.stdout.read())["status"] == "stopped"
    assert process.wait(20) == 130
    process.stdin.close()
    assert process.stderr is not None and process.stderr.read() == b""
    process.stdout.close()
    process.stderr.close()


def test_many_interrupts_are_one(tmp_path: Path) -> None:
    (tmp_path / "endless.js").write_text("function handle() { console.log('begun'); for (;;) {} }", encoding="utf-8")
    process = subprocess.Popen(
        [*PROGRAM, "run", str(tmp_path / "endless.js")], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    assert b"begun" in process.stderr.readline()
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.001)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in errors


@pytest.mark.parametrize(
    "words",
    [
        ["run", f"{LONG}.js"],
        ["run", LONG],
        ["run", f"{LONG}:pre-login/a"],
        ["run", "{echo}", "--context", LONG],
        ["chain", LONG, "pre-login"],
        ["list", LONG],
        ["init", LONG],
        ["new", LONG, "a", "--type", "sms"],
        [LONG],
    ],
    ids=lambda words: " ".join(words).replace(LONG, "LONG"),
)
def test_a_name_that_no_disk_takes_is_bad_input(echo: Path, words: list[str]) -> None:
    answer = call(*(word.format(echo=echo) for word in words), "--json")
    assert (answer.status, answer.err) == (2, "")
    assert set(answer.document) == {"error"}
    assert "Traceback" not in answer.out and "went wrong" not in answer.out


@pytest.mark.parametrize("code", ["function handle(data) {\n  throw new Error('no') }", "function handle(data) {\n  let = ; }"])
@pytest.mark.parametrize("name", [b"\xff.js", b"a\nb.js", b"\xe2\x80\xa8.js", b"a b(c).js"])
def test_frames_of_a_file_with_any_name_are_the_users_own(tmp_path: Path, name: bytes, code: str) -> None:
    path = os.fsencode(tmp_path) + b"/" + name
    Path(os.fsdecode(path)).write_text(code, encoding="utf-8")
    done = subprocess.run([*map(os.fsencode, PROGRAM), b"run", path, b"--json"], capture_output=True, timeout=60)
    stack = json.loads(done.stdout)["error"]["stack"]
    assert [(frame["line"], frame["module"]) for frame in stack] == [(2, None)]


def test_what_a_terminal_would_obey_is_shown_as_json_writes_it(hookstudio: Inside, tmp_path: Path) -> None:
    text = "\\x1b[2J \\x9b2J \\x7f \\u202e \\u2066 \\x85"
    (tmp_path / "c1.js").write_text(f"function handle() {{ console.log('{text}'); return {{ 'k\\x9b': '{text}' }} }}", encoding="utf-8")
    answer = hookstudio("run", tmp_path / "c1.js")
    assert answer.status == 0
    assert set("\x1b\x9b\x7f\u202e\u2066\x85").isdisjoint(answer.out + answer.err)
    shown = json.loads(answer.out[: answer.out.index("\n\n")])
    assert shown == {"k\x9b": "\x1b[2J \x9b2J \x7f \u202e \u2066 \x85"}
