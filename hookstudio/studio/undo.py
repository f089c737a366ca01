"""What can be taken back, and done again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.model.listeners import Listeners

_DEPTH: Final = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done. `text` is a title such as 'Delete “add-claims”'; both acts may raise StudioError, or give a clause
    on what else happened.

    `long`: they move the files of any number of hooks, which is too long for a window to wait.
    """

    text: str
    undo: Callable[[], str | None]
    redo: Callable[[], str | None]
    long: bool = False


class UndoStack:
    """The steps of one window. A step that was refused twice is dropped, so that those before it come into reach: not at once, for
    whoever takes back one thing has not asked for another to be taken back.

    Steps may be pushed from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._refused: Step | None = None
        self.changed = Listeners[None]()
        """Told whenever the next step to be taken back, or done again, is another one; in the thread that made it so."""

    def push(self, step: Step) -> None:
        with self._lock:
            self._done.append(step)
            del self._done[:-_DEPTH]
            self._undone.clear()
            self._refused = None
        self.changed.tell(None)

    @property
    def next_undo(self) -> Step | None:
        """The step that `undo` would take back."""
        with self._lock:
            return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Step | None:
        """The step that `redo` would do again."""
        with self._lock:
            return self._undone[-1] if self._undone else None

    @property
    def undo_text(self) -> str | None:
        step = self.next_undo
        return step.text if step else None

    @property
    def redo_text(self) -> str | None:
        step = self.next_redo
        return step.text if step else None

    def undo(self) -> str | None:
        """Take back the last step and give its title, or None if there is none. Raises StudioError if it can't be taken back."""
        return self._move(self._done, self._undone, lambda step: step.undo)

    def redo(self) -> str | None:
        """Do the step again that was taken back last and give its title, or None. Raises StudioError if it can't be done."""
        return self._move(self._undone, self._done, lambda step: step.redo)

    def _move(self, source: list[Step], target: list[Step], act: Callable[[Step], Callable[[], str | None]]) -> str | None:
        with self._lock:
            if not source:
                return None
            step = source[-1]
        try:
            told = act(step)()
            with self._lock:
                if step in source:
                    source.remove(step)
                target.append(step)
                self._refused = None
        except StudioError as error:
            raise StudioError(
                f"“{step.text}” can't be repeated or taken back: {error.message}",
                hint=" ".join(part for part in (error.hint, self._refuse(step, source)) if part),
                details=error.details,
            ) from error
        finally:
            self.changed.tell(None)
        return f"{step.text}; {told}" if told else step.text

    def _refuse(self, step: Step, source: list[Step]) -> str:
        """Keep a step that was refused, at first; what to say of it then."""
        with self._lock:
            if self._refused is not step:
                self._refused = step
                return ""
            self._refused = None
            if step in source:
                source.remove(step)
            return f"It is left out from now on; the one before it is “{source[-1].text}”." if source else "It is left out from now on."
