"""Asks, when typing rests, whether the Node of the current hook can parse what stands there, and marks what it can't."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer

from hookstudio.model.hook import Dialect
from hookstudio.ui.editor.code_editor import CodeEditor
from hookstudio.ui.jobs import Job
from hookstudio.ui.main_window.documents import Document

if TYPE_CHECKING:
    from hookstudio.runner.syntax import ParseProblem
    from hookstudio.ui.main_window.main_window import MainWindow

AFTER_TYPING_MS: Final = 300
AFTER_OPENING_MS: Final = 2000  # nobody has touched the text: first the window settles

Question = tuple[str, bool, Dialect, int | None, int | None]  # the text, and what decides on its dialect and its Node: the workspace's last


class ParseWatch(QObject):
    """At most one process at a time; an answer about a text or a Node of before is dropped."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._answered: WeakKeyDictionary[CodeEditor, Question] = WeakKeyDictionary()
        self._asking = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._ask)
        window.tabs.text_changed.connect(self._text_changed)
        window.documents.current_changed.connect(lambda _hook_id: self._timer.start(AFTER_OPENING_MS))
        window.nodes.installs.changed.connect(self._look_again)

    @property
    def busy(self) -> bool:
        """Whether something is being asked or about to be."""
        return self._asking or self._timer.isActive()

    def workspace_changed(self) -> None:
        """The hook may run in another dialect or on another Node now."""
        document = self._window.documents.current()
        if document is not None and self._answered.get(document.editor) not in (None, self._question(document)):
            self._timer.start(AFTER_TYPING_MS)

    def _look_again(self) -> None:
        """Other Nodes are here than before."""
        self._answered.clear()
        self._timer.start(AFTER_OPENING_MS)

    def _text_changed(self, hook_id: str) -> None:
        document = self._window.documents.current()
        if document is not None and document.hook_id == hook_id:
            self._timer.start(AFTER_TYPING_MS)

    def _question(self, document: Document) -> Question:
        hook, session = document.hook, self._window.session
        return document.editor.text(), hook.dialect_fixed, hook.dialect, hook.node, session.workspace.node if session else None

    def _ask(self) -> None:
        document = self._window.documents.current()
        if document is None or self._window.session is None or self._asking:
            return  # the end of the question that is open asks again
        question = self._question(document)
        if self._answered.get(document.editor) == question:
            return
        self._asking = True
        nodes, hook, (code, *_, node) = self._window.runner.nodes, document.hook, question
        from hookstudio.studio.parse_check import parse_problem

        job = Job(lambda _progress: parse_problem(nodes, hook, node, code), self)
        job.succeeded.connect(lambda problem: self._show(document, question, problem))
        job.failed.connect(lambda _error: self._show(document, question, None))  # a Node that is not here says nothing
        job.ended.connect(self._ended)
        job.start()

    def _show(self, document: Document, question: Question, problem: ParseProblem | None) -> None:
        if self._window.documents.get(document.hook_id) is not document or self._question(document) != question:
            return
        self._answered[document.editor] = question
        if problem is None:
            document.editor.unparsed.clear()
        else:
            from hookstudio.studio.parse_check import in_words

            document.editor.unparsed.show(problem.line, problem.column, problem.length, in_words(problem))

    def _ended(self) -> None:
        self._asking = False
        if not self._timer.isActive():
            self._ask()
