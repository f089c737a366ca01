"""What every engine has to keep, so that the editor above it need not know which one it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hookstudio.model.errors import StudioError
from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.engines import ENGINES, make_engine
from hookstudio.ui.editor.port import EditorEngine


@pytest.fixture
def engine(qtbot: QtBot, engine_name: str) -> Iterator[EditorEngine]:
    window = QWidget()
    qtbot.addWidget(window)
    made = make_engine(engine_name, window)
    made.widget.resize(400, 300)
    window.show()
    made.widget.setFocus()
    qtbot.waitUntil(made.widget.hasFocus)
    yield made


def append(engine: EditorEngine, data: bytes) -> None:
    engine.send_bytes(sci.SCI_APPENDTEXT, len(data), data)


def test_it_says_which_engine_it_is(engine: EditorEngine, engine_name: str) -> None:
    assert engine.name == engine_name
    assert engine.name in ENGINES


def test_text_goes_in_and_out_as_bytes(engine: EditorEngine) -> None:
    data = "ä€😀\0 end\r\n".encode()
    append(engine, data)
    assert engine.send(sci.SCI_GETLENGTH) == len(data)
    assert engine.read(0, len(data)) == data
    assert engine.read(2, 5) == "€".encode()


def test_reading_outside_the_text_gives_what_there_is(engine: EditorEngine) -> None:
    append(engine, b"abc")
    assert engine.read(-5, 99) == b"abc"
    assert engine.read(2, 2) == engine.read(3, 1) == engine.read(7, 9) == b""


def test_reading_around_an_edit_gives_the_text_as_it_is(engine: EditorEngine) -> None:
    append(engine, b"0123456789" * 100)
    for place in (0, 500, 20, 999):
        engine.send(sci.SCI_SETTARGETSTART, place)
        engine.send(sci.SCI_SETTARGETEND, place)
        engine.send_bytes(sci.SCI_REPLACETARGET, 1, b"x")
        assert engine.read(max(0, place - 3), place + 3).count(b"x") >= 1
    assert len(engine.read(0, 5000)) == 1004


def test_a_change_is_told_with_its_place(engine: EditorEngine) -> None:
    told: list[tuple[int, int, int, int]] = []
    engine.signals.modified.connect(lambda *change: told.append(change))
    append(engine, b"one\ntwo\n")
    engine.send(sci.SCI_DELETERANGE, 3, 5)
    assert [(flags & 3, position, length, lines) for flags, position, length, lines in told] == [(1, 0, 8, 2), (2, 3, 5, -2)]


def test_styling_and_markers_are_not_told_as_changes(engine: EditorEngine) -> None:
    append(engine, b"const a = 1\n")
    told: list[int] = []
    engine.signals.modified.connect(lambda *_change: told.append(1))
    engine.use_javascript()
    engine.send(sci.SCI_COLOURISE, 0, -1)
    engine.send(sci.SCI_MARKERADD, 0, 1)
    engine.send(sci.SCI_SETINDICATORCURRENT, 9)
    engine.send(sci.SCI_INDICATORFILLRANGE, 0, 3)
    assert told == []


def test_typing_is_told_by_character_and_by_a_view_to_refresh(engine: EditorEngine, qtbot: QtBot) -> None:
    characters: list[int] = []
    engine.signals.char_added.connect(characters.append)
    with qtbot.waitSignal(engine.signals.ui_updated, check_params_cb=lambda flags: bool(flags & sci.SC_UPDATE_CONTENT)):
        QTest.keyClicks(engine.widget, "a{")
    assert characters == [ord("a"), ord("{")]
    assert engine.read(0, 9) == b"a{"


def test_the_save_point_is_told_both_ways(engine: EditorEngine) -> None:
    told: list[bool] = []
    engine.signals.save_point.connect(told.append)
    append(engine, b"a")
    engine.send(sci.SCI_SETSAVEPOINT)
    append(engine, b"b")
    engine.send(sci.SCI_UNDO)
    assert told[-3:] == [True, False, True]


def test_zooming_is_told(engine: EditorEngine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(engine.signals.zoomed):
        engine.send(sci.SCI_SETZOOM, 3)
    assert engine.send(sci.SCI_GETZOOM) == 3


def test_the_lexer_knows_javascript(engine: EditorEngine) -> None:
    append(engine, b'const s = "x" // c\n')
    engine.use_javascript()
    engine.send_bytes(sci.SCI_SETKEYWORDS, 0, b"const let")
    engine.send(sci.SCI_COLOURISE, 0, -1)
    assert [engine.send(sci.SCI_GETSTYLEAT, place) for place in (0, 6, 10, 14)] == [5, 11, 6, 2]


def test_a_property_of_two_texts_reaches_the_lexer(engine: EditorEngine) -> None:
    append(engine, b"function a() {\n  b\n}\n")
    engine.use_javascript()
    engine.send_pair(sci.SCI_SETPROPERTY, b"fold", b"1")
    engine.send(sci.SCI_COLOURISE, 0, -1)
    assert engine.send(sci.SCI_GETFOLDLEVEL, 0) & sci.SC_FOLDLEVELHEADERFLAG
    assert not engine.send(sci.SCI_GETFOLDLEVEL, 1) & sci.SC_FOLDLEVELHEADERFLAG


@pytest.mark.usefixtures("qapp")
def test_the_widget_belongs_to_its_parent(engine_name: str) -> None:
    window = QWidget()
    made = make_engine(engine_name, window)
    widget = made.widget
    assert widget.parent() is window
    append(made, b"text")
    shiboken6.delete(window)
    assert not shiboken6.isValid(widget)


def test_an_unknown_engine_is_refused_in_words() -> None:
    with pytest.raises(StudioError) as caught:
        make_engine("vim")
    assert "vim" in caught.value.message
    assert "scintilla" in caught.value.hint
