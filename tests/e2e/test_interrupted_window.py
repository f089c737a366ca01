"""Ctrl-C in the terminal that started the window."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
import hookstudio.ui.main_window.main_window as module

shown = module.MainWindow.showEvent

def tell(window, event):
    shown(window, event)
    QTimer.singleShot(0, lambda: (sys.stdout.write("shown\\n"), sys.stdout.flush()))

module.MainWindow.showEvent = tell
from hookstudio.ui.open import run_window
sys.exit(run_window(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_and_ends_the_program(workspace: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", _SCRIPT, str(workspace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ.copy()) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "shown\n"
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert (workspace / ".hookstudio" / "state" / "window.json").exists()
