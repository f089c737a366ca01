"""Which engine an editor gets."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from hookstudio.model.errors import StudioError
from hookstudio.ui.editor.port import EditorEngine

ENGINES: Final = ("scintilla", "qscintilla")


def make_engine(name: str, parent: QWidget | None = None) -> EditorEngine:
    """A new engine by its name in the setting `editor.engine`.

    Raises StudioError if it is unknown, isn't installed or would bring a second Qt into the program.
    """
    if name == "scintilla":
        from hookstudio.ui.editor.scintilla_engine import ScintillaEngine

        return ScintillaEngine(parent)
    if name == "qscintilla":
        from hookstudio.ui.editor.qscintilla_engine import QScintillaEngine

        return QScintillaEngine(parent)
    raise StudioError(f"There is no editor engine “{name}”.", hint=f"Choose one of: {', '.join(ENGINES)}.")
