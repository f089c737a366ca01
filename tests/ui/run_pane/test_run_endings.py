"""Each ending in its own words, and a failure told with all that helps."""

from __future__ import annotations

import pytest

from hookstudio.model.outcome import HookError, Outcome, RunWarning, StackFrame, Status
from hookstudio.ui.run_pane.endings import describe
from hookstudio.ui.run_pane.failure_passage import failure_passage, warning_passages
from hookstudio.ui.run_pane.passage import PLACE

ENDINGS = {
    "failed": Outcome(Status.FAILED, error=HookError("Error", "no"), duration_ms=6.2),
    "timeout": Outcome(
        Status.TIMEOUT, error=HookError("TimeoutError", "The hook did not finish within its time limit of 10 s."), duration_ms=10_000
    ),
    "crash": Outcome(Status.CRASHED, error=HookError("Crashed", "The hook's process ended: exit code 3."), duration_ms=1_200),
    "memory": Outcome(
        Status.CRASHED, error=HookError("OutOfMemory", "The hook ran out of memory: its limit is 256 MB."), duration_ms=1_200
    ),
    "syntax": Outcome(Status.INVALID, error=HookError("SyntaxError", "Unexpected token", stack=(StackFrame("", 3, 4),))),
    "handle": Outcome(Status.INVALID, error=HookError("Error", "The code declares no function called handle. Add one.")),
    "invalid": Outcome(Status.INVALID, error=HookError("Error", "The context is unusable.")),
    "callback": Outcome(
        Status.FAILED, error=HookError("Error", "The hook never called its callback and handed nothing back."), duration_ms=45
    ),
    "stopped": Outcome(Status.STOPPED, duration_ms=2_000),
}


def test_every_ending_has_words_of_its_own() -> None:
    titles = {name: describe(outcome).title for name, outcome in ENDINGS.items()}
    shorts = {name: describe(outcome).short for name, outcome in ENDINGS.items()}
    assert len(set(titles.values())) == len(set(shorts.values())) == len(ENDINGS)
    assert titles["timeout"] == "Timed out after 10 s"
    assert titles["memory"] == "Out of memory after 1.2 s"
    assert "handle" in titles["handle"]
    assert "Never called back" in titles["callback"]
    assert "Syntax error" in titles["syntax"]
    assert describe(Outcome(Status.OK, duration_ms=6.2)).short == "ok in 6.2 ms"


@pytest.mark.parametrize("name", ENDINGS)
def test_no_ending_is_told_by_colour_alone(name: str) -> None:
    words = describe(ENDINGS[name])
    assert words.sign and words.short
    assert (words.role == "warning") == (name == "stopped")


@pytest.mark.parametrize("name", [name for name in ENDINGS if name != "stopped"])
def test_the_console_says_the_title_and_the_message(name: str) -> None:
    outcome = ENDINGS[name]
    text = failure_passage(outcome).text
    assert outcome.error is not None
    assert text.startswith(describe(outcome).title)
    assert outcome.error.message in text


def test_an_error_that_a_hook_words_like_ours_is_still_its_own() -> None:
    error = HookError("Error", "The hook never called me", stack=(StackFrame("handle", 1, 1),))
    assert describe(Outcome(Status.FAILED, error=error, duration_ms=1)).title == "Failed after 1.0 ms"


def test_a_failure_tells_name_code_message_value_and_causes() -> None:
    cause = HookError("Denied", "two\nlines", "E_DENIED", value={"reason": "x"})
    error = HookError("TypeError", "no country", stack=(StackFrame("handle", 6, 17), StackFrame("f", 1, 1, "axios")), cause=cause)
    lines = failure_passage(Outcome(Status.FAILED, error=error, duration_ms=3)).text.split("\n")
    assert lines == [
        "Failed after 3.0 ms",
        "TypeError: no country",
        "    at handle line 6, column 17",
        "    … 1 frame in axios",
        "Caused by Denied [E_DENIED]: two",
        "    lines",
        '    thrown value: {"reason": "x"}',
    ]


def test_an_endless_chain_of_causes_ends() -> None:
    error = HookError("Error", "the first")
    for number in range(40):
        error = HookError("Error", f"level {number}", cause=error)
    text = failure_passage(Outcome(Status.FAILED, error=error)).text
    assert text.endswith("… and further causes")
    assert text.count("Caused by") == 7


def test_a_message_can_not_add_links_or_turn_text_around() -> None:
    error = HookError("Er\nror\u202e", f"a\x1b[31m{PLACE}1:1 <a href='place:1:1'>b</a>", "C\nODE", (StackFrame("f\nn", 1, 2),))
    passage = failure_passage(Outcome(Status.FAILED, error=error))
    links = [span.link for line in passage.lines for span in line if span.link]
    assert links == ["place:1:2"]
    assert not any(bad in passage.text for bad in ("\x1b", "\u202e"))
    assert len(passage.lines) == 3


def test_warnings_say_their_sentence() -> None:
    (passage,) = warning_passages([RunWarning("callback-called-twice", "The callback was called twice.")])
    assert (passage.level, passage.text) == ("warning", "Warning: The callback was called twice.")
