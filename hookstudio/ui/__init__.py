"""The window. Only this package knows Qt and Scintilla."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hookstudio.ui.open import open_studio

__all__ = ["open_studio"]


def __getattr__(name: str) -> Any:
    if name == "open_studio":
        from hookstudio.ui.open import open_studio

        return open_studio
    raise AttributeError(name)
