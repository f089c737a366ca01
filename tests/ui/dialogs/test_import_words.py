"""What the import dialog says and shows, of files that may hold anything."""

from __future__ import annotations

import time

import pytest

from hookstudio.model.bundle import Action, BundleHook, Choice, FileChange, Imported, ImportResult
from hookstudio.model.module import InstallScript
from hookstudio.ui.dialogs.import_words import (
    UNDECIDED,
    about,
    alone,
    difference,
    modules_of,
    scripts_of,
    told,
    what_happens,
)


def hook(action: Action, there: str = "", **fields: object) -> BundleHook:
    return BundleHook(key="pre-login/x", name="x", action=action, there=there, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "choice", "words"),
    [
        (Action.NEW, None, "Add"),
        (Action.NEW, Choice.SKIP, "Skip"),
        (Action.EQUAL, None, "Nothing"),
        (Action.CHANGED, None, UNDECIDED),
        (Action.CHANGED, Choice.REPLACE, "Replace"),
        (Action.CLASHING, None, UNDECIDED),
        (Action.CLASHING, Choice.RENAME, "Add beside"),
    ],
)
def test_what_happens_is_a_word(action: Action, choice: Choice | None, words: str) -> None:
    assert what_happens(hook(action), choice) == words


def test_a_hook_that_is_elsewhere_here_is_said_to_be() -> None:
    assert "here it is post-login/y" in about(hook(Action.CHANGED, "post-login/y"))
    assert "post-login" not in about(hook(Action.CHANGED, "pre-login/x"))
    assert "the one that is here" in about(hook(Action.CLASHING, "pre-login/x"))


def test_lines_that_come_and_go_have_their_sign_on_their_side() -> None:
    rows = difference(FileChange("hook.js", "a\nold\nb\ngone\n", "a\nnew\nb\nc\n")).rows
    assert rows == (
        ("", "  a", "  a"),
        ("~", "~ old", "~ new"),
        ("", "  b", "  b"),
        ("~", "~ gone", "~ c"),
    )
    assert difference(FileChange("package.json", None, "{}\n")).rows == (("+", "", "+ {}"),)
    assert difference(FileChange("package.json", "{}\n", None)).rows == (("-", "- {}", ""),)


def test_a_file_of_any_size_is_shown_soon_and_in_part() -> None:
    begun = time.perf_counter()
    many = difference(FileChange("hook.js", "a\n" * 200_000, "b\n" * 200_000))
    wide = difference(FileChange("hook.js", "", "x" * 900_000))
    whole = alone("x" * 5_000_000)
    lines = alone("y\n" * 2_000_000)
    assert time.perf_counter() - begun < 5
    assert many.rows == ()
    assert many.text.count("\n") < 4_000
    assert len(wide.rows[0][2]) < 3_000
    assert len(whole.text) < 3_000
    assert whole.text.endswith("the file has 5,000,000 characters.")
    assert lines.text.count("\n") < 4_000


def test_thousands_of_modules_and_scripts_are_counted_not_listed() -> None:
    modules = tuple(f"module-{number}@1.0.0" for number in range(5_000))
    scripts = (InstallScript("x", "", "postinstall", "node " + "y" * 9_000), InstallScript("native", "2.0.0", "install", ""))
    wanted = hook(Action.NEW, modules=modules, scripts=scripts)
    assert modules_of(wanted).endswith("module-39@1.0.0 and 4960 more")
    assert scripts_of(wanted).startswith("postinstall: node yyy")
    assert scripts_of(wanted).endswith(", native@2.0.0")
    assert len(scripts_of(wanted)) < 300


def test_what_was_done_is_told_by_kind() -> None:
    hooks = [Imported("a", "new", "a"), Imported("b", "new", "b"), Imported("c", "skip"), Imported("d", "equal", "d")]
    assert told(ImportResult(tuple(hooks))) == "2 added, 1 skipped, 1 equal already"
