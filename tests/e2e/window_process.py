"""The program's window in a process of its own, which tells what it shows: one JSON line in, one JSON line out.

`python -m tests.e2e.window_process WORKSPACE` starts it as `hookstudio WORKSPACE` would; `WindowProcess` is the other end.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30.0


class WindowProcess:
    """A running program. Use it as a context manager: it is closed, and killed by its own process id if it does not close."""

    def __init__(self, workspace: Path, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.window_process", str(workspace)],
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.wait_for(lambda state: state["ready"], "the window")

    def __enter__(self) -> WindowProcess:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._process.poll() is None:
            self.close()

    def ask(self, do: str, **words: object) -> Any:
        """What the window answers to one request."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **words}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the window ended with status {self._process.wait()}"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["answer"]

    def state(self) -> dict[str, Any]:
        return dict(self.ask("state"))

    def wait_for(self, condition: Callable[[dict[str, Any]], object], what: str) -> dict[str, Any]:
        """The first state for which *condition* holds. Fails the test, with the last state, if there is none."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition(state := self.state()):
            assert time.monotonic() < deadline, f"{what} did not happen within {PATIENCE_S:.0f} s: {state}"
            time.sleep(0.02)
        return state

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """End it at once and without warning, as a crash or a power cut does."""
        self._process.kill()
        self._end()

    def close(self) -> None:
        """Close the window as its user does, and wait for the process to end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            status = self._process.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        finally:
            self._end()
        assert status == 0, f"the program ended with status {status}"

    def _end(self) -> None:
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()


def main(workspace: str) -> int:
    from PySide6.QtCore import QObject, QTimer, Signal
    from PySide6.QtWidgets import QApplication, QMainWindow

    from hookstudio.ui.open import run_window
    from tests.e2e.answers import answer

    application = QApplication(sys.argv[:1])

    class Requests(QObject):
        """Hands each line of standard input to the window's thread."""

        came = Signal(str)
        ended = Signal()

        def read(self) -> None:
            for line in sys.stdin:
                self.came.emit(line)
            self.ended.emit()

    def window() -> QMainWindow | None:
        return next((each for each in application.topLevelWidgets() if isinstance(each, QMainWindow)), None)

    def reply(line: str) -> None:
        try:
            said: dict[str, Any] = {"answer": answer(window(), **json.loads(line))}
        except Exception as error:
            said = {"error": repr(error)}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()

    def close() -> None:
        shown = window()
        if shown is not None:
            shown.close()

    requests = Requests()
    requests.came.connect(reply)
    requests.ended.connect(close)
    reader = threading.Thread(target=requests.read, daemon=True)
    QTimer.singleShot(0, reader.start)
    status: int = run_window(Path(workspace))
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
