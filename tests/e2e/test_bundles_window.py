"""Hooks leave a window and come into another one: by menu, by drop, by a name on the command line; seen before anything is written."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, QSettings, Qt, QUrl, Slot
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QPushButton, QWidget

from hookstudio.model.bundle import BundledHook
from hookstudio.model.hook import Hook
from hookstudio.storage.folders import app_folders
from hookstudio.studio import bundles
from hookstudio.studio.bundle_contents import Contents
from hookstudio.studio.session import Session
from hookstudio.ui.dialogs.import_hooks import ImportDialog
from tests.e2e.conftest import GREETS, PASSES, OpenWindow
from tests.e2e.driver import StudioDriver, row_of, wait_until
from tests.ui.finding import child

LEFT = Qt.MouseButton.LeftButton
NETWORK = "const net = require('node:net')\n" + GREETS


@pytest.fixture
def bundle(workspace: Path, tmp_path: Path) -> Path:
    """`first` changed, `second` equal, `fresh` new, and `third` as another hook of that name: with the workspace, one of each state."""
    session = Session.open(workspace, app_folders())
    bundles.export(session, tmp_path / "mine.hookbundle")
    other = Session.create(tmp_path / "other", "Other", app_folders())
    bundles.apply(other, bundles.preview(other, tmp_path / "mine.hookbundle"), {})
    first = other.workspace.find_by_key("pre-login/first")
    other.save_code(first.id, NETWORK, None)
    other.delete(other.workspace.find_by_key("pre-login/third").id)
    other.create_hook("third", "pre-login", code=GREETS)
    other.create_hook("fresh", "post-login", code=GREETS)
    bundles.export(other, tmp_path / "acme.hookbundle")
    return tmp_path / "acme.hookbundle"


@pytest.fixture(autouse=True)
def settings_of_file_dialogs(tmp_path: Path) -> None:
    """Qt keeps what its file dialogs were like; not those of a test, and not at home."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "qt"))


def choose(studio: StudioDriver, label: str) -> None:
    """Press the button of a notice that is only just appearing."""
    wait_until(lambda: any(b.isVisible() and b.text() == label for b in studio.window.findChildren(QPushButton)), f"the button {label}")
    studio.choose(label)


def file_dialog(studio: StudioDriver, name: str) -> QFileDialog:
    found: list[QFileDialog] = []

    def look() -> bool:
        found[:] = [dialog for dialog in studio.window.findChildren(QFileDialog, name) if dialog.isVisible()]
        return bool(found)

    wait_until(look, "a file dialog")
    return found[0]


def export_to(studio: StudioDriver, path: Path) -> str:
    """Choose *path* in the file dialog that is open; the name that it proposed."""
    dialog = file_dialog(studio, "exportDialog")
    proposed = Path(dialog.selectedFiles()[0]).name
    child(dialog, QLineEdit, "fileNameEdit").setText(str(path))
    dialog.accept()
    wait_until(lambda: any("exported to" in text for text in studio.notices), "the export")
    return proposed


def shown_import(studio: StudioDriver) -> ImportDialog:
    """The import dialog once it has looked."""
    wait_until(lambda: studio.has("importDialog") and not studio.find("importDialog").progress.isVisible(), "the preview")
    dialog = studio.find("importDialog")
    assert isinstance(dialog, ImportDialog)
    return dialog


def rows(dialog: ImportDialog) -> dict[str, tuple[str, str]]:
    """Each hook's state, and what happens with it."""
    model = dialog.model
    return {
        f"{model.index(row, 1).data()}/{model.index(row, 0).data()}": (model.index(row, 2).data(), model.index(row, 3).data())
        for row in range(model.rowCount())
    }


def drop(studio: StudioDriver, target: QWidget, *paths: Path) -> bool:
    """Drag files over *target* and let go; whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, both = target.rect().center(), Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    QApplication.sendEvent(target, QDragEnterEvent(place, both, data, LEFT, Qt.KeyboardModifier.NoModifier))
    move = QDragMoveEvent(place, both, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(studio.window, move)
    taken = move.isAccepted()
    event = QDropEvent(QPointF(place), both, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(studio.window, event)
    assert event.isAccepted() is taken
    assert not taken or event.dropAction() is Qt.DropAction.CopyAction
    assert not studio.has("dropSign")
    return taken


# -- out -------------------------------------------------------------------------------------------


class Opened(QObject):
    """Stands in for the file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.places.append(url.toLocalFile())


@pytest.fixture
def file_manager() -> Iterator[Opened]:
    opened = Opened()
    QDesktopServices.setUrlHandler("file", opened, "open")  # type: ignore[arg-type]
    yield opened
    QDesktopServices.unsetUrlHandler("file")


def test_all_hooks_leave_as_a_bundle_and_its_folder_can_be_shown(
    open_window: OpenWindow, workspace: Path, tmp_path: Path, file_manager: Opened
) -> None:
    studio = open_window(workspace)
    studio.window.actions_by_id["workspace.export"].trigger()
    assert export_to(studio, tmp_path / "all.hookbundle") == "shop.hookbundle"
    session = Session.open(workspace, app_folders())
    bundles.export(session, tmp_path / "same.hookbundle")
    assert (tmp_path / "all.hookbundle").read_bytes() == (tmp_path / "same.hookbundle").read_bytes()
    choose(studio, "Show in folder")
    assert file_manager.places == [str(tmp_path)]


def exported(path: Path, tmp_path: Path) -> list[str]:
    """The keys of the hooks in a bundle."""
    empty = Session.create(tmp_path / f"empty-{path.stem}", "Empty", app_folders())
    return [hook.key for hook in bundles.preview(empty, path).hooks]


def test_several_selected_hooks_leave_by_the_context_menu(open_window: OpenWindow, workspace: Path, tmp_path: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    view = studio.tree.viewport()
    for name in ("second", "third"):
        QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.ControlModifier, studio.point_at("pre-login", name))
    assert "third" not in " ".join(studio.tabs), "choosing along with others opens nothing"
    place = studio.point_at("pre-login", "second")
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place)))
    menu = studio.window.findChildren(QMenu, "hookMenu")[-1]
    entry = next(action for action in menu.actions() if action.objectName() == "hookMenu.export")
    assert entry.text() == "Export 3 hooks…"
    entry.trigger()
    menu.close()
    assert export_to(studio, tmp_path / "three.hookbundle") == "shop-pre-login.hookbundle"
    assert exported(tmp_path / "three.hookbundle", tmp_path) == ["pre-login/first", "pre-login/second", "pre-login/third"]


def test_a_type_leaves_as_a_whole_and_one_hook_alone(open_window: OpenWindow, workspace: Path, tmp_path: Path) -> None:
    studio = open_window(workspace)
    tree: Any = studio.tree
    tree.select_index(row_of(tree, "pre-login", "first").parent())
    studio.window.actions_by_id["hook.export"].trigger()
    export_to(studio, tmp_path / "type.hookbundle")
    assert exported(tmp_path / "type.hookbundle", tmp_path) == ["pre-login/first", "pre-login/second", "pre-login/third"]
    tree.select_index(row_of(tree, "post-login", "after"))
    studio.window.notices.withdraw("export")
    studio.window.actions_by_id["hook.export"].trigger()
    assert export_to(studio, tmp_path / "one.hookbundle") == "after.hookbundle"
    assert exported(tmp_path / "one.hookbundle", tmp_path) == ["post-login/after"]


def test_a_folder_of_plain_files_and_what_is_not_in_it(open_window: OpenWindow, workspace: Path, tmp_path: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "second")
    studio.take_keyboard()
    studio.type("// typed ")
    studio.window.actions_by_id["workspace.export_files"].trigger()
    assert export_to(studio, tmp_path / "plain") == "shop"
    assert (tmp_path / "plain" / "pre-login" / "second.js").read_text(encoding="utf-8") == PASSES
    assert any("Unsaved text is not in it: “second”." in text for text in studio.notices)


def test_an_export_that_fails_says_why_and_spoils_nothing(open_window: OpenWindow, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.hookbundle").write_text("something of mine", encoding="utf-8")
    studio = open_window(workspace)
    studio.window.exporting.export(tmp_path / "mine.hookbundle", None)
    wait_until(lambda: any("is no bundle" in text for text in studio.notices), "the reason")
    assert (tmp_path / "mine.hookbundle").read_text(encoding="utf-8") == "something of mine"


def test_an_export_that_takes_long_shows_how_far_it_is_and_can_be_given_up(
    open_window: OpenWindow, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, go_on = Contents.of, threading.Event()

    def slowly(contents: Contents, hook: Hook) -> BundledHook:
        go_on.wait(20)
        return read(contents, hook)

    monkeypatch.setattr(Contents, "of", slowly)
    studio = open_window(workspace)
    studio.window.exporting.export(tmp_path / "slow.hookbundle", None)
    choose(studio, "Cancel")
    go_on.set()
    wait_until(lambda: any("The export was cancelled. Nothing was written." in text for text in studio.notices), "the word")
    assert not (tmp_path / "slow.hookbundle").exists()


# -- in --------------------------------------------------------------------------------------------


def test_everything_is_shown_before_anything_is_written(open_window: OpenWindow, workspace: Path, bundle: Path) -> None:
    studio = open_window(workspace)
    studio.window.importing.ask([bundle])
    dialog = shown_import(studio)
    assert rows(dialog) == {
        "pre-login/first": ("changed", "Decide"),
        "pre-login/second": ("equal", "Nothing"),
        "pre-login/third": ("clashing", "Decide"),
        "post-login/after": ("equal", "Nothing"),
        "post-login/fresh": ("new", "Add"),
    }
    assert dialog.summary.text().startswith("1 new, 2 equal, 1 changed, 1 clashing.")
    assert not dialog.import_button.isEnabled()
    assert dialog.problem.text() == "2 hooks are still to be decided: replace, add beside or skip."
    details = dialog.details
    assert details.name.text() == "first", "the first that needs a choice"
    assert details.facts["Could touch"][1].text() == "network: net"
    wait_until(lambda: "+ const net" in details.panes.right.toPlainText(), "the difference")
    assert "net" not in details.panes.left.toPlainText()
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    dialog.reject()
    wait_until(lambda: not studio.has("importDialog"), "the dialog going")
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before
    assert Session.open(workspace, app_folders()).trusted


def test_each_choice_is_carried_out_told_and_taken_back(open_window: OpenWindow, workspace: Path, bundle: Path) -> None:
    studio = open_window(workspace)
    studio.window.importing.ask([bundle])
    dialog = shown_import(studio)
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_R)
    assert rows(dialog)["pre-login/first"] == ("changed", "Replace")
    dialog.table.selectRow(2)
    QTest.mouseClick(studio.find("importChoice.rename"), LEFT)
    assert rows(dialog)["pre-login/third"] == ("clashing", "Add beside")
    assert dialog.import_button.text() == "Import 3 hooks"
    QTest.mouseClick(dialog.import_button, LEFT)
    wait_until(lambda: studio.order["pre-login"] == ["first", "second", "third", "third 2"], "the hooks in the list")
    wait_until(lambda: any("1 added, 1 added beside another, 1 replaced, 2 equal already" in text for text in studio.notices), "the word")
    assert (workspace / "hooks" / "pre-login" / "first" / "hook.js").read_text(encoding="utf-8") == NETWORK
    assert any("no longer trusted" in text for text in studio.notices)
    assert not any("changed outside" in text for text in studio.notices)
    assert not studio.window.session.trusted
    assert studio.window.actions_by_id["workspace.trust"].isEnabled()
    choose(studio, "Trust this workspace")
    assert studio.window.session.trusted
    choose(studio, "Undo")
    wait_until(lambda: studio.order["pre-login"] == ["first", "second", "third"], "what was there before")
    assert (workspace / "hooks" / "pre-login" / "first" / "hook.js").read_text(encoding="utf-8") == GREETS
    assert "post-login" in studio.order
    assert studio.order["post-login"] == ["after"]


def test_one_answer_for_all_and_new_hooks_can_be_left_out(open_window: OpenWindow, workspace: Path, bundle: Path) -> None:
    studio = open_window(workspace)
    studio.window.importing.ask([bundle])
    dialog = shown_import(studio)
    studio.click("importAll.skip")
    assert dialog.import_button.text() == "Import 1 hook"
    dialog.table.setFocus()
    dialog.table.selectRow(4)
    QTest.keyClick(dialog.table, Qt.Key.Key_S)
    assert rows(dialog)["post-login/fresh"] == ("new", "Skip")
    assert not dialog.import_button.isEnabled()
    assert "nothing to import" in dialog.problem.text()
    QTest.keyClick(dialog.table, Qt.Key.Key_A)
    assert dialog.import_button.isEnabled()


def test_a_workspace_that_changes_meanwhile_is_shown_again(open_window: OpenWindow, workspace: Path, bundle: Path) -> None:
    studio = open_window(workspace)
    studio.window.importing.ask([bundle])
    dialog = shown_import(studio)
    studio.click("importAll.replace")
    file = workspace / "hooks" / "pre-login" / "second" / "hook.js"
    file.write_text("// another hand\n" + PASSES, encoding="utf-8")
    QTest.mouseClick(dialog.import_button, LEFT)
    wait_until(lambda: rows(dialog)["pre-login/second"] == ("changed", "Decide"), "the new preview")
    assert dialog.warning.isVisible()
    assert "nothing was written" in dialog.warning.text()
    assert rows(dialog)["pre-login/first"] == ("changed", "Replace"), "what was decided of others stays"
    assert not (workspace / "hooks" / "post-login" / "fresh").exists()
    dialog.table.setFocus()
    dialog.table.selectRow(1)
    QTest.keyClick(dialog.table, Qt.Key.Key_S)
    QTest.mouseClick(dialog.import_button, LEFT)
    wait_until(lambda: "fresh" in studio.order["post-login"], "the import")
    assert file.read_text(encoding="utf-8").startswith("// another hand")


def test_a_refused_file_is_a_sentence(open_window: OpenWindow, workspace: Path, bundle: Path) -> None:
    bundle.write_bytes(bundle.read_bytes()[:-40])
    studio = open_window(workspace)
    studio.window.importing.ask([bundle])
    dialog = shown_import(studio)
    assert dialog.empty.accessibleName() == "This can't be imported"
    assert dialog.empty.accessibleDescription().count("Nothing was written.") == 1
    assert not dialog.import_button.isVisible()
    assert dialog.cancel_button.text() == "Close" and dialog.cancel_button.hasFocus()
    assert studio.window.session.trusted


def test_plain_files_ask_for_their_type(open_window: OpenWindow, workspace: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.js").write_text(GREETS.replace("greeted", name), encoding="utf-8")
    studio = open_window(workspace)
    studio.window.importing.ask([tmp_path / "one.js", tmp_path / "two.js"])
    dialog = shown_import(studio)
    assert dialog.empty.accessibleName() == "When do these hooks run?"
    assert not dialog.import_button.isEnabled()
    dialog.type.setCurrentIndex(dialog.type.findData("post-register"))
    wait_until(lambda: dialog.import_button.isEnabled(), "the preview with a type")
    assert list(rows(dialog)) == ["post-register/one", "post-register/two"]
    QTest.mouseClick(dialog.import_button, LEFT)
    wait_until(lambda: studio.order.get("post-register") == ["one", "two"], "the hooks")
    wait_until(lambda: any("2 code files were imported: 2 added." in text for text in studio.notices), "the word")


def test_an_auth0_export_comes_with_its_report(open_window: OpenWindow, workspace: Path, tmp_path: Path) -> None:
    rules = tmp_path / "auth0" / "rules"
    rules.mkdir(parents=True)
    (rules / "Add.json").write_text('{"name": "Add", "script": "./Add.js", "enabled": true, "order": 1}', encoding="utf-8")
    (rules / "Add.js").write_text(
        "function (user, context, callback) {\n  auth0.users.get();\n  callback(null, user, context);\n}\n", encoding="utf-8"
    )
    studio = open_window(workspace)
    studio.window.importing.ask([tmp_path / "auth0"])
    dialog = shown_import(studio)
    assert rows(dialog) == {"post-login/Add": ("new", "Add")}
    assert "auth0" in dialog.notes.toPlainText()
    assert dialog.notes.isVisible()


@pytest.mark.parametrize("target", ["codeEditor", "hookTree", "consoleView", "contextEditor", "mainWindow"])
def test_a_bundle_can_be_dropped_anywhere_on_the_window(
    open_window: OpenWindow, workspace: Path, bundle: Path, tmp_path: Path, target: str
) -> None:
    studio = open_window(workspace)
    widget: Any = studio.window if target == "mainWindow" else studio.find(target)
    widget = studio.typing_area if target == "codeEditor" else widget
    widget = widget.viewport() if hasattr(widget, "viewport") else widget
    (tmp_path / "letter.txt").write_text("no hook", encoding="utf-8")
    assert not drop(studio, widget, bundle, tmp_path / "letter.txt")
    assert drop(studio, widget, bundle)
    assert rows(shown_import(studio))["post-login/fresh"] == ("new", "Add")


def test_without_a_workspace_it_waits_for_one(open_window: OpenWindow, workspace: Path, bundle: Path) -> None:
    studio = open_window()
    studio.window.importing.ask([bundle])
    assert any("Which workspace is “acme.hookbundle” for?" in text for text in studio.notices)
    assert not studio.has("importDialog")
    studio.window.workspaces.open(workspace)
    assert rows(shown_import(studio))["pre-login/first"] == ("changed", "Decide")
    assert not any("Which workspace" in text for text in studio.notices)


def test_a_workspace_that_is_dropped_can_be_opened(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window()
    assert drop(studio, studio.window, workspace)
    choose(studio, "Open it")
    wait_until(lambda: studio.window.session is not None and studio.window.session.root == workspace, "the workspace")
    assert not studio.has("importDialog")


def test_the_menu_asks_for_files_and_for_folders(open_window: OpenWindow, workspace: Path, bundle: Path) -> None:
    studio = open_window(workspace)
    studio.window.actions_by_id["workspace.import"].trigger()
    dialog = file_dialog(studio, "importFileDialog")
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    assert "*.hookbundle" in dialog.selectedNameFilter()
    child(dialog, QLineEdit, "fileNameEdit").setText(str(bundle))
    dialog.accept()
    shown_import(studio).reject()
    studio.window.actions_by_id["workspace.import_folder"].trigger()
    folders = file_dialog(studio, "importFolderDialog")
    assert folders.fileMode() is QFileDialog.FileMode.Directory
    folders.reject()


def test_the_dialog_follows_the_theme_and_names_what_it_has(open_window: OpenWindow, workspace: Path, bundle: Path) -> None:
    studio = open_window(workspace)
    studio.window.importing.ask([bundle])
    dialog = shown_import(studio)
    named = (dialog.table, dialog.notes, dialog.type, dialog.details.files, dialog.details.panes.left, dialog.details.panes.right)
    assert all(widget.accessibleName() for widget in (*named, *dialog.all_buttons.values()))
    cell = dialog.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert cell == "first, changed, Decide"
    before = dialog.model.index(0, 2).data(Qt.ItemDataRole.ForegroundRole)
    studio.window.settings.set("appearance.theme", "dark" if not studio.window.themes.current.dark else "light")
    assert dialog.model.index(0, 2).data(Qt.ItemDataRole.ForegroundRole) != before
