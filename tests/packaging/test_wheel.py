"""The wheel: it carries the resources, and in an environment of its own `hookstudio` works from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOOK = "function handle(data, callback) { console.log('hello'); data.user.email = 'a@example.com'; callback(null, data); }\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("hookstudio-*.whl"))


def programs_of(environment: Path) -> Path:
    return environment / ("Scripts" if sys.platform == "win32" else "bin")


def run(folder: Path, *command: str | Path) -> str:
    """What a command prints, run where no source of the project is in reach."""
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(list(map(str, command)), cwd=folder, env=clean, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def check_that_it_runs(programs: Path, folder: Path) -> None:
    hookstudio = programs / ("hookstudio.exe" if sys.platform == "win32" else "hookstudio")
    (folder / "hook.js").write_text(HOOK, encoding="utf-8")
    outcome = json.loads(run(folder, hookstudio, "run", "hook.js", "--seed", "7", "--json"))
    assert outcome["status"] == "ok"
    assert outcome["result"]["user"]["email"] == "a@example.com"
    assert [line["text"] for line in outcome["console"]] == ["hello"]
    run(folder, hookstudio, "init", "workspace", "--sample")
    types = json.loads(run(folder, hookstudio, "list", "workspace", "--json"))["types"]
    assert sum(len(row["hooks"]) for row in types) >= 3
    npm = run(
        folder, programs / "python", "-c", "from hookstudio.runner.runtimes import npm_cli; import sys; sys.stdout.write(str(npm_cli()))"
    )
    assert Path(npm).is_file()


def test_the_wheel_carries_every_resource_and_no_test(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    resources = {
        f"hookstudio/_resources/{path.relative_to(ROOT / 'resources').as_posix()}"
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }
    assert len(resources) > 20
    assert resources - names == set()
    assert not [name for name in names if name.startswith(("tests/", "packaging/"))]


def test_hookstudio_works_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=sys.platform != "win32")
    python = programs_of(environment) / "python"
    packages = Path(run(tmp_path, python, "-c", "import sysconfig, sys; sys.stdout.write(sysconfig.get_path('purelib'))"))
    # The dependencies are this environment's: only they, since what its own .pth files add does not come along.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    run(tmp_path, sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    where = run(tmp_path, python, "-c", "import hookstudio, sys; sys.stdout.write(hookstudio.__file__)")
    assert Path(where).is_relative_to(packages)
    check_that_it_runs(programs_of(environment), tmp_path)


@pytest.mark.full
def test_pip_install_in_an_empty_environment_gives_hookstudio_with_node_and_npm(tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True, symlinks=sys.platform != "win32")
    run(tmp_path, programs_of(environment) / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", ROOT)
    check_that_it_runs(programs_of(environment), tmp_path)
