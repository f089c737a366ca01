"""How a run is told in a terminal: console lines, the resulting context, what changed, why it failed."""

from __future__ import annotations

import json
import sys
from typing import Final

from hookstudio.cli.output import Output, json_for_people, visible
from hookstudio.model.changes import Change, Operation, changes
from hookstudio.model.json_value import JsonValue
from hookstudio.model.outcome import ConsoleLine, HookError, Outcome, Status, format_duration

_LEVEL_ROLES: Final = {"error": "error", "warn": "warning", "debug": "muted", "trace": "muted"}
STATUS_ROLES: Final = {Status.OK: "ok", Status.STOPPED: "warning"}
_SIGNS: Final = {Operation.ADD: ("+", "ok"), Operation.REMOVE: ("-", "error"), Operation.REPLACE: ("~", "warning")}
_VALUE_LIMIT: Final = 120
_TEXT_LIMIT: Final = 20_000


def console_text(line: ConsoleLine, output: Output) -> str:
    """One line of the hook's console, with time and level; further lines of it are indented alike."""
    text = line.text if len(line.text) <= _TEXT_LIMIT else f"{line.text[:_TEXT_LIMIT]}… ({len(line.text)} characters)"
    first, *others = visible(text).split("\n")
    head = f"{format_duration(line.at_ms):>9}  {line.level:<5}  "
    role = _LEVEL_ROLES.get(line.level)
    painted = [output.paint(part, role) if role else part for part in (first, *others)]
    return "\n".join([output.paint(head, "muted") + painted[0], *(" " * len(head) + part for part in painted[1:])])


def show_outcome(output: Output, outcome: Outcome, context: JsonValue) -> None:
    """Print the run document, or for people: result and changes as the result, everything else as messages."""
    if output.as_json:
        output.document(outcome.to_document())
        return
    for warning in outcome.warnings:
        output.message(output.paint("warning: ", "warning") + visible(warning.message))
    if outcome.error is not None and not outcome.ok:
        output.message(error_text(outcome.error, output))
    output.message(_headline(outcome, output))
    if outcome.ok:
        output.result(json_for_people(outcome.result))
        output.result(_changes_text(changes(context, outcome.result), output))


def _headline(outcome: Outcome, output: Output) -> str:
    facts = [output.paint(outcome.headline, STATUS_ROLES.get(outcome.status, "error"))]
    if outcome.node:
        facts.append(f"Node {outcome.node}")
    facts.append(outcome.dialect)
    if outcome.seed is not None:
        facts.append(f"seed {outcome.seed}")
    if outcome.sandbox:
        facts.append("sandbox: " + ", ".join(outcome.sandbox))
    return " · ".join(facts)


def error_text(error: HookError, output: Output, label: str = "") -> str:
    code = f" ({error.code})" if error.code else ""
    lines = [label + output.paint(visible(f"{error.name}: {error.message}" if error.message else error.name), "error") + visible(code)]
    for frame in error.stack:
        where = f"{frame.module + ':' if frame.module else ''}{frame.line}:{frame.column}"
        text = visible(f"    at {frame.function or '(top level)'} {where}")
        lines.append(output.paint(text, "muted") if frame.module else text)
    if error.cause is not None:
        lines.append(error_text(error.cause, output, "caused by "))
    return "\n".join(lines)


def _changes_text(found: tuple[Change, ...], output: Output) -> str:
    if not found:
        return "\nNothing changed."
    lines = [f"\n{len(found)} {'change' if len(found) == 1 else 'changes'}"]
    for change in found:
        sign, role = _SIGNS[change.op]
        text = f"  {sign} {change.path or '(everything)'}"
        if change.op is Operation.ADD:
            text += f"  {_short(change.value)}"
        elif change.op is Operation.REPLACE:
            text += f"  {_short(change.before)} → {_short(change.value)}"
        lines.append(output.paint(visible(text), role, sys.stdout))
    return "\n".join(lines)


def _short(value: JsonValue) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _VALUE_LIMIT else text[:_VALUE_LIMIT] + "…"
