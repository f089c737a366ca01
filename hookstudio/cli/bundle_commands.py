"""`export` and `import`: hooks that go out of a workspace as a bundle or as plain files, and come into one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hookstudio.cli.arguments import UsageError
from hookstudio.cli.output import Output, one_line, visible
from hookstudio.model.bundle import Action, BundleHook, BundlePreview, BundleRefused, Choice, Imported
from hookstudio.model.errors import StudioError
from hookstudio.model.hook_type import find_type
from hookstudio.storage.folders import app_folders
from hookstudio.studio import bundles
from hookstudio.studio.session import Session

ASK: Final = "ask"

_KEYS: Final = {"s": Choice.SKIP, "b": Choice.RENAME, "r": Choice.REPLACE}
_REFUSED = 2


def export_command(options: argparse.Namespace, output: Output) -> int:
    """Write hooks to a bundle, or as plain files into a folder."""
    session = Session.open(Path(options.workspace), app_folders())
    chosen = _chosen(session, options.hook) if options.hook else None
    if options.plain:
        from hookstudio.studio.plain_files import export_files

        done = export_files(session, Path(options.file), chosen)
    else:
        done = bundles.export(session, Path(options.file), chosen)
    output.document({"file": str(done.path.absolute()), "hooks": [hook.key for hook in done.hooks], "notes": list(done.notes)})
    output.result(visible(f"Exported {_hooks(len(done.hooks))} to {done.path}"))
    for note in done.notes:
        output.notice(note)
    return 0


def import_command(options: argparse.Namespace, output: Output) -> int:
    """Show what is in a bundle, or in plain files, and import it, all of it or nothing."""
    session = Session.open(Path(options.workspace), app_folders())
    path = Path(options.file)
    try:
        shown = bundles.preview(session, path, options.type)
    except BundleRefused as error:
        if not output.as_json:
            raise
        output.document({"hooks": [], "refused": error.message})
        return _REFUSED
    if options.type is not None and shown.identified:
        raise UsageError("A bundle says the types of its hooks itself.", hint="Leave --type away.")
    for hook in shown.hooks:
        _tell_hook(hook, output)
    for note in shown.notes:
        output.notice(note)
    choices = _decided(shown, options.on_conflict, output)
    if options.dry_run:
        hooks = bundles.planned(shown, choices)
        output.document(_document(shown, hooks))
        output.result(f"{_summary(hooks)}. Nothing was written.")
        return 0
    done = bundles.apply(session, shown, choices)
    output.document({**_document(shown, done.hooks, done.notes), "distrusted": done.distrusted})
    output.result(f"{_summary(done.hooks)}.")
    for note in done.notes:
        output.notice(note)
    if done.distrusted:
        output.message("The workspace now holds code from outside: it is not trusted, and its hooks have no network,")
        output.message("until you have looked at them and choose “Trust this workspace” in the window.")
    return 0


def _chosen(session: Session, words: Sequence[str]) -> list[str]:
    """The ids of the hooks that the words name: TYPE/NAME is one, TYPE all of that type. Raises StudioError."""
    ids = []
    for word in words:
        kind = find_type(word)
        row = session.workspace.of_type(kind.name) if kind is not None else (session.workspace.find_by_key(word),)
        if not row:
            raise StudioError(f"There are no {word} hooks in this workspace.")
        ids += [hook.id for hook in row]
    return ids


def _decided(shown: BundlePreview, on_conflict: str, output: Output) -> Mapping[str, Choice]:
    """What to do with each hook that needs a choice. Raises StudioError where somebody has to be asked and nobody can be."""
    open_questions = [hook for hook in shown.hooks if hook.needs_choice]
    if on_conflict != ASK:
        return {hook.key: Choice(on_conflict) for hook in open_questions}
    if open_questions and not output.can_ask():
        raise StudioError(
            f"{_hooks(len(open_questions))} of “{shown.source.name}” can't be imported without a decision, and there is no terminal "
            "to ask in. Nothing was written.",
            hint="Decide for all of them: --on-conflict skip, rename (add beside) or replace.",
            details="\n".join(f"{hook.key}: {_state(hook)}" for hook in open_questions),
        )
    return {hook.key: _ask(hook, output) for hook in open_questions}


def _ask(hook: BundleHook, output: Output) -> Choice:
    while True:
        output.message(visible(f"{hook.key}: {_state(hook)}. [s]kip, add [b]eside, [r]eplace, show the [d]ifference, or [q]uit?"))
        answer = sys.stdin.readline()
        word = answer.strip().lower()[:1]
        if word == "d":
            output.message(visible(hook.diff or "They differ in nothing but their ids."))
        elif word in _KEYS:
            return _KEYS[word]
        elif word == "q" or not answer:
            raise StudioError("Nothing was imported.")


def _document(shown: BundlePreview, hooks: Sequence[Imported], notes: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "hooks": [{"hook": each.key, "action": each.action} for each in hooks],
        "refused": None,
        "contents": [
            {
                "hook": hook.key,
                "name": hook.name,
                "state": hook.action.value,
                "meets": hook.there or None,
                "becomes": each.now or None,
                "diff": hook.diff,
                "modules": list(hook.modules),
                "scripts": [{"name": one.name, "version": one.version, "event": one.event, "command": one.command} for one in hook.scripts],
                "touches": list(hook.touches),
            }
            for hook, each in zip(shown.hooks, hooks, strict=True)
        ],
        "notes": [*shown.notes, *notes],
    }


def _tell_hook(hook: BundleHook, output: Output) -> None:
    name = "" if hook.name == hook.key.partition("/")[2] else f"  “{hook.name}”"
    meets = f"  (here: {hook.there})" if hook.there not in ("", hook.key) else ""
    output.result(one_line(f"{hook.action.value:<9} {hook.key}{name}{meets}"))
    if hook.modules:
        output.result(visible(f"{'':<11}modules: {', '.join(hook.modules)}"))
    for script in hook.scripts:
        what = f"{script.name}@{script.version}" if script.version else script.name
        output.result(one_line(f"{'':<11}install script: {what} {script.event} {script.command}".rstrip()))
    if hook.touches:
        output.result(visible(f"{'':<11}could touch {'; '.join(hook.touches)}"))


def _state(hook: BundleHook) -> str:
    if hook.action is Action.CHANGED:
        return "this hook is in the workspace and differs"
    return f"another hook, {hook.there}, has its place"


def _summary(hooks: Sequence[Imported]) -> str:
    counts = {action: sum(1 for each in hooks if each.action == action) for action in ("new", "replace", "rename", "skip", "equal")}
    words = {"new": "new", "replace": "replaced", "rename": "added beside", "skip": "skipped", "equal": "equal"}
    return ", ".join(f"{count} {words[action]}" for action, count in counts.items() if count) or "No hooks"


def _hooks(count: int) -> str:
    return "1 hook" if count == 1 else f"{count} hooks"
