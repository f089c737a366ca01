"""Asks for the name and the folder of a new workspace."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import slugify, valid_name
from hookstudio.ui.dialogs.form import FormDialog


class NewWorkspaceDialog(FormDialog):
    """Emits `chosen` with (root: Path, name: str); the folder follows the name until it is edited."""

    chosen = Signal(object, str)

    def __init__(self, parent_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__("New workspace", "Create workspace", parent)
        self.setObjectName("newWorkspaceDialog")
        self._parent_folder = parent_folder
        self.name = QLineEdit("my-hooks")
        self.name.setObjectName("newWorkspaceName")
        self.folder = QLineEdit()
        self.folder.setObjectName("newWorkspaceFolder")
        self.folder.setAccessibleName("Folder of the workspace")
        browse = QPushButton("Browse…")
        browse.clicked.connect(self._browse)
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        place.setFocusProxy(self.folder)
        self.add_row("&Name", self.name)
        self.add_row("&Folder", place, "A plain folder of text files that you can read, compare and keep in git.")
        self._edited = False
        self.folder.textEdited.connect(self._keep_folder)
        self.name.textChanged.connect(self._follow)
        self.folder.textChanged.connect(self._check)
        self.accepted.connect(lambda: self.chosen.emit(*self.value()))
        self._follow()
        self.name.selectAll()

    def value(self) -> tuple[Path, str]:
        """The choice as it stands. Raises StudioError for a name or place that can't be."""
        name = valid_name(self.name.text())
        if not self.folder.text().strip():
            raise StudioError("Choose a folder for the workspace.")
        root = Path(self.folder.text().strip()).expanduser()
        if not root.is_absolute():
            raise StudioError("The folder needs its whole path.")
        return root, name

    def _keep_folder(self) -> None:
        self._edited = True

    def _follow(self) -> None:
        if not self._edited:
            self.folder.setText(str(self._parent_folder / slugify(self.name.text())))
        self._check()

    def _check(self) -> None:
        try:
            self.value()
        except StudioError as error:
            self.problem.setText(error.message)
            self.accept_button.setEnabled(False)
        else:
            self.problem.clear()
            self.accept_button.setEnabled(True)

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Folder of the workspace", str(self._parent_folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._take)
        dialog.open()

    def _take(self, folder: str) -> None:
        self._edited = True
        self.folder.setText(folder)
