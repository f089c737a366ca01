"""The panel of the test context: its seed, the saved ones, the JSON, and what can be said about it."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.json_value import JsonValue
from hookstudio.studio.session import Session
from hookstudio.ui.context_panel.hook_context import HookContext
from hookstudio.ui.context_panel.json_editor import JsonEditor
from hookstudio.ui.context_panel.saved_bar import SavedBar
from hookstudio.ui.context_panel.saved_contexts import SavedContextsOfHook
from hookstudio.ui.context_panel.seed_field import SeedField
from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import Choice, Notices
from hookstudio.ui.theme import Theme

if TYPE_CHECKING:
    from hookstudio.ui.context_panel.examination import Remark
    from hookstudio.ui.context_panel.remark_list import RemarkList

STATE: Final = "contexts"
FIRST_MS: Final = 150  # until the first context is made: the window comes first
EXAMINE_MS: Final = 250  # from the last key to the check
KEEP_MS: Final = 1_500  # from the last change until it is on disk


class ContextPanel(QWidget):
    """Every hook has a test context of its own, which is remembered; `value` is what a run gets."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("contextPanel")
        self.notices: Notices | None = None
        self._session: Session | None = None
        self._type, self._dialect, self._hook_id = "", Dialect.CLASSIC, ""
        self._contexts: dict[str, HookContext] = {}
        self._names: tuple[str, ...] = ()
        self._asked = 0  # counts what is to be shown, so that late answers are known as such
        self._showing = False
        self.seed_field = SeedField(theme)
        self.saved_bar = SavedBar(theme)
        self.editor = JsonEditor(theme)
        self._theme = theme
        self._remarks: RemarkList | None = None
        self._seed_problem = QLabel()
        self._seed_problem.setObjectName("seedProblem")
        self._seed_problem.setProperty("role", "error")
        self._seed_problem.setWordWrap(True)
        self._seed_problem.hide()
        self._saved = SavedContextsOfHook(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        for part in (self.seed_field, self._seed_problem, self.saved_bar):
            column.addWidget(part)
        column.addWidget(self.editor, 1)
        for one, following in pairwise((self.seed_field, self.seed_field.button, *self.saved_bar.in_tab_order(), self.editor)):
            self.setTabOrder(one, following)
        self._first = _single(self, FIRST_MS, self._make_first)
        self._examine = _single(self, EXAMINE_MS, self._begin_examination)
        self._keep = _single(self, KEEP_MS, self._keep_later)
        self.seed_field.seed_chosen.connect(self._generate)
        self.seed_field.new_requested.connect(self.new_context)
        self.seed_field.problem_changed.connect(self._tell_seed_problem)
        self.editor.textChanged.connect(self._text_changed)
        self._wire_saved()
        self.setEnabled(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever goes to the panel goes to its text. (A focus proxy would do that for the Tab key, too, past all the fields.)"""
        self.editor.setFocus(event.reason())

    @property
    def remarks(self) -> RemarkList:
        """The list below the text, made when there is something to say."""
        if self._remarks is None:
            from hookstudio.ui.context_panel.remark_list import RemarkList

            remarks = self._remarks = RemarkList(self._theme, self)
            remarks.chosen.connect(self.editor.go_to)
            layout = self.layout()
            assert layout is not None
            layout.addWidget(remarks)
            self.setTabOrder(self.editor, remarks.list)
        return self._remarks

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.seed_field, self.saved_bar, self.editor):
            part.apply_theme(theme)
        if self._remarks is not None:
            self._remarks.apply_theme(theme)

    def set_session(self, session: Session | None) -> None:
        """Go over to another workspace; its test contexts come back as they were left."""
        self.keep_now()
        self._first.stop()
        self._asked += 1
        self._session = self._saved.session = session
        self._contexts = _remembered(session.read_state(STATE)) if session else {}
        self._hook_id = ""
        self.setEnabled(False)

    def set_hook(self, type_name: str, dialect: Dialect, hook_id: str) -> None:
        """Show the test context of a hook: the remembered one, else one generated with the seed that is shown."""
        if (type_name, dialect, hook_id) == (self._type, self._dialect, self._hook_id):
            return
        same = hook_id == self._hook_id
        self._type, self._dialect, self._hook_id = type_name, dialect, hook_id
        self._asked += 1
        self.setEnabled(True)
        context = self._contexts.get(hook_id) or HookContext(self._some_seed())
        self.seed_field.show_seed(context.seed)
        if same and not context.edited and not context.saved:
            context = HookContext(context.seed)  # another dialect has other keys
        self._contexts[hook_id] = context
        self._show_names(() if not same else self._names)
        self._saved.list(hook_id)
        self._start_editor(context.text)
        if context.origin is None:
            self._first.start(0 if _is_loaded() else FIRST_MS)
        self._examine.start()

    def new_context(self) -> None:
        """Another seed, at random."""
        from hookstudio.studio.seed import random_seed

        if self._hook_id:
            self._generate(random_seed())

    def text(self) -> str:
        return self.editor.text()

    def value(self) -> JsonValue:
        """The test context as a value. Raises JsonMistake, a StudioError, if what was typed is no JSON."""
        from hookstudio.ui.context_panel.json_mistake import read_json_text

        if self._first.isActive() or (self._hook_id and self._context.origin is None):
            self._generate(self._context.seed)
        return read_json_text(self.editor.text())

    def seed(self) -> int | None:
        """The seed that the shown context was generated with; None for one that was edited or loaded."""
        context = self._contexts.get(self._hook_id)
        return context.seed if context and not context.edited and not context.saved else None

    def keep_now(self) -> None:
        """Write down what is remembered, if it is not yet."""
        if self._keep.isActive() and self._session is not None:
            self._keep.stop()
            self._session.write_state(STATE, self._state())

    # what is shown --------------------------------------------------------------------------------

    @property
    def _context(self) -> HookContext:
        return self._contexts[self._hook_id]

    def _some_seed(self) -> int:
        from hookstudio.studio.seed import random_seed

        shown = self.seed_field.seed()
        return random_seed() if shown is None else shown

    def _tell_seed_problem(self, problem: str) -> None:
        self._seed_problem.setText(problem)
        self._seed_problem.setVisible(bool(problem))

    def _start_editor(self, text: str) -> None:
        self._showing = True
        self.editor.start_with(text)
        self._showing = False
        self._list_remarks(())

    def _make_first(self) -> None:
        """Make the context that is missing: on a thread as long as what makes it is not loaded, at once from then on."""
        if _is_loaded():
            self._generate(self._context.seed)
            return
        from hookstudio.studio.test_context import generate
        from hookstudio.ui.context_panel.examination import formatted

        asked, seed, type_name, dialect = self._asked, self._context.seed, self._type, self._dialect
        job = Job(lambda _progress: generate(type_name, dialect, seed), self)
        job.succeeded.connect(lambda value: self._show(asked, HookContext(seed, text := formatted(value), text)))
        job.failed.connect(self._fail)
        job.start()

    def _generate(self, seed: int) -> None:
        """Show the context of *seed*; what was typed before comes back with undo."""
        from hookstudio.studio.test_context import generate
        from hookstudio.ui.context_panel.examination import formatted

        if not self._hook_id:
            return
        self._first.stop()
        self._asked += 1
        try:
            text = formatted(generate(self._type, self._dialect, seed))
        except StudioError as error:
            self._fail(error)
            return
        self._show(self._asked, HookContext(seed, text, text))

    def _show(self, asked: int, context: HookContext) -> None:
        if asked != self._asked:
            return
        fresh = self._context.origin is None
        self._contexts[self._hook_id] = context
        self.seed_field.show_seed(context.seed)
        self._showing = True
        if fresh:
            self.editor.start_with(context.text)
        else:
            self.editor.setText(context.text)
        self._showing = False
        self._note_change()

    def _text_changed(self) -> None:
        if self._showing or not self._hook_id or self.editor.text() == self._context.text:
            return  # Qt tells of new colours as of a change
        self._first.stop()
        self._asked += 1
        context = self._context
        self._contexts[self._hook_id] = replace(context, text=self.editor.text(), origin=context.origin or "")
        self._note_change()

    def _note_change(self) -> None:
        self._show_names(self._names)
        self._examine.start()
        self._keep.start()
        self.changed.emit()

    def _begin_examination(self) -> None:
        context = self._contexts.get(self._hook_id)
        if context is None or context.origin is None:
            return
        if not context.edited and not context.saved:
            self._show_remarks(context.text, ())
            return
        from hookstudio.ui.context_panel.examination import examine

        text, type_name, dialect = context.text, self._type, self._dialect
        job = Job(lambda _progress: examine(text, type_name, dialect), self)
        job.succeeded.connect(lambda remarks: self._show_remarks(text, remarks))
        job.failed.connect(self._fail)
        job.start()

    def _show_remarks(self, text: str, remarks: tuple[Remark, ...]) -> None:
        if text == self.editor.text():
            self.editor.show_remarks(remarks)
            self._list_remarks(remarks)

    def _list_remarks(self, remarks: tuple[Remark, ...]) -> None:
        if remarks or self._remarks is not None:
            self.remarks.show_remarks(remarks)

    # saved ones -----------------------------------------------------------------------------------

    def _wire_saved(self) -> None:
        bar, saved = self.saved_bar, self._saved
        bar.list_requested.connect(lambda: saved.list(self._hook_id))
        bar.load_requested.connect(self._load)
        bar.save_requested.connect(self._save)
        bar.rename_requested.connect(lambda old, new: saved.rename(self._hook_id, old, new))
        bar.duplicate_requested.connect(lambda name: saved.duplicate(self._hook_id, name))
        bar.delete_requested.connect(lambda name: saved.delete(self._hook_id, name))
        saved.listed.connect(self._listed)
        saved.loaded.connect(self._loaded)
        saved.saved.connect(self._now_saved)
        saved.renamed.connect(self._renamed)
        saved.deleted.connect(self._deleted)
        saved.failed.connect(self._fail)

    def _show_names(self, names: tuple[str, ...]) -> None:
        self._names = names
        context = self._context
        self.saved_bar.show_names(names, context.saved, edited=context.edited and context.origin is not None)

    def _load(self, name: str) -> None:
        if name:
            self._asked += 1
            self._saved.load(self._hook_id, name)
        else:
            self._generate(self.seed_field.seed() or self._context.seed)

    def _save(self, name: str) -> None:
        try:
            value = self.value()
        except StudioError as error:
            self._fail(error)
            return
        self._saved.save(self._hook_id, name, value)

    def _listed(self, hook_id: str, names: tuple[str, ...]) -> None:
        if hook_id == self._hook_id:
            self._show_names(names)

    def _loaded(self, hook_id: str, name: str, value: JsonValue) -> None:
        from hookstudio.ui.context_panel.examination import formatted

        if hook_id == self._hook_id:
            text = formatted(value)
            self._show(self._asked, HookContext(self._context.seed, text, text, name))

    def _now_saved(self, hook_id: str, name: str) -> None:
        context = self._contexts.get(hook_id)
        if context is not None:
            self._contexts[hook_id] = replace(context, saved=name, origin=context.text)
        if hook_id == self._hook_id:
            self._names = tuple(dict.fromkeys((*self._names, name)))
            self._note_change()

    def _renamed(self, hook_id: str, old: str, new: str) -> None:
        context = self._contexts.get(hook_id)
        if context is not None and context.saved == old:
            self._contexts[hook_id] = replace(context, saved=new)
        if hook_id == self._hook_id:
            self._note_change()

    def _deleted(self, hook_id: str, name: str) -> None:
        """The text stays in the editor: it may be all that is left of what was typed."""
        context = self._contexts.get(hook_id)
        if context is not None and context.saved == name:
            self._contexts[hook_id] = replace(context, saved="", origin="")
        if self.notices is not None:
            self.notices.info(f"The test context “{name}” was deleted.", Choice("Undo", self._undo_delete), key="undo")
        if hook_id == self._hook_id:
            self._note_change()

    def _undo_delete(self) -> None:
        try:
            if self._session is not None:
                self._session.undo()
        except StudioError as error:
            self._fail(error)
        self._saved.list(self._hook_id)

    # ------------------------------------------------------------------------------------------------

    def _fail(self, error: StudioError) -> None:
        if self.notices is not None:
            self.notices.error(error)

    def _state(self) -> dict[str, Any]:
        return {hook_id: context.to_document() for hook_id, context in self._contexts.items()}

    def _keep_later(self) -> None:
        session, state = self._session, self._state()
        if session is not None:
            Job(lambda _progress: session.write_state(STATE, state), self).start()


def _remembered(state: dict[str, Any]) -> dict[str, HookContext]:
    found = ((hook_id, HookContext.from_document(document)) for hook_id, document in state.items() if isinstance(document, dict))
    return {hook_id: context for hook_id, context in found if context is not None}


def _is_loaded() -> bool:
    """Whether making a context is quick by now."""
    return "faker" in sys.modules and "hookstudio.studio.test_context_samples" in sys.modules


def _single(parent: QWidget, milliseconds: int, slot: Any) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(slot)
    return timer
