"""`init`, `new`, `list` and `move`: workspaces without a window."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hookstudio.cli.output import Output, one_line, visible
from hookstudio.cli.words import dialect_named, position_named
from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.hook_type import hook_type
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session


def init_command(options: argparse.Namespace, output: Output) -> int:
    """Make a workspace, with the sample's hooks if asked."""
    root, folders = Path(options.folder), app_folders()
    if options.sample:
        from hookstudio.studio.sample import create_sample

        session = create_sample(root, folders, root.absolute().name)
    else:
        session = Session.create(root, root.absolute().name, folders)
    count = len(list(session.workspace))
    output.document({"workspace": str(session.root), "name": session.workspace.name, "hooks": count})
    output.result(visible(f"Made {session.root}") + (f" with {count} sample hooks." if count else "."))
    output.message(visible(f"Open it with: hookstudio {options.folder}"))
    return 0


def new_command(options: argparse.Namespace, output: Output) -> int:
    """Create a hook at the end of its type."""
    type_name = hook_type(options.type).name
    dialect = dialect_named(options.dialect) if options.dialect is not None else None
    if options.source is not None:
        from hookstudio.cli.input_files import read_code

        code = read_code(Path(options.source))
        if dialect is None and Path(options.source).suffix.lower() == ".mjs":
            dialect = Dialect.ESM
    else:
        from hookstudio.studio.templates import blank

        code = blank(type_name, dialect or Dialect.CLASSIC).code
    session = Session.open(Path(options.workspace), app_folders())
    hook = session.create_hook(options.name, type_name, code=code, description=options.description, dialect=dialect)
    file = session.read_code(hook.id).path
    output.document({"hook": hook_document(hook), "file": str(file)})
    output.result(f"Created {hook.key}")
    output.message(visible(f"Its code is in {file}"))
    return 0


def list_command(options: argparse.Namespace, output: Output) -> int:
    """List the hooks in order, and the files that can't be read."""
    session = Session.open(Path(options.workspace), app_folders())
    workspace = session.workspace
    output.document(
        {
            "workspace": str(session.root),
            "types": [{"type": name, "hooks": [hook_document(hook) for hook in row]} for name, row in workspace.hooks.items() if row],
            "problems": [{"file": problem.file, "message": problem.message} for problem in workspace.problems],
        }
    )
    output.result(visible(f"{workspace.name}  {session.root}"))
    for name, row in workspace.hooks.items():
        output.result(f"\n{name}")
        output.result(_table(row))
    if not workspace.hooks:
        output.result("\nNo hooks yet.")
    for notice in session.notices:
        output.notice(notice)
    for problem in workspace.problems:
        output.message(output.paint("problem: ", "error") + one_line(f"{problem.file}: {problem.message}"))
    return 0


def move_command(options: argparse.Namespace, output: Output) -> int:
    """Move a hook to a position in its type, counted from 1."""
    position = position_named(options.to)
    session = Session.open(Path(options.workspace), app_folders())
    hook = session.workspace.find_by_key(options.hook)
    session.move(hook.id, position - 1)
    row = session.workspace.of_type(hook.type)
    output.document({"type": hook.type, "hooks": [hook_document(other) for other in row]})
    output.result(hook.type)
    output.result(_table(row))
    return 0


def hook_document(hook: Hook) -> dict[str, Any]:
    """A hook as documents show it."""
    return {
        "id": hook.id,
        "name": hook.name,
        "slug": hook.slug,
        "type": hook.type,
        "dialect": hook.dialect.value,
        "enabled": hook.enabled,
        "node": hook.node,
    }


def _table(row: Sequence[Hook]) -> str:
    width = max(len(hook.slug) for hook in row)
    lines = []
    for place, hook in enumerate(row, 1):
        marks = [hook.dialect.value] if hook.dialect is Dialect.ESM else []
        marks += [f"Node {hook.node}"] if hook.node else []
        marks += [] if hook.enabled else ["off"]
        name = "" if hook.name == hook.slug else f"“{hook.name}”  "
        about = f"{name}{hook.description}"
        lines.append(one_line(f"{place:>4}  {hook.slug:<{width}}  {', '.join(marks):<10}  {about}".rstrip()))
    return "\n".join(lines)
