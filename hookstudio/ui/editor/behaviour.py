"""How the engine behaves, whatever it looks like: indentation, several carets, scrolling, keys that it leaves to us."""

from __future__ import annotations

from typing import Final

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.port import EditorEngine


def set_up_behaviour(engine: EditorEngine) -> None:
    """Tell a new engine once how to behave."""
    for message, value in _BEHAVIOUR:
        engine.send(message, value)
    for key, modifiers in _KEYS_GIVEN_UP:
        engine.send(sci.SCI_CLEARCMDKEY, ord(key) | modifiers << 16)


_BEHAVIOUR: Final = (
    (sci.SCI_SETUSETABS, 0),
    (sci.SCI_SETTABINDENTS, 1),
    (sci.SCI_SETBACKSPACEUNINDENTS, 1),
    (sci.SCI_SETEOLMODE, sci.SC_EOL_LF),
    (sci.SCI_SETMULTIPLESELECTION, 1),
    (sci.SCI_SETADDITIONALSELECTIONTYPING, 1),
    (sci.SCI_SETMULTIPASTE, sci.SC_MULTIPASTE_EACH),
    (sci.SCI_SETRECTANGULARSELECTIONMODIFIER, sci.SCMOD_ALT),
    (sci.SCI_SETVIRTUALSPACEOPTIONS, sci.SCVS_RECTANGULARSELECTION),
    (sci.SCI_SETMOUSESELECTIONRECTANGULARSWITCH, 1),
    (sci.SCI_SETSCROLLWIDTH, 1),
    (sci.SCI_SETSCROLLWIDTHTRACKING, 1),
    (sci.SCI_SETENDATLASTLINE, 1),
    (sci.SCI_SETINDENTATIONGUIDES, 0),
    (sci.SCI_SETWRAPINDENTMODE, sci.SC_WRAPINDENT_INDENT),
    (sci.SCI_SETLAYOUTCACHE, sci.SC_CACHE_PAGE),
    (sci.SCI_USEPOPUP, sci.SC_POPUP_ALL),
)
_KEYS_GIVEN_UP: Final = tuple((key, sci.SCMOD_CTRL) for key in "DLTU/[]\\") + tuple(
    (key, sci.SCMOD_CTRL | sci.SCMOD_SHIFT) for key in "LTU/[]\\"
)
