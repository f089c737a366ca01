"""The frame reader against anything at all: what it takes is right, everything else is noise or broken, never an exception."""

from __future__ import annotations

import contextlib
import json
import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookstudio.model.outcome import ConsoleLine
from hookstudio.runner.frames import Console, Ended, Frame, ProtocolBroken, Returned, Started, Thrown, Warned
from hookstudio.runner.protocol import LINE_LIMIT, FrameReader, Noise, parse
from hookstudio.runner.record import KEPT_LINES, Record

NONCE = "0123456789abcdef" * 2
RESULT = {"ms": 1.5, "how": "callback", "nothing": "", "lost": [["/a", "a Map"]], "lost_count": 1, "value": {"a": {}}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
KINDS = st.sampled_from(["started", "console", "result", "unusable", "failed", "silent", "invalid", "warning", "exit", "end", "", "other"])


def _frame(sequence: int, kind: str, document: Any, nonce: str = NONCE) -> bytes:
    return f"\n{nonce} {sequence} {kind} {json.dumps(document)} {nonce}\n".encode()


def _read(data: bytes) -> list[Frame | Noise]:
    return list(FrameReader(NONCE).feed(data))


def test_frames_come_out_as_they_went_in() -> None:
    data = (
        _frame(0, "started", {})
        + _frame(1, "console", {"dropped": 2, "flood": True, "lines": [["log", 1, "a\nb"], ["error", 2.5, "ü"]]})
        + _frame(2, "warning", {"code": "late-error", "settled_by": "callback", "error": {"kind": "value", "text": "5", "value": 5}})
        + _frame(3, "result", RESULT)
        + _frame(4, "end", {"pending": {"Timeout": 1}})
    )
    assert _read(data) == [
        Started(),
        Console((ConsoleLine("log", "a\nb", 1.0), ConsoleLine("error", "ü", 2.5)), 2, True),
        Warned("late-error", "callback", Thrown(False, text="5", value=5)),
        Returned(1.5, "callback", "", (("/a", "a Map"),), 1, {"a": {}}),
        Ended({"Timeout": 1}),
    ]


@pytest.mark.parametrize("text", ["1e999", "-1e999", "[1e400]", "NaN", "Infinity"])
def test_a_number_that_no_document_can_hold_is_no_frame(text: str) -> None:
    with pytest.raises(ProtocolBroken):
        parse(text.encode())
    assert parse(b"[1e300, 1.5, -0.0]") == [1e300, 1.5, -0.0]


def test_warnings_are_bounded() -> None:
    record = Record()
    record.take(Started())
    with pytest.raises(ProtocolBroken):
        for _ in range(1000):
            record.take(Warned("late-error", "callback", None))
    assert len(record.warned) < 1000
    with pytest.raises(ProtocolBroken):
        _read(_frame(0, "warning", {"code": "late-error", "settled_by": "x" * 100}))


@given(st.integers(1, 200))
def test_frames_come_out_however_the_bytes_are_cut(size: int) -> None:
    data = b"noise" + _frame(0, "started", {}) + b"more\nnoise" + _frame(1, "result", RESULT)
    reader = FrameReader(NONCE)
    found = [item for at in range(0, len(data), size) for item in reader.feed(data[at : at + size])]
    assert [item for item in found if not isinstance(item, Noise)] == [
        Started(),
        Returned(1.5, "callback", "", (("/a", "a Map"),), 1, {"a": {}}),
    ]
    assert "".join(item.text for item in found if isinstance(item, Noise)).replace("\n", "") == "noisemorenoise"


@given(st.binary(max_size=300))
def test_without_the_nonce_nothing_is_a_frame(data: bytes) -> None:
    assert all(isinstance(item, Noise) for item in _read(data + b"\n"))


@given(KINDS, JSON)
def test_with_the_nonce_everything_else_is_checked(kind: str, document: Any) -> None:
    reader, record = FrameReader(NONCE), Record()
    try:
        for item in reader.feed(_frame(0, "started", {}) + _frame(1, kind, document)):
            if not isinstance(item, Noise):
                record.take(item)
    except ProtocolBroken:
        return
    assert kind in ("end", "started") or record.started


@given(KINDS, st.binary(max_size=200))
def test_bytes_that_are_no_json_break_the_protocol(kind: str, rest: bytes) -> None:
    with contextlib.suppress(ProtocolBroken):
        list(FrameReader(NONCE).feed(f"{NONCE} 0 {kind} ".encode() + rest.replace(b"\n", b"") + b"\n"))


@given(st.dictionaries(st.sampled_from([*RESULT, "extra"]), JSON, max_size=7))
def test_a_result_with_wrong_fields_is_refused(changed: dict[str, Any]) -> None:
    document = {**RESULT, **changed}
    try:
        (frame,) = _read(_frame(0, "result", document))
    except ProtocolBroken:
        return
    assert isinstance(frame, Returned)
    assert json.dumps(frame.value) == json.dumps(document["value"])


@pytest.mark.parametrize("value", [-1, float("1e300"), True, "1", None, [1]])
def test_times_have_to_be_times(value: Any) -> None:
    with pytest.raises(ProtocolBroken):
        _read(_frame(0, "result", {**RESULT, "ms": value}))


def test_frames_have_an_order() -> None:
    for data in (
        _frame(1, "started", {}),
        _frame(0, "started", {}) + _frame(0, "end", {"pending": {}}),
        b"\n" + NONCE.encode() + b" x started {}\n",
    ):
        with pytest.raises(ProtocolBroken):
            _read(data)


@pytest.mark.parametrize("end", ["", " " + "0" * 32, NONCE, " " + NONCE[:-1]])
def test_a_frame_that_somebody_else_ends_is_none(end: str) -> None:
    """Whoever can write to the channel while a long frame leaves knows how it goes on, but not how it ends."""
    with pytest.raises(ProtocolBroken):
        _read(f"\n{NONCE} 0 result {json.dumps(RESULT)}{end}\n".encode())


def test_the_nonce_of_another_run_is_noise() -> None:
    (noise,) = _read(_frame(0, "result", RESULT, nonce="f" * 32))
    assert isinstance(noise, Noise)


@pytest.mark.parametrize(
    "text", [b"[" * 100_000, b"[" * 300 + b"]" * 300, b'{"a":' * 250 + b"1" + b"}" * 250, b"NaN", b"[Infinity]", b"\xff", b'"\xed\xa0\x80"']
)
def test_hostile_json_is_refused(text: bytes) -> None:
    with pytest.raises(ProtocolBroken):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        b"[" + b"[]," * 20_000_000 + b"1]",
        b"[" + b'"a",' * 15_000_000 + b"1]",
        b"{" + b",".join(b'"%d":1' % n for n in range(1_000_000)) + b"}",
        b"[" + b'"\\\\",' * 1_000_000 + b"1]",
        b'"' * 60_000_001,
        b"[" * 60_000_000,
        b'"' + b'\\"' * 20_000_000 + b"," * 10_000_000,
    ],
    ids=["lists", "strings", "keys", "escapes", "quotes", "brackets", "open"],
)
def test_a_frame_of_very_many_values_is_refused_before_it_is_read(text: bytes) -> None:
    began = time.process_time()
    tracemalloc.start()
    try:
        with pytest.raises(ProtocolBroken):
            parse(text)
        assert tracemalloc.get_traced_memory()[1] < 4 * len(text) + 10_000_000
    finally:
        tracemalloc.stop()
    assert time.process_time() - began < 3


def test_what_looks_like_values_in_a_string_counts_for_nothing() -> None:
    for inside in (",[{" * 1_000_000, '","' * 1_000_000, "\\" * 1_000_000 + "," * 1_000_000, '\\"' * 400_000 + "[" * 1_000_000):
        assert parse(json.dumps([inside, {inside: 1}]).encode()) == [inside, {inside: 1}]


def test_as_many_values_as_a_result_may_have_are_read() -> None:
    value = [[0, "a"] for _ in range(166_000)]
    assert parse(json.dumps(value).encode()) == value


def test_half_surrogates_become_replacement_characters() -> None:
    assert parse(rb'{"\ud800": ["\udfff", "\ud83d\ude00", "\\ud800"]}') == {"\ufffd": ["\ufffd", "\U0001f600", "\\ud800"]}


def test_a_line_without_an_end_is_given_up() -> None:
    reader = FrameReader(NONCE)
    with pytest.raises(ProtocolBroken):
        for _ in range(LINE_LIMIT // 2**20 + 2):
            list(reader.feed(b"x" * 2**20))


def test_a_record_keeps_to_the_order_of_a_run() -> None:
    wrong: list[list[Frame]] = [[Ended({})], [Started(), Started()], [Started(), Ended({}), Ended({})]]
    for frames in wrong:
        record = Record()
        with pytest.raises(ProtocolBroken):
            for frame in frames:
                record.take(frame)


@given(st.integers(0, 3), st.integers(0, 30_000))
def test_a_record_keeps_the_latest_lines_and_counts_the_rest(dropped: int, count: int) -> None:
    record = Record()
    record.take(Started())
    lines = tuple(ConsoleLine("log", str(n), n) for n in range(count))
    record.take(Console(lines, dropped, False))
    assert tuple(record.lines) == lines[-KEPT_LINES:] if count else not record.lines
    assert record.dropped == dropped + max(0, count - KEPT_LINES)
