"""What the window tells above its pages: what went wrong, and what is to be known before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from hookstudio.model.errors import AnotherTenant, StudioError
from hookstudio.storage.secrets import SecretMissing
from hookstudio.ui.notices import Choice, Notice, NoticeArea, Notices
from hookstudio.ui.sync_window.words import counted
from hookstudio.ui.theme import Theme

_FAILED: Final = "failed"
_CHANGED: Final = "changed"
_UNSAVED: Final = "unsaved"
_UNFINISHED: Final = "unfinished"
_MARGIN: Final = -8  # takes back what a notice area has around it: these stand in line with the pages


class WindowNotes(NoticeArea):
    """Each thing is told once, and goes away when it is no longer so."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        notices = Notices()
        super().__init__(notices, theme, parent)
        notices.setParent(self)
        self._notices = notices
        self.setObjectName("syncNote")
        self.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        self._unsaved = 0

    def tell_error(self, error: StudioError, again: Callable[[], object], ask: Callable[[], object] | None = None) -> None:
        """Say what went wrong, with what the tenant said one click away. *ask*: asks for the secret that opens it by now, and compares."""
        text, word, act, other = f"{error.message} {error.hint}".strip(), "Try again", again, ""
        if isinstance(error, AnotherTenant) and ask is not None:
            word, act = "Compare with that one", ask
        elif isinstance(error, SecretMissing) and ask is not None:
            text, word, act = "There is no secret that opens the tenant yet.", "Type the secret…", ask
        elif getattr(error, "kind", "") == "credentials":
            other = "Type another secret…"
        choices = ((Choice(other, ask),) if other and ask is not None else ()) + (Choice(word, act),)
        self._notices.post(Notice("error", text, error.details, choices, stays=True, key=_FAILED))

    def forget_error(self) -> None:
        self._notices.withdraw(_FAILED)

    def tell_changed(self, changed: bool, compare: Callable[[], object]) -> None:
        """Say that what is shown is no longer what stands here, if that is so."""
        if not changed:
            self._notices.withdraw(_CHANGED)
            return
        text = "Hooks here were changed since this comparison."
        self._notices.post(Notice("warning", text, choices=(Choice("Compare again", compare),), stays=True, key=_CHANGED))

    def tell_unfinished(self, unfinished: bool, go_on: Callable[[], object]) -> None:
        """Say that there is a push to go on with, if there is one."""
        if not unfinished:
            self._notices.withdraw(_UNFINISHED)
            return
        text = "A push to this tenant was broken off. What was done is noted; the rest can still be done."
        self._notices.post(Notice("warning", text, choices=(Choice("Go on…", go_on),), stays=True, key=_UNFINISHED))

    def tell_unsaved(self, count: int, save: Callable[[], object]) -> None:
        """Say that text in the editor is not compared, if there is some; once for each number."""
        if count == self._unsaved:
            return
        self._unsaved = count
        if not count:
            self._notices.withdraw(_UNSAVED)
            return
        text = f"{counted(count, 'hook')} {'has' if count == 1 else 'have'} unsaved text, which is not compared."
        self._notices.post(Notice("warning", text, choices=(Choice("Save all", save),), stays=True, key=_UNSAVED))

    def ask_again(self) -> None:
        """Tell of unsaved text again the next time, whatever was told."""
        self._unsaved = 0
