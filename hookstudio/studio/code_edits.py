"""Changes of a text by the places of its syntax tree, made all at once: what no change touches stays as it is, comments included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: bytes


class Overlap(Exception):
    """Two changes want the same place."""


class CodeEdits:
    """Collects changes of *source*, which is what the tree was made of."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.line_end = "\r\n" if b"\r\n" in source else "\n"
        self._edits: list[_Edit] = []

    def text(self, start: int, end: int) -> str:
        return self.source[start:end].decode("utf-8")

    def replace(self, start: int, end: int, text: str) -> None:
        self._edits.append(_Edit(start, end, text.encode("utf-8")))

    def insert(self, at: int, text: str) -> None:
        self.replace(at, at, text)

    def remove_statement(self, node: Node) -> None:
        """Take a statement away, with its line where nothing else stands in that; a comment behind it stays."""
        start, end = node.start_byte, core_end(node)
        while end < len(self.source) and self.source[end : end + 1] == b";":
            end += 1
        line_start = start
        while line_start > 0 and self.source[line_start - 1 : line_start] in (b" ", b"\t"):
            line_start -= 1
        after = end
        while after < len(self.source) and self.source[after : after + 1] in (b" ", b"\t"):
            after += 1
        alone = line_start == 0 or self.source[line_start - 1 : line_start] in (b"\n", b"\r")
        ends = after >= len(self.source) or self.source[after : after + 1] in (b"\n", b"\r")
        if alone and ends:
            after += 2 if self.source[after : after + 2] == b"\r\n" else 1 if after < len(self.source) else 0
            self.replace(line_start, after, "")
        else:
            self.replace(start, end if ends else after, "")

    def result(self) -> str:
        """The changed text. Insertions at one place stand in the order in which they were made; what lies in something that is
        taken away goes with it. Raises Overlap."""
        pieces, at, gone = list[bytes](), 0, 0
        for edit in sorted(self._edits, key=lambda one: (one.start, one.end)):
            if edit.start < at:
                if edit.end <= gone:
                    continue
                raise Overlap
            pieces += [self.source[at : edit.start], edit.text]
            at = edit.end
            gone = edit.end if not edit.text else 0
        return b"".join([*pieces, self.source[at:]]).decode("utf-8")


def core_end(statement: Node) -> int:
    """Where a statement ends without the comment behind it, which belongs to it where it has no semicolon."""
    return max((child.end_byte for child in statement.children if child.type != "comment"), default=statement.end_byte)
