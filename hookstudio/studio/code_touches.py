"""What a hook's code names beyond its context: Node's own modules, the network, code made at run time. Read with tree-sitter.

It is what the code says openly, to be read before it is run. Code can hide what it does; the sandbox is what stops it.
"""

from __future__ import annotations

from typing import Final

from hookstudio.studio.javascript import NODE_BUILTINS

LOOKED_THROUGH: Final = 1_000_000  # characters of one code: about a second
TOO_LONG: Final = "whatever it likes: its code is too long to be looked through"

_HINTS: Final = (
    *("require", "import", "from", "fetch", "WebSocket", "XMLHttpRequest", "EventSource", "eval", "Function", "WebAssembly", "process"),
    *("global", "self", "constructor"),
)
_KINDS: Final = {
    "files": ("fs",),
    "commands": ("child_process", "cluster", "worker_threads"),
    "network": ("net", "http", "https", "http2", "tls", "dns", "dgram", "fetch", "WebSocket", "EventSource", "XMLHttpRequest"),
    "code made at run time": ("eval", "Function", "vm", "constructor", "data:", "WebAssembly"),
    "its own process": ("process", "module", "inspector", "v8", "wasi"),
}
_KIND_OF: Final = {name: kind for kind, names in _KINDS.items() for name in names}
_OTHERS: Final = "other parts of Node"
_AT_RUN_TIME: Final = "modules chosen at run time"
_GLOBALS_AT_RUN_TIME: Final = "globals chosen at run time"


def touches(code: str) -> tuple[str, ...]:
    """What *code* could touch, in words such as “files: fs” and “network: fetch, net”; empty where it names nothing of that kind.

    Code of more than LOOKED_THROUGH characters is not looked through, and the words say so.
    """
    if not any(hint in code for hint in _HINTS):
        return ()
    if len(code) > LOOKED_THROUGH:
        return (TOO_LONG,)
    from hookstudio.studio.code_named import named

    parts = named(code)
    found: dict[str, set[str]] = {}
    for load in parts.loads:
        name = (load.text or "").removeprefix("node:").split("/", 1)[0]
        if load.text is None:
            found.setdefault(_AT_RUN_TIME, set())
        elif load.text.startswith("data:"):
            found.setdefault(_KIND_OF["data:"], set()).add("data:")
        elif name in NODE_BUILTINS or load.text.startswith("node:"):
            found.setdefault(_KIND_OF.get(name, _OTHERS), set()).add(name)
    for name in (*parts.globals, *(["constructor"] if parts.constructs else [])):
        found.setdefault(_KIND_OF[name], set()).add(name)
    if parts.passes_require:
        found.setdefault(_AT_RUN_TIME, set())
    if parts.takes_any_global:
        found.setdefault(_GLOBALS_AT_RUN_TIME, set())
    order = [*_KINDS, _OTHERS, _AT_RUN_TIME, _GLOBALS_AT_RUN_TIME]
    return tuple(f"{kind}: {', '.join(sorted(found[kind]))}" if found[kind] else kind for kind in order if kind in found)
