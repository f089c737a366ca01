"""Hooks on a tenant, and the tenant itself, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Plan = Literal["free", "basic", "pro", "enterprise"]
Generation = Literal["v1", "first"]

FIELDS: Final = ("content", "name", "description", "order", "enabled")
"""What of a hook the API can change."""

ORDER_LIMIT: Final = 2**53
"""The largest number of an order, up and down: those beyond are not the same in every program."""


def is_order(value: object) -> bool:
    """Whether *value* can be the number of a hook's order. Infinity and what is no number can't."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -ORDER_LIMIT <= value <= ORDER_LIMIT


@dataclass(frozen=True, slots=True)
class HookState:
    """What both sides can change of a hook. `order`: lower runs first; None where nobody has set it."""

    name: str
    description: str
    content: str
    order: float | None
    enabled: bool


@dataclass(frozen=True, slots=True)
class RemoteHook:
    """A hook as the tenant has it. Its type with dashes, whatever the tenant writes; times as sent, '' where there are none.

    `packages`: names and exact versions, on tenants of the first generation. `problem`: why it can't be read, as a clause; of its state
    then at most the name is known.
    """

    id: str
    type: str
    state: HookState
    created_at: str = ""
    updated_at: str = ""
    packages: tuple[tuple[str, str], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TenantSettings:
    """A tenant of a workspace. `tenant_header` names it to a host that serves several; `api` first: the one with packages on hooks."""

    name: str
    url: str
    client_id: str
    plan: Plan = "free"
    api: Generation = "v1"
    tenant_header: str = ""
    scope: str = ""
    """Permissions to ask for, separated by spaces; '' asks for none by name, which gets all that the client was given."""
