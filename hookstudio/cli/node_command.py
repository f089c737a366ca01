"""`hookstudio node`: lists, installs and removes Node runtimes."""

from __future__ import annotations

import argparse
from typing import Any

from hookstudio.cli.arguments import UsageError
from hookstudio.cli.interrupts import Interrupted, Interrupts, interruptible
from hookstudio.cli.output import Output, visible
from hookstudio.model.errors import NotFound
from hookstudio.model.node import NodeChoice, origin
from hookstudio.model.progress import Cancelled
from hookstudio.storage.folders import app_folders
from hookstudio.studio.node_runtimes import NodeRuntimes, parse_version

_ACTIONS = ("list", "install", "remove")


def node_command(options: argparse.Namespace, output: Output) -> int:
    """Do what the action says; always 0, failures are raised."""
    nodes = NodeRuntimes(app_folders())
    if options.action not in _ACTIONS:
        raise UsageError(f"“{options.action}” is not something to do with Nodes.", hint="It is list, install or remove.")
    if options.action == "list":
        if options.major is not None:
            raise UsageError("“node list” lists every Node and takes no MAJOR.")
        _show(nodes.choices(), output)
        return 0
    if options.major is None:
        raise UsageError(f"MAJOR is missing: which Node to {options.action}?", hint="“hookstudio node list” says which there are.")
    major = _major(nodes, options.major)
    if options.action == "install":
        _install(nodes, major, output)
    else:
        output.result(f"Removed Node {nodes.remove(major).version}.")
    choice = nodes.choice(major)
    output.document({"node": [choice_document(choice)]})
    _tell_use(choice, options.action, output)
    return 0


def choice_document(choice: NodeChoice) -> dict[str, Any]:
    """A major as documents show it: what runs it, whether Hook Studio installed one, which version it can install here."""
    runtime, package = choice.runtime, choice.package
    return {
        "major": choice.major,
        "version": runtime.version if runtime else None,
        "path": str(runtime.path) if runtime else None,
        "source": runtime.source if runtime else None,
        "installed": choice.installed is not None,
        "available": package.version if package else None,
        "size": package.size if package else None,
        "why": choice.why_not or None,
    }


def _major(nodes: NodeRuntimes, word: str) -> int:
    """The major that *word* means: 12, or the version that can be installed of it. Raises StudioError."""
    major, exact = parse_version(word)
    package = nodes.package(major)
    if exact is not None and (package is None or package.version != exact):
        hint = f"Of Node {major} it installs {package.version}." if package else "“hookstudio node list” says what it can install."
        raise NotFound(f"Hook Studio does not install Node {exact}.", hint=hint)
    return major


def _install(nodes: NodeRuntimes, major: int, output: Output) -> None:
    known = {runtime.path for runtime in nodes.found()}
    with interruptible() as interrupts:
        try:
            runtime = nodes.install(major, _ProgressLine(major, output, interrupts))
        except Cancelled:
            raise Interrupted from None
        finally:
            output.progress("")
    if runtime.source == "bundled":
        output.result(f"Node {runtime.version} comes with Hook Studio.")
    elif runtime.path in known:
        output.result(f"Node {runtime.version} is installed already.")
    else:
        output.result(f"Installed Node {runtime.version} in {runtime.path.parent.parent}")


def _tell_use(choice: NodeChoice, action: str, output: Output) -> None:
    runtime = choice.runtime
    if runtime is None:
        output.message(f"Hooks that ask for Node {choice.major} can't run until there is one again.")
    elif action == "remove" or (choice.installed is not None and runtime != choice.installed):
        output.message(f"Node {choice.major} means {runtime.path}, {origin(runtime.source)}.")


def _show(choices: tuple[NodeChoice, ...], output: Output) -> None:
    output.document({"node": [choice_document(choice) for choice in choices]})
    for choice in choices:
        runtime, package = choice.runtime, choice.package
        if runtime is not None:
            about = f"{runtime.version:<10}  {origin(runtime.source):<26}{runtime.path}"
        elif package is not None:
            about = f"{'-':<10}  can be installed: {package.version}, {package.megabytes}"
        else:
            about = f"{'-':<10}  {choice.why_not}"
        output.result(visible(f"{choice.major:>4}  {about}"))


class _ProgressLine:
    """How far an installation is: one line that changes in a terminal, elsewhere a line at the start."""

    def __init__(self, major: int, output: Output, interrupts: Interrupts) -> None:
        self._major, self._output, self._interrupts, self._told = major, output, interrupts, False

    @property
    def cancelled(self) -> bool:
        return self._interrupts.came

    def __call__(self, done: int, total: int, note: str = "") -> None:
        if total and not self._told:
            self._told = True
            self._output.progress("")
            self._output.message(f"Fetching Node {self._major}, {total / 1_000_000:.0f} MB.")
        amount = f" {done / 1_000_000:.1f} of {total / 1_000_000:.1f} MB" if total else ""
        self._output.progress(f"{note}{amount}")
