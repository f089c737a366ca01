"""The words of a text, for completing what was written before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import Final

from hookstudio.ui.editor.buffer import Buffer
from hookstudio.ui.editor.pace import Pace

_WORD: Final = re.compile(rb"[A-Za-z_$\x80-\xff][\w$\x80-\xff]{2,63}")


class WordIndex:
    """Counts words when it is asked, but not again while the text is the same or counting took long and was just done."""

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self._stale = True
        self._pace = Pace()
        self._counts: Counter[bytes] = Counter()
        self._sorted: list[tuple[str, str]] = []

    def text_changed(self) -> None:
        self._stale = True

    def starting_with(self, prefix: str, most: int = 100) -> list[str]:
        """Words of three characters and more that start with *prefix* in upper or lower case, but not the one that is being typed."""
        self._count()
        lower = prefix.lower()
        typed = prefix.encode()
        found: list[str] = []
        for index in range(bisect_left(self._sorted, (lower, "")), len(self._sorted)):
            key, word = self._sorted[index]
            if not key.startswith(lower) or len(found) >= most:
                break
            if word != prefix or self._counts[typed] > 1:
                found.append(word)
        return found

    def _count(self) -> None:
        if not self._stale or not self._pace.due:
            return
        with self._pace.measured():
            self._counts = Counter(_WORD.findall(self._buffer.whole()))
            words = (word.decode("utf-8", "ignore") for word in self._counts)
            self._sorted = sorted((word.lower(), word) for word in words)
            self._stale = False
