"""The part of a move to ES modules that exports `handle`, however the classic hook handed it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hookstudio.studio.code_edits import CodeEdits, core_end
from hookstudio.studio.code_scopes import DECLARED_FUNCTIONS, Binding, Scopes, ancestors, line_of, text_of, walk
from hookstudio.studio.sloppy_code import RESERVED, Note, is_written_member

if TYPE_CHECKING:
    from tree_sitter import Node

HANDLE: Final = "handle"
_FUNCTIONS: Final = DECLARED_FUNCTIONS | {"function_expression", "generator_function", "arrow_function"}
_PLAIN: Final = _FUNCTIONS | {"identifier", "class", "number", "string", "true", "false", "null"}


@dataclass(slots=True)
class _Wish:
    """An assignment to what a classic hook hands out: as the whole `module.exports` (`name` '') or as one name of it."""

    name: str
    statement: Node
    left: Node
    value: Node


@dataclass(slots=True)
class HandleExport:
    """Exports `handle` by changes in *edits*; `notes` says what could not be kept. `imported`: statements that have become imports."""

    root: Node
    scopes: Scopes
    edits: CodeEdits
    imported: Sequence[Node] = ()
    notes: list[Note] = field(default_factory=list)
    _dropped: list[Node] = field(default_factory=list)
    _besides_kept: set[str] = field(default_factory=set)

    def make(self) -> None:
        """Make the changes; a note that refuses says why there are none."""
        wishes = self._wishes()
        binding = self.scopes.program.names.get(HANDLE)
        if binding is not None:
            self._export_binding(binding)
            for wish in wishes:
                self._drop(wish, binding)
        else:
            self._export_wish(wishes)
        self._look_for_rest(wishes)

    # -- a declared handle -------------------------------------------------------------------------------------------

    def _export_binding(self, binding: Binding) -> None:
        """Export what is declared at the top level, by the word in front where that exports nothing else."""
        name = binding.declared[0]
        declaration = name.parent
        if declaration is not None and declaration.type == "variable_declarator":
            declaration = declaration.parent
        fit = (
            declaration is not None
            and len(binding.declared) == 1
            and declaration.parent == self.root
            and declaration not in self.imported
            and (declaration.type in DECLARED_FUNCTIONS or declaration.type == "class_declaration" or len(_parts(declaration)) == 1)
            and name.parent is not None
            and name.parent.child_by_field_name("name") == name
        )
        if fit and declaration is not None:
            self.edits.insert(declaration.start_byte, "export ")
        else:
            self._append("export { handle };")

    def _drop(self, wish: _Wish, binding: Binding) -> None:
        """Take away an assignment to the exports that the declared `handle` makes needless."""
        if wish.name not in ("", HANDLE):
            self._keep_besides(wish)
        elif not self._is_harmless(wish.value):
            self._besides(wish)
        else:
            if text_of(wish.value) != binding.name and not self._names_handle(wish.value):
                self._note(wish.statement, "this had no effect, for “handle” is declared; it was left out")
            self._remove(wish)

    def _is_harmless(self, value: Node) -> bool:
        if value.type in _PLAIN:
            return True
        if value.type != "object":
            return False
        for part in value.named_children:
            inner = part.child_by_field_name("value") if part.type == "pair" else None
            key = part.child_by_field_name("key") if part.type == "pair" else None
            if part.type in ("shorthand_property_identifier", "comment"):
                continue
            if inner is None or inner.type not in _PLAIN or key is None or key.type == "computed_property_name":
                return False
        return True

    def _names_handle(self, value: Node) -> bool:
        return value.type == "object" and any(text_of(part).split(":")[0].strip() == HANDLE for part in value.named_children)

    # -- an assigned handle ------------------------------------------------------------------------------------------

    def _export_wish(self, wishes: list[_Wish]) -> None:
        """Export what is assigned to `exports.handle`, `module.exports.handle`, `module.exports`, or to an undeclared `handle`."""
        own = [wish for wish in wishes if wish.name == HANDLE] or [wish for wish in wishes if not wish.name]
        if not own:
            line = next((line_of(use) for use in self.scopes.free_writes.get(HANDLE, [])), 0)
            self.notes.append(Note(line, "There is no “handle” at the top level that could be exported.", True))
            return
        if len(own) > 1:
            self._refuse(own[1].statement, "what is exported is set more than once")
            return
        wish = own[0]
        for other in wishes:
            if other is not wish:
                self._keep_besides(other)
        if wish.name == HANDLE:
            self._export_value(wish)
        else:
            self._export_whole(wish)

    def _export_value(self, wish: _Wish) -> None:
        value, binding = wish.value, self._program_binding(wish.value)
        if binding is not None:
            self.edits.replace(wish.statement.start_byte, core_end(wish.statement), f"export {{ {binding.name} as handle }};")
            return
        if value.type in ("function_expression", "generator_function"):
            name = value.child_by_field_name("name")
            if name is not None and text_of(name) == HANDLE and not _tail(wish.statement, value).strip(" ;\t\r\n"):
                self.edits.replace(wish.statement.start_byte, value.start_byte, "export ")
                self.edits.replace(value.end_byte, core_end(wish.statement), "")
                return
        self.edits.replace(wish.left.start_byte, wish.left.end_byte, "export const handle")

    def _export_whole(self, wish: _Wish) -> None:
        """Export what is assigned to `module.exports`: the function itself, or the `handle` of an object."""
        value, binding = wish.value, self._program_binding(wish.value)
        if binding is not None:
            declared = binding.declared[0].parent
            value = (declared.child_by_field_name("value") or declared) if declared is not None and not binding.writes else wish.value
        if value.type in _FUNCTIONS:
            self._export_value(wish)
        elif value.type == "object" and any(_key_of(part) == HANDLE for part in value.named_children):
            self.edits.replace(wish.left.start_byte, wish.left.end_byte, "export const { handle }")
        else:
            self._refuse(wish.statement, "what is exported here is neither a function nor an object with a “handle”, as far as can be seen")

    def _keep_besides(self, wish: _Wish) -> None:
        """Go on handing out something besides `handle` under its name, where that is free."""
        if not wish.name or wish.name in self.scopes.all_names or wish.name in RESERVED or wish.name in self._besides_kept:
            self._besides(wish)
        elif (binding := self._program_binding(wish.value)) is not None:
            self.edits.replace(wish.statement.start_byte, core_end(wish.statement), f"export {{ {binding.name} as {wish.name} }};")
        else:
            self.edits.replace(wish.left.start_byte, wish.left.end_byte, f"export const {wish.name}")
            self._besides_kept.add(wish.name)

    def _besides(self, wish: _Wish) -> None:
        self._note(wish.statement, "this hands out something besides “handle”, which an ES module has to export in another way")

    # -- finding -----------------------------------------------------------------------------------------------------

    def _wishes(self) -> list[_Wish]:
        """The assignments to the exports that stand by themselves at the top level."""
        found = []
        for statement in self.root.named_children:
            inner = (
                [node for node in statement.named_children if node.type != "comment"] if statement.type == "expression_statement" else []
            )
            if len(inner) != 1 or inner[0].type != "assignment_expression":
                continue
            left, value = inner[0].child_by_field_name("left"), inner[0].child_by_field_name("right")
            name = self._exported_name(left) if left is not None else None
            if left is not None and value is not None and name is not None:
                found.append(_Wish(name, statement, left, value))
        return found

    def _exported_name(self, left: Node) -> str | None:
        """The name that an assignment hands out, '' for all of it, None for anything else."""
        if self.scopes.is_free(left, HANDLE):
            return HANDLE
        if left.type != "member_expression":
            return None
        thing, name = left.child_by_field_name("object"), left.child_by_field_name("property")
        if thing is None or name is None:
            return None
        if self.scopes.is_free(thing, "module") and text_of(name) == "exports":
            return ""
        whole = thing.type == "member_expression" and self._exported_name(thing) == ""
        return text_of(name) if whole or self.scopes.is_free(thing, "exports") else None

    def _program_binding(self, value: Node) -> Binding | None:
        return self.scopes.program.names.get(text_of(value)) if value.type == "identifier" else None

    def _look_for_rest(self, wishes: list[_Wish]) -> None:
        """Name directly what was read from the exports, and say where `module` and `exports` are left: an ES module has neither."""
        known = [(wish.left.start_byte, wish.left.end_byte) for wish in wishes] + [(one.start_byte, one.end_byte) for one in self._dropped]
        for name in ("module", "exports"):
            for use in self.scopes.free.get(name, []):
                if any(start <= use.start_byte < end for start, end in known):
                    continue
                if not self._named_directly(use):
                    self.notes.append(Note(line_of(use), f"“{name}” does not exist in an ES module."))

    def _named_directly(self, use: Node) -> bool:
        """Whether `exports.handle` and the like could be replaced by the name itself."""
        for node in ancestors(use):
            if node.type != "member_expression":
                return False
            name = self._exported_name(node)
            if name and not is_written_member(node) and (name == HANDLE or name in self._besides_kept):
                found = self.scopes.scope_of(node).find(name)
                if found is None or found.scope is self.scopes.program:
                    self.edits.replace(node.start_byte, node.end_byte, name)
                    return True
        return False

    def _remove(self, wish: _Wish) -> None:
        end = core_end(wish.statement)
        comments = [text_of(node) for node in walk(wish.statement) if node.type == "comment" and node.start_byte < end]
        self.edits.remove_statement(wish.statement, comments)
        self._dropped.append(wish.statement)

    def _append(self, line: str) -> None:
        end = self.edits.line_end
        source = self.edits.source
        self.edits.insert(len(source), ("" if not source or source.endswith(b"\n") else end) + line + end)

    def _note(self, node: Node, text: str) -> None:
        self.notes.append(Note.on(node, text))

    def _refuse(self, node: Node, text: str) -> None:
        self.notes.append(Note.on(node, text, refuses=True))


def _parts(declaration: Node) -> list[Node]:
    return [node for node in declaration.named_children if node.type == "variable_declarator"]


def _tail(statement: Node, value: Node) -> str:
    """What a statement has behind its value."""
    return (statement.text or b"")[value.end_byte - statement.start_byte : core_end(statement) - statement.start_byte].decode(
        "utf-8", "replace"
    )


def _key_of(part: Node) -> str:
    """The key of one part of an object, '' for none that can be told."""
    if part.type == "shorthand_property_identifier":
        return text_of(part)
    named = part.child_by_field_name("key") if part.type == "pair" else part.child_by_field_name("name")
    if named is None or named.type not in ("property_identifier", "string"):
        return ""
    return text_of(named).strip("'\"")
