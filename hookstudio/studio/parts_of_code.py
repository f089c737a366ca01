"""Parts of JavaScript code that an import has to know: whether there is a `handle`, one lone function, what members it uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hookstudio.studio.code_scopes import bare, walk
from hookstudio.studio.javascript import literal, parse, visited

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS: Final = frozenset({"function_expression", "function_declaration", "arrow_function", "generator_function", "function"})
_FUNCTIONS_DECLARED: Final = frozenset({"function_declaration", "generator_function_declaration"})
_WHOLE: Final = (b"exports.handle", b"module.exports", b"module.exports.handle")
_LONGEST: Final = max(map(len, _WHOLE))


@dataclass(frozen=True, slots=True)
class Use:
    """One place where code names something: `path` such as `api.access.deny`, the line from 1, whether it is called there."""

    path: str
    line: int
    called: bool = False


def declares_handle(code: str) -> bool:
    """Whether *code* declares, exports or assigns a `handle`, or a whole `module.exports`."""
    if "handle" not in code and "exports" not in code:
        return False
    for node, _, _ in visited(parse(code).root_node):
        if node.type in ("program", "export_statement"):
            found = [name for part in node.named_children for name in _declared(part)]
        elif node.type == "export_specifier":
            found = [node.child_by_field_name("alias") or node.child_by_field_name("name")]
        elif node.type == "assignment_expression":
            found = [node.child_by_field_name("left")]
        else:
            continue
        if any(name is not None and _is_handle(name) for name in found):
            return True
    return False


def lone_function(code: str) -> bool:
    """Whether *code* is one function and nothing else but comments, so that it can stand behind `const name =`."""
    root = parse(code).root_node
    parts = [node for node in root.named_children if node.type != "comment"]
    if len(parts) != 1 or root.has_error:
        return False
    part = parts[0]
    if part.type == "expression_statement":
        inner = [node for node in part.named_children if node.type != "comment"]
        return len(inner) == 1 and bare(inner[0]).type in _FUNCTIONS
    return part.type in _FUNCTIONS


def first_error(code: str) -> int | None:
    """The line, from 1, of the first place that can't be parsed; None where all can."""
    waiting = [parse(code).root_node]
    lines = []
    while waiting:
        node = waiting.pop()
        if node.type == "ERROR" or node.is_missing:
            lines.append(node.start_point[0] + 1)
        elif node.has_error:
            waiting.extend(node.children)
    return min(lines, default=None)


def uses(code: str, *names: str) -> tuple[Use, ...]:
    """Where *code* uses the variables *names*: the longest path of members from each, in the order of the text."""
    found = []
    for node in walk(parse(code).root_node):
        if node.type != "identifier" or (node.text or b"").decode() not in names or _is_name_of_parameter(node):
            continue
        path, top = (node.text or b"").decode(), node
        while (parent := top.parent) is not None and parent.child_by_field_name("object") == top:
            key = _key(parent)
            if key is None:
                break
            path, top = f"{path}.{key}", parent
        called = top.parent is not None and top.parent.type == "call_expression" and top.parent.child_by_field_name("function") == top
        found.append(Use(path, node.start_point[0] + 1, called))
    return tuple(found)


def requires(code: str) -> tuple[tuple[str, int, int, int], ...]:
    """The literals that *code* requires: text, line from 1, and where the quotes and what is between them stand, in UTF-8 bytes."""
    found = []
    for node in walk(parse(code).root_node):
        if node.type != "call_expression" or (function := node.child_by_field_name("function")) is None or function.text != b"require":
            continue
        arguments = node.child_by_field_name("arguments")
        first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
        text = literal(first) if first is not None and first.type in ("string", "template_string") else None
        if first is not None and text is not None:
            found.append((text, first.start_point[0] + 1, first.start_byte, first.end_byte))
    return tuple(found)


def _key(member: Node) -> str | None:
    """The literal name of the member that an expression takes, None for one that is worked out at run time."""
    if member.type == "member_expression":
        name = member.child_by_field_name("property")
        return (name.text or b"").decode() if name is not None else None
    index = member.child_by_field_name("index")
    return literal(index) if member.type == "subscript_expression" and index is not None and index.type == "string" else None


def _is_name_of_parameter(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "formal_parameters"


def _declared(statement: Node) -> list[Node | None]:
    if statement.type in _FUNCTIONS_DECLARED:
        return [statement.child_by_field_name("name")]
    parts = statement.named_children if statement.type in ("lexical_declaration", "variable_declaration") else []
    return [part.child_by_field_name("name") for part in parts if part.type == "variable_declarator"]


def _is_handle(name: Node) -> bool:
    wanted = {"identifier": (b"handle",), "member_expression": _WHOLE}.get(name.type, ())
    return name.end_byte - name.start_byte <= _LONGEST and name.text in wanted
