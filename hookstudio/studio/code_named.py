"""What a code names: the modules that it loads, and what it takes of Node's globals. Its tree is walked once, however broken it is.

A query of tree-sitter takes the square of the time where a code is full of errors, so there is none here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from hookstudio.studio.javascript import encoded, literal, package_name, parse, visited

if TYPE_CHECKING:
    from tree_sitter import Node

GLOBALS: Final = ("fetch", "WebSocket", "EventSource", "XMLHttpRequest", "eval", "Function", "WebAssembly", "process")
_THE_GLOBAL: Final = ("globalThis", "global", "self")
_STATEMENTS: Final = {"import_statement": "import", "export_statement": "export"}
_PAIRS: Final = ("pair_pattern", "shorthand_property_identifier_pattern", "object_assignment_pattern")


class Load(StrEnum):
    """How code asks for a module."""

    IMPORT = "import"
    EXPORT = "export"
    DYNAMIC = "dynamic"
    REQUIRE = "require"


@dataclass(frozen=True, slots=True)
class Loading:
    """One place where a module is asked for. `text`: what its literal says, None where it is worked out at run time.

    `start` and `end` count bytes of the parsed text, quotes included. `member`: it is `module.require`.
    """

    kind: Load
    text: str | None
    start: int
    end: int
    member: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """What one code names. `globals`: those of GLOBALS, called so or taken of `globalThis`.

    `constructs`: it calls a `constructor`, which makes functions of text; `passes_require` and `takes_any_global`: what it loads or takes
    with them is only known at run time.
    """

    loads: tuple[Loading, ...]
    globals: frozenset[str]
    constructs: bool
    passes_require: bool
    takes_any_global: bool


@lru_cache(maxsize=8)
def named(code: str) -> Named:
    """What *code* names. It takes a second for each megabyte, in pieces that let other threads run."""
    loads: list[Loading] = []
    found: set[str] = set()
    constructs = passes = takes_any = False
    tree, data = parse(code), encoded(code)
    for node, parent, field in visited(tree.root_node):
        kind = node.type
        if kind == "identifier":
            word = data[node.start_byte : node.end_byte].decode()
            if word in GLOBALS:
                found.add(word)
            elif word == "require":
                passes = passes or not _is_called(parent, field)
            elif word in _THE_GLOBAL and parent is not None:
                taken = _taken(parent, field)
                found |= {name for name in taken or () if name in GLOBALS}
                takes_any = takes_any or taken is None
        elif kind in _STATEMENTS:
            source = node.child_by_field_name("source")
            if source is not None and source.type == "string":
                loads.append(_loading(Load(_STATEMENTS[kind]), source))
        elif kind == "call_expression":
            function = node.child_by_field_name("function")
            if function is None:
                continue
            constructs = constructs or _member(function) == "constructor"
            how = _how(function)
            source = _first(node.child_by_field_name("arguments")) if how is not None else None
            if how is not None and source is not None:
                loads.append(_loading(how, source, member=function.type == "member_expression"))
    return Named(tuple(loads), frozenset(found), constructs, passes, takes_any)


def imported_modules(code: str) -> tuple[str, ...]:
    """The npm packages that *code* requires or imports by a literal name, without versions and inner paths, sorted.

    Node's own modules, relative files and addresses are left out; `npm:@scope/name@1/sub/path` counts as `@scope/name`.
    """
    if "import" not in code and "require" not in code and "export" not in code:
        return ()
    found = {package_name(load.text) for load in named(code).loads if load.text is not None and not load.member}
    return tuple(sorted(name for name in found if name is not None))


def _is_called(parent: Node | None, field: str | None) -> bool:
    return parent is not None and parent.type == "call_expression" and field == "function"


def _how(function: Node) -> Load | None:
    if function.type == "import":
        return Load.DYNAMIC
    if function.type == "identifier" and function.text == b"require":
        return Load.REQUIRE
    if _member(function) != "require":
        return None
    owner = function.child_by_field_name("object")
    named_so = owner is not None and owner.type == "identifier" and owner.text in (b"module", b"globalThis", b"global")
    return Load.REQUIRE if named_so else None


def _loading(kind: Load, source: Node, *, member: bool = False) -> Loading:
    text = literal(source) if source.type in ("string", "template_string") else None
    return Loading(kind, text, source.start_byte, source.end_byte, member)


def _first(arguments: Node | None) -> Node | None:
    if arguments is None or arguments.type != "arguments":
        return None
    return next((child for child in arguments.named_children if child.type != "comment"), None)


def _member(node: Node) -> str | None:
    """The literal name of the member that an expression takes; None if it takes none, or one that is worked out."""
    if node.type == "member_expression":
        name = node.child_by_field_name("property")
        return (name.text or b"").decode() if name is not None else None
    index = node.child_by_field_name("index") if node.type == "subscript_expression" else None
    return literal(index) if index is not None and index.type in ("string", "template_string") else None


def _taken(parent: Node, field: str | None) -> tuple[str, ...] | None:
    """What is taken of the object of all globals that stands in *parent*; None where that is only known at run time."""
    if parent.type in ("member_expression", "subscript_expression") and field == "object":
        name = _member(parent)
        return None if name is None else (name,)
    pattern = parent.child_by_field_name("name") if parent.type == "variable_declarator" and field == "value" else None
    if pattern is None or pattern.type != "object_pattern":
        return () if parent.type in ("unary_expression", "formal_parameters", "pair_pattern") or field == "name" else None
    names = []
    for part in pattern.named_children:
        if part.type not in _PAIRS:
            return None
        key = part.child_by_field_name("key") or part.child_by_field_name("left") or part
        if key.type == "computed_property_name":
            return None
        names.append((literal(key) if key.type == "string" else (key.text or b"").decode()) or "")
    return tuple(names)
