"""What an Auth0 Rule or Action does with what it is handed: followed through its names, its patterns and its own functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hookstudio.studio.code_scopes import DECLARED_FUNCTIONS, Scopes, ancestors, bare, line_of, text_of, walk
from hookstudio.studio.javascript import literal, parse

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS: Final = DECLARED_FUNCTIONS | {"function_expression", "generator_function", "arrow_function", "method_definition"}
_WRITES: Final = frozenset({"assignment_expression", "augmented_assignment_expression", "update_expression"})
_LONGEST: Final = 500_000  # characters; Auth0 takes less
_NESTED: Final = 500  # levels; what is asked of each node takes the time of its depth
_MOST: Final = 2_000  # names that are followed
_DEEP: Final = 4  # a name that is set to a part of itself would be followed for ever
_ONLY_LOOK: Final = frozenset({"console", "JSON"})


@dataclass(frozen=True, slots=True)
class Touch:
    """One place where code gets at something that it was handed: `path` such as `event.user.name`, the line from 1.

    `written`: it is set there. `computed`: which part of it, is worked out at run time. `handed_on`: it goes whole to what can't be seen.
    """

    path: str
    line: int
    written: bool = False
    computed: bool = False
    handed_on: bool = False


@dataclass(frozen=True, slots=True)
class Exports:
    """What an Action hands out: the names and their lines, with '' for all that `module.exports` is, and the functions that were
    found for the handlers among them."""

    names: Mapping[str, int]
    functions: tuple[Node, ...]


def can_be_followed(code: str) -> bool:
    """Whether it is neither too long nor too deeply nested to be looked through in a bounded time."""
    if len(code) > _LONGEST:
        return False
    cursor, depth = parse(code).root_node.walk(), 0
    while True:
        if cursor.goto_first_child():
            depth += 1
            if depth > _NESTED:
                return False
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return True
            depth -= 1


class HandedCode:
    """Reads the code once; `touches` follows what given functions are handed."""

    def __init__(self, code: str) -> None:
        self._root = parse(code).root_node
        self._scopes = Scopes(self._root)
        self._waiting: list[tuple[Node, str]] = []
        self._seen: set[tuple[int, str]] = set()

    def lone_function(self) -> tuple[Node, ...]:
        """The function that the code is."""
        found = next((node for node in walk(self._root) if node.type in _FUNCTIONS), None)
        return (found,) if found is not None else ()

    def exports(self) -> Exports:
        """What is assigned to `exports.NAME` or `module.exports`; a value that is wrapped counts for the functions in its wrapping."""
        names: dict[str, int] = {}
        functions: list[Node] = []
        for node in walk(self._root):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if node.type != "assignment_expression" or left is None or right is None:
                continue
            name = self._exported(left)
            if name is None:
                continue
            value = bare(right)
            parts = [value] if name or value.type != "object" else value.named_children
            for part in parts:
                key = name or self._key_of(part)
                names.setdefault(key, line_of(part))
                if not key or key.startswith("on"):
                    functions += self._functions(part)
        return Exports(names, tuple(functions))

    def names_anywhere(self, name: str) -> bool:
        """Whether *name* stands anywhere in the code but in a comment."""
        return any(text_of(node).strip("'\"`") == name for node in walk(self._root) if not node.named_children and node.type != "comment")

    def touches(self, functions: tuple[Node, ...], *names: str) -> tuple[Touch, ...]:
        """What *functions* do with their first parameters, which the paths call *names*; by lines."""
        for function in functions:
            for parameter, name in zip(_parameters(function), names, strict=False):
                self._follow(parameter, name)
        found = dict[Touch, None]()
        while self._waiting:
            use, path = self._waiting.pop()
            found.update(dict.fromkeys(self._touch(use, path)))
        return tuple(sorted(found, key=lambda touch: touch.line))

    # -- following ---------------------------------------------------------------------------------------------------

    def _follow(self, pattern: Node, path: str) -> None:
        """Have all uses of the names that a pattern binds looked at."""
        waiting = [(pattern, path)]
        while waiting:
            node, path = waiting.pop()
            if node.type in ("identifier", "shorthand_property_identifier_pattern"):
                binding = self._scopes.binding(node)
                if binding is not None and (id(binding), path) not in self._seen and path.count(".") <= _DEEP and len(self._seen) < _MOST:
                    self._seen.add((id(binding), path))
                    written = {one.id for one in binding.writes}
                    self._waiting += [(use, path) for use in binding.uses if use.id not in written]
            elif node.type in ("assignment_pattern", "object_assignment_pattern"):
                left = node.child_by_field_name("left")
                if left is not None:
                    named = left.type == "shorthand_property_identifier_pattern"
                    waiting.append((left, f"{path}.{text_of(left)}" if named else path))
            elif node.type == "rest_pattern":
                waiting += [(inner, path) for inner in node.named_children]
            elif node.type == "object_pattern":
                for part in node.named_children:
                    if part.type == "shorthand_property_identifier_pattern":
                        waiting.append((part, f"{path}.{text_of(part)}"))
                    elif part.type == "pair_pattern":
                        key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
                        name = (literal(key) if key.type == "string" else text_of(key)) if key is not None else None
                        if value is not None and name is not None:
                            waiting.append((value, f"{path}.{name}"))
                    else:
                        waiting.append((part, path))

    def _touch(self, use: Node, path: str) -> Iterator[Touch]:
        top, line = use, line_of(use)
        while (above := top.parent) is not None:
            if above.type == "parenthesized_expression":
                top = above
            elif above.child_by_field_name("object") == top:
                key = _member(above)
                if key is None:
                    yield Touch(path, line, computed=True)
                    return
                path, top = f"{path}.{key}", above
            else:
                break
        if above is None:
            return
        if above.type == "call_expression" and above.child_by_field_name("function") == top:
            yield Touch(path, line)
            if path.startswith("api.") and above.parent is not None and above.parent.child_by_field_name("object") == above:
                self._waiting.append((above, "api"))  # what api's functions give is api again
        elif above.type == "arguments":
            yield from self._given(top, above, path, line)
        elif (above.type in _WRITES and above.children[0] == top) or text_of(above).startswith("delete "):
            yield Touch(path, line, written=True)
        else:
            yield from self._kept(top, path, line)

    def _given(self, top: Node, arguments: Node, path: str, line: int) -> Iterator[Touch]:
        """As an argument: into a function of the code itself, or away."""
        call = arguments.parent
        callee = call.child_by_field_name("function") if call is not None else None
        given = [node for node in arguments.named_children if node.type != "comment"]
        if callee is not None and callee.type == "identifier" and (functions := self._functions(callee)):
            for function in functions:
                for parameter, argument in zip(_parameters(function), given, strict=False):
                    if argument == top:
                        self._follow(parameter, path)
            return
        root = callee
        while root is not None and root.type == "member_expression":
            root = root.child_by_field_name("object")
        binding = self._scopes.binding(root) if root is not None and root.type == "identifier" else None
        looks = root is not None and (text_of(root) in _ONLY_LOOK or (binding is not None and _is_parameter(binding.declared[0])))
        yield Touch(path, line, handed_on=not looks)

    def _kept(self, top: Node, path: str, line: int) -> Iterator[Touch]:
        """As the value of another name, whose uses are looked at then; or as anything else."""
        while top.parent is not None and top.parent.type in ("parenthesized_expression", "binary_expression", "await_expression"):
            if top.parent.type == "binary_expression" and text_of(top.parent.children[1]) not in ("||", "??", "&&"):
                break
            top = top.parent
        above = top.parent
        target = None
        if above is not None and above.type == "variable_declarator" and above.child_by_field_name("value") == top:
            target = above.child_by_field_name("name")
        elif above is not None and above.type == "assignment_expression" and above.child_by_field_name("right") == top:
            target = above.child_by_field_name("left")
        if target is not None and target.type in ("identifier", "object_pattern"):
            self._follow(target, path)
            if target.type == "identifier":
                return
        away = above is not None and above.type in ("pair", "object", "spread_element", "array", "return_statement")
        if target is None or target.type != "object_pattern":
            yield Touch(path, line, handed_on=away or target is not None)

    # -- finding -----------------------------------------------------------------------------------------------------

    def _functions(self, value: Node) -> list[Node]:
        """The functions that a value is, or is made of by a call."""
        waiting, seen = [value], set[int]()
        found: list[Node] = []
        while waiting:
            node = bare(waiting.pop())
            if node.id in seen:
                continue
            seen.add(node.id)
            if node.type in _FUNCTIONS:
                found.append(node)
            elif node.type in ("identifier", "shorthand_property_identifier") and (binding := self._scopes.binding(node)) is not None:
                for declared in binding.declared:
                    above = declared.parent
                    if above is not None and above.type in DECLARED_FUNCTIONS:
                        waiting.append(above)
                    elif above is not None and above.type == "variable_declarator" and above.child_by_field_name("name") == declared:
                        waiting += [above.child_by_field_name("value") or declared]
            elif node.type == "pair":
                waiting += node.named_children[1:]
            elif node.type == "assignment_expression":
                waiting += node.named_children[-1:]
            elif node.type == "call_expression" and (arguments := node.child_by_field_name("arguments")) is not None:
                waiting += arguments.named_children
        return found

    def _exported(self, left: Node) -> str | None:
        """The name under which an assignment hands something out, '' for all of it, None if it does not."""
        thing = left.child_by_field_name("object")
        name = _member(left) if thing is not None else None
        if thing is None or name is None:
            return None
        if self._scopes.is_free(thing, "module") and name == "exports":
            return ""
        if self._scopes.is_free(thing, "exports"):
            return name
        whole = thing.child_by_field_name("object")
        return name if whole is not None and self._scopes.is_free(whole, "module") and _member(thing) == "exports" else None

    def _key_of(self, part: Node) -> str:
        if part.type == "shorthand_property_identifier":
            return text_of(part)
        named = part.child_by_field_name("key") if part.type == "pair" else part.child_by_field_name("name")
        return text_of(named).strip("'\"") if named is not None and part.type in ("pair", "method_definition") else ""


def _parameters(function: Node) -> list[Node]:
    given = function.child_by_field_name("parameters")
    single = function.child_by_field_name("parameter")
    if given is None:
        return [single] if single is not None else []
    return [node for node in given.named_children if node.type != "comment"]


def _member(node: Node) -> str | None:
    """The literal name of the member that an expression takes, None for one that is worked out at run time."""
    if node.type == "member_expression":
        name = node.child_by_field_name("property")
        return text_of(name) if name is not None else None
    index = node.child_by_field_name("index")
    return literal(index) if index is not None and index.type in ("string", "template_string") else None


def _is_parameter(declared: Node) -> bool:
    return any(at.type == "formal_parameters" for at in ancestors(declared))
