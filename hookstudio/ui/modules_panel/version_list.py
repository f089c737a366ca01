"""The versions of a package, newest first, each with why it does not suit: a list that pops up and goes again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.module import ModuleVersion
from hookstudio.ui.jobs import Job
from hookstudio.ui.modules_panel.figures import age_words, size_words
from hookstudio.ui.modules_panel.row_list import RowList
from hookstudio.ui.modules_panel.row_look import Act, Chip, RowLook, Tone
from hookstudio.ui.modules_panel.source import Source, Subject
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel

WIDTH, HEIGHT = 340, 380


class VersionList(QFrame):
    """Loads by itself; Enter or a click on a row's button chooses, Escape or a click elsewhere gives up."""

    chosen = Signal(str)  # version

    def __init__(self, theme: Theme, source: Source, subject: Subject, name: str, installed: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("moduleVersions")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"Versions of {name}")
        self._name, self._installed = name, installed
        heading = ElidedLabel(f"Versions of {name}", Qt.TextElideMode.ElideMiddle)
        heading.setProperty("role", "strong")
        heading.setContentsMargins(12, 8, 12, 6)
        self.note = QLabel("Asking the registry…")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setMinimumWidth(1)
        self.note.setProperty("role", "muted")
        self.note.setContentsMargins(12, 4, 12, 12)
        self.list = RowList(theme)
        self.list.setObjectName("moduleVersionRows")
        self.list.setAccessibleName(f"Versions of {name}")
        self.list.hide()
        self.list.pressed_act.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(self.note)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        job = Job(lambda _progress: source().choices(subject.session, subject.hook, subject.code, name), self)
        job.succeeded.connect(self._show)
        job.failed.connect(self._tell)
        job.start()

    def open_at(self, place: QRect) -> None:
        """Open below *place* (on the screen), or above it where there is no room."""
        screen = self.screen().availableGeometry()
        self.resize(WIDTH, HEIGHT // 3)
        x = max(screen.left(), min(place.left(), screen.right() - WIDTH))
        y = place.bottom() + 2 if place.bottom() + HEIGHT < screen.bottom() else max(screen.top(), place.top() - HEIGHT - 2)
        self.move(QPoint(x, y))
        self.show()
        self.setFocus()

    def _show(self, choices: Sequence[tuple[ModuleVersion, str]]) -> None:
        looks = [_look(self._name, version, why, self._installed) for version, why in choices]
        self.list.rows.show(looks)
        self.note.setVisible(not looks)
        self.note.setText("" if looks else "The registry names no version of it.")
        self.list.setVisible(bool(looks))
        self.resize(WIDTH, min(HEIGHT, self.sizeHint().height() + 2))
        self.list.choose(next((number for number, (_, why) in enumerate(choices) if not why), 0))
        self.list.setFocus()

    def _tell(self, error: StudioError) -> None:
        self.note.setText(f"{error.message} {error.hint}".strip())

    def _choose(self, version: str) -> None:
        self.close()
        self.chosen.emit(version)


def _look(name: str, version: ModuleVersion, why_not: str, installed: str) -> RowLook:
    told = [why_not, age_words(version.date), size_words(version.size) if version.size is not None else ""]
    chips = [Chip("deprecated", Tone.ERROR, 3)] if version.deprecated else []
    if version.has_scripts or version.scripts:
        chips.append(Chip("install script", Tone.ERROR, 2))
    act, words = (
        (Act.CURRENT, f"{name} {version.version} is added") if version.version == installed else (Act.ADD, f"Add {name} {version.version}")
    )
    line = " · ".join(part for part in told if part)
    tone = Tone.WARNING if why_not else Tone.PLAIN
    return RowLook(
        version.version,
        version.version,
        line=line,
        chips=tuple(chips),
        act=act,
        act_words=words,
        tip=version.deprecated,
        line_tone=tone,
        has_menu=False,
    )
