"""Small generated classic hooks: what is proposed parses on the bundled Node or is refused with a note, and pure ones do the same."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hookstudio.model.hook import Dialect
from hookstudio.model.module import ModuleSet
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import bundled
from hookstudio.studio.agreement import Comparing, Situation, Version
from hookstudio.studio.esm_proposal import propose, required_modules
from hookstudio.studio.module_shape import find_shapes
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from tests.patience import Patience
from tests.studio.module_hooks import module_set, put_copy
from tests.studio.workspaces import CLASSIC, folders_in, new_session

MODULES = {
    "one": {"index.js": "module.exports = { a: 1, f: (n) => n + 1 }"},
    "two": {
        "package.json": '{"exports": {"import": "./main.mjs", "require": "./main.cjs"}}',
        "main.mjs": "export const a = 2, f = (n) => n + 2",
        "main.cjs": "exports.a = 2; exports.f = (n) => n + 2",
    },
    "three": {"index.js": "module.exports = (n) => n + 3; module.exports.a = 3; module.exports.f = module.exports"},
}
VERSIONS = module_set(one="1.0.0", two="2.0.0", three="3.0.0")
NAMES = ("one", "two", "three", "a", "f", "data", "x")
TEXTS = ("one", "two", "three", "path", "node:os", "absent", "./beside", "one/data.json")
GENERAL = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PURE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

name, module = st.sampled_from(NAMES), st.sampled_from(TEXTS[:3])
space = st.sampled_from(["", " ", " /* c */ ", "\n", " // c\n", "\r\n"])
end = st.sampled_from([";", "\n", " // end\n", "; /* end */ ", ";\r\n", "\n;[0].map(String)\n", " // end\n;(0)\n"])
keyword = st.sampled_from(["const", "let", "var"])
quoted = st.builds(lambda text, quote: quote + text + quote, st.sampled_from(TEXTS), st.sampled_from("'\"`"))
call = st.builds(lambda text, blank: f"require({blank}{text}{blank})", quoted, space)
pattern = st.one_of(
    name, st.builds("{{ {} }}".format, name), st.builds("{{ a: {}, f = 1 }}".format, name), st.builds("{{ {}, ...rest }}".format, name)
)
value = st.one_of(call, st.builds("{}.a".format, call), st.builds("{}.f(1)".format, call), st.just("1"), st.builds("[{}]".format, call))
declaration = st.builds(lambda word, left, blank, right, last: f"{word} {left} ={blank}{right}{last}", keyword, pattern, space, value, end)
odd = st.sampled_from(
    [
        "x = 1;", "with (data) { a }\n", "var y = 017;", "delete x;", "'use strict';", "function one() { return this }\n",
        "{ function f() {} }\n",
        "require('one');", "try { require('two') } catch (e) {}\n", "this.x = 1;", "if (0) { var z = require('one') }\n", "exports.a = 1;",
        "module.exports.a = one;", "class A { m() { return require('three') } }\n", "for (const a of [1]) { require('one') }\n", "<!-- c\n",
        "const g = (require) => require('one');", "label: for (;;) break label;", "arguments[0];", "import('one');", "var await = 1;",
        "void typeof require;", "`${require('one').a}`;", "eval('1');", "return;", "x++;", "[a, f] = [1, 2];", "({ a, b: f } = {});",
    ]
)  # fmt: skip
handle = st.sampled_from(
    [
        "function handle(data, callback) { BODY callback(null, data) }", "const handle = async (data) => { BODY return data }\n",
        "exports.handle = function (data) { BODY return data };", "module.exports = function handle(data) { BODY return data }\n",
        "module.exports = { handle(data) { BODY return data }, other: 1 };", "var handle; handle = (data) => { BODY return data };",
        "function go(data) { BODY return data }\nmodule.exports.handle = go\n", "handle = (data) => { BODY return data };",
        "function handle(data) { BODY return data }\nmodule.exports = { handle };", "module.exports = (data) => { BODY return data }\n",
    ]
)  # fmt: skip
parts = st.lists(st.one_of(declaration, odd), max_size=4).map("".join)
hooks_of_all_kinds = st.builds(
    lambda first, body, whole, last: first + whole.replace("BODY", body) + last,
    parts,
    st.one_of(st.just(""), declaration, odd),
    handle,
    parts,
)


@st.composite
def pure_hooks(draw: st.DrawFn) -> str:
    """Hooks that put into the context what they make of their modules, with names that are theirs alone."""
    lines, used = list[str](), list[str]()
    for number in range(draw(st.integers(0, 4))):
        text, own, blank, last = draw(module), f"v{number}", draw(space), draw(end)
        form = draw(st.integers(0, 4))
        word = draw(keyword)
        if form == 0:
            lines.append(f"{word} {own} ={blank}require('{text}'){last}")
            used.append(f"{own}.f({own}.a)")
        elif form == 1:
            lines.append(f"{word} {{ a: {own}, f: {own}f }} = require('{text}'){last}")
            used.append(f"{own}f({own})")
        elif form == 2:
            lines.append(f"{word} {own} = require('{text}').f{last}")
            used.append(f"{own}(4)")
        elif form == 3:
            used.append(f"require('{text}').f({number})")
        else:
            lines.append(f"{word} {{ a: {own}, missing: {own}m = 'none' }} = require({blank}'{text}'){last}")
            used.append(f"[{own}, {own}m]")
    inner = draw(
        st.sampled_from(["", "const one = require('one'); data.inner = one.a;", "var three = require('three')\ndata.inner = three(1);"])
    )
    body = f"{inner} data.made = [{', '.join(used)}]; "
    head = draw(st.sampled_from(["", "'use strict'\n", "// about this hook\n\n", "/* doc */ "]))
    whole = draw(handle)
    declared = "var handle; " if whole.startswith("handle") and "strict" in head else ""
    return head + "".join(lines) + "\n" + declared + whole.replace("BODY", body)


CHECKER = """
const vm = require('vm');
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { code, esm } = JSON.parse(line);
  let told = '';
  try {
    if (esm) new vm.SourceTextModule(code);
    else vm.compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname']);
  } catch (error) {
    told = String(error);
  }
  console.log(JSON.stringify(told));
});
"""


@pytest.fixture
def complaint() -> Iterator[Callable[[str, bool], str]]:
    """What the bundled Node says of a text that it can't parse (classic, or an ES module), '' of any other; one Node for all questions."""
    command = [str(bundled().path), "--experimental-vm-modules", "--no-warnings", "-e", CHECKER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as node:

        def ask(code: str, esm: bool) -> str:
            assert node.stdin is not None and node.stdout is not None
            node.stdin.write(json.dumps({"code": code, "esm": esm}) + "\n")
            node.stdin.flush()
            return str(json.loads(node.stdout.readline()))

        yield ask


@pytest.fixture
def session(tmp_path: Path) -> Session:
    session = new_session(tmp_path, "roles")
    session.set_modules(next(iter(session.workspace)).id, VERSIONS, "", ModuleSet())
    put_copy(session, VERSIONS, MODULES)
    return session


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[HookRunner]:
    made = HookRunner(Runner(), NodeRuntimes(folders_in(tmp_path)))
    yield made
    made.close()


def test_a_proposal_parses_or_is_refused_with_a_note(runner: HookRunner, session: Session, complaint: Callable[[str, bool], str]) -> None:
    hook = next(iter(session.workspace))
    shapes = find_shapes(runner, session, hook, TEXTS, bundled(), Patience())
    seen = {"proposed": 0, "refused": 0}

    @GENERAL
    @given(hooks_of_all_kinds)
    def check(code: str) -> None:
        proposal = propose(code, shapes)
        if proposal.refused:
            assert any(note.refuses and note.text for note in proposal.notes)
            seen["refused"] += 1
            return
        assert not any(note.refuses for note in proposal.notes)
        problem = complaint(proposal.code, True)
        # Whoever asks for a proposal has asked Node before whether the classic text parses.
        assert not problem or complaint(code, False), (problem, proposal.code)
        assert code.count("/* c */") == proposal.code.count("/* c */")
        seen["proposed"] += 1

    check()
    assert min(seen.values()) > 5, seen


def test_pure_hooks_do_the_same_after_the_move(runner: HookRunner, session: Session) -> None:
    hook = next(iter(session.workspace))
    shapes = find_shapes(runner, session, hook, TEXTS, bundled(), Patience())

    @PURE
    @given(pure_hooks())
    def check(code: str) -> None:
        proposal = propose(code, shapes)
        assert proposal.code, (code, proposal.notes)
        here, there = Version(hook, code), Version(replace(hook, dialect=Dialect.ESM), proposal.code)
        case = Comparing(runner, session, here, there).run([Situation("one", {"context": {}})], Patience()).cases[0]
        assert case.here.ok, (code, case.here.error)
        assert not case.differs, (code, proposal.code, case.difference, case.there.error)

    check()


def test_the_checker_tells_a_module_from_a_script(complaint: Callable[[str, bool], str]) -> None:
    assert complaint("with (a) {}", True).startswith("SyntaxError") and complaint("with (a) {}; return", False) == ""
    assert complaint("export const a = 1", True) == "" and complaint("export const a = 1", False).startswith("SyntaxError")


def test_the_generated_hooks_name_what_they_require() -> None:
    assert required_modules(CLASSIC) == () and required_modules("require('one'); import('two')") == ("one", "two")
