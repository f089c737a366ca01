"""A failure as the console tells it: what ended the run, the error, the user's own lines, its cause, what was thrown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from hookstudio.model.outcome import HookError, Outcome, RunWarning, StackFrame
from hookstudio.ui.run_pane.endings import describe
from hookstudio.ui.run_pane.passage import PLACE, UNFOLD, Line, Passage, Span
from hookstudio.ui.run_pane.printed_text import ROOMY, display_lines, one_line

CAUSES_SHOWN: Final = 8
MODULES_NAMED: Final = 3


def failure_passage(outcome: Outcome) -> Passage:
    """The passage for an outcome that is not ok."""
    words = describe(outcome)
    lines: list[Line] = [(Span(words.title, words.role, strong=True),)]
    folds: list[tuple[Line, ...]] = []
    error: HookError | None = outcome.error
    for depth in range(CAUSES_SHOWN):
        if error is None:
            break
        lines.extend(_error_lines(error, "Caused by " if depth else "", folds, named=words.named or depth > 0))
        error = error.cause
    if error is not None:
        lines.append((Span("    … and further causes", "muted"),))
    return Passage("failure" if words.role == "error" else "warning", tuple(lines), tuple(folds))


def warning_passages(warnings: Iterable[RunWarning]) -> tuple[Passage, ...]:
    """One passage for each warning of a run."""
    return tuple(
        Passage("warning", tuple((Span(text, "warning"),) for text in display_lines(f"Warning: {warning.message}"))) for warning in warnings
    )


def heading_passage(text: str) -> Passage:
    """The line between two runs in one console."""
    return Passage("heading", ((Span(text, "muted", strong=True),),))


def _error_lines(error: HookError, prefix: str, folds: list[tuple[Line, ...]], *, named: bool) -> Iterator[Line]:
    code = f" [{one_line(error.code, 100)}]" if error.code else ""
    name = one_line(error.name, 200)
    for number, text in enumerate(display_lines(error.message)):
        if number:
            yield (Span(f"    {text}", "text"),)
        elif not named:
            yield (Span(text, "text"),)
        else:
            yield (
                Span(prefix, "muted"),
                Span(name, "error", strong=True),
                Span(f"{code}: " if text else code, "error"),
                Span(text, "text"),
            )
    for own, frames in groupby(error.stack, key=lambda frame: frame.module is None):
        if own:
            yield from (_own_line(frame) for frame in frames)
        else:
            yield from _foreign_lines(list(frames), folds)
    if error.value is not None:
        yield (Span("    thrown value: ", "muted"), Span(one_line(json.dumps(error.value, ensure_ascii=False), ROOMY.line), "text"))


def _own_line(frame: StackFrame) -> Line:
    function = one_line(frame.function, 200) or "your code"
    place = f"line {frame.line}, column {frame.column}"
    return Span("    at ", "muted"), Span(f"{function} ", "text"), Span(place, "accent", f"{PLACE}{frame.line}:{frame.column}")


def _foreign_lines(frames: list[StackFrame], folds: list[tuple[Line, ...]]) -> Iterator[Line]:
    modules = list(dict.fromkeys(one_line(frame.module or "", 80) for frame in frames))
    named = ", ".join(modules[:MODULES_NAMED]) + (" …" if len(modules) > MODULES_NAMED else "")
    count = f"{len(frames)} frame{'s' if len(frames) > 1 else ''}"
    folds.append(tuple((Span(_foreign_line(frame), "muted"),) for frame in frames))
    yield (Span(f"    … {count} in {named}", "muted", f"{UNFOLD}{len(folds) - 1}"),)


def _foreign_line(frame: StackFrame) -> str:
    function = one_line(frame.function, 200) or "(anonymous)"
    return f"    at {function} ({one_line(frame.module or '', 300)}:{frame.line}:{frame.column})"
