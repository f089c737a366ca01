"""A hook: one JavaScript function in a flow, without its code (which is read when it is needed)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, replace
from enum import StrEnum

from hookstudio.model.errors import StudioError

NAME_LIMIT = 200


class Dialect(StrEnum):
    """How a hook's code is written: a plain script with a `handle` function, or an ES module that exports it."""

    CLASSIC = "classic"
    ESM = "esm"

    @property
    def file_name(self) -> str:
        return "hook.mjs" if self is Dialect.ESM else "hook.js"


@dataclass(frozen=True, slots=True)
class Hook:
    """What `hook.toml` holds, and where: `hooks/<type>/<slug>/`. Its place in the order belongs to the workspace.

    `node` is a major version that this hook asks for, None for the workspace's. `dialect_fixed` is True where the user
    chose the dialect by hand; otherwise saving detects it from the code.
    """

    id: str
    name: str
    slug: str
    type: str
    description: str = ""
    enabled: bool = True
    dialect: Dialect = Dialect.CLASSIC
    dialect_fixed: bool = False
    node: int | None = None

    @property
    def key(self) -> str:
        """`TYPE/SLUG`, which names the hook within its workspace."""
        return f"{self.type}/{self.slug}"

    def renamed(self, name: str) -> Hook:
        """The same hook with another name; its slug stays. Raises StudioError for an empty or overlong name."""
        return replace(self, name=valid_name(name))


def valid_name(name: str) -> str:
    """*name* without outer white space. Raises StudioError if nothing is left, it is too long or has control characters."""
    clean = name.strip()
    if not clean:
        raise StudioError("A hook needs a name.", hint="Type at least one character.")
    if len(clean) > NAME_LIMIT:
        raise StudioError(f"A hook's name has at most {NAME_LIMIT} characters.", hint=f"This one has {len(clean)}.")
    if not clean.isprintable() and any(unicodedata.category(character) in ("Cc", "Cs") for character in clean):
        raise StudioError("A hook's name can't contain line breaks or other control characters.")
    return clean


_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_RESERVED_ON_WINDOWS = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def slugify(name: str, taken: Container[str] = ()) -> str:
    """The folder name of a hook called *name*: NFKD, ASCII, lower case, other characters to '-'; '-2' and so on when taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "hook"
    slug, number = base, 1
    while slug in taken or slug in _RESERVED_ON_WINDOWS:
        number += 1
        slug = f"{base}-{number}"
    return slug


def is_slug(text: str) -> bool:
    """Whether *text* can be the folder name of a hook: portable characters only, no leading dot or dash."""
    return _SLUG.fullmatch(text) is not None and not text.endswith(".")
