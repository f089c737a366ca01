"""How a workspace and a tenant stand to each other, and what a pull or a push is going to do, as values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal

from hookstudio.model.tenant import HookState, RemoteHook

EXISTENCE: Final = "hook"
"""Stands among the fields of a conflict for a hook that is deleted on one side and changed on the other."""

Side = Literal["local", "remote", "merge"]
Choices = Mapping[str, Mapping[str, Side]]
"""What is decided for the conflicts of hooks, by key and field. The field `*` stands for all, the key `*` for all hooks."""


class SyncState(StrEnum):
    """How a hook stands, compared with the last state on which both sides agreed."""

    EQUAL = "equal"
    NEW_HERE = "new-here"
    NEW_THERE = "new-there"
    CHANGED_HERE = "changed-here"
    CHANGED_THERE = "changed-there"
    DELETED_HERE = "deleted-here"
    DELETED_THERE = "deleted-there"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class LocalHook:
    """A hook of the workspace. Its `state` has no order: that is its place among those of its type.

    `packages`: its modules with exact versions, for a tenant of the first generation.
    """

    id: str
    key: str
    type: str
    state: HookState
    packages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Agreed:
    """The last state of a hook on which the workspace and the tenant agreed. `code_lost`: of its code only `digest` is known."""

    hook_id: str
    remote_id: str
    type: str
    state: HookState
    created_at: str = ""
    digest: str = ""
    code_lost: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is to be remembered as agreed of a hook of the tenant; `state` None: nothing any more.

    `digest`: that of its code, where the code itself is lost.
    """

    remote_id: str
    hook_id: str = ""
    type: str = ""
    state: HookState | None = None
    created_at: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class HookStatus:
    """One hook on both sides. `fields_here` were changed here only, `fields_there` there only, `fields_conflict` on both.

    `key` of a hook that is only there is made from its name. `notes`: sentences on what was moved, renamed or can't be done.
    `merged`: the code with the changes of both sides, where they are in different lines. `problem`: why it can't be held here.
    """

    key: str
    type: str
    state: SyncState
    local: LocalHook | None = None
    remote: RemoteHook | None = None
    base: Agreed | None = None
    fields_here: tuple[str, ...] = ()
    fields_there: tuple[str, ...] = ()
    fields_conflict: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    merged: str | None = None
    problem: str = ""

    @property
    def token(self) -> str:
        """What the rows of a comparison know the hook by."""
        return token_of(self.local, self.remote)

    @property
    def here(self) -> HookState | None:
        return self.local.state if self.local else None

    @property
    def there(self) -> HookState | None:
        return self.remote.state if self.remote else None

    @property
    def agreed(self) -> HookState | None:
        return self.base.state if self.base else None


@dataclass(frozen=True, slots=True)
class OrderMerge:
    """The order of the hooks of one type, as tokens. `merged` has the hooks of both sides, with the moves of both.

    `clashing` can't be brought into one order; what is in `merged` of them is the order here.
    """

    here: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    moved_here: frozenset[str] = frozenset()
    moved_there: frozenset[str] = frozenset()
    clashing: frozenset[str] = frozenset()

    def stands(self, token: str) -> bool:
        """Whether nobody moved a hook."""
        return token not in self.moved_here and token not in self.moved_there and token not in self.clashing


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every hook of both sides. `forgotten`: ids on the tenant of hooks that both sides deleted. `notes` are sentences.

    `left_out`: how many hooks could not be compared.
    """

    hooks: tuple[HookStatus, ...]
    orders: Mapping[str, OrderMerge] = field(default_factory=dict)
    forgotten: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: int = 0

    def __iter__(self) -> Iterator[HookStatus]:
        return iter(self.hooks)


@dataclass(frozen=True, slots=True)
class Request:
    """A writing request. `path` as the API names it; `why` in words. `expected`: what the tenant has to have before, None for nothing;
    `wanted`: what it has afterwards. `agreed`: what is then agreed. `packages`: what is installed for the hook, and nothing else."""

    method: Literal["POST", "PATCH", "DELETE"]
    path: str
    body: Mapping[str, Any]
    why: str
    key: str
    type: str
    hook_id: str = ""
    remote_id: str = ""
    expected: HookState | None = None
    wanted: HookState | None = None
    agreed: HookState | None = None
    created_at: str = ""
    packages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LocalChange:
    """What a pull does to one hook here: create, change or delete. `expected`: what has to be here before."""

    kind: Literal["create", "change", "delete"]
    key: str
    type: str
    token: str
    state: HookState | None = None
    expected: HookState | None = None
    fields: tuple[str, ...] = ()
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose state wins in a conflict, field by field."""

    key: str
    sides: tuple[tuple[str, Side], ...]


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What a pull or push does. `rows`: new orders here, as tokens, instead of `rows_here`; of the types `reordered` hooks that were
    here change places.

    `agreements`: what is remembered as agreed without a request.

    `conflicts`: the keys of hooks of which nothing is done, for nobody has decided. `left`: those that are not put back, as others have
    changed them since then. `decisions`: the conflicts that are settled, which is remembered. `hooks_here`: how many there are before a
    pull. `tenant`: which one it was made for, and as which client. `notes` are sentences.
    """

    requests: tuple[Request, ...] = ()
    local_changes: tuple[LocalChange, ...] = ()
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows_here: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reordered: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    notes: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    hooks_here: int = 0
    tenant: str = ""

    @property
    def deletions(self) -> int:
        """How many hooks are going to be deleted on the tenant."""
        return sum(1 for request in self.requests if request.method == "DELETE")

    @property
    def deletions_here(self) -> int:
        """How many hooks are going to be deleted here."""
        return sum(1 for change in self.local_changes if change.kind == "delete")

    @property
    def is_drastic(self) -> bool:
        """Whether most of the hooks here would be deleted, as after one wrong answer of a tenant: that has to be confirmed by itself."""
        return self.deletions_here > 2 and 2 * self.deletions_here > self.hooks_here

    @property
    def changes(self) -> int:
        """How many things are going to be done here."""
        return len(self.local_changes) + len(self.reordered)

    def __bool__(self) -> bool:
        return bool(self.requests or self.changes)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A hook of which nothing more was done, and why, in a sentence."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What was done. `stopped`: hooks that were changed meanwhile, or that the tenant refused; they have to be planned again."""

    applied: int = 0
    stopped: tuple[Stopped, ...] = ()
    notes: tuple[str, ...] = ()


def token_of(local: LocalHook | None, remote: RemoteHook | None) -> str:
    """What the rows of a comparison know a hook by that is on one of the sides, or both."""
    return local.id if local is not None else f"there:{remote.id if remote else ''}"


def chosen(choices: Choices, key: str, name: str) -> Side | None:
    """What is decided for a field of a hook."""
    for of_hook in (choices.get(key, {}), choices.get("*", {})):
        if (side := of_hook.get(name, of_hook.get("*"))) is not None:
            return side
    return None


def first_named(keys: Sequence[str], most: int) -> str:
    """The keys in a sentence; of more than *most* the rest is counted."""
    more = len(keys) - most
    return ", ".join(keys[:most]) + (f" and {more} more" if more > 0 else "")


def plain_ends(text: str) -> str:
    """*text* with `\\n` as line end, for git gives files others on some systems, and without marks at its begin: that is no change."""
    return text.lstrip("\ufeff").replace("\r\n", "\n")


def digest_of(content: str) -> str:
    """The SHA-256 of code, whatever its line ends and the white space around it, which some tenants cut off."""
    return hashlib.sha256(plain_ends(content).strip().encode("utf-8", "surrogatepass")).hexdigest()
