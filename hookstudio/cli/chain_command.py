"""`hookstudio chain`: the enabled hooks of a type in a terminal, one after another, and who set what."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from hookstudio.cli import INTERRUPTED
from hookstudio.cli.input_files import read_context
from hookstudio.cli.interrupts import LOOK_S, Interrupts, interruptible
from hookstudio.cli.output import Output, json_for_people, visible
from hookstudio.cli.run_command import chosen_network, chosen_seed, parse_timeout, warn_if_unprotected
from hookstudio.cli.run_report import STATUS_ROLES, console_text, error_text
from hookstudio.model.hook import Hook
from hookstudio.model.hook_type import hook_type
from hookstudio.model.journey import Journey, Step
from hookstudio.model.json_value import JsonValue
from hookstudio.model.origins import in_words
from hookstudio.model.outcome import ConsoleLine, Status, format_duration
from hookstudio.runner.run import Runner
from hookstudio.runner.sandbox import keep_proofs
from hookstudio.storage.folders import app_folders
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_chain import ChainListener, ChainPlan, ChainRun, chain_context, chain_dialect, links_of
from hookstudio.studio.run_hook import HookRunner, find_runtime
from hookstudio.studio.session import Session


def chain_command(options: argparse.Namespace, output: Output) -> int:
    """Run the chain; 0 if every hook succeeded, 1 if one did not, 130 after Ctrl-C."""
    timeout_s, type_name = parse_timeout(options.timeout), hook_type(options.type).name
    nodes = NodeRuntimes(app_folders())
    if options.node is not None:
        find_runtime(nodes, None, None, options.node)
    seed = chosen_seed(options)
    with interruptible() as interrupts:
        try:
            interrupts.check()
            journey = _journey(options, type_name, timeout_s, seed, nodes, output, interrupts)
        except KeyboardInterrupt:
            journey = Journey.of(type_name, None, (), (), stopped=True, seed=seed)
    output.document(journey.to_document())
    _show_end(journey, output)
    if journey.status is Status.STOPPED:
        return INTERRUPTED
    return 0 if journey.ok else 1


def _journey(
    options: argparse.Namespace,
    type_name: str,
    timeout_s: float,
    seed: int | None,
    nodes: NodeRuntimes,
    output: Output,
    interrupts: Interrupts,
) -> Journey:
    session = Session.open(Path(options.workspace), app_folders())
    links = links_of(session, type_name)
    if options.context is not None:
        with interrupts.heard():
            context: JsonValue = read_context(options.context)
    else:
        assert seed is not None
        context = chain_context(type_name, links, seed)
        if len({link.dialect for link in links}) > 1:
            output.message(f"The test context is the {chain_dialect(links)} one, as “{links[0].hook.name}” comes first.")
    keep_proofs(app_folders().cache)
    runner = HookRunner(Runner(), nodes)
    try:
        warn_if_unprotected(runner, session, (link.hook for link in links), options, output)
        plan = ChainPlan(type_name, links, context, seed, timeout_s, options.node, chosen_network(options))
        interrupts.check()
        return _stoppable(ChainRun(runner, session, plan, _listener(plan, output)), interrupts)
    finally:
        runner.close()


def _stoppable(chain: ChainRun, interrupts: Interrupts) -> Journey:
    """The journey of *chain*, which runs in a thread so that Ctrl-C is heard."""
    with ThreadPoolExecutor(1, "chain") as pool:
        going: Future[Journey] = pool.submit(chain.run)
        try:
            while True:
                if interrupts.came:
                    chain.stop()
                try:
                    return going.result(LOOK_S)
                except TimeoutError:
                    continue
        finally:
            chain.stop()


def _listener(plan: ChainPlan, output: Output) -> ChainListener:
    width = max((len(visible(hook.name)) for hook in plan.hooks), default=0)
    quiet: set[int] = set(range(len(plan.links)))

    def console(number: int, lines: Sequence[ConsoleLine]) -> None:
        heading = [output.paint(_heading(number, plan.hooks), "strong")] if number in quiet else []
        quiet.discard(number)
        output.message("\n".join([*heading, *(console_text(line, output) for line in lines)]))

    def ended(number: int, step: Step) -> None:
        _show_step(number, step, width, output)

    return ChainListener(console=console, ended=ended) if not output.as_json else ChainListener()


def _heading(number: int, hooks: Sequence[Hook]) -> str:
    return f"{visible(hooks[number].name)} ({number + 1} of {len(hooks)})"


def _show_step(number: int, step: Step, width: int, output: Output) -> None:
    outcome = step.outcome
    for warning in outcome.warnings:
        output.message(output.paint("warning: ", "warning") + visible(warning.message))
    if outcome.error is not None and not outcome.ok:
        output.message(error_text(outcome.error, output))
    status = output.paint(f"{outcome.status.value:<8}", STATUS_ROLES.get(outcome.status, "error"), sys.stdout)
    text = f"{number + 1:>3}  {visible(step.hook.name):<{width}}  {status} {format_duration(outcome.duration_ms):>8}"
    output.result(text + (f"  {_count(len(step.changes))}" if outcome.ok else ""))


def _count(number: int) -> str:
    return f"{number} change" + ("" if number == 1 else "s") if number else "nothing changed"


def _show_end(journey: Journey, output: Output) -> None:
    facts = [_ending(journey), journey.type, *([f"seed {journey.seed}"] if journey.seed is not None else [])]
    left = journey.planned[len(journey.steps) :]
    if left:
        facts.append("not run: " + ", ".join(visible(hook.name) for hook in left))
    touched = journey.origins.touched()
    if touched:
        width = min(60, max(map(len, map(visible, touched))))
        output.result("\nWho set what" + ("" if journey.ok else ", as far as it got"))
        for path, history in touched.items():
            output.result(f"  {visible(path or '(everything)'):<{width}}  {in_words(journey.history(path) or history, visible)}")
    elif journey.steps and journey.ok:
        output.result("\nNothing changed.")
    if journey.ok:
        output.result("\n" + json_for_people(journey.result))
    output.message(output.paint(facts[0], STATUS_ROLES.get(journey.status, "error")) + "".join(f" · {fact}" for fact in facts[1:]))


def _ending(journey: Journey) -> str:
    if not journey.planned and journey.ok:
        return "No hook is enabled: the context stays as it is"
    hooks = f"{len(journey.planned)} hook" + ("" if len(journey.planned) == 1 else "s")
    took = format_duration(journey.duration_ms)
    if journey.ok:
        return f"{hooks} succeeded in {took}"
    if journey.failing is None or journey.status is Status.STOPPED:
        return f"Stopped after {took}"
    return f"“{visible(journey.failing.hook.name)}” ended the chain: {journey.failing.outcome.headline}"
