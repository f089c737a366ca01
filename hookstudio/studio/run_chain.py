"""Running a chain: the enabled hooks of a type in order, each on what the one before handed back, up to the first failure."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hookstudio.model.changes import changes
from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.hook_type import hook_type
from hookstudio.model.journey import Journey, Step
from hookstudio.model.json_value import JsonValue
from hookstudio.model.outcome import ConsoleLine, HookError, Outcome, Status
from hookstudio.runner.job import DEFAULT_TIMEOUT_S
from hookstudio.studio.run_hook import ROW, HookRun, HookRunner, dialect_of
from hookstudio.studio.session import Session

CodeOf = Callable[[Hook], str | None]
NO_RESULT = "no-result"  # the code of the error of a hook that handed the next one nothing to run on


@dataclass(frozen=True, slots=True)
class Link:
    """One hook of a chain and the text that runs, saved or not."""

    hook: Hook
    code: str

    @property
    def dialect(self) -> Dialect:
        return dialect_of(self.hook, self.code)


@dataclass(frozen=True, slots=True)
class ChainPlan:
    """What a chain will do. `seed` is what `context` was made from; `timeout_s` is each hook's own limit; `node` overrules every
    hook's, `network` the workspace's.
    """

    type: str
    links: tuple[Link, ...]
    context: JsonValue
    seed: int | None = None
    timeout_s: float = DEFAULT_TIMEOUT_S
    node: str | None = None
    network: bool | None = None

    @property
    def hooks(self) -> tuple[Hook, ...]:
        return tuple(link.hook for link in self.links)

    def in_order(self, hook_ids: Sequence[str]) -> ChainPlan:
        """The same hooks, texts and context in another order; hooks that *hook_ids* does not name are left out."""
        links = {link.hook.id: link for link in self.links}
        return replace(self, links=tuple(links[hook_id] for hook_id in hook_ids if hook_id in links))


def links_of(session: Session, type_name: str, code_of: CodeOf = lambda _hook: None) -> tuple[Link, ...]:
    """The enabled hooks of a type in order. *code_of* gives the text of those that are being edited, None for those in files.

    Raises StudioError for a type that is none and for a file that can't be read.
    """
    links = []
    for hook in session.workspace.of_type(hook_type(type_name).name):
        if hook.enabled:
            code = code_of(hook)
            links.append(Link(hook, session.read_code(hook.id).text if code is None else code))
    return tuple(links)


def chain_dialect(links: Sequence[Link]) -> Dialect:
    """Whose test context a chain starts from: that of its first hook."""
    return links[0].dialect if links else Dialect.CLASSIC


def chain_context(type_name: str, links: Sequence[Link], seed: int) -> dict[str, Any]:
    """The test context of *seed* in the dialect of the first hook."""
    from hookstudio.studio.test_context import generate

    return generate(hook_type(type_name).name, chain_dialect(links), seed)


@dataclass(frozen=True, slots=True)
class ChainListener:
    """What is told while a chain runs, in the thread that runs it; the console's lines in one of their own. Steps count from 0."""

    started: Callable[[int, Hook], object] = lambda _number, _hook: None
    console: Callable[[int, Sequence[ConsoleLine]], None] = lambda _number, _lines: None
    ended: Callable[[int, Step], object] = lambda _number, _step: None


class ChainRun:
    """One chain. `run` does it in the caller's thread, `stop` ends it at once from any other."""

    def __init__(self, runner: HookRunner, session: Session, plan: ChainPlan, listener: ChainListener | None = None) -> None:
        self._runner, self._session, self.plan = runner, session, plan
        self._listener = listener or ChainListener()
        self._lock = threading.Lock()
        self._current: HookRun | None = None
        self._stopped = False

    def run(self) -> Journey:
        """Run the hooks; the journey, whatever came of it. Raises StudioError, before any hook runs, if one's Node is not here."""
        plan = self.plan
        for link in plan.links:
            self._runner.runtime(self._session, link.hook, plan.node)
        context, steps = plan.context, list[Step]()
        for number, link in enumerate(plan.links):
            if self._stopped:
                break
            self._listener.started(number, link.hook)
            step = self._step(number, link, context)
            steps.append(step)
            self._listener.ended(number, step)
            if not step.outcome.ok:
                break
            context = step.outcome.result
        stopped = self._stopped and len(steps) < len(plan.links)
        return Journey.of(plan.type, plan.context, plan.hooks, steps, stopped=stopped, seed=plan.seed)

    def stop(self) -> None:
        """End the running hook at once and start no other; any thread, any time."""
        with self._lock:
            self._stopped = True
            current = self._current
        if current is not None:
            current.stop()

    def _prepare(self, number: int) -> None:
        """Have workers wait for the steps from *number* on."""
        row = [(link.hook, link.code) for link in self.plan.links[number : number + ROW]]
        if row:
            self._runner.prepare_row(self._session, row, self.plan.node, network=self.plan.network)

    def _step(self, number: int, link: Link, context: JsonValue) -> Step:
        plan = self.plan
        run = self._runner.start_hook(
            self._session,
            link.hook,
            link.code,
            context,
            seed=plan.seed,
            timeout_s=plan.timeout_s,
            node=plan.node,
            network=plan.network,
            on_console=lambda lines: self._listener.console(number, lines),
        )
        with self._lock:
            self._current = run
            stopped = self._stopped
        if stopped:
            run.stop()
        following = plan.links[number + 1] if number + 1 < len(plan.links) else None
        self._prepare(number + 1)  # starts processes while this one works
        outcome = run.wait()
        with self._lock:
            self._current = None
        if outcome.ok and following is not None and not isinstance(outcome.result, dict):
            outcome = _handed_on_nothing(outcome, link.hook, following.hook)
        return Step(link.hook, outcome, changes(context, outcome.result) if outcome.ok else ())


_KINDS = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", type(None): "null"}


def _handed_on_nothing(outcome: Outcome, hook: Hook, following: Hook) -> Outcome:
    """A hook that succeeds with no object ends the chain: on a tenant the next hook would fail, for a reason that is not its own."""
    kind = _KINDS.get(type(outcome.result), "something else")
    message = f"“{hook.name}” handed back {kind}, so “{following.name}”, which comes next, has no context to run on."
    return replace(outcome, status=Status.FAILED, result=None, error=HookError("NoResult", message, NO_RESULT))
