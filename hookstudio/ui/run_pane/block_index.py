"""Which message a block of the console's document belongs to, kept in plain lists: asking Qt for it costs more than the text."""

from __future__ import annotations

from bisect import bisect_right

from hookstudio.ui.run_pane.console_log import Entry


class BlockIndex:
    """Messages in the order of their blocks; those without a block are not in it."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._entries: list[Entry] = []
        self._starts: list[int] = []  # of each entry, counted from the first block that ever was
        self._gone = 0  # blocks taken out at the top
        self._gone_entries = 0  # entries of the lists that belong to those
        self._end = 0

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return self._end - self._gone

    def add(self, entry: Entry) -> None:
        """Put *entry* with its `blocks` at the end."""
        self._entries.append(entry)
        self._starts.append(self._end)
        self._end += entry.blocks

    def remove_first(self, entries: int, blocks: int) -> None:
        """The first *entries*, with *blocks* blocks together, are gone."""
        self._gone += blocks
        self._gone_entries += entries
        if self._gone_entries > 1_000 and self._gone_entries > len(self._entries) // 2:
            del self._entries[: self._gone_entries], self._starts[: self._gone_entries]
            self._gone_entries = 0

    def at(self, block: int) -> tuple[Entry | None, bool]:
        """The entry of block number *block*, from 0, and whether it begins there."""
        place = bisect_right(self._starts, block + self._gone) - 1
        if not 0 <= block < self.blocks or place < self._gone_entries:
            return None, False
        return self._entries[place], self._starts[place] == block + self._gone

    def start_of(self, entry: Entry) -> int | None:
        """The number of the block in which *entry* begins."""
        for place in range(self._gone_entries, len(self._entries)):
            if self._entries[place] is entry:
                return self._starts[place] - self._gone
        return None

    def resized(self) -> None:
        """Some entry has another number of blocks now."""
        entries = self._entries[self._gone_entries :]
        self.clear()
        for entry in entries:
            self.add(entry)
