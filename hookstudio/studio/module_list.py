"""The modules of a hook as the user sees them: what is there, what is wanted, what the code asks for, what would suit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.model.module import HookModule, ModuleSet, ModuleState, Suitable
from hookstudio.npm.lock_file import Lock, read_lock, wanted_by
from hookstudio.npm.ranges import precedence
from hookstudio.npm.scripts import install_scripts
from hookstudio.studio.module_changes import names_of
from hookstudio.studio.module_code import Specifier, key_for, specifiers
from hookstudio.studio.module_keys import keys_of

_AT_ONCE: Final = 6


def listing(files: ModuleSet, code: str, copy: Path | None, sizes: Mapping[str, int]) -> tuple[HookModule, ...]:
    """A row for each module of package.json, by name and from the newest version down, then for each that only the code names.

    *copy* is the installed copy, None where it is not on this computer; *sizes* are the bytes of its packages by path.
    """
    lock, keys, wanted = read_lock(files.lock), keys_of(files.lock), wanted_by(files.package_json)
    asked = specifiers(code)
    users = {one: key_for(one, keys) for one in asked}
    scripts = _scripts(files.lock, copy)
    rows = []
    for key, one in names_of(wanted, keys).items():
        there = keys.get(key)
        using = [specifier for specifier, used in users.items() if used == key]
        state = ModuleState.MISSING if there is None else ModuleState.CURRENT if using else ModuleState.UNUSED
        locked = lock.top.get(key)
        rows.append(
            HookModule(
                one.name,
                key,
                there.version if there is not None else None,
                wanted[key].rpartition("@")[2] if wanted[key].startswith("npm:") else wanted[key],
                state,
                size=_size(lock, key, sizes) if copy is not None else None,
                needed_by=lock.needed_by(key),
                unpinned=_floating(using),
                deprecated=locked.deprecated if locked is not None else "",
                scripts=scripts.get((one.name, one.version), ()),
                present=copy is not None and there is not None,
            )
        )
    rows.sort(key=lambda row: (row.name, tuple(-part for part in precedence(row.version or "")[0])))
    return (*rows, *_only_named(asked, users, {row.name for row in rows if row.version is None}))


def with_suitable(rows: Iterable[HookModule], suitable: Callable[[str], Suitable]) -> tuple[HookModule, ...]:
    """The rows with what the registry says now: the version that suits, the latest, and whether a row is outdated for it.

    *suitable* is asked in several threads; where it raises StudioError nothing is known.
    """
    from concurrent.futures import ThreadPoolExecutor

    rows = tuple(rows)
    names = sorted({row.name for row in rows})
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="modules") as threads:
        found = dict(zip(names, threads.map(lambda name: _or_none(suitable, name), names), strict=True))
    return tuple(_judged(row, found[row.name]) for row in rows)


def _or_none(suitable: Callable[[str], Suitable], name: str) -> Suitable | None:
    try:
        return suitable(name)
    except StudioError:
        return None


def _judged(row: HookModule, found: Suitable | None) -> HookModule:
    if found is None:
        return row
    best = found.version.version if found.version is not None else None
    old = row.version is not None and best is not None and precedence(best) > precedence(row.version)
    if not found.asked and not old:
        return row
    state = ModuleState.OUTDATED if old and row.state is ModuleState.CURRENT else row.state
    return replace(row, suitable=best, latest=found.latest or None, state=state, outdated=old)


def _only_named(asked: Iterable[Specifier], users: Mapping[Specifier, str | None], listed: set[str]) -> list[HookModule]:
    """What the code asks for and package.json does not name."""
    found: dict[str, HookModule] = {}
    for one in asked:
        if users[one] is None and not (one.name in listed and not one.wanted):
            known = found.get(one.request)
            unpinned = (*(known.unpinned if known else ()), *_floating([one]))
            found[one.request] = HookModule(
                one.name, one.name, None, one.wanted, ModuleState.MISSING, unpinned=tuple(dict.fromkeys(unpinned)), present=False
            )
    return [found[request] for request in sorted(found)]


def _floating(asked: Iterable[Specifier]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in asked if one.floats))


def _size(lock: Lock, key: str, sizes: Mapping[str, int]) -> int:
    return sum(sizes.get(path, 0) for path in lock.needed(key))


def _scripts(lock_text: str | None, copy: Path | None) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    found: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for one in install_scripts(lock_text, copy) if copy is not None else ():
        found[one.name, one.version] = (*found.get((one.name, one.version), ()), (one.event, one.command))
    return found
