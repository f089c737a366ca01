"""What a tenant may refuse of the code that a push sends, or what it would do otherwise than here: said before it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hookstudio.model.sync import Request
from hookstudio.studio.code_touches import touches
from hookstudio.studio.module_code import specifiers

_REFUSED: Final = ("files", "commands", "its own process")


def warnings_of(requests: Iterable[Request]) -> tuple[str, ...]:
    """Sentences on the codes that are created or changed; empty where there is nothing to say."""
    found = []
    for request in requests:
        code = request.wanted.content if request.wanted is not None and "content" in request.body else ""
        if not code:
            continue
        kinds = [kind for kind in touches(code) if kind.partition(":")[0] in _REFUSED]
        if kinds:
            found.append(f"{request.key} uses {'; '.join(kinds)}, which a tenant refuses.")
        floating = sorted({each.text for each in specifiers(code) if each.floats})
        if floating:
            found.append(f"{request.key} names modules without an exact version: {', '.join(floating)}. They may change by themselves.")
    return tuple(found)
