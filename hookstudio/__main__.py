"""Chooses window or command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hookstudio.beginning import complete_streams, hold_interrupts, ignore_interrupts, release_interrupts

LAUNCH_WORD = "--shut-in"  # how a frozen program is asked by itself to shut a hook in

if TYPE_CHECKING:
    from pathlib import Path


def main() -> int:
    """Open the window if the arguments name no command, else do the command; the exit status."""
    if sys.argv[1:2] == [LAUNCH_WORD] and getattr(sys, "frozen", False):
        from hookstudio.runner.landlock_launcher import main as launch

        return launch(sys.argv[2:])
    complete_streams()
    hold_interrupts()
    try:
        return _answer(sys.argv[1:])
    finally:
        ignore_interrupts()


def _answer(arguments: list[str]) -> int:
    from hookstudio.cli import answered, run, window_request, without_json

    request = window_request(arguments)
    if request is None:
        return run(arguments)
    workspace, bundle = request.workspace, request.bundle
    return answered(without_json(arguments)[1], lambda _output: _window(workspace, bundle))


def _window(workspace: Path | None, bundle: Path | None) -> int:
    from hookstudio.ui.display import missing_libraries, require_display

    require_display()
    try:
        from hookstudio.ui.qt import load_qt

        load_qt()
        from hookstudio.ui.open import run_window
    except ImportError as error:
        raise missing_libraries(error) from error
    release_interrupts()  # an exception amid the imports of Qt would be a crash
    return run_window(workspace, bundle)


if __name__ == "__main__":
    sys.exit(main())
