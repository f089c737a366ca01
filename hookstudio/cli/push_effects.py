"""What a push would change for users, shown with its plan: the codes here and there, run on the same contexts."""

from __future__ import annotations

from typing import Any, Final

from hookstudio.cli.interrupts import Interrupts
from hookstudio.cli.output import Output, one_line
from hookstudio.cli.progress_line import ProgressLine
from hookstudio.model.changes import Change, Operation
from hookstudio.model.json_value import JsonValue
from hookstudio.model.sync import SyncPlan
from hookstudio.storage.folders import app_folders
from hookstudio.studio.agreement import WITHOUT_NETWORK, Case
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from hookstudio.studio.sync_effects import BUDGET_S, Effect, Effects

_CASES: Final = 5
_CHANGES: Final = 3
_ALIKE: Final = 5  # hooks with the same reason are named up to so many, then counted
_VALUE: Final = 60
_BARE: Final = (
    "The codes were not compared: nothing but a time limit, and Node's own permissions from Node 20 on, would protect you from the "
    "tenant's code, and you have not said that you trust this workspace."
)


def show_effects(session: Session, plan: SyncPlan, output: Output, interrupts: Interrupts) -> dict[str, Any]:
    """Compare, and tell people; what documents say of it. Raises Cancelled."""
    folders = app_folders()
    runner = HookRunner(None, NodeRuntimes(folders), folders.cache)
    effects = Effects(runner, session, plan, budget_s=BUDGET_S)
    found: tuple[Effect, ...] = ()
    bare = False
    if effects.keys:
        try:
            bare = effects.unprotected()
            found = effects.run(ProgressLine(output, interrupts, "Comparing ")) if not bare else tuple(map(_left_out, effects.keys))
        finally:
            output.progress("")
            runner.close()
    if effects.told or (found and not bare):
        output.result("For users" + (" (codes were run without the network):" if effects.keys and not bare else ":"))
    for line in effects.told:
        output.result(one_line(f"  {line}"))
    if bare:
        output.notice(_BARE)
    else:
        _show(found, output)
    return {"effects": [_document(effect) for effect in found], "for_users": list(effects.told)}


def _left_out(key: str) -> Effect:
    return Effect(key, key.partition("/")[0], None, _BARE)


def _document(effect: Effect) -> dict[str, Any]:
    agreement = effect.agreement
    return {
        "hook": effect.key,
        "agrees": None if agreement is None else agreement.agrees,
        "contexts": 0 if agreement is None else len(agreement.cases),
        "differing": [] if agreement is None else [_case_document(case) for case in agreement.differing],
        "reason": effect.reason or None,
        "notes": [] if agreement is None else list(agreement.notes),
    }


def _case_document(case: Case) -> dict[str, Any]:
    return {
        "context": case.name,
        "seed": case.seed,
        "difference": case.difference,
        "places": [change.path for change in case.changes],
    }


def _show(found: tuple[Effect, ...], output: Output) -> None:
    left: dict[str, list[str]] = {}
    for effect in found:
        if effect.agreement is None:
            left.setdefault(effect.reason, []).append(effect.key)
            continue
        output.result(one_line(f"  {effect.key}: {effect.headline}"))
        differing = effect.agreement.differing
        for case in differing[:_CASES]:
            output.result(one_line(f"    {case.name}: {case.difference}"))
            for change in case.changes[:_CHANGES]:
                output.result(one_line(f"      {_change_text(change)}"))
            if len(case.changes) > _CHANGES:
                output.result(f"      and {len(case.changes) - _CHANGES} more")
        if len(differing) > _CASES:
            output.result(f"    and {len(differing) - _CASES} more contexts")
        for note in effect.agreement.notes:
            if note != WITHOUT_NETWORK:
                output.result(one_line(f"    {note}"))
    for reason, keys in left.items():
        named = ", ".join(keys[:_ALIKE]) + (f" and {len(keys) - _ALIKE} more" if len(keys) > _ALIKE else "")
        output.result(one_line(f"  {named}: {reason}"))


def _change_text(change: Change) -> str:
    here = "nothing" if change.op is Operation.ADD else _short(change.before)
    there = "nothing" if change.op is Operation.REMOVE else _short(change.value)
    return f"{change.path or '(everything)'}: here {here}, there {there}"


def _short(value: JsonValue) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _VALUE else text[:_VALUE] + "…"
