"""A small window from which files are dragged, as from a file manager: `python -m tests.e2e.drag_source X Y FILE…`.

It stands at X, Y; "ready" is printed once it does, and the word of each ended drag: copy or refused.
"""

from __future__ import annotations

import sys
import threading

from PySide6.QtCore import QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel

SIZE = 40


class Files(QLabel):
    """Something to take hold of."""

    ended = Signal()

    def __init__(self, names: list[str]) -> None:
        super().__init__("files")
        self._names = names
        self.setWindowTitle("Files")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        tell("ready")

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(name) for name in self._names])
        data.setText("\n".join(self._names))  # as file managers do
        drag = QDrag(self)
        drag.setMimeData(data)
        done = drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.CopyAction)
        tell({Qt.DropAction.CopyAction: "copy", Qt.DropAction.IgnoreAction: "refused"}.get(done, str(done)))


def tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(x: str, y: str, *names: str) -> int:
    application = QApplication(sys.argv[:1])
    files = Files(list(names))
    files.ended.connect(application.quit)

    def wait_for_the_end() -> None:
        sys.stdin.read()
        files.ended.emit()

    files.setGeometry(int(x), int(y), SIZE, SIZE)
    files.show()
    threading.Thread(target=wait_for_the_end, daemon=True).start()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
