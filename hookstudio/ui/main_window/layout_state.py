"""Keeps how a workspace's window was left, and brings it back: panels, tabs, carets, what was folded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray

if TYPE_CHECKING:
    from hookstudio.ui.main_window.main_window import MainWindow

STATE, VERSION = "window", 1


def take(window: MainWindow) -> dict[str, Any]:
    """What *window* looks like now, as JSON."""
    tabs = window.tabs
    return {
        "version": VERSION,
        "geometry": _text(window.saveGeometry()),
        "docks": _text(window.saveState(VERSION)),
        "tabs": [{"hook": hook_id, "editor": tabs.editor(hook_id).state()} for hook_id in tabs.hook_ids()],
        "current": tabs.current_hook_id(),
        "list": window.hook_list.state(),
        "run_pane": window.run_pane.state(),
    }


def put_back(window: MainWindow, state: dict[str, Any]) -> None:
    """Bring *window* to what it was; whatever of the state is missing or makes no sense is passed over."""
    if state.get("version") != VERSION:
        return
    window.restoreGeometry(_bytes(state.get("geometry")))
    window.restoreState(_bytes(state.get("docks")), VERSION)
    if isinstance(state.get("list"), dict):
        window.hook_list.restore(state["list"])
    if isinstance(state.get("run_pane"), dict):
        window.run_pane.restore(state["run_pane"])
    tabs = state.get("tabs")
    known = {hook.id for hook in window.documents.session.workspace}
    for tab in tabs if isinstance(tabs, list) else []:
        if isinstance(tab, dict) and tab.get("hook") in known:
            document = window.documents.open(tab["hook"])
            if document is not None and isinstance(tab.get("editor"), dict):
                document.editor.restore_state(tab["editor"])
    if state.get("current") in known:
        window.documents.open(str(state["current"]))


def _text(data: QByteArray) -> str:
    return bytes(data.toBase64().data()).decode("ascii")


def _bytes(text: object) -> QByteArray:
    return QByteArray.fromBase64(QByteArray(text.encode("ascii", "ignore") if isinstance(text, str) else b""))
