"""Commands on whole lines: comment, move, duplicate, and carets above and below."""

from __future__ import annotations

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.buffer import Buffer


def toggle_comment(buffer: Buffer) -> None:
    """Put // before every selected line, or take it away where all of them have it; empty lines stay as they are."""
    selection = buffer.selection
    first, last = selected_lines(buffer)
    lines = {line: buffer.line(line) for line in range(first, last + 1)}
    filled = {line: text for line, text in lines.items() if text.strip()} or lines
    if all(text.lstrip().startswith(b"//") for text in filled.values()):
        edits = {line: _uncommented(text) for line, text in filled.items()}
    else:
        column = min(len(text) - len(text.lstrip()) for text in filled.values())
        edits = {line: text[:column] + b"// " + text[column:] for line, text in filled.items()}
    with buffer.one_step():
        for line, text in edits.items():
            _rewrite_line(buffer, line, text)
    if selection.start == selection.end and selection.start == buffer.line_start(first):
        buffer.move_caret(selection.start)


def selected_lines(buffer: Buffer) -> tuple[int, int]:
    """The first and last line that the selection touches; a last line of which nothing is selected does not count."""
    selection = buffer.selection
    first, last = buffer.line_of(selection.start), buffer.line_of(selection.end)
    if last > first and selection.end == buffer.line_start(last):
        last -= 1
    return first, last


def move_lines(buffer: Buffer, step: int) -> None:
    """Swap the selected lines with the line above (*step* -1) or below (1); caret and selection stay at their text."""
    first, last = selected_lines(buffer)
    if first + step < 0 or last + step >= buffer.line_count:
        return
    anchor, caret = buffer.send(sci.SCI_GETANCHOR), buffer.caret
    start = buffer.line_start(first)
    buffer.send(sci.SCI_MOVESELECTEDLINESUP if step < 0 else sci.SCI_MOVESELECTEDLINESDOWN)
    shift = buffer.line_start(first + step) - start
    buffer.select(anchor + shift, caret + shift)


def duplicate(buffer: Buffer) -> None:
    """Duplicate the selection, or the caret's line."""
    buffer.send(sci.SCI_SELECTIONDUPLICATE)


def select_next_occurrence(buffer: Buffer) -> None:
    """Select the word at the caret, then add a caret at each further place where the same text stands."""
    if buffer.selection.start == buffer.selection.end:
        start = buffer.send(sci.SCI_WORDSTARTPOSITION, buffer.caret, 1)
        buffer.select(start, buffer.send(sci.SCI_WORDENDPOSITION, buffer.caret, 1))
        return
    buffer.send(sci.SCI_TARGETWHOLEDOCUMENT)
    buffer.send(sci.SCI_SETSEARCHFLAGS, sci.SCFIND_MATCHCASE)
    buffer.send(sci.SCI_MULTIPLESELECTADDNEXT)


def add_caret(buffer: Buffer, step: int) -> None:
    """One more caret in the line above (*step* -1) or below (1), in the same column."""
    caret = buffer.caret
    line = buffer.line_of(caret) + step
    if 0 <= line < buffer.line_count:
        position = buffer.send(sci.SCI_FINDCOLUMN, line, buffer.send(sci.SCI_GETCOLUMN, caret))
        buffer.send(sci.SCI_ADDSELECTION, position, position)
        buffer.send(sci.SCI_SCROLLCARET)


def _uncommented(text: bytes) -> bytes:
    indentation, _, rest = text.partition(b"//")
    return indentation + rest.removeprefix(b" ")


def _rewrite_line(buffer: Buffer, line: int, text: bytes) -> None:
    """Change the line by its one inserted or deleted stretch, so that carets keep their place in it."""
    old, start = buffer.line(line), buffer.line_start(line)
    same = 0
    while same < min(len(old), len(text)) and old[same] == text[same]:
        same += 1
    tail = 0
    while tail < min(len(old), len(text)) - same and old[-1 - tail] == text[-1 - tail]:
        tail += 1
    buffer.replace(start + same, start + len(old) - tail, text[same : len(text) - tail])
