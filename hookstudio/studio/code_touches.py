"""What a hook's code names beyond its context: Node's own modules, the network, code made at run time. Read with tree-sitter.

It is what the code says openly, to be read before it is run. Code can hide what it does; the sandbox is what stops it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from hookstudio.studio.javascript import NODE_BUILTINS, language, literal, parse

if TYPE_CHECKING:
    from tree_sitter import Query

_HINTS: Final = ("require", "import", "from", "fetch", "WebSocket", "XMLHttpRequest", "eval", "Function", "process", "globalThis")
_KINDS: Final = {
    "files": ("fs",),
    "commands": ("child_process", "cluster", "worker_threads"),
    "network": ("net", "http", "https", "http2", "tls", "dns", "dgram", "fetch", "WebSocket", "XMLHttpRequest"),
    "code made at run time": ("eval", "Function", "vm"),
    "its own process": ("process", "module", "inspector", "v8", "wasi"),
}
_KIND_OF: Final = {name: kind for kind, names in _KINDS.items() for name in names}
_AT_RUN_TIME: Final = "modules chosen at run time"
_QUERY: Final = """
(import_statement source: (string) @load)
(export_statement source: (string) @load)
(call_expression function: (import) arguments: (arguments . (_) @load))
(call_expression function: (identifier) @function arguments: (arguments . (_) @load) (#eq? @function "require"))
((identifier) @require (#eq? @require "require"))
((identifier) @name (#any-of? @name "fetch" "WebSocket" "XMLHttpRequest" "eval" "Function" "process"))
"""


def touches(code: str) -> tuple[str, ...]:
    """What *code* could touch, in words such as “files: fs” and “network: fetch, net”; empty where it names nothing of that kind."""
    if not any(hint in code for hint in _HINTS):
        return ()
    from tree_sitter import QueryCursor

    captures = QueryCursor(_query()).captures(parse(code).root_node)
    found: dict[str, set[str]] = {}
    for node in captures.get("load", []):
        text = literal(node) if node.type in ("string", "template_string") else None
        name = (text or "").removeprefix("node:").split("/", 1)[0]
        if text is None:
            found.setdefault(_AT_RUN_TIME, set())
        elif name in NODE_BUILTINS or text.startswith("node:"):
            found.setdefault(_KIND_OF.get(name, "other parts of Node"), set()).add(name)
    for node in captures.get("name", []):
        name = (node.text or b"").decode()
        found.setdefault(_KIND_OF[name], set()).add(name)
    for node in captures.get("require", []):
        called = node.parent is not None and node.parent.type == "call_expression" and node.parent.child_by_field_name("function") == node
        if not called:
            found.setdefault(_AT_RUN_TIME, set())
    order = [*_KINDS, "other parts of Node", _AT_RUN_TIME]
    return tuple(f"{kind}: {', '.join(sorted(found[kind]))}" if found[kind] else kind for kind in order if kind in found)


@cache
def _query() -> Query:
    from tree_sitter import Query

    return Query(language(), _QUERY)
