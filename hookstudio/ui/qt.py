"""Loads Qt for the window, once and before everything that imports it."""

from __future__ import annotations

import builtins
import gc
from importlib import import_module


def load_qt() -> None:
    """Import PySide6 and give Python its own `import` back. Raises ImportError where Qt's libraries are missing.

    PySide6 puts an import of its own in place, which reads the source text of every module that is imported afterwards, and
    keeps it, only to see whether the module wants `from __feature__ import …`. None here does, so every start would pay for it
    with time and memory. A PySide6 that doesn't keep Python's own import is left as it is.

    The garbage collector rests until the window has settled: what is made on the way there stays.
    """
    gc.disable()
    import_module("PySide6.QtWidgets")
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
