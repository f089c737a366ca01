"""Which declaration each name of a JavaScript text stands for, with scopes as strict code has them. Read with tree-sitter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS: Final = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "function_expression",
        "generator_function",
        "arrow_function",
        "method_definition",
        "class_static_block",
    }
)
DECLARED_FUNCTIONS: Final = frozenset({"function_declaration", "generator_function_declaration"})
CLASSES: Final = frozenset({"class", "class_declaration"})
_BLOCKS: Final = frozenset({"statement_block", "for_statement", "for_in_statement", "switch_body", "catch_clause"})
_PATTERNS: Final = frozenset(
    {"object_pattern", "array_pattern", "rest_pattern", "pair_pattern", "assignment_pattern", "object_assignment_pattern"}
)
_NAMES: Final = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})


@dataclass(eq=False, slots=True)
class Binding:
    """A name that is declared: the identifiers that declare it, and all that refer to it, the writing ones in `writes`, too."""

    name: str
    scope: Scope
    declared: list[Node] = field(default_factory=list)
    uses: list[Node] = field(default_factory=list)
    writes: list[Node] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Scope:
    """Where names are declared. `function`: whether `var` stops here."""

    node: Node
    parent: Scope | None
    function: bool
    names: dict[str, Binding] = field(default_factory=dict)

    def find(self, name: str) -> Binding | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None


class Scopes:
    """The scopes of a whole text. `free`: names that nothing declares, with where they are used; `free_writes`: where they are set.

    `bindings` are all in the order of the text, `by_name` those of one name.
    """

    def __init__(self, root: Node) -> None:
        self.program = Scope(root, None, True)
        self.free: dict[str, list[Node]] = {}
        self.free_writes: dict[str, list[Node]] = {}
        self.all_names: set[str] = set()
        self.bindings: list[Binding] = []
        self.by_name: dict[str, list[Binding]] = {}
        self._declaring: set[int] = set()
        self._scopes: dict[int, Scope] = {root.id: self.program}
        self._declare_all(root)
        self._resolve_all(root)

    def scope_of(self, node: Node) -> Scope:
        """The innermost scope that *node* stands in, or its own."""
        return self._scopes.get(node.id, self.program)

    def binding(self, identifier: Node) -> Binding | None:
        """What a name at this place stands for, None for a free one."""
        return self.scope_of(identifier).find(text_of(identifier))

    def is_free(self, identifier: Node, name: str) -> bool:
        """Whether it is *name* and nothing in the text declares that."""
        return identifier.type == "identifier" and text_of(identifier) == name and self.binding(identifier) is None

    # -- declarations ----------------------------------------------------------------------------------------------

    def _declare_all(self, root: Node) -> None:
        inside = [(root.end_byte, self.program)]  # asking each node for its parent would take the square of the depth
        for node in walk(root):
            kind = node.type
            while len(inside) > 1 and node.start_byte >= inside[-1][0]:
                inside.pop()
            scope = inside[-1][1]
            if kind in FUNCTIONS or kind in CLASSES or kind in _BLOCKS:
                scope = self._open(node, scope)
                inside.append((node.end_byte, scope))
            self._scopes[node.id] = scope
            if kind in ("lexical_declaration", "variable_declaration"):
                target = scope if kind == "lexical_declaration" else _function_scope(scope)
                for declarator in node.named_children:
                    name = declarator.child_by_field_name("name") if declarator.type == "variable_declarator" else None
                    if name is not None:
                        self._declare(name, target)
            elif kind == "for_in_statement" and (word := node.child_by_field_name("kind")) is not None:
                left = node.child_by_field_name("left")
                if left is not None:
                    self._declare(left, _function_scope(scope) if word.type == "var" else scope)
            elif kind == "catch_clause" and (parameter := node.child_by_field_name("parameter")) is not None:
                self._declare(parameter, scope)

    def _open(self, node: Node, outer: Scope) -> Scope:
        """The scope of a node that has one, with the names that stand in its head."""
        name = node.child_by_field_name("name")
        kind = node.type
        if (kind in DECLARED_FUNCTIONS or kind == "class_declaration") and name is not None:
            self._declare(name, outer)
        if kind == "statement_block" and outer.node.child_by_field_name("body") == node and not outer.node.type.startswith("for"):
            return outer  # parameters and body of a function, or of a catch, are one scope here
        scope = Scope(node, outer, kind in FUNCTIONS)
        if name is not None and kind in ("function_expression", "generator_function", "class"):
            self._declare(name, scope)
        if kind in FUNCTIONS:
            parameters = node.child_by_field_name("parameters")
            single = node.child_by_field_name("parameter")
            for parameter in parameters.named_children if parameters is not None else [single] if single is not None else []:
                self._declare(parameter, scope)
        return scope

    def _declare(self, pattern: Node, scope: Scope) -> None:
        for identifier in names_in(pattern):
            name = text_of(identifier)
            if name not in scope.names:
                scope.names[name] = Binding(name, scope)
                self.bindings.append(scope.names[name])
                self.by_name.setdefault(name, []).append(scope.names[name])
            scope.names[name].declared.append(identifier)
            self._declaring.add(identifier.id)

    # -- uses ------------------------------------------------------------------------------------------------------

    def _resolve_all(self, root: Node) -> None:
        for node in walk(root):
            if node.type not in _NAMES:
                continue
            name = text_of(node)
            self.all_names.add(name)
            if node.id in self._declaring:
                continue
            binding, writes = self.binding(node), is_written(node)
            if binding is not None:
                binding.uses.append(node)
                if writes:
                    binding.writes.append(node)
            else:
                self.free.setdefault(name, []).append(node)
                if writes:
                    self.free_writes.setdefault(name, []).append(node)


def text_of(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def line_of(node: Node) -> int:
    """The line that a node begins in, from 1."""
    return node.start_point[0] + 1


def walk(root: Node) -> Iterator[Node]:
    """A node and all below it, in the order of the text; without recursion, for code may be nested deeply."""
    cursor = root.walk()
    while True:
        if cursor.node is not None:
            yield cursor.node
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def bare(node: Node) -> Node:
    """An expression without the parentheses around it."""
    while node.type == "parenthesized_expression" and len(node.named_children) == 1:
        node = node.named_children[0]
    return node


def ancestors(node: Node) -> Iterator[Node]:
    at = node.parent
    while at is not None:
        yield at
        at = at.parent


def enclosing_function(node: Node) -> Node | None:
    """The innermost function that *node* stands in, None at the top level."""
    return next((at for at in ancestors(node) if at.type in FUNCTIONS), None)


def names_in(pattern: Node) -> Iterator[Node]:
    """The identifiers that a pattern binds or sets."""
    waiting = [pattern]
    while waiting:
        node = waiting.pop()
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            yield node
        elif node.type in ("assignment_pattern", "object_assignment_pattern"):
            left = node.child_by_field_name("left")
            waiting += [left] if left is not None else []
        elif node.type == "pair_pattern":
            value = node.child_by_field_name("value")
            waiting += [value] if value is not None else []
        elif node.type in _PATTERNS:
            waiting += reversed(node.named_children)


def is_written(identifier: Node) -> bool:
    """Whether a name is assigned to at this place: by `=`, `+=`, `++`, a destructuring or the head of a loop."""
    at, above = identifier, identifier.parent
    while above is not None and (above.type in _PATTERNS or above.type == "parenthesized_expression"):
        if above.type in ("assignment_pattern", "object_assignment_pattern") and above.child_by_field_name("left") != at:
            return False
        if above.type == "pair_pattern" and above.child_by_field_name("value") != at:
            return False
        at, above = above, above.parent
    if above is None:
        return False
    if above.type in ("assignment_expression", "augmented_assignment_expression", "for_in_statement"):
        return above.child_by_field_name("left") == at
    return above.type == "update_expression"


def _function_scope(scope: Scope) -> Scope:
    while not scope.function and scope.parent is not None:
        scope = scope.parent
    return scope
