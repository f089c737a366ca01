"""The developer's entry script: it refuses what it can't use in words, repeats nothing, and shows a run where there is no display."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import dev
import dev_environment
import dev_steps
import dev_system
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "packaging").glob("dev*.py"))


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10), (3, 15), (4, 0)])
def test_another_python_is_refused_in_words(version: tuple[int, int]) -> None:
    words = dev.refusal(version)
    assert "3.11 to 3.14" in words
    assert f"{version[0]}.{version[1]}" in words


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_a_supported_python_is_not(version: tuple[int, int]) -> None:
    assert dev.refusal(version) == ""


def test_an_old_python_can_read_the_refusal() -> None:
    text = (ROOT / "packaging" / "dev.py").read_text(encoding="ascii")
    tree = ast.parse(text, feature_version=(3, 4))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign)]
    assert all(node.returns is None for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_nothing_but_the_standard_library_is_used() -> None:
    assert len(SCRIPTS) >= 4
    for script in SCRIPTS:
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            tops = {name.partition(".")[0] for name in names}
            assert {top for top in tops if not top.startswith("dev_")} <= sys.stdlib_module_names


def test_ci_gives_the_command_that_a_contributor_types() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "python" in line] == ["exec python3 packaging/dev.py test"]


class Setup:
    """An empty project folder in which the steps that would be taken are noted instead of taken."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        self.project = folder / "pyproject.toml"
        self.project.write_text("[project]\n", encoding="utf-8")
        monkeypatch.setattr(dev_environment, "ROOT", folder)
        monkeypatch.setattr(dev_environment, "FOLDER", folder / ".venv")
        monkeypatch.setattr(dev_environment, "STAMP", folder / ".venv" / "stamp.json")
        monkeypatch.setattr(dev_steps, "quiet", self.quiet)

    def quiet(self, title: str, command: list[str]) -> bool:
        self.steps.append(title.split()[0])
        if title.startswith("Making"):
            dev_environment.program("python").parent.mkdir(parents=True)
            dev_environment.program("python").write_bytes(b"")
        else:
            self.steps.append(command[-1])
        return True

    def taken(self) -> list[str]:
        steps, self.steps = self.steps, []
        return steps


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setup:
    return Setup(tmp_path, monkeypatch)


def test_a_second_time_there_is_nothing_to_do(setup: Setup) -> None:
    dev_environment.ready()
    assert setup.taken() == ["Making", "Installing", "."]
    dev_environment.ready()
    assert setup.taken() == []


def test_the_tests_tools_are_added_and_stay(setup: Setup) -> None:
    dev_environment.ready()
    setup.taken()
    dev_environment.ready("test")
    assert setup.taken() == ["Installing", ".[test]"]
    dev_environment.ready()
    assert setup.taken() == []


def test_changed_dependencies_are_installed_again(setup: Setup) -> None:
    dev_environment.ready("test")
    setup.taken()
    setup.project.write_text("[project]\ndependencies = ['x']\n", encoding="utf-8")
    dev_environment.ready()
    assert setup.taken() == ["Installing", ".[test]"]


def test_a_folder_that_is_no_environment_is_left_alone(setup: Setup, tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(dev_steps.SetUpFailed) as failure:
        dev_environment.ready()
    assert "no Python environment" in failure.value.message
    assert (tmp_path / ".venv" / "mine.txt").exists()
    assert setup.taken() == []


def test_without_the_right_to_install_the_line_to_type_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev_system, "can_install", lambda: False)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(dev_steps.SetUpFailed) as failure:
        dev_system.install(["xvfb", "xdotool"], purpose="The tests need more.")
    assert failure.value.hint.endswith("sudo apt-get install --yes xvfb xdotool")


def test_a_failing_step_shows_its_command_and_its_words(capfd: pytest.CaptureFixture[str]) -> None:
    assert not dev_steps.quiet("Trying", [sys.executable, "-c", "import sys; sys.exit('the disk is full')"])
    seen = capfd.readouterr()
    assert "Trying … failed" in seen.out
    assert "the disk is full" in seen.err
    assert "import sys" in seen.err


@pytest.mark.full
def test_a_fresh_clone_without_display_shows_a_run_in_the_terminal(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", ROOT.as_uri(), str(clone)], check=True)
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in screens}
    command = [sys.executable, "packaging/dev.py", "run"]
    for attempt in ("first", "second"):
        done = subprocess.run(command, cwd=clone, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, f"{attempt} time: {done.stdout}\n{done.stderr}"
        assert "There is no display here." in done.stdout
        assert '"user"' in done.stdout
        assert ("Installing" in done.stdout) == (attempt == "first")
