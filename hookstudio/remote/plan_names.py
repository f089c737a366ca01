"""Renames on the tenant in a sequence in which no two hooks have one name at any time, for there are tenants that refuse that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hookstudio.model.sync import Request


def untangled(changes: Sequence[Request]) -> list[Request]:
    """The same changes, each behind the one that gives its name free; in a circle one hook gets a name for the time between."""
    holders = {(each.type, each.expected.name): each for each in changes if each.expected is not None and "name" in each.body}
    names = {state.name for each in changes for state in (each.expected, each.wanted) if state is not None}
    found: list[Request] = []
    begun: set[str] = set()
    ended: set[str] = set()
    between: dict[str, Request] = {}

    for first in changes:
        chain: list[Request] = []
        change: Request | None = first
        while change is not None and change.remote_id not in begun:
            begun.add(change.remote_id)
            chain.append(change)
            wanted = change.wanted.name if change.wanted is not None and "name" in change.body else ""
            change = holders.get((change.type, wanted))
        if change is not None and change.remote_id not in ended and change is not chain[-1]:
            away, between[change.remote_id] = _in_two(change, names)
            found.append(away)
        for each in reversed(chain):
            found.append(between.get(each.remote_id, each))
            ended.add(each.remote_id)
    return found


def _in_two(change: Request, names: set[str]) -> tuple[Request, Request]:
    """A change as one that makes all of it but gives another name, and one that gives the name."""
    assert change.expected is not None and change.wanted is not None
    start = f"{change.wanted.name[:150]} (on its way"
    name, number = f"{start})", 1
    while name in names:
        number += 1
        name = f"{start}, {number})"
    names.add(name)
    away = replace(change.wanted, name=name)
    first = replace(
        change,
        body={**change.body, "name": name},
        why=f"{change.why}, first to a name that is free",
        wanted=away,
        agreed=None if change.agreed is None else replace(change.agreed, name=name),
    )
    return first, replace(change, body={"name": change.wanted.name}, why=f"change name of {change.key} to what it is to be", expected=away)
