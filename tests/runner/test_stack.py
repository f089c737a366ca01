from __future__ import annotations

from pathlib import Path

import pytest

from hookstudio.model.outcome import StackFrame
from hookstudio.resources import resource
from hookstudio.runner.stack import Source

FILE = Path("/home/a (b)/my hooks/hook.js")
COPY = Source(Path("/home/u/hook.mjs"), ("file:///tmp/run-1/hook.mjs", "/tmp/run-1/hook.mjs"))


@pytest.mark.parametrize(
    ("line", "frame"),
    [
        (f"    at handle ({FILE}:2:9)", StackFrame("handle", 2, 9)),
        (f"    at {FILE}:3:1", StackFrame("", 3, 1)),
        (f"    at async Promise.all ({FILE}:4:5)", StackFrame("Promise.all", 4, 5)),
        (f"    at new Denied ({FILE}:5:1)", StackFrame("new Denied", 5, 1)),
        ("    at Object.readFile (node:fs:385:11)", StackFrame("Object.readFile", 385, 11, "node:fs")),
        ("    at get (/m/node_modules/@scope/pkg/lib/a.js:1:2)", StackFrame("get", 1, 2, "@scope/pkg")),
        ("    at get (file:///m/node_modules/a/node_modules/b%20c/x.mjs:1:2)", StackFrame("get", 1, 2, "b c")),
        ("    at get (C:\\m\\node_modules\\left\\x.js:1:2)", StackFrame("get", 1, 2, "left")),
        (f"    at eval (eval at handle ({FILE}:2:3), <anonymous>:1:5)", StackFrame("eval", 1, 5, "<eval>")),
    ],
)
def test_frames(line: str, frame: StackFrame) -> None:
    assert Source(FILE).frames(f"Error: x\n{line}") == (frame,)


def test_what_is_below_the_harness_is_left_out() -> None:
    harness = resource("harness") / "calls.cjs"
    stack = f"Error: x\n    at handle ({FILE}:2:9)\n    at call ({harness}:1:1)\n    at Module._compile (node:internal/loader:1:1)"
    assert Source(FILE).frames(stack) == (StackFrame("handle", 2, 9),)
    assert Source(FILE).frames(f"Error: x\n    at call ({harness}:1:1)\n    at run (node:internal:1:1)") == ()


def test_nodes_frames_between_those_of_the_harness_are_left_out() -> None:
    call, start = resource("harness") / "calls.cjs", resource("harness") / "start.cjs"
    own = f"Error: x\n    at handle ({FILE}:2:9)"
    stack = f"{own}\n    at call ({call}:1:1)\n    at Module._compile (internal/loader.js:1:1)\n    at begin ({start}:9:1)"
    assert Source(FILE).frames(stack) == (StackFrame("handle", 2, 9),)
    twice = f"{own}\n    at call ({call}:1:1)\n    at again ({FILE}:3:5)\n    at begin ({start}:9:1)\n    at run (node:internal:1:1)"
    assert [frame.function for frame in Source(FILE).frames(twice)] == ["handle", "again"]


def test_what_the_user_called_the_harness_from_is_kept() -> None:
    harness = resource("harness") / "console.cjs"
    timers = "    at listOnTimeout (node:internal/timers:1:1)"
    inner = f"    at writeSync (node:fs:1:1)\n    at emit ({harness}:1:1)\n    at log ({harness}:2:1)"
    stack = f"Error\n{inner}\n    at again ({FILE}:3:5)\n{timers}"
    assert [frame.function for frame in Source(FILE).frames(stack) if frame.module is None] == ["again"]


def test_a_message_can_hold_no_frames() -> None:
    message = f"x\n    at fake ({FILE}:77:7)"
    assert Source(FILE).frames(f"Error: {message}\n    at handle ({FILE}:2:9)", message) == (StackFrame("handle", 2, 9),)


def test_the_copy_of_a_module_is_the_users_file() -> None:
    assert COPY.frames("Error\n    at handle (file:///tmp/run-1/hook.mjs:2:9)\n    at /tmp/run-1/hook.mjs:3:1") == (
        StackFrame("handle", 2, 9),
        StackFrame("", 3, 1),
    )
    assert (
        COPY.restored("imported from /tmp/run-1/hook.mjs (file:///tmp/run-1/hook.mjs)")
        == "imported from /home/u/hook.mjs (/home/u/hook.mjs)"
    )


@pytest.mark.parametrize(
    ("excerpt", "place"),
    [
        ("2\n  c(null, d\n          ^^", (2, 11)),
        ("1\n\tx = ;\n\t    ^\n", (1, 6)),
        ("7\nif (x)\n      \n\nSyntaxError: x", (7, 7)),
        ("3\n/* open\n\nSyntaxError", (3, 1)),
    ],
)
def test_where_a_syntax_error_is(excerpt: str, place: tuple[int, int]) -> None:
    assert Source(FILE).syntax_frame(f"{FILE}:{excerpt}") == StackFrame("", *place)
    assert Source(FILE).syntax_frame(f"/elsewhere.js:{excerpt}") is None


@pytest.mark.parametrize(
    "stack",
    [
        "",
        "\n" * 1000,
        "    at ",
        "at (:1:1)",
        "    at x (" * 500,
        f"    at {FILE}:{'9' * 5000}:1",
        f"{FILE}:{'9' * 5000}\nlet let\n  ^",
        "    at f (file://[x:1:1)",
        "    at \ud800:1:1",
    ],
)
def test_any_text_is_read_without_an_error(stack: str) -> None:
    Source(FILE).frames(stack, "x")
    Source(FILE).syntax_frame(stack)
