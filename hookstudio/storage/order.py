"""The order of a type's folders: what the file says, made true for the folders that are there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merged:
    """All folders in order; those that the order did not name, at its end; and those that it names and that are gone."""

    slugs: tuple[str, ...]
    appended: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def merge_order(wanted: Sequence[str], present: Collection[str]) -> Merged:
    """*present* in the order of *wanted*, the first of equal names counting; what is not named follows by name."""
    known, there = dict.fromkeys(wanted), set(present)
    named = tuple(slug for slug in known if slug in there)
    appended = tuple(sorted(there.difference(known)))
    return Merged(named + appended, appended, tuple(slug for slug in known if slug not in there))


def weave(row: Sequence[str], readable: Sequence[str]) -> tuple[str, ...]:
    """*readable* in its own order, and each other folder of *row* still behind the one that it stood behind.

    So a hook whose file can't be read at the moment keeps its place while the others move.
    """
    here = set(readable)
    followers: dict[str | None, list[str]] = {}
    before: str | None = None
    for slug in row:
        if slug in here:
            before = slug
        else:
            followers.setdefault(before, []).append(slug)
    woven = list(followers.get(None, ()))
    for slug in readable:
        woven += [slug, *followers.get(slug, ())]
    return tuple(woven)
