"""Where one was in a text: caret, selection, folding, scroll position and zoom, as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.buffer import Buffer


def view_state(buffer: Buffer) -> dict[str, Any]:
    """The state of the view onto *buffer* for `restore_view_state`."""
    send = buffer.send
    folded, line = [], send(sci.SCI_CONTRACTEDFOLDNEXT, 0)
    while line >= 0:
        folded.append(line)
        line = send(sci.SCI_CONTRACTEDFOLDNEXT, line + 1)
    return {
        "anchor": send(sci.SCI_GETANCHOR),
        "caret": buffer.caret,
        "first_line": send(sci.SCI_DOCLINEFROMVISIBLE, send(sci.SCI_GETFIRSTVISIBLELINE)),
        "folded": folded,
        "zoom": send(sci.SCI_GETZOOM),
    }


def restore_view_state(buffer: Buffer, state: Mapping[str, Any]) -> None:
    """Take back what `view_state` gave; what is missing, of a wrong kind or does not fit the text is left out."""
    send = buffer.send
    send(sci.SCI_SETZOOM, max(-6, min(_number(state.get("zoom")), 20)))
    folded = state.get("folded")
    if isinstance(folded, list) and folded:
        send(sci.SCI_COLOURISE, 0, -1)
        for line in map(_number, folded):
            if 0 <= line < buffer.line_count and send(sci.SCI_GETFOLDLEVEL, line) & sci.SC_FOLDLEVELHEADERFLAG:
                send(sci.SCI_FOLDLINE, line, sci.SC_FOLDACTION_CONTRACT)
    anchor, caret = (max(0, min(_number(state.get(key)), buffer.length)) for key in ("anchor", "caret"))
    buffer.select(anchor, caret)
    first = max(0, min(_number(state.get("first_line")), buffer.line_count - 1))
    send(sci.SCI_SETFIRSTVISIBLELINE, send(sci.SCI_VISIBLEFROMDOCLINE, first))


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
