"""How `import` sees the modules that a classic hook requires: tried under the Node that is to run it, in the sandbox, without a network."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.json_value import JsonValue
from hookstudio.model.node import Runtime
from hookstudio.model.outcome import Outcome
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.npm.ranges import is_version
from hookstudio.resources import resource
from hookstudio.studio.javascript import NODE_BUILTINS
from hookstudio.studio.module_code import PREFIX, split_specifier
from hookstudio.studio.module_keys import Keys
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session

if TYPE_CHECKING:
    from hookstudio.studio.module_place import ModulePlace

_LOOK_S: Final = 0.05
_NODE: Final = "node:"
_MANIFEST_LIMIT: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """A module for an ES module. `specifier` is what to import. `whole`: the import that brings what `require` gives, '' if none does.

    `names`: what a named import brings with the same value. `error`: why it can't be imported. `request`: what has to be added to
    the hook first, '' if it has it.
    """

    specifier: str
    whole: Literal["default", "namespace", ""] = "default"
    names: frozenset[str] = frozenset()
    error: str = ""
    request: str = ""


def find_shapes(
    runner: HookRunner, session: Session, hook: Hook, required: Iterable[str], runtime: Runtime, progress: Progress
) -> dict[str, Shape]:
    """The shapes of what a hook requires, by the text in `require`; files, addresses and nonsense have none. Raises Cancelled, NotFound."""
    place = runner.module_place(session, hook, runtime)
    found = {text: shape for text in required if (shape := _unseen(text, place)) is not None}
    by_name = {
        _name_here(text, shape): text
        for text, shape in found.items()
        if not shape.request or is_version(shape.request[1:].rpartition("@")[2])
    }
    if not by_name:
        return found
    outcome = _outcome(runner, runtime, place.packages.folder, sorted(by_name), progress)
    told = outcome.result if isinstance(outcome.result, dict) else {}
    for name, text in by_name.items():
        found[text] = _seen(found[text], told.get(name), outcome)
    return found


def _unseen(text: str, place: ModulePlace) -> Shape | None:
    """What can be said of a module without loading it."""
    bare = text.removeprefix(_NODE)
    if text.startswith(_NODE) or bare.split("/", 1)[0] in NODE_BUILTINS:
        return Shape(_NODE + bare)
    parts = split_specifier(text) if text.isprintable() and not text.startswith(PREFIX) else None
    if parts is None or parts[1]:
        return None
    name, _, path = parts
    return _added(name, path, place.keys) or _beside(name, path, place.packages.folder)


def _added(key: str, path: str, keys: Keys) -> Shape | None:
    one = keys.get(key)
    return Shape(f"{PREFIX}{one.name}@{one.version}{path}") if one is not None else None


def _beside(name: str, path: str, folder: Path | None) -> Shape:
    """A module that the hook's lock file does not name: it has to be added, in the version that lies beside the code if one does."""
    version = ""
    if folder is not None:
        with contextlib.suppress(OSError, ValueError):
            with (folder / "node_modules" / name / "package.json").open(encoding="utf-8") as file:
                manifest = json.loads(file.read(_MANIFEST_LIMIT))
            version = manifest.get("version", "") if isinstance(manifest, dict) else ""
    request = f"{name}@{version}" if isinstance(version, str) and is_version(version) else name
    return Shape(f"{PREFIX}{request}{path}", request=request)


def _name_here(text: str, shape: Shape) -> str:
    return shape.specifier if shape.specifier.startswith(_NODE) and text.startswith(_NODE) else text


def _seen(shape: Shape, told: JsonValue, outcome: Outcome) -> Shape:
    if not isinstance(told, dict):
        why = outcome.error.message.partition("\n")[0] if outcome.error is not None else "it could not be tried"
        return Shape(shape.specifier, "default", frozenset(), why, shape.request)
    names, whole, suffix = told.get("names"), told.get("whole"), told.get("suffix")
    named = frozenset(str(name) for name in names) if isinstance(names, list) else frozenset[str]()
    specifier = shape.specifier + suffix if isinstance(suffix, str) else shape.specifier
    kind: Literal["default", "namespace", ""] = "default" if whole == "default" else "namespace" if whole == "namespace" else ""
    return Shape(specifier, kind, named, str(told.get("error") or ""), shape.request)


def _outcome(runner: HookRunner, runtime: Runtime, modules: Path | None, names: list[str], progress: Progress) -> Outcome:
    code = resource("npm", "shapes.mjs").read_text(encoding="utf-8")
    asked: list[JsonValue] = [*names]
    with runner.trying(code, Dialect.ESM, runtime, modules, {"modules": asked}) as run:
        while True:
            if progress.cancelled:
                raise Cancelled("The look at the modules was cancelled.", hint="Nothing was changed.")
            with contextlib.suppress(TimeoutError):
                return run.wait(_LOOK_S)
