"""Outcomes: the document that is printed, and the words that are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from hookstudio.model.node import NodeMissing, Runtime, choose_runtime, wanted_major
from hookstudio.model.outcome import ConsoleLine, HookError, Outcome, RunWarning, StackFrame, Status, format_duration


def test_the_document_has_every_promised_key() -> None:
    document = Outcome(
        Status.OK, result={"a": 1}, console=(ConsoleLine("log", "x", 1.5),), warnings=(RunWarning("no-result", "w"),)
    ).to_document()
    assert list(document) == ["status", "result", "error", "console", "warnings", "duration_ms", "node", "dialect", "sandbox", "seed"]
    assert document["status"] == "ok"
    assert document["console"] == [{"level": "log", "text": "x", "at_ms": 1.5}]


def test_an_error_names_code_cause_and_value_only_where_there_are_any() -> None:
    plain = HookError("Error", "no").to_document()
    assert plain == {"name": "Error", "message": "no", "stack": []}
    frames = (StackFrame("f", 3, 1, "axios"), StackFrame("handle", 2, 5))
    rich = HookError("Error", "no", "E_NO", frames, HookError("TypeError", "why"), {"a": 1})
    assert rich.own_frame == frames[1]
    document = rich.to_document()
    assert document["code"] == "E_NO"
    assert document["cause"] == {"name": "TypeError", "message": "why", "stack": []}
    assert document["value"] == {"a": 1}


@pytest.mark.parametrize(
    ("milliseconds", "words"), [(6.24, "6.2 ms"), (99.9, "99.9 ms"), (240.2, "240 ms"), (1500, "1.5 s"), (10_000, "10 s")]
)
def test_durations_read_well(milliseconds: float, words: str) -> None:
    assert format_duration(milliseconds) == words


def test_headlines_say_how_it_ended() -> None:
    assert Outcome(Status.OK, duration_ms=6.2).headline == "Succeeded in 6.2 ms"
    assert Outcome(Status.TIMEOUT, duration_ms=10_000).headline == "Timed out after 10 s"
    assert Outcome(Status.INVALID).headline == "Can't run"


def test_the_hooks_node_comes_before_the_workspaces_and_the_bundled_one() -> None:
    assert wanted_major(12, 14) == 12
    assert wanted_major(None, 14) == 14
    assert wanted_major(None, None) == 24


def test_installing_a_runtime_changes_no_result() -> None:
    bundled = Runtime(24, "24.19.0", Path("b"), "bundled")
    other = Runtime(24, "24.99.0", Path("o"), "path")
    assert choose_runtime(24, [other, bundled]) is bundled
    with pytest.raises(NodeMissing, match="Node 12") as caught:
        choose_runtime(12, [bundled])
    assert "24" in caught.value.hint
    assert caught.value.exit_status == 3
