"""A small window from which files are dragged, as from a file manager: `python -m tests.e2e.drag_source X Y FILE…`.

It stands at X, Y; "ready" is printed once it does, "held" when a drag begins, and the word of each ended drag: copy or refused.
"""

from __future__ import annotations

import sys
import threading

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDrag, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel

SIZE = 40


class Files(QLabel):
    """Something to take hold of."""

    ended = Signal()

    def __init__(self, names: list[str]) -> None:
        super().__init__("files")
        self._names = names
        self._told = False
        self.setWindowTitle("Files")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._told:  # what is painted is on the screen, where a mouse can meet it
            self._told = True
            tell("ready")

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(name) for name in self._names])
        data.setText("\n".join(self._names))  # as file managers do
        drag = QDrag(self)
        drag.setMimeData(data)
        QTimer.singleShot(0, lambda: tell("held"))  # once the drag looks at the mouse
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
