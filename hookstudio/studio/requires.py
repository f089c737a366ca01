"""The places of a classic hook's code that load something: `require` and `import()`, and the statements that they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hookstudio.studio.code_edits import core_end
from hookstudio.studio.code_scopes import Scopes, enclosing_function, text_of, walk
from hookstudio.studio.javascript import literal

if TYPE_CHECKING:
    from tree_sitter import Node


def required_texts(root: Node, scopes: Scopes) -> tuple[str, ...]:
    """What is in the literals of `require` and `import()`, each once, in the order of the text."""
    found = dict[str, None]()
    for node in walk(root):
        if node.type == "call_expression" and loads(node, scopes) and (text := required_text(node)) is not None:
            found[text] = None
    return tuple(found)


def effect_before(call: Node, root: Node, scopes: Scopes) -> Node | None:
    """The first statement before a require at the top level that does more than to declare or to load something."""
    for statement in root.named_children:
        if statement.end_byte >= call.start_byte:
            return None
        if any(_does_something(node, scopes) for node in walk(statement)) and not _assigns_exports(statement):
            return statement
    return None


def loads(call: Node, scopes: Scopes) -> bool:
    """Whether a call is one of Node's `require`, or an `import()`."""
    function = call.child_by_field_name("function")
    return function is not None and (function.type == "import" or scopes.is_free(function, "require"))


def argument(call: Node) -> Node | None:
    arguments = call.child_by_field_name("arguments")
    given = [node for node in arguments.named_children if node.type != "comment"] if arguments is not None else []
    return given[0] if given and given[0].type in ("string", "template_string") else None


def required_text(call: Node) -> str | None:
    source = argument(call)
    return literal(source) if source is not None else None


def lone_statement(call: Node, root: Node) -> Node | None:
    """The statement of the top level that is nothing but this require: bare, or one declaration of it or of a member of it."""
    at = call.parent
    if at is not None and at.type == "member_expression" and at.child_by_field_name("object") == call:
        at = at.parent
    if at is None:
        return None
    if at.type == "expression_statement" and at == call.parent and at.parent == root:
        return at
    statement = at.parent
    lone = at.type == "variable_declarator" and statement is not None and statement.parent == root
    return statement if lone and statement is not None and len(parts_of(statement)) == 1 else None


def parts_of(statement: Node) -> list[Node]:
    return [node for node in statement.named_children if node.type != "comment"]


def has_comments(statement: Node) -> bool:
    """Whether there are comments inside a statement; one behind it does not count."""
    end = core_end(statement)
    return any(node.type == "comment" and node.start_byte < end for node in walk(statement))


def is_path(text: str) -> bool:
    return text.startswith((".", "/"))


def _does_something(node: Node, scopes: Scopes) -> bool:
    """Whether it calls something, or sets a part of something, when it is come to, and not only in a function that is made there."""
    if node.type == "call_expression":
        done = not loads(node, scopes)
    elif node.type in ("assignment_expression", "augmented_assignment_expression"):
        left = node.child_by_field_name("left")
        done = left is not None and left.type in ("member_expression", "subscript_expression")
    else:
        done = node.type == "new_expression"
    return done and enclosing_function(node) is None


def _assigns_exports(statement: Node) -> bool:
    inner = statement.named_children[0] if statement.type == "expression_statement" and statement.named_children else None
    left = inner.child_by_field_name("left") if inner is not None and inner.type == "assignment_expression" else None
    return left is not None and text_of(left).startswith(("exports.", "module.exports"))
