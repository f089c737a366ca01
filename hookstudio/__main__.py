"""Chooses window or command line."""

from __future__ import annotations

import sys
from pathlib import Path

from hookstudio.cli import answered, run, window_request, without_json


def main() -> int:
    """Open the window if the arguments name no command, else do the command; the exit status."""
    arguments = sys.argv[1:]
    request = window_request(arguments)
    if request is None:
        return run(arguments)
    return answered(without_json(arguments)[1], lambda _output: _window(request.workspace))


def _window(workspace: Path | None) -> int:
    from hookstudio.ui.display import missing_libraries, require_display

    require_display()
    try:
        from hookstudio.ui.qt import load_qt

        load_qt()
        from hookstudio.ui.open import run_window
    except ImportError as error:
        raise missing_libraries(error) from error
    return run_window(workspace)


if __name__ == "__main__":
    sys.exit(main())
