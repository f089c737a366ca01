"""Adding, removing, updating and restoring modules: the real npm over a stand-in registry, and the hooks really run."""

from __future__ import annotations

import json
import shutil
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from hookstudio.model.errors import ChangedOutside, NotFound, OutsideMissing, StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.module import LoadCheck, ModuleSet, ModuleState
from hookstudio.model.node import Runtime
from hookstudio.model.progress import Cancelled
from hookstudio.runner.run import Run
from hookstudio.studio.module_install import Added
from tests.patience import Patience
from tests.studio.module_desk import Desk

CLASSIC = "const left = require('left')\nfunction handle(data, callback) { callback(null, left) }\n"
ESM = "import left from 'npm:left@1.0.0'\nexport function handle() { return left }\n"
PLAIN = "function handle(data, callback) { callback(null, {}) }\n"


def test_a_module_is_added_run_listed_and_taken_back(desk: Desk) -> None:
    desk.registry.publish("right", "1.0.0")
    desk.registry.publish("left", "1.2.0", dependencies={"right": "^1.0.0"})
    hook = desk.hook("roles", CLASSIC)
    missing = desk.run(hook)
    assert desk.modules.missing(missing, CLASSIC) == ("left",)
    assert desk.listed(hook)["left"].state is ModuleState.MISSING

    added = desk.add(hook, "left")
    assert (added.name, added.version, added.key, added.load.loads) == ("left", "1.2.0", "left", True)
    assert added.use == "const left = require('left')"
    assert desk.run(hook).result == {"name": "left", "version": "1.2.0"}
    assert any("left" in line for line in desk.lines)
    folder = desk.session.hook_folder(hook.id)
    assert sorted(path.name for path in folder.iterdir()) == ["hook.js", "hook.toml", "package-lock.json", "package.json"]
    assert json.loads((folder / "package.json").read_text(encoding="utf-8")) == {"private": True, "dependencies": {"left": "1.2.0"}}

    row = desk.listed(hook)["left"]
    assert (row.version, row.wanted, row.state, row.present, row.needed_by) == ("1.2.0", "1.2.0", ModuleState.CURRENT, True, ())
    assert row.size is not None and row.size > 0
    assert desk.listed(hook, PLAIN)["left"].state is ModuleState.UNUSED

    assert desk.session.undo_text == "Add left to “roles”"
    desk.session.undo()
    assert desk.session.module_set(hook.id) == ModuleSet()
    assert desk.modules.missing(desk.run(hook), CLASSIC) == ("left",)
    desk.session.redo()
    assert desk.run(hook).ok

    desk.remove(hook, "left")
    assert desk.session.module_set(hook.id) == ModuleSet()
    desk.session.undo()
    assert desk.run(hook).ok


def test_what_package_json_says_beside_its_modules_stays(desk: Desk) -> None:
    for name in ("left", "right"):
        desk.registry.publish(name, "1.0.0")
    hook = desk.hook("roles", CLASSIC)
    file = desk.session.hook_folder(hook.id) / "package.json"
    file.write_text('{\n    "name": "mine",\n    "dependencies": {"right": "^1.0.0"}\n}\n', encoding="utf-8")
    desk.add(hook, "left")
    assert json.loads(file.read_text(encoding="utf-8")) == {"name": "mine", "dependencies": {"left": "1.0.0", "right": "^1.0.0"}}
    row = desk.listed(hook)["right"]
    assert (row.version, row.wanted, row.state) == ("1.0.0", "^1.0.0", ModuleState.UNUSED)
    desk.remove(hook, "left", "right")
    assert json.loads(file.read_text(encoding="utf-8")) == {"name": "mine", "dependencies": {}}
    assert desk.session.module_set(hook.id).lock is None


def test_what_was_asked_for_becomes_an_exact_version(desk: Desk) -> None:
    for version in ("1.0.0", "1.5.0", "2.0.0"):
        desk.registry.publish("left", version)
    desk.registry.publish("left", "3.0.0-beta.1", tag="next")
    hook = desk.hook("roles", CLASSIC)
    for request, version in (
        ("left@^1", "1.5.0"),
        ("left@1.0.0", "1.0.0"),
        ("left@next", "3.0.0-beta.1"),
        ("left@latest", "2.0.0"),
        ("left", "2.0.0"),
    ):
        assert desk.add(hook, request).version == version
        assert json.loads(desk.session.module_set(hook.id).package_json or "")["dependencies"] == {"left": version}
    for request in ("left@9", "left@9.9.9", "left@nope", "unheard-of", "left@!!", "../left", "left@file:x"):
        with pytest.raises(StudioError) as failure:
            desk.add(hook, request)
        assert failure.value.exit_status == 2, request
    assert desk.run(hook).result == {"name": "left", "version": "2.0.0"}


def test_the_version_that_suits_the_hooks_node_is_taken(desk: Desk) -> None:
    desk.registry.publish("left", "1.0.0")
    desk.registry.publish("left", "2.0.0", engines={"node": ">=90"})
    hook = desk.hook("roles", CLASSIC)
    assert desk.add(hook, "left").version == "1.0.0"
    row = desk.listed(hook, ask=True)["left"]
    assert (row.suitable, row.latest, row.state) == ("1.0.0", "2.0.0", ModuleState.CURRENT)
    found = desk.modules.detail(desk.session, hook, CLASSIC, "left")
    assert found.suitable is not None and found.suitable.version is not None
    assert (found.version, found.suitable.version.version, found.suitable.why) == ("2.0.0", "1.0.0", "2.0.0 needs Node 90; 1.0.0 fits")
    assert [(one.version, bool(why)) for one, why in desk.modules.choices(desk.session, hook, CLASSIC, "left")] == [
        ("2.0.0", True),
        ("1.0.0", False),
    ]
    before = desk.session.module_set(hook.id)
    with pytest.raises(StudioError, match=r"Node") as failure:
        desk.add(hook, "left@2.0.0")
    assert "1.0.0 fits" in failure.value.hint and not isinstance(failure.value, OutsideMissing)
    assert desk.session.module_set(hook.id) == before
    desk.registry.publish("none", "1.0.0", engines={"node": ">=90"})
    with pytest.raises(StudioError, match="No version of “none” suits this hook"):
        desk.add(hook, "none")


def test_outdated_modules_are_updated_in_one_step(desk: Desk) -> None:
    for name in ("left", "right"):
        desk.registry.publish(name, "1.0.0")
    hook = desk.hook("roles", CLASSIC)
    desk.add(hook, "left")
    desk.add(hook, "right")
    assert desk.update(hook) == ()
    for name in ("left", "right"):
        desk.registry.publish(name, "1.1.0")
    fresh = desk.modules
    fresh.close()
    rows = desk.listed(hook, ask=True)
    assert (rows["left"].state, rows["right"].state) == (ModuleState.OUTDATED, ModuleState.UNUSED)
    assert (rows["left"].suitable, rows["right"].suitable) == ("1.1.0", "1.1.0")
    assert rows["left"].outdated
    assert rows["right"].outdated
    desk.settings.set("modules.offline", True)
    unasked = desk.listed(hook, ask=True)
    assert (unasked["left"].suitable, unasked["left"].state) == (None, ModuleState.CURRENT)
    desk.settings.set("modules.offline", False)
    changed = desk.update(hook)
    assert {one.name: (one.before, one.version) for one in changed} == {"left": ("1.0.0", "1.1.0"), "right": ("1.0.0", "1.1.0")}
    assert desk.run(hook).result == {"name": "left", "version": "1.1.0"}
    desk.session.undo()
    assert desk.run(hook).result == {"name": "left", "version": "1.0.0"}
    assert [one.version for one in desk.update(hook, "left")] == ["1.1.0"]
    assert [one.version for one in desk.update(hook, "left@1.0.0")] == ["1.0.0"]
    with pytest.raises(NotFound, match="not among"):
        desk.update(hook, "other")


def test_versions_lie_side_by_side_in_an_es_module(desk: Desk) -> None:
    for version in ("1.0.0", "1.1.0", "2.0.0", "2.1.0"):
        desk.registry.publish("@acme/left", version)
    code = (
        "import one from 'npm:@acme/left@1.0.0'; import two from 'npm:@acme/left@^2'\n"
        "export function handle() { return { one: one.version, two: two.version } }\n"
    )
    hook = desk.hook("roles", code)
    outcome = desk.run(hook)
    assert desk.modules.missing(outcome, code) == ("@acme/left@1.0.0", "@acme/left@^2")
    assert set(desk.listed(hook)) == {"@acme/left 1.0.0", "@acme/left ^2"}
    for request in desk.modules.missing(outcome, code):
        assert desk.add(hook, request).load.loads
    assert desk.run(hook).result == {"one": "1.0.0", "two": "2.1.0"}
    rows = desk.listed(hook, ask=True)
    assert {row.version: (row.state, row.unpinned) for row in rows.values()} == {
        "1.0.0": (ModuleState.OUTDATED, ()),
        "2.1.0": (ModuleState.CURRENT, ("npm:@acme/left@^2",)),
    }
    (changed,) = desk.update(hook)
    assert (changed.before, changed.version) == ("1.0.0", "1.1.0")
    assert changed.code == code.replace("@1.0.0", "@1.1.0")
    assert desk.run(hook, changed.code).result == {"one": "1.1.0", "two": "2.1.0"}
    desk.remove(hook, "@acme/left@1.1.0")
    assert [row.version for row in desk.listed(hook, changed.code).values()] == ["2.1.0", None]
    desk.remove(hook, "@acme/left")
    assert desk.session.module_set(hook.id) == ModuleSet()


def test_what_to_write_is_told(desk: Desk) -> None:
    desk.registry.publish("left-pad", "1.0.0")
    hook = desk.hook("roles", ESM)
    assert desk.add(hook, "left-pad").use == "import leftPad from 'npm:left-pad@1.0.0'"


def test_a_module_that_cannot_be_loaded_is_told_with_one_that_can(desk: Desk) -> None:
    desk.registry.publish("left", "1.0.0")
    desk.registry.publish("left", "2.0.0", {"index.js": "const = 1"})
    desk.registry.publish("left", "3.0.0", {"index.js": "throw new Error('not on this computer')"})
    hook = desk.hook("roles", CLASSIC)
    load = desk.add(hook, "left").load
    assert (load.loads, load.fits) == (False, "1.0.0") and "not on this computer" in load.message
    assert desk.listed(hook)["left"].version == "3.0.0"
    assert desk.add(hook, f"left@{load.fits}").load.loads
    assert desk.run(hook).ok
    row = desk.listed(hook, ask=True)["left"]
    assert (row.suitable, row.latest, row.state) == ("1.0.0", "3.0.0", ModuleState.CURRENT)
    assert desk.add(hook, "left").version == "1.0.0" and desk.update(hook) == ()
    assert desk.add(hook, "left@2.0.0").load.loads is False


def test_what_was_loaded_once_from_a_copy_is_not_loaded_again_for_the_next_hook(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    trying = desk.runner.trying

    def watched(code: str, dialect: Dialect, runtime: Runtime, modules: Path) -> AbstractContextManager[Run]:
        tried.append(code.partition("\n")[0])
        return trying(code, dialect, runtime, modules)

    monkeypatch.setattr(desk.runner, "trying", watched)
    desk.registry.publish("left", "1.0.0", {"index.js": "", "part.js": ""})
    desk.registry.publish("right", "1.0.0", {"index.js": "throw new Error('never')"})
    first, second, third = desk.hook("roles", CLASSIC), desk.hook("more", CLASSIC), desk.hook("esm", ESM)
    for hook in (first, second, third):
        assert desk.add(hook, "left").load.loads
    assert tried == ['require("left")', 'import "left"']
    assert desk.add(desk.hook("part", CLASSIC.replace("'left'", "'left/part'")), "left").load.loads
    assert tried[2:] == ['require("left/part")']
    for name in ("fails", "fails too"):  # a failure is no fact for ever: it may be the computer's
        assert not desk.add(desk.hook(name, PLAIN), "right").load.loads
    assert tried[3:] == ['require("right")'] * 2


def test_a_failed_or_cancelled_addition_changes_nothing(desk: Desk) -> None:
    desk.registry.publish("left", "1.0.0")
    desk.registry.publish("right", "1.0.0", dependencies={"unheard-of": "1.0.0"})
    hook = desk.hook("roles", CLASSIC)
    desk.add(hook, "left")
    before, title = desk.session.module_set(hook.id), desk.session.undo_text
    with pytest.raises(StudioError, match="unheard-of"):
        desk.add(hook, "right")
    desk.registry.publish("slow", "1.0.0")
    desk.registry.fault("silent", "*slow*.tgz")
    with pytest.raises(Cancelled):
        desk.add(hook, "slow", until=desk.registry.reached.is_set)
    assert desk.session.module_set(hook.id) == before and desk.session.undo_text == title
    assert desk.run(hook).ok


def test_two_additions_for_one_hook_wait_for_each_other(desk: Desk) -> None:
    from concurrent.futures import ThreadPoolExecutor

    names = ("left", "right", "up")
    for name in names:
        desk.registry.publish(name, "1.0.0")
    hook = desk.hook("roles", CLASSIC)
    with ThreadPoolExecutor(3) as threads:
        assert [one.name for one in threads.map(lambda name: desk.add(hook, name, CLASSIC), names)] == list(names)
    assert set(desk.listed(hook)) == set(names)


def test_a_change_by_somebody_else_is_not_overwritten(desk: Desk) -> None:
    desk.registry.publish("left", "1.0.0")
    hook = desk.hook("roles", CLASSIC)
    file = desk.session.hook_folder(hook.id) / "package.json"

    def meddle() -> bool:
        if any(asked.path.endswith(".tgz") for asked in desk.registry.log):
            file.write_text("{}", encoding="utf-8")
        return False

    with pytest.raises(ChangedOutside):
        desk.add(hook, "left", until=meddle)
    assert file.read_text(encoding="utf-8") == "{}"


def test_a_fresh_clone_is_restored(desk: Desk) -> None:
    desk.registry.publish("left", "1.0.0")
    first, second, third = desk.hook("roles", CLASSIC), desk.hook("more", CLASSIC), desk.hook("none", PLAIN)
    desk.add(first, "left")
    desk.add(second, "left")
    assert desk.modules.use().copies == 1
    shutil.rmtree(desk.session.folders.data / "modules")
    assert desk.modules.absent(desk.session, first) and not desk.modules.absent(desk.session, third)
    assert not desk.listed(first)["left"].present
    desk.registry.fault("drop")
    assert [hook.id for hook in desk.restore()] == [first.id, second.id]
    assert desk.run(first).ok and desk.run(second).ok and not desk.modules.absent(desk.session, first)
    shutil.rmtree(desk.session.folders.data / "modules")
    shutil.rmtree(desk.session.folders.cache)
    with pytest.raises(OutsideMissing, match="pre-login/roles") as failure:
        desk.restore()
    assert "pre-login/more" in failure.value.details


def test_offline_what_was_downloaded_can_be_found_and_added(desk: Desk) -> None:
    for version in ("1.0.0", "1.1.0"):
        desk.registry.publish("left", version)
    desk.registry.publish("other", "1.0.0")
    first, second = desk.hook("roles", CLASSIC), desk.hook("more", CLASSIC)
    desk.add(first, "left@1.0.0")
    shutil.rmtree(desk.session.folders.data / "modules")
    desk.settings.set("modules.offline", True)
    found = desk.modules.search(desk.session, second, CLASSIC, "lef")
    assert (found.source, [row.name for row in found.results]) == ("cache", ["left"])
    assert "ffline" in found.note
    asked = len(desk.registry.log)
    added = desk.add(second, "left")
    assert (added.version, added.load) == ("1.0.0", LoadCheck(True))
    assert desk.run(second).ok and len(desk.registry.log) == asked
    with pytest.raises(OutsideMissing):
        desk.add(second, "other")
    assert not desk.modules.advisories(desk.session, second).checked


def test_where_nobody_answers_what_was_downloaded_serves(desk: Desk) -> None:
    desk.registry.publish("left", "1.0.0")
    first, second = desk.hook("roles", CLASSIC), desk.hook("more", ESM)
    desk.add(first, "left")
    desk.modules.close()
    desk.registry.fault("drop")
    assert desk.modules.search(desk.session, second, ESM, "left").source == "cache"
    assert desk.add(second, "left@1.0.0").load.loads
    assert desk.run(second).result == {"name": "left", "version": "1.0.0"}


def test_install_scripts_run_only_when_they_are_allowed(desk: Desk) -> None:
    files = {
        "index.js": "exports.made = require('fs').existsSync(__dirname + '/made.js')",
        "make.js": "require('fs').writeFileSync('made.js', '')",
    }
    desk.registry.publish("left", "1.0.0", files, scripts={"postinstall": "node make.js"})
    hook = desk.hook("roles", "const left = require('left')\nfunction handle(data, callback) { callback(null, { made: left.made }) }")
    desk.add(hook, "left")
    assert desk.run(hook).result == {"made": False}
    (script,) = desk.modules.scripts(desk.session, hook)
    assert (script.name, script.version, script.event, script.command) == ("left", "1.0.0", "postinstall", "node make.js")
    assert desk.listed(hook)["left"].scripts == (("postinstall", "node make.js"),)
    assert desk.modules.allowed(desk.session, hook) == frozenset()
    desk.modules.allow_scripts(desk.session, hook, "left", "1.0.0", desk.lines.append, Patience())
    assert desk.modules.allowed(desk.session, hook) == {"left@1.0.0"}
    assert desk.run(hook).result == {"made": True}
    other = desk.hook("more", desk.code(hook))
    desk.add(other, "left")
    assert desk.run(other).result == {"made": True}
    with pytest.raises(NotFound):
        desk.modules.allow_scripts(desk.session, hook, "left", "2.0.0", desk.lines.append, Patience())


def test_advisories_are_shown_or_said_to_be_unknown(desk: Desk) -> None:
    desk.registry.publish("left", "1.0.0")
    hook = desk.hook("roles", CLASSIC)
    assert desk.modules.advisories(desk.session, hook).checked
    desk.add(hook, "left")
    weakness = {"id": 1, "title": "Leaks", "severity": "high", "vulnerable_versions": "<1.1.0", "url": "https://example.com/1"}
    desk.registry.advisories["left"] = [weakness]
    found = desk.modules.advisories(desk.session, hook)
    assert found.checked and [(one.name, one.version, one.severity) for one in found.found] == [("left", "1.0.0", "high")]
    desk.registry.has_advisories = False
    found = desk.modules.advisories(desk.session, hook)
    assert not found.checked and found.why


def test_copies_that_no_hook_names_are_cleaned_away(desk: Desk) -> None:
    desk.registry.publish("left", "1.0.0")
    hook = desk.hook("roles", CLASSIC)
    desk.add(hook, "left")
    assert desk.modules.clean(desk.session) == 0
    assert desk.modules.use().copies == 1 and desk.run(hook).ok
    assert desk.modules.cache_use() > 0
    assert desk.modules.empty_cache() > 0
    assert (desk.modules.cache_use(), desk.modules.empty_cache()) == (0, 0)


def test_the_workspaces_registry_counts_only_where_it_is_trusted(desk: Desk) -> None:
    manifest = desk.session.root / "hookstudio.toml"
    manifest.write_text(f'registry = "{desk.registry.address}/elsewhere/"\n' + manifest.read_text(encoding="utf-8"), encoding="utf-8")
    desk.session.reload()
    assert desk.session.registry == f"{desk.registry.address}/elsewhere/"
    hook = desk.hook("roles", CLASSIC)
    with pytest.raises(NotFound):
        desk.add(hook, "left")
    assert desk.registry.log[-1].path.startswith("/elsewhere/left")
    (desk.session.folders.data / "trusted.json").unlink()
    assert desk.session.registry == ""


def test_an_update_writes_code_and_modules_or_neither(desk: Desk) -> None:
    desk.registry.publish("left", "1.0.0")
    code = "import left from 'npm:left@1.0.0'\nexport function handle() { return left }\n"
    hook = desk.hook("roles", code)
    desk.add(hook, "left")
    desk.registry.publish("left", "1.1.0")
    desk.modules.close()
    before = desk.session.module_set(hook.id)

    def saved(text: str) -> tuple[Added, ...]:
        return desk.modules.update(desk.session, hook, text, (), desk.lines.append, Patience(), save=True)

    with pytest.raises(ChangedOutside, match=r"hook\.mjs"):
        saved(code + "// as it was a moment ago\n")
    assert desk.session.module_set(hook.id) == before and desk.code(hook) == code
    assert saved(code)[0].version == "1.1.0"
    assert desk.code(hook) == code.replace("1.0.0", "1.1.0")
    assert desk.run(hook).result == {"name": "left", "version": "1.1.0"}
    desk.session.undo()
    assert desk.session.module_set(hook.id) == before and desk.code(hook) == code


def test_a_lock_file_of_an_old_npm_is_restored_and_a_damaged_one_is_told(desk: Desk) -> None:
    desk.registry.publish("right", "1.0.0")
    desk.registry.publish("left", "1.0.0", dependencies={"right": "1.0.0"})
    hook = desk.hook("roles", CLASSIC)
    entry = {"version": "1.0.0"}
    old = {"lockfileVersion": 1, "requires": True, "dependencies": {"left": {**entry, "requires": {"right": "1.0.0"}}, "right": entry}}
    folder = desk.session.hook_folder(hook.id)
    (folder / "package.json").write_text(json.dumps({"dependencies": {"left": "1.0.0"}}), encoding="utf-8")
    lock = folder / "package-lock.json"
    lock.write_text(json.dumps(old), encoding="utf-8")
    assert desk.modules.absent(desk.session, hook)
    assert desk.restore() == (hook,)
    assert desk.run(hook).result == {"name": "left", "version": "1.0.0"}
    assert [(row.name, row.version, row.present) for row in desk.listed(hook).values()] == [("left", "1.0.0", True)]
    lock.write_text("<<<<<<< HEAD\n{}\n=======\n", encoding="utf-8")
    with pytest.raises(StudioError, match="can't be used") as caught:
        desk.restore()
    assert not isinstance(caught.value, OutsideMissing)


def test_a_tag_leads_to_a_version_of_its_package_and_nowhere_else(desk: Desk) -> None:
    desk.registry.publish("left", "1.0.0")
    desk.registry.publish("evil", "1.0.0")
    desk.registry.entries["left"].tags |= {"next": "*", "rc": ">=0 <9", "beta": "npm:evil@1.0.0", "gone": "3.0.0"}
    hook = desk.hook("roles", CLASSIC)
    for tag in ("next", "rc", "beta", "gone"):
        with pytest.raises(NotFound, match=f"no version “{tag}”"):
            desk.add(hook, f"left@{tag}")
    assert desk.session.module_set(hook.id) == ModuleSet()


def test_a_classic_hook_has_one_version_of_a_module(desk: Desk) -> None:
    for version in ("1.0.0", "1.1.0"):
        desk.registry.publish("left", version)
    hook = desk.hook("roles", CLASSIC)
    with pytest.raises(StudioError, match="one version of “left”"):
        desk.modules.add_all(desk.session, hook, CLASSIC, ("left@1.0.0", "left@1.1.0"), desk.lines.append, Patience())
    assert desk.session.module_set(hook.id) == ModuleSet()


def test_names_that_look_alike_lie_side_by_side(desk: Desk) -> None:
    names = ("@sc/op", "sc-op")
    for name in names:
        for version in ("1.0.0", "2.0.0"):
            desk.registry.publish(name, version)
    requests = [f"{name}@{version}" for name in names for version in ("1.0.0", "2.0.0")]
    imports = "".join(f"import m{number} from 'npm:{request}'\n" for number, request in enumerate(requests))
    code = imports + "export function handle() { return { all: [m0, m1, m2, m3].map((one) => one.name + '@' + one.version) } }\n"
    hook = desk.hook("roles", code)
    added = desk.modules.add_all(desk.session, hook, code, requests, desk.lines.append, Patience())
    assert all(one.load.loads for one in added)
    assert desk.run(hook).result == {"all": requests}


def test_nothing_is_loaded_where_nothing_protects(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.registry.publish("left", "1.0.0", {"index.js": "throw new Error('it ran')"})
    monkeypatch.setattr(desk.runner, "unprotected", lambda _runtime: True)
    load = desk.add(desk.hook("roles", CLASSIC), "left").load
    assert load.loads and "It was not tried" in load.message
