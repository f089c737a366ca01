"""The use cases without a window: what a terminal, a script or a CI job asks for. Nothing here imports Qt."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hookstudio.beginning import release_interrupts
from hookstudio.cli.output import Output
from hookstudio.cli.words import is_file, is_folder
from hookstudio.model.errors import StudioError

INTERRUPTED = 130
_BUG = 1

COMMANDS = ("init", "new", "run", "chain", "context", "list", "move", "export", "import", "modules", "node", "tenant", "sync", "doctor")
_BUNDLE = ".hookbundle"
_STOPPABLE = ("run", "chain")  # these tell of a Ctrl-C that came before they began, in a document of their own


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """The arguments ask for the window, on a workspace or on the last one, perhaps with a bundle that is to be imported."""

    workspace: Path | None
    bundle: Path | None = None


def window_request(argv: Sequence[str]) -> WindowRequest | None:
    """What the arguments ask of the window, None if they are for the command line."""
    words, _ = without_json(argv)
    if not words:
        return WindowRequest(None)
    if len(words) != 1 or not words[0] or words[0].startswith("-") or words[0] in COMMANDS:
        return None
    path = Path(words[0])
    if path.suffix.lower() == _BUNDLE and is_file(path):
        return WindowRequest(None, path)
    return WindowRequest(path) if is_folder(path) else None


def run(argv: Sequence[str]) -> int:
    """Do what the arguments (without the program's name) ask; the exit status."""
    words, as_json = without_json(argv)
    return answered(as_json, lambda output: _do(words, output))


def answered(as_json: bool, work: Callable[[Output], int]) -> int:
    """Do *work*; a failure becomes a message, or with *as_json* the error document, and its exit status."""
    output = Output(as_json)
    try:
        return work(output)
    except KeyboardInterrupt:
        return _told(output, StudioError("Interrupted."), INTERRUPTED)
    except StudioError as error:
        return _told(output, error, error.exit_status)
    except Exception:
        import traceback

        details = traceback.format_exc()
        bug = StudioError("Something went wrong inside Hook Studio.", hint="Please report it, with these lines.", details=details)
        return _told(output, bug, _BUG)


def _told(output: Output, error: StudioError, status: int) -> int:
    with contextlib.suppress(StudioError):
        output.failure(error)
    return status


def without_json(argv: Sequence[str]) -> tuple[list[str], bool]:
    """The arguments without `--json`, and whether it was among them; what follows `--` is left alone.

    `--json=…` is wrong usage and stays, but whoever types it wants the error as a document, too.
    """
    end = argv.index("--") if "--" in argv else len(argv)
    words = [word for word in argv[:end] if word != "--json"]
    return [*words, *argv[end:]], len(words) < end or any(word.startswith("--json=") for word in words)


def _do(words: list[str], output: Output) -> int:
    from hookstudio.cli.arguments import parse

    try:
        options = parse(words, output)
    except StudioError:
        output.as_json |= "--json" in words  # behind “--” it is no option, but tells what kind of answer is wanted
        raise
    if options is None:
        return 0
    command: Callable[..., int]
    match options.command:
        case "run":
            from hookstudio.cli.run_command import run_command as command
        case "chain":
            from hookstudio.cli.chain_command import chain_command as command
        case "context":
            from hookstudio.cli.context_command import context_command as command
        case "doctor":
            from hookstudio.cli.doctor_command import doctor_command as command
        case "export":
            from hookstudio.cli.bundle_commands import export_command as command
        case "import":
            from hookstudio.cli.bundle_commands import import_command as command
        case "modules":
            from hookstudio.cli.modules_command import modules_command as command
        case "node":
            from hookstudio.cli.node_command import node_command as command
        case "tenant":
            from hookstudio.cli.tenant_command import tenant_command as command
        case "sync":
            from hookstudio.cli.sync_command import sync_command as command
        case "init":
            from hookstudio.cli.workspace_commands import init_command as command
        case "new":
            from hookstudio.cli.workspace_commands import new_command as command
        case "list":
            from hookstudio.cli.workspace_commands import list_command as command
        case _:
            from hookstudio.cli.workspace_commands import move_command as command
    if options.command not in _STOPPABLE:
        release_interrupts()
    return command(options, output)
