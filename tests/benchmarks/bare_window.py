"""The baseline of the window's rows: a plain QMainWindow with a Scintilla editor that colours JavaScript, and nothing else.

usage: bare_window.py start|keys|memory FILE [TEXT PERIOD | SECONDS]
"""

from __future__ import annotations

import sys
from pathlib import Path

from lexilla import Language, create_lexer
from lexilla.pyside6_scintilla import set_lexer
from PySide6.QtWidgets import QApplication, QMainWindow
from pyside6_scintilla import ScintillaEdit

from tests.benchmarks import probe

SCI_SETMARGINTYPEN, SCI_SETMARGINWIDTHN, SCI_STYLESETFORE, SCI_SETKEYWORDS, SCI_GOTOLINE = 2240, 2242, 2051, 4005, 2024
KEYWORDS = b"async await break case catch class const continue else export for function if import let new return throw try var while"


def bare_window(file: Path) -> tuple[QMainWindow, ScintillaEdit]:
    window = QMainWindow()
    editor = ScintillaEdit()
    lexer = create_lexer(Language.CPP)
    if lexer is None:
        raise RuntimeError("lexilla has no lexer for JavaScript")
    set_lexer(editor, lexer)
    editor.setKeyWords(0, KEYWORDS.decode())
    for style, colour in ((1, 0x7F7066), (2, 0x7F7066), (4, 0x0B51B0), (5, 0xBF3F7A), (6, 0x4B7F1A), (7, 0x4B7F1A)):
        editor.send(SCI_STYLESETFORE, style, colour)
    editor.send(SCI_SETMARGINTYPEN, 0, 1)
    editor.send(SCI_SETMARGINWIDTHN, 0, 40)
    editor.setText(file.read_text(encoding="utf-8"))
    window.setCentralWidget(editor)
    window.resize(1280, 800)
    return window, editor


def main(what: str, file: str, text: str = "", period: str = "0.04") -> None:
    application = QApplication(sys.argv[:1])
    window, editor = bare_window(Path(file))
    window.show()
    if what == "start":
        probe.Editable(lambda: editor, probe.report_and_quit, window)
        application.exec()
    elif what == "keys":
        editor.grabFocus()
        probe.events(1.0)
        editor.send(SCI_GOTOLINE, editor.lineCount() // 2)
        probe.report(latencies=probe.key_latencies(editor, text, float(period)))
    elif what == "memory":
        probe.events(float(text))
        probe.report(**probe.own_memory())
    window.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
