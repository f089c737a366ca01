"""Whether a module can be loaded at all: tried under the hook's own Node, in the sandbox, without a network."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Final, TypeAlias

from hookstudio.model.hook import Dialect
from hookstudio.model.module import LoadCheck
from hookstudio.model.node import Runtime
from hookstudio.model.outcome import Outcome
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.studio.code_named import Load
from hookstudio.studio.module_code import Specifier, key_for, specifiers
from hookstudio.studio.module_errors import ModuleWords
from hookstudio.studio.module_keys import Keys
from hookstudio.studio.module_place import ModulePlace
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.run_place import Packages

Loads: TypeAlias = "set[tuple[Path, Runtime, Dialect, str]]"
"""What was loaded already: the copy, which never changes, where and how, and the name that was asked for."""

NOT_TRIED: Final = "It was not tried whether it can be loaded: nothing on this computer protects from code that runs on Node {node}."
_LOOK_S: Final = 0.05
_TRIES: Final = {
    Dialect.CLASSIC: "require({name})\nfunction handle(data, callback) {{ callback(null, {{}}) }}\n",
    Dialect.ESM: "import {name}\nexport function handle() {{ return {{}} }}\n",
}


class Loading:
    """Tries the modules of one installed copy, but for those that are among *known*; what can be loaded is added there."""

    def __init__(self, runner: HookRunner, runtime: Runtime, dialect: Dialect, progress: Progress, known: Loads) -> None:
        self._runner, self._runtime, self._dialect, self._progress, self._known = runner, runtime, dialect, progress, known

    def check(self, copy: Path, keys: Keys, key: str, code: str) -> LoadCheck:
        """Load what *code* loads of the module *key*, or the module itself where it names nothing of it. Raises Cancelled."""
        for name in self._names(keys, key, code):
            this = copy, self._runtime, self._dialect, name
            if this not in self._known and self._runner.unprotected(self._runtime):
                return LoadCheck(True, NOT_TRIED.format(node=self._runtime.version))
            message = self._failure(copy, keys, name) if this not in self._known else ""
            if message:
                return LoadCheck(False, message)
            self._known.add(this)
        return LoadCheck(True)

    def _names(self, keys: Keys, key: str, code: str) -> list[str]:
        asked = [one for one in specifiers(code) if key_for(one, keys) == key and self._loads(one)]
        return list(dict.fromkeys(key + one.path for one in asked)) or [key]

    def _loads(self, specifier: Specifier) -> bool:
        return self._dialect is Dialect.ESM or specifier.kind is Load.REQUIRE

    def _failure(self, copy: Path, keys: Keys, name: str) -> str:
        """Why *name* can't be loaded, '' if it can."""
        code = _TRIES[self._dialect].format(name=json.dumps(name))
        outcome = self._outcome(code, copy, f"Loading {name} on Node {self._runtime.version}")
        if outcome.ok:
            return ""
        told = ModuleWords(code, None, ModulePlace(Packages(copy), keys), "", "").explained(outcome)
        return told.error.message.partition("\n")[0] if told.error is not None else told.headline

    def _outcome(self, code: str, copy: Path, note: str) -> Outcome:
        with self._runner.trying(code, self._dialect, self._runtime, copy) as run:
            while True:
                if self._progress.cancelled:
                    raise Cancelled("The installation was cancelled.", hint="Nothing was changed.")
                self._progress(0, 0, note)
                with contextlib.suppress(TimeoutError):
                    return run.wait(_LOOK_S)
