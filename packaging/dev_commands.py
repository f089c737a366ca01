"""The commands of `packaging/dev.py`: run the program, test it, measure it, put it into the menu."""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import dev_desktop
import dev_environment
import dev_steps
import dev_system
from dev_steps import ROOT, SetUpFailed, say

NO_DISPLAY = 3
CHECKS = (
    ("ruff check", ("ruff", "check")),
    ("ruff format --check", ("ruff", "format", "--check")),
    ("mypy --strict", ("mypy",)),
    ("import-linter", ("lint-imports",)),
)


def main(arguments: Sequence[str]) -> int:
    """Carry out one command. 0: all is well; 1: a test failed; 2: wrong usage; 3: something outside is missing; 130: interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options, rest = _parser().parse_known_args(arguments)
    if rest and options.command != "test":
        _parser().error(f"unknown argument: {' '.join(rest)}")
    try:
        if options.command == "run":
            return run()
        if options.command == "desktop":
            return dev_desktop.remove() if options.remove else dev_desktop.install()
        if options.command == "bench":
            return bench(options.rows)
        return test(full=options.full, chosen=rest)
    except SetUpFailed as failure:
        dev_steps.complain(f"\n{failure.message}\n{failure.hint}".rstrip())
        return failure.status
    except KeyboardInterrupt:
        dev_steps.complain("\nInterrupted. What was finished so far stays; the same line goes on from there.")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Sets Hook Studio up in .venv beside the sources and runs, tests or measures it. Can be repeated at any time.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="open the window on a copy of the sample workspace (in a terminal without display: run a sample hook)")
    testing = commands.add_parser("test", help="check style, types and layers, and run the tests; further arguments go to pytest")
    testing.add_argument("--full", action="store_true", help="run the tests at full size")
    benching = commands.add_parser("bench", help="print the table of the benchmarks")
    benching.add_argument("rows", nargs="*", help="only these rows, by name")
    desktop = commands.add_parser("desktop", help="put the program into your menu and let it open .hookbundle files (Linux)")
    desktop.add_argument("--remove", action="store_true", help="take it away again")
    return parser


def run() -> int:
    """Open the window on a copy of the sample workspace, or show a run in the terminal where no window can be."""
    dev_environment.ready()
    workspace = _sample_copy()
    obstacle = _no_window_because()
    if not obstacle:
        say(f"Opening {workspace}")
        status = dev_steps.in_view([dev_environment.program("hookstudio"), workspace])
        if status != NO_DISPLAY:
            return status
        obstacle = "The window could not be opened (its own words stand above)."
    say(f"{obstacle}\nSo here is a sample hook, run in the terminal.\n")
    return _run_sample_hook(workspace)


def _no_window_because() -> str:
    if not dev_system.has_screen():
        return "There is no display here."
    missing = dev_system.missing_for_window()
    if missing and dev_system.can_install():
        dev_system.install(missing, purpose="A window needs system libraries that are not here.")
        return ""
    return f"A window needs system libraries that are not here. {dev_system.line_to_type(missing)}" if missing else ""


def _sample_copy() -> Path:
    """The user's own copy of the sample workspace: made once, in the program's folder for workspaces, and theirs from then on."""
    where = (
        "from hookstudio.storage.folders import app_folders; import sys; sys.stdout.write(str(app_folders().workspaces / 'sample-hooks'))"
    )
    workspace = Path(_answer([dev_environment.program("python"), "-c", where]))
    if not (workspace / "hookstudio.toml").is_file():
        _answer([dev_environment.program("hookstudio"), "init", workspace, "--sample"])
        say(f"The sample workspace was copied to {workspace}")
    return workspace


def _run_sample_hook(workspace: Path) -> int:
    listing = json.loads(_answer([dev_environment.program("hookstudio"), "list", workspace, "--json"]))
    hooks = [hook for row in listing["types"] for hook in row["hooks"] if hook["enabled"]]
    if not hooks:
        say("The sample workspace has no enabled hook any more. `hookstudio --help` tells what else can be done.")
        return 0
    target = f"{workspace}:{hooks[0]['type']}/{hooks[0]['slug']}"
    say(f"$ hookstudio run {target} --seed 42")
    return dev_steps.in_view([dev_environment.program("hookstudio"), "run", target, "--seed", "42"])


def _answer(command: Sequence[str | Path]) -> str:
    """What *command* prints. Raises SetUpFailed with its words if it fails."""
    done = subprocess.run([str(word) for word in command], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        raise SetUpFailed(f"This command failed with status {done.returncode}: {dev_steps.shown(command)}", hint=done.stderr.strip())
    return done.stdout


def test(*, full: bool, chosen: Sequence[str]) -> int:
    """Run every check and every test, or only pytest with *chosen* arguments; goes on after a failure and tells all at the end."""
    begun = time.monotonic()
    dev_environment.ready("test")
    left_out = _prepare_system()
    unchecked = _prepare_validators()
    failed = [] if chosen else [name for name, words in CHECKS if not dev_steps.quiet(name, _tool(words))]
    pytest = [str(dev_environment.program("python")), "-m", "pytest", *chosen]
    if not chosen:
        pytest += ["-q", "-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal", "--durations", "10", "--durations-min", "2"]
    if full:
        pytest.append("--full")
    if left_out:
        pytest += ["-m", "not xvfb"]
    say(f"pytest{', at full size' if full else ''}:")
    status = dev_steps.in_view(pytest, {**os.environ, "PYTHONUTF8": "1"})
    if status == 130:
        raise KeyboardInterrupt
    if status:
        failed.append("pytest")
    if left_out:
        say(f"Left out: the tests in a real window. {dev_system.line_to_type(left_out)}")
    if unchecked:
        say(f"Without {', '.join(unchecked)} the files for Linux desktops were checked by our own tests only.")
    took = dev_steps.seconds(time.monotonic() - begun)
    say(f"FAILED after {took}: {', '.join(failed)}" if failed else f"All is well, after {took}.")
    return 1 if failed else 0


def _tool(words: Sequence[str]) -> list[str | Path]:
    return [dev_environment.program(words[0]), *words[1:]]


def _prepare_system() -> list[str]:
    """Install the system packages that tests need. Gives those that only the tests in a real window lack; Qt's must be there."""
    for_qt, for_screen = dev_system.missing_for_window(), dev_system.missing_for_screen_tests()
    if (for_qt or for_screen) and dev_system.can_install():
        dev_system.install([*for_qt, *for_screen], purpose="The tests need system packages that are not here.")
        return []
    if for_qt:
        raise SetUpFailed("The tests need system libraries that are not here.", hint=dev_system.line_to_type([*for_qt, *for_screen]))
    return for_screen


def _prepare_validators() -> list[str]:
    """Install what checks the files for Linux desktops, where that goes; gives the programs that are not there in the end."""
    missing = dev_system.missing_validators()
    if missing and dev_system.can_install():
        try:
            dev_system.install(
                sorted(set(missing.values())), purpose="The files for Linux desktops are checked by programs that are not here."
            )
        except SetUpFailed as failure:
            say(failure.message)
    return sorted(dev_system.missing_validators())


def bench(rows: Sequence[str]) -> int:
    """Print the benchmarks' table."""
    dev_environment.ready("test")
    missing = dev_system.missing_for_window()
    if missing:
        dev_system.install(missing, purpose="The benchmarks open windows, which need system libraries that are not here.")
    return dev_steps.in_view([dev_environment.program("python"), "-m", "tests.benchmarks", *rows])
