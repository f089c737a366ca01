"""Attacks on the layers of the system, on every Node that is there: Linux, with bubblewrap and with the launcher in its place."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.node import Runtime
from hookstudio.model.outcome import Outcome, Status
from hookstudio.runner import bubblewrap, sandbox
from hookstudio.runner.launch import Enclosure, Wall
from hookstudio.runner.proofs import PROOFS
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import bundled
from hookstudio.runner.sandbox import has_permissions, keep_proofs, protection
from tests.leaks import command_of
from tests.runner.hooks import LOOP, QUICK, job, only_walls, workers

LINUX = sys.platform == "linux"
WALLS = [Wall.NAMESPACE, Wall.LANDLOCK] if LINUX else []


@pytest.fixture(params=WALLS)
def wall(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wall]:
    """Each wall in turn, as if the system had no other."""
    with only_walls(monkeypatch, request.param):
        yield request.param


@pytest.fixture
def open_node(runtime: Runtime) -> Runtime:
    """The Node without its own permissions: what is stopped is stopped by the system."""
    return replace(runtime, major=min(runtime.major, 19))


def _run(runner: Runner, runtime: Runtime, body: str, **options: Any) -> Outcome:
    code = f"function handle(data, callback) {{ {body} }}"
    return runner.start(job(code, runtime=runtime, **options)).wait(30)


def _value(outcome: Outcome) -> object:
    assert outcome.ok, outcome.error
    return outcome.result


READ = "const read = (file) => { try { return require('fs').readFileSync(file, 'utf8').length } catch (e) { return e.code } };"


@pytest.mark.usefixtures("wall")
def test_nothing_of_the_disk_is_read(runner: Runner, open_node: Runtime, tmp_path: Path) -> None:
    secret = tmp_path / "id_ed25519"
    secret.write_text("secret")
    files = [
        str(secret),
        "/etc/passwd",
        "/etc/shadow",
        "/proc/self/environ",
        "/proc/self/mem",
        "/proc/1/cmdline",
        f"/proc/{os.getpid()}/environ",
    ]
    found = _value(_run(runner, open_node, f"{READ} callback(null, {{ found: {files}.map(read) }})"))
    assert isinstance(found, dict)
    assert set(found["found"]) <= {"ENOENT", "EACCES", "EPERM"}


@pytest.mark.usefixtures("wall")
def test_no_folder_is_listed_but_the_hooks_own(runner: Runner, open_node: Runtime) -> None:
    list_all = "const list = (folder) => { try { return require('fs').readdirSync(folder) } catch (e) { return e.code } };"
    result = _value(
        _run(
            runner,
            open_node,
            f"{list_all} callback(null, {{ etc: list('/etc'), home: list('{Path.home()}'), proc: list('/proc'), shm: list('/dev/shm') }})",
        )
    )
    assert isinstance(result, dict)
    for name in ("home", "proc", "shm"):
        assert result[name] in ("ENOENT", "EACCES"), name
    assert result["etc"] == "EACCES" or set(result["etc"]) <= {
        "resolv.conf",
        "hosts",
        "host.conf",
        "nsswitch.conf",
        "gai.conf",
        "ssl",
        "pki",
    }


@pytest.mark.usefixtures("wall")
def test_nothing_is_written(runner: Runner, open_node: Runtime, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("as it was")
    places = ["here", str(tmp_path / "new"), "/dev/shm/hookstudio-test", "/hookstudio-test", str(target), "/proc/self/oom_score_adj"]
    write = "const write = (file) => { try { require('fs').writeFileSync(file, 'x'); return 'written' } catch (e) { return e.code } };"
    result = _value(_run(runner, open_node, f"{write} callback(null, {{ found: {places}.map(write) }})"))
    assert isinstance(result, dict)
    assert set(result["found"]) <= {"EROFS", "EACCES", "ENOENT", "EPERM"}
    assert target.read_text() == "as it was"
    assert not (tmp_path / "new").exists()


@pytest.mark.usefixtures("wall")
def test_a_link_among_the_packages_leads_nowhere(runner: Runner, runtime: Runtime, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"secret": 1}')
    package = tmp_path / "hook" / "node_modules" / "kind"
    package.mkdir(parents=True)
    (package / "index.js").write_text("exports.kind = true")
    (package.parent / "trap").symlink_to(tmp_path)
    find = "const file = require('path').join(require.resolve('kind'), '../../trap/secret.json');"
    body = f"{READ} {find} callback(null, {{ kind: require('kind').kind, secret: read(file) }})"
    result = _value(_run(runner, runtime, body, modules=tmp_path / "hook"))
    assert isinstance(result, dict)
    assert result["kind"] is True
    assert result["secret"] in ("ENOENT", "EACCES", "ERR_ACCESS_DENIED")


@pytest.mark.usefixtures("wall")
def test_harmless_questions_have_answers(runner: Runner, runtime: Runtime) -> None:
    ask = "const { heapUsed: heap, rss } = process.memoryUsage();"
    body = f"{ask} callback(null, {{ heap, rss, home: require('os').homedir() }})"
    result = _value(_run(runner, runtime, body))
    assert isinstance(result, dict)
    assert min(float(str(result["heap"])), float(str(result["rss"]))) > 1e6
    assert str(result["home"]).startswith("/")


START = """const start = (program) => {
  const { error, status } = require('child_process').spawnSync(program, ['-v'])
  return error ? error.code : status
};"""


@pytest.mark.usefixtures("wall")
def test_no_program_is_started(runner: Runner, open_node: Runtime) -> None:
    result = _value(_run(runner, open_node, f"{START} callback(null, {{ node: start(process.execPath), sh: start('/bin/sh') }})"))
    assert isinstance(result, dict)
    assert result["node"] in ("EPERM", "EACCES")
    assert result["sh"] in ("EPERM", "EACCES", "ENOENT")


BOMB = """
const refused = new Set();
for (let i = 0; i < 50; i += 1) {
  try {
    require('child_process').spawn(process.execPath, ['-e', '0'], { detached: true, stdio: 'ignore' }).on('error', () => {})
  } catch (error) { refused.add(error.code) }
}
setTimeout(() => callback(null, { refused: [...refused] }), 20)
"""


@pytest.mark.usefixtures("wall")
def test_a_fork_bomb_has_no_children(runner: Runner, open_node: Runtime) -> None:
    before = workers()
    assert _run(runner, open_node, BOMB).result == {"refused": ["EPERM"]}
    assert len(workers() - before) <= 1


@pytest.mark.usefixtures("wall")
def test_the_studio_and_its_group_are_not_signalled(runner: Runner, runtime: Runtime) -> None:
    signal = "const signal = (pid) => { try { return process.kill(pid, 'SIGTERM') } catch (e) { return e.code } };"
    body = f"{signal} callback(null, {{ found: [process.ppid, -1, 0, 1, {os.getpid()}].map(signal) }})"
    result = _value(_run(runner, runtime, body))
    assert isinstance(result, dict)
    assert set(result["found"]) <= {"ERR_ACCESS_DENIED", "EPERM", "ESRCH"}


CONNECT = """const connect = (where) => new Promise((done) => {
  const socket = require('net').connect(where)
  socket.on('connect', () => { done('connected'); socket.destroy() })
  socket.on('error', (error) => done(error.code))
});"""


@pytest.mark.usefixtures("wall")
def test_no_local_socket_is_reached_in_either_network_mode(runner: Runner, runtime: Runtime, scratch: Path) -> None:
    scratch.mkdir(exist_ok=True)
    for network in (True, False):
        name = f"hookstudio-test-{os.getpid()}-{network}"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("\0" + name)
            listener.listen()
            body = f"{CONNECT} connect({{ path: '\\0{name}' }}).then((told) => callback(null, {{ told }}))"
            result = _value(_run(runner, runtime, body, network=network))
            assert isinstance(result, dict)
            assert result["told"] != "connected"
            listener.settimeout(0)
            with pytest.raises(BlockingIOError):
                listener.accept()


@pytest.mark.parametrize("network", [True, False])
@pytest.mark.usefixtures("wall")
def test_the_network_is_on_or_off_loopback_included(runner: Runner, runtime: Runtime, network: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        body = f"{CONNECT} connect({{ port: {server.getsockname()[1]}, host: '127.0.0.1' }}).then((told) => callback(null, {{ told }}))"
        result = _value(_run(runner, runtime, body, network=network))
        assert isinstance(result, dict)
        assert (result["told"] == "connected") is network


QUIETLY = """
const listen = new Promise((done) => {
  const server = require('net').createServer()
  server.on('error', (error) => done(error.code))
  server.listen(0, '127.0.0.1', () => { done('listens'); server.close() })
})
const send = new Promise((done) => {
  const socket = require('dgram').createSocket('udp4')
  socket.on('error', (error) => done(error.code))
  socket.send('x', 9, '127.0.0.1', (error) => { done(error ? error.code : 'sent'); socket.close() })
})
const look = new Promise((done) => require('dns').lookup('example.com', (error) => done(error ? error.code : 'found')))
Promise.all([listen, send, look]).then((told) => callback(null, { told }))
"""


@pytest.mark.usefixtures("wall")
def test_nothing_listens_is_sent_or_looked_up_with_the_network_off(runner: Runner, runtime: Runtime) -> None:
    outcome = _run(runner, runtime, QUIETLY, network=False)
    if outcome.ok:
        told = str(outcome.result)
        assert not [word for word in ("listens", "sent", "found") if word in told]
    else:
        assert outcome.error is not None
        assert outcome.error.code in ("EACCES", "ERR_ACCESS_DENIED")


SURVIVOR = """
const program = "setInterval(() => {}, 1e3)//TOKEN"
const child = require('child_process').spawn(process.execPath, ['-e', program], { detached: true, stdio: 'ignore' })
child.unref()
callback(null, { pid: child.pid })
"""


LEAVES = {
    "detached": "cp.spawn('sleep', ['TIME'], { detached: true, stdio: 'ignore' }).unref(); callback(null, {});",
    "twice removed": "cp.execSync('setsid sleep TIME >/dev/null 2>&1 </dev/null &'); callback(null, {});",
    "again and again": "cp.spawn('sh', ['-c', `${'sleep TIME & sleep 0.01;'.repeat(200)}`], { detached: true }); setTimeout(callback, 99)",
    "from a loop": "cp.spawn('sleep', ['TIME'], { detached: true, stdio: 'ignore' }); for (;;);",
    "then dies": "cp.spawn('sleep', ['TIME'], { detached: true, stdio: 'ignore' }); process.kill(process.pid, 'SIGKILL');",
}


@pytest.mark.parametrize("leaves", LEAVES)
def test_a_detached_child_ends_with_its_run_where_there_is_no_wall(
    runner: Runner, open_node: Runtime, monkeypatch: pytest.MonkeyPatch, leaves: str
) -> None:
    if not LINUX:
        return
    seconds = f"71.{os.getpid()}"  # as nobody else sleeps, in tests that run beside this one either
    with only_walls(monkeypatch):
        limit = 1.0 if leaves == "from a loop" else 10.0
        code = f"const cp = require('child_process'); {LEAVES[leaves].replace('TIME', seconds)}"
        outcome = _run(runner, open_node, code, timeout_s=limit)
    assert outcome.sandbox == ("process",)
    assert outcome.status is {"from a loop": Status.TIMEOUT, "then dies": Status.CRASHED}.get(leaves, Status.OK)
    assert not _running(f"sleep {seconds}")


def test_a_child_that_holds_the_channels_does_not_keep_a_dead_run_waiting(
    runner: Runner, open_node: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Node closes descriptors for its children only up to the first gap above the fifteenth: those of a busy program lie higher."""
    if not LINUX:
        return
    taken = [os.open(os.devnull, os.O_RDONLY) for _ in range(60)]
    try:
        with only_walls(monkeypatch):
            outcome = _run(runner, open_node, f"const cp = require('child_process'); {LEAVES['then dies'].replace('TIME', '73')}")
    finally:
        for descriptor in taken:
            os.close(descriptor)
    assert outcome.status is Status.CRASHED


def test_a_detached_child_ends_with_the_namespace(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the filter of system calls, a hook on an old Node starts a child in a session of its own."""
    if not LINUX:
        return
    token = f"survivor-{os.getpid()}"
    with only_walls(monkeypatch, Wall.NAMESPACE):
        monkeypatch.setattr(sandbox, "_candidates", lambda *, network: [Enclosure(Wall.NAMESPACE, False, network)])
        outcome = _run(runner, replace(bundled(), major=18), SURVIVOR.replace("TOKEN", token))
    assert outcome.ok, outcome.error
    deadline = time.monotonic() + 5
    while _running(token):
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def _running(token: str) -> bool:
    return any(token in command_of(int(folder.name)) for folder in Path("/proc").iterdir() if folder.name.isdecimal())


@pytest.mark.parametrize(
    "grow",
    [
        "for (;;) kept.push(Buffer.alloc(16e6, 1))",
        "for (;;) kept.push(new Uint8Array(16e6).fill(1))",
        "for (;;) kept.push(new SharedArrayBuffer(16e6)), new Uint8Array(kept[kept.length - 1]).fill(1)",
        "for (;;) kept.push('x'.repeat(1e6).split(''))",
    ],
)
@pytest.mark.usefixtures("wall")
def test_memory_is_bounded_and_named(runner: Runner, runtime: Runtime, grow: str) -> None:
    outcome = _run(runner, runtime, f"const kept = []; {grow}", timeout_s=30)
    assert outcome.status is Status.CRASHED
    assert outcome.error is not None
    assert (outcome.error.name, "256 MB" in outcome.error.message) == ("OutOfMemory", True), outcome.error


def test_the_outcome_names_what_was_around_it(runner: Runner, runtime: Runtime, wall: Wall) -> None:
    outcome = runner.start(job(QUICK, runtime=runtime)).wait(30)
    own = ["permissions"] if has_permissions(runtime) else []
    assert sorted(outcome.sandbox) == sorted(["process", *own, wall.value, "seccomp"])


def test_a_layer_that_does_not_hold_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bubblewrap that shuts nothing in is found out; so is one that does not start."""
    if not LINUX:
        return
    with only_walls(monkeypatch, Wall.NAMESPACE):
        open_house = [str(bubblewrap.find()), "--bind", "/", "/", "--dev", "/dev", "--"]
        monkeypatch.setattr(bubblewrap, "arguments", lambda *_given, **_more: open_house)
        found = protection(bundled(), fresh=True)
        assert found.names == ("process", "permissions")
        assert "read" in next(layer.why for layer in found.layers if layer.name == "namespace")
        monkeypatch.setattr(bubblewrap, "arguments", lambda *_given, **_more: [open_house[0], "--no-such-option", "--"])
        found = protection(bundled(), fresh=True)
        assert found.names == ("process", "permissions")
        assert "--no-such-option" in next(layer.why for layer in found.layers if layer.name == "namespace")


def test_permissions_alone_are_no_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are kept by the process whose code they are about."""
    if not LINUX:
        return
    assert not protection(bundled()).bare
    with only_walls(monkeypatch):
        found = protection(bundled(), fresh=True)
        assert (found.names, found.bare) == (("process", "permissions"), True)


def test_a_proof_is_kept_until_something_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    real = sandbox._prove

    def prove(runtime: Runtime, *, network: bool) -> object:
        asked.append(network)
        return real(runtime, network=network)

    monkeypatch.setattr(sandbox, "_prove", prove)
    keep_proofs(tmp_path)
    try:
        PROOFS.forget()
        first = protection(bundled())
        PROOFS.forget()
        assert protection(bundled()) == first
        assert asked == [True]
        protection(bundled(), network=False)
        protection(bundled(), fresh=True)
        assert asked == [True, False, True]
        (tmp_path / "sandbox.json").write_text('{"x": {"wall": 5}, "y": 3}')
        PROOFS.forget()
        assert protection(bundled()) == first
    finally:
        keep_proofs(None)
        PROOFS.forget()


def test_stopping_leaves_nothing_of_the_namespace(runner: Runner) -> None:
    before = workers()
    run = runner.start(job(LOOP))
    run.stop()
    assert run.wait(10).status is Status.STOPPED
    assert len(workers() - before) <= 1
