"""Where the engine of the extra is refused, and in which words; it need not be installed for that."""

from __future__ import annotations

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.ui.editor.code_editor import CodeEditor
from hookstudio.ui.editor.qscintilla_engine import check_usable
from tests.ui.editor.conftest import INSTALLED_ENGINES


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_where_a_second_qt_would_be_loaded(platform: str) -> None:
    with pytest.raises(StudioError) as caught:
        check_usable(platform, "6.11.3", "6.11.0")
    assert "second copy of Qt" in caught.value.details
    assert "scintilla" in caught.value.hint


@pytest.mark.parametrize(("pyside", "pyqt"), [("6.9.2", "6.10.0"), ("6.11.3", "6.12.0"), ("6.11.3", "7.0.0")])
def test_a_pyqt_that_is_newer(pyside: str, pyqt: str) -> None:
    with pytest.raises(StudioError) as caught:
        check_usable("linux", pyside, pyqt)
    assert pyside in caught.value.message
    assert pyqt in caught.value.message
    assert "Install PyQt6 " + pyside.rpartition(".")[0] in caught.value.hint


@pytest.mark.parametrize(("pyside", "pyqt"), [("6.11.3", "6.11.4"), ("6.11.3", "6.9.1")])
def test_a_pyqt_that_fits(pyside: str, pyqt: str) -> None:
    check_usable("linux", pyside, pyqt)


def test_a_missing_extra_says_how_to_get_it() -> None:
    with pytest.raises(StudioError) as caught:
        check_usable("linux", "6.11.3", "")
    assert "not installed" in caught.value.message
    assert "hookstudio[qscintilla]" in caught.value.hint


@pytest.mark.usefixtures("qapp")
def test_an_editor_says_the_same_where_the_extra_is_missing() -> None:
    if "qscintilla" in INSTALLED_ENGINES:
        check_usable()
    else:
        with pytest.raises(StudioError):
            CodeEditor(engine="qscintilla")
