"""The hook types of PlusAuth, in the order in which they are listed.

Source: the four that the hook documentation describes (their sentences below are a digest of it), then the further
names that the vendor's REST client knows. About those the vendor's public text says little or nothing; neither do we.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hookstudio.model.errors import StudioError


@dataclass(frozen=True, slots=True)
class HookType:
    """One place in a flow where hooks run; `summary` is the one-line explanation that lists show, `brief` the one for little room."""

    name: str
    summary: str
    brief: str
    core: bool = False


HOOK_TYPES: Final[tuple[HookType, ...]] = (
    HookType("pre-login", "Before sign-in, also when the user exists and the password check failed", "Before sign-in", core=True),
    HookType("post-login", "All sign-in checks passed and the user is signed in", "After sign-in", core=True),
    HookType("pre-register", "Just before the user is stored; a changed user is what gets stored", "Before storing", core=True),
    HookType("post-register", "The user has been stored", "After storing", core=True),
    HookType("pre-mfa", "Before multi-factor authentication", "Before second factor"),
    HookType("pre-access-token", "Before an access token is issued", "Before issue"),
    HookType("pre-id-token", "Before an ID token is issued", "Before issue"),
    HookType("link-account", "Accounts are being linked", "Linking accounts"),
    HookType("sms", "A custom SMS provider sends a message", "Sending a message"),
    HookType("pre-fc-import", "Around a federated import; not documented by PlusAuth", "Federated import"),
    HookType("post-fc-import", "Around a federated import; not documented by PlusAuth", "Federated import"),
    HookType("pre-fc-export", "Around a federated export; not documented by PlusAuth", "Federated export"),
    HookType("ciba-auth-prompt", "Back-channel (CIBA) sign-in: the prompt; not documented by PlusAuth", "Back-channel"),
    HookType("ciba-validate-r-c", "Back-channel (CIBA) sign-in: a validation; not documented by PlusAuth", "Back-channel"),
    HookType("ciba-validate-u-c", "Back-channel (CIBA) sign-in: a validation; not documented by PlusAuth", "Back-channel"),
)

_BY_NAME: Final = {hook_type.name: hook_type for hook_type in HOOK_TYPES}
TYPE_NAMES: Final = tuple(_BY_NAME)
CORE_TYPE_NAMES: Final = tuple(hook_type.name for hook_type in HOOK_TYPES if hook_type.core)


def find_type(name: str) -> HookType | None:
    """The type called *name*, early spellings with underscores included, or None."""
    return _BY_NAME.get(name.strip().lower().replace("_", "-"))


def hook_type(name: str) -> HookType:
    """The type called *name* (dashes or underscores). Raises StudioError for a name that is none."""
    found = find_type(name)
    if found is None:
        raise StudioError(f"“{name}” is not a hook type.", hint="The types are: " + ", ".join(TYPE_NAMES) + ".")
    return found
