"""How the editor looks: the theme's roles put onto Scintilla's styles, margins and markers."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QColor, QFont

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.javascript_words import KEYWORDS, LITERALS
from hookstudio.ui.editor.port import EditorEngine
from hookstudio.ui.fonts import LINE_HEIGHT
from hookstudio.ui.theme import Theme

NUMBERS, FOLDS, CHANGES = range(3)  # the margins, from the left
CHANGED, DELETED, FAILED, UNPARSED = range(4)  # markers
CALL, MATCH, CLOSER, UNPARSED_PLACE = range(8, 12)  # indicators; the numbers below 8 belong to lexers
NOTE_STYLE, UNPARSED_NOTE_STYLE = 60, 61  # style numbers that no lexer uses

_FOLDING: Final = (25, 26, 27, 28, 29, 30, 31)  # Scintilla's fixed marker numbers: end, open middle, middle tail, tail, line, folded, open
_CODE_ROLES: Final = {
    "code-comment": (1, 2, 3, 15, 17, 18, 23, 24, 26),
    "code-number": (4,),
    "code-keyword": (5, 16),
    "code-string": (6, 7, 12, 13, 14, 20, 21, 22, 27),
}
_PROPERTIES: Final = {
    b"fold": b"1",
    b"fold.comment": b"1",
    b"fold.compact": b"0",
    b"fold.preprocessor": b"0",
    b"lexer.cpp.track.preprocessor": b"0",
    b"lexer.cpp.enable.preprocessor": b"0",
    b"lexer.cpp.allow.dollars": b"1",
    b"lexer.cpp.allow.hashes": b"1",
    b"lexer.cpp.backquoted.strings": b"1",
}


def colour_number(colour: QColor) -> int:
    """A colour as Scintilla writes it: 0xBBGGRR."""
    return colour.red() | colour.green() << 8 | colour.blue() << 16


def teach_javascript(engine: EditorEngine) -> None:
    """Attach the lexer and tell it JavaScript's words."""
    engine.use_javascript()
    for key, value in _PROPERTIES.items():
        engine.send_pair(sci.SCI_SETPROPERTY, key, value)
    engine.send_bytes(sci.SCI_SETKEYWORDS, 0, " ".join(KEYWORDS).encode())
    engine.send_bytes(sci.SCI_SETKEYWORDS, 1, " ".join(LITERALS).encode())


def set_up_margins(engine: EditorEngine) -> None:
    """Line numbers, folding arrows and the bar of changed lines; widths follow with the font."""
    send = engine.send
    for margin in range(5):
        send(sci.SCI_SETMARGINWIDTHN, margin, 0)
        send(sci.SCI_SETMARGINMASKN, margin, 0)
    send(sci.SCI_SETMARGINTYPEN, NUMBERS, sci.SC_MARGIN_NUMBER)
    send(sci.SCI_SETMARGINTYPEN, FOLDS, sci.SC_MARGIN_SYMBOL)
    send(sci.SCI_SETMARGINMASKN, FOLDS, sci.SC_MASK_FOLDERS)
    send(sci.SCI_SETMARGINSENSITIVEN, FOLDS, 1)
    send(sci.SCI_SETMARGINTYPEN, CHANGES, sci.SC_MARGIN_SYMBOL)
    send(sci.SCI_SETMARGINMASKN, CHANGES, 1 << CHANGED | 1 << DELETED)
    send(sci.SCI_SETMARGINWIDTHN, CHANGES, 3)
    send(sci.SCI_SETMARGINLEFT, 0, 10)
    send(sci.SCI_SETMARGINRIGHT, 0, 8)
    send(sci.SCI_SETAUTOMATICFOLD, sci.SC_AUTOMATICFOLD_SHOW | sci.SC_AUTOMATICFOLD_CLICK | sci.SC_AUTOMATICFOLD_CHANGE)
    engine.send_bytes(sci.SCI_SETDEFAULTFOLDDISPLAYTEXT, 0, " ⋯ ".encode())
    send(sci.SCI_FOLDDISPLAYTEXTSETSTYLE, sci.SC_FOLDDISPLAYTEXT_STANDARD)


def apply_theme(engine: EditorEngine, theme: Theme, font: QFont) -> None:
    """Give every style, margin, marker and indicator its colour, and the code its font."""
    send = engine.send

    def number(role: str) -> int:
        return colour_number(theme.colour(role))

    surface, text = number("surface"), number("text")
    _set_font(engine, font)
    send(sci.SCI_STYLESETFORE, sci.STYLE_DEFAULT, text)
    send(sci.SCI_STYLESETBACK, sci.STYLE_DEFAULT, surface)
    send(sci.SCI_STYLECLEARALL)
    for role, styles in _CODE_ROLES.items():
        for style in styles:
            send(sci.SCI_STYLESETFORE, style, number(role))
    send(sci.SCI_STYLESETFORE, sci.STYLE_LINENUMBER, number("faint"))
    send(sci.SCI_STYLESETFORE, sci.STYLE_BRACELIGHT, number("accent"))
    send(sci.SCI_STYLESETBACK, sci.STYLE_BRACELIGHT, number("accent-soft"))
    send(sci.SCI_STYLESETFORE, sci.STYLE_BRACEBAD, number("error"))
    send(sci.SCI_STYLESETFORE, sci.STYLE_INDENTGUIDE, number("line"))
    send(sci.SCI_STYLESETFORE, sci.STYLE_FOLDDISPLAYTEXT, number("muted"))
    send(sci.SCI_STYLESETBACK, sci.STYLE_FOLDDISPLAYTEXT, number("raised"))
    send(sci.SCI_STYLESETFORE, NOTE_STYLE, number("error"))
    send(sci.SCI_STYLESETBACK, NOTE_STYLE, number("error-soft"))
    send(sci.SCI_STYLESETFORE, UNPARSED_NOTE_STYLE, number("warning"))
    send(sci.SCI_STYLESETBACK, UNPARSED_NOTE_STYLE, number("warning-soft"))
    _colour_selection(engine, theme)
    _define_indicators(engine, theme)
    _define_markers(engine, theme)


def fit_lines(engine: EditorEngine) -> None:
    """Give lines their height and the margins their width, for the font and zoom there are now."""
    send = engine.send
    send(sci.SCI_SETEXTRAASCENT, 0)
    send(sci.SCI_SETEXTRADESCENT, 0)
    natural = send(sci.SCI_TEXTHEIGHT, 0)
    points = send(sci.SCI_STYLEGETSIZEFRACTIONAL, sci.STYLE_DEFAULT) / 100 + send(sci.SCI_GETZOOM)
    pixels = points * engine.widget.logicalDpiY() / 72
    extra = max(0, round(pixels * LINE_HEIGHT) - natural)
    send(sci.SCI_SETEXTRAASCENT, extra // 2)
    send(sci.SCI_SETEXTRADESCENT, extra - extra // 2)
    fit_number_margin(engine)


def fit_number_margin(engine: EditorEngine) -> None:
    """Room for the highest line number, at least three digits."""
    digits = max(3, len(str(engine.send(sci.SCI_GETLINECOUNT))))
    width = engine.send_bytes(sci.SCI_TEXTWIDTH, sci.STYLE_LINENUMBER, b"9" * digits) + 10
    engine.send(sci.SCI_SETMARGINWIDTHN, NUMBERS, width)
    engine.send(sci.SCI_SETMARGINWIDTHN, FOLDS, 16)


def _set_font(engine: EditorEngine, font: QFont) -> None:
    points = font.pointSizeF() if font.pointSizeF() > 0 else font.pixelSize() * 72 / max(1, engine.widget.logicalDpiY())
    engine.send_bytes(sci.SCI_STYLESETFONT, sci.STYLE_DEFAULT, font.family().encode())
    engine.send(sci.SCI_STYLESETSIZEFRACTIONAL, sci.STYLE_DEFAULT, round(points * 100))


def _colour_selection(engine: EditorEngine, theme: Theme) -> None:
    send = engine.send
    selected = theme.mixed("accent-soft", "accent", 0.16)
    current_line = theme.mixed("surface", "raised", 0.5)
    send(sci.SCI_SETSELBACK, 1, colour_number(selected))
    send(sci.SCI_SETSELFORE, 0, 0)
    send(sci.SCI_SETADDITIONALSELBACK, colour_number(selected))
    send(sci.SCI_SETCARETFORE, colour_number(theme.colour("accent")))
    send(sci.SCI_SETADDITIONALCARETFORE, colour_number(theme.colour("accent")))
    send(sci.SCI_SETCARETWIDTH, 2)
    send(sci.SCI_SETCARETLINEVISIBLE, 1)
    send(sci.SCI_SETCARETLINEBACK, colour_number(current_line))
    send(sci.SCI_SETELEMENTCOLOUR, sci.SC_ELEMENT_SELECTION_INACTIVE_BACK, 0xFF << 24 | colour_number(selected))
    send(sci.SCI_SETFOLDMARGINCOLOUR, 1, colour_number(theme.colour("surface")))
    send(sci.SCI_SETFOLDMARGINHICOLOUR, 1, colour_number(theme.colour("surface")))
    send(sci.SCI_STYLESETBACK, sci.STYLE_LINENUMBER, colour_number(theme.colour("surface")))


def _define_indicators(engine: EditorEngine, theme: Theme) -> None:
    send = engine.send
    send(sci.SCI_INDICSETSTYLE, CALL, sci.INDIC_TEXTFORE)
    send(sci.SCI_INDICSETFORE, CALL, colour_number(theme.colour("code-call")))
    send(sci.SCI_INDICSETSTYLE, MATCH, sci.INDIC_STRAIGHTBOX)
    send(sci.SCI_INDICSETFORE, MATCH, colour_number(theme.colour("warning")))
    send(sci.SCI_INDICSETALPHA, MATCH, 70)
    send(sci.SCI_INDICSETOUTLINEALPHA, MATCH, 0)
    send(sci.SCI_INDICSETUNDER, MATCH, 1)
    send(sci.SCI_INDICSETSTYLE, CLOSER, sci.INDIC_HIDDEN)
    send(sci.SCI_INDICSETSTYLE, UNPARSED_PLACE, sci.INDIC_SQUIGGLE)
    send(sci.SCI_INDICSETFORE, UNPARSED_PLACE, colour_number(theme.colour("warning")))


def _define_markers(engine: EditorEngine, theme: Theme) -> None:
    send = engine.send
    send(sci.SCI_MARKERDEFINE, CHANGED, sci.SC_MARK_FULLRECT)
    send(sci.SCI_MARKERSETBACK, CHANGED, colour_number(theme.colour("accent")))
    send(sci.SCI_MARKERDEFINE, DELETED, sci.SC_MARK_LEFTRECT)
    send(sci.SCI_MARKERSETBACK, DELETED, colour_number(theme.colour("error")))
    send(sci.SCI_MARKERDEFINE, FAILED, sci.SC_MARK_BACKGROUND)
    send(sci.SCI_MARKERSETBACK, FAILED, colour_number(theme.colour("error-soft")))
    for marker in (UNPARSED, *_FOLDING):
        send(sci.SCI_MARKERDEFINE, marker, sci.SC_MARK_EMPTY)
    open_colour, folded_colour = theme.mixed("surface", "faint", 0.6), theme.colour("muted")
    for markers, symbol, colour in (((25, 30), sci.SC_MARK_ARROW, folded_colour), ((26, 31), sci.SC_MARK_ARROWDOWN, open_colour)):
        for marker in markers:
            send(sci.SCI_MARKERDEFINE, marker, symbol)
            send(sci.SCI_MARKERSETFORE, marker, colour_number(theme.colour("surface")))
            send(sci.SCI_MARKERSETBACK, marker, colour_number(colour))
