"""What `hookstudio modules` tells: documents for programs, tables for people."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, Final

from hookstudio.cli.output import Output, one_line, visible
from hookstudio.model.hook import Hook
from hookstudio.model.module import FoundModule, HookModule, ModuleSearch, ModuleState
from hookstudio.studio.module_install import Added

_ROLES: Final = {ModuleState.CURRENT: "ok", ModuleState.OUTDATED: "warning", ModuleState.MISSING: "error", ModuleState.UNUSED: "muted"}
_ABOUT: Final = 100


def listed_document(rows: Sequence[HookModule]) -> list[dict[str, Any]]:
    """The modules of a hook as documents show them."""
    return [
        {
            "name": row.name,
            "version": row.version,
            "wanted": row.wanted,
            "suitable": row.suitable,
            "latest": row.latest,
            "state": row.state.value,
            "key": row.key,
            "size": row.size,
            "needed_by": list(row.needed_by),
            "unpinned": list(row.unpinned),
            "present": row.present,
        }
        for row in rows
    ]


def search_document(found: ModuleSearch, rows: Sequence[FoundModule]) -> dict[str, Any]:
    """A search; *rows* are its results with what suits."""
    return {
        "results": [_row(first, row) for first, row in zip(found.results, rows, strict=True)],
        "source": found.source,
        "note": found.note,
    }


def added_document(one: Added) -> dict[str, Any]:
    """A module that was added or updated."""
    return {
        "name": one.name,
        "version": one.version,
        "before": one.before or None,
        "use": one.use,
        "loads": None if one.load.loads and one.load.message else one.load.loads,
        "message": one.load.message,
        "fits": one.load.fits,
    }


def show_listed(rows: Sequence[HookModule], output: Output) -> None:
    """A table of a hook's modules."""
    if not rows:
        output.result("No modules.")
        return
    name, version = max(len(row.name) for row in rows), max(len(row.version or "-") for row in rows)
    for row in rows:
        state = output.paint(f"{row.state.value:<8}", _ROLES[row.state], sys.stdout)
        start = visible(f"{row.name:<{name}}  {row.version or '-':<{version}}")
        remarks = one_line(", ".join(_remarks(row)))
        line = f"{start}  {state}  {remarks}"
        output.result(line.rstrip())


def show_added(changed: Sequence[Added], verb: str, hook: Hook, output: Output) -> None:
    """Each module that was added or updated, how to load it, and what is wrong with it."""
    for one in changed:
        where = f"to {hook.key}" if verb == "added" else f"of {hook.key}"
        before = f", it was {one.before}" if one.before else ""
        output.result(visible(f"{verb.capitalize()} {one.name} {one.version} {where}{before}"))
        if one.load.loads:
            output.message(visible(f"Load it with: {one.use}"))
            if one.load.message:
                output.message(output.paint("warning: ", "warning") + visible(one.load.message))
            continue
        output.message(output.paint("warning: ", "warning") + visible(f"{one.name} {one.version} can't be loaded: {one.load.message}"))
        if one.load.fits:
            output.message(visible(f"Version {one.load.fits} can: add {one.name}@{one.load.fits}"))


def show_search(found: ModuleSearch, rows: Sequence[FoundModule], output: Output) -> None:
    """A table of what was found."""
    if found.note:
        output.message(visible(found.note))
    if not rows:
        output.result("Nothing found.")
        return
    name = max(len(row.name) for row in rows)
    for first, row in zip(found.results, rows, strict=True):
        suits = row.suitable.version.version if row.suitable is not None and row.suitable.version is not None else row.version
        about = first.description or row.description
        about = about if len(about) <= _ABOUT else about[: _ABOUT - 1] + "…"
        output.result(one_line(f"{row.name:<{name}}  {suits or '-':<10}  {about}".rstrip()))
        if row.looks_like or first.looks_like:
            output.message(visible(f"{'':<{name}}  Did you mean {row.looks_like or first.looks_like}?"))
        if row.suitable is not None and row.suitable.why:
            output.message(visible(f"{'':<{name}}  {row.suitable.why}"))


def _remarks(row: HookModule) -> list[str]:
    found = []
    if row.state is ModuleState.MISSING and row.version is None:
        found.append(f"the code asks for {row.name}@{row.wanted}" if row.wanted else "the code asks for it")
    if row.suitable is not None and row.suitable != row.version:
        found.append(f"{row.suitable} suits")
    if row.latest is not None and row.latest not in (row.suitable, row.version):
        found.append(f"{row.latest} is the latest")
    if row.version is not None and not row.present:
        found.append("not installed here")
    if row.unpinned:
        found.append(f"floats: {', '.join(row.unpinned)}")
    if row.needed_by:
        found.append(f"needed by {', '.join(row.needed_by)}")
    if row.deprecated:
        found.append(f"deprecated: {row.deprecated}")
    return found


def _row(first: FoundModule, row: FoundModule) -> dict[str, Any]:
    suits = row.suitable
    return {
        "name": row.name,
        "version": row.version or first.version or None,
        "suitable": suits.version.version if suits is not None and suits.version is not None else None,
        "description": first.description or row.description,
        "why": suits.why if suits is not None else "",
        "downloads": first.downloads,
        "licence": first.licence or row.licence,
        "size": row.size if row.size is not None else first.size,
        "publisher": first.publisher or row.publisher,
        "date": first.date or row.date,
        "types": row.types if row.types is not None else first.types,
        "deprecated": row.deprecated or first.deprecated,
        "looks_like": first.looks_like or row.looks_like,
    }
