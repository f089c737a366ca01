"""`hookstudio run`: one run in a terminal, its console as it happens, its result at the end."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Sequence

from hookstudio.cli import INTERRUPTED
from hookstudio.cli.input_files import read_context
from hookstudio.cli.interrupts import LOOK_S, Interrupts, interruptible
from hookstudio.cli.output import Output
from hookstudio.cli.run_report import console_text, show_outcome
from hookstudio.cli.target import FileTarget, HookTarget, find_target
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.json_value import JsonValue
from hookstudio.model.node import Runtime
from hookstudio.model.outcome import ConsoleLine, Outcome, Status
from hookstudio.runner.job import DEFAULT_TIMEOUT_S
from hookstudio.runner.run import Runner
from hookstudio.runner.sandbox import keep_proofs, protection
from hookstudio.storage.folders import app_folders
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import TIMEOUT_LIMIT_S, HookRun, HookRunner, find_runtime
from hookstudio.studio.session import Session


def run_command(options: argparse.Namespace, output: Output) -> int:
    """Run the target; 0 if its hook succeeded, 1 if not, 130 after Ctrl-C."""
    timeout_s = parse_timeout(options.timeout)
    if options.node is not None:
        find_runtime(NodeRuntimes(app_folders()), None, None, options.node)  # says that it is missing before anything else is read
    seed = chosen_seed(options)
    with interruptible() as interrupts:
        outcome, context = _answer(options, timeout_s, seed, output, interrupts)
    show_outcome(output, outcome, context)
    if outcome.status is Status.STOPPED:
        return INTERRUPTED
    return 0 if outcome.ok else 1


def _answer(
    options: argparse.Namespace, timeout_s: float, seed: int | None, output: Output, interrupts: Interrupts
) -> tuple[Outcome, JsonValue]:
    """What came of the target, and the context that it ran on."""
    target: FileTarget | HookTarget | None = None
    context: JsonValue = None
    try:
        interrupts.check()
        target = find_target(options.target, options.type)
        if options.context is None:
            context = _generated(target, seed)
        else:
            with interrupts.heard():
                context = read_context(options.context)
        return _run(target, context, seed, timeout_s, options, output, interrupts), context
    except KeyboardInterrupt:
        return Outcome(Status.STOPPED, dialect=target.dialect.value if target else "classic", seed=seed), context


def parse_timeout(text: str | None) -> float:
    """Seconds. Raises StudioError unless more than 0 and at most an hour."""
    try:
        seconds = DEFAULT_TIMEOUT_S if text is None else _plain_float(text)
    except ValueError:
        seconds = math.nan
    if 0 < seconds <= TIMEOUT_LIMIT_S:
        return seconds
    raise StudioError(f"“{text}” is not a time limit.", hint=f"Type seconds: more than 0, at most {TIMEOUT_LIMIT_S:.0f}.")


def _plain_float(text: str) -> float:
    """A number in the digits of this page; Python itself would take 1_0 and those of other scripts as well. Raises ValueError for words."""
    return float(text) if text.isascii() and "_" not in text else math.nan


def chosen_seed(options: argparse.Namespace) -> int | None:
    """The seed of the context; None for a context of the user's own."""
    if options.context is not None:
        return None
    from hookstudio.studio.seed import parse_seed, random_seed

    return random_seed() if options.seed is None else parse_seed(options.seed)


def _generated(target: FileTarget | HookTarget, seed: int | None) -> JsonValue:
    from hookstudio.studio.test_context import generate

    assert seed is not None
    return generate(target.type, target.dialect, seed)


def _run(
    target: FileTarget | HookTarget,
    context: JsonValue,
    seed: int | None,
    timeout_s: float,
    options: argparse.Namespace,
    output: Output,
    interrupts: Interrupts,
) -> Outcome:
    def on_console(lines: Sequence[ConsoleLine]) -> None:
        output.message("\n".join(console_text(line, output) for line in lines))

    node, network = options.node, chosen_network(options)
    keep_proofs(app_folders().cache)
    runner = HookRunner(Runner(), NodeRuntimes(app_folders()))
    listen = None if output.as_json else on_console
    try:
        if isinstance(target, HookTarget):
            warn_if_unprotected(runner, target.session, (target.hook,), options, output)
            interrupts.check()
            run = runner.start_hook(
                target.session,
                target.hook,
                target.code,
                context,
                seed=seed,
                timeout_s=timeout_s,
                node=node,
                network=network,
                on_console=listen,
            )
        else:
            warn_if_bare(find_runtime(runner.nodes, None, None, node), output, network=network is not False)
            interrupts.check()
            run = runner.start_file(
                target.path,
                target.code,
                target.dialect,
                context,
                seed=seed,
                timeout_s=timeout_s,
                node=node,
                network=network is not False,
                on_console=listen,
            )
        return _outcome(run, interrupts)
    finally:
        runner.close()


def chosen_network(options: argparse.Namespace) -> bool | None:
    """Whether the hook may use the network, None where that is left to the workspace."""
    return None if options.network is None else options.network == "on"


def warn_if_bare(runtime: Runtime, output: Output, *, network: bool) -> None:
    """Say on standard error that no layer protects from the hook of a file."""
    if protection(runtime, network=network).bare:
        output.alarm(
            output.paint("warning: ", "error")
            + "nothing but limits on time and memory, and Node's own permissions from Node 20 on, protects you."
        )


def warn_if_unprotected(runner: HookRunner, session: Session, hooks: Iterable[Hook], options: argparse.Namespace, output: Output) -> None:
    """Say on standard error that no layer protects from hooks of a workspace that the user does not trust. Raises StudioError."""
    network = chosen_network(options)
    if not session.runs_unprotected and any(runner.protection(session, hook, options.node, network=network).bare for hook in hooks):
        words = "nothing but a time limit, and Node's own permissions from Node 20 on, protects you: you have not said that you trust this."
        output.alarm(output.paint("warning: ", "error") + words)


def _outcome(run: HookRun, interrupts: Interrupts) -> Outcome:
    """The outcome of *run*, stopped by Ctrl-C."""
    while True:
        if interrupts.came:
            run.stop()
        try:
            return run.wait(LOOK_S)
        except TimeoutError:
            continue
