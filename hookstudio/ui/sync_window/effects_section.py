"""“What would change for users”: the code here and the tenant's are run on the same contexts, beside the plan of a push."""

from __future__ import annotations

from collections import deque
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidgetItem, QProgressBar, QPushButton, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.model.sync import SyncPlan
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from hookstudio.studio.sync_effects import BUDGET_S, Effect, Effects
from hookstudio.ui.dialogs.agreement_table import AgreementTable
from hookstudio.ui.dialogs.note_list import NoteList
from hookstudio.ui.jobs import Job
from hookstudio.ui.sync_window.words import counted
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.plain_tip import plain_tip
from hookstudio.ui.widgets.restyle import set_style_property

_EFFECT: Final = Qt.ItemDataRole.UserRole
_UNLIMITED: Final = 16_777_215  # Qt's own
_UNPROTECTED: Final = (
    "It is not tried out by itself: nothing but a time limit, and Node's own permissions from Node 20 on, would stand between these hooks "
    "and your computer, and you have not said that you trust this workspace."
)


class EffectsSection(QWidget):
    """Runs by itself where a layer protects this computer. The push never waits for it."""

    def __init__(self, runner: HookRunner, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("syncEffects")
        self.setAccessibleName("What would change for users")
        self._runner, self._session, self._theme = runner, session, theme
        self._effects: Effects | None = None
        self._job: Job | None = None
        self._found: deque[Effect] = deque()
        title = QLabel("What would change for users")
        title.setProperty("role", "strong")
        self.headline = QLabel()
        self.headline.setObjectName("syncEffectsHeadline")
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setWordWrap(True)
        self.stop_button, self.again_button = QPushButton("Stop"), QPushButton("Try it out")
        self.stop_button.setObjectName("syncEffectsStop")
        self.again_button.setObjectName("syncEffectsRun")
        self.again_button.setToolTip("Run the code here and the tenant's code on saved and generated test contexts, without the network")
        for button, slot in ((self.stop_button, self.stop), (self.again_button, self._allow)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            button.hide()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress of the trial")
        self.hooks = NoteList(theme)
        self.hooks.setObjectName("syncEffectsHooks")
        self.hooks.setProperty("ground", "background")
        self.hooks.setAccessibleName("Hooks, and whether users would see a difference")
        self.hooks.currentItemChanged.connect(lambda item, _before: self._show(item))
        self.table = AgreementTable(("Here", "There"), theme)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(self.headline, 1)
        head.addWidget(self.stop_button)
        head.addWidget(self.again_button)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.hooks)
        self.split.addWidget(self.table)
        self.split.setSizes([420, 620])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.split, 100)
        column.addStretch(1)

    def start(self, plan: SyncPlan) -> None:
        """Look at *plan*, and try it out unless that would be unprotected."""
        self.stop()
        self._clear()
        self._say("Looking at what is sent…", "muted")
        runner, session, found = self._runner, self._session, self._found

        def look() -> tuple[Effects, bool]:
            effects = Effects(runner, session, plan, on_effect=found.append, budget_s=BUDGET_S)
            return effects, bool(effects.keys) and effects.unprotected()

        job = self._job = Job(lambda _progress: look(), self)
        job.succeeded.connect(lambda seen: self._looked(job, *seen))
        job.failed.connect(lambda error: self._failed(job, error))
        job.start()

    def stop(self) -> None:
        """Give up what is being tried out."""
        if self._job is not None:
            self._job.cancel()
            if self._effects is not None:
                self._settle("Stopped.", "muted")
        self._job = None

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.table.apply_theme(theme)
        self.hooks.apply_theme(theme)

    def _clear(self) -> None:
        self._found.clear()
        self._effects = None
        self.hooks.clear()
        self.table.clear()
        self.table.hide()
        self.split.hide()
        self.progress.hide()
        self.stop_button.hide()
        self.again_button.hide()

    def _looked(self, job: Job, effects: Effects, unprotected: bool) -> None:
        if job is not self._job:
            return
        self._job, self._effects = None, effects
        for sentence in effects.told:
            self.hooks.add(sentence, "warning")
        self._fit()
        if not effects.keys:
            self._say("No code changes of hooks that run for users." if not effects.told else "No code has to be tried out.", "muted")
        elif unprotected:
            self._say(_UNPROTECTED, "warning")
            self.again_button.setText("Try it out anyway")
            self.again_button.show()
        else:
            self._run()

    def _allow(self) -> None:
        """The user wants it, with or without protection."""
        try:
            if self.again_button.text().endswith("anyway"):
                self._session.allow_unprotected()
        except StudioError as error:
            self._say(error.message, "warning")
            return
        self._run()

    def _run(self) -> None:
        effects = self._effects
        if effects is None or self._job is not None:
            return
        for row in reversed(range(self.hooks.count())):
            if self.hooks.item(row).data(_EFFECT) is not None:
                self.hooks.takeItem(row)
        self._found.clear()
        self.again_button.hide()
        self.stop_button.show()
        self.progress.setRange(0, len(effects.keys))
        self.progress.show()
        self._say(f"Trying out {counted(len(effects.keys), 'hook')} on test contexts…", "muted")

        def work(progress: Progress) -> tuple[Effect, ...]:
            return effects.run(progress)

        job = self._job = Job(work, self)
        job.progressed.connect(lambda done, total, note: self._progressed(job, done, total, note))
        job.succeeded.connect(lambda found: self._done(job, found))
        job.failed.connect(lambda error: self._failed(job, error))
        job.start()

    def _progressed(self, job: Job, done: int, total: int, note: str) -> None:
        if job is self._job:
            self.progress.setRange(0, total)
            self.progress.setValue(done)
            self.progress.setToolTip(plain_tip(note))
            self._take_found()

    def _done(self, job: Job, found: tuple[Effect, ...]) -> None:
        if job is not self._job:
            return
        self._job = None
        self._take_found()
        differing = sum(1 for each in found if each.agreement is not None and not each.agreement.agrees)
        unknown = sum(1 for each in found if each.agreement is None)
        if differing:
            self._settle(f"{counted(differing, 'hook')} of {len(found)} would do something else for users.", "warning")
        elif unknown:
            self._settle(f"No difference was found, but {counted(unknown, 'hook')} could not be compared.", "warning")
        else:
            self._settle("The code that changes does the same on all test contexts.", "ok")

    def _failed(self, job: Job, error: StudioError) -> None:
        if job is self._job:
            self._job = None
            self._take_found()
            self._settle("Stopped." if isinstance(error, Cancelled) else f"{error.message} {error.hint}".strip(), "warning")

    def _settle(self, text: str, role: str) -> None:
        self._say(text, role)
        self.progress.hide()
        self.stop_button.hide()
        self.again_button.setText("Try it out again")
        self.again_button.setVisible(self._effects is not None and bool(self._effects.keys))

    def _take_found(self) -> None:
        while self._found:
            effect = self._found.popleft()
            known = effect.agreement is not None and effect.agreement.agrees and not effect.agreement.all_fail
            item = self.hooks.add(f"{effect.key}: {effect.headline}", "ok" if known else "warning")
            item.setData(_EFFECT, effect)
            self._fit()
            current = self.hooks.currentItem()
            if effect.agreement is not None and (current is None or (not known and not self._shows_difference(current))):
                self.hooks.setCurrentItem(item)

    def _shows_difference(self, item: QListWidgetItem) -> bool:
        effect = item.data(_EFFECT)
        return isinstance(effect, Effect) and effect.agreement is not None and not effect.agreement.agrees

    def _show(self, item: QListWidgetItem | None) -> None:
        """Show the contexts of a hook, those that differ first."""
        effect = item.data(_EFFECT) if item is not None else None
        agreement = effect.agreement if isinstance(effect, Effect) else None
        self.table.clear()
        self.table.setVisible(agreement is not None)
        self._fit()
        if agreement is not None:
            for case in sorted(agreement.cases, key=lambda case: not case.differs):
                self.table.add(case)

    def _fit(self) -> None:
        """Without contexts beside it the list is as high as its rows, and the rest of the page has the room."""
        rows = self.hooks.count()
        high = sum(self.hooks.item(row).sizeHint().height() for row in range(rows)) + 2 * self.hooks.frameWidth()
        self.split.setVisible(bool(rows))
        shown = self.table.isVisibleTo(self)
        self.split.setMaximumHeight(_UNLIMITED if shown else high)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Maximum)

    def _say(self, text: str, role: str) -> None:
        self.headline.setText(text)
        set_style_property(self.headline, "role", role)
