"""The words that JavaScript (ES2023) keeps for itself, for colouring and completion."""

from __future__ import annotations

from typing import Final

KEYWORDS: Final = (
    *("as", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else"),
    *("export", "extends", "finally", "for", "from", "function", "get", "if", "import", "in", "instanceof", "let", "new", "of"),
    *("return", "set", "static", "super", "switch", "this", "throw", "try", "typeof", "var", "void", "while", "with", "yield"),
)
LITERALS: Final = ("Infinity", "NaN", "false", "null", "true", "undefined")
GLOBALS: Final = (
    *("Array", "Boolean", "Buffer", "Date", "Error", "JSON", "Map", "Math", "Number", "Object", "Promise", "RegExp", "Set", "String"),
    *("Symbol", "URL", "URLSearchParams", "WeakMap", "WeakSet", "clearTimeout", "console", "decodeURIComponent"),
    *("encodeURIComponent", "exports", "fetch", "module", "parseFloat", "parseInt", "process", "require", "setTimeout"),
    *("structuredClone",),
)
