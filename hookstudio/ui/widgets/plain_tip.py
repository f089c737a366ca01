"""Tool tips whose words come from elsewhere."""

from __future__ import annotations

from html import escape
from typing import Final

_LIMIT: Final = 1200


def plain_tip(text: str) -> str:
    """*text* as a tool tip that is never read as HTML, wrapped where it is long."""
    safe = escape(text[:_LIMIT]).replace("\n", "<br>")
    return f"<p style='white-space:pre-wrap'>{safe}</p>"
