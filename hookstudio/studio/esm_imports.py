"""The part of a move to ES modules that turns `require` into `import`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hookstudio.studio.code_edits import CodeEdits, core_end
from hookstudio.studio.code_scopes import Scopes, ancestors, enclosing_function, line_of, names_in, text_of, walk
from hookstudio.studio.module_shape import Shape
from hookstudio.studio.requires import argument, effect_before, has_comments, is_path, loads, lone_statement, parts_of, required_text
from hookstudio.studio.sloppy_code import RESERVED, Note

if TYPE_CHECKING:
    from tree_sitter import Node

_HEADS: Final = ("comment", "hash_bang_line", "html_comment")
_CONDITIONS: Final = frozenset(
    {
        *("if_statement", "ternary_expression", "switch_case", "switch_default", "for_statement", "for_in_statement", "while_statement"),
        *("do_statement", "catch_clause"),
    }
)


@dataclass(slots=True)
class Imports:
    """Makes imports by changes in *edits*, from the *shapes* of what is required. `requests`: what has to be added to the hook first.

    `in_place`: the statements that have become imports where they stood.
    """

    root: Node
    scopes: Scopes
    edits: CodeEdits
    shapes: Mapping[str, Shape]
    notes: list[Note] = field(default_factory=list)
    requests: dict[str, None] = field(default_factory=dict)
    in_place: list[Node] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _made: dict[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _quote: str = "'"
    _end: str = ";"

    def make(self) -> None:
        """Make the changes; what can't be moved stays, with a note."""
        calls = [node for node in walk(self.root) if node.type == "call_expression" and loads(node, self.scopes)]
        self._look_at_style(calls)
        known = set[int]()
        for call in calls:
            function = call.child_by_field_name("function")
            if function is not None:
                known.add(function.id)
            text = required_text(call)
            shape = self.shapes.get(text) if text is not None else None
            if function is not None and function.type == "import":
                self._dynamic(call, shape)
            elif text is None:
                self._note(call, "what is required here is worked out at run time, so it can’t be an import")
            elif shape is None:
                kind = (
                    "a file of JSON"
                    if text.endswith(".json")
                    else "a file, which a hook can’t bring along,"
                    if is_path(text)
                    else "no module"
                )
                self._note(call, f"“{text}” is {kind} and can’t be imported")
            elif text.endswith(".json"):
                self._note(call, f"“{text}” is a file of JSON and can’t be imported")
            else:
                self._move(call, text, shape)
        for use in self.scopes.free.get("require", []):
            if use.id not in known:
                self._note(use, "“require” does not exist in an ES module")
        self._insert_lines()

    # -- one require -----------------------------------------------------------------------------------------------

    def _move(self, call: Node, text: str, shape: Shape) -> None:
        if (why := self._why_unsafe(call, shape)) is not None:
            self._note(call, f"“{text}” is required {why}, so it was not moved: an import always loads it")
            return
        self._tell(call, text, shape)
        statement = lone_statement(call, self.root)
        if statement is not None and self._statement(call, statement, shape):
            self.in_place.append(statement)
            name = parts_of(statement)[0].child_by_field_name("name")
            if name is not None and name.type == "identifier" and call.parent == name.parent:
                self._known[text] = text_of(name)
            return
        if self._hoisted(call, text, shape):
            return
        known = self._known.get(text, "")
        found = self.scopes.scope_of(call).find(known)
        self._swap(call, known if found is not None and found.scope is self.scopes.program else self._whole(text, shape))

    def _why_unsafe(self, call: Node, shape: Shape) -> str | None:
        """Why loading the module at the beginning is not the same as loading it here; None where it is."""
        below = call
        for node in ancestors(call):
            if node.type == "try_statement" and node.child_by_field_name("body") == below:
                return "where it may fail"
            below = node
        if shape.request and (enclosing_function(call) is not None or any(node.type in _CONDITIONS for node in ancestors(call))):
            return "only when it is needed, and the hook does not have it"
        return None

    def _tell(self, call: Node, text: str, shape: Shape) -> None:
        if shape.request:
            self.requests[shape.request] = None
            self._note(call, f"“{shape.request}” has to be added to the hook first")
        if shape.error and not shape.request:
            self._note(call, f"“{text}” can’t be imported: {shape.error}")
        elif not shape.whole:
            self._note(call, f"“{text}” gives an import something else than “require” does")
        if any(node.type in _CONDITIONS for node in ancestors(call)):
            self._note(call, f"“{text}” is loaded at the beginning, and always")
        elif enclosing_function(call) is None and (before := effect_before(call, self.root, self.scopes)) is not None:
            self._note(call, f"“{text}” is loaded before line {line_of(before)} runs")

    def _statement(self, call: Node, statement: Node, shape: Shape) -> bool:
        """Make an import of a statement that does nothing but to require; False where it does more, or has comments inside."""
        if has_comments(statement):
            return False
        if statement.type == "expression_statement":
            self._replace_statement(statement, f"import {self._quoted(shape.specifier)}")
            return True
        declarator = parts_of(statement)[0]
        name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
        clause = self._clause(name, value, call, shape) if name is not None and value is not None else None
        if clause is None:
            return False
        self._replace_statement(statement, f"import {clause} from {self._quoted(shape.specifier)}")
        return True

    def _clause(self, name: Node, value: Node, call: Node, shape: Shape) -> str | None:
        """What stands between `import` and `from`, None where the declaration needs more than an import gives."""
        bound = [self.scopes.program.names.get(text_of(one)) for one in names_in(name)]
        if not bound or any(one is None or len(one.declared) > 1 or one.writes for one in bound):
            return None
        if value == call:
            if name.type == "identifier":
                return f"* as {text_of(name)}" if shape.whole == "namespace" else text_of(name)
            return _named(name, shape)
        if value.type == "member_expression" and value.child_by_field_name("object") == call and name.type == "identifier":
            wanted = text_of(value.child_by_field_name("property") or value)
            if wanted in shape.names:
                return f"{{ {wanted} }}" if wanted == text_of(name) else f"{{ {wanted} as {text_of(name)} }}"
        return None

    def _hoisted(self, call: Node, text: str, shape: Shape) -> bool:
        """Bring `const name = require(…)` of a function to the top under the same name, where that name means nothing else there."""
        declarator = call.parent
        declaration = declarator.parent if declarator is not None else None
        if declarator is None or declaration is None or declarator.type != "variable_declarator" or len(parts_of(declaration)) != 1:
            return False
        name = declarator.child_by_field_name("name")
        block = declaration.parent
        if name is None or name.type != "identifier" or block is None or block.type not in ("statement_block", "program"):
            return False
        wanted = text_of(name)
        if wanted in self.scopes.free or wanted in self._names or not self._only_requires(wanted, text):
            return False
        clause = f"* as {wanted}" if shape.whole == "namespace" else wanted
        line = f"import {clause} from {self._quoted(shape.specifier)}{self._end}"
        if block.type != "program" and not self._declared_in_place(wanted) and line not in self._lines:
            self._lines.append(line)
        self.edits.remove_statement(declaration)
        return True

    def _only_requires(self, name: str, text: str) -> bool:
        """Whether every declaration of that name is a lone `name = require(text)`, never set again."""
        found = self.scopes.by_name.get(name, [])
        for binding in found:
            if binding.writes or len(binding.declared) != 1:
                return False
            declarator = binding.declared[0].parent
            value = declarator.child_by_field_name("value") if declarator is not None and declarator.type == "variable_declarator" else None
            if value is None or value.type != "call_expression" or not loads(value, self.scopes) or required_text(value) != text:
                return False
            if (
                declarator is None
                or declarator.parent is None
                or len(parts_of(declarator.parent)) != 1
                or self._why_unsafe(value, self.shapes[text])
            ):
                return False
            if has_comments(declarator.parent):
                return False
            if binding.scope is not self.scopes.program and (
                declarator.parent.parent is None or declarator.parent.parent.type != "statement_block"
            ):
                return False
        return bool(found)

    def _declared_in_place(self, name: str) -> bool:
        return name in self.scopes.program.names

    def _whole(self, text: str, shape: Shape) -> str:
        """The name of an import of all that a module gives, made when first asked for."""
        if text not in self._made:
            name = self._free_name(text)
            clause = f"* as {name}" if shape.whole == "namespace" else name
            self._lines.append(f"import {clause} from {self._quoted(shape.specifier)}{self._end}")
            self._made[text] = name
        return self._made[text]

    def _swap(self, call: Node, name: str) -> None:
        """Put a name where the call is; comments inside it stay behind the name."""
        comments = "".join(
            f" {text_of(node)}" + (self.edits.line_end if text_of(node).startswith("//") else "")
            for node in walk(call)
            if node.type == "comment"
        )
        self.edits.replace(call.start_byte, call.end_byte, name + comments)

    def _dynamic(self, call: Node, shape: Shape | None) -> None:
        """`import()` of a module by its bare name needs the version, too."""
        source = argument(call)
        if shape is None or source is None:
            return
        if shape.request:
            self.requests[shape.request] = None
            self._note(call, f"“{shape.request}” has to be added to the hook first")
        self.edits.replace(source.start_byte, source.end_byte, self._quoted(shape.specifier))

    # -- writing ---------------------------------------------------------------------------------------------------

    def _replace_statement(self, statement: Node, text: str) -> None:
        end = core_end(statement)
        ends = self.edits.source[end - 1 : end] == b";"
        self.edits.replace(statement.start_byte, end, text + (";" if ends else ""))

    def _insert_lines(self) -> None:
        if not self._lines:
            return
        end, at, source = self.edits.line_end, self._place_for_lines(), self.edits.source
        before = "" if at == 0 or source[at - 1 : at] == b"\n" else end
        self.edits.insert(at, before + "".join(line + end for line in dict.fromkeys(self._lines)))

    def _place_for_lines(self) -> int:
        """Where imports go: behind the first that stands there already, else behind a comment at the head that a blank line ends."""
        if self.in_place:
            last = min(self.in_place, key=lambda node: node.start_byte)
            while last.next_sibling is not None and last.next_sibling.start_point[0] == last.end_point[0]:
                last = last.next_sibling
            return _line_after(self.edits.source, last.end_byte)
        at = 0
        children = self.root.named_children
        for number, node in enumerate(children):
            if node.type not in _HEADS:
                break
            following = children[number + 1] if number + 1 < len(children) else None
            gap = following is None or following.start_point[0] > node.end_point[0] + 1
            if node.type == "hash_bang_line" or gap:
                at = _line_after(self.edits.source, node.end_byte)
        return at

    def _look_at_style(self, calls: list[Node]) -> None:
        for call in calls:
            source = argument(call)
            if source is not None and source.type == "string":
                self._quote = text_of(source)[0]
                break
        first = next((node for node in self.root.named_children if node.type in ("lexical_declaration", "variable_declaration")), None)
        if first is not None and self.edits.source[core_end(first) - 1 : core_end(first)] != b";":
            self._end = ""

    def _quoted(self, specifier: str) -> str:
        return f"{self._quote}{specifier}{self._quote}"

    def _free_name(self, text: str) -> str:
        words = re.findall(r"[A-Za-z0-9]+", text.removeprefix("node:").rpartition("/")[2]) or ["module"]
        plain = "".join([words[0], *(word[:1].upper() + word[1:] for word in words[1:])])
        plain = f"module{plain}" if plain[0].isdigit() else plain
        candidate, number = plain, 1
        while candidate in self.scopes.all_names or candidate in self._names or candidate in RESERVED:
            candidate = f"{plain}Module" if number == 1 else f"{plain}Module{number}"
            number += 1
        self._names.add(candidate)
        return candidate

    def _note(self, node: Node, text: str) -> None:
        self.notes.append(Note.on(node, text))


def _named(pattern: Node, shape: Shape) -> str | None:
    """The named imports that a flat destructuring stands for, None where it says more, or names what no named import brings."""
    if pattern.type != "object_pattern" or not pattern.named_children:
        return None
    parts = []
    for part in pattern.named_children:
        if part.type == "shorthand_property_identifier_pattern":
            key = name = text_of(part)
        elif part.type == "pair_pattern":
            wanted, target = part.child_by_field_name("key"), part.child_by_field_name("value")
            if wanted is None or target is None or wanted.type != "property_identifier" or target.type != "identifier":
                return None
            key, name = text_of(wanted), text_of(target)
        else:
            return None
        if key not in shape.names:
            return None
        parts.append(key if key == name else f"{key} as {name}")
    return f"{{ {', '.join(parts)} }}"


def _line_after(source: bytes, at: int) -> int:
    found = source.find(b"\n", at)
    return len(source) if found < 0 else found + 1
