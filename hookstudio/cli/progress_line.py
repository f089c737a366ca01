"""How far a piece of work is, on a line of a terminal that changes."""

from __future__ import annotations

from hookstudio.cli.interrupts import Interrupts
from hookstudio.cli.output import Output


class ProgressLine:
    """Tells which piece of how many is being done, after *doing*. An interrupt asks to give up."""

    def __init__(self, output: Output, interrupts: Interrupts, doing: str = "") -> None:
        self._output, self._interrupts, self._doing = output, interrupts, doing

    @property
    def cancelled(self) -> bool:
        return self._interrupts.came

    def __call__(self, done: int, total: int, note: str = "") -> None:
        if note:
            self._output.progress(f"{self._doing}{done + 1} of {total}: {note}")
