"""Mutated bundles: importing one ends well or in a sentence, the workspace can be read afterwards, and no byte is written outside of it."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.bundle import Choice
from hookstudio.model.errors import StudioError
from hookstudio.studio.bundles import apply, preview
from hookstudio.studio.session import Session
from tests.storage.bundles import document_of, files_of, good, packed
from tests.storage.test_bundle_file import mutated
from tests.studio.workspaces import again, folders_in

NAMES = [
    *(
        "a",
        "A",
        "one",
        "two",
        "con",
        "..",
        ".",
        "",
        "a/b",
        "a\\b",
        "/a",
        "C:a",
        "a.",
        "a ",
        "-a",
        "ü",
        "u\u0308",
        "a\0",
        "\ud800",
        "x" * 300,
    ),
    *("hook.js", "hook.toml", "node_modules", ".hookstudio", ".git", "pre-login", "../../outside", "$(touch outside)", "%2e%2e", "*"),
]
VALUES: list[Any] = [*NAMES, None, True, False, 0, 1, -1, 10**30, 1.5, [], {}, [[]], "esm", "classic", "pre-login", "sms", "id-two"]


def remade(chance: random.Random) -> bytes:
    """A bundle whose manifest or files say something else, with hashes that are right."""
    document, files = document_of(good()), files_of(good())
    for _ in range(chance.randint(1, 3)):
        hooks = [each for each in document["hooks"] if isinstance(each, dict)]
        hook = chance.choice(hooks) if hooks else {}
        match chance.randrange(7):
            case 0:
                hook[chance.choice([*hook, "new"])] = chance.choice(VALUES)
            case 1:
                document[chance.choice([*document, "new"])] = chance.choice(VALUES)
                if not isinstance(document.get("hooks"), list):
                    document["hooks"] = []
            case 2:
                document["hooks"].append(dict(hook))
            case 3:
                name = chance.choice(sorted(files))
                parts = name.split("/")
                parts[chance.randrange(len(parts))] = chance.choice(NAMES[:18] + NAMES[20:])
                files["/".join(parts)] = files.pop(name)
            case 4:
                files[chance.choice(sorted(files))] = chance.choice([b"", b"{}", b"\xff", b"[" * 9000, b"null", b'"\\ud800"', b"x\r\n\0"])
            case 5:
                old, new = str(hook.get("slug")), chance.choice(["a", "three", "B", "x.y", "z-1", "con.x"])
                files = {name.replace(f"/{old}/", f"/{new}/").replace(f"+{old}+", f"+{new}+"): data for name, data in files.items()}
                for each in hooks:
                    if each.get("slug") == old:
                        each["slug"] = new
            case _:
                hook["name"] = chance.choice(["other", "ü" * 199, "a.b.c", "<b>", "'", '"', "\u202e", "\u2028"])
                hook["description"] = chance.choice(["", "." * 99, "a\nb\tc\0", '"""', "\\u0000", "\r", "\x7f"])
    return packed(document, files)


def surroundings(tmp_path: Path, session: Session) -> dict[str, bytes]:
    """Every file beside the workspace."""
    files = (path for path in tmp_path.rglob("*") if path.is_file() or path.is_symlink())
    return {str(path): path.read_bytes() for path in files if not path.is_relative_to(session.root) and "home" not in path.parts}


def test_no_bundle_breaks_a_workspace_or_leaves_it(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    chance = random.Random(11)
    times = 10_000 if request.config.getoption("--full", default=False) else 250
    session = Session.create(tmp_path / "place" / "ws", "Test", folders_in(tmp_path))
    path = tmp_path / "x.hookbundle"
    refused = accepted = 0
    source = good()
    for number in range(times):
        path.write_bytes(mutated(source, chance) if number % 3 == 0 else remade(chance))
        before = surroundings(tmp_path, session)
        known = {hook.id for hook in session.workspace}
        try:
            shown = preview(session, path)
            choice = chance.choice(list(Choice))
            apply(session, shown, dict.fromkeys([hook.key for hook in shown.hooks if hook.needs_choice], choice))
        except StudioError as error:
            assert error.message and error.message.isprintable(), error.message
            assert {hook.id for hook in again(session).workspace} == known
            refused += 1
        else:
            accepted += 1
            opened = again(session)
            assert opened.workspace == session.workspace and not opened.workspace.problems and not opened.notices
            if chance.random() < 0.5:
                session.undo()
                assert not again(session).workspace.problems
        assert surroundings(tmp_path, session) == before
        assert {entry.name for entry in session.root.iterdir()} <= {"hookstudio.toml", ".gitignore", "hooks", "contexts", ".hookstudio"}
        if len(list(session.workspace)) > 12:
            shutil.rmtree(session.root)
            session = Session.create(tmp_path / "place" / f"ws{number}", "Test", session.folders)
    assert refused > times / 5 and accepted > times / 10, (refused, accepted)
