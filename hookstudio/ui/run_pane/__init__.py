"""The pane below the editor: console, resulting context and changes of the last run."""

from __future__ import annotations

from hookstudio.ui.run_pane.run_pane import RunPane

__all__ = ["RunPane"]
