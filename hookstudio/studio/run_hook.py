"""Running a hook: which Node, which dialect, which modules; then the runner does it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.json_value import JsonValue
from hookstudio.model.node import Runtime, wanted_major
from hookstudio.runner.job import DEFAULT_TIMEOUT_S, RunJob
from hookstudio.studio.node_runtimes import NodeRuntimes, parse_version
from hookstudio.studio.session import Session

if TYPE_CHECKING:
    from hookstudio.model.outcome import ConsoleLine, Outcome, RunWarning
    from hookstudio.runner.run import Run, Runner
    from hookstudio.runner.sandbox import Protection
    from hookstudio.studio.module_place import ModulePlace, ModulePlaces
    from hookstudio.studio.run_place import Packages

    OnConsole = Callable[[Sequence[ConsoleLine]], None]
    Explain = Callable[[Outcome], Outcome]

TIMEOUT_LIMIT_S = 3600.0
ROW: Final = 6  # runs of a row that workers wait for at the same time
_NETWORK_OPEN: Final = "The network is off for this run, but nothing on this machine can enforce that: the hook could have used it."
_PREFIX: Final = "npm:"
_LOOKED_AT: Final = 20  # hooks of a chain: a workspace may have thousands


class HookRun:
    """A run that knows the seed of its context, and what is to be told of how it was started."""

    def __init__(
        self,
        run: Run | None,
        refused: Outcome | None,
        seed: int | None,
        warnings: tuple[RunWarning, ...] = (),
        explain: Explain | None = None,
    ) -> None:
        """*explain* makes of an outcome that has an error the one that the user is told."""
        self._run, self._refused, self._seed, self._warnings, self._explain = run, refused, seed, warnings, explain

    @property
    def done(self) -> bool:
        return self._run is None or self._run.done

    def wait(self, timeout: float | None = None) -> Outcome:
        """The outcome, once there is one and the process is gone. Raises TimeoutError after *timeout* seconds."""
        from hookstudio.model.outcome import RunWarning

        outcome = self._refused if self._run is None else self._run.wait(timeout)
        assert outcome is not None
        if outcome.error is not None and self._explain is not None:
            outcome = self._explain(outcome)
        told = self._warnings
        if self._run is not None and not self._run.job.network and not _closes_network(outcome):
            told += (RunWarning("network-open", _NETWORK_OPEN),)
        return replace(outcome, warnings=told + outcome.warnings).with_seed(self._seed)

    def stop(self) -> None:
        """End the run at once; any thread, any time."""
        if self._run is not None:
            self._run.stop()


class HookRunner:
    """Starts hooks of workspaces and bare files on one `Runner`, which it closes: *runner*, or one made when it is first needed."""

    def __init__(self, runner: Runner | None, nodes: NodeRuntimes, proofs: Path | None = None) -> None:
        """*proofs*: the folder that remembers what was proved of the sandbox; without it, that is left to whoever makes this."""
        self._made, self.nodes, self._proofs = runner, nodes, proofs
        self._making = threading.Lock()

    @cached_property
    def _places(self) -> ModulePlaces:
        from hookstudio.studio.module_place import ModulePlaces

        return ModulePlaces()

    @property
    def _runner(self) -> Runner:
        from hookstudio.runner.run import Runner

        with self._making:
            if self._made is None:
                self._remember_proofs()
                self._made = Runner()
            return self._made

    def start_hook(
        self,
        session: Session,
        hook: Hook,
        code: str,
        context: JsonValue,
        *,
        seed: int | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        node: str | None = None,
        network: bool | None = None,
        on_console: OnConsole | None = None,
    ) -> HookRun:
        """Run *code*, which is that hook's text, saved or not. *seed* is what *context* was made from, None for one of the user's own.

        *node* overrules hook and workspace, *network* the workspace. *on_console* is called in another thread.
        Raises StudioError if that Node is not here.
        """
        from hookstudio.studio.run_place import told_name

        dialect = dialect_of(hook, code)
        runtime = find_runtime(self.nodes, hook.node, session.workspace.node, node)
        place = self.module_place(session, hook, runtime)
        runnable, explain = _with_modules(code, place, str(session.root), hook.key)
        allowed = session.network if network is None else network
        file = told_name(session.code_path(hook))
        job = RunJob(runnable, context, dialect, file, runtime, timeout_s, place.packages.folder, network=allowed)
        return self._start(job, place.packages, seed, on_console, explain)

    def start_file(
        self,
        path: Path,
        code: str,
        dialect: Dialect,
        context: JsonValue,
        *,
        seed: int | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        node: str | None = None,
        network: bool = True,
        on_console: OnConsole | None = None,
    ) -> HookRun:
        """Run the code of a file that belongs to no workspace; the `node_modules` beside it is readable. Raises StudioError."""
        from hookstudio.studio.module_place import ModulePlace
        from hookstudio.studio.run_place import packages_beside, told_name

        runtime = find_runtime(self.nodes, None, None, node)
        packages = packages_beside(path.parent)
        _, explain = _with_modules(code, ModulePlace(packages), "", "")
        job = RunJob(code, context, dialect, told_name(path), runtime, timeout_s, packages.folder, network=network)
        return self._start(job, packages, seed, on_console, explain)

    @contextlib.contextmanager
    def trying(
        self, code: str, dialect: Dialect, runtime: Runtime, modules: Path | None, context: Mapping[str, JsonValue] | None = None
    ) -> Iterator[Run]:
        """A run of code of our own with the packages of *modules*, in the sandbox and without a network; no worker waits for the next."""
        from hookstudio.runner.run import Runner

        self._remember_proofs()
        with Runner() as runner:
            yield runner.start(RunJob(code, dict(context or {}), dialect, Path(dialect.file_name), runtime, modules=modules, network=False))

    def module_place(self, session: Session, hook: Hook, runtime: Runtime) -> ModulePlace:
        """Which modules a run of a hook on *runtime* gets."""
        return self._places.of(session, hook, runtime)

    def prepare_hook(self, session: Session, hook: Hook, code: str) -> None:
        """Have a worker wait for such a run, with the hook's modules loaded if the workspace is trusted: loading runs their code.

        Others wait for the hooks of its chain that need no other kind of worker. Raises StudioError if the hook's Node is not here.
        """
        row = [(hook, code)]
        runtime = self.runtime(session, hook)
        if self.module_place(session, hook, runtime).packages.folder is None:
            of_chain = islice((other for other in session.workspace.of_type(hook.type) if other.enabled and other != hook), _LOOKED_AT)
            alike = (
                other
                for other in of_chain
                if other.node == hook.node and self.module_place(session, other, runtime).packages.folder is None
            )
            row += [(other, "") for other in islice(alike, ROW - 1)]
        self.prepare_row(session, row)

    def prepare_row(
        self, session: Session, row: Sequence[tuple[Hook, str]], node: str | None = None, *, network: bool | None = None
    ) -> None:
        """Have workers wait for runs that follow one another, at most six of a kind. Raises StudioError if a Node is not here.

        *node* overrules hooks and workspace, *network* the workspace.
        """
        allowed = session.network if network is None else network
        counts: dict[tuple[Runtime, Path | None, tuple[str, ...]], int] = {}
        imports = any(hook.dialect is Dialect.ESM for hook, _ in row)
        for hook, code in row:
            runtime = self.runtime(session, hook, node)
            place = self.module_place(session, hook, runtime)
            modules = place.packages.folder
            preload = _preloads(code, place) if modules is not None and session.trusted else ()
            wanted = runtime, modules, preload
            counts[wanted] = counts.get(wanted, 0) + 1
        for (runtime, modules, preload), count in reversed(counts.items()):  # what is needed first is the newest, which stays
            self._runner.prepare(runtime, modules, preload, network=allowed, imports=imports, count=count)

    def rest(self) -> None:
        """Give back what waiting workers hold, until something is prepared again. Returns at once."""
        if self._made is not None:
            self._made.rest()

    def protection(self, session: Session, hook: Hook, node: str | None = None, *, network: bool | None = None) -> Protection:
        """What protects a run of a hook that is started with these; may take 100 ms. Raises StudioError if its Node is not here."""
        from hookstudio.runner.sandbox import protection

        self._remember_proofs()
        return protection(self.runtime(session, hook, node), network=session.network if network is None else network)

    def prove(self, runtime: Runtime, *, network: bool) -> Protection:
        """What protects runs on *runtime*, tried out anew; takes about 100 ms."""
        from hookstudio.runner.sandbox import protection

        self._remember_proofs()
        return protection(runtime, network=network, fresh=True)

    def unprotected(self, runtime: Runtime) -> bool:
        """Whether nothing but limits on time and memory stands between what is tried on *runtime* and this computer; may take 100 ms."""
        from hookstudio.runner.sandbox import protection

        self._remember_proofs()
        return protection(runtime, network=False).bare

    def _remember_proofs(self) -> None:
        from hookstudio.runner.sandbox import keep_proofs

        if self._proofs is not None:
            keep_proofs(self._proofs)

    def runtime(self, session: Session, hook: Hook, node: str | None = None) -> Runtime:
        """The Node that runs a hook; *node* overrules hook and workspace. Raises StudioError if it is not here."""
        return find_runtime(self.nodes, hook.node, session.workspace.node, node)

    def close(self) -> None:
        """Stop what runs and end every process."""
        self._runner.close()

    def _start(self, job: RunJob, packages: Packages, seed: int | None, on_console: OnConsole | None, explain: Explain) -> HookRun:
        if not isinstance(job.context, dict):
            return HookRun(None, _unusable(job), seed)
        return HookRun(self._runner.start(job, on_console), None, seed, packages.warnings, explain)


def _with_modules(code: str, place: ModulePlace, workspace: str, hook: str) -> tuple[str, Explain]:
    """The code as Node can run it, and what puts an outcome of it into words about the code as it is."""
    rewritten = None
    if _PREFIX in code and place.keys:
        from hookstudio.studio.module_code import rewrite

        rewritten = rewrite(code, place.keys)

    def explain(outcome: Outcome) -> Outcome:
        from hookstudio.studio.module_errors import ModuleWords

        return ModuleWords(code, rewritten, place, workspace, hook).explained(outcome)

    return code if rewritten is None else rewritten.code, explain


def _preloads(code: str, place: ModulePlace) -> tuple[str, ...]:
    """The names of the modules to load while a worker waits."""
    if _PREFIX in code and place.keys:
        from hookstudio.studio.module_code import keys_named

        return keys_named(code, place.keys)
    from hookstudio.studio.code_named import imported_modules

    return imported_modules(code)


def _closes_network(outcome: Outcome) -> bool:
    """Whether a layer that was around the run refuses the network where it is off: one of the system, or Node's own from 25 on."""
    from hookstudio.model.outcome import Status

    if outcome.status in (Status.INVALID, Status.STOPPED) and not outcome.sandbox:
        return True  # nothing ran
    major = int(outcome.node.partition(".")[0] or 0)
    return bool({"namespace", "seccomp", "seatbelt"} & set(outcome.sandbox)) or ("permissions" in outcome.sandbox and major >= 25)


def dialect_of(hook: Hook, code: str) -> Dialect:
    """The dialect that *code* runs in: the hook's where the user fixed it, else the one that it is written in."""
    from hookstudio.studio.javascript import detect_dialect

    return hook.dialect if hook.dialect_fixed else detect_dialect(code)


def find_runtime(nodes: NodeRuntimes, hook: int | None, workspace: int | None, wanted: str | None = None) -> Runtime:
    """The Node for a run: *wanted*, a major or a full version ('20', '20.20.2'); else the hook's, the workspace's, the bundled one.

    Raises OutsideMissing if it is not here, StudioError if *wanted* is no version.
    """
    if wanted is not None:
        return nodes.find(*parse_version(wanted))
    return nodes.find(wanted_major(hook, workspace))


_KINDS = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", type(None): "null"}


def _unusable(job: RunJob) -> Outcome:
    from hookstudio.model.outcome import HookError, Outcome, Status

    message = f"The test context has to be a JSON object, {{ … }}, but it is {_KINDS.get(type(job.context), 'something else')}."
    error = HookError("TypeError", message)
    return Outcome(Status.INVALID, error=error, node=job.runtime.version, dialect=job.dialect.value)
