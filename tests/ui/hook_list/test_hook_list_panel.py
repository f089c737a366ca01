from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAction, QColor, QContextMenuEvent, QFontMetrics, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hookstudio.model.hook import Dialect
from hookstudio.model.hook_type import CORE_TYPE_NAMES, HOOK_TYPES
from hookstudio.model.workspace import Workspace
from hookstudio.ui.fonts import semibold_font, small_font
from hookstudio.ui.hook_list.hook_delegate import ROW_HEIGHT, first_that_fits, switch_rect
from hookstudio.ui.hook_list.hook_list_panel import HookListPanel
from hookstudio.ui.theme import load_theme
from tests.ui.hook_list.listed_hooks import Studio, make_hook, make_workspace, part

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def press(studio: Studio, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(studio.tree, key, modifiers)


def click(studio: Studio, name: str, x: int = 60) -> None:
    QTest.mouseClick(studio.tree.viewport(), LEFT, pos=QPoint(x, studio.tree.visualRect(studio.index(name)).center().y()))


def choose(studio: Studio, name: str, entry: str, qtbot: QtBot) -> None:
    """Open the context menu of a row with the keyboard and choose an entry."""
    studio.tree.select_index(studio.index(name))
    studio.tree.setFocus()
    place = studio.tree.rect().center()
    QApplication.sendEvent(studio.tree, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, studio.tree.mapToGlobal(place)))
    qtbot.waitUntil(lambda: bool(studio.panel.findChildren(QMenu, "hookMenu")))
    menu = studio.panel.findChildren(QMenu, "hookMenu")[-1]
    action = menu.findChild(QAction, f"hookMenu.{entry}")
    assert isinstance(action, QAction)
    action.trigger()
    menu.close()
    qtbot.waitUntil(lambda: not studio.panel.findChildren(QMenu, "hookMenu"))


# -- what is shown ---------------------------------------------------------------------------------


def test_hooks_stand_under_their_types_in_order(studio: Studio) -> None:
    assert studio.rows() == {
        "pre-login": ["block-disposable", "add-claims", "weekday-only"],
        "post-login": ["notify", "count-logins"],
        "pre-register": [],
        "post-register": [],
        "pre-access-token": ["roles"],
    }
    assert all(studio.tree.isExpanded(studio.index(name)) for name in ("pre-login", "post-login", "pre-access-token"))
    assert {studio.tree.visualRect(studio.index(name)).height() for name in ("pre-login", "notify")} == {ROW_HEIGHT}


def test_types_without_hooks_come_when_asked_for(studio: Studio) -> None:
    more = part(studio.panel, QPushButton, "moreTypesButton")
    more.click()
    assert "ciba-auth-prompt" in studio.rows()
    more.click()
    assert list(studio.rows()) == [*CORE_TYPE_NAMES, "pre-access-token"]


def test_the_first_hook_of_a_type_is_seen_at_once(studio: Studio) -> None:
    studio.show(studio.workspace.added(make_hook("welcome", "post-register")))
    assert studio.tree.visualRect(studio.index("welcome")).isValid()
    studio.show(studio.workspace.added(make_hook("text-message", "sms")))
    assert studio.tree.visualRect(studio.index("text-message")).isValid()


def test_the_selected_hook_stays_selected(studio: Studio) -> None:
    studio.panel.select("add-claims")
    studio.show(studio.workspace.added(make_hook("first"), 0).moved("add-claims", 3).removed("notify"))
    assert studio.panel.current_hook_id() == "add-claims"
    assert [index.data() for index in studio.tree.selectedIndexes()] == ["add-claims"]


def test_a_hook_of_a_folded_type_is_unfolded_when_it_is_selected(studio: Studio) -> None:
    studio.tree.collapse(studio.index("post-login"))
    studio.panel.select("count-logins")
    assert studio.tree.isExpanded(studio.index("post-login"))
    assert studio.asked == []


def test_an_empty_workspace_says_what_to_do(studio: Studio) -> None:
    assert studio.panel.findChild(QWidget, "noHooks") is None
    studio.show(make_workspace([]))
    nothing = part(studio.panel, QWidget, "noHooks")
    assert nothing.isVisible()
    assert list(studio.rows()) == list(CORE_TYPE_NAMES)
    button = nothing.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    button.click()
    assert studio.asked == [("new", "")]
    studio.show(make_workspace([make_hook("first")]))
    assert not nothing.isVisible()


def test_the_button_asks_for_a_new_hook(studio: Studio) -> None:
    QTest.mouseClick(studio.button, LEFT)
    assert studio.asked == [("new", "")]
    assert "Ctrl+N" in studio.button.toolTip() or "N" in studio.button.toolTip()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_rows_show_marks_and_states(studio: Studio, name: str) -> None:
    theme = load_theme(name)
    studio.panel.apply_theme(theme)

    def shows(hook: str, role: str) -> bool:
        """Whether a pixel of the row has that colour, or nearly: small signs have soft edges."""
        image = studio.tree.viewport().grab(studio.tree.visualRect(studio.index(hook))).toImage()
        wanted = theme.colour(role)
        pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
        return any(max(abs(p.red() - wanted.red()), abs(p.green() - wanted.green()), abs(p.blue() - wanted.blue())) < 8 for p in pixels)

    assert shows("count-logins", "accent")  # the switch is on
    assert not shows("weekday-only", "accent")
    studio.panel.set_unsaved({"weekday-only"})
    assert shows("weekday-only", "accent")
    assert not shows("notify", "error")
    studio.panel.set_failed("notify", failed=True)
    assert shows("notify", "error")
    studio.panel.set_failed("notify", failed=False)
    assert not shows("notify", "error")
    assert not shows("roles", "accent-soft")
    studio.panel.select("roles")
    assert shows("roles", "accent-soft")


# -- mouse -----------------------------------------------------------------------------------------


def test_a_click_opens_a_hook(studio: Studio) -> None:
    click(studio, "add-claims")
    assert studio.asked == [("open", "add-claims")]
    assert studio.panel.current_hook_id() == "add-claims"


def test_a_click_folds_and_unfolds_a_type(studio: Studio) -> None:
    click(studio, "pre-login")
    assert not studio.tree.isExpanded(studio.index("pre-login"))
    click(studio, "pre-login")
    assert studio.tree.isExpanded(studio.index("pre-login"))
    assert studio.asked == []


def test_a_click_on_the_switch_turns_the_hook_on_and_off(studio: Studio) -> None:
    x = switch_rect(studio.tree.viewport().rect()).center().x()
    click(studio, "add-claims", x)
    click(studio, "weekday-only", x)
    assert studio.asked == [("enable", "add-claims", False), ("enable", "weekday-only", True)]
    assert studio.panel.current_hook_id() == ""


def test_a_switch_that_is_left_before_the_release_does_nothing(studio: Studio) -> None:
    x, viewport = switch_rect(studio.tree.viewport().rect()).center().x(), studio.tree.viewport()
    QTest.mousePress(viewport, LEFT, pos=QPoint(x, studio.tree.visualRect(studio.index("add-claims")).center().y()))
    QTest.mouseRelease(viewport, LEFT, pos=QPoint(60, studio.tree.visualRect(studio.index("notify")).center().y()))
    assert studio.asked == []


def test_two_quick_clicks_on_a_switch_are_two(studio: Studio) -> None:
    place = QPoint(switch_rect(studio.tree.viewport().rect()).center().x(), studio.tree.visualRect(studio.index("notify")).center().y())
    QTest.mouseClick(studio.tree.viewport(), LEFT, pos=place)
    QTest.mouseDClick(studio.tree.viewport(), LEFT, pos=place)
    QTest.mouseRelease(studio.tree.viewport(), LEFT, pos=place)
    assert studio.asked == [("enable", "notify", False), ("enable", "notify", True)]


# -- keyboard --------------------------------------------------------------------------------------


def test_every_act_has_its_key(studio: Studio) -> None:
    studio.panel.select("add-claims")
    press(studio, Key.Key_Return)
    press(studio, Key.Key_Space)
    press(studio, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    press(studio, Key.Key_Delete)
    assert studio.asked == [("open", "add-claims"), ("enable", "add-claims", False), ("duplicate", "add-claims"), ("delete", "add-claims")]


def test_alt_and_an_arrow_move_the_hook(studio: Studio) -> None:
    studio.panel.select("add-claims")
    press(studio, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    press(studio, Key.Key_Down, Qt.KeyboardModifier.AltModifier)  # it is the last: nothing more to ask
    assert studio.rows()["pre-login"] == ["block-disposable", "weekday-only", "add-claims"]
    press(studio, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    press(studio, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    press(studio, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert studio.rows()["pre-login"] == ["add-claims", "block-disposable", "weekday-only"]
    assert [asked[2] for asked in studio.asked] == [2, 1, 0]
    assert studio.panel.current_hook_id() == "add-claims"


def test_keys_on_a_type_fold_it_and_change_nothing(studio: Studio) -> None:
    studio.tree.setCurrentIndex(studio.index("pre-login"))
    press(studio, Key.Key_Return)
    assert not studio.tree.isExpanded(studio.index("pre-login"))
    press(studio, Key.Key_Space)
    assert studio.tree.isExpanded(studio.index("pre-login"))
    press(studio, Key.Key_Left)
    assert not studio.tree.isExpanded(studio.index("pre-login"))
    press(studio, Key.Key_Delete)
    press(studio, Key.Key_F2)
    assert studio.asked == []


def test_arrows_walk_through_the_list(studio: Studio) -> None:
    studio.panel.focus_tree()
    assert studio.tree.currentIndex().data() == "pre-login"
    for _ in range(4):
        press(studio, Key.Key_Down)
    assert studio.tree.currentIndex().data() == "post-login"
    assert studio.asked == []


def test_typing_letters_goes_to_a_hook(studio: Studio) -> None:
    studio.panel.focus_tree()
    QTest.keyClicks(studio.tree, "cou")
    assert studio.panel.current_hook_id() == "count-logins"


# -- renaming in place -----------------------------------------------------------------------------


def name_field(studio: Studio, qtbot: QtBot) -> QLineEdit:
    qtbot.waitUntil(lambda: studio.tree.viewport().findChild(QLineEdit, "hookNameField") is not None)
    field = studio.tree.viewport().findChild(QLineEdit, "hookNameField")
    assert isinstance(field, QLineEdit)
    return field


def test_f2_renames_in_place(studio: Studio, qtbot: QtBot) -> None:
    studio.panel.select("add-claims")
    press(studio, Key.Key_F2)
    field = name_field(studio, qtbot)
    assert (field.selectedText(), field.accessibleName()) == ("add-claims", "New name of add-claims")
    QTest.keyClicks(field, "claims ")
    QTest.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: studio.asked == [("rename", "add-claims", "claims")])
    assert studio.rows()["pre-login"][1] == "claims"


def test_escape_leaves_the_name_as_it_was(studio: Studio, qtbot: QtBot) -> None:
    studio.panel.select("add-claims")
    studio.panel.rename_current()
    field = name_field(studio, qtbot)
    QTest.keyClicks(field, "claims")
    QTest.keyClick(field, Key.Key_Escape)
    qtbot.waitUntil(lambda: studio.tree.viewport().findChild(QLineEdit, "hookNameField") is None)
    assert studio.asked == []


def test_a_name_that_can_not_be_is_explained(studio: Studio, qtbot: QtBot) -> None:
    studio.panel.select("add-claims")
    studio.panel.rename_current()
    field = name_field(studio, qtbot)
    field.setText("   ")
    QTest.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: studio.notices == ["A hook needs a name. Type at least one character."])
    assert studio.asked == []


# -- filter ----------------------------------------------------------------------------------------


def test_the_filter_leaves_what_matches(studio: Studio) -> None:
    QTest.keyClicks(studio.field, "co")
    assert studio.rows() == {"post-login": ["count-logins"]}
    studio.field.clear()
    assert len(studio.rows()) == 5


def test_the_filter_says_that_nothing_matches(studio: Studio) -> None:
    QTest.keyClicks(studio.field, "zzz")
    no_match = part(studio.panel, QWidget, "noMatch")
    assert no_match.isVisible() and not studio.tree.isVisible()
    assert "No hook matches “zzz”" in [label.text() for label in no_match.findChildren(QLabel)]
    assert "Its name would have to contain this." in [label.text() for label in no_match.findChildren(QLabel)]
    button = no_match.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    button.click()
    assert studio.tree.isVisible() and not no_match.isVisible()
    studio.panel.set_code_search(lambda _text: ())
    QTest.keyClicks(studio.field, "zzz")
    assert "Neither a name nor the code of a hook contains this." in [label.text() for label in no_match.findChildren(QLabel)]


def test_an_explanation_is_shown_whole_or_in_few_words_or_not_at_all(studio: Studio) -> None:
    metrics = QFontMetrics(small_font(studio.tree.font()))
    whole, brief = "All sign-in checks passed", "After sign-in"
    assert first_that_fits((whole, brief), metrics, metrics.horizontalAdvance(whole)) == whole
    assert first_that_fits((whole, brief), metrics, metrics.horizontalAdvance(whole) - 1) == brief
    assert first_that_fits((whole, brief), metrics, metrics.horizontalAdvance(brief) - 1) == ""


def test_few_words_about_the_types_that_are_always_shown_fit_at_the_usual_width(studio: Studio) -> None:
    """A row is 264 pixels wide; 27 are left of the name, 12 right of the count."""
    strong, small = QFontMetrics(semibold_font(studio.tree.font())), QFontMetrics(small_font(studio.tree.font()))
    for hook_type in (one for one in HOOK_TYPES if one.core):
        room = 264 - 27 - strong.horizontalAdvance(hook_type.name) - 8 - 8 - small.horizontalAdvance("12") - 12
        assert small.horizontalAdvance(hook_type.brief) <= room, hook_type.name
    assert all(len(hook_type.brief) < len(hook_type.summary) for hook_type in HOOK_TYPES)


def test_the_button_for_all_types_says_what_it_does(studio: Studio) -> None:
    button = part(studio.panel, QPushButton, "moreTypesButton")
    assert button.accessibleName() == "Show all 15 hook types"
    button.click()
    assert button.accessibleName() == "Hide the types without hooks"


def test_the_filter_finds_code_too(studio: Studio, qtbot: QtBot) -> None:
    code = {"roles": "data.user.roles", "notify": "fetch(url)", "add-claims": "data.idToken"}
    studio.panel.set_code_search(lambda text: {hook_id for hook_id, text_of in code.items() if text in text_of})
    assert studio.field.placeholderText() == "Filter by name or code"
    QTest.keyClicks(studio.field, "data.")
    qtbot.waitUntil(lambda: studio.rows() == {"pre-login": ["add-claims"], "pre-access-token": ["roles"]})
    QTest.keyClick(studio.field, Key.Key_Escape)
    assert len(studio.rows()) == 5


def test_a_search_that_comes_too_late_is_dropped(studio: Studio, qtbot: QtBot) -> None:
    searched: list[str] = []

    def search(text: str) -> set[str]:
        searched.append(text)
        return {"roles"}

    studio.panel.set_code_search(search)
    QTest.keyClicks(studio.field, "cou")
    qtbot.waitUntil(lambda: searched == ["cou"])
    studio.field.setText("add")
    qtbot.waitUntil(lambda: searched == ["cou", "add"] and studio.rows() == {"pre-login": ["add-claims"], "pre-access-token": ["roles"]})


def test_from_the_filter_down_goes_to_the_first_match(studio: Studio, qtbot: QtBot) -> None:
    studio.panel.focus_filter()
    QTest.keyClicks(studio.field, "log")
    QTest.keyClick(studio.field, Key.Key_Down)
    qtbot.waitUntil(studio.tree.hasFocus)
    assert studio.panel.current_hook_id() == "count-logins"
    press(studio, Key.Key_Return)
    assert studio.asked == [("open", "count-logins")]


def test_moving_under_a_filter_goes_past_the_next_shown_hook(studio: Studio) -> None:
    studio.field.setText("o")  # hides add-claims, the second of three
    studio.panel.select("weekday-only")
    press(studio, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert studio.asked == [("move", "weekday-only", 0)]


def test_what_was_folded_stays_so_after_a_filter(studio: Studio) -> None:
    studio.tree.collapse(studio.index("post-login"))
    studio.field.setText("count")
    assert studio.tree.isExpanded(studio.index("post-login"))
    studio.field.clear()
    assert not studio.tree.isExpanded(studio.index("post-login"))
    assert studio.tree.isExpanded(studio.index("pre-login"))


def test_the_selection_outlives_a_filter(studio: Studio) -> None:
    studio.panel.select("count-logins")
    studio.field.setText("count")
    studio.field.clear()
    assert studio.panel.current_hook_id() == "count-logins"


# -- menu ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "asked"),
    [
        ("open", ("open", "add-claims")),
        ("run", ("run", "add-claims")),
        ("duplicate", ("duplicate", "add-claims")),
        ("enabled", ("enable", "add-claims", False)),
        ("up", ("move", "add-claims", 0)),
        ("down", ("move", "add-claims", 2)),
        ("delete", ("delete", "add-claims")),
    ],
)
def test_the_menu_key_offers_every_act(studio: Studio, qtbot: QtBot, entry: str, asked: tuple[object, ...]) -> None:
    choose(studio, "add-claims", entry, qtbot)
    assert studio.asked == [asked]


def test_the_menu_of_a_type_makes_a_hook_of_it(studio: Studio, qtbot: QtBot) -> None:
    choose(studio, "pre-register", "new", qtbot)
    assert studio.asked == [("new", "pre-register")]
    choose(studio, "pre-register", "fold", qtbot)
    assert not studio.tree.isExpanded(studio.index("pre-login"))
    choose(studio, "pre-register", "unfold", qtbot)
    assert studio.tree.isExpanded(studio.index("pre-login"))
    choose(studio, "pre-register", "types", qtbot)
    assert len(studio.rows()) == 15


# -- state and assistive technology ----------------------------------------------------------------


def test_the_state_comes_back(studio: Studio, qtbot: QtBot, workspace: Workspace) -> None:
    studio.tree.collapse(studio.index("post-login"))
    studio.panel.show_all_types(True)
    studio.panel.select("roles")
    again = HookListPanel(load_theme("light"))
    qtbot.addWidget(again)
    other = Studio(again, workspace)
    again.restore(studio.panel.state())
    assert again.state() == studio.panel.state() == {"folded": ["post-login"], "all_types": True, "current": "roles"}
    assert not other.tree.isExpanded(other.index("post-login"))
    assert len(other.rows()) == 15


@pytest.mark.parametrize("state", [{}, {"folded": 1, "all_types": "yes", "current": None}, {"folded": [1, "gone"], "current": "gone"}])
def test_a_state_that_makes_no_sense_is_passed_over(studio: Studio, state: dict[str, object]) -> None:
    studio.panel.restore(state)
    assert len(studio.rows()) == 5
    assert studio.tree.isExpanded(studio.index("pre-login"))


def test_assistive_technology_finds_names_and_rows(studio: Studio) -> None:
    assert studio.field.accessibleName() == "Filter the hooks"
    assert studio.button.accessibleName() == "New hook"
    tree = QAccessible.queryAccessibleInterface(studio.tree)
    assert tree.text(QAccessible.Text.Name) == "Hooks"
    assert "Alt+Up" in tree.text(QAccessible.Text.Description)
    heard = [tree.child(row).text(QAccessible.Text.Name) for row in range(tree.childCount())]
    assert "pre-login, 3 hooks" in heard
    assert "weekday-only, disabled, esm, position 3 of 3" in heard


def test_the_ring_is_seen_with_the_keyboard_only(studio: Studio) -> None:
    accent = load_theme("light").colour("accent")

    def ringed(name: str) -> bool:
        image: QImage = studio.tree.viewport().grab(studio.tree.visualRect(studio.index(name))).toImage()
        return QColor(image.pixelColor(120, 2)) == accent

    click(studio, "add-claims")
    studio.tree.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not ringed("add-claims")
    press(studio, Key.Key_Down)
    assert ringed("weekday-only") and not ringed("add-claims")


def test_a_changed_dialect_shows_its_tag(studio: Studio, workspace: Workspace) -> None:
    before = studio.tree.viewport().grab(studio.tree.visualRect(studio.index("roles"))).toImage()
    studio.show(workspace.replaced(make_hook("roles", "pre-access-token", dialect=Dialect.ESM)))
    assert studio.tree.viewport().grab(studio.tree.visualRect(studio.index("roles"))).toImage() != before


# -- several at once -------------------------------------------------------------------------------


def test_control_and_shift_choose_several_and_open_none(studio: Studio) -> None:
    click(studio, "block-disposable")
    assert studio.asked == [("open", "block-disposable")]
    for name, modifier in (("weekday-only", Qt.KeyboardModifier.ControlModifier), ("roles", Qt.KeyboardModifier.ControlModifier)):
        place = QPoint(60, studio.tree.visualRect(studio.index(name)).center().y())
        QTest.mouseClick(studio.tree.viewport(), LEFT, modifier, place)
    assert [hook.name for hook in studio.panel.chosen_hooks()] == ["block-disposable", "weekday-only", "roles"]
    assert studio.asked == [("open", "block-disposable")]
    click(studio, "notify")
    assert [hook.name for hook in studio.panel.chosen_hooks()] == ["notify"]
    assert studio.asked[-1] == ("open", "notify")


def test_the_keyboard_chooses_several_and_all(studio: Studio) -> None:
    studio.panel.select("block-disposable")
    studio.tree.setFocus()
    press(studio, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [hook.name for hook in studio.panel.chosen_hooks()] == ["block-disposable", "add-claims"]
    press(studio, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(studio.panel.chosen_hooks()) == 6


def test_the_menu_exports_one_hook_a_type_or_what_is_chosen(studio: Studio, qtbot: QtBot) -> None:
    choose(studio, "roles", "export", qtbot)
    choose(studio, "post-login", "export", qtbot)
    assert studio.asked == [("export", ["roles"]), ("export", ["notify", "count-logins"])]


def test_a_type_without_hooks_has_nothing_to_export(studio: Studio, qtbot: QtBot) -> None:
    choose(studio, "pre-register", "export", qtbot)
    assert studio.asked == []
