"""The run pane: what the last run printed, handed back and changed, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hookstudio.model.json_value import JsonValue, pointer_parts
from hookstudio.ui.jobs import Job
from hookstudio.ui.run_pane.changes_view import ChangesView
from hookstudio.ui.run_pane.console_page import ConsolePage
from hookstudio.ui.run_pane.ending_label import EndingLabel
from hookstudio.ui.run_pane.hairline import Hairline
from hookstudio.ui.run_pane.pane_tabs import PaneTabs
from hookstudio.ui.run_pane.result_view import ResultView
from hookstudio.ui.theme import Theme

if TYPE_CHECKING:
    from hookstudio.model.changes import Change
    from hookstudio.model.hook import Hook
    from hookstudio.model.journey import Journey, Step
    from hookstudio.model.outcome import ConsoleLine, Outcome
    from hookstudio.ui.run_pane.chain_page import ChainPage
    from hookstudio.ui.run_pane.changes_page import ChangesPage
    from hookstudio.ui.run_pane.result_page import ResultPage

COMPARED_AT_ONCE: Final = 3_000  # values; more are compared on a thread
ELAPSED_MS: Final = 100
_NO_RESULT: Final = ("No run yet", "Run the hook: the context that it hands back appears here.")
_NO_CHANGES: Final = ("No run yet", "Run the hook: what it adds, changes and removes appears here.")
_NO_CHAIN: Final = ("No chain yet", "Run chain runs the enabled hooks of a type in order, each on the result of the one before.")
DROPPED: Final = "console-dropped"  # the warning that the console shows above its lines


class Page(IntEnum):
    CONSOLE = 0
    RESULT = 1
    CHANGES = 2
    CHAIN = 3


class RunPane(QWidget):
    """Shows one run at a time: `begin`, `append` as lines come, `finish`. Everything is called on the window's thread."""

    location_requested = Signal(int, int)  # line and column, from 1, in the user's own file
    save_requested = Signal(str)  # the console's text, to be written to a file of the user's choice
    hook_requested = Signal(str)  # id of a hook of the chain
    order_kept = Signal()
    order_refused = Signal()

    def __init__(self, theme: Theme, max_lines: int = 10_000, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runPane")
        self._tabs = PaneTabs(theme)
        for title in ("Console", "Resulting context", "Changes", "Chain"):
            self._tabs.addTab(title)
        self._ending = EndingLabel(theme)
        self.console = ConsolePage(theme, max_lines)
        self._theme = theme
        self._result: ResultPage | None = None
        self._changes: ChangesPage | None = None
        self._chain: ChainPage | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self.console)
        self._views = ResultView(theme, self._pages), ChangesView(theme, self._pages)  # there before their pages, for who looks them up
        for view in self._views:
            view.hide()
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 0, 8, 0)
        bar.setSpacing(12)
        bar.addWidget(self._tabs)
        bar.addStretch(1)
        bar.addWidget(self._ending)
        self._bar = QWidget()
        self._bar.setLayout(bar)
        self._line = Hairline(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._line)
        column.addWidget(self._pages, 1)
        self._start = datetime.now()
        self._began = 0.0
        self._runs = 0
        self._limit_s: float | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(ELAPSED_MS)
        self._clock.timeout.connect(self._tell_elapsed)
        self._tabs.currentChanged.connect(self._turn_to)
        self.console.view.place_requested.connect(self.location_requested)
        self.console.save_requested.connect(self.save_requested)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.show_idle()

    @property
    def result(self) -> ResultPage:
        """The page of the resulting context, made when it is first needed."""
        if self._result is None:
            from hookstudio.ui.run_pane.result_page import ResultPage

            self._result = ResultPage(self._theme, self._views[0])
            self._result.show_note(*_NO_RESULT)
            self._pages.addWidget(self._result)
        return self._result

    @property
    def changes(self) -> ChangesPage:
        """The page of the changes, made when it is first needed."""
        if self._changes is None:
            from hookstudio.ui.run_pane.changes_page import ChangesPage

            self._changes = ChangesPage(self._theme, self._views[1])
            self._changes.path_requested.connect(self.show_path)
            self._changes.show_note(*_NO_CHANGES)
            self._pages.addWidget(self._changes)
        return self._changes

    @property
    def chain(self) -> ChainPage:
        """The page of the chain, made when it is first needed: many a session never runs one."""
        if self._chain is None:
            from hookstudio.ui.run_pane.chain_page import ChainPage

            page = self._chain = ChainPage(self._theme)
            page.hook_requested.connect(self.hook_requested)
            page.keep_requested.connect(self.order_kept)
            page.undo_requested.connect(self.order_refused)
            page.show_note(*_NO_CHAIN)
            self._pages.addWidget(page)
        return self._chain

    def _turn_to(self, index: int) -> None:
        self._pages.setCurrentWidget(self._page(index))

    def _page(self, index: int) -> QWidget:
        match index:
            case Page.RESULT:
                return self.result
            case Page.CHANGES:
                return self.changes
            case Page.CHAIN:
                return self.chain
            case _:
                return self.console

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._tabs, self._ending, self._line, self.console, *self._views, self._result, self._changes, self._chain):
            if part is not None:
                part.apply_theme(theme)

    def take_bar(self) -> QWidget:
        """The bar with the pages' tabs and the ending, for whoever shows it above the pane, such as a dock in place of its title."""
        layout = self.layout()
        assert layout is not None
        layout.removeWidget(self._bar)
        return self._bar

    def set_max_lines(self, limit: int) -> None:
        """How many messages the console keeps."""
        self.console.view.set_limit(limit)

    def show_page(self, page: Page) -> None:
        self._tabs.setCurrentIndex(page)

    def ending_text(self) -> str:
        """How the run ended, as the bar says it."""
        return self._ending.text()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever goes to the pane goes to what its page shows; to the tabs where that is nothing."""
        page = self._tabs.currentIndex()
        shown = self.chain.steps if page == Page.CHAIN else (self.console.view, *self._views)[page]
        (shown if shown.isVisible() else self._tabs).setFocus(event.reason())

    def find_if_focused(self) -> bool:
        """Go to the find or filter field of the page that has the focus; False if none has it."""
        focus = self.focusWidget()
        if focus is None or not focus.hasFocus():
            return False
        if self._result is not None and self._result.isAncestorOf(focus):
            self._result.focus_find()
        elif self._chain is not None and self._chain.isAncestorOf(focus):
            self._chain.origins.focus_find()
        elif self.console.isAncestorOf(focus):
            self.console.focus_filter()
        else:
            return False
        return True

    def state(self) -> dict[str, Any]:
        """How the pane was left, as JSON."""
        return {"page": self._tabs.currentIndex(), "wrap": self.console.wrap.isChecked()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Bring back what `state` gave; what makes no sense is passed over."""
        page = state.get("page")
        if isinstance(page, int) and page in list(Page):
            self.show_page(Page(page))
        self.console.set_wrap(state.get("wrap") is not False)

    def show_idle(self) -> None:
        """Nothing was run yet: empty pages that say what to do."""
        self.clear()
        self._ending.show_ending("", "muted", "", "")
        self.console.view.set_placeholder("Run the hook to see what it prints.")
        for page, words in ((self._result, _NO_RESULT), (self._changes, _NO_CHANGES), (self._chain, _NO_CHAIN)):
            if page is not None:
                page.show_note(*words)

    def clear(self) -> None:
        """Empty the console, and forget the last run."""
        self._runs += 1
        self._clock.stop()
        self._line.show_progress(None)
        self.console.view.clear()
        self._tabs.set_badge(Page.CHANGES, "")

    def begin(
        self, hook_name: str, at: datetime, *, seed: int | None = None, limit_s: float | None = None, clear_console: bool = True
    ) -> None:
        """A run of *hook_name* started at the time of day *at*; it may take *limit_s* seconds."""
        self._runs += 1
        self._start, self._began, self._limit_s = at, monotonic(), limit_s
        view = self.console.view
        view.set_dropped_note("")
        if clear_console:
            view.clear()
        elif len(view.log):
            self._head(f"{hook_name}, {at:%H:%M:%S}")
        view.set_placeholder("")
        self._tabs.set_badge(Page.CHANGES, "")
        self.result.show_note("Running…", f"“{hook_name}” has not handed back its context yet.")
        self.changes.show_note("Running…", f"“{hook_name}” has not handed back its context yet.")
        self._ending.show_ending("running", "accent", "running…", _meta(seed, at))
        self._line.show_progress(0.0)
        self._clock.start()

    def append(self, lines: Sequence[ConsoleLine]) -> None:
        """Lines that the running hook printed."""
        self.console.view.append_items(lines, self._start)

    def finish(self, outcome: Outcome, input_context: JsonValue) -> None:
        """The run ended; *input_context* is what the hook got."""
        self._clock.stop()
        self._line.show_progress(None)
        from hookstudio.ui.run_pane.endings import describe

        words = describe(outcome)
        self._ending.show_ending(words.sign, words.role, words.short, _meta(outcome.seed, self._start))
        self.console.view.set_placeholder("The hook printed nothing.")
        self._tell_ending(outcome)
        self._show_outcome(outcome, input_context)
        if not outcome.ok:
            self.show_page(Page.CONSOLE)

    def begin_chain(
        self,
        hooks: Sequence[Hook],
        name: str,
        at: datetime,
        *,
        seed: int | None = None,
        limit_s: float | None = None,
        clear_console: bool = True,
    ) -> None:
        """The chain of these hooks, called *name*, started at the time of day *at*; each hook may take *limit_s* seconds."""
        self.begin(name, at, seed=seed, limit_s=limit_s, clear_console=clear_console)
        self.chain.begin(hooks, name)
        self.show_page(Page.CHAIN)

    def start_step(self, number: int, hook: Hook, count: int) -> None:
        """Hook *number* of *count* of the chain, from 0, starts now; what it prints gets a heading."""
        self._start, self._began = datetime.now(), monotonic()
        self._head(f"{hook.name} ({number + 1} of {count})")
        self.chain.start_step(number)

    def end_step(self, number: int, step: Step) -> None:
        """That hook has ended."""
        self._tell_ending(step.outcome)
        self.chain.end_step(number, step)

    def finish_chain(self, journey: Journey, summary: str) -> None:
        """The chain ended: the last result and all changes stand in their pages as after a run."""
        self._clock.stop()
        self._line.show_progress(None)
        from hookstudio.model.outcome import Outcome
        from hookstudio.ui.run_pane.endings import chain_ending

        ending = chain_ending(journey)
        self._ending.show_ending(ending.sign, ending.role, ending.short, _meta(journey.seed, self._start))
        self.console.view.set_placeholder("The hooks printed nothing.")
        self.chain.finish(journey, summary)
        last = journey.failing.outcome if journey.failing is not None else Outcome(journey.status, journey.result)
        self._show_outcome(last, journey.input)

    def _tell_ending(self, outcome: Outcome) -> None:
        """What the console tells of an ending: warnings, what was dropped, why it failed."""
        from hookstudio.ui.run_pane.failure_passage import failure_passage, warning_passages

        view = self.console.view
        view.append_items(warning_passages(warning for warning in outcome.warnings if warning.code != DROPPED), self._start)
        if dropped := next((warning.message for warning in outcome.warnings if warning.code == DROPPED), ""):
            view.set_dropped_note(dropped)
        if not outcome.ok:
            view.append_items([failure_passage(outcome)], self._start)

    def _head(self, text: str) -> None:
        """A line in the console above what is printed next."""
        from hookstudio.ui.run_pane.failure_passage import heading_passage

        self.console.view.append_items([heading_passage(text)], self._start)

    def _show_outcome(self, outcome: Outcome, input_context: JsonValue) -> None:
        if outcome.ok:
            self._show_result(outcome, input_context)
            return
        from hookstudio.model.outcome import Status

        self.result.show_failure(outcome)
        reason = "stopped" if outcome.status is Status.STOPPED else "did not succeed"
        self.changes.show_note("No changes to show", f"The run {reason}, so there is no resulting context to compare.")

    def show_path(self, path: str) -> None:
        """Show the place of a JSON Pointer in the result, or its nearest ancestor that is left."""
        self.show_page(Page.RESULT)
        self.result.view.reveal(pointer_parts(path))
        self.result.view.setFocus()

    def _show_result(self, outcome: Outcome, before: JsonValue) -> None:
        from hookstudio.model.changes import changes
        from hookstudio.ui.run_pane.json_size import is_larger_than
        from hookstudio.ui.run_pane.result_paths import marks_of

        after = outcome.result
        if after is None:
            self.result.show_note("The result is null", "The hook succeeded and handed back no context.")
        if not is_larger_than(COMPARED_AT_ONCE, before, after):
            found = changes(before, after)
            if after is not None:
                self.result.show_value(after, marks_of(found))
            self._show_changes(found)
            return
        if after is not None:
            self.result.show_value(after, {})
        self.changes.show_note("Comparing…", "The context is large.")
        run = self._runs
        job = Job(lambda _progress: changes(before, after), self)
        job.succeeded.connect(lambda found: self._show_late(run, found))
        job.start()

    def _show_late(self, run: int, found: tuple[Change, ...]) -> None:
        from hookstudio.ui.run_pane.result_paths import marks_of

        if run == self._runs:
            self.result.view.show_marks(marks_of(found))
            self._show_changes(found)

    def _show_changes(self, found: Sequence[Change]) -> None:
        self.changes.show_changes(found)
        self._tabs.set_badge(Page.CHANGES, f"{len(found):,}" if found else "", f"{len(found)} changes" if found else "")

    def _tell_elapsed(self) -> None:
        from hookstudio.model.outcome import format_duration

        seconds = monotonic() - self._began
        self._ending.set_words(f"running… {format_duration(max(1.0, round(seconds, 1)) * 1000) if seconds >= 1 else ''}".strip())
        self._line.show_progress(min(1.0, seconds / self._limit_s) if self._limit_s else 0.0)


def _meta(seed: int | None, at: datetime) -> str:
    time = f"{at:%H:%M:%S}"
    return f"seed {seed} · {time}" if seed is not None else time
