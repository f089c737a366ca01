"""What a classic hook does that sloppy mode lets pass, or does in a way of its own, as far as its syntax shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from hookstudio.studio.code_scopes import (
    CLASSES,
    DECLARED_FUNCTIONS,
    FUNCTIONS,
    Binding,
    Scopes,
    ancestors,
    enclosing_function,
    text_of,
    walk,
)
from hookstudio.studio.javascript import literal

if TYPE_CHECKING:
    from tree_sitter import Node

_EXPRESSIONS: Final = frozenset({"function_expression", "generator_function"})
_MEMBERS: Final = frozenset({"member_expression", "subscript_expression"})
_WRITES: Final = frozenset({"assignment_expression", "augmented_assignment_expression", "update_expression"})
_FREEZING: Final = frozenset({"Object.freeze", "Object.seal", "Object.preventExtensions"})
_BARE: Final = frozenset({"string", "template_string", "number", "true", "false"})
_BARE_PROTOTYPES: Final = ("String.prototype", "Number.prototype", "Boolean.prototype")
_PATH: Final = 200  # bytes
_FIXED: Final = frozenset({"prototype", "length"})


class SloppyWays:
    """Looks once at the whole; `found` is then asked of each node."""

    def __init__(self, root: Node, scopes: Scopes) -> None:
        self._scopes = scopes
        self._asks: dict[str, Callable[[Node], str | None]] = {"this": self._this, "identifier": self._arguments}
        self._asks |= dict.fromkeys(_MEMBERS, self._member) | dict.fromkeys(DECLARED_FUNCTIONS, self._in_block)
        self._frozen: set[str] = set()
        self._only_read: dict[str, set[str]] = {}
        self._taken_out: set[str] = set()
        self._set_parameters: dict[int, str] = {}
        for node in walk(root):
            self._look(node)
        for binding in scopes.bindings:
            if binding.writes and _is_plain_parameter(binding.declared[0]):
                self._set_parameters.setdefault(binding.scope.node.id, binding.name)

    def found(self, node: Node) -> str | None:
        """What is otherwise in an ES module because of *node*; None where nothing is to be seen."""
        ask = self._asks.get(node.type)
        found = ask(node) if ask is not None else None
        return found if found is None or not is_strict(node) else None

    def bare_calls(self, binding: Binding) -> bool:
        """Whether a function is called by its bare name, or under another, or handed on."""
        return any(_is_lone_value(use) for use in binding.uses)

    # -- the whole ---------------------------------------------------------------------------------------------------

    def _look(self, node: Node) -> None:
        if node.type == "call_expression" and _short(node.children[0]) in _FREEZING:
            arguments = node.child_by_field_name("arguments")
            given = [one for one in arguments.named_children if one.type != "comment"] if arguments is not None else []
            self._frozen.update(_short(one) for one in given[:1] if one.type == "identifier" or one.type in _MEMBERS)
            if (name := _name_for(node)) is not None:
                self._frozen.add(name)
        elif node.type == "object" and (name := _name_for(node)) is not None:
            parts = [part for part in node.named_children if part.type == "method_definition"]
            read = {_key(part) for part in parts if any(child.type == "get" for child in part.children)}
            self._only_read[name] = read - {_key(part) for part in parts if any(child.type == "set" for child in part.children)}
        elif node.type == "member_expression" and _is_lone_value(node) and not _is_called(node):
            self._taken_out.add(text_of(node.children[-1]))
        elif node.type == "shorthand_property_identifier_pattern":
            self._taken_out.add(text_of(node))

    # -- one place ---------------------------------------------------------------------------------------------------

    def _this(self, node: Node) -> str | None:
        function = enclosing_function(node)
        while function is not None and function.type == "arrow_function":
            function = enclosing_function(function)
        if function is None or function.parent is None:
            return None
        if function.type == "method_definition" or (function.type in _EXPRESSIONS and function.parent.type == "pair"):
            name = _key(function if function.type == "method_definition" else function.parent)
            taken = name in self._taken_out and function.parent.type != "class_body"
            return f"“this” is undefined in an ES module where “{name}” is called without its object" if taken else None
        if function.type not in _EXPRESSIONS:
            return None
        value = function
        while value.parent is not None and value.parent.type == "parenthesized_expression":
            value = value.parent
        above = value.parent
        if above is None:
            return None
        if above.type == "call_expression" and above.child_by_field_name("function") == value:
            return "“this” is undefined in this function in an ES module"
        if above.type == "arguments":
            return "“this” may be undefined in this function in an ES module: it is no longer the global object"
        if above.type == "variable_declarator" and (name_node := above.child_by_field_name("name")) is not None:
            binding = self._scopes.binding(name_node) if name_node.type == "identifier" else None
            if binding is not None and self.bare_calls(binding):
                return f"“this” is undefined in an ES module where “{binding.name}” is called by its bare name"
        if above.type == "assignment_expression" and _short(above.children[0]).startswith(_BARE_PROTOTYPES):
            return "“this” is the bare value in an ES module, and no object"
        return None

    def _member(self, node: Node) -> str | None:
        thing, name = node.child_by_field_name("object"), _member_name(node)
        if thing is None:
            return None
        whole = _short(thing)
        if not whole:
            return None
        binding = self._scopes.binding(thing) if thing.type == "identifier" else None
        if whole == "arguments" and name in ("callee", "caller"):
            return f"“arguments.{name}” throws in ES modules"
        if name in ("caller", "arguments") and binding is not None and _is_function(binding):
            return f"“{whole}.{name}” throws in ES modules"
        deleted, written = _is_deleted(node), _is_written(node)
        if written and binding is not None and (aliased := _value_of(binding)) is not None and text_of(aliased) == "arguments":
            return "setting a part of “arguments” no longer sets the parameter in ES modules"
        if (deleted or written) and whole in self._frozen:
            return f"“{whole}” is frozen, so this throws in ES modules"
        if written and name in self._only_read.get(whole, ()):
            return f"“{whole}.{name}” can only be read, so this throws in ES modules"
        if written and binding is not None and not binding.writes and (value := _value_of(binding)) is not None and value.type in _BARE:
            return f"“{whole}” is no object, so this throws in ES modules"
        if deleted and name in _FIXED:
            return f"“{name}” may be what can’t be deleted, which throws in ES modules"
        return None

    def _in_block(self, node: Node) -> str | None:
        """A function in a block, whose name sloppy mode gives to the function around it, too."""
        name, block = node.child_by_field_name("name"), node.parent
        if name is None or block is None or block.type not in ("statement_block", "switch_case", "switch_default"):
            return None
        if block.parent is not None and block.parent.type in FUNCTIONS:
            return None
        inner = self._scopes.scope_of(block)
        outer = inner.parent.find(text_of(name)) if inner.parent is not None else None
        around = enclosing_function(node)
        if outer is None or _is_parameter(outer.declared[0]) or _is_lexical(outer.declared[0]):
            return None
        seen = any(around is None or around.start_byte <= use.start_byte < around.end_byte for use in outer.uses)
        return f"this “{outer.name}” no longer takes the place of the “{outer.name}” outside of its block in ES modules" if seen else None

    def _arguments(self, node: Node) -> str | None:
        if text_of(node) != "arguments":
            return None
        function = enclosing_function(node)
        while function is not None and function.type == "arrow_function":
            function = enclosing_function(function)
        name = self._set_parameters.get(function.id) if function is not None else None
        return f"“arguments” no longer follows “{name}”, which is set, in ES modules" if name is not None else None


def is_strict(node: Node) -> bool:
    """Whether a node stands in strict code: in a class, or where a `'use strict'` holds."""
    return any(
        at.type in CLASSES or ((at.type == "program" or at.type in FUNCTIONS) and strict_directive(at) is not None)
        for at in (node, *ancestors(node))
    )


def strict_directive(node: Node) -> Node | None:
    """The `'use strict'` at the head of a program or a function, the whole statement."""
    body = node if node.type == "program" else node.child_by_field_name("body")
    if body is None or body.type not in ("program", "statement_block"):
        return None
    for statement in body.named_children:
        if statement.type in ("comment", "hash_bang_line", "html_comment"):
            continue
        inner = statement.named_children[0] if statement.type == "expression_statement" and statement.named_children else None
        if inner is None or inner.type != "string":
            return None
        if text_of(inner)[1:-1] == "use strict":
            return statement
    return None


def _short(node: Node) -> str:
    """The text of a node that is no longer than a path of names may be, else ''."""
    return text_of(node) if node.end_byte - node.start_byte <= _PATH else ""


def _is_lone_value(node: Node) -> bool:
    """Whether it is called without an object, or goes elsewhere as a value: to another name, or into a call."""
    above = node.parent
    if above is None:
        return False
    if above.type == "call_expression":
        return above.child_by_field_name("function") == node
    if above.type == "variable_declarator":
        return above.child_by_field_name("value") == node
    return above.type == "arguments" and above.parent is not None and above.parent.type == "call_expression"


def _is_called(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "call_expression"


def _is_written(node: Node) -> bool:
    return (
        node.parent is not None
        and node.parent.type in _WRITES
        and node in (node.parent.child(0), node.parent.child_by_field_name("argument"))
    )


def _is_deleted(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "unary_expression" and text_of(node.parent.children[0]) == "delete"


def _member_name(node: Node) -> str | None:
    if node.type == "member_expression":
        return text_of(node.children[-1])
    index = node.child_by_field_name("index")
    return literal(index) if index is not None and index.type in ("string", "template_string") else None


def _key(part: Node) -> str:
    named = part.child_by_field_name("key") or part.child_by_field_name("name")
    return text_of(named).strip("'\"") if named is not None else ""


def _name_for(value: Node) -> str | None:
    """The name that is declared with that value."""
    above = value.parent
    if above is None or above.type != "variable_declarator" or above.child_by_field_name("value") != value:
        return None
    name = above.child_by_field_name("name")
    return text_of(name) if name is not None and name.type == "identifier" else None


def _value_of(binding: Binding) -> Node | None:
    above = binding.declared[0].parent
    return above.child_by_field_name("value") if above is not None and above.type == "variable_declarator" else None


def _is_function(binding: Binding) -> bool:
    """Whether it is a function that sloppy mode lets be asked for its caller."""
    above = binding.declared[0].parent
    value = above if above is not None and above.type in DECLARED_FUNCTIONS else _value_of(binding)
    return value is not None and value.type in DECLARED_FUNCTIONS | _EXPRESSIONS


def _is_plain_parameter(declared: Node) -> bool:
    """Whether it is one of parameters that are all mere names: only then `arguments` follows them."""
    given = declared.parent
    return (
        given is not None
        and given.type == "formal_parameters"
        and all(one.type in ("identifier", "comment") for one in given.named_children)
    )


def _is_parameter(declared: Node) -> bool:
    return any(at.type == "formal_parameters" for at in _up_to_function(declared))


def _is_lexical(declared: Node) -> bool:
    return any(at.type == "lexical_declaration" for at in _up_to_function(declared)) or (
        declared.parent is not None and declared.parent.type in CLASSES
    )


def _up_to_function(node: Node) -> Iterator[Node]:
    for at in ancestors(node):
        if at.type in FUNCTIONS or at.type in ("statement_block", "program"):
            return
        yield at
