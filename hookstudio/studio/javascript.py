"""What a hook's code says about itself: its dialect and the packages it names. Read with tree-sitter: broken code is read too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from hookstudio.model.hook import Dialect

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Tree

_MODULE_STATEMENTS: Final = frozenset({"import_statement", "export_statement"})
# What follows `import` or `export` where a syntax error tore the keyword off its statement: `import x from`, but not `import('x'`.
_AFTER_TORN_KEYWORD: Final = frozenset(
    {"import_clause", "string", "{", "*", "export_clause", "default", "function", "async", "class", "const", "let", "var"}
)

_LOADS: Final = """
(import_statement source: (string) @source)
(export_statement source: (string) @source)
(call_expression function: (import) arguments: (arguments . [(string) (template_string)] @source))
(call_expression function: (identifier) @function arguments: (arguments . [(string) (template_string)] @source) (#eq? @function "require"))
"""

# fmt: off
NODE_BUILTINS: Final = frozenset({
    "assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram", "diagnostics_channel",
    "dns", "domain", "events", "fs", "http", "http2", "https", "inspector", "module", "net", "os", "path", "perf_hooks", "process",
    "punycode", "querystring", "readline", "repl", "stream", "string_decoder", "sys", "timers", "tls", "trace_events", "tty", "url",
    "util", "v8", "vm", "wasi", "worker_threads", "zlib",
})
# fmt: on


def detect_dialect(code: str) -> Dialect:
    """The dialect that *code* is written in: esm if it has a top-level `import` or `export`, or `import.meta`; else classic.

    A dynamic `import()` is allowed in both. Comments, strings and syntax errors elsewhere do not mislead it.
    """
    if "import" not in code and "export" not in code:
        return Dialect.CLASSIC
    tree = parse(code)
    if any(_is_module_statement(node) for node in _top_level(tree.root_node)):
        return Dialect.ESM
    if "meta" in code and any((node.text or b"").startswith(b"import") for node in _captures(tree, "(meta_property) @source")):
        return Dialect.ESM
    return Dialect.CLASSIC


def imported_modules(code: str) -> tuple[str, ...]:
    """The npm packages that *code* requires or imports by a literal name, without versions and inner paths, sorted.

    Node's own modules, relative files and addresses are left out; `npm:@scope/name@1/sub/path` counts as `@scope/name`.
    """
    if "import" not in code and "require" not in code and "export" not in code:
        return ()
    found = {package_name(text) for text in map(literal, _captures(parse(code), _LOADS)) if text is not None}
    return tuple(sorted(name for name in found if name is not None))


def package_name(specifier: str) -> str | None:
    """The npm package that a module specifier names, or None for Node's own modules, files, addresses and nonsense."""
    bare = specifier.removeprefix("npm:")
    if bare == specifier and (bare.split("/", 1)[0] in NODE_BUILTINS or ":" in bare):
        return None
    if bare.startswith(("/", ".", "#")):
        return None
    parts = bare.split("/")
    taken = parts[:2] if bare.startswith("@") else parts[:1]
    head, _, _ = taken[-1].partition("@")
    name = "/".join([*taken[:-1], head])
    if not head or (bare.startswith("@") and (len(taken) < 2 or taken[0] == "@")):
        return None
    return name


@cache
def language() -> Language:
    """JavaScript's grammar."""
    import tree_sitter_javascript
    from tree_sitter import Language

    return Language(tree_sitter_javascript.language())


@lru_cache(maxsize=1)  # several questions are asked of one code, one after another
def parse(code: str) -> Tree:
    """The syntax tree of *code* in UTF-8, without the mark at the beginning of a file."""
    from tree_sitter import Parser

    return Parser(language()).parse(code.removeprefix("\ufeff").encode("utf-8", "replace"))


def _top_level(root: Node) -> Iterator[Node]:
    """The statements of the file, and the pieces of those that a syntax error left in pieces."""
    waiting = [root]
    while waiting:
        for child in waiting.pop().children:
            if child.type == "ERROR":
                waiting.append(child)
            yield child


def _is_module_statement(node: Node) -> bool:
    if node.type in _MODULE_STATEMENTS:
        return True
    if node.type not in ("import", "export"):
        return False
    follower = node.next_sibling
    return follower is not None and follower.type in _AFTER_TORN_KEYWORD


def _captures(tree: Tree, pattern: str) -> list[Node]:
    from tree_sitter import Query, QueryCursor

    return QueryCursor(Query(language(), pattern)).captures(tree.root_node).get("source", [])


def literal(node: Node) -> str | None:
    """The text of a string without escapes or substitutions, else None."""
    if any(child.type != "string_fragment" for child in node.named_children):
        return None
    return b"".join(child.text or b"" for child in node.named_children).decode("utf-8", "replace")
