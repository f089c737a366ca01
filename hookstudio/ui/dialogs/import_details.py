"""The right side of the import dialog: one hook with what it wants, what it could touch, its files, and the choice for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QGridLayout, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from hookstudio.model.bundle import Action, BundledHook, BundleHook, Choice
from hookstudio.ui.dialogs.compare_panes import ComparePanes
from hookstudio.ui.dialogs.import_words import CHOICES, Shown, about, alone, difference, modules_of, scripts_of, touches_of
from hookstudio.ui.jobs import Job
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel
from hookstudio.ui.widgets.words import plain_words

_TINTS = {"~": "warning-soft", "+": "ok-soft", "-": "error-soft"}
_RADIOS = ((None, "Add", "A"), (Choice.REPLACE, "Replace", "R"), (Choice.RENAME, "Add beside", "B"), (Choice.SKIP, "Skip", "S"))
_VALUES = "Name and other values"


def _scripts(hook: BundleHook) -> str:
    """They never run by an import: that is what somebody who sees them wants to know."""
    names = scripts_of(hook)
    return f"{names}. Importing does not run them." if names else ""


_FACTS = (
    ("Modules", modules_of, "muted"),
    ("Install scripts", _scripts, "warning"),
    ("Could touch", touches_of, "warning"),
)


class ImportDetails(QWidget):
    """Emits `chosen` with a Choice, or with None where a new hook is to be taken in."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = 0
        self._views: dict[str, Callable[[], Shown]] = {}
        self.name = ElidedLabel()
        self.name.setProperty("role", "heading")
        self.state = plain_words("muted")
        self.radios: dict[Choice | None, QRadioButton] = {}
        group, row = QButtonGroup(self), QHBoxLayout()
        row.setSpacing(16)
        for choice, text, key in _RADIOS:
            radio = self.radios[choice] = QRadioButton(text)
            radio.setToolTip(f"{text}: {key} in the list, for all that are chosen there")
            radio.setObjectName(f"importChoice.{choice or 'add'}")
            radio.clicked.connect(lambda _checked=False, choice=choice: self.chosen.emit(choice))
            group.addButton(radio)
            row.addWidget(radio)
        row.addStretch(1)
        self.group = group
        self.facts: dict[str, tuple[QLabel, QLabel]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for number, (title, _, role) in enumerate(_FACTS):
            caption, said = QLabel(title), plain_words(role)
            caption.setProperty("role", "muted")
            grid.addWidget(caption, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, number, 1)
            self.facts[title] = caption, said
        self.files = QComboBox()
        self.files.setObjectName("importFile")
        self.files.setAccessibleName("File of the hook that is shown")
        self.files.setMinimumWidth(220)
        self.files.currentIndexChanged.connect(self._show_file)
        shown = QHBoxLayout()
        shown.addWidget(self.files)
        shown.addStretch(1)
        self.panes = ComparePanes(("Here", "What would come in"), _TINTS, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.state)
        column.addLayout(row)
        column.addLayout(grid)
        column.addLayout(shown)
        column.addWidget(self.panes, 1)

    def show_hook(self, hook: BundleHook, bundled: BundledHook, choice: Choice | None) -> None:
        """Show *hook*: what differs where there is another one, else its code and other files."""
        self.name.setText(hook.name if hook.name == hook.key.partition("/")[2] else f"{hook.name}   ({hook.key})")
        self.state.setText(about(hook))
        for title, words, _ in _FACTS:
            text = words(hook)
            for label in self.facts[title]:
                label.setVisible(bool(text))
            self.facts[title][1].setText(text)
        self.show_choice(hook, choice)
        if hook.changes:
            self._views = {change.name: partial(difference, change) for change in hook.changes}
        else:
            self._views = {name: partial(alone, text) for name, text in _texts(bundled).items()}
        code = hook.key and bundled.hook.dialect.file_name
        names = sorted(self._views, key=lambda name: name != code)
        self.files.blockSignals(True)
        self.files.clear()
        for name in names:
            self.files.addItem(_VALUES if name == "hook" else name, name)
        self.files.blockSignals(False)
        self.files.setVisible(len(names) > 1)
        self._show_file()

    def show_choice(self, hook: BundleHook, choice: Choice | None) -> None:
        """Offer what can be chosen for *hook*, with what is chosen."""
        offered: tuple[Choice | None, ...] = ()
        if hook.needs_choice:
            offered = tuple(CHOICES)
        elif hook.action is Action.NEW:
            offered = (None, Choice.SKIP)
        self.group.setExclusive(False)
        for each, radio in self.radios.items():
            radio.setVisible(each in offered)
            radio.setChecked(each in offered and each is choice)
            radio.setAccessibleName(f"{radio.text()}: {hook.name}")
        self.group.setExclusive(True)

    def apply_theme(self, theme: Theme) -> None:
        self.panes.apply_theme(theme)

    def _show_file(self) -> None:
        """Work out what is shown of the file on a thread: comparing takes its time, and a file may be of any size."""
        self._asked += 1
        asked, view = self._asked, self._views.get(str(self.files.currentData()))
        if view is None:
            self.panes.show_text("")
            return
        job = Job(lambda _progress: view(), self)
        job.succeeded.connect(lambda shown: self._take(asked, shown))
        job.failed.connect(lambda error: self.panes.show_text(error.message))
        job.start()

    def _take(self, asked: int, shown: Shown) -> None:
        if asked != self._asked:
            return  # another hook or file was chosen meanwhile
        if shown.rows:
            self.panes.show_rows(shown.rows)
        else:
            self.panes.show_text(shown.text)


def _texts(bundled: BundledHook) -> dict[str, str]:
    texts = bundled.texts()
    return {**{name: text for name, text in texts.items() if name != "hook"}, "hook": texts["hook"]}
