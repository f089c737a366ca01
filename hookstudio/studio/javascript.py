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

_AT_ONCE: Final = 20_000  # bytes that are parsed before anybody notices
_PIECE: Final = 4_096  # bytes that are copied for each look at the text of a node

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
    if "meta" in code and any(_is_import_meta(node) for node, _, _ in visited(tree.root_node)):
        return Dialect.ESM
    return Dialect.CLASSIC


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
    """The syntax tree of *code* in UTF-8, without the mark at the beginning of a file. Other threads run meanwhile."""
    from tree_sitter import Parser

    data = encoded(code)
    if len(data) < _AT_ONCE:
        return Parser(language()).parse(data)
    return Parser(language()).parse(lambda start, _: data[start : start + _PIECE], progress_callback=_go_on)


def encoded(code: str) -> bytes:
    """What is parsed of *code*: the bytes that nodes count."""
    return code.removeprefix("\ufeff").encode("utf-8", "replace")


def visited(root: Node) -> Iterator[tuple[Node, Node | None, str | None]]:
    """Every node, the one that it is in and the field that it is of that, in the order of the text; in the time of their number."""
    cursor = root.walk()
    above: list[Node] = []
    while True:
        node = cursor.node
        if node is not None:
            yield node, above[-1] if above else None, cursor.field_name
            if cursor.goto_first_child():
                above.append(node)
                continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
            above.pop()


def _go_on(_offset: int, _broken: bool) -> bool:
    """The parser holds the lock of all threads and asks this every now and then, which lets another one have it."""
    return False


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


def _is_import_meta(node: Node) -> bool:
    return node.type == "meta_property" and (node.text or b"").startswith(b"import")


def literal(node: Node) -> str | None:
    """The text of a string without escapes or substitutions, else None."""
    if any(child.type != "string_fragment" for child in node.named_children):
        return None
    return b"".join(child.text or b"" for child in node.named_children).decode("utf-8", "replace")
