"""Asks for a file and writes a text to it, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from hookstudio.storage.atomic import write_bytes
from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import Notices


def ask_and_save(text: str, title: str, name: str, notices: Notices, window: QWidget) -> None:
    """Propose *name* in the user's documents; the outcome is a notice. Nothing happens if the user cancels."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(window, title, str(Path.home() / name))
    dialog.setObjectName("saveTextDialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.fileSelected.connect(lambda chosen: save_text(text, Path(chosen), notices, window))
    dialog.open()


def save_text(text: str, path: Path, notices: Notices, window: QWidget) -> None:
    """Write *text* to *path* in the background."""

    job = Job(lambda _progress: write_bytes(path, text.encode("utf-8", "replace")), window)
    job.succeeded.connect(lambda _none: notices.info(f"Saved as {path}."))
    job.failed.connect(notices.error)
    job.start()
