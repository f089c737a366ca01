"""What the program found on this machine: versions, Nodes, the layers that keep hooks in, folders."""

from __future__ import annotations

import importlib.metadata
import platform
from typing import Any, Final

from hookstudio import __version__
from hookstudio.model.node import BUNDLED_MAJOR, Runtime
from hookstudio.runner.memory import memory_of_one
from hookstudio.runner.sandbox import protection
from hookstudio.runner.waiting import AHEAD_LIMIT
from hookstudio.storage.folders import Folders
from hookstudio.storage.settings import Settings
from hookstudio.studio.node_runtimes import NodeRuntimes

_ENGINE_PACKAGES: Final = {"scintilla": "pyside6-scintilla", "qscintilla": "PyQt6-QScintilla"}


def report(folders: Folders) -> dict[str, Any]:
    """The document of `doctor --json`. The layers are those of the Node that hooks run on by default. Never raises."""
    found = NodeRuntimes(folders).found()
    usual = next((runtime for runtime in found if runtime.major == BUNDLED_MAJOR), found[0] if found else None)
    engine = str(Settings(folders.settings_file).get("editor.engine"))
    return {
        "version": __version__,
        "python": platform.python_version(),
        "node": [{"major": node.major, "version": node.version, "path": str(node.path), "source": node.source} for node in found],
        "sandbox": [
            {"layer": layer.name, "active": layer.active, "why": layer.why}
            for layer in (protection(usual, fresh=True).layers if usual else ())
        ],
        "folders": folders.to_document(),
        "editor": {"engine": engine, "version": _installed(_ENGINE_PACKAGES.get(engine, engine))},
        "workers": _workers(usual),
        "modules": _modules(folders),
    }


def _modules(folders: Folders) -> dict[str, Any]:
    """What the installed copies of hooks' modules take on the disk, files that several share counted once."""
    from hookstudio.npm.store import ModuleStore
    from hookstudio.studio.module_place import store_folder

    use = ModuleStore(store_folder(folders)).use()
    return {"folder": str(store_folder(folders)), "copies": use.copies, "bytes": use.bytes}


def _workers(usual: Runtime | None) -> dict[str, Any]:
    """What waiting workers may hold: how many there are at most, what one of them measured in MB, and when they go."""
    each = memory_of_one(usual) if usual is not None else None
    return {
        "limit": AHEAD_LIMIT,
        "each_mb": each,
        "memory_mb": None if each is None else round(each * AHEAD_LIMIT, 1),
        "given_back": "while the window is hidden, minimised, or left alone for ten minutes",
    }


def _installed(package: str) -> str | None:
    """The version of an installed package, None if it is not there."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
