"""The Nodes among which a hook and a workspace choose, as the rows of a combo box."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from hookstudio.model.node import BUNDLED_MAJOR, NodeChoice


def fill_choices(combo: QComboBox, default: str, choices: Sequence[NodeChoice], current: int | None) -> None:
    """Offer *default* (its data is None), every Node that is here and every one that can be installed; *current* is chosen."""
    combo.clear()
    combo.addItem(default, None)
    for choice in choices:
        if choice.runtime is not None:
            combo.addItem(f"Node {choice.major}", choice.major)
        elif choice.package is not None:
            combo.addItem(f"Node {choice.major}, to be installed ({choice.package.megabytes})", choice.major)
    if current is not None and combo.findData(current) < 0:
        combo.addItem(f"Node {current}, not on this machine", current)
    combo.setCurrentIndex(combo.findData(current) if current is not None else 0)


def default_text(major: int | None) -> str:
    """What stands for no choice: of a hook where the workspace chose *major*, of the workspace where that is None."""
    return f"The one that comes with Hook Studio ({BUNDLED_MAJOR})" if major is None else f"The workspace's ({major})"
