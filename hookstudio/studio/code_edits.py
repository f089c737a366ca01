"""Changes of a text by the places of its syntax tree, made all at once: what no change touches stays as it is, comments included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tree_sitter import Node

_GOING_ON: Final = frozenset({b"(", b"[", b"`", b"+", b"-", b"/"})
_HEADED: Final = frozenset(
    {"if_statement", "else_clause", "for_statement", "for_in_statement", "while_statement", "labeled_statement", "with_statement"}
)
_CLOSED: Final = frozenset(
    {
        *("statement_block", "function_declaration", "generator_function_declaration", "class_declaration", "switch_statement"),
        *("try_statement", "do_statement", "empty_statement"),
    }
)


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
        self._removed: dict[int, tuple[Node, Sequence[str]]] = {}

    def text(self, start: int, end: int) -> str:
        return self.source[start:end].decode("utf-8")

    def replace(self, start: int, end: int, text: str) -> None:
        self._edits.append(_Edit(start, end, text.encode("utf-8")))

    def insert(self, at: int, text: str) -> None:
        self.replace(at, at, text)

    def remove_statement(self, node: Node, comments: Sequence[str] = ()) -> None:
        """Take a statement away, with its line where nothing else stands in that. What stays: a comment behind it, *comments*, which
        are those inside, and the semicolon where the statements around it would become one without."""
        self._removed[node.id] = (node, comments)

    def _remove(self, node: Node, comments: Sequence[str]) -> None:
        start, end = node.start_byte, core_end(node)
        while end < len(self.source) and self.source[end : end + 1] == b";":
            end += 1
        parting = ";" if self._parts_others(node, end) else ""
        if comments or parting:
            goes_on = comments and comments[-1].startswith("//") and (parting or not self.source.startswith((b"\r", b"\n"), end))
            self.replace(start, end, self.line_end.join(comments) + (self.line_end if goes_on else "") + parting)
            return
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

    def _parts_others(self, node: Node, end: int) -> bool:
        """Whether the statement that is left before *node* would go on in what follows it, were it not for its semicolon."""
        following = node.next_named_sibling
        while following is not None and following.type == "comment":
            following = following.next_named_sibling
        if following is None or self.source[end - 1 : end] != b";":
            return False
        if self.source[following.start_byte : following.start_byte + 1] not in _GOING_ON:
            return False
        before = node.prev_named_sibling
        while before is not None and (before.type == "comment" or before.id in self._removed):
            before = before.prev_named_sibling
        return before is not None and is_open(before)

    def result(self) -> str:
        """The changed text. Insertions at one place stand in the order in which they were made; what lies in something that is
        taken away goes with it. Raises Overlap."""
        for node, comments in self._removed.values():
            self._remove(node, comments)
        self._removed = {}
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
    """Where a statement ends without the comment behind it, which belongs to it where it has no semicolon, and without a semicolon
    that stands on a later line: that is written for the statement behind it, and keeps the one before apart from that."""
    parts = [child for child in statement.children if child.type != "comment"]
    if len(parts) > 1 and parts[-1].type == ";" and parts[-1].start_point[0] > parts[-2].end_point[0]:
        parts.pop()
    return parts[-1].end_byte if parts else statement.end_byte


def is_open(statement: Node) -> bool:
    """Whether a statement ends without a semicolon or a block, so that what is on the next line may become a part of it."""
    at = statement
    while at.type in _HEADED:
        parts = [child for child in at.children if child.type != "comment"]
        at = parts[-1]
    return at.type not in _CLOSED and not any(child.type == ";" for child in at.children[-2:])
