"""The virtual environment `.venv`: made once, filled by pip, and left alone while nothing that it is made from changes."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import sys
from pathlib import Path

import dev_steps
import dev_system
from dev_steps import ROOT, SetUpFailed, say

FOLDER = ROOT / ".venv"
STAMP = FOLDER / "hookstudio-setup.json"


def program(name: str) -> Path:
    """The path of a program inside the environment."""
    return FOLDER / "Scripts" / f"{name}.exe" if sys.platform == "win32" else FOLDER / "bin" / name


def ready(*extras: str) -> None:
    """Make sure that `.venv` holds the project and *extras*. Does nothing when it does. Raises SetUpFailed."""
    wanted = _description()
    installed = _read_stamp()
    if installed.get("made_from") == wanted and set(extras) <= set(installed.get("extras", ())) and program("python").exists():
        return
    if installed and installed.get("made_from", {}).get("python") != wanted["python"]:
        say("The environment in .venv belongs to another Python: it is made anew.")
        shutil.rmtree(FOLDER)
    if not program("python").exists():
        _make()
    # An extra that was there before stays, or running the window would take the tests' tools away.
    kept = sorted({*extras, *installed.get("extras", ())})
    _install(kept)
    STAMP.write_text(json.dumps({"made_from": wanted, "extras": kept}, indent=2) + "\n", encoding="utf-8")


def _description() -> dict[str, str]:
    """What an environment is made from: it is outdated as soon as one of these differs."""
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "project": hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest(),
        "folder": str(ROOT),
    }


def _read_stamp() -> dict[str, dict[str, str]]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _make() -> None:
    if FOLDER.exists() and not (FOLDER / "pyvenv.cfg").is_file():
        raise SetUpFailed(f"{FOLDER} exists and is no Python environment.", hint="Move it away, then type the same line again.", status=2)
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        package = f"python3.{sys.version_info[1]}-venv"
        dev_system.install([package], purpose="This Python lacks its module for environments (venv).")
    if not dev_steps.quiet("Making the environment .venv", [sys.executable, "-m", "venv", "--clear", FOLDER]):
        raise SetUpFailed("The environment .venv could not be made.", hint="What went wrong stands above.")


def _install(extras: list[str]) -> None:
    project = f".[{','.join(extras)}]" if extras else "."
    pip = [str(program("python")), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--editable", project]
    if not dev_steps.quiet("Installing the project and what it needs (the first time takes a minute or two)", pip):
        raise SetUpFailed(
            "The packages could not be installed.",
            hint="pip's own words stand above. If they tell of connections, it did not reach its package index: look at the network and at "
            "`pip config list`, then type the same line again.",
        )
