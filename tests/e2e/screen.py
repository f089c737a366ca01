"""A screen of its own (Xvfb), with a real mouse and a real keyboard (xdotool)."""

from __future__ import annotations

import os
import subprocess
from types import TracebackType

STEPS_OF_A_DRAG = 12


class Screen:
    """An X server on a free display, without window manager. Use it as a context manager: it is ended by its own process id."""

    def __init__(self, width: int = 1500, height: int = 950) -> None:
        reading, writing = os.pipe()
        size = f"{width}x{height}x24"
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        # The server writes the number of the display that it took once it takes connections.
        with os.fdopen(reading, encoding="ascii") as answer:
            number = answer.readline().strip()
        if not number:
            self._server.wait()
            raise RuntimeError(f"Xvfb did not start: it ended with status {self._server.returncode}")
        self.display = f":{number}"

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to appear on this screen."""
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.terminate()
        self._server.wait()

    def act(self, *words: str | int) -> str:
        """One xdotool command; what it prints."""
        command = ["xdotool", *map(str, words)]
        done = subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
        return done.stdout.strip()

    def focus_window(self, title: str) -> None:
        """Give the keyboard to the window of that title, as a window manager would when it appears."""
        window = self.act("search", "--onlyvisible", "--name", title).splitlines()[-1]
        self.act("windowfocus", "--sync", window)

    def click(self, x: int, y: int, times: int = 1) -> None:
        self.act("mousemove", "--sync", x, y)
        self.act("click", "--repeat", times, "--delay", 60, 1)

    def hold(self, x: int, y: int) -> None:
        self.act("mousemove", x, y)
        self.act("mousedown", 1)

    def glide(self, x0: int, y0: int, x1: int, y1: int) -> None:
        """Move the mouse from one place to another in steps, as a hand does."""
        for step in range(1, STEPS_OF_A_DRAG + 1):
            share = step / STEPS_OF_A_DRAG
            self.act("mousemove", round(x0 + (x1 - x0) * share), round(y0 + (y1 - y0) * share))

    def release(self) -> None:
        self.act("mouseup", 1)

    def type(self, text: str) -> None:
        self.act("type", "--delay", 15, text)

    def press(self, keys: str) -> None:
        self.act("key", keys)
