"""What follows from a lock file: what an installation of it brings where, and which very archives a package and its scripts are made of."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable
from typing import Final

from hookstudio.npm.lock_file import Lock, Locked, digest_text
from hookstudio.npm.ranges import in_range

_PROCESSORS: Final = {
    **dict.fromkeys(("x86_64", "amd64"), "x64"),
    **dict.fromkeys(("aarch64", "arm64"), "arm64"),
    **dict.fromkeys(("i386", "i486", "i586", "i686", "x86"), "ia32"),
    **dict.fromkeys(("armv6l", "armv7l", "arm"), "arm"),
}
_STRONG: Final = re.compile(r"sha(?:256|384|512)-[A-Za-z0-9+/]{43,86}={0,2}")


def digest_of(lock: Lock, ran: Iterable[str] = (), *, node: str = "") -> str:
    """Names what an installation of *lock* for Node *node* brings on this system; addresses do not count.

    What a lock file says of optional packages decides whether they are there, so it counts: who lies about them shares with nobody.
    *ran*: the packages whose install scripts ran for it.
    """
    rows: list[object] = []
    for one in lock.installed:
        row: list[object] = [one.path, one.name, one.version, one.integrity, one.bundled]
        if one.optional:
            row += [one.systems, one.processors, one.node, one.unsure, sorted(one.required), one.node != "" and _admits(one, node)]
        rows.append(row)
    return digest_text([rows, lock.old, *this_system(), sorted(ran)])


def this_system() -> tuple[str, str]:
    """What packages for certain systems are chosen by: the system and the processor."""
    return sys.platform, platform.machine().lower()


def may_be_absent(lock: Lock, node: str) -> frozenset[str]:
    """The paths of the packages that npm may leave out: optional ones that don't fit here, and what only those need."""
    optional = {one.path: one for one in lock.installed if one.optional}
    if lock.old:  # it does not say what they are made for
        return frozenset(optional)
    bad = {path for path, one in optional.items() if one.unsure or not fits(one, node)}
    if not bad:
        return frozenset()
    needs = {path: _seen(lock, one, one.required) for path, one in optional.items()}
    while True:
        further = {path for path in optional if path not in bad and needs[path] & bad}
        if not further:
            break
        bad |= further
    reached: set[str] = set()
    waiting = [f"node_modules/{key}" for key in (*lock.dependencies, *lock.others)]
    waiting += [one.path for one in lock.installed if not one.optional]
    while waiting:
        path = waiting.pop()
        if path not in bad and path not in reached and path in lock.packages:
            reached.add(path)
            one = lock.packages[path]
            waiting += _seen(lock, one, one.dependencies)
    return frozenset(optional) - reached


def fits(one: Locked, node: str) -> bool:
    """Whether a package is made for this system and that Node, as far as it says."""
    system, machine = this_system()
    processor = _PROCESSORS.get(machine)
    return (
        _listed(system, one.systems)
        and (processor is None or _listed(processor, one.processors))
        and (not one.node or _admits(one, node) is not False)
    )


def without_integrity(lock: Lock) -> tuple[Locked, ...]:
    """The packages of which a lock file does not say what is in them."""
    return tuple(one for one in lock.installed if not one.integrity and not one.bundled)


def fingerprint(lock: Lock, path: str) -> str:
    """Stands for the very archives of the package at *path* and of all that it needs; '' if a lock file can't tell what they are.

    A script runs with what its package needs, so that whoever allows the one allows the other.
    """
    first = lock.packages.get(path)
    if first is None or first.bundled:
        return ""
    rows: list[list[str]] = []
    for one in (lock.packages[each] for each in needed(lock, path)):
        own = _content(lock, one)
        if not own:
            return ""
        for name in sorted(one.dependencies):
            found = lock.seen_from(one.path, name)
            rows.append([own, name, _content(lock, found) if found is not None else ""])
        rows.append([own, one.spelled])
    return digest_text([_content(lock, first), first.spelled, sorted(rows)])


def needed(lock: Lock, path: str) -> frozenset[str]:
    """The paths of what the package at *path* needs, its own among them."""
    seen: set[str] = set()
    waiting = [path] if path in lock.packages else []
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += _seen(lock, lock.packages[here], lock.packages[here].dependencies)
    return frozenset(seen)


def _content(lock: Lock, one: Locked) -> str:
    """What stands for the content of a package: its hash, or the hash of the archive that brings it along, and where in that."""
    path, inside = one.path, ""
    while True:
        here = lock.packages.get(path)
        if here is not None and not here.bundled:
            return f"{here.integrity} {inside}".strip() if _STRONG.fullmatch(here.integrity) else ""
        above, slash, last = path.rpartition("/node_modules/")
        if not slash:
            return ""
        path, inside = above, f"{last}/{inside}"


def _seen(lock: Lock, one: Locked, names: Iterable[str]) -> set[str]:
    return {found.path for name in names if (found := lock.seen_from(one.path, name)) is not None}


def _admits(one: Locked, node: str) -> bool | None:
    return in_range(node, one.node, pre_releases=True) if node else None


def _listed(value: str, names: tuple[str, ...]) -> bool:
    """As npm reads `os` and `cpu`: names, or names with a “!” before them for all others."""
    if not names or names == ("any",):
        return True
    if f"!{value}" in names:
        return False
    return value in names or all(name.startswith("!") for name in names)
