"""Which names in a hook's code stand for which part of the context: the first parameter of `handle`, and what is taken out of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Final

from hookstudio.studio.javascript import language, visited

if TYPE_CHECKING:
    from tree_sitter import Node

Path = tuple[str, ...]

_FUNCTIONS: Final = ("arrow_function", "function_expression")
_MOST: Final = 20  # handles that are looked into: one has one


def context_names(code: bytes) -> dict[str, Path]:
    """For each name the keys below the context: {'data': (), 'user': ('user',)} for `handle(data) { const { user } = data`.

    Broken code is read as far as it goes. A name that is used twice stands for what it was given last.
    """
    from tree_sitter import Parser

    root = Parser(language()).parse(code).root_node
    names: dict[str, Path] = {}
    with suppress(RecursionError):  # nested more deeply than anybody writes
        for handle in islice(_handles(root), _MOST):
            names |= _bound_by(_first_parameter(handle), ())
            for declarator, _, _ in visited(handle):
                if declarator.type != "variable_declarator":
                    continue
                path = _path_of(declarator.child_by_field_name("value"), names)
                if path is not None:
                    names |= _bound_by(declarator.child_by_field_name("name"), path)
    return names


def _handles(root: Node) -> Iterator[Node]:
    """The functions that are called `handle`, in the order of the text. No query: that takes the square of the time in broken code."""
    for node, parent, field in visited(root):
        if node.type in ("function_declaration", "method_definition"):
            if _is_called(node.child_by_field_name("name"), b"handle"):
                yield node
        elif node.type in _FUNCTIONS and parent is not None:
            if parent.type == "variable_declarator" and field == "value":
                named = _is_called(parent.child_by_field_name("name"), b"handle")
            elif parent.type == "pair" and field == "value":
                named = _is_called(parent.child_by_field_name("key"), b"handle")
            else:
                left = parent.child_by_field_name("left") if parent.type == "assignment_expression" and field == "right" else None
                name = left.child_by_field_name("property") if left is not None and left.type == "member_expression" else None
                named = _is_called(name, b"handle", b"exports")
            if named:
                yield node


def _is_called(name: Node | None, *words: bytes) -> bool:
    return name is not None and name.type in ("identifier", "property_identifier") and name.text in words


def _first_parameter(function: Node) -> Node | None:
    alone = function.child_by_field_name("parameter")
    parameters = function.child_by_field_name("parameters")
    if alone is not None or parameters is None:
        return alone
    return next((child for child in parameters.named_children if child.type != "comment"), None)


def _bound_by(pattern: Node | None, path: Path) -> dict[str, Path]:
    """The names that a pattern such as `{ user, context: { request } }` gives to what stands at *path*."""
    return dict(_bindings(pattern, path))


def _bindings(pattern: Node | None, path: Path) -> Iterator[tuple[str, Path]]:
    if pattern is None:
        return
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield _text(pattern), path
    elif pattern.type in ("assignment_pattern", "object_assignment_pattern"):
        left = pattern.child_by_field_name("left")
        inner = (*path, _text(left)) if left is not None and left.type == "shorthand_property_identifier_pattern" else path
        yield from _bindings(left, inner)
    elif pattern.type == "object_pattern":
        for child in pattern.named_children:
            if child.type == "shorthand_property_identifier_pattern":
                yield _text(child), (*path, _text(child))
            elif child.type == "object_assignment_pattern":
                yield from _bindings(child, path)
            elif child.type == "pair_pattern":
                key = child.child_by_field_name("key")
                yield from _bindings(child.child_by_field_name("value"), (*path, "" if key is None else _text(key).strip("'\"")))


def _path_of(node: Node | None, names: dict[str, Path]) -> Path | None:
    """The place in the context that an expression such as `data.user?.metadata || {}` reads, None if it reads none."""
    if node is None:
        return None
    if node.type == "identifier":
        return names.get(_text(node))
    if node.type in ("parenthesized_expression", "await_expression"):
        return _path_of(node.named_children[0] if node.named_children else None, names)
    if node.type == "binary_expression" and any(child.type in ("||", "??") for child in node.children):
        return _path_of(node.child_by_field_name("left"), names)
    if node.type not in ("member_expression", "subscript_expression"):
        return None
    base = _path_of(node.child_by_field_name("object"), names)
    key = node.child_by_field_name("property") or node.child_by_field_name("index")
    if base is None or key is None or key.type not in ("property_identifier", "string"):
        return None
    return (*base, _text(key).strip("'\""))


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
