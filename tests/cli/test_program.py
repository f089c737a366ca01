"""The program as a user starts it: real processes, signals, pipes, and what they import."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import PROGRAM, call, children_of, running, start, wait_until

ECHO = "function handle(data, callback) { callback(null, data) }"
ENDLESS = "function handle() { console.log('begun'); for (;;) {} }"
WAITING = "function handle() { console.log('begun'); setInterval(() => {}, 1000) }"


def hook(folder: Path, code: str, name: str = "hook.js") -> Path:
    (folder / name).write_text(code, encoding="utf-8")
    return folder / name


def test_a_context_goes_from_one_command_to_the_next_byte_for_byte(tmp_path: Path) -> None:
    made = call(
        "context", "--type", "post-login", "--dialect", "classic", "--seed", "42", env={"PYTHONIOENCODING": "latin-1", "LC_ALL": "C"}
    )
    assert (made.status, made.err) == (0, "")
    answer = call("run", hook(tmp_path, ECHO), "--context", "-", "--json", stdin=made.out.encode())
    assert answer.status == 0
    assert answer.document["result"] == json.loads(made.out)
    assert json.dumps(answer.document["result"], indent=2, ensure_ascii=False) + "\n" == made.out
    assert call("context", "--type", "post-login", "--dialect", "classic", "--seed", "42", "--json").out == made.out


def test_the_console_appears_while_the_hook_runs(tmp_path: Path) -> None:
    process = start("run", hook(tmp_path, WAITING))
    assert process.stderr is not None
    line = process.stderr.readline().decode()  # comes long before the ten seconds are over
    assert line.split()[-1] == "begun"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130


@pytest.mark.parametrize("code", [WAITING, ENDLESS])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_stopped_and_130_and_leaves_no_process(tmp_path: Path, code: str, number: signal.Signals) -> None:
    process = start("run", hook(tmp_path, code), "--json", "--timeout", "60")
    wait_until(lambda: bool(children_of(process.pid)), "Node to start")
    workers = children_of(process.pid)
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    document = json.loads(out)
    assert (document["status"], document["result"]) == ("stopped", None)
    assert err == b""
    wait_until(lambda: running().keys().isdisjoint(workers), "the workers to be gone")


def test_an_interrupt_is_heard_where_the_shell_ignores_it(tmp_path: Path) -> None:
    command = [*PROGRAM, "run", str(hook(tmp_path, WAITING)), "--json"]
    ignoring = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    process = subprocess.Popen([sys.executable, "-c", ignoring, *command], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    wait_until(lambda: bool(children_of(process.pid)), "Node to start")
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert json.loads(out)["status"] == "stopped"


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = start("context", "--type", "post-login", "--seed", "1")
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(20) == 0


def test_a_full_disk_behind_standard_output_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, "context", "--type", "sms", "--seed", "1"], stdout=full, stderr=subprocess.PIPE, timeout=30)
    assert done.returncode == 2
    assert "Standard output can't be written" in done.stderr.decode()
    assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr


def test_a_dead_display_is_a_message_and_3(tmp_path: Path) -> None:
    gone = {"DISPLAY": ":4999", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    for display in (gone, gone | {"DISPLAY": ""}):
        for words in ([], [str(tmp_path)]):
            answer = call(*words, env=display)
            assert (answer.status, answer.out) == (3, "")
            assert "hookstudio run" in answer.err
        answer = call("--json", env=display)
        assert answer.status == 3
        assert "hookstudio run" in answer.document["error"]["hint"]


def imported(*words: str | Path) -> set[str]:
    """The modules that the program has loaded when it is done with these arguments."""
    watch = (
        "import atexit, sys; from hookstudio.__main__ import main;"
        "status = main(); sys.stderr.write('\\n' + ' '.join(sorted(sys.modules))); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch, *map(str, words)], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def test_no_command_loads_qt_and_each_loads_what_it_needs_only(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text("{}", encoding="utf-8")
    heavy = {"faker", "jsonschema", "tree_sitter", "requests", "urllib3", "PySide6", "shiboken6", "pyside6_scintilla", "PyQt6"}
    file = hook(tmp_path, ECHO)
    assert imported("--help") & (heavy | {"subprocess", "tomllib", "tomli"}) == set()
    assert imported("run", file, "--context", tmp_path / "c.json") & heavy == set()
    assert imported("run", file, "--seed", "1") & heavy == {"faker"}
    assert imported("list", workspace) & heavy == set()
    assert imported("move", workspace, "pre-login/weekday-only", "--to", "1") & heavy == set()
    assert imported("doctor") & heavy == set()
    assert imported("context", "--type", "sms", "--seed", "1") & heavy == {"faker"}
    assert imported("new", workspace, "x", "--type", "sms") & {"PySide6", "faker"} == set()


def test_colours_come_on_a_terminal_only_and_not_with_no_color(tmp_path: Path) -> None:
    import pty

    def on_terminal(**environment: str) -> str:
        master, slave = pty.openpty()
        process = start("run", hook(tmp_path, ECHO), "--seed", "1", env={"TERM": "xterm", **environment}, stderr=slave)
        os.close(slave)
        process.communicate(timeout=30)
        text = os.read(master, 65536).decode()
        os.close(master)
        return text

    assert "\x1b[32mSucceeded" in on_terminal(NO_COLOR="")
    assert "\x1b" not in on_terminal(NO_COLOR="1")
    assert "\x1b" not in on_terminal(TERM="dumb")


def test_doctor_says_what_is_here(tmp_path: Path) -> None:
    document = call("doctor", "--json", env={"HOOKSTUDIO_HOME": str(tmp_path / "home")}).document
    assert list(document) == ["version", "python", "node", "sandbox", "folders", "editor", "workers", "modules"]
    first = document["node"][0]
    assert set(first) == {"major", "version", "path", "source"}
    assert (first["major"], first["source"]) == (24, "bundled")
    assert Path(first["path"]).is_file()
    assert {"layer", "active", "why"} == set(document["sandbox"][0])
    assert {layer["layer"] for layer in document["sandbox"]} >= {"process", "permissions"}
    assert Path(document["folders"]["data"]) == tmp_path / "home" / "data"
    assert document["editor"]["engine"] == "scintilla" and document["editor"]["version"]
    held = document["workers"]
    assert held["limit"] == 6
    assert held["each_mb"] is None or held["memory_mb"] == pytest.approx(6 * held["each_mb"], abs=0.2)
    text = call("doctor").out
    assert first["version"] in text and "Sandbox" in text
