"""What the window's chip says of a tenant: a dot, the name, and in a few words how the workspace stands to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hookstudio.studio.sync_follow import Tally

GROUPS: Final = ("tenant.resume", "tenant.test")
"""The commands with which another group begins, in the menus."""
CONNECT: Final = "Connect a tenant…"
_SHORT: Final = {
    "address": "can't be reached",
    "certificate": "certificate not trusted",
    "credentials": "secret not accepted",
    "audience": "no access",
    "scope": "permission missing",
    "rate": "asked too often",
    "server": "has a fault",
}
_BUSY: Final = {"comparing": "comparing…", "pull": "pulling…"} | dict.fromkeys(("push", "resume", "restore"), "pushing…")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a tenant in this session. `problem`: why it could not be asked, in words, and of which `kind` that is.

    `busy`: what its window is doing, '' for nothing; `secret`: there is none; `unfinished`: a push to it was broken off.
    """

    tally: Tally | None = None
    problem: str = ""
    kind: str = ""
    busy: str = ""
    secret: bool = False
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class TenantLook:
    """The text and the role of the dot's colour, '' for no dot; `about` is the tooltip."""

    text: str
    role: str = ""
    about: str = ""


def look_of(name: str, standing: Standing) -> TenantLook:
    """The chip of the tenant *name*, '' for none."""
    if not name:
        return TenantLook(CONNECT, "", "Compare this workspace with a PlusAuth tenant, and pull or push what differs")
    words, role, about = _words(standing)
    return TenantLook(f"{name} · {words}", role, about)


def _words(standing: Standing) -> tuple[str, str, str]:
    tally = standing.tally
    if standing.busy in _BUSY:
        return _BUSY[standing.busy], "accent", "The tenant's window shows how far it is"
    if standing.secret:
        return "needs a secret", "warning", "There is no secret that opens the tenant. Comparing asks for it."
    if standing.problem:
        return _SHORT.get(standing.kind, "not compared"), "error", standing.problem
    if standing.unfinished:
        return "push not finished", "warning", "A push to this tenant was broken off. The rest of it can still be done."
    if tally is None:
        return "not compared yet", "faint", "Nothing is asked of the tenant before you say so"
    parts = [f"{count:,} {word}" for count, word in ((tally.push, "to push"), (tally.pull, "to pull")) if count]
    rest = " · ".join(parts)
    if tally.conflicts:
        words = f"{tally.conflicts:,} {'conflict' if tally.conflicts == 1 else 'conflicts'}"
        return words, "warning", f"Both sides changed the same. {f'Besides: {rest}.' if rest else ''}".strip()
    seen = "As the tenant was when it was last compared."
    if parts:
        return rest, "accent", seen
    return "in sync", "ok", "\n".join((seen, *tally.notes))
