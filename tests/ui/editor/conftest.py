"""Editors that are shown, with the focus, on every engine that is installed here."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hookstudio.ui.editor.code_editor import CodeEditor

# PyQt6-QScintilla is an extra: where it is missing, its half of the contract is not part of the run at all.
INSTALLED_ENGINES = ("scintilla", *(("qscintilla",) if find_spec("PyQt6") and find_spec("PyQt6.Qsci") else ()))

MakeEditor = Callable[..., CodeEditor]


@pytest.fixture(params=INSTALLED_ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make_editor(qtbot: QtBot, engine_name: str) -> MakeEditor:
    def make(text: str = "", width: int = 700, height: int = 400) -> CodeEditor:
        editor = CodeEditor(engine=engine_name)
        qtbot.addWidget(editor)
        editor.resize(width, height)
        editor.load(text)
        editor.show()
        editor.setFocus()
        qtbot.waitUntil(lambda: code_of(editor).hasFocus())
        return editor

    return make


def code_of(editor: CodeEditor) -> QWidget:
    """The widget that takes the keys."""
    proxy = editor.focusProxy()
    assert proxy is not None
    return proxy


def type_text(editor: CodeEditor, text: str) -> None:
    """Press the keys of *text*, a line break being Return."""
    for character in text:
        if character == "\n":
            press(editor, Qt.Key.Key_Return)
        elif character.isascii():
            QTest.keyClicks(code_of(editor), character)
        else:  # QTest knows the keys of ASCII only
            event = QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, character)
            QApplication.sendEvent(code_of(editor), event)


def press(editor: CodeEditor, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(code_of(editor), key, modifiers)
