"""The page of a chain: its hooks with their endings and changes, and beside them which hook set what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from hookstudio.model.changes import Change
from hookstudio.model.hook import Hook
from hookstudio.model.journey import Journey, Step
from hookstudio.ui.run_pane.chain_steps import HookRow, Stage
from hookstudio.ui.run_pane.chain_steps_view import ChainStepsView
from hookstudio.ui.run_pane.empty_note import EmptyNote
from hookstudio.ui.run_pane.order_panel import OrderPanel
from hookstudio.ui.run_pane.origin_panel import OriginPanel
from hookstudio.ui.run_pane.tool_row import ToolRow
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel


class ChainPage(QWidget):
    """Follows one chain: `begin`, `start_step`, `end_step`, `finish`; or compares two orders."""

    hook_requested = Signal(str)
    keep_requested = Signal()
    undo_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chainView")
        self.note = EmptyNote("history")
        self.summary = ElidedLabel()
        self.summary.setProperty("role", "small")
        self.tools = ToolRow(theme)
        self.tools.add_widget(self.summary, 1)
        self.tools.add_button("plus", "Show all changes", self._expand)
        self.tools.add_button("minus", "Hide the changes", lambda: self.steps.collapseAll())
        self.tools.add_button("copy", "Copy the journey as JSON", self.copy)
        self.steps = ChainStepsView(theme)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(self.steps, 1)
        self.origins = OriginPanel(theme)
        self.order = OrderPanel(theme)
        self.pending = EmptyNote("history")
        self._right = QStackedWidget()
        for panel in (self.pending, self.origins, self.order):
            self._right.addWidget(panel)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._right)
        self.splitter.setStretchFactor(0, 43)
        self.splitter.setStretchFactor(1, 57)
        self.splitter.setSizes([430, 570])
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.note)
        self._stack.addWidget(self.splitter)
        self._journey: Journey | None = None
        self.steps.hook_requested.connect(self.hook_requested)
        self.steps.change_requested.connect(self._show_change)
        self.order.keep_requested.connect(self.keep_requested)
        self.order.undo_requested.connect(self.undo_requested)

    def apply_theme(self, theme: Theme) -> None:
        for part in (self.note, self.pending, self.tools, self.steps, self.origins, self.order):
            part.apply_theme(theme)

    def journey(self) -> Journey | None:
        """What is shown, None while there is nothing or a chain runs."""
        return self._journey

    def show_note(self, title: str, text: str = "") -> None:
        """There is no chain to show: say why."""
        self._journey = None
        self.note.set_text(title, text)
        self._stack.setCurrentIndex(0)

    def begin(self, hooks: Sequence[Hook], summary: str) -> None:
        """These hooks are about to run; *summary* says on what."""
        self._journey = None
        self.summary.setText(summary)
        self.steps.steps.show_rows([HookRow(hook) for hook in hooks])
        self.pending.set_text("Running…", "Which hook set what is shown when the chain has ended.")
        self._right.setCurrentWidget(self.pending)
        self._stack.setCurrentIndex(1)

    def start_step(self, number: int) -> None:
        model = self.steps.steps
        model.set_row(number, replace(model.rows[number], stage=Stage.RUNNING))
        self.steps.scrollTo(model.index(number, 0))

    def end_step(self, number: int, step: Step) -> None:
        model = self.steps.steps
        model.set_row(number, HookRow(step.hook, Stage.ENDED, step))
        if not step.outcome.ok:
            self._open_failing()

    def finish(self, journey: Journey, summary: str) -> None:
        """The chain ended."""
        if not journey.planned:
            self.show_note(
                f"No hook of {journey.type} is enabled",
                "The context would go through as it is. Switch a hook on in the list, or make a new one.",
            )
            self._journey = journey
            return
        self.show_journey(journey, summary)

    def show_journey(self, journey: Journey, summary: str) -> None:
        """Show a whole journey at once."""
        self._show_steps(journey, summary)
        self.origins.show_journey(journey)
        self._right.setCurrentWidget(self.origins)

    def show_comparison(self, before: Journey, after: Journey, found: tuple[Change, ...], summary: str) -> None:
        """Show the journey in a new order, and what differs in the end from that in the order *before*."""
        self._show_steps(after, summary)
        self.origins.show_journey(after)
        self.order.show_comparison(before, after, found)
        self._right.setCurrentWidget(self.order)

    @property
    def comparing(self) -> bool:
        """Whether two orders are compared now."""
        return self._stack.currentIndex() == 1 and self._right.currentWidget() is self.order

    def copy(self) -> None:
        """The journey as `hookstudio chain --json` prints it."""
        if self._journey is not None:
            text = json.dumps(self._journey.to_document(), ensure_ascii=False, indent=2)
            QGuiApplication.clipboard().setText(text)

    def _show_steps(self, journey: Journey, summary: str) -> None:
        self._journey = journey
        self.summary.setText(summary)
        ran = [HookRow(step.hook, Stage.ENDED, step) for step in journey.steps]
        rest = [HookRow(hook, Stage.LEFT_OUT) for hook in journey.planned[len(ran) :]]
        open_before = {row.hook.id for number, row in enumerate(self.steps.steps.rows) if self._is_open(number)}
        self.steps.steps.show_rows([*ran, *rest])
        for number, row in enumerate(self.steps.steps.rows):
            if row.hook.id in open_before:
                self.steps.expand(self.steps.steps.index(number, 0))
        self._stack.setCurrentIndex(1)
        self._open_failing()

    def _open_failing(self) -> None:
        """Bring why the chain ended into view."""
        model = self.steps.steps
        for number, row in enumerate(model.rows):
            if row.step is not None and not row.step.outcome.ok:
                index = model.index(number, 0)
                self.steps.expand(index)
                self.steps.scrollTo(model.index(0, 0, index) if row.below else index)

    def _is_open(self, number: int) -> bool:
        return self.steps.isExpanded(self.steps.steps.index(number, 0))

    def _expand(self) -> None:
        self.steps.expandAll()

    def _show_change(self, step: int, change: int) -> None:
        journey = self._journey
        if journey is not None:
            self.origins.show_path(journey.place_of(step, change))
