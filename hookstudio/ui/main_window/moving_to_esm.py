"""From the command to the dialog that moves the current hook to ES modules, and what accepting does in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect, Hook
from hookstudio.ui.notices import Choice

if TYPE_CHECKING:
    from hookstudio.studio.move_to_esm import Move
    from hookstudio.studio.session import Session
    from hookstudio.ui.main_window.main_window import MainWindow


def ask_to_move(window: MainWindow) -> None:
    """Show the dialog for the hook of the current tab; what stands in the way is a notice."""
    from hookstudio.studio.run_hook import dialect_of

    session, document = window.session, window.documents.current()
    if session is None or document is None:
        return
    try:
        hook = session.workspace.find(document.hook_id)
    except StudioError as error:
        window.notices.error(error)
        return
    code = document.editor.text()
    if dialect_of(hook, code) is Dialect.ESM:
        window.notices.info(f"“{hook.name}” is an ES module already.")
    elif window.run_control.running:
        window.notices.info("A hook is running. Stop it first.")
    else:
        window.run_control.ask_first(session, [hook], lambda: _show(window, session, hook, code))


def _show(window: MainWindow, session: Session, hook: Hook, code: str) -> None:
    from hookstudio.studio.move_to_esm import EsmMove
    from hookstudio.ui.dialogs.move_to_esm import MoveToEsmDialog

    document = window.documents.get(hook.id)
    if window.session is not session or document is None or document.editor.text() != code:
        return  # much can happen until a question is answered
    moving = EsmMove(window.runner, session, hook, code)
    dialog = MoveToEsmDialog(hook.name, code, moving, window.themes.current, window, network=session.network)
    dialog.agreed.connect(lambda move: _accept(window, session, move))
    dialog.finished.connect(lambda _result: window.run_control.prepare())
    dialog.open()


def _accept(window: MainWindow, session: Session, move: Move) -> None:
    """Save what was typed, and make the proposal the hook's code, as a step of its own."""
    from hookstudio.studio.move_to_esm import accept

    document = window.documents.get(move.hook.id)
    if window.session is not session or document is None or (document.unsaved and not window.documents.save(move.hook.id)):
        return
    try:
        accept(session, move)
    except StudioError as error:
        window.notices.error(error)
        return
    window.notices.info(f"“{move.hook.name}” is an ES module now.", Choice("Undo", window.hook_actions.undo), key="undo")
