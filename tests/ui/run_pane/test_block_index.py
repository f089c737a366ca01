"""Blocks and their messages, against a list that holds every block."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from hookstudio.model.outcome import ConsoleLine
from hookstudio.ui.run_pane.block_index import BlockIndex
from hookstudio.ui.run_pane.console_log import Entry

steps = st.lists(st.integers(min_value=1, max_value=4) | st.just("remove") | st.just("resize") | st.just("clear"), max_size=60)


@given(steps)
def test_it_finds_what_a_plain_list_finds(plan: list[int | str]) -> None:
    index, entries = BlockIndex(), list[Entry]()
    for step in plan:
        if isinstance(step, int):
            entry = Entry(ConsoleLine("log", "x", 0), datetime(2026, 1, 1), blocks=step)
            index.add(entry)
            entries.append(entry)
        elif step == "remove" and entries:
            index.remove_first(1, entries.pop(0).blocks)
        elif step == "resize" and entries:
            entries[-1].blocks += 2
            index.resized()
        elif step == "clear":
            index.clear()
            entries.clear()
        blocks = [(entry, number == 0) for entry in entries for number in range(entry.blocks)]
        found = [index.at(number) for number in range(-1, len(blocks) + 1)]
        assert [(id(entry), begins) for entry, begins in found[1:-1]] == [(id(entry), begins) for entry, begins in blocks]
        assert found[0] == found[-1] == (None, False)
        assert index.blocks == len(blocks)


def test_long_use_does_not_let_it_grow() -> None:
    index = BlockIndex()
    for number in range(20_000):
        entry = Entry(ConsoleLine("log", str(number), 0), datetime(2026, 1, 1), blocks=1)
        index.add(entry)
        if number >= 100:
            index.remove_first(1, 1)
    assert len(index._entries) < 4_000
    assert index.blocks == 100
    first, begins = index.at(0)
    assert first is not None and first.item.text == "19900" and begins
    assert index.start_of(entry) == 99
