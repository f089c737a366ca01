"""What a window in its own process tells about itself, and the few things it does when asked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QMainWindow, QWidget

from tests.e2e.driver import StudioDriver, row_of


def answer(window: QMainWindow | None, do: str, **words: Any) -> Any:
    """`state`: what is shown. `place`: where something is on the screen. `type`: keys for the editor. `open`: a hook."""
    if window is None or not window.isVisible() or not window.findChildren(QWidget, "hookTree"):
        return {"ready": False}
    studio = StudioDriver(window)
    if do == "state":
        return _state(studio)
    if do == "place":
        return _place(studio, **words)
    if do == "type":
        return studio.type(words["text"])
    if do == "open":
        return studio.open(words["type"], words["name"])
    raise ValueError(f"nobody knows how to {do}")


def _state(studio: StudioDriver) -> dict[str, Any]:
    has_editor = studio.has("codeEditor")
    return {
        "ready": True,
        "order": studio.order if studio.has("hookTree") else {},
        "dragging": studio.has("hookTree") and studio.tree.state() == studio.tree.State.DraggingState,
        "tabs": studio.tabs if studio.has("editorTabs") else [],
        "text": studio.text if has_editor else None,
        "typing": has_editor and studio.typing_area.hasFocus(),
        "running": studio.has("stopButton") and studio.find("stopButton").isEnabled(),
        "console": studio.console if studio.has("consoleView") else None,
        "result": studio.result,
        "notices": studio.notices,
        "drop": studio.find("dropSign").accessibleName() if studio.has("dropSign") else None,
        "import": _import(studio),
    }


def _import(studio: StudioDriver) -> list[str] | None:
    """The hooks in the import dialog; none while it looks, None if there is no dialog."""
    if not studio.has("importDialog"):
        return None
    model = studio.find("importDialog").model
    return [f"{model.index(row, 1).data()}/{model.index(row, 0).data()}" for row in range(model.rowCount())]


def _place(studio: StudioDriver, of: str, type_name: str = "", name: str = "") -> list[int]:
    """x, y, width and height on the screen: of a widget, or of a hook's row in the tree."""
    widget = studio.find(of)
    if name:
        rectangle = studio.tree.visualRect(row_of(studio.tree, type_name, name))
        widget = studio.tree.viewport()
    else:
        rectangle = QRect(QPoint(0, 0), widget.size())
    corner = widget.mapToGlobal(rectangle.topLeft())
    return [corner.x(), corner.y(), rectangle.width(), rectangle.height()]
