"""Runs with the modules of a lock file: found in the store, several versions side by side, and words for what is missing."""

from __future__ import annotations

import shutil
from typing import Any

from hookstudio.model.hook import Dialect
from hookstudio.model.module import ModuleSet
from hookstudio.model.outcome import Outcome, Status
from hookstudio.runner.runtimes import bundled
from hookstudio.studio.module_errors import missing_modules
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from tests.studio.module_hooks import hook_with, module_set, put_copy

NOTHING: Any = {}
REQUIRES = "const one = require('one')\nfunction handle(data, callback) { callback(null, { said: one }) }\n"


def says(text: str) -> dict[str, str]:
    return {"index.js": f"module.exports = {text!r}\n"}


def run(hooks: HookRunner, session: Session, code: str, files: ModuleSet | None = None, name: str = "roles") -> Outcome:
    """The outcome of a hook with that code and those modules."""
    known = [hook for hook in session.workspace if hook.name == name]
    hook = known[0] if known else hook_with(session, name, code)
    if files is not None:
        session.set_modules(hook.id, files, "", session.module_set(hook.id))
    return hooks.start_hook(session, hook, code, NOTHING).wait(30)


def test_a_hook_requires_what_its_lock_file_names(hooks: HookRunner, session: Session) -> None:
    files = module_set(one="1.0.0")
    copy = put_copy(session, files, {"one": says("from the store")})
    outcome = run(hooks, session, REQUIRES, files)
    assert outcome.result == {"said": "from the store"}
    hook = next(iter(session.workspace))
    assert hooks.module_place(session, hook, bundled()).packages.folder == copy
    assert [path.name for path in session.hook_folder(hook.id).iterdir() if path.is_dir()] == []

    (session.hook_folder(hook.id) / "node_modules" / "one").mkdir(parents=True)
    (session.hook_folder(hook.id) / "node_modules" / "one" / "index.js").write_text("module.exports = 'by hand'", encoding="utf-8")
    assert run(hooks, session, REQUIRES).result == {"said": "from the store"}
    shutil.rmtree(copy)
    assert run(hooks, session, REQUIRES).result == {"said": "by hand"}
    session.set_modules(hook.id, ModuleSet(), "", files)
    assert run(hooks, session, REQUIRES).result == {"said": "by hand"}


def test_a_change_of_the_lock_file_and_undo_change_the_next_run(hooks: HookRunner, session: Session) -> None:
    old, new = module_set(one="1.0.0"), module_set(one="2.0.0")
    put_copy(session, old, {"one": says("old")})
    put_copy(session, new, {"one": says("new")})
    assert run(hooks, session, REQUIRES, old).result == {"said": "old"}
    assert run(hooks, session, REQUIRES, new).result == {"said": "new"}
    session.undo()
    assert run(hooks, session, REQUIRES).result == {"said": "old"}
    session.redo()
    assert run(hooks, session, REQUIRES).result == {"said": "new"}


ESM = """import one from 'npm:one@1.0.0'; import deep from "npm:@acme/two@^2/deep.js"
import old, { name } from 'npm:three@3'; import recent from 'npm:three'
export async function handle(data) {
  const late = await import('npm:three@4.1.0'); if (data.fail) throw new Error('here')
  return { one, deep, old, name, recent, late: late.default }
}
"""


def esm_session(session: Session) -> ModuleSet:
    files = module_set(**{"one": "1.0.0", "@acme/two": "2.5.0", "three": "3.0.0", "hs-three-4.1.0": "three@4.1.0"})
    module = '{"type": "module", "exports": {".": "./main.mjs"}}'
    contents = {
        "one": says("first"),
        "@acme/two": {"deep.js": "module.exports = 'deep'"},
        "three": {"package.json": module, "main.mjs": "export default 3; export const name = 'three'"},
        "hs-three-4.1.0": {"package.json": module, "main.mjs": "export default 4"},
    }
    put_copy(session, files, contents)
    return files


def test_several_versions_lie_side_by_side_in_an_es_module(hooks: HookRunner, session: Session) -> None:
    outcome = run(hooks, session, ESM, esm_session(session))
    assert outcome.result == {"one": "first", "deep": "deep", "old": 3, "name": "three", "recent": 4, "late": 4}, outcome.error


def test_places_are_those_of_the_authors_text(hooks: HookRunner, session: Session) -> None:
    files = esm_session(session)
    code = "import a from 'npm:three@4'; const fail = () => { throw new Error(a) }\nexport function handle() { fail() }\n"
    outcome = run(hooks, session, code, files)
    assert outcome.error is not None
    frames = [(frame.line, frame.column) for frame in outcome.error.stack if frame.module is None]
    assert frames == [(1, code.index("new Error") + 1), (2, code.splitlines()[1].index("fail()") + 1)]
    broken = "import a from 'npm:three@4'; const = 1\nexport function handle() {}\n"
    outcome = run(hooks, session, broken)
    assert outcome.status is Status.INVALID and outcome.error is not None
    assert (outcome.error.stack[0].line, outcome.error.stack[0].column) == (1, broken.index("= 1") + 1)


def test_a_module_that_is_not_added_is_named_and_offered(hooks: HookRunner, session: Session) -> None:
    outcome = run(hooks, session, REQUIRES)
    assert outcome.error is not None and outcome.error.code == "MODULE_NOT_FOUND"
    assert outcome.error.message.startswith("Cannot find module 'one': it is not among this hook's modules.")
    assert "pre-login/roles one" in outcome.error.message
    assert outcome.error.own_frame is not None and outcome.error.own_frame.line == 1
    assert missing_modules(outcome, REQUIRES) == ("one",)

    code = "import a from 'npm:one@^9'\nimport b from 'npm:two'\nexport function handle() {}"
    outcome = run(hooks, session, code, esm_session(session), "other")
    assert outcome.error is not None and outcome.error.code == "ERR_MODULE_NOT_FOUND"
    assert missing_modules(outcome, code) == ("one@^9", "two")

    bare = "import a from 'got'\nexport function handle() {}"
    outcome = run(hooks, session, bare, name="bare")
    assert outcome.error is not None and outcome.error.code == "ERR_MODULE_NOT_FOUND"
    assert missing_modules(outcome, bare) == ("got",)


def test_what_the_hook_did_not_ask_for_itself_is_left_in_nodes_words(hooks: HookRunner, session: Session) -> None:
    files = module_set(one="1.0.0")
    put_copy(session, files, {"one": {"index.js": "require('unheard-of')"}})
    outcome = run(hooks, session, REQUIRES, files)
    assert outcome.error is not None and outcome.error.message.startswith("Cannot find module 'unheard-of'\n")
    assert missing_modules(outcome, REQUIRES) == ()
    inner = "require('one/inner')\nfunction handle() {}"
    outcome = run(hooks, session, inner)
    assert outcome.error is not None and outcome.error.message.startswith("Cannot find module 'one/inner'\n")
    assert missing_modules(outcome, inner) == ()
    thrown = "function handle() { throw Object.assign(new Error(\"Cannot find 'one'\"), { code: 'MODULE_NOT_FOUND' }) }"
    assert missing_modules(run(hooks, session, thrown), thrown) == ()


def test_a_computed_import_and_a_wrong_require_are_explained(hooks: HookRunner, session: Session) -> None:
    code = "const name = 'npm:one@1.0.0'\nexport async function handle() { return import(name) }"
    outcome = run(hooks, session, code, esm_session(session))
    assert outcome.error is not None and "computed import()" in outcome.error.message
    assert missing_modules(outcome, code) == ()
    code = "function handle() { require('npm:one@1.0.0') }"
    outcome = run(hooks, session, code)
    assert outcome.error is not None and "Write require('one')" in outcome.error.message


def test_a_lock_file_without_its_copy_asks_to_restore(hooks: HookRunner, session: Session) -> None:
    files = module_set(one="1.0.0")
    outcome = run(hooks, session, REQUIRES, files)
    assert outcome.error is not None and outcome.error.code == "MODULE_NOT_FOUND"
    assert "not installed on this computer yet" in outcome.error.message and "modules restore" in outcome.error.message
    assert missing_modules(outcome, REQUIRES) == ()
    assert hooks.module_place(session, next(iter(session.workspace)), bundled()).absent
    put_copy(session, files, {"one": says("restored")})
    assert run(hooks, session, REQUIRES).result == {"said": "restored"}

    code = "import one from 'npm:one@1'\nexport function handle() { return { one } }"
    later = module_set(one="1.5.0")
    outcome = run(hooks, session, code, later, "module")
    assert outcome.error is not None and "modules restore" in outcome.error.message


def test_a_classic_hook_is_told_of_what_its_node_cannot_load(hooks: HookRunner, session: Session) -> None:
    files = module_set(one="1.0.0", two="1.0.0")
    only_module = {"package.json": '{"type": "module", "exports": {"import": "./main.js"}}', "main.js": "export default 1"}
    put_copy(session, files, {"one": only_module, "two": {"index.js": "const = 1"}})
    outcome = run(hooks, session, REQUIRES, files)
    assert outcome.error is not None and outcome.error.message.startswith("“one” is an ES module only")
    outcome = run(hooks, session, "try { require('one') } catch {} ; " + REQUIRES.replace("'one'", "'two'"))
    assert outcome.error is not None and "can't read the module “two”" in outcome.error.message


def test_a_lock_file_that_makes_no_sense_takes_nothing_from_a_run(hooks: HookRunner, session: Session) -> None:
    hook = hook_with(session, "roles", REQUIRES)
    (session.hook_folder(hook.id) / "package-lock.json").write_text("[" * 5000, encoding="utf-8")
    outcome = run(hooks, session, "function handle(data, callback) { callback(null, {}) }")
    assert outcome.ok


def test_waiting_workers_load_the_modules_of_a_trusted_workspace(hooks: HookRunner, session: Session) -> None:
    files = esm_session(session)
    hook = hook_with(session, "roles", ESM, Dialect.ESM)
    session.set_modules(hook.id, files, "", ModuleSet())
    hooks.prepare_hook(session, hook, ESM)
    assert run(hooks, session, ESM).ok
