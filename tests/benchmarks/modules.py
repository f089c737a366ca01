"""The rows about modules: adding and sharing them, their disk, the search, and the first run with them; against npm, Node and HTTP."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from hookstudio.model.hook import Hook
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import bundled, npm_cli
from hookstudio.storage.folders import Folders, app_folders
from hookstudio.storage.settings import Settings
from hookstudio.studio.modules import Modules
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from tests.benchmarks.sandboxed import CONTEXT, HOOK, bare, layers
from tests.benchmarks.table import Row, interleaved
from tests.benchmarks.windows import ask
from tests.npm.stand_in import StandIn, npm_environment

MODULE: Final = "axios"
PACKAGES: Final = ("axios", "lodash", "jsonwebtoken")
WITH_PACKAGES: Final = (
    "const axios = require('axios');\nconst lodash = require('lodash');\nconst jwt = require('jsonwebtoken');\n"
    "function handle(data, callback) {\n  data.user.seen = [axios.create, lodash.cloneDeep, jwt.sign].every(Boolean);\n"
    "  callback(null, data);\n}\n"
)
UNTIL_LOADED_S: Final = 1.0
FOUND: Final = 30  # packages for each text that is searched; a first page has 20
_REGISTRY: Final = "the registry that npm is configured for, npm's cache the same on both sides and warm"


class _Patience:
    """Waits for whatever it takes."""

    cancelled = False

    def __call__(self, done: int, total: int, note: str = "") -> None:
        pass


@dataclass(frozen=True)
class _User:
    """Somebody with a workspace in the running program; npm's cache may be another user's, too."""

    session: Session
    runner: HookRunner
    modules: Modules

    def hook(self, name: str, code: str) -> Hook:
        return self.session.create_hook(name, "pre-login", code=code)

    def add(self, hook: Hook, code: str, names: Sequence[str]) -> float:
        """Milliseconds until a hook has these modules and each was tried."""
        began = time.perf_counter()
        added = self.modules.add_all(self.session, hook, code, names, lambda _line: None, _Patience())
        took = (time.perf_counter() - began) * 1000
        failed = [f"{one.name}: {one.load.message}" for one in added if not one.load.loads]
        if failed:
            raise RuntimeError(f"the benchmark's modules can't be loaded: {failed}")
        return took


def add(samples: int, folder: Path, module: str = MODULE) -> Row:
    """Into the first hook of a user whose store is empty each time, after a look at the module as the panel takes it for rows in view."""
    cache = folder / "npm-cache"

    def ours() -> float:
        with _user(folder / "add" / "user", cache) as user:
            hook = user.hook("first", HOOK)
            user.modules.detail(user.session, hook, HOOK, module)
            return user.add(hook, HOOK, [module])

    what, against = (
        "Add a module to a hook, cache warm, loading it once in the sandbox included",
        f"`npm install {module}` in an empty folder",
    )
    samples_of_both = interleaved(samples, ours, lambda: _installed(folder / "add" / "bare", cache, [module]))
    return Row(what, against, "ms", 1.2, *samples_of_both, note=f"{module} from {_REGISTRY}; the store of installed copies empty.")


def share(samples: int, folder: Path, modules: Sequence[str] = PACKAGES) -> Row:
    """The set is asked for by its names, as for the hook that had it first."""
    cache = folder / "npm-cache"
    with _user(folder / "share" / "user", cache) as user:
        user.add(user.hook("first", HOOK), HOOK, modules)
        numbers = iter(range(2, samples + 3))

        def ours() -> float:
            return user.add(user.hook(f"hook {next(numbers)}", HOOK), HOOK, modules)

        samples_of_both = interleaved(samples, ours, lambda: _installed(folder / "share" / "bare", cache, modules))
    what = f"Give a hook the {len(modules)} modules that another hook has, in the running program"
    note = f"{', '.join(modules)} from {_REGISTRY}; that they load was tried for the first hook and is not tried again."
    return Row(what, "`npm install` of them in an empty folder", "ms", 0.1, *samples_of_both, note=note)


def disk(samples: int, folder: Path, modules: Sequence[str] = PACKAGES, hooks: int = 20) -> Row:
    """Counted once: it is the same each time."""
    del samples
    cache = folder / "npm-cache"
    with _user(folder / "disk" / "user", cache) as user:
        for number in range(hooks):
            user.add(user.hook(f"hook {number}", HOOK), HOOK, modules)
        ours = _blocks(user.session.folders.data) + _blocks(user.session.root / "hooks")
    for number in range(hooks):
        _installed(folder / "disk" / "bare" / str(number), cache, modules)
    what, against = f"Disk of {hooks} hooks with the same {len(modules)} modules", f"{hooks} bare installations"
    note = (
        f"{', '.join(modules)} from {_REGISTRY}, which counts on neither side; blocks in use, each once: "
        "here those of the store and of the hooks' folders."
    )
    return Row(what, against, "MB", 0.1, [ours / 1e6], [_blocks(folder / "disk" / "bare") / 1e6], note=note)


def search(samples: int, folder: Path) -> Row:
    """Typed and painted in a window in a process of its own, against this one's registry; each text finds other packages."""
    words = [f"word{number:03}" for number in range(samples + 1)]
    session = Session.create(folder / "search" / "workspace", "Benchmark", app_folders())
    session.create_hook("searching", "pre-login", code=HOOK)
    with StandIn().running() as registry:
        for word in words:
            for number in range(FOUND):
                registry.publish(f"{word}-{number:02}" if number else word, description=f"Number {number} of those for {word}")
        surroundings = npm_environment(folder / "search" / "npm", f"registry={registry.address}/\n")
        ask("studio_window", "prepare", session.root, surroundings=surroundings)
        seen = ask("search_window", session.root, registry.address, *words, surroundings=surroundings)
    what, against = "End of the typing pause to the rows painted", "the bare HTTP answer with requests, its connection open"
    note = f"a stand-in registry on loopback that finds {FOUND} packages, 20 of them on the first page; no text is searched twice."
    return Row(what, against, "ms", 50, seen["shown"], seen["answered"], difference=True, note=note)


def packages(samples: int, folder: Path) -> Row:
    """Each run is the first of a hook that just got its packages, after a worker for it has come to wait, as in a trusted workspace."""
    runtime, plain = bundled(), folder / "packages" / "bare"
    with _user(folder / "packages" / "user", folder / "npm-cache") as user:
        _installed(plain, folder / "npm-cache", PACKAGES)
        numbers = iter(range(samples + 1))

        def first_run() -> float:
            hook = user.hook(f"hook {next(numbers)}", WITH_PACKAGES)
            user.runner.rest()  # what waited for the hook before is gone
            user.add(hook, WITH_PACKAGES, PACKAGES)
            user.runner.prepare_hook(user.session, hook, WITH_PACKAGES)
            time.sleep(UNTIL_LOADED_S)
            began = time.perf_counter()
            outcome = user.runner.start_hook(user.session, hook, WITH_PACKAGES, CONTEXT).wait()
            took = (time.perf_counter() - began) * 1000
            if not outcome.ok or not isinstance(outcome.result, dict) or outcome.result["user"] != {"email": "a@example.com", "seen": True}:
                raise RuntimeError(f"the benchmark's hook ended with {outcome}")
            return took

        samples_of_both = interleaved(samples, first_run, lambda: bare(runtime, plain, WITH_PACKAGES))
    what = f"First run after adding {', '.join(PACKAGES)}, full sandbox, waiting worker"
    note = f"from {_REGISTRY}; here they lie in the store, there in a bare `npm install`; {layers(runtime)}"
    return Row(what, "bare `node hook.js` with the same packages", "ms", 0.2, *samples_of_both, note=note)


@contextmanager
def _user(root: Path, cache: Path) -> Iterator[_User]:
    """A new user in the folder *root*, which is emptied first; npm's cache is in *cache*."""
    shutil.rmtree(root, ignore_errors=True)
    folders: Folders = replace(app_folders({"HOOKSTUDIO_HOME": str(root)}), cache=cache)
    session, nodes = Session.create(root / "workspace", "Benchmark", folders), NodeRuntimes(folders)
    runner = HookRunner(Runner(), nodes)
    modules = Modules(folders, Settings(folders.settings_file), nodes, runner)
    try:
        yield _User(session, runner, modules)
    finally:
        modules.close()
        runner.close()


def _installed(folder: Path, cache: Path, names: Sequence[str]) -> float:
    """Milliseconds for the bundled npm to install *names* into the emptied *folder*, with its cache where a user's is."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [str(bundled().path), str(npm_cli()), "install", f"--cache={cache / 'npm'}", *names]
    environment = {**os.environ, "PATH": os.pathsep.join([str(bundled().path.parent), os.environ.get("PATH", "")])}
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    took = (time.perf_counter() - began) * 1000
    if done.returncode != 0:
        raise RuntimeError(f"npm could not install {', '.join(names)}:\n{done.stderr}")
    return took


def _blocks(folder: Path) -> int:
    """Bytes of the disk that everything below *folder* and it itself take; what several names share counts once."""
    there = {(found.st_dev, found.st_ino): found for found in (path.lstat() for path in (folder, *folder.rglob("*")))}
    return sum(512 * getattr(found, "st_blocks", -(-found.st_size // 512)) for found in there.values())
