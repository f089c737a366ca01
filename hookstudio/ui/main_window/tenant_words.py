"""What the window's chip says of a tenant: a dot, the name, and in a few words how the workspace stands to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hookstudio.studio.sync_follow import Tally

_SHORT: Final = {
    "address": "can't be reached",
    "certificate": "certificate not trusted",
    "credentials": "secret not accepted",
    "audience": "no access",
    "scope": "permission missing",
    "rate": "asked too often",
    "server": "has a fault",
}
_BUSY: Final = {"comparing": "comparing…", "pull": "pulling…", "back": "taking back…"} | dict.fromkeys(
    ("push", "resume", "restore"), "pushing…"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a tenant in this session, `at` which time of day it was compared.

    `problem`: why it could not be asked, in words, and of which `kind` that is. `busy`: what its window is doing, '' for nothing;
    `secret`: there is none; `unfinished`: a push to it was broken off.
    """

    tally: Tally | None = None
    at: str = ""
    problem: str = ""
    kind: str = ""
    busy: str = ""
    secret: bool = False
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class TenantLook:
    """What is said behind the name, and the role of the dot's colour; `about` is the tooltip."""

    words: str
    role: str
    about: str


def look_of(standing: Standing) -> TenantLook:
    """How the chip shows what is known of a tenant."""
    tally = standing.tally
    if standing.busy in _BUSY:
        return TenantLook(_BUSY[standing.busy], "accent", "The tenant's window shows how far it is")
    if standing.secret:
        return TenantLook("needs a secret", "warning", "There is no secret that opens the tenant. Comparing asks for it.")
    if standing.problem and (standing.kind in _SHORT or not standing.unfinished):
        return TenantLook(_SHORT.get(standing.kind, "not compared"), "error", standing.problem)
    if standing.unfinished:
        return TenantLook("push not finished", "warning", "A push to this tenant was broken off. The rest of it can still be done.")
    if tally is None:
        return TenantLook("not compared yet", "faint", "Nothing is asked of the tenant before you say so")
    parts = [f"{count:,} {word}" for count, word in ((tally.push, "to push"), (tally.pull, "to pull")) if count]
    rest = " · ".join(parts)
    if tally.conflicts:
        words = f"{tally.conflicts:,} {'conflict' if tally.conflicts == 1 else 'conflicts'}"
        return TenantLook(words, "warning", f"Both sides changed the same. {f'Besides: {rest}.' if rest else ''}".strip())
    seen = f"As the tenant was at {standing.at}, with what was saved here since. Compare to ask it again."
    about = "\n".join((seen, *tally.notes))
    if parts:
        return TenantLook(rest, "accent", about)
    if tally.left_out:
        return TenantLook(f"in sync, {tally.left_out:,} left out", "warning", about)
    return TenantLook("in sync", "ok", about)
