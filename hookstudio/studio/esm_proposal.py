"""A classic hook's code as an ES module, as a proposal: all is read from the syntax tree, and what can't be moved is told by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hookstudio.model.hook import Dialect
from hookstudio.studio.code_edits import CodeEdits, Overlap
from hookstudio.studio.code_scopes import FUNCTIONS, Scopes, line_of, walk
from hookstudio.studio.esm_handle import HandleExport
from hookstudio.studio.esm_imports import Imports
from hookstudio.studio.javascript import detect_dialect, parse
from hookstudio.studio.module_shape import Shape
from hookstudio.studio.requires import required_texts
from hookstudio.studio.sloppy_code import Note, notes_on
from hookstudio.studio.sloppy_ways import strict_directive

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Proposal:
    """`code` is '' where nothing can be proposed, which a note then says. `requests`: what has to be added to the hook first."""

    code: str
    notes: tuple[Note, ...] = ()
    requests: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        return not self.code


def required_modules(code: str) -> tuple[str, ...]:
    """What the code requires by a literal text, for which `propose` wants the shapes."""
    root = parse(code).root_node
    return required_texts(root, Scopes(root))


def propose(code: str, shapes: Mapping[str, Shape]) -> Proposal:
    """The code in the esm dialect. *shapes*: how an import sees what the code requires. Runs nothing."""
    text = code.removeprefix("\ufeff")
    if any("\ud800" <= character <= "\udfff" for character in text):
        return _refused("The code has half of a character in it.")
    if detect_dialect(text) is Dialect.ESM:
        return _refused("This is an ES module already.")
    root = parse(text).root_node
    if root.has_error:
        return _refused("This can’t be read as JavaScript; repair it first.", _first_error(root))
    scopes, edits = Scopes(root), CodeEdits(text.encode("utf-8"))
    notes = list(notes_on(root, scopes))
    imports = Imports(root, scopes, edits, shapes)
    imports.make()
    handle = HandleExport(root, scopes, edits, imports.in_place)
    handle.make()
    for node in walk(root):
        directive = strict_directive(node) if node.type == "program" or node.type in FUNCTIONS else None
        if directive is not None:
            edits.remove_statement(directive)
    notes = sorted(dict.fromkeys([*notes, *imports.notes, *handle.notes]), key=lambda note: note.line)
    try:
        result = edits.result()
    except Overlap:
        notes.append(Note(0, "Two changes that this needs are in each other’s way.", True))
    if any(note.refuses for note in notes):
        return Proposal("", tuple(notes), tuple(imports.requests))
    return Proposal(result, tuple(notes), tuple(imports.requests))


def _refused(why: str, line: int = 0) -> Proposal:
    return Proposal("", (Note(line, why, True),))


def _first_error(root: Node) -> int:
    return next((line_of(node) for node in walk(root) if node.is_error or node.is_missing), 0)
