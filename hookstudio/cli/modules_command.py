"""`hookstudio modules`: finds, lists, adds, removes, updates and restores the npm modules of hooks."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from hookstudio.cli.arguments import UsageError
from hookstudio.cli.interrupts import Interrupted, Interrupts, interruptible
from hookstudio.cli.modules_report import added_document, listed_document, search_document, show_added, show_listed, show_search
from hookstudio.cli.output import Output, visible
from hookstudio.model.errors import OutsideMissing, StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.module import FoundModule, HookModule
from hookstudio.model.progress import Cancelled
from hookstudio.storage.folders import app_folders
from hookstudio.storage.settings import Settings
from hookstudio.studio.module_install import Added
from hookstudio.studio.modules import Modules
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session

_NEEDS: Final = {
    "search": (1, "TEXT"),
    "list": (2, "WORKSPACE TYPE/NAME"),
    "add": (3, "WORKSPACE TYPE/NAME NAME[@VERSION]"),
    "remove": (3, "WORKSPACE TYPE/NAME NAME[@VERSION]"),
    "update": (2, "WORKSPACE TYPE/NAME [NAME[@VERSION]]"),
    "restore": (1, "WORKSPACE [TYPE/NAME]"),
}
_MOST: Final = {"list": 2, "restore": 2}
_AT_ONCE: Final = 6
_NOT_LOADED: Final = 1


def modules_command(options: argparse.Namespace, output: Output) -> int:
    """Do what the action says: 0, or 1 where a module that was added can't be loaded. Other failures are raised."""
    if options.action not in _NEEDS:
        raise UsageError(f"“{options.action}” is nothing to do with modules.", hint=f"It is {', '.join(_NEEDS)}.")
    needed, words = _NEEDS[options.action]
    given: list[str] = options.words
    if len(given) < needed:
        raise UsageError(f"Something is missing: hookstudio modules {options.action} {words}")
    if len(given) > _MOST.get(options.action, len(given)):
        raise UsageError(f"Too many words: hookstudio modules {options.action} {words}")
    with interruptible() as interrupts:
        progress = _Progress(output, interrupts)
        try:
            with _modules(options) as modules:
                if options.action == "search":
                    return _search(modules, " ".join(given), progress, output)
                return _OfWorkspace(modules, given, progress, output).do(options.action)
        except Cancelled:
            raise Interrupted from None
        finally:
            output.progress("")


class _Progress:
    """What goes on, on a line that changes, in a terminal. Ctrl-C asks to give up; nothing is left half done."""

    def __init__(self, output: Output, interrupts: Interrupts) -> None:
        self._output, self._interrupts, self._told = output, interrupts, ""

    @property
    def cancelled(self) -> bool:
        return self._interrupts.came

    def __call__(self, done: int, total: int, note: str = "") -> None:
        del done, total
        if note != self._told:
            self._told = note
            self._output.progress(note)

    def line(self, text: str) -> None:
        """A line of npm's."""
        self._output.progress("")
        self._told = ""
        self._output.message(self._output.paint(visible(text), "muted"))

    def is_cancelled(self) -> bool:
        return self.cancelled


class _OfWorkspace:
    """The actions on a workspace; its words are WORKSPACE, TYPE/NAME and modules."""

    def __init__(self, modules: Modules, words: Sequence[str], progress: _Progress, output: Output) -> None:
        self._modules, self._progress, self._output = modules, progress, output
        self._session = Session.open(Path(words[0]), app_folders())
        self._hook = self._session.workspace.find_by_key(words[1]) if len(words) > 1 else None
        self._names = tuple(words[2:])

    def do(self, action: str) -> int:
        if action == "restore":
            return self._restore()
        assert self._hook is not None
        actions: dict[str, Callable[[Hook, str], int]] = {
            "list": self._list,
            "add": self._add,
            "remove": self._remove,
            "update": self._update,
        }
        return actions[action](self._hook, self._session.read_code(self._hook.id).text)

    def _list(self, hook: Hook, code: str) -> int:
        self._progress(0, 0, "Asking the registry")
        rows = self._modules.listed(self._session, hook, code, ask=True, cancelled=self._progress.is_cancelled)
        if self._progress.cancelled:
            raise Cancelled("Interrupted.")
        self._output.progress("")
        self._output.document({"modules": listed_document(rows)})
        show_listed(rows, self._output)
        if any(row.version is not None and not row.present for row in rows):
            way = f"“hookstudio modules restore {self._session.root}”"
            self._output.message(f"Its modules are not installed on this computer yet: {way} does it.")
        return 0

    def _add(self, hook: Hook, code: str) -> int:
        return self._changed(
            hook, self._modules.add_all(self._session, hook, code, self._names, self._progress.line, self._progress), "added"
        )

    def _update(self, hook: Hook, code: str) -> int:
        updated = self._modules.update(self._session, hook, code, self._names, self._progress.line, self._progress, save=True)
        if any(one.code is not None for one in updated):
            self._output.message(visible(f"Wrote the new versions into {self._session.code_path(hook)}"))
        if not updated:
            self._output.progress("")
            self._output.message("Nothing newer suits this hook.")
        return self._changed(hook, updated, "updated")

    def _remove(self, hook: Hook, _code: str) -> int:
        self._modules.remove(self._session, hook, self._names, self._progress.line, self._progress)
        self._output.progress("")
        self._output.document({"removed": list(self._names), "modules": listed_document(self._rows(hook))})
        self._output.result(visible(f"Removed {', '.join(self._names)} from {hook.key}"))
        return 0

    def _restore(self) -> int:
        restored = self._modules.restore(self._session, self._hook, self._progress.line, self._progress)
        self._output.progress("")
        self._output.document({"restored": [hook.key for hook in restored]})
        for hook in restored:
            self._output.result(hook.key)
        if not restored:
            self._output.message("No lock file names any modules.")
        return 0

    def _changed(self, hook: Hook, changed: Sequence[Added], verb: str) -> int:
        self._output.progress("")
        self._output.document({verb: [added_document(one) for one in changed], "modules": listed_document(self._rows(hook))})
        show_added(changed, verb, hook, self._output)
        return 0 if all(one.load.loads for one in changed) else _NOT_LOADED

    def _rows(self, hook: Hook) -> tuple[HookModule, ...]:
        return self._modules.listed(self._session, hook, self._session.read_code(hook.id).text)


def _search(modules: Modules, text: str, progress: _Progress, output: Output) -> int:
    from concurrent.futures import ThreadPoolExecutor

    progress(0, 0, "Asking the registry")
    found = modules.search(None, None, "", text, cancelled=progress.is_cancelled)
    if found.source == "cache" and not found.results and not modules.offline(None):
        raise OutsideMissing(found.note, hint="Check the network, the proxy and npm's registry setting, then try again.")

    def detail(row: FoundModule) -> FoundModule:
        try:
            return modules.detail(None, None, "", row.name, cancelled=progress.is_cancelled)
        except Cancelled:
            raise
        except StudioError:
            return row

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="modules") as threads:
        details = tuple(threads.map(detail, found.results))
    output.progress("")
    output.document(search_document(found, details))
    show_search(found, details, output)
    return 0


@contextlib.contextmanager
def _modules(options: argparse.Namespace) -> Iterator[Modules]:
    folders = app_folders()
    nodes = NodeRuntimes(folders)
    runner = HookRunner(None, nodes, folders.cache)
    modules = Modules(folders, Settings(folders.settings_file), nodes, runner, registry=options.registry or "", offline=options.offline)
    try:
        yield modules
    finally:
        modules.close()
