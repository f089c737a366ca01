"""What in a classic hook means something else in an ES module, or nothing: code that leans on sloppy mode or on its file's wrapper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hookstudio.studio.code_scopes import (
    DECLARED_FUNCTIONS,
    Scopes,
    ancestors,
    enclosing_function,
    is_written,
    line_of,
    names_in,
    text_of,
    walk,
)
from hookstudio.studio.javascript import literal
from hookstudio.studio.sloppy_ways import SloppyWays, is_strict

if TYPE_CHECKING:
    from tree_sitter import Node

_STRICT_WORDS: Final = frozenset(
    {"implements", "interface", "let", "package", "private", "protected", "public", "static", "yield", "await", "eval", "arguments"}
)
# fmt: off
RESERVED: Final = _STRICT_WORDS | frozenset({
    "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "export", "extends",
    "false", "finally", "for", "function", "if", "import", "in", "instanceof", "new", "null", "return", "super", "switch", "this", "throw",
    "true", "try", "typeof", "var", "void", "while", "with", "undefined",
})
# fmt: on
_CONSTANT: Final = frozenset({"undefined", "NaN", "Infinity"})
_WRAPPER: Final = {
    "__dirname": "an ES module has no __dirname",
    "__filename": "an ES module has no __filename",
}
_CLASSIC_KEYS: Final = frozenset({"clientID", "clientName"})


@dataclass(frozen=True, slots=True)
class Note:
    """Something about one line (from 1; 0 the whole code), in a sentence. `refuses`: nothing can be proposed because of it."""

    line: int
    text: str
    refuses: bool = False

    @classmethod
    def on(cls, node: Node, text: str, *, refuses: bool = False) -> Note:
        """A note on the line that *node* begins in; *text* is a sentence but for its capital and its full stop."""
        return cls(line_of(node), f"{text[:1].upper()}{text[1:]}.", refuses)


def notes_on(root: Node, scopes: Scopes) -> Iterator[Note]:
    """What an ES module refuses or takes otherwise."""
    for binding in scopes.bindings:
        if len(binding.declared) > 1 and (binding.scope is scopes.program or not binding.scope.function):
            again = [one for one in binding.declared if one.parent is not None and one.parent.type in DECLARED_FUNCTIONS]
            if again:
                yield Note(line_of(binding.declared[1]), f"“{binding.name}” is declared twice.", True)
    ways = SloppyWays(root, scopes)
    for node in walk(root):
        if (found := _not_parsed(node, scopes)) is not None:
            yield Note.on(node, found, refuses=True)
            continue
        found = _otherwise(node, scopes, ways) or ways.found(node)
        if found is not None:
            yield Note.on(node, found)


def _not_parsed(node: Node, scopes: Scopes) -> str | None:
    """Why strict code, which modules are, can't have that; None if it can."""
    kind = node.type
    if kind == "with_statement":
        return "“with” is not allowed in ES modules"
    if kind == "html_comment" or (kind == "unary_expression" and _begins_comment(node)):
        return "a comment like those of HTML is not allowed in ES modules"
    if kind == "return_statement" and enclosing_function(node) is None:
        return "“return” outside of a function is not allowed in ES modules"
    if kind == "meta_property" and enclosing_function(node) is None:
        return "“new.target” outside of a function is not allowed in ES modules"
    if kind == "number" and _is_old_number(text_of(node)):
        return f"the number {text_of(node)} begins with 0, which is not allowed in ES modules"
    if kind == "escape_sequence" and _is_old_escape(node):
        return f"the escape {text_of(node)} in a text is not allowed in ES modules"
    if kind == "unary_expression" and _deletes_name(node):
        return "“delete” of a plain name is not allowed in ES modules"
    if kind in DECLARED_FUNCTIONS and node.parent is not None and _alone(node, node.parent):
        return "a function that is declared without a block around it is not allowed in ES modules"
    if kind == "formal_parameters" and (twice := _twice(node)):
        return f"two parameters are called “{twice}”, which is not allowed in ES modules"
    if kind in ("identifier", "shorthand_property_identifier_pattern", "statement_identifier") and text_of(node) in _STRICT_WORDS:
        name = text_of(node)
        if name not in ("eval", "arguments") or is_written(node) or _declares(node, scopes):
            return f"“{name}” can’t be a name in ES modules"
    return None


def _otherwise(node: Node, scopes: Scopes, ways: SloppyWays) -> str | None:
    """What will be otherwise though it is allowed."""
    kind = node.type
    if kind in ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern") and scopes.binding(node) is None:
        found = _free_name(node, scopes)
        if found is not None:
            return found
    if kind == "undefined" and is_written(node):
        return "“undefined” is set, which throws in ES modules"
    if kind == "this" and not is_strict(node):
        return _lost_this(node, scopes, ways)
    if kind in ("member_expression", "subscript_expression"):
        return _member(node)
    if kind == "call_expression" and not is_strict(node) and text_of(node.children[0]) == "eval":
        return "what “eval” declares stays inside it in ES modules"
    if (key := _classic_key(node)) is not None:
        return f"contexts of ES modules have no “{key}”: they say it in “client”"
    return None


def _free_name(node: Node, scopes: Scopes) -> str | None:
    name = text_of(node)
    if name in _WRAPPER:
        return _WRAPPER[name]
    if is_strict(node):
        return None
    if is_written(node):
        if name in _CONSTANT:
            return f"“{name}” is set, which throws in ES modules"
        if name != "handle" and node.parent is not None:
            return f"“{name}” is set and declared nowhere, which throws in ES modules"
        return None
    declared = [one for binding in scopes.by_name.get(name, ()) for one in binding.declared]
    hidden = any(one.parent is not None and one.parent.type in DECLARED_FUNCTIONS for one in declared)
    return f"the function “{name}” is declared inside a block, and in ES modules not known outside of it" if hidden else None


def _member(node: Node) -> str | None:
    thing = node.child_by_field_name("object")
    if thing is not None and text_of(thing) == "arguments" and is_written_member(node) and not is_strict(node):
        return "setting a part of “arguments” no longer sets the parameter in ES modules"
    return None


def is_written_member(node: Node) -> bool:
    above = node.parent
    return above is not None and above.type in ("assignment_expression", "augmented_assignment_expression") and above.child(0) == node


def _lost_this(node: Node, scopes: Scopes, ways: SloppyWays) -> str | None:
    """`this` at the top level, or in a declared function that is called by its bare name, or under another."""
    function = enclosing_function(node)
    while function is not None and function.type == "arrow_function":
        function = enclosing_function(function)
    if any(at.type == "field_definition" for at in ancestors(node)):
        return None
    if function is None:
        return "“this” is undefined at the top level of an ES module"
    if function.type not in DECLARED_FUNCTIONS:
        return None
    name = function.child_by_field_name("name")
    binding = scopes.scope_of(function.parent).find(text_of(name)) if name is not None and function.parent is not None else None
    if binding is None or (binding.uses and not ways.bare_calls(binding)):
        return None
    return f"“this” is undefined in “{binding.name}” in an ES module"


def _classic_key(node: Node) -> str | None:
    """The name that only contexts of classic hooks have, where something is taken out by it, or where it is a text of its own."""
    above = node.parent.type if node.parent is not None else ""
    if node.type in ("string", "template_string"):
        key = literal(node)
        return key if key in _CLASSIC_KEYS and above not in ("pair", "import_specifier") else None
    if text_of(node) not in _CLASSIC_KEYS:
        return None
    read = node.type == "property_identifier" and above in ("member_expression", "pair_pattern")
    return text_of(node) if read or node.type == "shorthand_property_identifier_pattern" else None


def _is_old_number(text: str) -> bool:
    return len(text) > 1 and text[0] == "0" and text[1].isdigit()


def _is_old_escape(node: Node) -> bool:
    text = text_of(node)[1:]
    if not text[:1].isdigit() or (node.parent is not None and node.parent.type == "template_string"):
        return False
    after = node.next_sibling
    digit_follows = after is not None and after.start_byte == node.end_byte and text_of(after)[:1].isdigit()
    return text != "0" or digit_follows


def _deletes_name(node: Node) -> bool:
    operator, argument = node.child_by_field_name("operator"), node.child_by_field_name("argument")
    while argument is not None and argument.type == "parenthesized_expression" and argument.named_children:
        argument = argument.named_children[0]
    return operator is not None and operator.type == "delete" and argument is not None and argument.type == "identifier"


def _begins_comment(node: Node) -> bool:
    """Whether `<!--`, which in classic code begins a comment wherever it stands, was read as three operators."""
    before = node.prev_sibling
    return text_of(node).startswith("!--") and before is not None and before.type == "<" and before.end_byte == node.start_byte


def _alone(node: Node, parent: Node) -> bool:
    if parent.type in ("if_statement", "else_clause", "labeled_statement"):
        return True
    return (
        parent.type in ("for_statement", "while_statement", "do_statement", "for_in_statement")
        and parent.child_by_field_name("body") == node
    )


def _twice(parameters: Node) -> str:
    names = [text_of(name) for name in names_in_all(parameters)]
    return next((name for name in names if names.count(name) > 1), "")


def names_in_all(parameters: Node) -> list[Node]:
    return [name for parameter in parameters.named_children for name in names_in(parameter)]


def _declares(node: Node, scopes: Scopes) -> bool:
    binding = scopes.binding(node)
    return binding is not None and any(one == node for one in binding.declared)
