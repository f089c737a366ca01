"""Runs the npm that comes with the program: its options, its live lines, and an end to it at any moment."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from hookstudio.model.json_value import JsonValue
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.npm.failures import ModuleFailed, npm_failure, without_secrets
from hookstudio.resources import resource

if TYPE_CHECKING:
    from hookstudio.npm.configuration import Configuration

Mask = Callable[[str], str]
_OPTIONS: Final = (
    "--global=false",
    "--location=project",
    # Not false: with that npm leaves on the disk what is no longer wanted.
    "--workspaces=null",
    "--dry-run=false",
    "--ignore-scripts",
    "--audit=false",
    "--fund=false",
    "--loglevel=http",
    "--logs-max=0",
    "--timing=false",
    "--progress=false",
    "--color=false",
    "--update-notifier=false",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=500",
)
_PLAIN: Final = frozenset(
    (
        *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TERM", "TMPDIR", "TEMP", "TMP"),
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "USERNAME", "HOMEDRIVE", "HOMEPATH"),
        *("APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMW6432", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE"),
        *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"),
        *("CC", "CXX", "CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "PYTHON", "SDKROOT", "MACOSX_DEPLOYMENT_TARGET"),
    )
)
_LOOK_S: Final = 0.05
_SILENCE_S: Final = 3
_AFTER_END_S: Final = 1.0
_LOG_LINES: Final = 20_000
_OUTPUT_LIMIT: Final = 64 * 1024 * 1024
_FETCHED = re.compile(r"npm http (?:fetch \w+ \d+|cache) \S*/([^/\s]+) ")


@dataclass(frozen=True, slots=True)
class Answer:
    """How npm ended. `document`: what it wrote as JSON, None if nothing. `log`: its lines for people, without secrets."""

    status: int
    document: JsonValue
    log: str
    mask: Mask = field(default=without_secrets, repr=False, compare=False)

    @property
    def code(self) -> str:
        """npm's code of the failure, '' if it named none."""
        error = self._error()
        if error.get("code"):
            return str(error["code"])
        found = re.search(r"^npm error code (\S+)$", self.log, re.MULTILINE)
        return found[1] if found else ""

    def failure(self, subject: str, doing: str = "installed") -> ModuleFailed:
        """The failure in words, about *subject*."""
        error = self._error()
        said = self.mask("\n".join(str(error[key]) for key in ("summary", "detail") if error.get(key)))
        return npm_failure(self.code, f"{said}\n\n{self.log}".strip(), subject, doing)

    def _error(self) -> dict[str, JsonValue]:
        error = self.document.get("error") if isinstance(self.document, dict) else None
        return error if isinstance(error, dict) else {}


@dataclass(frozen=True, slots=True)
class ForScripts:
    """What install scripts find on the PATH beside the system's programs: the folder *node* before those, the folder *tools* after them."""

    node: Path
    tools: Path

    def around(self, environment: Mapping[str, str]) -> dict[str, str]:
        """What of an environment such scripts get: where things are, and nothing that was meant for other programs."""
        kept = {name: value for name, value in environment.items() if _is_plain(name.upper())}
        kept["PATH"] = os.pathsep.join(part for part in (str(self.node), kept.get("PATH", ""), str(self.tools)) if part)
        return kept


class Npm:
    """One npm with one configuration: the user's own .npmrc and environment, and over them what the program's settings say.

    *node* runs *cli*, npm's script. *registry* and *proxy* go the way of the environment, where no list of processes shows them.
    """

    def __init__(
        self,
        node: Path,
        cli: Path,
        cache: Path,
        *,
        registry: str = "",
        proxy: str = "",
        offline: bool = False,
        environment: Mapping[str, str] | None = None,
        configuration: Callable[[], Configuration] | None = None,
    ) -> None:
        """*configuration*: what that npm is configured for, asked when it runs; what is secret in there gets into no line and no cache."""
        self.node, self.cli, self.cache, self.registry, self.offline = node, cli, cache, registry, offline
        self._environment, self._configuration = environment, configuration
        self._own = {"npm_config_registry": registry, "npm_config_proxy": proxy, "npm_config_https_proxy": proxy}

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        *,
        progress: Progress,
        on_line: Callable[[str], None] | None = None,
        target: str = "",
        scripts: ForScripts | None = None,
        notes: Path | None = None,
        json_answer: bool = True,
    ) -> Answer:
        """Run npm in *folder* and wait for its end. Options in *arguments* win over the usual ones.

        *on_line* gets each line as it comes, without secrets; *progress* is called at least every twentieth of a second.
        *target*: the version of Node that npm chooses for. *scripts*: what those find that npm is to run. *notes*: a file that tells
        afterwards what was put where without anybody having said its integrity. Whatever ends
        this, the process and all it started are gone afterwards. Raises Cancelled, ModuleFailed if npm can't be started.
        """
        offline = ("--offline",) if self.offline and "--offline" not in arguments else ()
        own = (*_OPTIONS, "--json" if json_answer else "--json=false", f"--cache={self.cache}", *offline)
        verb, *rest = arguments
        configuration = self._configuration() if self._configuration is not None else None
        registries, logins = configuration.for_npm() if configuration is not None else ((), {})
        mask = configuration.masked if configuration is not None else without_secrets
        command = [str(self.node), "--require", str(resource("npm", "target.cjs")), str(self.cli), verb, *own, *registries, *rest]
        environment = (
            self._surroundings(target, scripts)
            | (logins if scripts is None else {})
            | ({"HOOKSTUDIO_NOTES": str(notes)} if notes is not None else {})
        )
        options: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            options = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
        pipe = subprocess.PIPE
        if progress.cancelled:
            raise _cancelled()
        try:
            process = subprocess.Popen(command, cwd=folder, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, **options)
        except OSError as error:
            raise ModuleFailed("npm can't be started.", hint="Install Hook Studio again.", details=str(error)) from error
        return _followed(process, on_line, progress, mask, show_output=not json_answer)

    def _surroundings(self, target: str, scripts: ForScripts | None) -> dict[str, str]:
        found = dict(os.environ if self._environment is None else self._environment)
        given = {name: value for name, value in self._own.items() if value}
        found = {name: value for name, value in found.items() if name.lower() not in given} | given
        if target:
            found["HOOKSTUDIO_TARGET"] = target
        if scripts is not None:
            return scripts.around(found) | {"NODE_DISABLE_COMPILE_CACHE": "1"}
        # Else npm keeps what V8 makes of it where everybody may write, and believes whatever lies there.
        found.setdefault("NODE_COMPILE_CACHE", str(self.cache / "compiled"))
        return found


def _is_plain(name: str) -> bool:
    """Whether a variable, in capitals, says where things are, and can't be a secret."""
    if name.startswith("NPM_CONFIG_"):
        return "//" not in name and not any(word in name for word in ("AUTH", "TOKEN", "PASSWORD", "OTP", "NPM_CONFIG__"))
    return name in _PLAIN or name.startswith(("LC_", "XDG_", "PROGRAMFILES", "COMMONPROGRAMFILES"))


def _followed(
    process: subprocess.Popen[bytes], on_line: Callable[[str], None] | None, progress: Progress, mask: Mask, *, show_output: bool
) -> Answer:
    """The answer of a running npm, whose pipes two threads read so that this one can look up when nothing comes."""
    assert process.stdout is not None and process.stderr is not None and process.stdin is not None
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    output: list[bytes] = []
    readers = [_reader("npm errors", process.stderr, lambda line: lines.put(mask(_text(line))), lines)]
    if show_output:
        readers.append(_reader("npm output", process.stdout, lambda line: lines.put(mask(_text(line))), lines))
    else:
        readers.append(_reader("npm output", process.stdout, output.append, lines))
    log: list[str] = []
    note, heard, ended = "", time.monotonic(), 0.0
    open_pipes = len(readers)
    try:
        while open_pipes:
            if progress.cancelled:
                raise _cancelled()
            silence = int(time.monotonic() - heard)
            progress(0, 0, note if silence < _SILENCE_S else f"Waiting for the registry, {silence} s")
            try:
                line = lines.get(timeout=_LOOK_S)
            except queue.Empty:
                # A program that a script left running keeps the pipes open for longer than npm lives.
                if process.poll() is not None:
                    ended = ended or time.monotonic()
                    if time.monotonic() - ended > _AFTER_END_S:
                        break
                continue
            heard = time.monotonic()
            if line is None:
                open_pipes -= 1
                continue
            log.append(line)
            if on_line is not None:
                on_line(line)
            if (found := _FETCHED.match(line)) is not None:
                note = f"Fetching {found[1].removesuffix('.tgz')}"
        status = process.wait()
    finally:
        _kill(process)
        process.wait()
        for reader in readers:
            reader.join(_AFTER_END_S)
        for stream in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(OSError):
                stream.close()
    return Answer(status, _document(b"".join(output)), "\n".join(log[-_LOG_LINES:]), mask)


def _reader(name: str, stream: IO[bytes], take: Callable[[bytes], None], lines: queue.SimpleQueue[str | None]) -> threading.Thread:
    def read() -> None:
        taken = 0
        with contextlib.suppress(OSError, ValueError):  # the pipe was closed from this side
            while line := stream.readline(1_000_000):
                taken += len(line)
                if taken <= _OUTPUT_LIMIT:
                    take(line)
        lines.put(None)

    thread = threading.Thread(target=read, name=name, daemon=True)
    thread.start()
    return thread


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").rstrip("\r\n")


def _document(output: bytes) -> JsonValue:
    try:
        found: JsonValue = json.loads(output.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return found


def _cancelled() -> Cancelled:
    return Cancelled("The installation was cancelled.", hint="Nothing was changed.")


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End npm and whatever it started."""
    if sys.platform == "win32":
        if process.poll() is None:
            quiet = subprocess.DEVNULL
            command = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
            subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, check=False, creationflags=subprocess.CREATE_NO_WINDOW)
            process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
